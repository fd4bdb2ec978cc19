"""How sure a mean over clips is: paired bootstrap intervals.

Letters: N clips, Q quantities that are known of each clip, B draws.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.errors import SettingsError

#: Draws, and the share of them within an interval.
DRAWS = 2000
LEVEL = 0.95
#: Draws that are made at once: what bounds memory.
_AT_ONCE = 250


class Interval(NamedTuple):
    """Means over clips, and between which values they lie in 95 % of the draws; Q of each."""

    mean: Float64s
    low: Float64s
    high: Float64s


def bootstrap(values: Float64s, *, seed: int = 0, draws: int = DRAWS) -> Interval:
    """Means over clips, with percentile intervals over draws of clips with replacement.

    All quantities meet the same draws of clips. The interval of a difference of two of them is therefore that of their
    differences clip by clip, which is what "paired" means: give the differences.

    Args:
        values: N × Q; NaN where a quantity is not known of a clip, which is then left out of its mean.
        seed: of the draws.
        draws: B.

    Raises:
        SettingsError: no clip, or no draw.
    """
    if values.ndim != 2 or not len(values) or draws < 1:
        raise SettingsError(
            f"{draws} draws from values of shape {values.shape}; expected one draw or more, of clips × quantities."
        )
    known = np.isfinite(values)
    filled, known_too = np.where(known, values, 0.0), known.astype(np.float64)
    rng = np.random.default_rng(seed)
    n_clips = len(values)
    found = []
    for first in range(0, draws, _AT_ONCE):
        count = min(_AT_ONCE, draws - first)
        weights = rng.multinomial(n_clips, np.full(n_clips, 1 / n_clips), size=count).astype(np.float64)
        found.append(_ratio(weights @ filled, weights @ known_too))
    low, high = _quantiles(np.concatenate(found))
    return Interval(_ratio(filled.sum(0), known_too.sum(0)), low, high)


def _quantiles(drawn: Float64s) -> tuple[Float64s, Float64s]:
    """The ends of the interval of each column of B × Q; NaN where nothing is known."""
    ends = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    known = np.isfinite(drawn)
    low, high = np.quantile(np.where(known.all(0), drawn, 0.0), ends, axis=0)
    low, high = np.where(known.any(0), low, np.nan), np.where(known.any(0), high, np.nan)
    some = known.any(0) & ~known.all(0)  # a rare quantity: some draws hold no clip of which it is known
    if some.any():
        low[some], high[some] = np.nanquantile(drawn[:, some], ends, axis=0)
    return low, high


def _ratio(total: Float64s, count: Float64s) -> Float64s:
    return np.asarray(np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0))
