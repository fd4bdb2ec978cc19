"""A file of splits, as CTR-GCN and its heirs train on: an ``.npz`` of recordings with labels, to train on and to test.

``x_train`` and ``x_test`` (N × T × 150) with ``y_train`` and ``y_test``; `formats.arrays.foreign_npz` reads it.
"""

from __future__ import annotations

import re
from pathlib import Path

from sta_lstm.datasets.dataset import Skipped
from sta_lstm.datasets.folds import given_or_drawn
from sta_lstm.datasets.plan import LabelledSegment, Outcome, Plan, Wanted
from sta_lstm.errors import ClipError, DatasetError
from sta_lstm.formats.arrays.foreign_npz import OurOwnError, foreign_archive
from sta_lstm.formats.load import read_bytes
from sta_lstm.formats.recording import Recording, file_recording

#: Recordings that are read at a time: the file is opened anew for each lot.
_AT_ONCE = 64
_NUMBER = re.compile(r"class (\d+)")


def is_split_file(place: Path) -> bool:
    """Whether ``place`` is an ``.npz``, sound or not, but not that of one clip of ours."""
    if not place.is_file() or place.suffix.lower() != ".npz":
        return False
    try:
        with foreign_archive(read_bytes(place, place.name), place.name):
            return True
    except OurOwnError:
        return False
    except ClipError:
        return True  # `plan_split_file` says what is wrong


def plan_split_file(place: Path) -> Plan:
    """Every recording in the file that has a label; the split is the one that its array is named after.

    Raises:
        DatasetError: it is no such file, or is damaged.
    """
    wanted: list[LabelledSegment] = []
    skipped: list[Skipped] = []
    try:
        with foreign_archive(read_bytes(place, place.name), place.name) as archive:
            labels = {key: archive.labels(key) for key in archive.positions}
            for choice in archive.choices:
                label = labels[choice.key].of_recording(choice.number)
                if label is None:
                    skipped.append(Skipped(choice.entry, "nothing in the file says what it shows."))
                else:
                    wanted.append(LabelledSegment(choice.entry, label, split=choice.split))
            if not wanted and (refused := archive.refused()) is not None:
                raise refused
    except ClipError as error:
        raise DatasetError(str(error)) from error
    return Plan(
        kind="splits",
        name=place.stem,
        wanted=tuple(
            Wanted(file_recording(place), tuple(wanted[first : first + _AT_ONCE]), read_split_file)
            for first in range(0, len(wanted), _AT_ONCE)
        ),
        class_names=tuple(sorted({segment.label for segment in wanted}, key=_by_number)),
        divide=given_or_drawn,
        skipped=tuple(skipped),
    )


def read_split_file(recording: Recording, segments: tuple[LabelledSegment, ...]) -> tuple[Outcome, ...]:
    """The recordings of a file of splits that the segments' sources name."""
    try:
        with foreign_archive(recording.content(), recording.name) as archive:
            choices = {choice.entry: choice for choice in archive.choices}
            labels = {key: archive.labels(key) for key in archive.positions}
            outcomes: list[Outcome] = []
            for segment in segments:
                choice = choices.get(segment.source)
                if choice is None:
                    outcomes.append("it is not in the file any more.")
                    continue
                try:
                    outcomes.append(archive.clip(choice, labels[choice.key], is_chosen=True))
                except ClipError as error:
                    outcomes.append(str(error))
            return tuple(outcomes)
    except ClipError as error:
        return (str(error),) * len(segments)


def _by_number(label: str) -> tuple[int, str]:
    found = _NUMBER.fullmatch(label)
    return (int(found[1]) if found else -1, label)
