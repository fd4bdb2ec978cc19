"""What the networks of a committee say together of where to look, and how far they agree.

Agreement is about the side of uniform attention on which a joint stands, since that is what a picture of attention
says: this joint counts for more than its share, or for less. 1 where all networks put it on one side, 0 where half of
them do: |2 s - 1|, with s the share of networks that give it at least uniform attention. A measure of spread, such as
the coefficient of variation, would call networks unanimous that attend to nothing in particular; here they split.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sta_lstm.arrays import Float32s, Float64s
from sta_lstm.evidence.maps.attention import product_shares
from sta_lstm.evidence.maps.own import where_read
from sta_lstm.evidence.maps.question import Question
from sta_lstm.prediction.prediction import Prediction

#: What a value may lie below uniform attention by rounding.
_ROUNDING = 1e-4


def alpha_mean(asked: Question) -> Float32s:
    """α of each network, averaged: shares that sum to 1 over a frame; 0 where nobody was read."""
    return _mean(asked, lambda answer: answer.alpha)


def alpha_beta_mean(asked: Question) -> Float32s:
    """α·β of each network, averaged: shares that sum to 1 over the clip."""
    return where_read(asked, _mean(asked, product_shares))


def alpha_agreement(asked: Question) -> Float32s:
    """How far the networks agree on α, from 0 to 1."""
    return _agreement(asked, lambda answer: answer.relative_alpha)


def alpha_beta_agreement(asked: Question) -> Float32s:
    """How far the networks agree on α·β, from 0 to 1; uniform is one share for every joint of every frame."""
    return _agreement(asked, lambda answer: answer.relative_alpha * answer.relative_beta[:, None, None])


def _mean(asked: Question, values: Callable[[Prediction], Float32s]) -> Float32s:
    stacked = np.stack([values(answer) for answer in asked.answers])  # networks × T × M × J
    return np.asarray(stacked.mean(axis=0, dtype=np.float64), np.float32)


def _agreement(asked: Question, relative: Callable[[Prediction], Float32s | Float64s]) -> Float32s:
    above = np.stack([relative(answer) >= 1 - _ROUNDING for answer in asked.answers])  # networks × T × M × J
    return where_read(asked, np.asarray(np.abs(2 * above.mean(axis=0) - 1), np.float32))
