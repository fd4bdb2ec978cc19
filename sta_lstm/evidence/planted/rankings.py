"""What is scored against a planted truth: any map and curve, and what they have to beat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.arrays import Bools
from sta_lstm.errors import SettingsError
from sta_lstm.prediction.prediction import Prediction


@dataclass(frozen=True, eq=False)
class Ranking:
    """How much each joint, each frame, and each joint at each time is said to matter: more is more.

    Attributes:
        joints: T × M × J, compared within frames.
        frames: T.
        both: T × M × J, compared throughout the clip.
    """

    joints: NDArray[Any]
    frames: NDArray[Any]
    both: NDArray[Any]

    def __post_init__(self) -> None:
        if self.joints.ndim != 3 or self.both.shape != self.joints.shape or self.frames.shape != self.joints.shape[:1]:
            raise SettingsError(
                f"a ranking has joints {self.joints.shape}, frames {self.frames.shape} and both {self.both.shape}; "
                "expected T × M × J, T and T × M × J."
            )
        if not all(np.isfinite(values).all() for values in (self.joints, self.frames, self.both)):
            raise SettingsError("a ranking has a number that is not finite; put 0 where a map knows nothing.")


def attention_ranking(prediction: Prediction, name: str | None = None) -> Ranking:
    """α for joints, β for frames, α·β for both; any other map of a result by its ``name``.

    A share of attention is weighed by β. A map that is none ranks joints at all times alike, and frames by its sum.

    Raises:
        PredictionError: the result has no map of this name.
    """
    chosen = prediction.map_named(name)
    if not chosen.relative:
        return map_ranking(chosen.values)
    alpha, beta = prediction.shown(chosen), prediction.beta
    return Ranking(alpha, beta, alpha * beta[:, None, None])


def map_ranking(values: NDArray[Any], frames: NDArray[Any] | None = None) -> Ranking:
    """A map (T × M × J) comparable throughout a clip, such as motion energy; frames rank by its sum if not given."""
    return Ranking(values, values.sum((1, 2)) if frames is None else frames, values)


def random_ranking(rng: np.random.Generator, shape: tuple[int, ...]) -> Ranking:
    """Chance: for a clip of ``shape`` T × M × J."""
    return map_ranking(rng.random(shape), rng.random(shape[0]))


def pointing_ranking(truth: Bools) -> Ranking:
    """An oracle that in each frame of the action points at one true joint (T × M × J), and knows of no other.

    It is never wrong and its average precision is low all the same: the measure asks for *all* true joints. Read a
    sharp map by top and share.
    """
    T = len(truth)
    flat = truth.reshape(T, -1)
    points = np.zeros(flat.shape)
    points[np.arange(T), flat.argmax(1)] = flat.any(1)
    return map_ranking(points.reshape(truth.shape), flat.any(1).astype(float))
