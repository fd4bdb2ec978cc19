"""Which unit a recording is in, where its format does not say: found out from the size of the body."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from sta_lstm.arrays import AnyFloats
from sta_lstm.errors import ClipError
from sta_lstm.skeletons import SkeletonLayout

#: Units that people record in, in metres, and their names.
UNITS: dict[str, float] = {"metres": 1.0, "millimetres": 0.001, "centimetres": 0.01, "inches": 0.0254, "feet": 0.3048}
#: Height of a body, from its lowest to its highest joint, that a unit must make of it: children to giants, and people
#: who sit or lie, in metres. The factors of the first three units are so far apart that at most one fits.
_HEIGHT_M = (0.5, 2.3)
#: What a body becomes whose unit is none of these (pixels, parts of a picture, normalised coordinates).
ASSUMED_HEIGHT_M = 1.7

#: What a note says where lengths are a guess: the sentences of this module, and of readers of pictures.
_GUESSED = re.compile(r"\bscaled (to|so that)\b|does not say its unit; it was taken for\b")

#: The layout of a hand, and how far its longest finger reaches from the wrist, metres.
_HAND, _HAND_M = "hand-21", 0.18


def body_height(positions: AnyFloats) -> float:
    """Height of the bodies in ``positions``, … × J × 3 or … × J × 2, in the unit of the file.

    It is the largest extent of a pose along any axis, the median over all poses; NaN and poses in one point are left
    out. 0 if there is none.
    """
    poses = np.asarray(positions, dtype=np.float64).reshape(-1, *positions.shape[-2:])
    # Axis by axis, joints behind one another: a reduction in steps of three is slow.
    axes = np.ascontiguousarray(poses.transpose(2, 0, 1))
    known = np.isfinite(axes)
    if known.all():
        low, high = axes.min(axis=2, initial=np.inf), axes.max(axis=2, initial=-np.inf)
    else:
        low = np.where(known, axes, np.inf).min(axis=2, initial=np.inf)
        high = np.where(known, axes, -np.inf).max(axis=2, initial=-np.inf)
    with np.errstate(over="ignore"):  # bodies as large as numbers get
        extents = (high - low).max(axis=0, initial=0.0)
        extents = extents[np.isfinite(extents) & (extents > 0)]
        return float(np.median(extents)) if len(extents) else 0.0


def metres_per_unit(positions: AnyFloats, name: str) -> tuple[float, str]:
    """How many metres the file's unit is, and the sentence that says how that was found.

    Metres, millimetres and centimetres are told apart by the height that a body then has. Where none of them fits,
    nothing is known of the unit, and the body is made 1.7 m tall.

    Args:
        positions: … × J × 3 or × 2, in the unit of the file; may hold NaN.
        name: the file, for messages.

    Raises:
        ClipError: no pose has any extent.
    """
    height = body_height(positions)
    if height == 0:
        raise ClipError(f"'{name}': every joint lies in one point in all frames; the recording holds no body.")
    for unit in ("metres", "centimetres", "millimetres"):
        if _HEIGHT_M[0] <= height * UNITS[unit] <= _HEIGHT_M[1]:
            tall = f"a body of {height * UNITS[unit]:.2f} m"
            return UNITS[unit], f"The file does not say its unit; it was taken for {unit}, which makes {tall}."
    return (
        ASSUMED_HEIGHT_M / height,
        f"The file does not say its unit, and a body of {height:.3g} units fits neither metres nor centimetres nor "
        f"millimetres; it was scaled to {ASSUMED_HEIGHT_M} m.",
    )


def is_unit_assumed(notes: Iterable[str]) -> bool:
    """Whether the notes on a clip say that its size in metres is a guess: nobody said in which unit it was recorded."""
    return any(_GUESSED.search(note) for note in notes)


def unit_of_hand(poses: AnyFloats, layout: SkeletonLayout) -> tuple[float, str] | None:
    """Metres in a unit of the file, and the sentence about it, for a hand, which has not the size of a body; else None.

    Args:
        poses: N × J × 3, NaN where a joint is missing.
        layout: the J joints.
    """
    if layout.name != _HAND:
        return None
    tip = poses[..., layout.index("middle finger tip"), :] - poses[..., layout.index("wrist"), :]
    lengths = np.linalg.norm(tip, axis=-1)
    length = float(np.max(lengths[np.isfinite(lengths)], initial=0.0))
    if length == 0:
        return None
    if 0.5 * _HAND_M <= length <= 1.4 * _HAND_M:
        return 1.0, "The file does not say its unit; it was taken for metres."
    return _HAND_M / length, f"The file does not say its unit; the hand was scaled to {_HAND_M} m."
