"""Notes on a recording and doubts about it stand wherever the recording is used, on every command."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made import small_clip

import sta_lstm
from sta_lstm.cli import main
from sta_lstm.cli.inputs.remarks import Remarks
from sta_lstm.skeletons.quality.doubts import doubts_of

NOTE = "Two gaps filled."
EVIL = "A note </script><img src=x onerror=alert(1)>\n\x1b[2J=1+1"


@pytest.fixture
def ask(folder, capsys):
    """Runs a command on ``walk.npz`` with the tiny checkpoint; gives what it printed."""

    def run(command, *words, checkpoints=("tiny",)):
        named = [part for name in checkpoints for part in ("--checkpoint", f"{folder}/{name}.safetensors")]
        assert main([command, f"{folder}/walk.npz", *named, *map(str, words)]) == 0
        return capsys.readouterr().out

    return run


@pytest.fixture
def doubts(folder):
    found = doubts_of(sta_lstm.load_clip(folder / "walk.npz"))
    assert found
    return found


def test_predict_says_them_in_words_and_as_json(ask, doubts):
    lines = ask("predict").splitlines()
    assert lines[-1 - len(doubts) :] == [f"note: {NOTE}", *(f"doubt: {each}" for each in doubts)]
    values = json.loads(ask("predict", "--json"))
    assert (values["notes"], values["doubts"]) == ([NOTE], list(doubts))


@pytest.mark.parametrize("suffix", [".npz", ".csv", ".parquet", ".json"])
def test_every_file_of_an_answer_holds_them(ask, doubts, tmp_path, suffix):
    path = tmp_path / f"out{suffix}"
    ask("predict", "--out", path)
    if suffix == ".npz":
        with np.load(path, allow_pickle=False) as arrays:
            assert arrays["notes"].tolist() == [NOTE]
            assert arrays["doubts"].tolist() == list(doubts)
    elif suffix == ".json":
        values = json.loads(path.read_text())
        assert (values["notes"], values["doubts"]) == ([NOTE], list(doubts))
    else:
        table = pd.read_csv(path) if suffix == ".csv" else pd.read_parquet(path)
        first, *others = table["remarks"]
        assert pd.isna(others).all()
        assert first == " | ".join([f"note: {NOTE}", *(f"doubt: {each}" for each in doubts)])


def test_info_says_doubts_beside_notes(folder, doubts, capsys):
    assert main(["info", f"{folder}/walk.npz"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1 - len(doubts) :] == [f"note: {NOTE}", *(f"doubt: {each}" for each in doubts)]
    assert main(["info", f"{folder}/walk.npz", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["doubts"] == list(doubts)


def test_compare_says_each_once_in_words_as_json_and_in_its_table(ask, doubts, tmp_path):
    table = tmp_path / "out.csv"
    out = ask("compare", "--out", table, checkpoints=("tiny", "plain"))
    assert [out.count(f"\ndoubt: {each}\n") for each in doubts] == [1] * len(doubts)
    assert out.count(f"note: {NOTE}") == 1
    assert pd.read_csv(table)["remarks"][0].startswith(f"note: {NOTE} | doubt: ")
    values = json.loads(ask("compare", "--json", checkpoints=("tiny", "plain")))
    assert (values["notes"], values["doubts"]) == ([NOTE], list(doubts))


def test_two_clips_have_each_their_own(folder, tmp_path, capsys):
    walk = sta_lstm.load_clip(folder / "walk.npz")
    sta_lstm.save_clip(replace(walk, name="second.npz", notes=("Turned.",)), tmp_path / "second.npz")
    words = ["compare", f"{folder}/walk.npz", f"{tmp_path}/second.npz", "--checkpoint", f"{folder}/tiny.safetensors"]
    assert main([*words, "--html", f"{tmp_path}/out.html"]) == 0
    out = capsys.readouterr().out
    assert f"\nnote: walk.npz: {NOTE}\n" in out
    assert "\nnote: second.npz: Turned.\n" in out
    page = (tmp_path / "out.html").read_text()
    assert f"<li>note: walk.npz: {NOTE}</li>" in page
    assert "<li>note: second.npz: Turned.</li>" in page
    assert main([*words, "--json"]) == 0
    assert [each["notes"] for each in json.loads(capsys.readouterr().out)["clips"]] == [[NOTE], ["Turned."]]


@pytest.mark.parametrize("command", ["export", "show"])
def test_a_page_says_them_in_a_fold(ask, doubts, tmp_path, command):
    page = tmp_path / "out.html"
    ask(command, "--html", page)
    text = page.read_text()
    assert f"<summary>About this recording: {len(doubts)} doubt" in text
    assert f"<li>note: {NOTE}</li>" in text
    assert text.count("<li>doubt: ") == len(doubts)


def test_what_is_odd_about_an_edit_is_no_fault_of_the_recording(ask, doubts):
    still = json.loads(ask("predict", "--json", "--edit", "hold:all@5-28"))
    assert still["doubts"] == list(doubts)
    both = json.loads(ask("compare", "--json", "--edit", "hold:all@5-28", checkpoints=("tiny", "plain")))
    assert both["doubts"] == list(doubts)


def test_text_from_a_file_is_only_text(folder, tmp_path, capsys):
    walk = sta_lstm.load_clip(folder / "walk.npz")
    sta_lstm.save_clip(replace(walk, notes=(EVIL, *(f"{n} {'x' * 3000}" for n in range(60)))), tmp_path / "evil.npz")
    words = [f"{tmp_path}/evil.npz", "--checkpoint", f"{folder}/tiny.safetensors"]
    assert main(["predict", *words, "--out", f"{tmp_path}/out.csv"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert len(out) < 20_000
    assert (tmp_path / "out.csv").stat().st_size < 500_000
    assert main(["export", *words, "--html", f"{tmp_path}/out.html"]) == 0
    page = (tmp_path / "out.html").read_text()
    assert "<img" not in page
    assert len(page) < 400_000


def test_evaluate_counts_them_and_names_the_first(trained, planted, tmp_path, capsys):
    checkpoint = f"{trained}/planted-tiny-sta-seed-1.safetensors"
    words = ["evaluate", checkpoint, "--data", str(planted), "--split", "all", "--device", "cpu"]
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["recordings"] == []
    data = tmp_path / "data"
    for number, path in enumerate(sorted(planted.rglob("*.npz"))):
        clip = replace(sta_lstm.load_clip(path), notes=(f"Person {number} was turned by {3 * number}°.",))
        if number % 2:
            clip = replace(clip, positions=100 * clip.positions)
        (data / path.parent.name).mkdir(parents=True, exist_ok=True)
        sta_lstm.save_clip(clip, data / path.parent.name / path.name)
    words[3] = str(data)
    assert main([*words, "--json", "--out", str(tmp_path / "out")]) == 0
    found = {each["sentence"]: each for each in json.loads(capsys.readouterr().out)["recordings"]}
    (unit,) = (each for each in found.values() if "unit of length is in doubt" in each["sentence"])
    assert (unit["kind"], unit["clips"]) == ("doubt", 12)
    (turned,) = (each for each in found.values() if "was turned" in each["sentence"])
    assert (turned["kind"], turned["clips"]) == ("note", 24)
    assert turned["first"].endswith(".npz")
    clips = pd.read_csv(tmp_path / "out" / "clips.csv")
    assert clips["doubts"].fillna("").str.contains("unit").sum() == 12
    assert "12 clips, doubt: " in (tmp_path / "out" / "confusion.html").read_text()
    assert main(words) == 0
    assert "\n  24 clips, note: Person " in capsys.readouterr().out


def test_a_comparison_on_many_clips_counts_them_too(trained, planted, folder, tmp_path, capsys):
    words = [
        "compare",
        "--data",
        str(planted),
        "--checkpoint",
        "demo-ta",
        "--checkpoint",
        "demo-lstm",
        "--device",
        "cpu",
    ]
    assert main([*words, "--json", "--out", f"{tmp_path}/out.csv"]) == 0
    assert json.loads(capsys.readouterr().out)["recordings"] == []
    table = pd.read_csv(tmp_path / "out.csv")
    assert table["doubts"].isna().all()
    assert "remarks" not in table.columns  # those of the first clip are not those of all


def test_kinds_beyond_the_first_are_counted_together():
    remarks = Remarks()
    for number in range(60):
        name = "abcdefghijklmnopqrstuvwxyz"[number % 26] * (1 + number // 26)
        remarks.add(f"clip {number}", small_clip(notes=(f"{name} was found.",), seed=number))
    told = remarks.to_json()
    assert len(told) <= 45
    assert max(each["clips"] for each in told) == 60
    assert sum(each["clips"] for each in told if each["kind"] == "note") == 60
