"""Paths of joints without the sensor's tremble."""

from __future__ import annotations

import numpy as np

from sta_lstm.arrays import Bools, Float32s, Float64s

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
    positions = positions.copy()
    for person in range(positions.shape[1]):
        for run in runs(present[:, person]):
            if run.stop - run.start >= SMOOTH_WINDOW:
                positions[run, person] = _filtered(positions[run, person])
    return positions


def _fitted() -> Float64s:
    """Row i: what the window's numbers weigh in the parabola through them, at its i-th frame (window × window)."""
    powers = np.vander(np.arange(SMOOTH_WINDOW, dtype=np.float64), SMOOTH_ORDER + 1)
    weights: Float64s = powers @ np.linalg.pinv(powers)
    return weights


_FITTED = _fitted()


def _filtered(values: Float32s) -> Float64s:
    """The Savitzky–Golay filter along the first axis; at both ends the parabola of the outermost window goes on.

    `scipy.signal` has it as well, and takes half a second to be imported, as long as all of this package.
    """
    half = SMOOTH_WINDOW // 2
    exact = values.astype(np.float64)
    windows = np.lib.stride_tricks.sliding_window_view(exact, SMOOTH_WINDOW, axis=0)
    return np.concatenate(
        [
            np.tensordot(_FITTED[:half], exact[:SMOOTH_WINDOW], 1),
            windows @ _FITTED[half],
            np.tensordot(_FITTED[half + 1 :], exact[-SMOOTH_WINDOW:], 1),
        ]
    )
