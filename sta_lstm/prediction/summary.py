"""What a prediction comes to over a clip: attention by joint, as a mean and as a ranking."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sta_lstm.arrays import Float64s
from sta_lstm.errors import SettingsError
from sta_lstm.prediction.maps import FrameCurve, JointMap
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip


def clip_mean(relative_alpha: NDArray[Any], read: NDArray[np.bool_], beta: NDArray[Any]) -> Float64s:
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


def map_mean(prediction: Prediction, joint_map: JointMap) -> Float64s:
    """M × J, one of a prediction's maps over the clip, as pictures show it; NaN where it has no value in any frame.

    Shares of attention are multiples of uniform, each joint's frames weighted by β_t (`clip_mean`); any other map is
    its plain mean over the frames in which the person was read and it has a value.
    """
    if joint_map.relative:
        return clip_mean(prediction.shown(joint_map), prediction.read, prediction.beta)
    there = prediction.read[..., None] & np.isfinite(joint_map.values)
    total = np.where(there, joint_map.values, 0).sum(0, dtype=np.float64)
    counts = there.sum(0)
    return np.where(counts > 0, total / np.maximum(counts, 1), np.nan)


def value_column(joint_map: JointMap) -> str:
    """What `joint_table` calls the values of a map."""
    return f"{joint_map.name}_over_uniform" if joint_map.relative else utf8(joint_map.name)


def joint_table(prediction: Prediction, *, frame: int | None = None, map_name: str | None = None) -> pd.DataFrame:
    """The joints that the model read, those with the highest values of a map first.

    Columns: ``person``, ``joint``, values (`value_column`: ``alpha_over_uniform`` of α), ``inferred`` (no sensor saw
    the joint). Joints without a value are left out.

    Args:
        prediction: what to rank.
        frame: the frame to look at. If left out, the mean over the clip (`map_mean`), in which 1 is uniform attention
            for a body that comes and goes as well.
        map_name: of which map; the first, if left out.

    Raises:
        SettingsError: the clip has no such frame.
        PredictionError: there is no such map.
    """
    joint_map = prediction.map_named(map_name)
    n_frames, n_persons, n_joints = joint_map.values.shape
    if frame is None:
        values = map_mean(prediction, joint_map)
        read = np.asarray(prediction.read.any(0))
    else:
        if not 0 <= frame < n_frames:
            raise SettingsError(
                f"clip '{prediction.clip.name}' has no frame {frame}; it has the frames 0 to {n_frames - 1}."
            )
        values, read = prediction.shown(joint_map)[frame].astype(np.float64), prediction.read[frame]
    inferred = inferred_joints(prediction.clip)
    rows = [
        (m, utf8(prediction.clip.layout.joints[j]), float(values[m, j]), bool(inferred[j]))
        for m in range(n_persons)
        if read[m]
        for j in range(n_joints)
        if np.isfinite(values[m, j])
    ]
    rows.sort(key=lambda row: -row[2])
    return pd.DataFrame(rows, columns=["person", "joint", value_column(joint_map), "inferred"])


def inferred_joints(clip: Clip) -> NDArray[np.bool_]:
    """J, whether no sensor saw the joint."""
    return np.isin(clip.layout.joints, clip.inferred)


def array_name(one: JointMap | FrameCurve) -> str:
    """What a map or a curve is called among other columns or arrays: α and β by themselves, any other by its kind.

    A map and a curve of one name are two; a zero character, at which an archive would cut a name, is spelled out.
    """
    what, own = ("map", "alpha") if isinstance(one, JointMap) else ("curve", "beta")
    return own if one.name == own else f"{what} {utf8(one.name)}".replace("\0", "\\0")


def utf8(name: str) -> str:
    """``name``, with halves of surrogate pairs, which JSON may hold and no table can, spelled out."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
