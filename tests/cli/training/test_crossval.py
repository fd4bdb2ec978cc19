"""``sta-lstm crossval``: every fold from several seeds, into one file of results."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from sta_lstm.cli import main
from sta_lstm.disk import write_whole
from sta_lstm.training.folds import crossval
from sta_lstm.words import spread_text


@pytest.fixture
def arguments(planted, recipe, tmp_path):
    return ["crossval", str(recipe), "--data", str(planted), "--out", str(tmp_path / "tiny.json"), "--device", "cpu"]


@pytest.mark.slow
def test_results_hold_every_fold_and_seed_their_mean_and_their_settings(arguments, tmp_path, capsys):
    assert main([*arguments, "--variant", "ta", "--seeds", "2", "--workers", "1"]) == 0
    out, err = capsys.readouterr()
    results = json.loads((tmp_path / "tiny.json").read_text())
    table = {(run["seed"], run["fold"]): run["accuracy"] for run in results["runs"]}
    assert sorted(table) == [(seed, str(fold)) for seed in (0, 1) for fold in range(1, 6)]
    per_seed = {seed: np.mean([table[seed, str(fold)] for fold in range(1, 6)]) for seed in (0, 1)}
    assert results["per_seed"] == pytest.approx({"0": per_seed[0], "1": per_seed[1]})
    assert results["per_fold"] == pytest.approx(
        {str(fold): np.mean([table[0, str(fold)], table[1, str(fold)]]) for fold in range(1, 6)}
    )
    assert results["mean"] == pytest.approx(np.mean(list(per_seed.values())))
    assert results["std"] == pytest.approx(np.std(list(per_seed.values()), ddof=1))
    assert results["settings"]["stages"][0]["epochs"] == 4
    assert results["settings"]["optimiser"]["learning_rate"] == 0.02
    assert results["seconds"] > 0
    assert results["command"] == (
        "sta-lstm crossval tiny --data planted --variant ta --seeds 2 --protocol stratified-five-folds --out tiny.json"
    )
    assert f"mean accuracy        {spread_text(results['mean'], results['std'])} over 2 seeds" in out
    assert f"wrote {tmp_path / 'tiny.json'}" in err
    assert [path.name for path in tmp_path.iterdir()] == ["tiny.json"]


def test_json_is_what_the_file_holds(arguments, tmp_path, capsys):
    assert main([*arguments, "--seeds", "1", "--workers", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads((tmp_path / "tiny.json").read_text())


def test_settings_are_chosen_inside_the_folds(arguments, tmp_path, capsys):
    assert main([*arguments, "--variant", "lstm", "--seeds", "1", "--workers", "1", "--inner"]) == 0
    results = json.loads((tmp_path / "tiny.json").read_text())
    assert results["command"].endswith("--protocol stratified-five-folds --out tiny.json --inner")
    assert len(results["runs"]) == 10
    assert sorted(results["inside_fold"]) == ["1", "2", "3", "4", "5"]
    # Folds are of about one size, so both means weigh the same tests.
    assert np.mean(list(results["inside_fold"].values())) == pytest.approx(results["mean_over_clips"], abs=0.02)
    assert "accuracy inside each fold's training clips" in capsys.readouterr().out


BAD = [
    ({"recipe": "nowhere"}, "there is no recipe 'nowhere'"),
    ({"--data": "{}/nowhere"}, "there is no folder"),
    ({"--protocol": "five-folds"}, "no protocol 'five-folds'; it has: stratified-five-folds"),
    ({"--seeds": "0"}, "'0' is not a whole number from 1"),
    ({"--workers": "0"}, "'0' is not a whole number from 1"),
    ({"--variant": "gru"}, "gru"),
    ({"--out": "{}/results.csv"}, "Give it the ending .json"),
    ({"--out": "{}/no/results.json"}, "there is no folder"),
    ({"--out": "{}/folder.json"}, "it is a folder"),
    ({"--out": "{}/kept.json"}, "had other settings"),
]


@pytest.mark.parametrize(("change", "says"), BAD, ids=[str(change) for change, _ in BAD])
def test_bad_input_is_one_line_and_status_two(planted, recipe, tmp_path, capsys, change, says):
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "kept.runs.json").write_text(json.dumps({"recipe": "another", "runs": []}))
    before = sorted(tmp_path.iterdir())
    options = {"recipe": str(recipe), "--data": str(planted), "--out": "{}/results.json", "--workers": "1", **change}
    words = [options.pop("recipe"), *(word for pair in options.items() for word in pair)]
    assert main(["crossval", *(word.replace("{}", str(tmp_path)) for word in words)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert says in err.splitlines()[-1]
    assert err.splitlines()[-1].startswith("sta-lstm: ")
    assert sorted(tmp_path.iterdir()) == before


def goes_on(arguments, out, n_kept):
    """The runs of the same command once more: those that were kept are among them."""
    runs = out.with_name("tiny.runs.json")
    assert not out.exists()
    kept = json.loads(runs.read_text())["runs"]
    assert len(kept) == n_kept
    assert main([*arguments, "--workers", "1"]) == 0
    results = json.loads(out.read_text())["runs"]
    assert len(results) == 10
    assert all(run in results for run in kept)
    assert not runs.exists()
    return results


@pytest.mark.slow
def test_interrupted_it_goes_on_with_what_is_done(arguments, tmp_path, capsys, monkeypatch):
    def write_and_interrupt(path, content):
        write_whole(path, content)
        signal.raise_signal(signal.SIGINT)

    arguments += ["--seeds", "2"]
    with monkeypatch.context() as patch:
        patch.setattr(crossval, "write_whole", write_and_interrupt)
        assert main([*arguments, "--workers", "1"]) == 130
    assert "interrupted; the same command goes on" in capsys.readouterr().err
    goes_on(arguments, tmp_path / "tiny.json", n_kept=1)


def stopped(arguments, n_kept, stop, **options):
    """The command in a group of processes of its own, two of them workers, that does ``stop`` once it has kept so much.

    Ctrl-C in a terminal reaches workers too. These are interrupted at once, as they begin, and must not mind.
    """
    code = f"""
import json, os, signal, sys
from sta_lstm.cli import main
from sta_lstm.training.folds import crossval
from sta_lstm.words import spread_text
from sta_lstm.training.folds import runs as crossval_runs

def interrupt_workers(waiting, as_completed=crossval_runs.as_completed):
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.killpg(0, signal.SIGINT)
    signal.signal(signal.SIGINT, before)
    return as_completed(waiting)

def write_and_stop(path, content, write=crossval.write_whole):
    write(path, content)
    if len(json.loads(content)["runs"]) == {n_kept}:
        {stop}

crossval_runs.as_completed, crossval.write_whole = interrupt_workers, write_and_stop
sys.exit(main())
"""
    command = [sys.executable, "-c", code, *arguments, "--workers", "2"]
    return subprocess.Popen(command, start_new_session=True, **options)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends signals to a group of processes")
def test_interrupted_with_its_workers_it_ends_in_silence_and_comes_to_the_same(arguments, tmp_path):
    arguments += ["--seeds", "2"]
    run = stopped(arguments, 5, "os.killpg(0, signal.SIGINT)", stderr=subprocess.PIPE)
    _, err = run.communicate(timeout=200)
    assert run.returncode == 130
    assert b"Traceback" not in err
    assert b"interrupted; the same command goes on" in err
    found = goes_on(arguments, tmp_path / "tiny.json", n_kept=5)
    assert main([*arguments, "--workers", "1"]) == 0  # alone, from the beginning
    alone = json.loads((tmp_path / "tiny.json").read_text())["runs"]
    assert [{**each, "seconds": 0} for each in found] == [{**each, "seconds": 0} for each in alone]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends SIGKILL")
def test_killed_it_leaves_no_process_behind(arguments):
    run = stopped(arguments, 1, "os.kill(os.getpid(), signal.SIGKILL)", stderr=subprocess.DEVNULL)
    assert run.wait(timeout=200) == -signal.SIGKILL
    for _ in range(600):
        try:
            os.killpg(run.pid, 0)  # nothing is sent: is there anybody?
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.killpg(run.pid, signal.SIGKILL)
    pytest.fail("workers went on without the process that they worked for")
