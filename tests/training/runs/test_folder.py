"""A run's folder: whole files, a log that fits the state, and no run that goes on as another."""

import json
import os
from pathlib import Path

import pytest
import torch

from sta_lstm.errors import SettingsError
from sta_lstm.training.runs.folder import LOG, SAVE_EVERY, STATE, RunFolder

SETTINGS = {
    "recipe": {"optimiser": {"learning_rate": 0.004}, "stages": [{"epochs": 30}]},
    "seed": 0,
    "classes": ("a", "b"),
}

FIGURES = {"accuracy": 0.5, "cross_entropy": 1.0, "total": 1.5, "seconds": 0.1}


def run(path, n, *, settings=SETTINGS, resume=False):
    """A run of ``n`` epochs that is then cut off, without a word to its folder."""
    folder = RunFolder(path, settings, resume=resume)
    first = folder.n_done
    for epoch in range(first, first + n):
        folder.log({"epoch": epoch} | FIGURES)
        folder.keep(lambda epoch=epoch: {"stage": 0, "epoch": epoch + 1, "weights": torch.full((3,), float(epoch))})
    return folder


def stop(folder):
    folder.flush()
    folder.close()


def log_of(path):
    return [json.loads(line) for line in (path / LOG).read_text().splitlines()]


def test_a_run_that_is_cut_off_loses_no_more_than_the_epochs_since_the_last_write(tmp_path):
    run(tmp_path, 2 * SAVE_EVERY + 3).close()  # as the end of a process does
    assert len(log_of(tmp_path)) == 1 + 2 * SAVE_EVERY + 3
    again = RunFolder(tmp_path, SETTINGS, resume=True)
    assert again.n_done == 2 * SAVE_EVERY
    assert again.restore()["weights"].tolist() == [2 * SAVE_EVERY - 1] * 3
    # The log forgets what the state does not know.
    assert [line.get("epoch") for line in log_of(tmp_path)] == [None, *range(2 * SAVE_EVERY)]


def test_a_run_that_is_stopped_in_order_loses_nothing(tmp_path):
    stop(run(tmp_path, 3))
    stop(run(tmp_path, 4, resume=True))
    assert RunFolder(tmp_path, SETTINGS, resume=True).n_done == 7
    lines = log_of(tmp_path)
    assert lines[0] == {"settings": json.loads(json.dumps(SETTINGS))}
    assert [line["epoch"] for line in lines[1:]] == list(range(7))


@pytest.mark.parametrize("resume", [False, True])
def test_two_runs_do_not_write_into_one_folder(tmp_path, resume):
    first = run(tmp_path, SAVE_EVERY)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(SettingsError, match=r"another run is writing to '.*'\. Wait until it is done"):
        RunFolder(tmp_path, SETTINGS, resume=resume)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    RunFolder(tmp_path, SETTINGS, resume=True, writes=False)  # another process of the same run
    first.close()
    assert RunFolder(tmp_path, SETTINGS, resume=True).n_done == SAVE_EVERY


def test_a_folder_that_was_refused_is_free_again(tmp_path):
    run(tmp_path, 1).close()
    (tmp_path / STATE).write_bytes(b"")
    for _ in range(2):
        with pytest.raises(SettingsError, match="holds a run already"):
            RunFolder(tmp_path, SETTINGS, resume=False)


def test_to_resume_where_nothing_is_begins(tmp_path):
    folder = RunFolder(tmp_path / "new" / "run", SETTINGS, resume=True)
    assert folder.restore() is None
    assert folder.n_done == 0


def test_a_run_is_not_begun_over_another(tmp_path):
    stop(run(tmp_path, 1))
    with pytest.raises(SettingsError, match=r"holds a run already\. Go on with it \(--resume\)"):
        RunFolder(tmp_path, SETTINGS, resume=False)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seed": 1}, "seed is 1 now and was 0"),
        (
            {"recipe": {"optimiser": {"learning_rate": 0.002}, "stages": [{"epochs": 30}]}},
            "recipe.optimiser.learning_rate is 0.002 now and was 0.004",
        ),
        (
            {"recipe": {"optimiser": {"learning_rate": 0.004}, "stages": [{"epochs": 31}]}},
            r"recipe.stages\[0\].epochs is 31 now and was 30",
        ),
        ({"classes": ("a", "b", "c")}, r'classes is \["a", "b", "c"\] now and was \["a", "b"\]'),
        ({"extra": 1}, "extra is 1 now and was null"),
    ],
)
def test_a_run_does_not_go_on_with_other_settings(tmp_path, change, said):
    stop(run(tmp_path, 1))
    with pytest.raises(SettingsError, match=said):
        RunFolder(tmp_path, {**SETTINGS, **change}, resume=True)


@pytest.mark.parametrize("content", [b"", b"PK nonsense", b"\x80\x02."])
def test_a_damaged_state_is_refused(tmp_path, content):
    (tmp_path / STATE).write_bytes(content)
    with pytest.raises(SettingsError, match="is not the state of a run"):
        RunFolder(tmp_path, SETTINGS, resume=True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(SettingsError, match="cannot write"):
        RunFolder(tmp_path / "run", SETTINGS, resume=False)


def test_a_file_where_the_folder_should_be_is_named(tmp_path):
    path = Path(tmp_path / "run")
    path.write_text("")
    with pytest.raises(SettingsError, match="cannot write"):
        RunFolder(path, SETTINGS, resume=False)


def test_a_process_that_does_not_write_leaves_no_trace(tmp_path):
    folder = RunFolder(tmp_path / "run", SETTINGS, resume=False, writes=False)
    folder.log({"epoch": 0} | FIGURES)
    folder.keep(dict)
    folder.flush()
    assert not (tmp_path / "run").exists()
