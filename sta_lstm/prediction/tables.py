"""A prediction as tables and files: everything that the app shows, as numbers that other programs read.

Frames and persons are numbered from 0, as in the project's own clip tables, so that the two can be joined; person 0 is
the one that pictures call A. Names (of classes, joints, clips) come from
uploaded files and are written as they are, save in CSV, where a spreadsheet would run them: see `csv_bytes`.
"""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sta_lstm.arrays import AnyInts, Bools, Float32s, Float64s
from sta_lstm.disk import write_whole
from sta_lstm.errors import SettingsError
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip

#: Rows of the long table beyond which neither memory nor any reader copes; a two-person NTU clip of the greatest length
#: has one million.
MAX_ROWS = 5_000_000
#: What makes a spreadsheet take a text cell for a formula.
_FORMULA = re.compile(r"\s*[=+\-@]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


def prediction_table(prediction: Prediction) -> pd.DataFrame:
    """The prediction in long form: T·M·J rows, one a frame, person and joint, in this order.

    Columns: ``frame`` (from 0), ``time_s``, ``person`` (from 0), ``joint``; ``x``, ``y``, ``z`` in metres on the
    clip's own axes, missing where the person is absent; ``present`` (the person is in the frame); ``inferred`` (no
    sensor saw the joint: it was computed from others); ``alpha`` (0 for a person whom the model did not read) and
    ``alpha_over_uniform`` (1 is uniform; missing for such a person); ``beta`` of the frame; ``keyframe`` (1 is the
    highest peak of β; missing elsewhere); ``label`` (the predicted class).

    Raises:
        SettingsError: the table would have more than `MAX_ROWS` rows.
    """
    clip = prediction.clip
    n_frames, n_persons, n_joints = prediction.alpha.shape
    n_rows = n_frames * n_persons * n_joints
    if n_rows > MAX_ROWS:
        raise SettingsError(
            f"the table of clip '{clip.name}' would have {n_rows:,} rows ({n_frames:,} frames × {n_persons} persons × "
            f"{n_joints} joints); at most {MAX_ROWS:,} are written. Save it as .npz, or cut the clip."
        )
    frame, person, joint = (index.reshape(-1) for index in np.indices(prediction.alpha.shape))
    present = clip.present[frame, person]
    positions = np.where(clip.present[..., None, None], clip.positions, np.nan).reshape(-1, 3)
    relative = np.where(prediction.read[..., None], prediction.relative_alpha, np.nan).reshape(-1)
    return pd.DataFrame(
        {
            "frame": frame,
            "time_s": frame / clip.fps,
            "person": person,
            "joint": _categories(joint, list(clip.layout.joints)),
            "x": positions[:, 0],
            "y": positions[:, 1],
            "z": positions[:, 2],
            "present": present,
            "inferred": _inferred(clip)[joint],
            "alpha": prediction.alpha.reshape(-1),
            "alpha_over_uniform": relative.astype(np.float32),
            "beta": prediction.beta[frame],
            "keyframe": _keyframe_ranks(prediction)[frame],
            "label": _categories(np.zeros(n_rows, dtype=np.int8), [prediction.label]),
        }
    )


def frame_table(prediction: Prediction) -> pd.DataFrame:
    """One row a frame.

    Columns: ``frame``, ``time_s``, ``beta``, ``is_keyframe``, ``leading_class`` (the most probable so far); then for
    every class ``score C`` (z_t), ``contribution C`` (β_t z_t, adds up to the logit over the frames) and
    ``running_probability C`` (from the frames up to and including this one).
    """
    frames = np.arange(prediction.clip.n_frames)
    leading = prediction.running.argmax(axis=1)
    columns: list[tuple[str, Any]] = [
        ("frame", frames),
        ("time_s", frames / prediction.clip.fps),
        ("beta", prediction.beta),
        ("is_keyframe", np.isin(frames, prediction.keyframes)),
        ("leading_class", _categories(leading, list(prediction.class_names))),
    ]
    for index, name in enumerate(map(_utf8, prediction.class_names)):
        columns += [
            (f"score {name}", prediction.frame_scores[:, index]),
            (f"contribution {name}", prediction.contributions[:, index]),
            (f"running_probability {name}", prediction.running[:, index]),
        ]
    return pd.concat([pd.Series(values, name=name) for name, values in columns], axis=1)


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
    inferred = _inferred(prediction.clip)
    rows = [
        (m, _utf8(prediction.clip.layout.joints[j]), float(values[m, j]), bool(inferred[j]))
        for m in range(n_persons)
        if read[m]
        for j in range(n_joints)
    ]
    rows.sort(key=lambda row: -row[2])
    return pd.DataFrame(rows, columns=["person", "joint", "alpha_over_uniform", "inferred"])


def clip_mean(relative_alpha: NDArray[Any], read: Bools, beta: NDArray[Any]) -> Float64s:
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


def prediction_json(prediction: Prediction) -> dict[str, Any]:
    """The prediction as one object of plain JSON values.

    Keys: ``clip``, ``checkpoint``, ``label`` (names); ``probabilities`` (class → p, in the model's order of classes);
    ``logits`` (a list in the same order); ``joints`` (J names, the last axis of ``alpha``); ``inferred`` (those of them
    that no sensor saw); ``persons`` (M); ``fps``; ``alpha`` (T × M × J); ``beta`` (T); ``frame_scores`` (T × L, z_t);
    ``keyframes`` (frame numbers, the highest β first). Numbers have as many digits as float32 needs to be read back
    exactly.
    """
    return {
        "clip": prediction.clip.name,
        "checkpoint": prediction.checkpoint,
        "label": prediction.label,
        "probabilities": dict(zip(prediction.class_names, _shortest(prediction.probabilities), strict=True)),
        "logits": _shortest(prediction.logits),
        "joints": list(prediction.clip.layout.joints),
        "inferred": list(prediction.clip.inferred),
        "persons": prediction.clip.n_persons,
        "fps": prediction.clip.fps,
        "alpha": _shortest(prediction.alpha),
        "beta": _shortest(prediction.beta),
        "frame_scores": _shortest(prediction.frame_scores),
        "keyframes": list(prediction.keyframes),
    }


def csv_bytes(table: pd.DataFrame) -> bytes:
    """``table`` as UTF-8 CSV that is safe to open in a spreadsheet.

    Text (cells and headings) that a spreadsheet would run as a formula, since it begins with ``=``, ``+``, ``-`` or
    ``@``, gets an apostrophe in front; line breaks, tabs and other control characters in it become spaces, since some
    readers begin a new cell there. Numbers stay numbers. Other kinds of file keep the text as it is.
    """
    safe = pd.concat([_without_formulas(table.iloc[:, column]) for column in range(table.shape[1])], axis=1)
    safe.columns = pd.Index([_as_text(name) for name in table.columns])
    return safe.to_csv(index=False, lineterminator="\n").encode("utf-8")


def prediction_bytes(prediction: Prediction, suffix: str) -> bytes:
    """The file that `save_prediction` writes for ``suffix``, as bytes.

    - ``.npz``: everything, to be loaded with ``allow_pickle=False`` (`prediction_arrays` lists the names).
    - ``.csv``, ``.parquet``: `prediction_table`; the Parquet file's attributes name clip and checkpoint.
    - ``.json``: `prediction_json`.

    Raises:
        SettingsError: ``suffix`` is none of these, or the table is too long.
    """
    return _WRITERS[check_suffix(suffix)](prediction)


def save_prediction(prediction: Prediction, path: str | os.PathLike[str]) -> None:
    """Write ``prediction`` to ``path``: what `prediction_bytes` gives for its suffix.

    The file appears whole or not at all: it is written beside its place and then renamed.

    Raises:
        SettingsError: the suffix is not known, the table is too long, or the file cannot be written.
    """
    path = Path(path)
    content = prediction_bytes(prediction, path.suffix)
    write_whole(path, content)


def check_suffix(suffix: str) -> str:
    """``suffix`` in lower case.

    Raises:
        SettingsError: no writer has it; the message lists those there are.
    """
    if suffix.lower() not in _WRITERS:
        raise SettingsError(
            f"a prediction cannot be written as '{suffix}'; choose a file name that ends in {', '.join(_WRITERS)}."
        )
    return suffix.lower()


def prediction_arrays(prediction: Prediction) -> dict[str, NDArray[Any]]:
    """Everything shown, as arrays by name; no array holds objects.

    ``alpha``, ``relative_alpha`` (T × M × J), ``read`` (T × M), ``beta`` (T), ``frame_scores``, ``contributions``,
    ``running`` (T × L), ``logits``, ``probabilities`` (L), ``class_names`` (L), ``joint_names`` (J), ``keyframes``;
    the single values ``predicted`` (the class), ``clip``, ``checkpoint``, ``device``, ``spatial``, ``temporal``; and
    the arrays of the project's own clip files (``positions``, ``present``, ``fps``, ``layout``, ``up_axis``, ``name``,
    ``notes``, ``inferred``, and ``label`` where the true action is known), so that `sta_lstm.load_clip` reads the clip
    back from it.
    """
    clip = prediction.clip
    known = {} if clip.label is None else {"label": np.array(clip.label, dtype=np.str_)}
    return {
        "positions": clip.positions,
        "present": clip.present,
        "read": prediction.read,
        "alpha": prediction.alpha,
        "relative_alpha": prediction.relative_alpha,
        "beta": prediction.beta,
        "frame_scores": prediction.frame_scores,
        "contributions": prediction.contributions,
        "running": prediction.running,
        "logits": prediction.logits,
        "probabilities": prediction.probabilities,
        "class_names": np.array(prediction.class_names, dtype=np.str_),
        "joint_names": np.array(clip.layout.joints, dtype=np.str_),
        "keyframes": np.array(prediction.keyframes, dtype=np.int64),
        "predicted": np.array(prediction.label, dtype=np.str_),
        "fps": np.array(clip.fps),
        "up_axis": np.array(clip.up_axis, dtype=np.str_),
        "layout": np.array(json.dumps(clip.layout.to_json()), dtype=np.str_),
        "clip": np.array(clip.name, dtype=np.str_),
        "name": np.array(clip.name, dtype=np.str_),
        "notes": np.array(clip.notes, dtype=np.str_),
        "inferred": np.array(clip.inferred, dtype=np.str_),
        "checkpoint": np.array(prediction.checkpoint, dtype=np.str_),
        "device": np.array(prediction.device, dtype=np.str_),
        "spatial": np.array(prediction.spatial),
        "temporal": np.array(prediction.temporal),
        **known,
    }


def _inferred(clip: Clip) -> Bools:
    """J, whether no sensor saw the joint."""
    return np.isin(clip.layout.joints, clip.inferred)


def _categories(codes: AnyInts, names: list[str]) -> pd.Categorical[str]:
    """A column of few names over many rows."""
    return pd.Categorical.from_codes(codes, pd.Index([_utf8(name) for name in names]))


def _utf8(name: str) -> str:
    """``name``, with halves of surrogate pairs, which JSON may hold and no table can, spelled out."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _keyframe_ranks(prediction: Prediction) -> pd.arrays.IntegerArray:
    """T ranks, 1 for the highest peak of β, missing where the frame is no keyframe."""
    ranks = np.zeros(prediction.clip.n_frames, dtype=np.int32)
    ranks[list(prediction.keyframes)] = np.arange(1, len(prediction.keyframes) + 1)
    return pd.arrays.IntegerArray(ranks, ranks == 0)


def _shortest(values: Float32s) -> Any:
    """Nested lists of the numbers with the fewest digits that give the same float32; ``tolist`` alone writes 17."""
    return values.astype("U32").astype(np.float64).tolist()


def _as_text(cell: Any) -> Any:
    """``cell`` so that a spreadsheet takes it for text, where it is text."""
    if not isinstance(cell, str):
        return cell
    one_line = _CONTROL.sub(" ", cell)
    return f"'{one_line}" if _FORMULA.match(one_line) else one_line


def _without_formulas(column: pd.Series[Any]) -> pd.Series[Any]:
    """``column`` with an apostrophe before every text that a spreadsheet would run."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        # An apostrophe may make two names equal, which categories must not be.
        return column.map(_as_text, na_action="ignore").astype(object)
    return column if pd.api.types.is_numeric_dtype(column.dtype) else column.map(_as_text)


def _npz(prediction: Prediction) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **prediction_arrays(prediction))
    return buffer.getvalue()


def _csv(prediction: Prediction) -> bytes:
    return csv_bytes(prediction_table(prediction))


def _parquet(prediction: Prediction) -> bytes:
    table = prediction_table(prediction)
    table.attrs = {"clip": _utf8(prediction.clip.name), "checkpoint": _utf8(prediction.checkpoint)}
    buffer = io.BytesIO()
    table.to_parquet(buffer, engine="pyarrow", index=False)
    return buffer.getvalue()


def _json(prediction: Prediction) -> bytes:
    return json.dumps(prediction_json(prediction)).encode("ascii")


_WRITERS: dict[str, Callable[[Prediction], bytes]] = {
    ".npz": _npz,
    ".csv": _csv,
    ".parquet": _parquet,
    ".json": _json,
}
