"""``sta-lstm app`` hands over to Streamlit."""

import runpy
import sys

from sta_lstm.cli import main


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


def test_app_that_is_not_installed_says_so(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("sta_lstm.samples.bundle_folder", lambda: tmp_path)
    assert main(["app"]) == 2
    assert "Install the package again" in capsys.readouterr().err
