"""Which way is up in a recording whose file does not say it: found out from where heads and feet are."""

from __future__ import annotations

import math

import numpy as np

from sta_lstm.arrays import AnyFloats
from sta_lstm.skeletons import AXES, Axis, SkeletonLayout

#: Joints near the upper and the lower end of a body, the best first.
_HIGH = ("head", "head top", "nose", "neck", "spine shoulder", "left shoulder")
_LOW = ("left foot", "left ankle", "left knee", "left hip", "spine base")
#: The share of a body's length that must lie along one axis: within 45 degrees of it.
_CLEAR = 0.7

Positions = AnyFloats


def upright(
    positions: Positions, layout: SkeletonLayout, given: Axis | None
) -> tuple[Positions, Axis, tuple[str, ...]]:
    """``positions`` with the axis that points up pointing up, that axis, and what is to be noted.

    Up is the axis along which heads are farthest from feet. Where it points down, as in the coordinates of a camera,
    everything is turned by half a turn, never mirrored.

    Args:
        positions: … × J × 3, NaN where a joint is missing.
        layout: the J joints.
        given: the axis that a person says points up; then nothing is turned.
    """
    if given is not None:
        return positions, given, ()
    rise = _rise(positions, layout)
    length = 0.0 if rise is None else math.hypot(*rise)
    if rise is None or length == 0 or np.abs(rise).max() < _CLEAR * length:
        why = "It is not known which way is up" if rise is None else "Bodies do not stand along any axis"
        return positions, layout.up_axis, (f"{why}; {layout.up_axis} was taken to point up.",)
    along = int(np.abs(rise).argmax())
    up_axis = AXES[along]
    if rise[along] > 0:
        return positions, up_axis, (f"{up_axis} was taken to point up: along it heads are above feet.",)
    other = 2 if along != 2 else 1
    turned = positions.copy()
    turned[..., [along, other]] *= -1
    note = (
        f"{up_axis} points down in the file: along it heads are below feet. Everything was turned by half a turn "
        f"({up_axis} and {AXES[other]} negated)."
    )
    return turned, up_axis, (note,)


def y_down(points: Positions, layout: SkeletonLayout) -> tuple[Positions, tuple[str, ...]]:
    """Places in a picture (… × J × 2) with y pointing down, as it does in pictures; and what is to be noted."""
    rise = _rise(points, layout)
    if rise is None:
        return points, ("It is not known which way is up; y was taken to point down, as in a picture.",)
    if rise[1] <= 0:
        return points, ()
    return points * (1.0, -1.0), ("y was taken to point up: along it heads are above feet.",)


def _rise(positions: Positions, layout: SkeletonLayout) -> Positions | None:
    """The way from the feet to the head, the median over all bodies; None where no body shows both."""
    high = next((joint for joint in _HIGH if joint in layout.joints), None)
    low = next((joint for joint in _LOW if joint in layout.joints), None)
    if high is None or low is None:
        return None
    feet = positions[..., layout.index(low), :]
    with np.errstate(over="ignore", invalid="ignore"):  # places beyond all bounds lead no way
        if low.startswith("left ") and low.replace("left", "right") in layout.joints:
            feet = (feet + positions[..., layout.index(low.replace("left", "right")), :]) / 2
        ways = (positions[..., layout.index(high), :] - feet).reshape(-1, positions.shape[-1])
    ways = ways[np.isfinite(ways).all(axis=-1)]
    return np.median(ways, axis=0) if len(ways) else None
