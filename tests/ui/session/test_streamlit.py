"""What the app takes from inside Streamlit is there in the release that is installed, and does what we take it for."""

import ast
import inspect
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import RerunData, RerunException, StopException
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager
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


@pytest.mark.parametrize("error", [StopException(), RerunException(RerunData())])
def test_what_ends_a_run_is_no_error(error):
    assert _streamlit.is_control_flow(error)


def test_what_is_an_error_ends_no_run():
    assert not _streamlit.is_control_flow(ValueError())


def test_uploads_are_counted_told_of_and_let_go():
    manager, told = MemoryUploadedFileManager("/upload"), []
    _streamlit.on_upload(manager, lambda *what: told.append(what))
    manager.add_file(session_id="me", file=UploadedFileRec("7", "a.csv", "text/csv", b"x,y"))
    assert told == [("me", "7", "a.csv")]
    assert _streamlit.upload_sizes(manager) == {"me": {"7": 3}}
    _streamlit.drop_upload(manager, "me", "7")
    _streamlit.drop_upload(manager, "nobody", "7")
    assert _streamlit.upload_sizes(manager) == {"me": {}}


def test_sessions_of_closed_pages_are_known_and_can_be_ended(monkeypatch):
    session = {"open": True, "closed": False}
    ended, emptied = [], []
    page = SimpleNamespace(_session_state="full")
    page._fragment_storage = SimpleNamespace(clear=lambda: emptied.append("fragments"))
    page.flush_browser_queue = lambda: emptied.append("queue")
    manager = SimpleNamespace(
        get_session_info={"closed": SimpleNamespace(session=page)}.get,
        list_sessions=lambda: [SimpleNamespace(session=SimpleNamespace(id=each)) for each in session],
        is_active_session=session.get,
    )
    for name in ("list_sessions", "is_active_session", "get_session_info"):
        assert hasattr(WebsocketSessionManager, name)
    assert "self._session_state" in inspect.getsource(AppSession.session_state.fget)
    assert hasattr(MemoryFragmentStorage, "clear")
    assert hasattr(AppSession, "flush_browser_queue")
    assert hasattr(Runtime, "close_session")
    monkeypatch.setattr(Runtime, "_instance", SimpleNamespace(_session_mgr=manager, close_session=ended.append))
    assert _streamlit.closed_sessions() == ["closed"]
    _streamlit.end_session("closed")
    _streamlit.end_session("gone already")
    assert ended == ["closed", "gone already"]
    assert emptied == ["queue", "fragments"]
    assert isinstance(page._session_state, _streamlit.SessionState)


def test_without_a_server_nothing_is_repeated(monkeypatch):
    monkeypatch.setattr(Runtime, "_instance", None)
    assert not _streamlit.repeat_on_server(object(), pytest.fail, 1)
    monkeypatch.setattr(Runtime, "_instance", SimpleNamespace(uploaded_file_mgr=object()))
    assert not _streamlit.repeat_on_server(object(), pytest.fail, 1)


def test_no_visitor_and_no_uploads_where_no_page_runs():
    assert _streamlit.session_id() == ""
    assert _streamlit.upload_manager() is None
