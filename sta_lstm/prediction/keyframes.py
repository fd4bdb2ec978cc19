"""Keyframes: the frames that a person should look at first, by β."""

from __future__ import annotations

import numpy as np
from scipy.signal import find_peaks

from sta_lstm.arrays import Float32s
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
    peaks, _ = find_peaks(padded, prominence=prominence * span)
    frames = peaks - 1
    kept: list[int] = []
    for frame in frames[np.argsort(-beta[frames], kind="stable")]:
        if all(abs(int(frame) - other) >= apart for other in kept):
            kept.append(int(frame))
    return tuple(kept[:most])
