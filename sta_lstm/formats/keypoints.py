"""Flat lists of keypoints, ``x0, y0, c0, x1, y1, c1, …``, as OpenPose, AlphaPose and COCO write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.errors import ClipError, JointsError
from sta_lstm.formats.json_values import shown
from sta_lstm.formats.reading import Reading
from sta_lstm.formats.unsaid import layout_of
from sta_lstm.skeletons import SkeletonLayout, layout_named

#: Most joints of a person with face and hands; a longer list is no person.
_MAX_JOINTS = 1_000


def keypoint_table(values: Any, n_values: int, where: str, *, least: float = 0.0) -> NDArray[np.float64]:
    """The places of one person's joints, J × (n_values - 1); NaN where a joint is missing.

    The last of each joint's values is its confidence (COCO: its visibility). A joint is missing where that is not above
    ``least``, or where any value is null or NaN.

    Args:
        values: the parsed list.
        n_values: how many values a joint has, 3 or 4.
        where: the file and the place in it, for messages.
        least: a confidence that means no more than zero does.

    Raises:
        ClipError: it is no flat list of that many numbers a joint.
    """
    if not isinstance(values, list) or len(values) % n_values or not 0 < len(values) <= _MAX_JOINTS * n_values:
        expected = "x, y, confidence" if n_values == 3 else "x, y, z, confidence"
        raise ClipError(
            f"{where}: expected the list {expected}, again and again for each joint; found {shown(values)}. The file "
            "is damaged there, or not in this format."
        )
    try:
        flat = np.array(values, dtype=np.float64)
        if flat.ndim != 1:
            raise TypeError("lists in the list")
    except (ValueError, TypeError, OverflowError) as error:
        odd = next((value for value in values if not isinstance(value, int | float) and value is not None), values)
        raise ClipError(f"{where}: expected numbers, found {shown(odd)}. Mend that value, or write null.") from error
    table = flat.reshape(-1, n_values)
    places = table[:, :-1].copy()
    # A sum is NaN where any of its terms is.
    places[~(table[:, -1] > least) | np.isnan(places.sum(axis=1))] = np.nan
    return places


def layout_of_keypoints(n_joints: int, usual: Sequence[str], reading: Reading, name: str) -> SkeletonLayout:
    """The layout of persons of ``n_joints`` joints: the one that was chosen, or that of ``usual`` with so many.

    Raises:
        JointsError: nothing was chosen and none of ``usual`` has so many joints, or the one that was chosen has others.
    """
    counts = {layout_named(layout).n_joints: layout for layout in usual}
    if reading.layout is None and n_joints not in counts:
        known = ", ".join(f"{count} ({layout})" for count, layout in counts.items())
        raise JointsError(
            f"'{name}' has persons of {n_joints} joints; this format is read with {known}. Choose the layout that they "
            "have, or run the estimator with one of those models."
        )
    return layout_of(n_joints, reading, name, usual)
