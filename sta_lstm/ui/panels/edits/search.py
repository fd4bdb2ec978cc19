"""The search for the smallest edit that changes the answer: begun by a button, gone on with, and stopped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from sta_lstm.evidence.edits import format_edits
from sta_lstm.evidence.smallest import Found, smallest_edit
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.skeletons import Clip
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.session.edits import EditHistory
from sta_lstm.words import percent_text

_SEARCH = "what-if-search"  # in the session: the search that is under way, or how the last one ended
_NOTHING = (
    "Nothing that was tried changes the answer: neither holding parts of the body still, nor taking a person out, nor "
    "mirroring limbs."
)


@dataclass(eq=False)
class _Search:
    """A search of one visitor. A page that is run anew goes on with it: nothing is asked twice.

    Attributes:
        key: of the clip and the checkpoint that it is about.
        steps: those that are still to come.
        found: where it stands.
        told: how it ended; empty while it goes on.
    """

    key: str
    steps: Iterator[Found]
    found: Found | None = None
    told: str = ""


def panel(checkpoint: Checkpoint, clip: Clip, key: str, history: EditHistory) -> None:
    """The button; while a search goes on, how far it is and a button that stops it; then how it ended."""
    search = _current(key)
    if search is None or search.told:
        st.button(
            "Find the smallest edit that changes the answer",
            icon=":material/search:",
            key="what-if-find",
            on_click=lambda: _begin(checkpoint, clip, key),
        )
        if search is not None:
            st.info(search.told, icon=":material/search:")
        return
    run_or_show_error(lambda: _go_on(search, history))


def forget() -> None:
    """Leave the search as it is, whether it goes on or has ended."""
    st.session_state.pop(_SEARCH, None)


def _current(key: str) -> _Search | None:
    search: _Search | None = st.session_state.get(_SEARCH)
    return search if search is not None and search.key == key else None


def _begin(checkpoint: Checkpoint, clip: Clip, key: str) -> None:
    st.session_state[_SEARCH] = _Search(key, smallest_edit(checkpoint, clip))


def _go_on(search: _Search, history: EditHistory) -> None:
    """Take the steps that are left. A click anywhere ends this run between two of them, and the next run goes on."""
    bar = st.progress(0.0, _progress_text(search.found))
    st.button("Stop", key="what-if-stop", icon=":material/stop:", on_click=lambda: _end(search, history, stopped=True))
    for found in search.steps:
        search.found = found
        bar.progress(found.progress, _progress_text(found))
    _end(search, history)
    st.rerun()


def _end(search: _Search, history: EditHistory, *, stopped: bool = False) -> None:
    """Show what was found, if it changes the answer."""
    found = search.found
    if found is not None and found.changes:
        history.do(found.edits)
        search.told = (
            "Stopped: this changes the answer, and a smaller edit may."
            if stopped
            else f"This is the smallest edit found: {percent_text(found.share)} of what was tried, body and time taken "
            "together. The search is greedy; another edit may be as small."
        )
    else:
        search.told = "Stopped: nothing tried so far changes the answer." if stopped else _NOTHING


def _progress_text(found: Found | None) -> str:
    if found is None:
        return "Asking the model …"
    best = "the answer changes" if found.changes else "the answer stays"
    return f"{format_edits(found.edits[:2]) or 'nothing edited'}{' …' if len(found.edits) > 2 else ''}: {best}"
