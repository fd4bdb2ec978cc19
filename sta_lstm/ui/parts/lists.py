"""Beneath the player: the chosen part of a recording run or marked, and lists of its parts to go through."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath
from typing import Any

import streamlit as st

from sta_lstm.formats.tables.segments import segments_csv
from sta_lstm.player.segments import MOST_SEGMENTS
from sta_lstm.prediction.windows import SURE
from sta_lstm.skeletons.cut import Segment
from sta_lstm.ui.panels.player import PlayerState
from sta_lstm.ui.parts.parts import MARKED, Parts
from sta_lstm.ui.pickers.cutting import page_parts
from sta_lstm.ui.session.preparation import keep_part, preparation_of
from sta_lstm.ui.session.spans import MOST_LETTERS, MOST_NOTED, annotate, given_name, rename, spans_of, unmark
from sta_lstm.ui.text import escaped, file_name
from sta_lstm.words import percent_text

_HOW = "In the player, press I where it begins and O where it ends, or drag along the timeline with Shift."


def panel(parts: Parts, state: PlayerState) -> None:
    """Beneath the player: the chosen part run or marked, all of the recording again, and lists of parts."""
    whose = f"{escaped(parts.called)}: " if parts.called else ""
    if not parts.in_step:
        st.caption(
            f"{whose}Frames were left out of this recording to repair it: take that back to run or mark parts of it."
        )
        return
    key = parts.source.key
    span = parts.frames(state.loop_range)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        chosen = span or (0, 0)
        if whose:
            st.caption(f"**{escaped(parts.called)}**", width="content")
        _button(parts, "Run on this part", "play_arrow", partial(parts.run, *chosen), is_there=span is not None)
        _button(parts, "Mark it", "bookmark_add", partial(parts.mark, *chosen), is_there=span is not None)
        if parts.is_cut:
            end = parts.whole.n_frames - 1
            _button(parts, "All of it", "undo", partial(keep_part, key, end + 1, 0, end), is_there=True)
        if span is not None:
            fps = parts.clip.fps
            st.caption(f"Chosen: {span[0] / fps:.2f} to {(span[1] + 1) / fps:.2f} s", width="content")
    lists = _lists(parts)
    if not lists:
        return
    names, field = list(lists), f"parts-kind-{key}"
    if st.session_state.pop(MARKED, False):
        st.session_state[field] = "Marked"
    elif st.session_state.get(field) not in names:
        st.session_state[field] = names[0]
    several = st.container()  # above both columns: the names of several models need the room
    left, right = st.columns([1, 1.3], gap="medium")
    choose = left.segmented_control if len(parts.answered) < 2 else several.pills
    kind = choose(
        f"Parts of {escaped(parts.called) or 'this recording'}",
        names,
        required=True,
        format_func=lambda name: f"{escaped(name)} · {len(lists[name]):,}",
        key=field,
    )
    kind = kind or names[0]
    with right:
        known = {"Labels": lambda part: part.label, "Marked": given_name}.get(kind, lambda part: None)
        page_parts(parts.source, parts.whole, lists[kind], key=f"part-list-{kind}-{key}", label_of=known)
    with left:
        if kind == "Marked":
            _name_span(parts)
        elif kind == "Labels" and parts.labels is not None:
            few = len(lists[kind]) > MOST_SEGMENTS
            of_them = f" The player shows the first {MOST_SEGMENTS} of them." if few else ""
            st.caption(f"From the file {escaped(parts.labels.file.name)}.{of_them}")
        else:
            st.caption(f"What the model says in windows, in two of them or more and above {percent_text(SURE)}.")


def _lists(parts: Parts) -> dict[str, tuple[Segment, ...]]:
    """The parts that can be gone through, by where they come from."""
    found = () if parts.labels is None else parts.labels.inside
    several = len(parts.answered) > 1
    lists = {
        "Labels": found,
        **{f"Answers, {name}" if several else "Answers": each for name, each in parts.answered.items()},
        "Marked": tuple(span for span in parts.spans if span.lies_in(parts.whole)),
    }
    return {name: segments for name, segments in lists.items() if segments}


def _name_span(parts: Parts) -> None:
    """Name and note of the span that is shown, or was marked last; all spans as a file of labels."""
    key, spans = parts.source.key, parts.spans
    shown = preparation_of(key).kept
    spots = [place for place, each in enumerate(spans) if shown == (each.start, (each.end or 0) - 1)]
    place = spots[0] if spots else len(spans) - 1
    span, field, noted = spans[place], f"span-name-{key}", f"span-note-{key}"
    fps, end = parts.whole.fps, span.end or parts.whole.n_frames
    st.session_state[field] = span.label or ""
    st.text_input(
        f"Name of the span from {span.start / fps:.2f} to {end / fps:.2f} s",
        max_chars=MOST_LETTERS,
        key=field,
        on_change=lambda: rename(key, place, st.session_state[field]),
    )
    st.session_state[noted] = span.note or ""
    st.text_input(
        "Note on it",
        max_chars=MOST_NOTED,
        key=noted,
        placeholder="What you saw there, in a line",
        on_change=lambda: annotate(key, place, st.session_state[noted]),
    )
    with st.container(horizontal=True, gap="small"):
        _button(parts, "Delete", "delete", partial(unmark, key, place), is_there=True)
        stem = PurePath(parts.source.name).stem
        st.download_button(
            "Spans as CSV",
            data=lambda: segments_csv(spans_of(key)),
            file_name=file_name(f"{stem}-spans.csv"),
            mime="text/csv",
            on_click="ignore",
            key=f"spans-csv-{key}",
            help="A file of labels: drop it beside the recording to have its lane again.",
        )


def _button(parts: Parts, label: str, icon: str, action: Any, *, is_there: bool) -> None:
    whose = f"-{parts.source.key}" if parts.called else ""
    st.button(
        label,
        icon=f":material/{icon}:",
        key=f"parts-{label.lower().replace(' ', '-')}{whose}",
        disabled=not is_there,
        help=None if is_there else _HOW,
        on_click=action,
    )
