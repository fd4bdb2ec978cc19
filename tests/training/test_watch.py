"""Who watches a run sees every epoch, and nobody is needed."""

import sys
import types

import pytest

from sta_lstm.training.loop import EpochLog
from sta_lstm.training.watch import progress_bar, tensorboard

LOGS = [EpochLog(epoch, "all", 2.0, 1.9, {"alpha_penalty": 0.1}, 0.5, 0.004, 200.0, 1.0) for epoch in range(3, 6)]


def test_the_bar_shows_loss_and_accuracy_and_where_it_goes_on(capsys):
    with progress_bar("sbu-sta", 6, 3) as watch:
        for log in LOGS:
            watch(log)
    said = capsys.readouterr().err
    assert "6/6" in said
    assert "loss=2.000" in said
    assert "training=50.0 %" in said.replace("\u202f", " ").replace("\xa0", " ")


def test_tensorboard_gets_every_figure_where_it_is_installed(tmp_path, monkeypatch):
    written, made = [], []

    class SummaryWriter:
        def __init__(self, folder, purge_step):
            made.append((folder, purge_step))

        def add_scalar(self, name, value, epoch):
            written.append((name, value, epoch))

        def close(self):
            made.append("closed")

    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", types.SimpleNamespace(SummaryWriter=SummaryWriter))

    def interrupted():
        with tensorboard(tmp_path, 3) as watch:
            watch(LOGS[0])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert made == [(str(tmp_path), 3), "closed"]
    assert ("cross_entropy", 1.9, 3) in written
    assert ("alpha_penalty", 0.1, 3) in written
    assert ("accuracy", 0.5, 3) in written


def test_without_tensorboard_nothing_happens(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    with tensorboard(tmp_path) as watch:
        watch(LOGS[0])
    assert list(tmp_path.iterdir()) == []
