"""Angles between limbs: at the middle joint of three."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sta_lstm.arrays import AnyFloats, Float32s, Float64s
from sta_lstm.skeletons.clip import Clip
from sta_lstm.skeletons.layout import SkeletonLayout
from sta_lstm.skeletons.synonyms import common_names

#: The joint at which an angle is measured, and for each of its two arms the joints that may end it, the best first.
#: The arms of hip and shoulder end at each other's joint, so that both are angles to the trunk's side.
_ANGLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "shoulder": (("hip",), ("elbow",)),
    "elbow": (("shoulder",), ("wrist", "hand")),
    "hip": (("shoulder",), ("knee",)),
    "knee": (("hip",), ("ankle", "foot")),
    "ankle": (("knee",), ("foot", "big toe")),
}
_SIDES = ("left", "right")


@dataclass(frozen=True, slots=True)
class JointAngle:
    """An angle of a body.

    Attributes:
        part: the joint at which it is measured, without its side.
        side: of the body: left, right, or middle.
        joints: columns of three joints: where one arm of the angle ends, where it is measured, where the other ends.
        names: what these three are, in common names.
    """

    part: str
    side: str
    joints: tuple[int, int, int]
    names: tuple[str, str, str]


def angles_of(layout: SkeletonLayout) -> tuple[JointAngle, ...]:
    """The angles that a body of this layout has: shoulder, elbow, hip, knee and ankle, each left and then right.

    What its joints are is found by their names. A layout with none of these, such as a hand, has an angle wherever a
    joint hangs on one other and one other hangs on it.
    """
    names = common_names(layout)
    place = {name: j for j, name in enumerate(names)}
    found = []
    for part, arms in _ANGLES.items():
        for side in _SIDES:
            first, last = (next((e for e in ends if f"{side} {e}" in place), None) for ends in arms)
            if first is not None and last is not None and f"{side} {part}" in place:
                three = (f"{side} {first}", f"{side} {part}", f"{side} {last}")
                found.append(JointAngle(part, side, (place[three[0]], place[three[1]], place[three[2]]), three))
    return tuple(found) or tuple(_along_chains(layout, names))


def _along_chains(layout: SkeletonLayout, names: Sequence[str]) -> list[JointAngle]:
    parents: dict[int, list[int]] = {}
    children: dict[int, list[int]] = {}
    for parent, child in layout.bone_indices:
        parents.setdefault(child, []).append(parent)
        children.setdefault(parent, []).append(child)
    found = []
    for j, side in enumerate(layout.sides):
        if len(parents.get(j, ())) == len(children.get(j, ())) == 1:
            (parent,), (child,) = parents[j], children[j]
            part = names[j] if side == "middle" else names[j].removeprefix(f"{side} ")  # or "middle finger"
            found.append(JointAngle(part, side, (parent, j, child), (names[parent], names[j], names[child])))
    return found


def joint_angles(clip: Clip, joints: Sequence[Sequence[int]]) -> Float32s:
    """Angles of every person in every frame, T × M × A degrees.

    Args:
        clip: T frames of M persons.
        joints: for each of the A angles three columns, as `JointAngle` has them.

    Returns:
        0 where the arms lie on each other, 180 where the limb is straight; NaN where the person is absent, or an arm
        has no length. No path is smoothed.
    """
    values = np.full((clip.n_frames, clip.n_persons, len(joints)), np.nan, dtype=np.float32)
    for a, three in enumerate(joints):
        first, at, last = (clip.positions[:, :, j][clip.present].astype(np.float64) for j in three)
        values[clip.present, a] = angles_between(first - at, last - at)
    return values


def angles_between(a: AnyFloats, b: AnyFloats) -> Float64s:
    """Angles between vectors, … × 3 each, in degrees; NaN where one has no length."""
    across, along = np.linalg.norm(np.cross(a, b), axis=-1), (a * b).sum(axis=-1)
    degrees = np.degrees(np.arctan2(across, along))  # exact for arms that are nearly straight, unlike the arc cosine
    return np.where((a != 0).any(axis=-1) & (b != 0).any(axis=-1), degrees, np.nan)
