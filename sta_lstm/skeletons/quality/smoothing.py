"""Paths of joints without the sensor's tremble."""

from __future__ import annotations

import numpy as np

from sta_lstm.arrays import Bools, Float32s

#: A Savitzky–Golay filter over so many frames, by a parabola, which keeps the height of a movement's peaks: the
#: (-3, 12, 17, 12, -3)/35 with which the older skeleton LSTMs smooth.
SMOOTH_WINDOW, SMOOTH_ORDER = 5, 2


def runs(marked: Bools) -> list[slice]:
    """Every stretch of true values in ``marked`` (T)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marked, [False]]).astype(np.int8)))
    return [slice(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


def smoothed(positions: Float32s, present: Bools) -> Float32s:
    """``positions`` (T × M × J × 3) smoothed along time, each stretch in which a person is present (T × M) by itself.

    A stretch that is shorter than the filter stays as it is.
    """
    from scipy.signal import savgol_filter  # at first use: importing it takes as long as all of this package

    positions = positions.copy()
    for person in range(positions.shape[1]):
        for run in runs(present[:, person]):
            if run.stop - run.start >= SMOOTH_WINDOW:
                positions[run, person] = savgol_filter(
                    positions[run, person], SMOOTH_WINDOW, SMOOTH_ORDER, axis=0, mode="interp"
                )
    return positions
