"""From the values of a map to how strongly a joint is drawn: the same rule for every picture that stands still."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sta_lstm.arrays import Float32s, Float64s
from sta_lstm.prediction.maps import JointMap
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.scene.look import FULL


def full_value(prediction: Prediction, joint_map: JointMap) -> float:
    """The magnitude at which a joint is drawn in full: three times uniform attention, or the greatest in the clip."""
    if joint_map.relative:
        return FULL
    size = np.abs(joint_map.values[np.isfinite(joint_map.values)])
    return float(size.max(initial=0)) or 1.0


def strengths(prediction: Prediction, joint_map: JointMap) -> Float32s:
    """T × M × J, from 0 to 1: the magnitude of a map's values as a share of `full_value`; 0 where there is no value."""
    return as_strength(prediction.shown(joint_map), full_value(prediction, joint_map))


def as_strength(values: Float32s | Float64s, full: float) -> Float32s:
    """Magnitudes as shares of ``full``, from 0 to 1; 0 where there is no value."""
    return np.asarray(np.clip(np.abs(np.nan_to_num(values, nan=0.0)) / full, 0, 1), dtype=np.float32)


def signs(values: Float32s | Float64s, joint_map: JointMap) -> NDArray[np.int8]:
    """For values of a map 1 where they are more than nothing, −1 where they are less; 0 where it has no sign."""
    signed = np.nan_to_num(values, nan=0.0) if joint_map.signed else np.zeros_like(values)
    return np.sign(signed).astype(np.int8)
