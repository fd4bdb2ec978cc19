"""Which part of a recording is kept: frames chosen by hand, one of equal parts, or one that a file of labels names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.cut import Segment, equal_segments
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.pickers.files import Source
from sta_lstm.ui.pickers.label_files import MAX_MB, forget, give, label_file_for, label_of_part, labels_of
from sta_lstm.ui.pickers.paging import paged
from sta_lstm.ui.session._streamlit import UploadedFile
from sta_lstm.ui.session.preparation import keep_part, preparation_of
from sta_lstm.ui.text import escaped

_WAYS = ("By hand", "By length", "With a label file")
_STATE = "cutting"  # in the session: how recordings are cut
_SECONDS = 2.0


@dataclass(frozen=True)
class _Cutting:
    """How this visitor cuts recordings: the same for one as for the next, since one pages through them.

    Attributes:
        way: one of `_WAYS`.
        seconds: the length of a part.
    """

    way: str = _WAYS[0]
    seconds: float = _SECONDS


def offer_part(source: Source, whole: Clip) -> None:
    """Ways to keep a part of a recording.

    Args:
        source: where it came from.
        whole: as it is read, neither cut nor repaired.
    """
    if whole.n_frames < 2:
        return
    cutting, key = _cutting(), f"cut-{source.key}"
    st.session_state[key] = cutting.way
    st.radio(
        "**Cut**",
        _WAYS,
        key=key,
        horizontal=True,
        help="A model reads one action: cut a long recording down to it.",
        on_change=lambda: _set(way=st.session_state[key]),
    )
    if preparation_of(source.key).kept is not None:
        st.button(
            "Keep all of it",
            icon=":material/undo:",
            key=f"cut-none-{source.key}",
            on_click=partial(keep_part, source.key, whole.n_frames, 0, whole.n_frames - 1),
        )
    if cutting.way == "By hand":
        _by_hand(source, whole)
    elif cutting.way == "By length":
        _by_length(source, whole, cutting)
    else:
        _by_file(source, whole)


def _by_hand(source: Source, whole: Clip) -> None:
    """First and last frame of what is kept."""
    key, end = f"part-{source.key}", whole.n_frames - 1
    first, last = preparation_of(source.key).kept or (0, end)
    st.session_state[key] = (min(first, end), min(last, end))
    st.slider(
        "Keep the frames",
        0,
        end,
        key=key,
        on_change=lambda: keep_part(source.key, whole.n_frames, *st.session_state[key]),
    )


def _by_length(source: Source, whole: Clip, cutting: _Cutting) -> None:
    """Parts of so many seconds."""
    key = f"seconds-{source.key}"
    st.session_state[key] = cutting.seconds
    st.number_input(
        "Seconds per part",
        min_value=0.1,
        max_value=3600.0,
        step=0.5,
        format="%.3g",
        key=key,
        on_change=lambda: _set(seconds=st.session_state[key]),
    )
    parts = run_or_show_error(lambda: equal_segments(whole, cutting.seconds))
    if parts == (Segment(0, whole.n_frames),):
        st.caption(f"The recording is {whole.seconds:.2f} s long. Choose fewer seconds to cut it.")
    elif parts is not None:
        page_parts(source, whole, parts, key=f"parts-{source.key}")


def _by_file(source: Source, whole: Clip) -> None:
    """Parts that a file names."""
    key, file = f"segments-{source.key}", label_file_for(source)
    if file is None or file.is_sample:
        st.file_uploader(
            "File of labels",
            key=key,
            max_upload_size=MAX_MB,
            help="A table with the columns start, end, label and note (frames, the end being the frame after the last; "
            "or start_s and end_s in seconds), or UTKinect's actionLabel.txt. It applies to every recording you open. "
            "Dropped among the recordings in the side bar, it belongs to the one beside it.",
            on_change=lambda: _take(st.session_state[key]),
        )
    else:
        st.button(
            escaped(file.name),
            key=f"{key}-forget",
            icon=":material/close:",
            type="tertiary",
            help="Remove this file of labels.",
            on_click=partial(forget, file.key),
        )
    if file is None:
        return
    labels = run_or_show_error(lambda: labels_of(file, source, whole))
    if labels is None:
        return
    if labels.inside:
        page_parts(source, whole, labels.inside, key=f"parts-{source.key}")
    if labels.outside:
        named = escaped("; ".join(part_title(segment, whole) for segment in labels.outside), most=300)
        st.caption(f"Left out, because they lie outside the recording or show nobody: {named}")


def page_parts(
    source: Source,
    whole: Clip,
    parts: Sequence[Segment],
    *,
    key: str,
    label_of: Callable[[Segment], str | None] = lambda part: part.label,
) -> None:
    """A list of parts, of which one is kept, or none: then all is.

    Args:
        source: where the recording came from.
        whole: as it is read, neither cut nor repaired.
        parts: that lie in it.
        key: parts this list from others on the page.
        label_of: what is done in a part for certain, which a model's answer is held against; None where the part's own
            label does not tell, and a file of labels may.
    """
    kept = preparation_of(source.key).kept
    spans = [(part.start, _end(part, whole) - 1) for part in parts]

    def go(place: int | None) -> None:
        if place is not None:  # the key Escape clears the list, and keeps the part
            label = label_of(parts[place]) or label_of_part(source, whole, *spans[place])
            keep_part(source.key, whole.n_frames, *spans[place], label)

    spots = [place for place, span in enumerate(spans) if span == kept]
    own = [place for place in spots if parts[place].label == preparation_of(source.key).label]
    paged(
        "Part",
        [part_title(part, whole) for part in parts],
        next(iter((*own, *spots)), None),
        go,
        key=key,
        nothing="the whole recording" if kept is None else "another part",
    )


def part_title(segment: Segment, whole: Clip) -> str:
    """What a segment shows, when, and what was noted of it."""
    seconds = f"{segment.start / whole.fps:.2f} to {_end(segment, whole) / whole.fps:.2f} s"
    title = f"{segment.label}, {seconds}" if segment.label else seconds
    return f"{title}: {segment.note}" if segment.note else title


def _end(segment: Segment, whole: Clip) -> int:
    return whole.n_frames if segment.end is None else segment.end


def _cutting() -> _Cutting:
    cutting: _Cutting = st.session_state.get(_STATE, _Cutting())
    return cutting


def _set(**changes: object) -> None:
    st.session_state[_STATE] = replace(_cutting(), **changes)  # type: ignore[arg-type]


def _take(file: UploadedFile | None) -> None:
    if file is not None:
        give(file)
