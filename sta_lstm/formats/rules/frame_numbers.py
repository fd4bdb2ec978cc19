"""Frames of a video that are known by a number in a file's name, some of them missing."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.bodies import check_size

_LAST_NUMBER = re.compile(r"(\d{1,15})(?!.*\d)")
_NUMBER = re.compile(r"(\d{1,15})")
#: Most letters and numbers of a name that are looked at.
_MOST_LETTERS = 200
_MOST_NUMBERS = 12
#: What stands before the number of a frame, and before numbers of other things; and digits that only frames have.
_FRAME_WORD = re.compile(r"(frame|frm|image|img|picture|pic|shot)s?[\W_]*$", re.IGNORECASE)
_OTHER_WORD = re.compile(
    r"(cam|camera|view|video|take|trial|subject|person|session|seq|sequence|clip|action|day|set)s?[\W_]*$",
    re.IGNORECASE,
)
_PADDED = 6
#: Numbers that step by so many or more, and not evenly, are times.
_LEAST_TICKS = 10


def number_in(file_name: str) -> int | None:
    """The last number in the name of a frame's picture: 12 for ``walk_000012.jpg``; None if there is none."""
    found = _LAST_NUMBER.search(file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0][-_MOST_LETTERS:])
    return int(found[1]) if found else None


def numbers_in(names: Sequence[str]) -> list[int] | None:
    """The number of the frame in each of several names: the one that varies, wherever in the names it stands.

    ``frame12_cam1.jpg``, ``frame13_cam1.jpg`` are 12 and 13. Where several vary that each tell all names apart (a frame
    and a time of day), it is the one that covers the fewest numbers. None where none does, or where the names differ in
    more than numbers.
    """
    if len(names) == 1:
        only = number_in(names[0])
        return None if only is None else [only]
    parts = [_NUMBER.split(name.rsplit("/", 1)[-1][-_MOST_LETTERS:]) for name in names]
    if len({tuple(each[::2]) for each in parts}) != 1 or len(parts[0]) > 2 * _MOST_NUMBERS + 1:
        return None
    columns = [[int(each[at]) for each in parts] for at in range(1, len(parts[0]), 2)]
    telling = [column for column in reversed(columns) if len(set(column)) == len(names)]
    return min(telling, key=lambda column: max(column) - min(column)) if telling else None


def numbered_alike(names: Iterable[str]) -> list[list[tuple[int, str]]]:
    """Names (paths) that differ in the number of a frame alone, together, each behind its number, in their order.

    Where several numbers vary, as in ``cam1_frame12.json``, the frame's is the one that follows a word for frames, else
    none that follows a word for something else, else a long one with zeros before it, else the one of which there are
    most, else the last; the others tell one recording from another. A name that is like no other stands alone.
    """
    alike: dict[tuple[str, ...], list[tuple[list[str], str]]] = {}
    for name in names:
        folder, _, base = name.rpartition("/")
        parts = _NUMBER.split(base) if len(base) <= _MOST_LETTERS else [base]
        alike.setdefault((folder, *parts[::2]), []).append((parts, name))
    return [group for each in alike.values() for group in _by_frame(each)]


def _by_frame(alike: list[tuple[list[str], str]]) -> list[list[tuple[int, str]]]:
    """Names, with their parts, of which only numbers differ, parted by all numbers but the frame's."""
    first = alike[0][0]
    counts = {at: len({int(parts[at]) for parts, _ in alike}) for at in range(1, len(first), 2)}

    def likely(at: int) -> tuple[bool, bool, bool, int, int]:
        word, is_padded = first[at - 1], len(first[at]) >= _PADDED
        return bool(_FRAME_WORD.search(word)), not _OTHER_WORD.search(word), is_padded, counts[at], at

    varying = [at for at, count in counts.items() if count > 1]
    frame = max(varying or counts, key=likely, default=0)
    if not frame:
        return [[(0, name)] for _, name in alike]
    # What tells all names apart beside the frame, as a time does, tells no recordings apart.
    others = [at for at in varying if at != frame and counts[at] < len(alike)]
    groups: dict[tuple[str, ...], list[tuple[int, str]]] = {}
    for parts, name in alike:
        groups.setdefault(tuple(parts[at] for at in others), []).append((int(parts[frame]), name))
    return [sorted(group) for group in groups.values()]


def timeline(numbers: Sequence[int], name: str, *, lacking: str) -> tuple[list[int], int, tuple[str, ...]]:
    """Where each of ``numbers`` stands when frames count from 0 in steps of 1, how many frames that is, and notes.

    Args:
        numbers: the frames that there are, in ascending order.
        name: the file, for messages.
        lacking: what the frames between them lack ("have no file").

    Raises:
        ClipError: a number comes twice, or the frames between are too many.
    """
    steps = [after - before for before, after in pairwise(numbers)]
    if 0 in steps:
        raise ClipError(
            f"'{name}' holds frame {numbers[steps.index(0)]} of one recording twice. Take one of the two out."
        )
    step = math.gcd(*steps) if steps else 1
    n_frames = (numbers[-1] - numbers[0]) // step + 1
    if step == 1 and len(steps) > 1 and min(steps) >= _LEAST_TICKS and max(steps) <= 3 * min(steps):
        note = (
            f"Frames are numbered in steps of {min(steps)} to {max(steps)}, as by times; each counts as the next frame."
        )
        return list(range(len(numbers))), len(numbers), (note,)
    check_size(n_frames, 1, 1, name)
    notes = []
    if step > 1:
        notes.append(f"Frames are numbered in steps of {step}; each that there is counts as the next frame.")
    if n_frames > len(numbers):
        notes.append(f"{n_frames - len(numbers):,} of {n_frames:,} frames {lacking}; nobody is present there.")
    return [(number - numbers[0]) // step for number in numbers], n_frames, tuple(notes)
