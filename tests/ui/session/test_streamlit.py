"""What the app takes from inside Streamlit is there in the release that is installed, and does what we take it for."""

import ast
from dataclasses import fields
from pathlib import Path

import pytest
from streamlit.runtime.scriptrunner import RerunData, RerunException, StopException
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.testing.v1 import AppTest

import sta_lstm
from sta_lstm.ui.session import _streamlit

PACKAGE = Path(sta_lstm.__file__).parent


def imported(path):
    """Names of the modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names)


def test_one_module_alone_reaches_into_streamlit():
    names = {path.relative_to(PACKAGE).as_posix(): list(imported(path)) for path in PACKAGE.rglob("*.py")}
    reaching = [file for file, found in names.items() if any(name.startswith("streamlit.runtime") for name in found)]
    assert reaching == ["ui/session/_streamlit.py"]


def test_what_it_takes_is_there():
    assert hasattr(_streamlit.PagesManager, "uses_pages_directory")
    assert hasattr(ScriptRunContext, "page_script_hash")
    assert "is_history_navigation" in {field.name for field in fields(ScriptRunContext)}
    file = _streamlit.UploadedFile(UploadedFileRec("7", "a.csv", "text/csv", b"x,y"), None)
    assert (file.file_id, file.name, file.size, file.getvalue()) == ("7", "a.csv", 3, b"x,y")


def test_a_page_that_runs_is_told_apart_from_others():
    def script():
        import streamlit

        from sta_lstm.ui.session import _streamlit

        streamlit.session_state["found"] = (_streamlit.page_id(), _streamlit.came_by_history())

    page, history = AppTest.from_function(script, default_timeout=60).run().session_state["found"]
    assert page
    assert history is False


def test_sessions_are_told_apart_and_a_run_that_is_wanted_goes_on():
    def script():
        import streamlit

        from sta_lstm.ui.session import _streamlit

        _streamlit.leave_unless_wanted()
        streamlit.session_state["found"] = _streamlit.session_id()

    assert AppTest.from_function(script, default_timeout=60).run().session_state["found"]
    assert _streamlit.session_id() == ""
    _streamlit.leave_unless_wanted()


def test_a_run_whose_visitor_has_left_ends_when_it_asks():
    def script():
        import streamlit
        from streamlit.runtime.scriptrunner import StopException, get_script_run_ctx

        from sta_lstm.ui.session import _streamlit

        streamlit.session_state["raised"] = raised = []
        get_script_run_ctx().script_requests.request_stop()
        try:
            _streamlit.leave_unless_wanted()
        except StopException:
            raised.append("stop")
            raise
        raised.append("went on")

    assert AppTest.from_function(script, default_timeout=60).run().session_state["raised"] == ["stop"]


@pytest.mark.parametrize(("before", "changed"), [(True, True), (False, False), (None, False)])
def test_pages_are_run_through_the_app(monkeypatch, before, changed):
    monkeypatch.setattr(_streamlit.PagesManager, "uses_pages_directory", before)
    assert _streamlit.leave_pages_directory_mode() is changed
    assert not _streamlit.PagesManager.uses_pages_directory


@pytest.mark.parametrize("error", [StopException(), RerunException(RerunData())])
def test_what_ends_a_run_is_no_error(error):
    assert _streamlit.is_control_flow(error)


def test_what_is_an_error_ends_no_run():
    assert not _streamlit.is_control_flow(ValueError())
