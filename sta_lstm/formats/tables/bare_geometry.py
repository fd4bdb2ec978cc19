"""Whether joints in some order make a body: limbs keep their lengths, left is as right, no bone is as long as it."""

from __future__ import annotations

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.formats.rules.bodies import tracked
from sta_lstm.formats.rules.units import body_height
from sta_lstm.skeletons import SkeletonLayout

#: Poses that are looked at.
_SAMPLED = 200
#: Bounds of a body, from real recordings of Kinect with room to spare: how much the lengths of its bones vary, in parts
#: of them (their median); how much left and right differ; the longest bone, in heights.
_MOST_CHANGE, _MOST_UNLIKE, _LONGEST = 0.2, 0.35, 0.6
#: How near to one axis a bone must lie, and the share of bones, so that they are told in their parents' axes.
_ALONG, _MOST_BONES = 0.02, 0.6


def strangeness(poses: Float64s, layout: SkeletonLayout) -> float:
    """How unlike a body's the poses (T × M × J × 3) are under a layout, about 0.1 to 1; infinite where they are none.

    It adds how much the bones' lengths vary, how much left and right differ, and how long all bones are together, in
    heights of the body: under a wrong order limbs cross the body.
    """
    shown = poses[tracked(poses)]
    shown = shown[np.isfinite(shown).all(axis=(1, 2))]
    if not len(shown):
        return float("inf")
    shown = shown[:: max(1, len(shown) // _SAMPLED)]
    parents, children = np.array(layout.bone_indices).T
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        lengths = np.linalg.norm(shown[:, parents] - shown[:, children], axis=-1)
        usual, height = np.median(lengths, axis=0), body_height(shown)
        if not height > 0:
            return float("inf")
        change = float(np.median(lengths.std(axis=0) / np.maximum(usual, 1e-12)))
        unlike = _unlike(usual, layout)
        together, longest = float(usual.sum()) / height, float(usual.max()) / height
    if not (change <= _MOST_CHANGE and unlike <= _MOST_UNLIKE and longest <= _LONGEST):  # NaN is no body either
        return float("inf")
    return change + unlike + together / 10


def is_told_from_parents(table: Float64s) -> bool:
    """Whether the columns (T × 3J) are places of joints in their parents' axes: most lie along one axis."""
    if table.shape[1] % 3 or table.shape[1] < 30:
        return False
    steps = table.reshape(len(table), -1, 3)[:, 1:]
    steps = steps[np.isfinite(steps).all(axis=(1, 2))]
    if not len(steps):
        return False
    with np.errstate(over="ignore", invalid="ignore"):
        sizes = np.sort(np.median(np.abs(steps), axis=0), axis=-1)  # J × 3
    along = (sizes[:, 2] > 0) & (sizes[:, 1] <= _ALONG * sizes[:, 2])
    return bool(along.mean() >= _MOST_BONES)


def _unlike(usual: Float64s, layout: SkeletonLayout) -> float:
    """How much bones of the left differ from those of the right, in parts of their length (median); 0 without any."""
    twin = dict(layout.mirror_pairs) | {right: left for left, right in layout.mirror_pairs}
    places = {frozenset(bone): i for i, bone in enumerate(layout.bones)}
    pairs = [
        (i, places[other])
        for bone, i in places.items()
        if (other := frozenset(twin.get(joint, joint) for joint in bone)) in places and places[other] > i
    ]
    if not pairs:
        return 0.0
    left, right = (usual[list(side)] for side in zip(*pairs, strict=True))
    return float(np.median(np.abs(left - right) / np.maximum((left + right) / 2, 1e-12)))
