"""Errors as people see them: a sentence that helps, and the page goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from sta_lstm.errors import CheckpointError, StaLstmError
from sta_lstm.ui.session import guessing
from sta_lstm.ui.session._streamlit import is_control_flow
from sta_lstm.ui.text import escaped
from sta_lstm.words import capital, in_two

_log = logging.getLogger(__name__)

_MOST_LETTERS = 1000  # of either line

T = TypeVar("T")


#: Instead of an error that may name a clip, or quote what is in it.
_KEPT_BACK = (
    "This clip cannot be shown as it is. The reason may tell what it shows: turn off “Guess first” in the side bar to "
    "read it."
)


def show_error(error: StaLstmError) -> None:
    """What went wrong as a line of its own, and what to do in the next.

    While an answer is kept back, the reason is too, unless it is about a checkpoint: it may name the clip.
    """
    is_told = isinstance(error, CheckpointError) or not guessing.is_kept_back()
    what, advice = in_two(str(error) if is_told else _KEPT_BACK)
    lines = [f"**{escaped(capital(what), most=_MOST_LETTERS)}**"]
    if advice:
        lines.append(escaped(advice, most=_MOST_LETTERS))
    st.error("  \n".join(lines), icon=":material/error:")


def run_or_show_error(action: Callable[[], T]) -> T | None:
    """What ``action`` returns; None if it fails.

    An error of ours is shown in its own words (`show_error`). Any other is shown as an apology, and its
    traceback goes to the log.
    """
    try:
        return action()
    except StaLstmError as error:
        show_error(error)
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
