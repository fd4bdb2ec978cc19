"""Where a model looked in one clip, in as many numbers for a long clip as for a short one.

Letters: T frames, M persons, J joints, P phases of a clip's own time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.arrays import Float64s

#: P: a clip's time from its first frame to its last in so many equal parts.
PHASES = 20

_Array = NDArray[np.floating[Any]]
#: Names of recordings that say from where they were seen.
_VIEWS: tuple[tuple[re.Pattern[str], Callable[[int], str]], ...] = (
    (re.compile(r"S\d{3}C(\d{3})P\d{3}R\d{3}A\d{3}", re.ASCII), lambda number: f"camera {number}"),
    (re.compile(r"a\d{2}_s\d{2}_e\d{2}_v(\d{2})", re.ASCII), lambda number: f"view {number}"),
    (re.compile(r"(?:^|/)view_(\d{1,2})/", re.ASCII), lambda number: f"view {number}"),
)


def view_of(source: str) -> str | None:
    """From where a recording was seen, where its name says it as NTU RGB+D's or Northwestern-UCLA's do."""
    for pattern, named in _VIEWS:
        found = pattern.search(source)
        if found:
            return named(int(found[1]))
    return None


def joint_attention(alpha: _Array, beta: _Array | None) -> Float64s:
    """Mean α of each joint as a multiple of an equal share, frames weighted by β.

    An equal share is one of the joints of those who are read in a frame; a person who is read in no frame has none.

    Args:
        alpha: T × M × J, sums to 1 in a frame with somebody.
        beta: T; None where the model has none, and all frames weigh alike.

    Returns:
        M × J.
    """
    alpha = np.asarray(alpha, dtype=np.float64)
    read = alpha.sum(-1) > 0  # T × M
    weights = read.any(-1).astype(np.float64)
    if beta is not None and (beta * weights).sum() > 0:
        weights *= beta
    total = weights.sum()
    if not total:
        return np.zeros(alpha.shape[1:])
    relative = alpha * (read.sum(-1) * alpha.shape[-1])[:, None, None]
    return np.asarray(np.tensordot(weights / total, relative, axes=1))


def phase_attention(beta: _Array) -> Float64s | None:
    """β over a clip's own time as multiples of an equal share; the mean of the P phases is 1. None where β is 0.

    Args:
        beta: T, of at least 0.
    """
    beta = np.asarray(beta, dtype=np.float64)
    total = beta.sum()
    if not total > 0:
        return None
    so_far = np.concatenate([[0.0], np.cumsum(beta) / total])
    edges = np.interp(np.linspace(0, 1, PHASES + 1), np.linspace(0, 1, len(so_far)), so_far)
    return np.asarray(np.diff(edges) * PHASES)
