"""Where a recording is at fault, as masks and frames: joints that jump, frames that repeat, persons who change places.

`quality` puts them into sentences, `repair` mends them.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from sta_lstm.arrays import Bools, Float64s
from sta_lstm.skeletons.clip import Clip
from sta_lstm.skeletons.geometry import measure

#: A joint that leaves the line between its neighbours in time by more than so many body heights, and by so many times
#: what is usual for it, jumps: the sensor lost it.
_JUMP_HEIGHTS, _JUMP_TIMES = 0.12, 8.0


def body_height(clip: Clip) -> float:
    """Metres from the lowest to the highest joint of a body; what distances below are measured by."""
    return measure(clip).size


def off_the_line(clip: Clip, height: float) -> Float64s:
    """T × M × J: how far each joint is from the middle of its places one frame before and after, in body heights.

    NaN at the ends of a stretch in which the person is present.
    """
    positions = np.where(clip.present[..., None, None], clip.positions.astype(np.float64), np.nan)
    off = np.full(positions.shape[:3], np.nan)
    middle = (positions[:-2] + positions[2:]) / 2
    off[1:-1] = np.linalg.norm(positions[1:-1] - middle, axis=-1)
    return off / height


def jumps(clip: Clip, height: float) -> Bools:
    """T × M × J: joints that leave their paths for a frame or a few, farther than a body can move."""
    n = clip.n_frames
    found = np.zeros((n, clip.n_persons, clip.n_joints), dtype=np.bool_)
    if n < 5:
        return found
    positions = np.where(clip.present[..., None, None], clip.positions.astype(np.float64), np.nan) / height
    steps = np.linalg.norm(np.diff(positions, axis=0), axis=-1)  # T - 1 × M × J
    with np.errstate(invalid="ignore"):
        usual = np.nan_to_num(np.nanmedian(np.where(np.isnan(steps).all(0), 0.0, steps), axis=0))
        leap = steps > np.maximum(_JUMP_HEIGHTS, _JUMP_TIMES * usual)
    # Away and back again within a few frames; a leap without a return is somebody who moves fast, or a cut.
    left = np.argwhere(leap)  # N × (frame, person, joint), those that have not come back yet
    before = positions[*left.T]
    nearest = np.full(len(left), np.inf)
    for away in range(1, max(1, round(0.2 * clip.fps)) + 1):
        open_still = left[:, 0] + away + 1 < n
        left, before, nearest = left[open_still], before[open_still], nearest[open_still]
        t, m, j = left.T
        nearest = np.minimum(nearest, np.linalg.norm(positions[t + away, m, j] - before, axis=-1))
        returned = np.linalg.norm(positions[t + away + 1, m, j] - before, axis=-1) < 0.5 * nearest
        back = leap[t + away, m, j] & returned
        for frame in range(1, away + 1):
            found[t[back] + frame, m[back], j[back]] = True
        left, before, nearest = left[~back], before[~back], nearest[~back]
    return found


def repeats(clip: Clip) -> Bools:
    """T: frames in which every body stands exactly where it stood in the frame before."""
    same = np.zeros(clip.n_frames, dtype=np.bool_)
    unmoved = np.all(clip.positions[1:] == clip.positions[:-1], axis=(1, 2, 3))
    unchanged = np.all(clip.present[1:] == clip.present[:-1], axis=1)
    same[1:] = unmoved & unchanged & clip.present[1:].any(axis=1)
    return same


def swaps(clip: Clip, height: float) -> tuple[int, ...]:
    """Frames at which the first two persons take each other's place, compared with the frame before."""
    if clip.n_persons < 2:
        return ()
    both: Bools = np.asarray(clip.present[:, :2].all(axis=1), dtype=np.bool_)
    pair = clip.positions[:, :2].astype(np.float64)

    def apart(one: Float64s, other: Float64s) -> Float64s:
        """T - 1: mean distance over joints and persons."""
        return np.asarray(np.linalg.norm(one - other, axis=-1).mean(axis=(1, 2)))

    stay, change = apart(pair[1:], pair[:-1]), apart(pair[1:], pair[:-1, ::-1])
    # They were apart, and each is now much nearer to where the other was.
    crossed: Bools = np.asarray(both[1:] & both[:-1] & (change < 0.25 * stay) & (stay > 0.1 * height))
    return tuple(int(t) + 1 for t in np.flatnonzero(crossed))


def gaps(clip: Clip) -> list[tuple[int, int, int]]:
    """(person, first, last) of every stretch in which a person who was there before, and is after, is absent."""
    found = []
    for person in range(clip.n_persons):
        here = np.flatnonzero(clip.present[:, person])
        found += [(person, int(a) + 1, int(b) - 1) for a, b in pairwise(here) if b - a > 1]
    return found
