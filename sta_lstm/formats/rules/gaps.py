"""Joints that a tracker lost in some frames while it saw the rest of the body: filled, and said."""

from __future__ import annotations

import numpy as np

from sta_lstm.arrays import AnyFloats, Bools, Float64s, Int64s
from sta_lstm.errors import ClipError
from sta_lstm.skeletons import SkeletonLayout

Positions = AnyFloats
#: The share of a body's size that no joint is away from its nearest neighbour.
_ELSEWHERE = 0.5


def filled(
    positions: Positions, present: Bools, layout: SkeletonLayout, name: str
) -> tuple[Positions, tuple[str, ...]]:
    """``positions`` without gaps, and the sentences about what was filled.

    A joint that is missing in a frame (any coordinate NaN) is placed on the straight line between the nearest frames
    before and after it in which that person's joint was seen; before the first and after the last of those it stays
    where it was seen. A joint of a person that was seen in no frame at all is placed, frame by frame, where the nearest
    joint along the bones is; those that no person shows are what `never_seen` lists for `Clip.inferred`.

    Args:
        positions: T × M × J × 3 (or × 2), NaN where a joint is missing. It is not changed.
        present: T × M, whether a person is in a frame; whoever has no joint at all there is not (`bodies.tracked`).
        layout: the J joints.
        name: the file, for messages.

    Raises:
        ClipError: a person that is present somewhere has no joint in any frame.
    """
    missing = np.isnan(positions).any(-1) & present[..., None]
    if not missing.any():
        return positions, ()
    positions = positions.copy()
    unseen: list[tuple[int, str]] = []
    for person in range(positions.shape[1]):
        frames = np.flatnonzero(present[:, person])
        gaps = missing[frames, person]
        if not gaps.any():
            continue
        if gaps.all():
            raise ClipError(
                f"'{name}': person {person} is present in {len(frames):,} frames, but none of their joints is seen in "
                "any of them. Leave that person out."
            )
        track = positions[frames, person]
        never = gaps.all(axis=0)
        for joint in np.flatnonzero(gaps.any(axis=0) & ~never):
            track[:, joint] = _interpolated(track[:, joint], gaps[:, joint], frames)
        for joint in np.flatnonzero(never):
            track[:, joint] = track[:, _nearest_seen(int(joint), never, layout)]
            unseen.append((person, layout.joints[joint]))
        positions[frames, person] = track
    return positions, (*_gap_note(missing, unseen, layout), *_unseen_note(unseen, positions.shape[1]))


def without_zeros(positions: Float64s) -> tuple[Float64s, tuple[str, ...]]:
    """``positions`` with NaN for joints at exactly zero while the body is elsewhere, and the sentence about them.

    Trackers write zeros for a joint that they lost. It is one if the nearest joint that is not at zero is farther away
    than `_ELSEWHERE` of the body's size: the root of a body that was centred stays. Poses all at zero stay, too
    (`bodies.tracked`).

    Args:
        positions: … × J × C, NaN where a joint is missing. It is not changed.
    """
    at_zero = np.asarray((positions == 0).all(-1))
    doubtful = at_zero.any(-1) & ~at_zero.all(-1)
    if not doubtful.any():
        return positions, ()
    poses, zeros = positions[doubtful], at_zero[doubtful]
    rest = np.where(zeros[..., None], np.nan, poses)
    with np.errstate(all="ignore"):
        extent = np.fmax.reduce(rest, axis=-2) - np.fmin.reduce(rest, axis=-2)
        nearest = np.fmin.reduce(np.sqrt((rest**2).sum(-1)), axis=-1)
        lost = zeros & (nearest > _ELSEWHERE * extent.max(-1))[..., None]
    n_lost = int(lost.sum())
    if not n_lost:
        return positions, ()
    positions = positions.copy()
    positions[doubtful] = np.where(lost[..., None], np.nan, poses)
    joints = "1 joint lies" if n_lost == 1 else f"{n_lost:,} joints lie"
    count = "it counts" if n_lost == 1 else "they count"
    return positions, (f"{joints} at exactly zero, far from the rest of the body; {count} as missing.",)


def never_seen(positions: Positions, present: Bools, layout: SkeletonLayout) -> tuple[str, ...]:
    """The joints that are missing (NaN) in every frame of every person present, before `filled`."""
    seen = ~np.isnan(positions).any(-1) & present[..., None]
    never = np.flatnonzero(~seen.any(axis=(0, 1)))
    return tuple(layout.joints[joint] for joint in never)


def _interpolated(track: Positions, gaps: Bools, frames: Int64s) -> Positions:
    """One joint's places (F × 3) at the numbers ``frames``, the gaps among them filled."""
    seen = np.flatnonzero(~gaps)
    after = np.searchsorted(seen, np.flatnonzero(gaps))
    before = seen[np.maximum(after - 1, 0)]
    after = seen[np.minimum(after, len(seen) - 1)]
    span = np.maximum(frames[after] - frames[before], 1)
    share = np.clip((frames[gaps] - frames[before]) / span, 0.0, 1.0)[:, None]
    track = track.copy()
    with np.errstate(invalid="ignore", over="ignore"):  # Clip says where a value is infinite
        track[gaps] = track[before] * (1 - share) + track[after] * share
    return track


def _nearest_seen(joint: int, never: Bools, layout: SkeletonLayout) -> int:
    """The joint that is seen and the fewest bones away; the first in the layout where no bone leads to one."""
    reached, edge = {joint}, [joint]
    while edge:
        edge = [
            other for at in edge for bone in layout.bone_indices if at in bone for other in bone if other not in reached
        ]
        found = [other for other in edge if not never[other]]
        if found:
            return found[0]
        reached.update(edge)
    return int(np.flatnonzero(~never)[0])


def _gap_note(missing: Bools, unseen: list[tuple[int, str]], layout: SkeletonLayout) -> tuple[str, ...]:
    gaps = missing.copy()
    for someone, name in unseen:
        gaps[:, someone, layout.index(name)] = False
    n_gaps = int(gaps.sum())
    if n_gaps == 0:
        return ()
    frame, person, joint = (int(i) for i in np.argwhere(gaps)[0])
    n_frames = int(gaps.any(axis=(1, 2)).sum())
    joints = "1 joint was" if n_gaps == 1 else f"{n_gaps:,} joints were"
    return (
        f"{joints} missing in {n_frames:,} of {len(gaps):,} frames (first '{layout.joints[joint]}' of person {person} "
        f"in frame {frame}); filled along straight lines between the frames in which each was seen.",
    )


def _unseen_note(unseen: list[tuple[int, str]], n_persons: int) -> tuple[str, ...]:
    notes = []
    for person in sorted({person for person, _ in unseen}):
        joints = ", ".join(joint for other, joint in unseen if other == person)
        whose = "" if n_persons == 1 else f" of person {person}"
        notes.append(f"Never seen{whose}: {joints}; placed where the nearest joint along the bones is.")
    return tuple(notes)
