"""Which part of a recording is kept: frames chosen by hand, one of equal parts, or one that a file names."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from sta_lstm.errors import ClipError
from sta_lstm.formats.tables.segments import read_segments, utkinect_frames
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.cut import Segment, equal_segments
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.pickers.files import Source
from sta_lstm.ui.pickers.paging import paged
from sta_lstm.ui.session._streamlit import UploadedFile
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.preparation import preparation_of, set_preparation
from sta_lstm.ui.text import escaped

_WAYS = ("By hand", "By length", "From a file")
_STATE = "cutting"  # in the session: how recordings are cut
_MAX_MB = 4
_SECONDS = 2.0


@dataclass(frozen=True)
class _Cutting:
    """How this visitor cuts recordings: the same for one as for the next, since one pages through them.

    Attributes:
        way: one of `_WAYS`.
        seconds: the length of a part.
        file: name and bytes of a file of segments.
    """

    way: str = _WAYS[0]
    seconds: float = _SECONDS
    file: tuple[str, bytes] | None = None


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
        "**Cut the recording**",
        _WAYS,
        key=key,
        horizontal=True,
        help="A model reads one action: cut a long recording down to it.",
        on_change=lambda: _set(way=st.session_state[key]),
    )
    if cutting.way == "By hand":
        _by_hand(source, whole)
    elif cutting.way == "By length":
        _by_length(source, whole, cutting)
    else:
        _by_file(source, whole, cutting)


def _by_hand(source: Source, whole: Clip) -> None:
    """First and last frame of what is kept."""
    key, end = f"part-{source.key}", whole.n_frames - 1
    first, last = preparation_of(source.key).kept or (0, end)
    st.session_state[key] = (min(first, end), min(last, end))
    st.slider("Keep the frames", 0, end, key=key, on_change=lambda: _keep(source.key, whole, *st.session_state[key]))


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
        _page_parts(source, whole, parts)


def _by_file(source: Source, whole: Clip, cutting: _Cutting) -> None:
    """Parts that a file names."""
    key = f"segments-{source.key}"
    if cutting.file is None:
        st.file_uploader(
            "File of segments",
            key=key,
            max_upload_size=_MAX_MB,
            help="A table with the columns start, end and label (frames, the end being the frame after the last; or "
            "start_s and end_s in seconds), or UTKinect's actionLabel.txt. It applies to every recording you open.",
            on_change=lambda: _take(st.session_state[key]),
        )
        return
    name, data = cutting.file
    st.button(
        escaped(name),
        key=f"{key}-forget",
        icon=":material/close:",
        type="tertiary",
        help="Remove this file of segments.",
        on_click=partial(_set, file=None),
    )
    digest = hashlib.sha256(data).hexdigest()
    found = run_or_show_error(lambda: _segments((source.whole_key, digest), name, data, source, whole))
    if found is None:
        return
    parts = tuple(segment for segment in found if segment.lies_in(whole))
    others = [_title(segment, whole) for segment in found if not segment.lies_in(whole)]
    if parts:
        _page_parts(source, whole, parts)
    if others:
        named = escaped("; ".join(others), most=300)
        st.caption(f"Left out, because they lie outside the recording or show nobody: {named}")


def _page_parts(source: Source, whole: Clip, parts: Sequence[Segment]) -> None:
    """The parts, of which one is kept, or none: then all is."""
    preparation = preparation_of(source.key)
    kept = None if preparation.kept is None else (*preparation.kept, preparation.label)
    spans = [(part.start, _end(part, whole) - 1, part.label) for part in parts]

    def go(place: int | None) -> None:
        if place is None:
            _keep(source.key, whole, 0, whole.n_frames - 1)
        else:
            _keep(source.key, whole, *spans[place])

    paged(
        "Part",
        [_title(part, whole) for part in parts],
        spans.index(kept) if kept in spans else None,
        go,
        key=f"parts-{source.key}",
        nothing="the whole recording" if kept is None else "another part",
    )


def _keep(key: str, whole: Clip, first: int, last: int, label: str | None = None) -> None:
    is_all = (first, last, label) == (0, whole.n_frames - 1, None)
    set_preparation(key, replace(preparation_of(key), kept=None if is_all else (first, last), label=label))


def _title(segment: Segment, whole: Clip) -> str:
    """What a segment shows, and when."""
    seconds = f"{segment.start / whole.fps:.2f} to {_end(segment, whole) / whole.fps:.2f} s"
    return f"{segment.label}, {seconds}" if segment.label else seconds


def _end(segment: Segment, whole: Clip) -> int:
    return whole.n_frames if segment.end is None else segment.end


def _cutting() -> _Cutting:
    cutting: _Cutting = st.session_state.get(_STATE, _Cutting())
    return cutting


def _set(**changes: object) -> None:
    st.session_state[_STATE] = replace(_cutting(), **changes)  # type: ignore[arg-type]


def _take(file: UploadedFile | None) -> None:
    _set(file=None if file is None else (file.name, file.getvalue()))


@kept()
def _segments(keys: tuple[str, str], _name: str, _data: bytes, _source: Source, _whole: Clip) -> tuple[Segment, ...]:
    """The segments that a file names, each once."""
    numbers = _frame_numbers(_source)
    found = read_segments(_data, _name, _whole, recording=_source.name, numbers=numbers)
    return tuple(dict.fromkeys(found))


def _frame_numbers(source: Source) -> Callable[[int], int]:
    """What the numbers of UTKinect's list are in this recording."""
    try:
        return utkinect_frames(source.content(), source.name)
    except ClipError:  # it is in several files, and UTKinect's are in one
        return lambda number: number
