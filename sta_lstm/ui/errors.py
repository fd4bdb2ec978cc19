"""Errors as people see them: a sentence that helps, and the page goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from sta_lstm.errors import StaLstmError
from sta_lstm.ui.session._streamlit import is_control_flow
from sta_lstm.ui.text import escaped

_log = logging.getLogger(__name__)

T = TypeVar("T")


def run_or_show_error(action: Callable[[], T]) -> T | None:
    """What ``action`` returns; None if it fails.

    An error of ours is shown as its own sentence. Any other is shown as an apology, and its traceback goes to the log.
    """
    try:
        return action()
    except StaLstmError as error:
        st.error(escaped(error, most=1200), icon=":material/error:")
    except Exception as error:
        if is_control_flow(error):
            raise
        _log.exception("unexpected error on a page")
        st.error(
            "Something unexpected went wrong. Your files are unchanged; choose another clip or "
            "checkpoint to go on. The details are in the terminal where the app runs.",
            icon=":material/error:",
        )
    return None
