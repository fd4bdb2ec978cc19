"""Which bodies a recording shows: rules that every reader shares."""

from __future__ import annotations

import numpy as np

from sta_lstm.arrays import AnyFloats, Bools
from sta_lstm.errors import ClipError
from sta_lstm.skeletons import MAX_FRAMES, MAX_FRAMES_READ, MAX_PERSONS

#: Most joints in all frames together: the longest clip, with the most persons, of 50 joints each (96 MB of float32).
MAX_JOINTS_IN_ALL = MAX_FRAMES * MAX_PERSONS * 50

#: Most values of a table that are read: the longest clip of eight persons of 25 joints.
MAX_VALUES = 12_000_000


def tracked(poses: AnyFloats) -> Bools:
    """Whether each pose, … × J × 3, holds a body: not all zeros, not all NaN.

    Trackers write either for a body that they lost. A pose that is NaN in part is a body with a fault; `Clip` names it.
    """
    return np.asarray(((poses != 0) & ~np.isnan(poses)).any(axis=(-2, -1)))


def lost_note(n_lost: int) -> tuple[str, ...]:
    """The sentence about ``n_lost`` poses that `tracked` refused; none if there are none."""
    if n_lost == 0:
        return ()
    poses = "1 pose was" if n_lost == 1 else f"{n_lost:,} poses were"
    return (f"{poses} all zeros or all NaN; the body counts as absent there.",)


def check_size(n_frames: int, n_persons: int, n_joints: int, name: str) -> None:
    """Refuse a clip that `Clip` would refuse, or that would fill the memory, before there is an array of it.

    Raises:
        ClipError: too many frames, persons, or joints in all.
    """
    limits = ((n_frames, "frames", MAX_FRAMES_READ), (n_persons, "persons", MAX_PERSONS))
    for count, what, most in limits:
        if count > most:
            raise ClipError(f"'{name}' has {count:,} {what}; at most {most:,} are read. Export it in smaller parts.")
    in_all = n_frames * n_persons * n_joints
    if in_all > MAX_JOINTS_IN_ALL:
        raise ClipError(
            f"'{name}' has {n_frames:,} frames × {n_persons} persons × {n_joints} joints, {in_all:,} in all; at most "
            f"{MAX_JOINTS_IN_ALL:,} are read. Export it in smaller parts."
        )


def check_values(n_rows: int, n_columns: int, name: str) -> None:
    """Refuse a table that would fill the memory, before it is read.

    Raises:
        ClipError: it has over `MAX_VALUES` values in the columns that are wanted.
    """
    if n_rows * n_columns > MAX_VALUES:
        raise ClipError(
            f"'{name}' has {n_rows:,} rows × {n_columns:,} columns of joints; at most {MAX_VALUES:,} values are read. "
            "Cut it into shorter recordings, or leave some joints out."
        )
