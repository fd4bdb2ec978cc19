"""How alike two attentions are: measures on arrays, and what two unrelated maps would give for each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import rel_entr, xlogy
from scipy.stats import pearsonr, spearmanr

from sta_lstm.arrays import AnyInts, Bools, Float64s

#: Beyond these the divergence of unrelated maps is worked out on a part of them; each row takes its entries squared.
_MOST_ROWS, _MOST_ENTRIES, _MOST_PAIRS = 60, 1000, 12_000_000
#: Draws of random keyframes.
_DRAWS = 200
#: Below this share of its largest value, a spread is the rounding of a constant.
_FLAT = 1e-6


def jensen_shannon(p: NDArray[Any], q: NDArray[Any]) -> Float64s:
    """Jensen-Shannon divergence of the rows of ``p`` and ``q`` in bits: 0 for equal rows, 1 for rows without overlap.

    JS(p, q) = ½ KL(p ‖ m) + ½ KL(q ‖ m) with m = (p + q) / 2 (Lin 1991); the square of SciPy's ``jensenshannon``.

    Args:
        p: … × K, ≥ 0; each row is divided by its sum.
        q: the same shape.

    Returns:
        One value a row; NaN where a row sums to zero.
    """
    p, q = _shares(p), _shares(q)
    middle = (p + q) / 2
    bits = (rel_entr(p, middle) + rel_entr(q, middle)).sum(-1) / (2 * np.log(2))
    return np.asarray(np.clip(bits, 0, 1), dtype=np.float64)


def shuffled_divergence(p: NDArray[Any], q: NDArray[Any], there: Bools) -> float | None:
    """Mean divergence of maps as selective as these that have nothing to do with each other; None without any row.

    That is the exact expectation of JS(p, π q) over all permutations π of the entries that are there: since each entry
    of ``p`` meets each of ``q`` equally often, it is n times the mean of f(p_i, q_j) over all i and j, f being one
    entry's part of the divergence. Of more than 60 rows, 60 evenly spaced ones are taken; of a row of more than
    1,000 entries, 1,000 quantiles, or 447 where there are 60 rows.

    Args:
        p: T × K, ≥ 0.
        q: the same shape.
        there: T × K, which entries count; the others are zero in both.
    """
    rows = np.flatnonzero((p.sum(1) > 0) & (q.sum(1) > 0))
    if not rows.size:
        return None
    if len(rows) > _MOST_ROWS:
        rows = rows[np.linspace(0, len(rows) - 1, _MOST_ROWS).round().astype(int)]
    p, q, there = _shares(p[rows]), _shares(q[rows]), there[rows]
    total = 0.0
    for own in _alike(there):
        entries = there[own[0]]
        most = min(_MOST_ENTRIES, math.isqrt(_MOST_PAIRS // len(rows)))
        total += sum(_expected_divergence(p[row, entries], q[row, entries], most) for row in own)
    return max(0.0, total / (2 * float(np.log(2))) / len(rows))  # of two equal uniform maps it is 0 but for rounding


def total_variation(p: NDArray[Any], q: NDArray[Any]) -> float:
    """½ Σ |p - q| of two distributions: 0 for equal ones, 1 for those without overlap."""
    return float(np.abs(p.astype(np.float64) - q.astype(np.float64)).sum() / 2)


def shuffled_variation(p: NDArray[Any], q: NDArray[Any]) -> float:
    """The exact expectation of `total_variation` over all orders of the entries of ``q``."""
    p, q = p.astype(np.float64), q.astype(np.float64)
    # From the sorted q, n of which lie below a p and have a sum: all pairs would be as many as classes squared.
    q = np.sort(q)
    n, sums = np.searchsorted(q, p), np.concatenate([[0.0], np.cumsum(q)])
    apart = (p * n - sums[n]) + (sums[-1] - sums[n] - p * (len(q) - n))
    return float(max(0.0, apart.mean() / 2))


def _alike(there: Bools) -> list[list[int]]:
    """The rows in groups of equal ones."""
    groups: dict[bytes, list[int]] = {}
    for i, row in enumerate(there):
        groups.setdefault(row.tobytes(), []).append(i)
    return list(groups.values())


def _expected_divergence(p: Float64s, q: Float64s, most: int) -> float:
    """Expectation of twice the divergence of a row ``p`` and a row ``q``, its entries permuted, in nats.

    That is of Σ_i p_i ln p_i + q_π(i) ln q_π(i) - 2 m_i ln m_i with m_i = (p_i + q_π(i)) / 2: only the last depends
    on the permutation.
    """
    n = len(p)
    if n > most:
        places = ((np.arange(most) + 0.5) * n / most).astype(int)
        p, q = np.sort(p)[places], np.sort(q)[places]
    middle = (p[:, None] + q) / 2
    own = xlogy(p, p).mean() + xlogy(q, q).mean()
    return float(n * (own - 2 * xlogy(middle, middle).mean()))


def is_flat(values: NDArray[Any]) -> bool:
    """Whether ``values`` differ by no more than rounding."""
    return values.size == 0 or bool(np.ptp(values) <= _FLAT * np.abs(values).max())


def correlations(a: NDArray[Any], b: NDArray[Any]) -> tuple[float | None, float | None]:
    """Spearman's and Pearson's correlation; None where fewer than three values or a constant leave them undefined."""
    if len(a) < 3 or is_flat(a) or is_flat(b):
        return None, None
    a, b = a.astype(np.float64), b.astype(np.float64)
    return float(spearmanr(a, b).statistic), float(pearsonr(a, b).statistic)


def top_overlap(a: NDArray[Any], b: NDArray[Any], k: int) -> float:
    """Share of the ``k`` largest of ``a`` (n values) that are among the ``k`` largest of ``b``; of all, if n < k."""
    k = min(k, len(a))
    tops = (set(np.argsort(-values, kind="stable")[:k].tolist()) for values in (a, b))
    return len(set.intersection(*tops)) / k


def keyframe_overlap(a: Sequence[int], b: Sequence[int], tolerance: int) -> float:
    """Share of the keyframes of both that have a partner in the other within ``tolerance`` frames, each used once.

    That is 2·matches / (len(a) + len(b)); walking both in order finds the most matches that there can be.
    """
    first, second = sorted(a), sorted(b)
    i = j = matches = 0
    while i < len(first) and j < len(second):
        if abs(first[i] - second[j]) <= tolerance:
            matches, i, j = matches + 1, i + 1, j + 1
        elif first[i] < second[j]:
            i += 1
        else:
            j += 1
    return 2 * matches / (len(first) + len(second))


def random_keyframe_overlap(n_a: int, n_b: int, n_frames: int, tolerance: int) -> float:
    """`keyframe_overlap` of so many frames drawn at random, each without repetition: the mean of 200 seeded draws."""
    return _random_keyframe_overlap(min(n_a, n_b), max(n_a, n_b), n_frames, tolerance)


@lru_cache(maxsize=4096)
def _random_keyframe_overlap(n_a: int, n_b: int, n_frames: int, tolerance: int) -> float:
    rng = np.random.default_rng(0)
    draws = (
        keyframe_overlap(
            rng.choice(n_frames, n_a, replace=False).tolist(),
            rng.choice(n_frames, n_b, replace=False).tolist(),
            tolerance,
        )
        for _ in range(_DRAWS)
    )
    return sum(draws) / _DRAWS


def settled(labels: AnyInts) -> int | None:
    """The frame from which on a running label (T codes, -1 for none yet) stays what it is in the end; None if none."""
    if labels[-1] < 0:
        return None
    return int(np.flatnonzero(np.append(True, labels != labels[-1]))[-1])


def _shares(values: NDArray[Any]) -> Float64s:
    """Rows divided by their sums; NaN where the sum is zero."""
    values = np.asarray(values, dtype=np.float64)
    total = values.sum(-1, keepdims=True)
    return np.asarray(np.divide(values, total, out=np.full(values.shape, np.nan), where=total > 0))
