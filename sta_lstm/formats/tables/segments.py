"""Files that say where in a long recording its actions lie.

Two forms are read. A table (CSV) has the columns ``start``, ``end`` and, if you like, ``label`` and ``note``: frames
from 0, the end being the frame after the last; ``start_s`` and ``end_s`` are seconds. UTKinect's list has a line with a
recording's name (``s01_e01``), and below it a line for each of its actions with its first and its last frame number
(``walk: 252 390``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from sta_lstm.errors import ClipError
from sta_lstm.formats.datasets.utkinect import STEP, read_recording, sniff_utkinect
from sta_lstm.formats.format import HEAD_BYTES
from sta_lstm.formats.rules.text import decoded, few_names, one_line
from sta_lstm.formats.tables.foreign_text import opened, read
from sta_lstm.formats.tables.foreign_words import words_of
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.cut import Segment
from sta_lstm.spreadsheet import csv_text, own_text
from sta_lstm.words import label_line

_RECORDING = re.compile(r"s\d{2}_e\d{2}")
_ACTION = re.compile(r"([^:]{1,100}?)\s*:\s*(\d{1,9}|NaN)\s+(\d{1,9}|NaN)", re.IGNORECASE)
#: Most letters of a label, and of a note.
MAX_LETTERS = 200
#: Most segments of a file.
MAX_SEGMENTS = 10_000
_SECONDS = ("s", "sec", "seconds")
#: End the names of columns that hold places of joints: such a table is a recording.
_AXES = ("x", "y", "z")


def read_segments(
    data: bytes, name: str, clip: Clip, *, recording: str, numbers: Callable[[int], int] = lambda number: number
) -> tuple[Segment, ...]:
    """The segments of ``clip`` that a file names.

    Args:
        data: the file's bytes.
        name: the file, for messages.
        clip: the recording; its frame rate turns seconds into frames.
        recording: the name of the recording's file, by which UTKinect's list knows it.
        numbers: the frame numbers of UTKinect's list → frames of ``clip`` (`utkinect_frames`).

    Raises:
        ClipError: the file is neither form, names no segment of the recording, or a segment that is none.
    """
    text = decoded(data, name)
    segments = _listed(text, name, recording, numbers) if _is_list(text) else _tabled(text, name, clip)
    if not segments:
        raise ClipError(f"'{name}' names no segments of '{recording}'.")
    if len(segments) > MAX_SEGMENTS:
        raise ClipError(f"'{name}' names {len(segments):,} segments; at most {MAX_SEGMENTS:,} are cut.")
    return segments


def sniff_segments(head: bytes) -> bool:
    """Whether a file that begins so says where actions lie, and is no recording: by its content, whatever its name."""
    if names_recordings(head):
        return True
    try:
        text = _text_of(head)
        words = [] if text.lstrip().startswith(("{", "[")) else [words_of(each) for each in opened(text, "").names]
    except ClipError:
        return False
    begins = {each[0] for each in words if each}
    return {"start", "end"} <= begins and not any(each[-1] in _AXES for each in words if each)


def names_recordings(head: bytes) -> bool:
    """Whether a file that begins so is a list of segments that says itself of which recordings it speaks."""
    try:
        return _is_list(_text_of(head))
    except ClipError:
        return False


def recordings_named(data: bytes) -> tuple[str, ...]:
    """The recordings of which a list of segments speaks, each once; none for a table, which names none."""
    try:
        text = decoded(data, "")
    except ClipError:
        return ()
    lines = map(str.strip, text.split("\n")) if _is_list(text) else ()
    return tuple(dict.fromkeys(line for line in lines if _RECORDING.fullmatch(line)))


def segments_csv(segments: Sequence[Segment]) -> str:
    """``segments`` of one recording as a table that `read_segments` reads back, safe to open in a spreadsheet."""
    import pandas as pd  # at first use: reading needs none of it

    columns: dict[str, Any] = {
        "start": [each.start for each in segments],
        "end": pd.array([each.end for each in segments], dtype="Int64"),  # empty where it is the recording's
        "label": [each.label or "" for each in segments],
    }
    if any(each.note for each in segments):
        columns["note"] = [each.note or "" for each in segments]
    return csv_text(pd.DataFrame(columns))


def utkinect_frames(recording: bytes, name: str) -> Callable[[int], int]:
    """Frame numbers of a recording → frames of its clip: the same, but in UTKinect's joint files, which number others.

    Raises:
        ClipError: it begins as a joint file, and cannot be read.
    """
    if not sniff_utkinect(recording[:HEAD_BYTES]):
        return lambda number: number
    first = int(read_recording(decoded(recording, name), name)[0].min())
    return lambda number: max(0, -((first - number) // STEP))


def _text_of(head: bytes) -> str:
    """The whole lines at the beginning of a file."""
    return decoded(head[: head.rfind(b"\n") + 1] or head, "")


def _is_list(text: str) -> bool:
    """Whether it is UTKinect's list, which begins with the name of a recording."""
    first = next((line.strip() for line in text[:10_000].split("\n") if line.strip()), "")
    return _RECORDING.fullmatch(first) is not None


def _tabled(text: str, name: str, clip: Clip) -> tuple[Segment, ...]:
    table = opened(text, name)
    words = [words_of(each) for each in table.names]
    known = ("start", "end", "label", "action", "note")
    columns = {each[0]: i for i, each in enumerate(words) if each and each[0] in known}
    if "start" not in columns:
        raise ClipError(
            f"'{name}' has the columns {few_names(table.names)}; expected start and end (frames, the "
            "end being the frame after the last; or start_s and end_s in seconds) and, if you like, label and note."
        )
    whose = columns.get("label", columns.get("action"))
    texts = {"label": whose, "note": columns.get("note")}
    times = {what: columns[what] for what in ("start", "end") if what in columns}
    values = read(table, tuple(times.values()), tuple(each for each in texts.values() if each is not None), name)
    numbers = {
        what: values.column(str(column)).to_numpy(zero_copy_only=False)
        * (clip.fps if words[column][-1] in _SECONDS else 1.0)
        for what, column in times.items()
    }
    labels, notes = (
        [""] * values.num_rows if column is None else values.column(str(column)).to_pylist()
        for column in texts.values()
    )
    ends = numbers.get("end", np.full(values.num_rows, np.nan))
    return tuple(
        Segment(
            _frame(start, table.first_line + row, name) or 0,
            _frame(end, table.first_line + row, name),
            _line(label),
            _line(note),
        )
        for row, (start, end, label, note) in enumerate(zip(numbers["start"], ends, labels, notes, strict=True))
    )


def _line(cell: object) -> str | None:
    """What a cell says, on one line and bounded; None for an empty one."""
    return label_line(own_text(str(cell or "")), MAX_LETTERS) or None


def _frame(number: float, line: int, name: str) -> int | None:
    """The nearest frame; None for an empty cell."""
    if np.isnan(number):
        return None
    if not 0 <= number < 1e9:
        raise ClipError(f"'{name}', line {line}: {number:g} is not a frame of a recording; expected 0 or more.")
    return round(float(number))


def _listed(text: str, name: str, recording: str, numbers: Callable[[int], int]) -> tuple[Segment, ...]:
    """UTKinect's list; an action without frames (NaN) is left out."""
    segments, here = [], False
    for number, line in enumerate(map(str.strip, text.split("\n")), start=1):
        if _RECORDING.fullmatch(line):
            here = line in recording
        elif line:
            found = _ACTION.fullmatch(line)
            if found is None:
                raise ClipError(
                    f"'{name}', line {number}: expected an action with its first and last frame (walk: 252 390), found "
                    f"{one_line(line, 40)!r}."
                )
            if here and found[2].isdigit() and found[3].isdigit():
                first, last = numbers(int(found[2])), numbers(int(found[3]))
                segments.append(Segment(first, last + 1, one_line(found[1], 100)))
    return tuple(segments)
