"""A result to be sent to the player, and what is sent unpacked again."""

import base64

import numpy as np
from made import made_prediction, small_clip

from sta_lstm.prediction.prediction import Prediction


def predict(*, frames=12, persons=2, classes=("a", "b", "c"), spatial=True, up_axis="y", seed=0) -> Prediction:
    """A result of random numbers that keeps to the contract of `Prediction`; the second person is absent in frame 3."""
    present = np.ones((frames, persons), dtype=bool)
    present[3, 1:] = False
    clip = small_clip(present=present, up_axis=up_axis, name="clip.skeleton", seed=seed)
    return made_prediction(clip, class_names=classes, spatial=spatial, keyframes=(7, 2), seed=seed)


def floats(packed, *shape):
    return np.frombuffer(base64.b64decode(packed), dtype="<f4").reshape(shape)


def mask(packed, *shape):
    return np.frombuffer(base64.b64decode(packed), dtype=np.uint8).reshape(shape)
