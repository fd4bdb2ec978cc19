"""``sta-lstm app`` hands over to Streamlit."""

import runpy
import sys

import pytest

from sta_lstm.cli import main
from sta_lstm.samples import FOLDER_VARIABLE, folder_checkpoints, folder_runs


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


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_folder_without_checkpoints_is_refused(monkeypatch, tmp_path, capsys, name):
    monkeypatch.setenv(FOLDER_VARIABLE, "")
    (tmp_path / "empty").mkdir()
    assert main(["app", "--checkpoints", str(tmp_path / name)]) == 2
    assert "is no folder with .safetensors files in it" in capsys.readouterr().err
    assert folder_checkpoints() == {}


def test_app_that_is_not_installed_says_so(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("sta_lstm.samples.bundle_folder", lambda: tmp_path)
    assert main(["app"]) == 2
    assert "Install the package again" in capsys.readouterr().err
