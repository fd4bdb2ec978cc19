"""``sta-lstm evaluate``: the figures, the files beside them, and which clips count as unseen."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import sta_lstm
from sta_lstm.cli import main
from sta_lstm.datasets import LabelledClip, open_dataset
from sta_lstm.evaluation.evaluation import evaluate
from sta_lstm.model.checkpoint import save_checkpoint
from sta_lstm.skeletons.convert import converted
from sta_lstm.skeletons.layouts import KINECT_20

CLASSES = ["bow", "squat", "wave left hand"]


@pytest.fixture
def checkpoint(trained):
    return trained / "planted-tiny-sta-seed-1.safetensors"


def in_layout(each, layout):
    return LabelledClip.of(converted(each.load(), layout), each.label, each.subject, each.source)


def figures(capsys, *arguments):
    assert main(["evaluate", *map(str, arguments), "--json", "--device", "cpu"]) == 0
    return json.loads(capsys.readouterr().out)


def test_test_is_the_fold_that_the_card_names(checkpoint, planted, capsys):
    values = figures(capsys, checkpoint, "--data", planted, "--split", "test")
    dataset = open_dataset(planted)
    unseen = [dataset.clips[i] for i in dataset.fold("stratified-five-folds", "2").test]
    loaded = sta_lstm.load_checkpoint(checkpoint, device="cpu")
    expected = evaluate(loaded, unseen)
    assert values["confusion"] == expected.confusion.tolist()
    assert values["accuracy"] == expected.accuracy == loaded.accuracy["accuracy"]
    assert values["mean_class_accuracy"] == expected.mean_class_accuracy
    assert (values["dataset"], values["split"], values["protocol"], values["fold"]) == (
        "planted",
        "test",
        "stratified-five-folds",
        "2",
    )
    assert figures(capsys, checkpoint, "--data", planted) == values


def test_train_and_test_are_all(checkpoint, planted, capsys):
    matrices = {
        split: np.array(figures(capsys, checkpoint, "--data", planted, "--split", split)["confusion"])
        for split in ("train", "test", "all")
    }
    np.testing.assert_array_equal(matrices["train"] + matrices["test"], matrices["all"])
    np.testing.assert_array_equal(matrices["all"].sum(1), [8, 8, 8])


def test_the_answer_in_words(checkpoint, planted, capsys):
    values = figures(capsys, checkpoint, "--data", planted, "--split", "all")
    assert main(["evaluate", str(checkpoint), "--data", str(planted), "--split", "all"]) == 0
    out = capsys.readouterr().out
    assert f"top-1                {100 * values['accuracy']:.1f} %" in out
    assert f"mean class accuracy  {100 * values['mean_class_accuracy']:.1f} %" in out
    assert "24 of planted (all)" in out
    for name, share in values["class_accuracy"].items():
        assert f"  {name:<14}  {100 * share:.1f} %" in out
    wrong = np.array(values["confusion"]) * (1 - np.eye(3, dtype=int))
    assert ("most frequent confusions" in out) == bool(wrong.any())
    if wrong.any():
        i, j = np.unravel_index(wrong.argmax(), wrong.shape)
        assert f"{wrong[i, j]} × {CLASSES[i]} taken for {CLASSES[j]}" in out


def test_files(checkpoint, planted, tmp_path, capsys):
    out = tmp_path / "deep" / "figures"
    values = figures(capsys, checkpoint, "--data", planted, "--split", "all", "--out", out)
    assert sorted(path.name for path in out.iterdir()) == [
        *("clips.csv", "confusion.csv", "confusion.html", "evaluation.json")
    ]
    table = pd.read_csv(out / "confusion.csv", index_col=0)
    (made_by,) = set(table.pop("provenance"))
    assert made_by.startswith(f"planted-tiny-sta-seed-1 {values['provenance']['revision']} · ")
    assert f"sta-lstm {values['provenance']['package']}" in made_by
    assert list(table.columns) == list(table.index) == CLASSES
    assert table.to_numpy().tolist() == values["confusion"]
    clips = pd.read_csv(out / "clips.csv")
    assert len(clips) == 24
    assert (clips.label == clips.predicted).mean() == pytest.approx(values["accuracy"])
    assert json.loads((out / "evaluation.json").read_text()) == values
    page = (out / "confusion.html").read_text()
    assert "<h1>planted-tiny-sta-seed-1 on planted</h1>" in page
    assert f"top-1 {100 * values['accuracy']:.1f} %" in page
    assert main(["evaluate", str(checkpoint), "--data", str(planted), "--out", str(out)]) == 0  # in the place of these
    assert json.loads((out / "evaluation.json").read_text())["split"] == "test"


def test_clips_of_other_joints_are_converted_and_said(checkpoint, planted, tmp_path, capsys):
    for place in sorted(planted.rglob("*.npz")):
        clip = converted(sta_lstm.load_clip(place), KINECT_20)
        out = tmp_path / "data" / place.parent.name / place.name
        out.parent.mkdir(parents=True, exist_ok=True)
        sta_lstm.save_clip(clip, out)
    arguments = [checkpoint, "--data", tmp_path / "data", "--split", "all", "--convert"]
    values = figures(capsys, *arguments, "--out", tmp_path / "out")
    loaded = sta_lstm.load_checkpoint(checkpoint, device="cpu")
    clips = open_dataset(tmp_path / "data").clips
    expected = evaluate(loaded, [in_layout(each, loaded.layout) for each in clips])
    assert values["confusion"] == expected.confusion.tolist()
    (note,) = values["notes"]
    assert note.startswith("24 clips: Converted from 'kinect-20' to 'ntu-25': 18 of 25 joints copied")
    assert "24 clips: Converted from" in (tmp_path / "out" / "confusion.html").read_text()
    assert main(["evaluate", *map(str, arguments[:-1])]) == 2
    assert "(--convert)" in capsys.readouterr().err
    assert figures(capsys, checkpoint, "--data", planted, "--person", "a")["notes"] == []
    assert main(["evaluate", *map(str, arguments), "--person", "B"]) == 2
    assert "shows no person B; it shows A" in capsys.readouterr().err


# --- bad input ---

BAD = [
    (["{}/nowhere.safetensors", "--data", "{data}"], "nowhere.safetensors"),
    (["{checkpoint}", "--data", "{}/nowhere"], "there is no folder"),
    (["{checkpoint}"], "--data"),
    (["{checkpoint}", "--data", "{data}", "--split", "mine"], "mine"),
    (["{checkpoint}", "--data", "{data}", "--split", "val"], "no clips in its split 'val'"),
    (["{checkpoint}", "--data", "{data}", "--out", "{}/a-file"], "a-file"),
    (["{checkpoint}", "--data", "{}/fewer"], "was trained on other clips"),
    (["{checkpoint}", "--data", "{}/renamed", "--split", "all"], "does not know these labels: jump"),
    (["{checkpoint}", "--data", "{}/manifest"], "no protocol 'stratified-five-folds'; it has: split"),
    (["{}/bare.safetensors", "--data", "{data}"], "names no protocol and fold"),
    (["{checkpoint}", "--data", "{}/other", "--split", "all"], "kinect-20"),
]


@pytest.fixture
def bad(folder, checkpoint, planted, tmp_path):
    """``fewer`` lacks a clip; class, protocol and layout are others in ``renamed``, ``manifest`` and ``other``."""
    (tmp_path / "a-file").write_text("")
    shutil.copytree(planted, tmp_path / "fewer")
    next((tmp_path / "fewer" / "bow").iterdir()).unlink()
    shutil.copytree(planted / "bow", tmp_path / "renamed" / "jump")
    shutil.copytree(planted, tmp_path / "manifest")
    rows = [f"{path.relative_to(planted)},{path.parent.name}" for path in sorted(planted.rglob("*.npz"))]
    lines = [f"{row},{'test' if i % 2 else 'train'}" for i, row in enumerate(rows)]
    (tmp_path / "manifest" / "manifest.csv").write_text("\n".join(["path,label,split", *lines]) + "\n")
    loaded = sta_lstm.load_checkpoint(checkpoint)
    save_checkpoint(replace(loaded, training={}), tmp_path / "bare.safetensors")
    (tmp_path / "other" / "bow").mkdir(parents=True)
    shutil.copy(folder / "other.npz", tmp_path / "other" / "bow")
    return tmp_path


@pytest.mark.parametrize(("arguments", "says"), BAD, ids=[" ".join(words) for words, _ in BAD])
def test_bad_input_is_one_line_and_status_two(bad, checkpoint, planted, capsys, arguments, says):
    places = {"{}": str(bad), "{data}": str(planted), "{checkpoint}": str(checkpoint)}
    words = arguments
    for name, place in places.items():
        words = [word.replace(name, place) for word in words]
    assert main(["evaluate", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert says in err.splitlines()[-1]
    assert err.splitlines()[-1].startswith("sta-lstm: ")


def test_a_class_name_runs_no_formula_and_no_script(checkpoint, planted, tmp_path, capsys):
    evil = "=cmd()<script>alert(1)</script>"
    shutil.copytree(planted / "squat", tmp_path / "data" / "squat")
    loaded = sta_lstm.load_checkpoint(checkpoint)
    named = replace(loaded, name="\x1b[2J", class_names=(evil, "squat", "wave left hand"))
    save_checkpoint(named, tmp_path / "evil.safetensors")
    arguments = ["evaluate", f"{tmp_path}/evil.safetensors", "--data", f"{tmp_path}/data", "--split", "all"]
    assert main([*arguments, "--out", f"{tmp_path}/out"]) == 0
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
    page = (tmp_path / "out" / "confusion.html").read_text()
    assert "<script>alert" not in page
    table = (tmp_path / "out" / "confusion.csv").read_text()
    assert f"'{evil}" in table
    assert "\n=" not in table
    assert ",=" not in table
