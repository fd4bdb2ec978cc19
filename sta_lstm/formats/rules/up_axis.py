"""Which way is up in a recording whose file does not say it: by its format's custom, else by the bodies that stand."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sta_lstm.arrays import AnyFloats, Bools, Float64s
from sta_lstm.skeletons import AXES, Axis, SkeletonLayout
from sta_lstm.skeletons.quality.turning import turned_over, turned_over_note

#: Joints near the upper and the lower end of a body, the best first. Without feet, shoulders are what is below noses.
_HIGH = (
    *("head top", "head", "nose", "skull base", "neck", "spine shoulder", "left shoulder", "torso"),
    *("spine base", "left hip", "left knee"),
)
_LOW = ("left ankle", "left foot", "left knee", "left hip", "spine base", "torso", "spine shoulder", "left shoulder")
#: The share of a body's length that must lie along one axis: within 45 degrees of it.
_CLEAR = 0.7
#: Layouts whose places come with y down from the estimator itself, in pictures as in its metres.
_DOWN_BY_CUSTOM = frozenset(("mediapipe-33",))
#: Layouts of sensors whose y points up, known by names that others do not have (the 15 of OpenNI are everybody's).
_Y_BY_CUSTOM = frozenset(("ntu-25", "kinect-20", "utd-mhad-20"))
#: So much of a clip must show bodies along an axis for it to be up, where another axis shows more of them: a body that
#: stands for a tenth of a clip and lies for the rest of it has stood.
_STOOD = 0.1

Positions = AnyFloats


def upright(
    positions: Positions, layout: SkeletonLayout, given: Axis | None
) -> tuple[Positions, Axis, tuple[str, ...]]:
    """``positions`` with the axis that points up pointing up, that axis, and what is to be noted.

    Where an estimator's custom says it, that decides: whoever lies stays lying. Else up is the axis along which heads
    are above feet in the frames in which bodies stand; a body along x lies, because nobody's x points up. What points
    down is turned by half a turn, never mirrored.

    Args:
        positions: T × … × J × 3, NaN where a joint is missing.
        layout: the J joints.
        given: the axis that a person says points up; then nothing is turned.
    """
    if given is not None:
        return positions, given, ()
    along = _along(positions, layout)
    if layout.name in _DOWN_BY_CUSTOM and not _stand(along, "y"):
        note = f"y points down in the files of its estimator. {turned_over_note('y')}."
        return turned_over(positions, "y"), "y", (note,)
    if not any(rows.any() for rows in along.values()):
        why = "Bodies do not stand along any axis" if _ends(layout) is not None else "It is not known which way is up"
        return positions, layout.up_axis, (f"{why}; {layout.up_axis} was taken to point up.",)
    axis, sign = _chosen(along, layout)
    if axis == "x" or (axis != "y" and layout.name in _Y_BY_CUSTOM):
        why = "nothing says which axis points up" if axis == "x" else "y points up in the files of their sensor"
        note = (
            f"Bodies lie along {axis} in every frame, and {why}; {layout.up_axis} was taken to. Say which, if it is "
            "another."
        )
        return positions, layout.up_axis, (note,)
    others = sorted({other for (other, _), rows in along.items() if other != axis and rows.any()})
    lies = f" In other frames they lie along {' and '.join(others)}." if others else ""
    if sign > 0:
        return positions, axis, (f"{axis} was taken to point up: along it heads are above feet.{lies}",)
    note = f"{axis} points down in the file: along it heads are below feet. {turned_over_note(axis)}.{lies}"
    note += "" if axis == "y" else " If they lie instead, say which axis points up."
    return turned_over(positions, axis), axis, (note,)


def y_down(points: Positions, layout: SkeletonLayout) -> tuple[Positions, tuple[str, ...]]:
    """Places in a picture (… × J × 2) with y pointing down, as it does in pictures; and what is to be noted."""
    if layout.name in _DOWN_BY_CUSTOM:
        return points, ()
    ways = _ways(points, layout)
    if ways is None:
        return points, ("It is not known which way is up; y was taken to point down, as in a picture.",)
    if np.median(ways[:, 1]) <= _CLEAR * np.median(np.linalg.norm(ways, axis=1)):
        return points, ()
    return points * (1.0, -1.0), ("y was taken to point up: along it heads are above feet.",)


def _chosen(along: Mapping[tuple[Axis, int], Bools], layout: SkeletonLayout) -> tuple[Axis, int]:
    """The axis and the direction along which bodies stand.

    Of y and z, both of which people use, the one along which more than a few bodies stand. Where they stand along both,
    as before and after a fall, the sensor's own, or else the one along which the clip begins.
    """
    counts = {way: int(rows.sum()) for way, rows in along.items()}
    n = sum(counts.values())
    candidates = [way for way in counts if way[0] != "x" and counts[way] >= max(_STOOD * n, 1)]
    if not candidates:
        return max(counts, key=lambda way: counts[way])
    if len({axis for axis, _ in candidates}) > 1:
        begins = min(candidates, key=lambda way: int(along[way].argmax()))
        axis = "y" if layout.name in _Y_BY_CUSTOM else begins[0]
        candidates = [way for way in candidates if way[0] == axis]
    return max(candidates, key=lambda way: counts[way])


def _stand(along: Mapping[tuple[Axis, int], Bools], axis: Axis) -> bool:
    """Whether more than a few bodies stand along that axis, and fewer the other way round."""
    up, down = (int(along[axis, sign].sum()) for sign in (+1, -1))
    return up > down and up >= _STOOD * sum(rows.sum() for rows in along.values())


def _along(positions: Positions, layout: SkeletonLayout) -> dict[tuple[Axis, int], Bools]:
    """For each axis and direction, which bodies (N, frame by frame) have their heads that way from their feet."""
    ways = _ways(positions, layout)
    if ways is None:
        ways = np.zeros((0, 3))
    lengths = np.linalg.norm(ways, axis=1)
    clear = {}
    for i, axis in enumerate(AXES):
        for sign in (+1, -1):
            clear[axis, sign] = np.asarray((sign * ways[:, i] > _CLEAR * lengths) & (lengths > 0))
    return clear


def _ends(layout: SkeletonLayout) -> tuple[str, str] | None:
    high = next((joint for joint in _HIGH if joint in layout.joints), None)
    if high is None:
        return None
    below = _LOW if high not in _LOW else _LOW[: _LOW.index(high)]
    low = next((joint for joint in below if joint in layout.joints), None)
    return None if low is None else (high, low)


def _ways(positions: Positions, layout: SkeletonLayout) -> Float64s | None:
    """The way from the feet to the head of each body that shows both, N × 3 or 2; None where none does."""
    ends = _ends(layout)
    if ends is None:
        return None
    high, low = ends
    feet = positions[..., layout.index(low), :]
    with np.errstate(over="ignore", invalid="ignore"):  # places beyond all bounds lead no way
        if low.startswith("left ") and low.replace("left", "right") in layout.joints:
            feet = (feet + positions[..., layout.index(low.replace("left", "right")), :]) / 2
        ways = (positions[..., layout.index(high), :] - feet).reshape(-1, positions.shape[-1])
        ways = ways[np.isfinite(ways).all(axis=-1) & np.isfinite(np.linalg.norm(ways, axis=-1))]
    return np.asarray(ways, dtype=np.float64) if len(ways) else None
