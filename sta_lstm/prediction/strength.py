"""From the values of a map to how strongly a joint is drawn: the same rule for every picture that stands still."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sta_lstm.arrays import Float32s, Float64s
from sta_lstm.prediction.maps import JointMap
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.scene.scale import FULL, place


def full_value(joint_map: JointMap) -> float:
    """The magnitude at which a joint is drawn in full: the end of attention's scale, or the greatest in the clip."""
    if joint_map.relative:
        return FULL
    size = np.abs(joint_map.values[np.isfinite(joint_map.values)])
    return float(size.max(initial=0)) or 1.0


def strengths(prediction: Prediction, joint_map: JointMap) -> Float32s:
    """T × M × J, from 0 to 1: how strongly each joint is drawn in each frame (`as_strength`)."""
    return as_strength(prediction.shown(joint_map), joint_map)


def as_strength(shown: Float32s | Float64s, joint_map: JointMap) -> Float32s:
    """How strongly values of a map are drawn, from 0 to 1; 0 where there is no value.

    Attention by its place on the one scale (`sta_lstm.scene.scale`); another map by its share of the clip's greatest.

    Args:
        shown: values as pictures show them, attention in multiples of an equal share; of any shape.
        joint_map: the map that they are of.
    """
    sizes = np.abs(np.nan_to_num(shown, nan=0.0))
    if joint_map.relative:
        return np.asarray(place(sizes), dtype=np.float32)
    return np.asarray(np.minimum(1, sizes / full_value(joint_map)), dtype=np.float32)


def signs(values: Float32s | Float64s, joint_map: JointMap) -> NDArray[np.int8]:
    """For values of a map 1 where they are more than nothing, −1 where they are less; 0 where it has no sign."""
    signed = np.nan_to_num(values, nan=0.0) if joint_map.signed else np.zeros_like(values)
    return np.sign(signed).astype(np.int8)
