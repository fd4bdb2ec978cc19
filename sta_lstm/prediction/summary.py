"""What a prediction comes to over a clip: attention by joint, as a mean and as a ranking."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sta_lstm.errors import SettingsError
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip


def clip_mean(relative_alpha: NDArray[Any], read: NDArray[np.bool_], beta: NDArray[Any]) -> NDArray[np.float64]:
    """M × J, α over the clip: each joint's frames weighted by β_t, over the frames in which its person was read.

    Args:
        relative_alpha: T × M × J, as a multiple of uniform attention.
        read: T × M, whether the model saw this person in this frame.
        beta: T, ≥ 0. Where it is zero throughout a person's frames, they count alike.
    """
    weights = read * beta[:, None].astype(np.float64)  # T × M
    weights = np.where(weights.sum(0) > 0, weights, read)
    totals = np.einsum("tm,tmj->mj", weights, relative_alpha.astype(np.float64))
    weight = weights.sum(0)
    return np.asarray(totals / np.where(weight > 0, weight, 1)[:, None])


def joint_table(prediction: Prediction, *, frame: int | None = None) -> pd.DataFrame:
    """The joints that the model read, the most attended first.

    Columns: ``person``, ``joint``, ``alpha_over_uniform``, ``inferred`` (no sensor saw the joint).

    Args:
        prediction: what to rank.
        frame: the frame to look at. If left out, the mean over the clip: each joint's frames weighted by β_t, over the
            frames in which its person was read, so that 1 is uniform for a body that comes and goes as well.

    Raises:
        SettingsError: the clip has no such frame.
    """
    n_frames, n_persons, n_joints = prediction.alpha.shape
    if frame is None:
        values = clip_mean(prediction.relative_alpha, prediction.read, prediction.beta)
        read = np.asarray(prediction.read.any(0))
    else:
        if not 0 <= frame < n_frames:
            raise SettingsError(
                f"clip '{prediction.clip.name}' has no frame {frame}; it has the frames 0 to {n_frames - 1}."
            )
        values, read = prediction.relative_alpha[frame], prediction.read[frame]
    inferred = inferred_joints(prediction.clip)
    rows = [
        (m, utf8(prediction.clip.layout.joints[j]), float(values[m, j]), bool(inferred[j]))
        for m in range(n_persons)
        if read[m]
        for j in range(n_joints)
    ]
    rows.sort(key=lambda row: -row[2])
    return pd.DataFrame(rows, columns=["person", "joint", "alpha_over_uniform", "inferred"])


def inferred_joints(clip: Clip) -> NDArray[np.bool_]:
    """J, whether no sensor saw the joint."""
    return np.isin(clip.layout.joints, clip.inferred)


def utf8(name: str) -> str:
    """``name``, with halves of surrogate pairs, which JSON may hold and no table can, spelled out."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
