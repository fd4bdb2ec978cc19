"""All that the app takes from inside Streamlit, where names may move between releases; a test looks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from streamlit.runtime import Runtime, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.secrets import secrets_singleton
from streamlit.runtime.state import SessionState
from streamlit.runtime.uploaded_file_manager import UploadedFile

__all__ = [
    "UploadedFile",
    "came_by_history",
    "closed_sessions",
    "drop_upload",
    "end_session",
    "is_control_flow",
    "is_open",
    "leave_unless_wanted",
    "login_settings",
    "on_upload",
    "page_id",
    "repeat_on_server",
    "session_id",
    "upload_manager",
    "upload_sizes",
]


def page_id() -> str:
    """Tells the page that is running apart from the app's others."""
    return str(getattr(get_script_run_ctx(), "page_script_hash", ""))


def session_id() -> str:
    """Tells the visitor whose page is running apart from all others; empty where no page runs."""
    return str(getattr(get_script_run_ctx(suppress_warning=True), "session_id", ""))


def leave_unless_wanted() -> None:
    """End this run as Streamlit does, where the visitor has left or has asked for another one meanwhile.

    Streamlit looks for that whenever a run touches the session's state, and raises what no ``except Exception`` holds.
    """
    if get_script_run_ctx(suppress_warning=True) is not None:
        st.session_state.get("wanted")  # there is no such thing: it is touched, and that is all


def came_by_history() -> bool:
    """Whether Back or Forward of the browser started this run.

    Streamlit tells its own widgets alone, in versions that tell at all; elsewhere Back changes the address only.
    """
    return bool(getattr(get_script_run_ctx(), "is_history_navigation", False))


def is_control_flow(error: Exception) -> bool:
    """Whether it is an exception by which Streamlit ends or repeats a run: no error, and not ours to catch."""
    return type(error).__module__.startswith("streamlit")


def is_open(session: str) -> bool:
    """Whether somebody's browser is connected to the session of that number."""
    return bool(get_instance().is_active_session(session))


def login_settings() -> Mapping[str, Any] | None:
    """The table ``[auth]`` of the secrets, which says where visitors sign in; None where there is none."""
    if not secrets_singleton.load_if_toml_exists():
        return None
    return secrets_singleton.get("auth")


def upload_manager() -> Any:
    """Who holds the uploads of the page that is running: one object a server; None where no page runs."""
    return getattr(get_script_run_ctx(), "uploaded_file_mgr", None)


def upload_sizes(manager: Any) -> dict[str, dict[str, int]]:
    """The bytes of each upload that is held, by session and by id, the oldest first."""
    return {
        session: {file_id: len(file.data) for file_id, file in files.copy().items()}
        for session, files in manager.file_storage.copy().items()
    }


def drop_upload(manager: Any, session: str, file_id: str) -> None:
    """Let go of an upload; nothing happens where there is none."""
    manager.remove_file(session, file_id)


def on_upload(manager: Any, arrived: Callable[[str, str, str], None]) -> None:
    """From now on tell of each upload as soon as it is there: its session, its id and its name."""
    add = manager.add_file

    def add_and_tell(session_id: str, file: Any) -> None:
        add(session_id=session_id, file=file)
        arrived(session_id, file.file_id, file.name)

    manager.add_file = add_and_tell


def closed_sessions() -> list[str]:
    """Sessions that the server keeps without a page: closed, or not connected for now. On the server's thread alone."""
    sessions = Runtime.instance()._session_mgr
    ids = [info.session.id for info in sessions.list_sessions()]
    return [each for each in ids if not sessions.is_active_session(each)]


def end_session(session: str) -> None:
    """End a session, with its state and its uploads. On the server's thread alone.

    Its state is taken from it too: the server's loop holds on to the session that it sent something to last.
    """
    info = Runtime.instance()._session_mgr.get_session_info(session)
    Runtime.instance().close_session(session)
    if info is not None:
        info.session._session_state = SessionState()
        info.session.flush_browser_queue()
        info.session._fragment_storage.clear()


def repeat_on_server(manager: Any, action: Callable[[], None], seconds: float) -> bool:
    """Do something every so many seconds on the server's own thread, until it ends; whether that server runs here."""
    if not Runtime.exists() or Runtime.instance().uploaded_file_mgr is not manager:
        return False  # a page that is run without a server, as by a test
    loop = Runtime.instance()._get_async_objs().eventloop

    def act() -> None:
        loop.call_later(seconds, act)
        action()

    loop.call_soon_threadsafe(act)
    return True
