"""Whether numbers that were read as positions are a body at all: rotations, angles, labels and features are not.

A body has limbs of lasting length, and joints that a bone joins are close to each other. Numbers of another kind, taken
for positions, have neither. A sensor that loses a hand breaks these rules with a limb or two; what breaks them with
nearly all is no recording of a body.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sta_lstm.arrays import AnyFloats, Float64s
from sta_lstm.skeletons.clip import Clip, bone_lengths
from sta_lstm.skeletons.layout import SkeletonLayout

#: Coefficient of variation of a limb's length, over a person's frames, from which on it is no limb; and the share of
#: the limbs that are none in what is no body. Of 330 real recordings of Kinects and optical systems the worst has 0.05;
#: numbers that are smooth and no positions have 0.8 and more.
_VARIES = 0.25
_NEARLY_ALL = 0.7
_LEAST_LIMBS = 4
_LEAST_FRAMES = 3
#: Limbs shorter than this share of the body's extent vary by a sensor's noise alone.
_SHORT = 0.05
#: Joints that a bone joins are less far apart than that (`apartness`); and the poses that are looked at.
LOOSE = 0.7
_SAMPLED = 60
#: About so many frames are looked at, from the whole clip.
_FRAMES = 500


def why_no_body(clip: Clip, *, names_joints: bool) -> str:
    """Why ``clip`` cannot be positions of a body, in a clause; empty where it can, or where that is not known.

    A clip that is flat (a picture) is not judged: limbs that point at the camera are short in it.

    Args:
        clip: what was read.
        names_joints: whether somebody says whose joints these are, so that they may be far from each other.
    """
    shown = np.flatnonzero(clip.present.any(axis=1))
    if len(shown) > 2 * _FRAMES:
        shown = shown[:: len(shown) // _FRAMES]
        clip = replace(clip, positions=clip.positions[shown], present=clip.present[shown])
    poses = clip.positions[clip.present].astype(np.float64)
    if (np.ptp(poses.reshape(-1, 3), axis=0) < 1e-9).any():
        return ""
    n_varying, n_limbs = _varying(clip)
    if n_limbs >= _LEAST_LIMBS and n_varying >= _NEARLY_ALL * n_limbs:
        return f"the lengths of {n_varying} of its {n_limbs} limbs change all the time"
    if not names_joints and apartness(poses[:, None], clip.layout) > LOOSE:
        return "joints that a bone joins are as far apart as any others"
    return ""


def apartness(values: AnyFloats, layout: SkeletonLayout) -> float:
    """How far apart joints are that a bone joins, by how far apart any two joints are.

    Of real bodies it is 0.2 to 0.45, in space and in a picture; with the joints in another order up to 0.65; of numbers
    that are no places about 1, whether they move or not.

    Args:
        values: T × M × J × 2 or 3, NaN or zeros where somebody is missing.
        layout: the J joints.

    Returns:
        Infinity where no pose has any extent.
    """
    poses = np.asarray(values, dtype=np.float64)[:: max(1, len(values) // _SAMPLED)].reshape(-1, *values.shape[-2:])
    poses = poses[(np.isfinite(poses) & (poses != 0)).any(axis=(1, 2))]
    if not len(poses) or not layout.bones:
        return float("inf")
    first, second = np.triu_indices(layout.n_joints, 1)
    parents, children = np.array(layout.bone_indices).T
    with np.errstate(over="ignore", invalid="ignore"):
        of_pairs = _usual(np.linalg.norm(poses[:, first] - poses[:, second], axis=-1))
        of_bones = _usual(np.linalg.norm(poses[:, parents] - poses[:, children], axis=-1))
    return of_bones / of_pairs if of_pairs > 0 else float("inf")


def _usual(lengths: Float64s) -> float:
    """Half way between the mean and the median: the one is steadier, the other heeds no joint that flies away."""
    known = lengths[np.isfinite(lengths)]
    return float(np.median(known) + np.mean(known)) / 2 if len(known) else 0.0


def _varying(clip: Clip) -> tuple[int, int]:
    """How many limbs change their lengths in every person, and how many there are that are not short."""
    lengths = bone_lengths(clip).astype(np.float64)
    persons = [m for m in range(clip.n_persons) if clip.present[:, m].sum() >= _LEAST_FRAMES]
    if not persons:
        return 0, 0
    poses = clip.positions[clip.present].astype(np.float64)
    extent = float(np.median(np.ptp(poses, axis=1).max(axis=1)))
    own = [lengths[clip.present[:, m], m] for m in persons]
    varies = np.min([each.std(axis=0) / np.maximum(each.mean(axis=0), 1e-9) for each in own], axis=0) > _VARIES
    long = np.max([each.mean(axis=0) for each in own], axis=0) > _SHORT * extent
    return int((varies & long).sum()), int(long.sum())
