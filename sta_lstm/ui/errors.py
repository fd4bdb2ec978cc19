"""Errors as people see them: a sentence that helps, and the page goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from sta_lstm.errors import StaLstmError
from sta_lstm.ui.text import plain

_log = logging.getLogger(__name__)

T = TypeVar("T")


def tried(action: Callable[[], T]) -> T | None:
    """What ``action`` returns; None if it fails.

    An error of ours is shown as its own sentence. Any other is shown as an apology, and its traceback goes to the log.
    """
    try:
        return action()
    except StaLstmError as error:
        st.error(plain(error, most=1200), icon=":material/error:")
    except Exception as error:
        # Streamlit stops and reruns scripts with exceptions of its own, which are none of ours to catch.
        if type(error).__module__.startswith("streamlit"):
            raise
        _log.exception("unexpected error on a page")
        st.error(
            "Something went wrong that this program did not foresee. Your files are unchanged; choose another clip or "
            "checkpoint to go on. The details are in the terminal where the app runs.",
            icon=":material/error:",
        )
    return None
