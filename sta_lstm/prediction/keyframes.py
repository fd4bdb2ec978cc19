"""Keyframes: the frames that a person should look at first, by β."""

from __future__ import annotations

import numpy as np

from sta_lstm.arrays import Float32s, Float64s, Indices
from sta_lstm.errors import SettingsError


def keyframes(
    beta: Float32s,
    *,
    most: int = 5,
    apart: int | None = None,
    prominence: float = 0.05,
) -> tuple[int, ...]:
    """Frame numbers of the peaks of β, the highest first.

    A peak is a frame whose β is above its neighbours' (the middle of a plateau counts once) and stands out by at least
    ``prominence`` of β's range from the valleys beside it. Of two peaks closer than ``apart`` the higher one stays; of
    equal ones the earlier. The first and the last frame can be peaks. A flat β has no keyframe.

    Args:
        beta: T, temporal attention, ≥ 0.
        most: at most so many.
        apart: least distance of two keyframes in frames; a twentieth of the clip, at least 3, if left out.
        prominence: 0 to 1, as a share of max β - min β.

    Raises:
        SettingsError: a setting is out of range.
    """
    if most < 0 or (apart is not None and apart < 1) or not 0 <= prominence <= 1:
        raise SettingsError(
            f"keyframes: expected most ≥ 0, apart ≥ 1 and prominence from 0 to 1; got {most}, {apart}, {prominence}."
        )
    beta = np.asarray(beta, dtype=np.float64)
    span = float(np.ptp(beta)) if beta.size else 0.0
    # Rounding noise of a uniform β is no peak.
    if span <= 1e-6 * max(float(np.abs(beta).max(initial=0.0)), 1e-12):
        return ()
    if apart is None:
        apart = max(3, len(beta) // 20)
    floor = beta.min() - span  # one step down on each side, so that the ends can be peaks
    padded = np.concatenate([[floor], beta, [floor]])
    frames = _peaks(padded, prominence * span) - 1
    kept: list[int] = []
    for frame in frames[np.argsort(-beta[frames], kind="stable")]:
        if all(abs(int(frame) - other) >= apart for other in kept):
            kept.append(int(frame))
    return tuple(kept[:most])


def _peaks(values: Float64s, prominence: float) -> Indices:
    """Where ``values`` have peaks, in their order: what `scipy.signal.find_peaks` finds, which is slow to be imported.

    A peak is higher than both neighbours, of a plateau the middle. Its prominence is its height above the higher of two
    valleys: the lowest values between it and what is higher, on either side, or the end.
    """
    starts = np.flatnonzero(np.diff(values, prepend=np.nan) != 0)  # of the stretches of one height
    heights = values[starts]
    is_higher = (heights[1:-1] > heights[:-2]) & (heights[1:-1] > heights[2:])
    places = (starts[1:-1] + starts[2:] - 1)[is_higher] // 2
    valley = np.maximum(_valleys(values), _valleys(values[::-1])[::-1])
    return np.asarray(places[(values - valley)[places] >= prominence], dtype=np.int64)


def _valleys(values: Float64s) -> Float64s:
    """The lowest value from the last one that is higher, or the first, up to each."""
    found: list[float] = []
    higher: list[tuple[float, float]] = []  # those before that nothing since has reached, each with its own valley
    for value in values.tolist():
        lowest = value
        while higher and higher[-1][0] <= value:
            lowest = min(lowest, higher.pop()[1])
        higher.append((value, lowest))
        found.append(lowest)
    return np.array(found)
