"""The spans that this visitor marked in recordings, with the names and notes that they gave them; for nobody else."""

from __future__ import annotations

import re
from dataclasses import replace

import streamlit as st

from sta_lstm.skeletons.cut import Segment
from sta_lstm.words import label_line

_STATE = "marked-spans"  # in the session: the keys of recordings, and the spans of each
#: Most spans of a recording, and most recordings of which a session remembers any: those marked longest ago go.
MOST_SPANS, _MOST = 200, 100
_BY_ITSELF = re.compile(r"span \d+")
#: Most letters of a name, and of a note.
MOST_LETTERS, MOST_NOTED = 80, 200


def spans_of(key: str) -> tuple[Segment, ...]:
    """The spans that were marked in the recording of that key, in the frames in which it is read."""
    return _marked().get(key, ())


def given_name(span: Segment) -> str | None:
    """What somebody called a span; None while it has the name that it got by itself."""
    return None if span.label is None or _BY_ITSELF.fullmatch(span.label) else span.label


def mark(key: str, first: int, last: int) -> Segment:
    """Keep a span from its first frame to its last, behind the others, under a name of its own.

    One that was marked before keeps its name and its note.
    """
    spans = spans_of(key)
    span = next((each for each in spans if (each.start, each.end) == (first, last + 1)), None)
    if span is None:
        taken = {each.label for each in spans}
        name = next(f"span {n}" for n in range(len(taken) + 1, 2 * len(taken) + 3) if f"span {n}" not in taken)
        span = Segment(first, last + 1, name)
    _set(key, (*(each for each in spans if each is not span), span)[-MOST_SPANS:])
    return span


def rename(key: str, place: int, name: str) -> None:
    """Give the span at that place another name, on one line and bounded; an empty one leaves it without."""
    spans = list(spans_of(key))
    spans[place] = replace(spans[place], label=label_line(name, MOST_LETTERS) or None)
    _set(key, tuple(spans))


def annotate(key: str, place: int, note: str) -> None:
    """Give the span at that place another note, on one line and bounded; an empty one leaves it without."""
    spans = list(spans_of(key))
    spans[place] = replace(spans[place], note=label_line(note, MOST_NOTED) or None)
    _set(key, tuple(spans))


def unmark(key: str, place: int) -> None:
    """Forget the span at that place."""
    _set(key, (*spans_of(key)[:place], *spans_of(key)[place + 1 :]))


def _marked() -> dict[str, tuple[Segment, ...]]:
    marked: dict[str, tuple[Segment, ...]] = st.session_state.setdefault(_STATE, {})
    return marked


def _set(key: str, spans: tuple[Segment, ...]) -> None:
    marked = _marked()
    marked.pop(key, None)
    if spans:
        marked[key] = spans
    while len(marked) > _MOST:
        marked.pop(next(iter(marked)))
