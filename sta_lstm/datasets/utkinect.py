"""UTKinect-Action3D (Xia et al., CVPRW 2012): recordings of whole sessions, and a list of where each action lies.

The recordings, ``joints_s01_e02.txt``, are read by `sta_lstm.formats.datasets.utkinect`. The list of actions is

    s01_e02
    walk: 154 270
    …

with the first and the last frame number of each action.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sta_lstm.arrays import Float64s, Int64s
from sta_lstm.datasets.dataset import Skipped
from sta_lstm.datasets.folds import held_out, leave_one_subject_out, trained_and_tested
from sta_lstm.datasets.plan import Divided, LabelledSegment, Outcome, Plan, Wanted
from sta_lstm.errors import ClipError, DatasetError
from sta_lstm.formats.datasets.utkinect import on_the_clock, read_recording
from sta_lstm.formats.load import read_bytes
from sta_lstm.formats.recording import Recording, file_recording
from sta_lstm.formats.rules.text import decoded, quoted

#: The lists of actions, the better first: the modified one mends the ends of seven segments.
LABEL_FILES = ("actionLabel_modified.txt", "actionLabel.txt")
#: By the word in the list.
UTKINECT_ACTIONS = {
    "walk": "walk",
    "sitDown": "sit down",
    "standUp": "stand up",
    "pickUp": "pick up",
    "carry": "carry",
    "throw": "throw",
    "push": "push",
    "pull": "pull",
    "waveHands": "wave hands",
    "clapHands": "clap hands",
}
_RECORDING = re.compile(r"s(\d{2})_e\d{2}")
_ACTION = re.compile(r"(\w+)\s*:\s*(\d{1,9}|NaN)\s+(\d{1,9}|NaN)", re.IGNORECASE)


def is_utkinect(folder: Path) -> bool:
    """Whether ``folder`` holds a list of actions and joint files."""
    return (
        any((folder / name).is_file() for name in LABEL_FILES) and next(folder.glob("joints_s*.txt"), None) is not None
    )


def plan_utkinect(folder: Path) -> Plan:
    """Every segment in ``folder``; the subject is ``s01`` to ``s10``.

    Raises:
        DatasetError: there is no list of actions, or a line of it is damaged.
    """
    label_file = next((folder / name for name in LABEL_FILES if (folder / name).is_file()), None)
    if label_file is None:
        raise DatasetError(f"'{folder}' lacks UTKinect's list of actions: {' or '.join(LABEL_FILES)}. Copy it there.")
    recordings: dict[str, list[LabelledSegment]] = {}
    skipped: list[Skipped] = []
    for entry in _entries(label_file):
        segments = recordings.setdefault(entry.recording, [])
        label = UTKINECT_ACTIONS[entry.word]
        source = f"{entry.recording} {label}"
        if entry.first is None or entry.last is None:
            skipped.append(Skipped(source, f"{label_file.name} gives it no frames (NaN)."))
        elif not _joints(folder, entry.recording).is_file():
            skipped.append(Skipped(source, f"there is no {_joints(folder, entry.recording).name}."))
        else:
            segments.append(LabelledSegment(source, label, entry.recording[:3], start=entry.first, end=entry.last + 1))
    skipped += [
        Skipped(path.name, f"{label_file.name} does not mention it.")
        for path in sorted(folder.glob("joints_s*.txt"))
        if path.stem.removeprefix("joints_") not in recordings
    ]
    return Plan(
        kind="utkinect",
        name="utkinect",
        wanted=tuple(
            Wanted(file_recording(_joints(folder, name)), tuple(segments), read_actions)
            for name, segments in recordings.items()
            if segments
        ),
        class_names=tuple(UTKINECT_ACTIONS.values()),
        divide=_by_subject,
        skipped=tuple(skipped),
        notes=(f"Where actions begin and end is taken from {label_file.name}.",),
        citation="UTKinect-Action3D (Xia et al., CVPRW 2012).",
    )


def read_actions(recording: Recording, segments: tuple[LabelledSegment, ...]) -> tuple[Outcome, ...]:
    """The segments of a joint file; their ``start`` and ``end`` are frame numbers."""
    name = recording.name
    try:
        frame_numbers, positions = read_recording(decoded(recording.content(), name), name)
    except ClipError as error:
        return (str(error),) * len(segments)
    return tuple(_action(frame_numbers, positions, segment) for segment in segments)


def _action(frame_numbers: Int64s, positions: Float64s, segment: LabelledSegment) -> Outcome:
    last = segment.end if segment.end is not None else int(frame_numbers.max()) + 1
    rows = np.flatnonzero((frame_numbers >= segment.start) & (frame_numbers < last))
    if len(rows) == 0:
        return f"no line has a frame number from {segment.start} to {last - 1}."
    try:
        return on_the_clock(frame_numbers[rows], positions[rows], name=segment.source, label=segment.label)
    except ClipError as error:
        return str(error)


@dataclass(frozen=True)
class _Entry:
    """A line of the list of actions; None where it says NaN."""

    recording: str
    word: str
    first: int | None
    last: int | None


def _entries(label_file: Path) -> list[_Entry]:
    try:
        lines = decoded(read_bytes(label_file, label_file.name), label_file.name).split("\n")
    except ClipError as error:
        raise DatasetError(str(error)) from error
    entries: list[_Entry] = []
    recording = ""
    for number, line in enumerate(map(str.strip, lines), start=1):
        if _RECORDING.fullmatch(line):
            recording = line
        elif line:
            entries.append(_entry(line, recording, f"'{label_file.name}', line {number}"))
    return entries


def _entry(line: str, recording: str, where: str) -> _Entry:
    found = _ACTION.fullmatch(line)
    if found is None or found[1] not in UTKINECT_ACTIONS or not recording:
        raise DatasetError(
            f"{where}: expected a recording (s01_e01), then actions with their first and last frame (walk: 252 390), "
            f"found {quoted(line)}. Known actions: {', '.join(UTKINECT_ACTIONS)}."
        )
    first, last = (int(token) if token.isdigit() else None for token in found.groups()[1:])
    if first is not None and last is not None and first > last:
        raise DatasetError(f"{where}: the action begins at frame {first}, after its end, {last}. Correct the line.")
    return _Entry(recording, found[1], first, last)


def _joints(folder: Path, recording: str) -> Path:
    return folder / f"joints_{recording}.txt"


def _by_subject(segments: Sequence[LabelledSegment]) -> Divided:
    """Leave one subject out; and one fold that trains on subjects 1, 3, 5, 7, 9 and tests 2, 4, 6, 8, 10."""
    even = [int(str(segment.subject)[1:]) % 2 == 0 for segment in segments]
    return trained_and_tested(
        {"leave-one-subject-out": leave_one_subject_out(segments), "odd-even": (held_out("odd-even", even),)}
    )
