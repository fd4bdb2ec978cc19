"""Turning a recording: over, where it stands on its head; level, where the camera looked down or up; and mirroring."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from sta_lstm.arrays import Bools, Float32s, Float64s
from sta_lstm.errors import ClipError
from sta_lstm.skeletons.angles import angles_between
from sta_lstm.skeletons.clip import Clip
from sta_lstm.skeletons.layout import AXES, Axis
from sta_lstm.skeletons.synonyms import common_names

#: Straighter than this at the knee and at the hip, degrees, and less than `_LEANS` from up: a body that stands. Whoever
#: bends does so at the hip, and by less than 20 degrees where it is only a step: UTKinect's camera looked down by 9.
_STRAIGHT, _UPRIGHT = 150.0, 165.0
_LEANS = 45.0
#: Least poses of standing bodies from which the camera's tilt is told, and least share of all poses.
_LEAST_STANDING, _LEAST_SHARE = 5, 0.25


def turned_over(positions: Float32s, up_axis: Axis) -> Float32s:
    """``positions`` (… × 3) after half a turn that exchanges up and down."""
    turned = positions.copy()
    turned[..., [AXES.index(up_axis), _other(up_axis)]] *= -1
    return turned + np.float32(0)  # no negative zeros


def turned_over_note(up_axis: Axis) -> str:
    """The beginning of the sentence that says so."""
    return f"Everything was turned by half a turn ({up_axis} and {AXES[_other(up_axis)]} negated)"


def _other(up_axis: Axis) -> int:
    return 2 if up_axis != "z" else 1


def in_a_mirror(clip: Clip) -> Float32s:
    """The positions of ``clip`` with a level axis negated: left-handed axes become right-handed. Joints stay theirs."""
    positions = clip.positions.copy()
    positions[..., 0 if clip.up_axis != "x" else 1] *= -1
    positions[~clip.present] = 0.0
    return positions


def tilt(clip: Clip) -> tuple[float, Float64s] | None:
    """How far bodies that stand lean on average, in degrees, and the unit vector along which they stand.

    None where less than five poses, or a quarter of them all, are those of a body that stands: with straight legs and
    its trunk in line with them, its shoulders within 45 degrees above its ankles. Whoever walks leans for a moment; the
    median over all of them is what a camera's slant adds.
    """
    ways = _standing(clip)
    if ways is None or len(ways) < max(_LEAST_STANDING, _LEAST_SHARE * clip.present.sum()):
        return None
    along = np.median(ways, axis=0)
    along /= np.linalg.norm(along)
    return math.degrees(math.acos(float(np.clip(along[AXES.index(clip.up_axis)], -1, 1)))), along


def levelled(clip: Clip) -> Clip:
    """``clip`` turned so that bodies that stand are upright, with a note that tells by how much.

    Raises:
        ClipError: no frames show a body that stands.
    """
    found = tilt(clip)
    if found is None:
        raise ClipError(
            f"clip '{clip.name}' cannot be levelled: it shows nobody who stands with straight legs, by whom the "
            "camera's tilt could be told."
        )
    degrees, along = found
    up = np.zeros(3)
    up[AXES.index(clip.up_axis)] = 1.0
    turned = clip.positions.astype(np.float64) @ _rotation(along, up).T
    turned[~clip.present] = 0.0
    note = f"Everything was turned by {degrees:.0f}°, so that whoever stands is upright: the camera was tilted."
    return replace(clip, positions=turned.astype(np.float32), notes=(*clip.notes, note))


def _rotation(source: Float64s, target: Float64s) -> Float64s:
    """The shortest rotation that takes one unit vector to another, less than half a turn away (Rodrigues)."""
    axis, cosine = np.cross(source, target), float(source @ target)
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    return np.asarray(np.eye(3) + cross + cross @ cross / (1 + cosine))


def _standing(clip: Clip) -> Float64s | None:
    """Unit vectors, N × 3, from the ankles to the shoulders of bodies that stand; None where joints are missing."""
    names = common_names(clip.layout)
    needed = [f"{side} {part}" for side in ("left", "right") for part in ("hip", "knee", "ankle", "shoulder")]
    if any(joint not in names or clip.layout.joints[names.index(joint)] in clip.inferred for joint in needed):
        return None
    poses = clip.positions[clip.present].astype(np.float64)
    at = {joint: poses[:, names.index(joint)] for joint in needed}
    straight: Bools = np.ones(len(poses), dtype=np.bool_)
    for side in ("left", "right"):
        thigh = at[f"{side} hip"] - at[f"{side} knee"]
        shank = at[f"{side} ankle"] - at[f"{side} knee"]
        straight &= angles_between(thigh, shank) > _STRAIGHT
    shoulders, hips, ankles = (at[f"left {part}"] + at[f"right {part}"] for part in ("shoulder", "hip", "ankle"))
    straight &= angles_between(shoulders - hips, ankles - hips) > _UPRIGHT
    way = shoulders - ankles
    up = np.zeros(3)
    up[AXES.index(clip.up_axis)] = 1.0
    length = np.linalg.norm(way, axis=1)
    stands = straight & (length > 0) & (angles_between(way, np.broadcast_to(up, way.shape)) < _LEANS)
    return np.asarray(way[stands] / length[stands, None])
