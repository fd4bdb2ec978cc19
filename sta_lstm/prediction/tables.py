"""A prediction as tables: everything that the app shows, as numbers that other programs read.

Frames and persons are numbered from 0, as in the project's own clip tables, so that the two can be joined; person 0 is
the one that pictures call A. Names (of classes, joints, clips) come from uploaded files and are written as they are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sta_lstm.errors import SettingsError
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.summary import array_name, inferred_joints, utf8

#: Rows of the long table beyond which neither memory nor any reader copes; a two-person NTU clip of the greatest length
#: has one million.
MAX_ROWS = 5_000_000


def prediction_table(prediction: Prediction) -> pd.DataFrame:
    """The prediction in long form: T·M·J rows, one a frame, person and joint, in this order.

    Columns: ``frame`` (from 0), ``time_s``, ``person`` (from 0), ``joint``; ``x``, ``y``, ``z`` in metres on the
    clip's own axes, missing where the person is absent; ``present`` (the person is in the frame); ``inferred`` (no
    sensor saw the joint: it was computed from others); ``alpha`` (0 for a person whom the model did not read) and
    ``alpha_over_uniform`` (1 is uniform; missing for such a person), ``map NAME`` for a map of any other name, with
    its ``map NAME_over_uniform`` if it is a share of attention; ``beta`` of the frame, and ``curve NAME`` for another
    curve; ``keyframe`` (1 is the highest peak of β; missing elsewhere); ``label`` (the predicted class, where there
    are scores); ``verdict`` (`Verdict.short`, where the attention was tested); ``remarks`` (`Provenance.remarks`,
    where there is anything to know of the recording: in the first row, and missing below it); ``provenance``
    (`Provenance.in_words`).

    Raises:
        SettingsError: the table would have more than `MAX_ROWS` rows.
    """
    clip = prediction.clip
    n_frames, n_persons, n_joints = shape = prediction.maps[0].values.shape
    n_rows = n_frames * n_persons * n_joints
    if n_rows > MAX_ROWS:
        raise SettingsError(
            f"the table of clip '{clip.name}' would have {n_rows:,} rows ({n_frames:,} frames × {n_persons} persons × "
            f"{n_joints} joints); at most {MAX_ROWS:,} are written. Save it as .npz, or cut the clip."
        )
    frame, person, joint = (index.reshape(-1) for index in np.indices(shape))
    present = clip.present[frame, person]
    positions = np.where(clip.present[..., None, None], clip.positions, np.nan).reshape(-1, 3)
    label = {"label": _constant(prediction.label, n_rows)} if prediction.scores else {}
    return pd.DataFrame(
        {
            "frame": frame,
            "time_s": frame / clip.fps,
            "person": person,
            "joint": categories(joint, list(clip.layout.joints)),
            "x": positions[:, 0],
            "y": positions[:, 1],
            "z": positions[:, 2],
            "present": present,
            "inferred": inferred_joints(clip)[joint],
            **_map_columns(prediction),
            **{array_name(curve): curve.values[frame] for curve in prediction.curves},
            "keyframe": _keyframe_ranks(prediction)[frame],
            **label,
            **_verdict(prediction, n_rows),
            **_remarks(prediction, n_rows),
            "provenance": _constant(prediction.provenance.in_words(), n_rows),
        }
    )


def frame_table(prediction: Prediction) -> pd.DataFrame:
    """One row a frame.

    Columns: ``frame``, ``time_s``, ``beta`` and ``curve NAME`` for another curve, ``is_keyframe``; where the model says
    what each frame adds, ``leading_class`` (the most probable so far) and for every class ``score C`` (z_t),
    ``contribution C`` (β_t z_t, adds up to the logit over the frames) and ``running_probability C`` (from the frames up
    to and including this one); ``verdict``, ``remarks`` and ``provenance`` as in `prediction_table`.
    """
    frames = np.arange(prediction.clip.n_frames)
    columns: list[tuple[str, Any]] = [
        ("frame", frames),
        ("time_s", frames / prediction.clip.fps),
        *((array_name(curve), curve.values) for curve in prediction.curves),
        ("is_keyframe", np.isin(frames, prediction.keyframes)),
    ]
    if prediction.has_frame_scores:
        columns.append(("leading_class", categories(prediction.running.argmax(axis=1), list(prediction.class_names))))
    for index, name in enumerate(map(utf8, prediction.class_names if prediction.has_frame_scores else ())):
        columns += [
            (f"score {name}", prediction.frame_scores[:, index]),
            (f"contribution {name}", prediction.contributions[:, index]),
            (f"running_probability {name}", prediction.running[:, index]),
        ]
    columns += (_verdict(prediction, len(frames)) | _remarks(prediction, len(frames))).items()
    columns.append(("provenance", _constant(prediction.provenance.in_words(), len(frames))))
    return pd.concat([pd.Series(values, name=name) for name, values in columns], axis=1)


def _map_columns(prediction: Prediction) -> dict[str, NDArray[np.float32]]:
    """Each map's values in rows of frame, person and joint; a share of attention also as a multiple of uniform."""
    columns = {}
    for each in prediction.maps:
        name = array_name(each)
        columns[name] = each.values.reshape(-1)
        if each.relative:
            relative = np.where(prediction.read[..., None], prediction.shown(each), np.nan)
            columns[f"{name}_over_uniform"] = relative.reshape(-1).astype(np.float32)
    return columns


def _verdict(prediction: Prediction, n_rows: int) -> dict[str, pd.Categorical[str]]:
    """Whether the attention can be believed, in a few words; nothing where nobody tested it."""
    return {} if prediction.verdict is None else {"verdict": _constant(prediction.verdict.short, n_rows)}


def _remarks(prediction: Prediction, n_rows: int) -> dict[str, pd.Categorical[str]]:
    """What to know of the recording, in the first row alone: sentences in every row would be most of the file."""
    said = " | ".join(prediction.provenance.remarks)
    return {"remarks": categories(-(np.arange(n_rows) > 0).astype(np.int8), [said])} if said else {}


def _constant(text: str, n_rows: int) -> pd.Categorical[str]:
    return categories(np.zeros(n_rows, dtype=np.int8), [text])


def categories(codes: NDArray[np.integer], names: list[str]) -> pd.Categorical[str]:
    """A column of few names over many rows."""
    return pd.Categorical.from_codes(codes, pd.Index([utf8(name) for name in names]))


def _keyframe_ranks(prediction: Prediction) -> pd.arrays.IntegerArray:
    """T ranks, 1 for the highest peak of β, missing where the frame is no keyframe."""
    ranks = np.zeros(prediction.clip.n_frames, dtype=np.int32)
    ranks[list(prediction.keyframes)] = np.arange(1, len(prediction.keyframes) + 1)
    return pd.arrays.IntegerArray(ranks, ranks == 0)
