"""``sta-lstm app`` hands over to Streamlit."""

import runpy
import sys

import pytest
from made import attended_folder, attended_row

from sta_lstm.cli import main
from sta_lstm.evidence.attended.places import SAMPLES, offered
from sta_lstm.samples import (
    ATTENDED_VARIABLE,
    CLIPS_VARIABLE,
    FOLDER_VARIABLE,
    clips_folder,
    folder_checkpoints,
    folder_runs,
    resolve_clip,
)


def test_app_hands_the_page_and_the_rest_to_streamlit(monkeypatch, tmp_path):
    calls = []
    (tmp_path / "app.py").write_text("")
    monkeypatch.setattr("sta_lstm.samples.bundle_folder", lambda: tmp_path)
    monkeypatch.setattr(sys, "argv", ["sta-lstm"])
    monkeypatch.setattr(runpy, "run_module", lambda name, **_: calls.append((name, list(sys.argv))))
    assert main(["app", "--", "--server.port", "8600", "--", "own"]) == 0
    assert calls == [
        ("streamlit", ["streamlit", "run", str(tmp_path / "app.py"), "--server.port", "8600", "--", "own"])
    ]


def test_app_offers_a_folder_of_checkpoints(monkeypatch, tmp_path):
    monkeypatch.setattr(runpy, "run_module", lambda *_, **__: None)
    monkeypatch.setattr(sys, "argv", ["sta-lstm"])
    monkeypatch.setenv(FOLDER_VARIABLE, "")
    (tmp_path / "run 1").mkdir()
    (tmp_path / "run 1" / "sbu-sta.safetensors").write_bytes(b"")
    assert main(["app", "--checkpoints", str(tmp_path)]) == 0
    assert folder_checkpoints() == {"run 1/sbu-sta": tmp_path / "run 1" / "sbu-sta.safetensors"}


def test_app_offers_a_run_that_left_nothing_but_snapshots_yet(monkeypatch, tmp_path):
    monkeypatch.setattr(runpy, "run_module", lambda *_, **__: None)
    monkeypatch.setattr(sys, "argv", ["sta-lstm"])
    monkeypatch.setenv(FOLDER_VARIABLE, "")
    (tmp_path / "run" / "epochs").mkdir(parents=True)
    (tmp_path / "run" / "epochs" / "epoch-0000.safetensors").write_bytes(b"")
    assert main(["app", "--checkpoints", str(tmp_path)]) == 0
    assert folder_checkpoints() == {}
    assert list(folder_runs()) == ["run"]


def test_app_offers_a_folder_of_clips(monkeypatch, tmp_path):
    monkeypatch.setattr(runpy, "run_module", lambda *_, **__: None)
    monkeypatch.setattr(sys, "argv", ["sta-lstm"])
    monkeypatch.setenv(CLIPS_VARIABLE, "")
    assert clips_folder() is None
    (tmp_path / "day 1").mkdir()
    (tmp_path / "day 1" / "bow.npz").write_bytes(resolve_clip("bow").read_bytes())
    (tmp_path / "day 1" / "notes.txt").write_bytes(b"It rained.")
    monkeypatch.chdir(tmp_path)
    assert main(["app", "--clips", "day 1"]) == 0
    assert clips_folder() == (tmp_path / "day 1").resolve()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing", "missing' is not a folder. Name one"),
        ("empty", "empty' holds no files"),
        ("notes", "notes' holds 1 file, and no recording. The first: 'a.txt'"),
        ("notes/a.txt", "a.txt' is not a folder"),
    ],
)
def test_a_folder_without_clips_is_refused(monkeypatch, tmp_path, capsys, name, says):
    monkeypatch.setenv(CLIPS_VARIABLE, "")
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_bytes(b"It rained.")
    assert main(["app", "--clips", str(tmp_path / name)]) == 2
    assert says in capsys.readouterr().err
    assert clips_folder() is None


def test_app_offers_a_folder_of_attended_clips(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(runpy, "run_module", lambda *_, **__: None)
    monkeypatch.setattr(sys, "argv", ["sta-lstm"])
    monkeypatch.setenv(ATTENDED_VARIABLE, "")
    (tmp_path / "empty").mkdir()
    for name, says in (("missing", "is not a folder"), ("empty", "holds no attended clips")):
        assert main(["app", "--attended", str(tmp_path / name)]) == 2
        assert says in capsys.readouterr().err
    attended_folder(tmp_path / "sbu", [attended_row()])
    assert main(["app", "--attended", str(tmp_path / "sbu")]) == 0
    assert list(offered()) == ["sbu", SAMPLES]


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_folder_without_checkpoints_is_refused(monkeypatch, tmp_path, capsys, name):
    monkeypatch.setenv(FOLDER_VARIABLE, "")
    (tmp_path / "empty").mkdir()
    assert main(["app", "--checkpoints", str(tmp_path / name)]) == 2
    assert "is not a folder with .safetensors or .onnx files in it" in capsys.readouterr().err
    assert folder_checkpoints() == {}


def test_app_that_is_not_installed_says_so(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("sta_lstm.samples.bundle_folder", lambda: tmp_path)
    assert main(["app"]) == 2
    assert "Install the package again" in capsys.readouterr().err
