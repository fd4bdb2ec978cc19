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

CALL = "import sys; from sta_lstm.cli import main; sys.exit(main())"


@pytest.fixture
def arguments(planted, recipe, tmp_path):
    return ["crossval", str(recipe), "--data", str(planted), "--out", str(tmp_path / "tiny.json"), "--device", "cpu"]


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
        "sta-lstm crossval tiny --data planted --variant ta --seeds 2 --protocol stratified-five-folds"
    )
    assert f"mean accuracy        {100 * results['mean']:.1f} % ± {100 * results['std']:.1f} over 2 seeds" in out
    assert f"wrote {tmp_path / 'tiny.json'}" in err
    assert [path.name for path in tmp_path.iterdir()] == ["tiny.json"]


def test_json_is_what_the_file_holds(arguments, tmp_path, capsys):
    assert main([*arguments, "--seeds", "1", "--workers", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads((tmp_path / "tiny.json").read_text())


def test_settings_are_chosen_inside_the_folds(arguments, tmp_path, capsys):
    assert main([*arguments, "--variant", "lstm", "--seeds", "1", "--workers", "1", "--inner"]) == 0
    results = json.loads((tmp_path / "tiny.json").read_text())
    assert results["command"].endswith("--protocol stratified-five-folds --inner")
    assert len(results["runs"]) == 10
    assert sorted(results["inside_fold"]) == ["1", "2", "3", "4", "5"]
    # Folds are of about one size, so both means weigh the same tests.
    assert np.mean(list(results["inside_fold"].values())) == pytest.approx(results["mean_over_clips"], abs=0.02)
    assert "accuracy inside each fold's training clips" in capsys.readouterr().out


BAD = [
    ({"recipe": "nowhere"}, "there is no recipe 'nowhere'"),
    ({"--data": "{}/nowhere"}, "there is no folder"),
    ({"--protocol": "five-folds"}, "no protocol 'five-folds'; it has: stratified-five-folds"),
    ({"--seeds": "0"}, "'0' is no whole number from 1"),
    ({"--workers": "0"}, "'0' is no whole number from 1"),
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


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT")
@pytest.mark.parametrize("workers", [1, 2])
def test_interrupted_it_goes_on_with_what_is_done(planted, recipe, tmp_path, workers):
    slow = tmp_path / "tiny.toml"
    slow.write_text(recipe.read_text().replace("epochs = 4", "epochs = 12"))
    out, runs = tmp_path / "results.json", tmp_path / "results.runs.json"
    command = [sys.executable, "-c", CALL, "crossval", str(slow), "--data", str(planted), "--out", str(out)]
    command += ["--seeds", "2", "--workers", str(workers), "--device", "cpu"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    run = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, start_new_session=True)
    while not runs.is_file():
        assert run.poll() is None
        time.sleep(0.02)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to the workers too
    _, err = run.communicate(timeout=60)
    assert run.returncode == 130
    assert b"Traceback" not in err
    assert b"interrupted; the same command goes on" in err
    assert not out.exists()
    kept = json.loads(runs.read_text())["runs"]
    assert 0 < len(kept) < 10

    subprocess.run(command, check=True, capture_output=True, env=environment, timeout=200)
    results = json.loads(out.read_text())
    assert len(results["runs"]) == 10
    assert all(each in results["runs"] for each in kept)
    assert not runs.exists()


@pytest.mark.skipif(os.name != "posix", reason="sends SIGKILL")
def test_killed_it_leaves_no_process_behind(planted, recipe, tmp_path):
    slow = tmp_path / "tiny.toml"
    slow.write_text(recipe.read_text().replace("epochs = 4", "epochs = 12"))
    runs = tmp_path / "results.runs.json"
    command = [sys.executable, "-c", CALL, "crossval", str(slow), "--data", str(planted), "--workers", "2"]
    command += ["--out", str(tmp_path / "results.json"), "--device", "cpu"]
    run = subprocess.Popen(
        command, stderr=subprocess.DEVNULL, env={**os.environ, "OMP_NUM_THREADS": "1"}, start_new_session=True
    )
    while not runs.is_file():  # until then nobody knows whether there are workers
        assert run.poll() is None
        time.sleep(0.02)
    run.kill()
    run.wait()
    for _ in range(600):
        try:
            os.killpg(run.pid, 0)  # nothing is sent: is there anybody?
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.killpg(run.pid, signal.SIGKILL)
    pytest.fail("workers went on without the process that they worked for")
