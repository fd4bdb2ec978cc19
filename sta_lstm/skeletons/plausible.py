"""Whether numbers that were read as positions are a body at all: rotations, angles, labels and features are not.

A body has limbs of lasting length, and they go with one another: a shank is as long as a thigh, a left arm as a right
one. Numbers of another kind, taken for positions, have neither. A sensor that loses a hand breaks these rules with a
limb or two; what breaks them with nearly all is no recording of a body.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.skeletons.clip import Clip, bone_lengths
from sta_lstm.skeletons.synonyms import common_names

#: Coefficient of variation of a limb's length, over a person's frames, from which on it is no limb; and the share of
#: the limbs that are none in what is no body. Of 330 real recordings of Kinects and optical systems the worst has 0.05;
#: numbers that are smooth and no positions have 0.8 and more.
_VARIES = 0.25
_NEARLY_ALL = 0.7
#: How far the limbs' lengths may be from a usual body's, as the root mean square of the logarithms of their ratios,
#: without the worst quarter. The real recordings have up to 0.17, joints drawn at random more than 0.2 in nine of ten.
_STRANGE = 0.2
_COUNTED = 0.75
_LEAST_KNOWN = 6
_LEAST_LIMBS = 4
_LEAST_FRAMES = 3
#: Limbs shorter than this share of the body's extent vary by a sensor's noise alone.
_SHORT = 0.05
#: Lengths of a usual body in its heights (Winter, Biomechanics and Motor Control of Human Movement, fig. 4.1), between
#: joints as sensors have them.
_LIMBS = (
    ("hip", ("knee",), 0.245),
    ("knee", ("ankle", "foot"), 0.246),
    ("shoulder", ("elbow",), 0.186),
    ("elbow", ("wrist", "hand"), 0.146),
    ("shoulder", ("hip",), 0.30),
)
_WIDTHS = (("shoulder", 0.23), ("hip", 0.13))


def why_no_body(clip: Clip, *, judge_proportions: bool) -> str:
    """Why ``clip`` cannot be positions of a body, in a clause; empty where it can, or where that is not known.

    A clip that is flat (a picture) is not judged: limbs that point at the camera are short in it.

    Args:
        clip: what was read.
        judge_proportions: whether a body of other proportions than a human's is none, because nobody says whose joints
            these are.
    """
    poses = clip.positions[clip.present].astype(np.float64)
    if (np.ptp(poses.reshape(-1, 3), axis=0) < 1e-9).any():
        return ""
    n_varying, n_limbs = _varying(clip)
    if n_limbs >= _LEAST_LIMBS and n_varying >= _NEARLY_ALL * n_limbs:
        return f"the lengths of {n_varying} of its {n_limbs} limbs change all the time"
    if judge_proportions and strangeness(clip) > _STRANGE:
        return "its limbs have the proportions of no human body"
    return ""


def strangeness(clip: Clip) -> float:
    """How far the lengths of the limbs are from a usual body's: up to 0.17 for people; 0 where few are known."""
    logs = np.array(list(_ratios(clip)))
    if len(logs) < _LEAST_KNOWN:
        return 0.0
    apart = np.sort(np.abs(logs - np.median(logs)))[: math.ceil(_COUNTED * len(logs))]
    return float(np.sqrt((apart**2).mean()))


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


def _ratios(clip: Clip) -> Iterator[float]:
    """Logarithms of each limb's median length over a usual body's, for the limbs that are known."""
    names = common_names(clip.layout)
    column = {name: j for j, name in enumerate(names) if clip.layout.joints[j] not in clip.inferred}
    poses = clip.positions[clip.present].astype(np.float64)
    pairs = [
        (f"{side} {upper}", next((f"{side} {each}" for each in lower if f"{side} {each}" in column), ""), usual)
        for upper, lower, usual in _LIMBS
        for side in ("left", "right")
    ]
    pairs += [(f"left {part}", f"right {part}", usual) for part, usual in _WIDTHS]
    for one, other, usual in pairs:
        if one in column and other in column:
            length = np.median(_norm(poses[:, column[one]] - poses[:, column[other]]))
            yield math.log(max(float(length), 1e-9) / usual)


def _norm(ways: Float64s) -> Float64s:
    return np.asarray(np.linalg.norm(ways, axis=1))
