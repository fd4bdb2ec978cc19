"""Flat lists of keypoints, ``x0, y0, c0, x1, y1, c1, …``, as OpenPose, AlphaPose and COCO write them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError, JointsError
from sta_lstm.formats.rules.confidence import without_unsure
from sta_lstm.formats.rules.infer_missing import layout_of
from sta_lstm.formats.rules.json_values import shown
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.skeletons import SkeletonLayout, layout_named

#: Lists with face and hands, of COCO-WholeBody and Halpe, and how many joints of the body begin them.
WHOLE_BODIES = {133: 17, 136: 26}
#: Most joints of a person with face and hands; a longer list is no person.
_MAX_JOINTS = 1_000


def keypoint_tables(
    lists: Sequence[Any], n_values: int, where: Callable[[int], str], options: ReadOptions = AS_STORED
) -> tuple[Float64s, tuple[str, ...]]:
    """The places of the joints of N persons, N × J × (n_values - 1), NaN where a joint is missing; and notes.

    The last of each joint's values is its confidence (COCO: its visibility). A joint is missing where that is zero or
    below what is asked for (`confidence.without_unsure`), or where any value is null or NaN.

    Args:
        lists: the parsed lists, one a person.
        n_values: how many values a joint has, 3 or 4.
        where: the file and the place in it of each person, for messages.
        options: what the file's owner said.

    Raises:
        ClipError: one is not a flat list of that many numbers a joint, or has other joints than those before.
    """
    flat = numbers_at_once(lists, n_axes=2)
    if flat is None or flat.shape[1] % n_values or not 0 < flat.shape[1] <= _MAX_JOINTS * n_values:
        rows = [_numbers(values, n_values, where(person)) for person, values in enumerate(lists)]
        for person, row in enumerate(rows):
            if len(row) != len(rows[0]):
                raise ClipError(
                    f"{where(person)} has {len(row) // n_values} joints; those before have {len(rows[0]) // n_values}. "
                    "A recording has one model; take the others out."
                )
        flat = np.array(rows)
    tables = flat.reshape(len(lists), -1, n_values)
    places = tables[..., :-1].copy()
    for axis in range(n_values - 1):  # a sum over an axis of two is slow
        places[np.isnan(places[..., axis])] = np.nan
    return places, without_unsure(places, tables[..., -1], options)


def nobody_seen(name: str, options: ReadOptions, *, are_unsure: bool) -> ClipError:
    """The refusal of a file in which no joint was found.

    Args:
        name: the file.
        options: what the file's owner said.
        are_unsure: whether there were any below the least confidence.
    """
    if not are_unsure:
        return ClipError(f"'{name}' holds no person of whom any joint was found; there is nothing to look at.")
    return ClipError(
        f"'{name}' holds no joint of which the estimator was as sure as {options.least_confidence:g} (of 1). Set a "
        "lower least confidence, if its scores are on another scale."
    )


def shows_a_body(poses: Float64s) -> list[bool]:
    """Whether any joint was found, for each of N persons, N × J × 2 or 3; a joint is NaN as a whole or not at all."""
    seen: list[bool] = np.asarray(~np.isnan(poses[..., 0]).all(axis=1)).tolist()
    return seen


def numbers_at_once(lists: Sequence[Any], n_axes: int) -> Float64s | None:
    """Lists of numbers, all of one length, as an array of ``n_axes`` axes; None if they are anything else.

    Thousands of small arrays take many times as long, and alone are needed to say which list is damaged.
    """
    try:
        array = np.array(lists, dtype=np.float64)
    except (ValueError, TypeError, OverflowError):
        return None
    return array if array.ndim == n_axes else None


def _numbers(values: Any, n_values: int, where: str) -> Float64s:
    """One person's numbers."""
    if not isinstance(values, list) or len(values) % n_values or not 0 < len(values) <= _MAX_JOINTS * n_values:
        expected = "x, y, confidence" if n_values == 3 else "x, y, z, confidence"
        raise ClipError(
            f"{where}: expected the list {expected}, again and again for each joint; found {shown(values)}. The file "
            "is damaged there, or not in this format: copy or download it again."
        )
    flat = numbers_at_once(values, n_axes=1)
    if flat is None:
        odd = next((value for value in values if not isinstance(value, int | float) and value is not None), values)
        raise ClipError(f"{where}: expected numbers, found {shown(odd)}. Mend that value, or write null.")
    return flat


def layout_of_keypoints(n_joints: int, usual: Sequence[str], options: ReadOptions, name: str) -> SkeletonLayout:
    """The layout of persons of ``n_joints`` joints: the one that was chosen, or that of ``usual`` with so many.

    Raises:
        JointsError: nothing was chosen and none of ``usual`` has so many joints, or the one that was chosen has others.
    """
    counts = {layout_named(layout).n_joints: layout for layout in usual}
    if options.layout is None and n_joints not in counts:
        known = ", ".join(f"{count} ({layout})" for count, layout in counts.items())
        raise JointsError(
            f"'{name}' has persons of {n_joints} joints; this format is read with {known}. Choose the layout that they "
            "have, or run the estimator with one of those models."
        )
    return layout_of(n_joints, options, name, usual)
