"""Joints of which their estimator was not sure: missing, and said."""

from __future__ import annotations

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.formats.rules.read_options import ReadOptions


def without_unsure(places: Float64s, confidence: Float64s, options: ReadOptions) -> tuple[str, ...]:
    """Make the places (… × J × C) of joints NaN whose confidence (… × J) is too low; what is to be noted of them.

    Zero, and none at all (NaN), say that the estimator found no joint, so those are not counted. Below
    `ReadOptions.least_confidence` it placed one without knowing where: such joints jump.

    Args:
        places: changed in place; NaN where a joint is missing already.
        confidence: from 0 to 1, or what the estimator has instead.
        options: what the file's owner said.
    """
    least = options.least_confidence
    with np.errstate(invalid="ignore"):
        unsure = (confidence > 0) & (confidence < least) & ~np.isnan(places[..., 0])
        places[~(confidence > 0) | (confidence < least)] = np.nan
    return unsure_note(int(unsure.sum()), least)


def unsure_note(n_joints: int, least: float) -> tuple[str, ...]:
    """The sentence about so many joints of which their estimator was less sure than ``least``; none of none."""
    if not n_joints:
        return ()
    joints = "1 joint counts" if n_joints == 1 else f"{n_joints:,} joints count"
    return (f"{joints} as missing, because the estimator was less sure of them than {least:g} (of 1).",)
