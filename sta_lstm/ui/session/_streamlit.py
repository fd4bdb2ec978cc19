"""All that the app takes from inside Streamlit, where names may move between releases; a test looks for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.secrets import secrets_singleton
from streamlit.runtime.uploaded_file_manager import UploadedFile

__all__ = [
    "UploadedFile",
    "came_by_history",
    "is_control_flow",
    "is_open",
    "leave_pages_directory_mode",
    "leave_unless_wanted",
    "login_settings",
    "page_id",
    "session_id",
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


def leave_pages_directory_mode() -> bool:
    """Have ``app.py`` run, and not the file of the page alone; whether that is a change, which takes a new run."""
    changed = bool(PagesManager.uses_pages_directory)
    PagesManager.uses_pages_directory = False
    return changed


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
