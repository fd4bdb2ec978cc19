"""Attention against a planted truth: the one test that has an answer key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sta_lstm.arrays import Bools, Float32s
from sta_lstm.errors import SettingsError
from sta_lstm.prediction.prediction import Prediction


def average_precision(scores: NDArray[Any], truth: Bools) -> float:
    """Average precision of a ranking by ``scores``: 1 if all that is true comes first, the share of truth if random.

    Raises:
        SettingsError: the shapes differ, or the truth is empty or everything.
    """
    # It takes a second to load, and only those who score against a truth need it.
    from sklearn.metrics import average_precision_score

    if scores.shape != truth.shape:
        raise SettingsError(f"scores of shape {scores.shape} cannot be compared with a truth of shape {truth.shape}.")
    if not truth.any() or truth.all():
        raise SettingsError("the truth marks nothing or everything; average precision needs both kinds.")
    return float(average_precision_score(truth.ravel(), scores.ravel()))


def truth_scores(
    predictions: Sequence[Prediction],
    truths: Sequence[Bools],
    energies: Sequence[Float32s],
    *,
    seed: int = 0,
) -> pd.DataFrame:
    """How well attention finds the planted truth, beside motion energy and chance.

    Three questions are asked of each clip: *joints*, which joints carry the action, in the frames in which it is under
    way (α); *frames*, when it is under way (β); *both*, which joints at which times in the whole clip (α·β).

    Args:
        predictions: N results.
        truths: N masks, each T × M × J: the joints that carry the action.
        energies: N baselines of the same shapes, such as the motion energy of each joint.
        seed: of the random ranking.

    Returns:
        One row a question and ranking (``question``, ``ranking``, ``mean``, ``std`` over clips, ``clips``).
    """
    rng = np.random.default_rng(seed)
    found: dict[tuple[str, str], list[float]] = {}
    for prediction, truth, energy in zip(predictions, truths, energies, strict=True):
        rankings: dict[str, tuple[NDArray[Any], NDArray[Any]]] = {
            "attention": (prediction.relative_alpha, prediction.beta),
            "motion energy": (energy, energy.sum((1, 2))),
            "random": (rng.random(truth.shape), rng.random(len(truth))),
        }
        acting = np.asarray(truth.any((1, 2)))  # T
        there = np.repeat(prediction.read[:, :, None], truth.shape[2], axis=2)  # T × M × J
        for name, (joints, frames) in rankings.items():
            both = joints * frames[:, None, None] if name == "attention" else joints
            in_action = acting[:, None, None] & there
            found.setdefault(("joints", name), []).append(average_precision(joints[in_action], truth[in_action]))
            found.setdefault(("frames", name), []).append(average_precision(frames, acting))
            found.setdefault(("both", name), []).append(average_precision(both[there], truth[there]))
    rows = [
        {"question": question, "ranking": name, "mean": np.mean(values), "std": np.std(values), "clips": len(values)}
        for (question, name), values in found.items()
    ]
    return pd.DataFrame(rows)
