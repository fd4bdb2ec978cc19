"""A prediction as files: arrays, a table, or JSON, each with what it takes to trace it to its weights.

Names (of classes, joints, clips) come from uploaded files and are written as they are, save in CSV, where a spreadsheet
would run them: see `sta_lstm.prediction.spreadsheet.csv_bytes`.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.disk import write_whole
from sta_lstm.errors import SettingsError
from sta_lstm.limits import CSV_CELLS
from sta_lstm.prediction.maps import FrameCurve, JointMap
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.spreadsheet import csv_bytes
from sta_lstm.prediction.summary import array_name, utf8
from sta_lstm.prediction.tables import prediction_table

#: Rows of an array that are text at once: 128 bytes a number.
_AT_ONCE = 1_000
#: Columns of a table beside those of maps and curves.
_OTHER_COLUMNS = 14
_KINDS = ("name", "title", "unit", "signed", "relative", "learned")


def prediction_json(prediction: Prediction) -> dict[str, Any]:
    """The prediction as one object of plain JSON values.

    Keys: ``clip``, ``checkpoint``, ``label`` (names); ``probabilities`` (class → p, in the model's order of classes);
    ``logits`` (a list in the same order); ``joints`` (J names, the last axis of ``alpha``); ``inferred`` (those of them
    that no sensor saw); ``persons`` (M); ``fps``; ``alpha`` (T × M × J); ``beta`` (T); ``frame_scores`` (T × L, z_t);
    ``keyframes`` (frame numbers, the highest β first); ``maps`` and ``curves`` (a list each, with ``name``, ``title``,
    ``unit``, ``signed``, ``relative``, ``learned`` and, of those after the first, ``values``); ``verdict`` (whether
    the attention can be believed, `Verdict.to_json`; null where nobody tested it); ``windows`` (of a recording
    that is too long to be one action, `Windows.to_json`; else null); ``notes`` (what was assumed of the
    recording and done to it) and ``doubts`` (what is odd about it), in sentences; ``provenance``. What needs scores is
    null where there are none. Numbers have as many digits as float32 needs to be read back exactly; what has no value
    is null.
    """
    scores = prediction.scores
    z = None if scores is None else scores.frame_scores
    return {
        "clip": prediction.clip.name,
        "checkpoint": prediction.checkpoint,
        "label": scores and scores.label,
        "probabilities": scores and dict(zip(scores.class_names, _shortest(scores.probabilities), strict=True)),
        "logits": scores and _shortest(scores.logits),
        "joints": list(prediction.clip.layout.joints),
        "inferred": list(prediction.clip.inferred),
        "persons": prediction.clip.n_persons,
        "fps": prediction.clip.fps,
        "alpha": _shortest(prediction.alpha),
        "beta": _shortest(prediction.beta),
        "frame_scores": None if z is None else _shortest(z),
        "keyframes": list(prediction.keyframes),
        "maps": [_described(each, with_values=place > 0) for place, each in enumerate(prediction.maps)],
        "curves": [_described(each, with_values=place > 0) for place, each in enumerate(prediction.curves)],
        "verdict": prediction.verdict and prediction.verdict.to_json(),
        "windows": prediction.windows and prediction.windows.to_json(),
        "notes": list(prediction.provenance.changes),
        "doubts": list(prediction.provenance.doubts),
        "provenance": prediction.provenance.to_json(),
    }


def _described(one: JointMap | FrameCurve, *, with_values: bool) -> dict[str, Any]:
    about = {name: getattr(one, name) for name in _KINDS}
    return about | ({"values": _shortest(one.values)} if with_values else {})


def prediction_bytes(prediction: Prediction, suffix: str) -> bytes:
    """The file that `save_prediction` writes for ``suffix``, as bytes.

    - ``.npz``: everything, to be loaded with ``allow_pickle=False`` (`prediction_arrays` lists the names).
    - ``.csv``, ``.parquet``: `prediction_table`; the Parquet file's attributes name clip and checkpoint, and say what
      a person should know of the recording.
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

    ``alpha`` with ``relative_alpha`` (T × M × J) and ``beta`` (T), where a map or a curve is called so; ``map NAME``
    and ``curve NAME`` for any other; ``read`` (T × M), ``joint_names`` (J), ``keyframes``; where there are scores
    ``logits``, ``probabilities``, ``class_names`` (L) and ``predicted`` (the class), and where they are sums over
    frames ``frame_scores``, ``contributions``, ``running`` (T × L); ``maps`` and ``curves`` (JSON: in their order,
    the name, title, unit and kind of each), ``verdict`` (JSON, `Verdict.to_json`; where the attention was tested),
    ``doubts`` (what is odd about the recording, in sentences), ``provenance`` (JSON), ``clip`` and ``checkpoint``; and
    the arrays of the project's own clip files (``positions``, ``present``, ``fps``, ``layout``, ``up_axis``, ``name``,
    ``notes``, ``inferred``, and ``label`` where the true action is known), so that `sta_lstm.load_clip` reads the clip
    back from it.
    """
    clip = prediction.clip
    known: dict[str, NDArray[Any]] = {} if clip.label is None else {"label": np.array(clip.label, dtype=np.str_)}
    if prediction.verdict is not None:
        known["verdict"] = np.array(json.dumps(prediction.verdict.to_json()), dtype=np.str_)
    known |= _score_arrays(prediction)
    known |= {array_name(each): each.values for each in prediction.maps}
    known |= {array_name(each): each.values for each in prediction.curves}
    known |= {f"relative_{each.name}": prediction.shown(each) for each in prediction.maps if each.name == "alpha"}
    return {
        "positions": clip.positions,
        "present": clip.present,
        "read": prediction.read,
        "joint_names": np.array(clip.layout.joints, dtype=np.str_),
        "keyframes": np.array(prediction.keyframes, dtype=np.int64),
        "fps": np.array(clip.fps),
        "up_axis": np.array(clip.up_axis, dtype=np.str_),
        "layout": np.array(json.dumps(clip.layout.to_json()), dtype=np.str_),
        "clip": np.array(clip.name, dtype=np.str_),
        "name": np.array(clip.name, dtype=np.str_),
        "notes": np.array(clip.notes, dtype=np.str_),
        "inferred": np.array(clip.inferred, dtype=np.str_),
        "doubts": np.array(prediction.provenance.doubts, dtype=np.str_),
        "checkpoint": np.array(prediction.checkpoint, dtype=np.str_),
        "maps": np.array(json.dumps([_described(each, with_values=False) for each in prediction.maps]), dtype=np.str_),
        "curves": np.array(
            json.dumps([_described(each, with_values=False) for each in prediction.curves]), dtype=np.str_
        ),
        "provenance": np.array(json.dumps(prediction.provenance.to_json()), dtype=np.str_),
        **known,
    }


def _score_arrays(prediction: Prediction) -> dict[str, NDArray[Any]]:
    if prediction.scores is None:
        return {}
    arrays: dict[str, NDArray[Any]] = {
        "logits": prediction.logits,
        "probabilities": prediction.probabilities,
        "class_names": np.array(prediction.class_names, dtype=np.str_),
        "predicted": np.array(prediction.label, dtype=np.str_),
    }
    if prediction.has_frame_scores:
        arrays |= {
            "frame_scores": prediction.frame_scores,
            "contributions": prediction.contributions,
            "running": prediction.running,
        }
    return arrays


def _shortest(values: NDArray[np.float32]) -> Any:
    """Nested lists of the numbers with the fewest digits that give the same float32; ``tolist`` alone writes 17."""
    if len(values) > _AT_ONCE:
        parts = (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
        return [row for part in parts for row in _shortest(part)]
    numbers = values.astype("U32").astype(np.float64)
    missing = np.isnan(numbers)
    if not missing.any():
        return numbers.tolist()
    boxed = numbers.astype(object)
    boxed[missing] = None
    return boxed.tolist()


def _npz(prediction: Prediction) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **prediction_arrays(prediction))
    return buffer.getvalue()


def _csv(prediction: Prediction) -> bytes:
    clip = prediction.clip
    CSV_CELLS.check(
        f"the table of clip '{clip.name}'",
        (clip.n_frames, "frames"),
        (clip.n_persons * clip.n_joints, "joints"),
        (_OTHER_COLUMNS + 2 * len(prediction.maps) + len(prediction.curves), "columns"),
        advice="Save it as .npz or .parquet, or keep a part of at most {} frames.",
    )
    return csv_bytes(prediction_table(prediction))


def _parquet(prediction: Prediction) -> bytes:
    table = prediction_table(prediction)
    table.attrs = {"clip": utf8(prediction.clip.name), "checkpoint": utf8(prediction.checkpoint)}
    if prediction.verdict is not None:
        table.attrs["verdict"] = utf8(json.dumps(prediction.verdict.to_json()))
    if said := prediction.provenance.remarks:
        table.attrs["remarks"] = utf8(json.dumps(said))
    table.attrs |= {"provenance": utf8(json.dumps(prediction.provenance.to_json()))}
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
