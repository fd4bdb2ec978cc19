"""How concentrated attention is: its entropy as a share of uniform attention's, 1 for uniform, 0 for one choice alone.

Where there is but one choice, attention is uniform.
"""

from __future__ import annotations

import numpy as np
from scipy.special import entr

from sta_lstm.arrays import AnyFloats, AnyInts, Bools, Float64s


def map_entropy(values: AnyFloats, mask: Bools) -> float:
    """The relative entropy of a map over the joints of each frame, as the mean over the frames.

    Args:
        values: T × …, ≥ 0, summing to 1 over what the mask shows of a frame, and 0 elsewhere.
        mask: T × …, whose attention it is. Frames without anybody do not count.

    Returns:
        NaN where nobody is in any frame.
    """
    mask = mask.reshape(len(mask), -1)
    there = mask.any(1)
    if not there.any():
        return float("nan")
    return float(_relative(values.reshape(mask.shape)[there], mask[there].sum(1)).mean())


def curve_entropy(values: AnyFloats, mask: Bools) -> float:
    """The relative entropy of a curve over the frames.

    Args:
        values: T, ≥ 0.
        mask: T, the frames that count.

    Returns:
        NaN where the curve is zero throughout.
    """
    counted = values[mask].astype(np.float64)
    total = counted.sum()
    if total <= 0:
        return float("nan")
    return float(_relative((counted / total)[None], np.array([len(counted)]))[0])


def _relative(p: AnyFloats, n: AnyInts) -> Float64s:
    """Entropies of distributions (rows of ``p``), each over ``n`` choices, as shares of the highest possible."""
    entropy = entr(p.astype(np.float64)).sum(1)
    return np.where(n > 1, entropy / np.log(np.maximum(n, 2)), 1.0)
