"""Frames of a video that are known by a number in a file's name, some of them missing."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.bodies import check_size

_LAST_NUMBER = re.compile(r"(\d{1,15})(?!.*\d)")


def number_in(file_name: str) -> int | None:
    """The last number in the name of a frame's picture: 12 for ``walk_000012.jpg``; None if there is none."""
    found = _LAST_NUMBER.search(file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0][-200:])
    return int(found[1]) if found else None


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
    check_size(n_frames, 1, 1, name)
    notes = []
    if step > 1:
        notes.append(f"Frames are numbered in steps of {step}; each that there is counts as the next frame.")
    if n_frames > len(numbers):
        notes.append(f"{n_frames - len(numbers):,} of {n_frames:,} frames {lacking}; nobody is present there.")
    return [(number - numbers[0]) // step for number in numbers], n_frames, tuple(notes)
