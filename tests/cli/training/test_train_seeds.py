"""``sta-lstm train --seeds``: a run a seed and one table; and ``--validation``, whose clips are none of the others."""

import contextlib
import json
import shutil

import pytest

import sta_lstm
from sta_lstm.cli import main
from sta_lstm.training.folds.report import CrossvalResults


@pytest.fixture(scope="module")
def several(planted, recipe, tmp_path_factory):
    """The folder of a finished run of two seeds, watched by a fifth of the clips."""
    out = tmp_path_factory.mktemp("several") / "runs"
    words = ["train", str(recipe), "--data", str(planted), "--out", str(out), "--fold", "2", "--device", "cpu"]
    assert main([*words, "--seeds", "2", "--seed", "1", "--validation", "0.2"]) == 0
    return out, words


def test_every_seed_has_a_run_of_its_own_and_all_have_one_table(several, capsys):
    out, _ = several
    names = {seed: f"planted-tiny-sta-seed-{seed}.safetensors" for seed in (1, 2)}
    checkpoints = [sta_lstm.load_checkpoint(out / f"seed-{seed}" / name) for seed, name in names.items()]
    results = json.loads((out / "results.json").read_text())
    assert results["per_seed"] == {str(n): c.accuracy["accuracy"] for n, c in zip((1, 2), checkpoints, strict=True)}
    assert results["command"].endswith("--out runs/tiny-sta-1 --seeds 2")
    assert CrossvalResults.of_file(out / "results.json").n_seeds == 2
    assert main(["table", str(out / "results.json"), "--of", "classes"]) == 0
    assert "| bow |" in capsys.readouterr().out
    assert "<h1>planted-tiny-sta-seed-1, epoch by epoch</h1>" in (out / "seed-1" / "curves.html").read_text()


def test_a_run_that_is_done_is_not_trained_again(several, capsys):
    out, words = several
    before = (out / "seed-1" / "log.jsonl").read_bytes()
    options = ["--seeds", "2", "--seed", "1", "--validation", "0.2"]
    assert main([*words, *options]) == 2
    assert "holds a run already" in capsys.readouterr().err
    assert main([*words, *options, "--resume", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["seeds"] == [1, 2]
    assert "4 clips set aside for validation" in said.err
    assert (out / "seed-1" / "log.jsonl").read_bytes() == before


def test_clips_set_aside_are_neither_those_that_train_nor_those_that_test(several, planted, capsys):
    out, _ = several
    path = out / "seed-1" / "planted-tiny-sta-seed-1.safetensors"
    counts = {}
    for split in ("train", "val", "test"):
        assert main(["evaluate", str(path), "--data", str(planted), "--split", split, "--json"]) == 0
        counts[split] = json.loads(capsys.readouterr().out)["n_clips"]
    assert counts == {"train": 15, "val": 4, "test": 5}
    assert main(["info", str(path)]) == 0
    assert "curves" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--validation", "2"], "'2' is no share between 0 and 1"),
        (["--validation", "0.001"], "leaves none to validate by. Take more."),
        (["--seeds", "0"], "'0' is not a whole number from 1"),
    ],
)
def test_bad_input_is_one_line(planted, recipe, tmp_path, capsys, words, says):
    with contextlib.suppress(SystemExit):  # argparse's own way out
        assert main(["train", str(recipe), "--data", str(planted), "--out", str(tmp_path / "run"), *words]) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_info_says_how_far_a_training_has_got(several, capsys):
    out, _ = several
    assert main(["info", str(out / "seed-1")]) == 0
    said = capsys.readouterr().out
    assert "epochs      4 of 4" in said
    assert "checkpoint  planted-tiny-sta-seed-1.safetensors" in said
    assert main(["info", str(out), "--json"]) == 0
    values = json.loads(capsys.readouterr().out)
    assert list(values["seeds"]) == ["seed-1", "seed-2"]
    assert values["accuracy"].endswith("over 2 seeds")
    assert main(["info", str(out / "seed-1"), "--checkpoint", "demo-sta"]) == 2
    assert "this is the folder of a training" in capsys.readouterr().err


def test_info_of_a_training_that_stopped_or_is_damaged(several, tmp_path, capsys):
    log = (several[0] / "seed-1" / "log.jsonl").read_text().splitlines()
    (tmp_path / "log.jsonl").write_text("\n".join(log[:3]))
    assert main(["info", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "epochs      2 of 4" in said
    assert "none yet: 'sta-lstm train … --resume' goes on" in said
    (tmp_path / "log.jsonl").write_text(log[0] + "\n{")
    assert main(["info", str(tmp_path)]) == 2
    assert "is not the log of a run" in capsys.readouterr().err


BROKEN = [
    "[1, 2]",
    '{"accuracy": 0.5}',
    '{"accuracy": NaN, "cross_entropy": 1, "total": 1, "seconds": 1}',
    '{"accuracy": "a", "cross_entropy": 1, "total": 1, "seconds": 1}',
    '{"accuracy": 1e999, "cross_entropy": 1, "total": 1, "seconds": 1}',
    "[" * 100_000,
    "null",
]


@pytest.mark.parametrize("line", BROKEN, ids=lambda line: line[:20])
def test_a_line_that_is_no_epoch_is_refused_by_info_and_by_the_next_run(several, tmp_path, capsys, line):
    out, words = several
    shutil.copytree(out / "seed-1", tmp_path / "run")
    log = tmp_path / "run" / "log.jsonl"
    log.write_text("\n".join((*log.read_text().splitlines()[:-1], line)))
    assert main(["info", str(tmp_path / "run")]) == 2
    assert "is not the log of a run, or is damaged" in capsys.readouterr().err
    words = [str(tmp_path / "run") if word == str(out) else word for word in words]
    assert main([*words, "--seed", "1", "--validation", "0.2", "--resume"]) == 2
    assert "is not the log of a run, or is damaged" in capsys.readouterr().err
    log.unlink()
    assert main([*words, "--seed", "1", "--validation", "0.2", "--resume"]) == 2
    assert "lacks epochs of the run whose state is there" in capsys.readouterr().err


ODD = [
    {"recipe": "x"},
    {"recipe": {"stages": 3}},
    {"recipe": {"stages": [{"epochs": "many"}]}},
    {"classes": 3, "clips": []},
]


@pytest.mark.parametrize("settings", ODD)
def test_settings_of_a_log_may_be_anything(several, tmp_path, settings):
    line = (several[0] / "seed-1" / "log.jsonl").read_text().splitlines()[1]
    (tmp_path / "log.jsonl").write_text(json.dumps({"settings": {"a": 1} | settings}) + "\n" + line)
    assert main(["info", str(tmp_path)]) == 0


def test_a_folder_that_is_taken_is_told_before_anything_is_trained(several, tmp_path, capsys):
    out, words = several
    shutil.copytree(out / "seed-2", tmp_path / "runs" / "seed-2")
    words = [str(tmp_path / "runs") if word == str(out) else word for word in words]
    assert main([*words, "--seeds", "2", "--seed", "1"]) == 2
    assert "seed-2' holds a run already" in capsys.readouterr().err
    assert not (tmp_path / "runs" / "seed-1").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda values: values["runs"][0].update(accuracy=10**400),
        lambda values: values["runs"][0].update(accuracy=7.0),
        lambda values: values.update(confusion=[[1]]),
        lambda values: values.update(confusion=[["a"] * 3] * 3),
    ],
    ids=["beyond floats", "seven", "another shape", "words"],
)
def test_results_with_figures_that_are_none_make_no_table(several, tmp_path, capsys, change):
    values = json.loads((several[0] / "results.json").read_text())
    change(values)
    (tmp_path / "odd.json").write_text(json.dumps(values))
    assert main(["table", str(tmp_path / "odd.json"), "--of", "confusion"]) == 2
    assert "does not hold what 'sta-lstm crossval' writes" in capsys.readouterr().err
