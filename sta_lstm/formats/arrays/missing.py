"""Joints that were not found: zeros beside a body that is elsewhere."""

from __future__ import annotations

import numpy as np

from sta_lstm.arrays import Bools, Float64s
from sta_lstm.formats.rules.bodies import tracked
from sta_lstm.skeletons import SkeletonLayout

#: How much longer or shorter the bones at a joint may be than they mostly are, where its zeros are its place.
_SHORTER, _LONGER = 0.5, 1.5
#: A joint that is zero in every frame is the root if the joints beside it are so near, in extents of the body.
_NEAR = 0.5


def without_zeros(positions: Float64s, layout: SkeletonLayout) -> int:
    """Make NaN of the zeros that stand for a joint that was not found; how many there were.

    A joint at exactly (0, 0, 0) is missing, while the body is elsewhere. It is not where the origin is its place: in
    recordings that are centred on a joint, in every frame or in the first.

    Args:
        positions: T × M × J × 3, changed in place.
        layout: the J joints.
    """
    zeros = (positions == 0).all(axis=-1)
    zeros &= tracked(positions)[..., None]
    n_missing = 0
    for person in np.flatnonzero(zeros.any(axis=(0, 2))):
        here, body = zeros[:, person], positions[:, person]
        known = np.isfinite(body).all(axis=-1) & (body != 0).any(axis=-1)
        missing = np.zeros_like(here)
        # Two joints are in no frame in one point: beside the root of a centred body any other is missing.
        shown = tracked(body)
        root = here[shown].all(axis=0) if shown.any() else np.zeros(here.shape[1], dtype=np.bool_)
        for joint in np.flatnonzero(here.any(axis=0)):
            belongs = _belongs(body, int(joint), here[:, joint], known, layout)
            missing[:, joint] = here[:, joint] & (~belongs | (root.any() and not root[joint]))
        positions[:, person][missing] = np.nan
        n_missing += int(missing.sum())
    return n_missing


def _belongs(body: Float64s, joint: int, zeros: Bools, known: Bools, layout: SkeletonLayout) -> Bools:
    """In which frames the origin may be the joint's place, by how far the joints beside it are.

    Args:
        body: T × J × 3.
        joint: its column.
        zeros: T, where it is at the origin.
        known: T × J, which joints are seen, elsewhere than at the origin.
        layout: the J joints.
    """
    beside = [other for bone in layout.bone_indices if joint in bone for other in bone if other != joint]
    if not beside:
        return np.full(len(body), zeros.all())
    checked, wrong = np.zeros((2, len(body)), dtype=np.bool_)
    for other in beside:
        with np.errstate(over="ignore", invalid="ignore"):
            lengths = np.linalg.norm(body[:, joint] - body[:, other], axis=-1)
        usual = lengths[known[:, joint] & known[:, other]]
        if len(usual):
            with np.errstate(over="ignore"):
                typical = float(np.median(usual))
            shortest, longest = _SHORTER * typical, _LONGER * typical
        else:  # zero in every frame: the root, or never found
            shortest, longest = 0.0, _NEAR * _extent(body, known)
        checked |= known[:, other]
        wrong |= known[:, other] & ~((lengths >= shortest) & (lengths <= longest))
    return np.asarray(checked & ~wrong)


def _extent(body: Float64s, known: Bools) -> float:
    """How long a body is along its longest axis, the median over the frames; 0 where it is never seen."""
    if not known.any():
        return 0.0
    inside = known[..., None]
    low = np.where(inside, body, np.inf).min(axis=1)
    high = np.where(inside, body, -np.inf).max(axis=1)
    with np.errstate(over="ignore", invalid="ignore"):  # bodies as large as numbers get
        return float(np.median((high - low).max(axis=-1)[known.any(axis=1)]))


def zeros_note(n_zeros: int) -> tuple[str, ...]:
    """The sentence about zeros that `without_zeros` took out; none if there are none."""
    if n_zeros == 0:
        return ()
    joints = "1 joint stood" if n_zeros == 1 else f"{n_zeros:,} joints stood"
    return (f"{joints} at exactly (0, 0, 0), away from the body, and count as missing.",)
