"""What a checkpoint says of each of many clips, as rows of a table: asked in batches, a row a clip whatever happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sta_lstm.arrays import AnyFloats
from sta_lstm.datasets import LabelledClip
from sta_lstm.errors import StaLstmError
from sta_lstm.evidence.attended.summary import joint_attention, phase_attention, view_of
from sta_lstm.evidence.maps.explain import explain
from sta_lstm.evidence.maps.kinds import KINDS
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.features import clip_features
from sta_lstm.model.fitting import check_fit
from sta_lstm.prediction.predict import predict_each
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.windows import is_long
from sta_lstm.skeletons import Clip

#: Clips that are in memory at once.
TOGETHER = 64
Row = dict[str, Any]


def attend(
    checkpoint: Checkpoint, clips: Sequence[LabelledClip], maps: Sequence[str] = (), *, together: int = TOGETHER
) -> Iterator[Row]:
    """A row for each clip, in their order.

    A clip that cannot be read, does not fit the checkpoint, or is too long to be one action has a row with the reason.

    Args:
        checkpoint: who is asked.
        clips: of a data set; each is read when its turn comes.
        maps: further maps and curves by name, of ``sta_lstm.evidence.maps.KINDS``.
        together: clips in memory at once.

    Raises:
        SettingsError: there is no such map.
    """
    for first in range(0, len(clips), together):
        group = clips[first : first + together]
        read = [_read(checkpoint, each) for each in group]
        answers = predict_each(checkpoint, [clip for clip in read if isinstance(clip, Clip)])
        for known, clip in zip(group, read, strict=True):
            row = about(known, checkpoint)
            if isinstance(clip, str):
                yield row | {"reason": clip}
                continue
            yield row | _said(checkpoint, next(answers), maps)


def about(clip: LabelledClip, checkpoint: Checkpoint) -> Row:
    """Which clip and which checkpoint a row is about."""
    start, end = clip.frames or (None, None)
    return {
        "clip": clip.source,
        "file": clip.file,
        "start": start,
        "end": end,
        "fingerprint": clip.fingerprint,
        "label": clip.label,
        "subject": clip.subject,
        "view": view_of(clip.source),
        "n_frames": clip.n_frames,
        "n_persons": clip.n_persons,
        "n_joints": clip.layout.n_joints,
        "layout": clip.layout.name,
        "checkpoint": checkpoint.name,
        "revision": checkpoint.revision,
    }


def _read(checkpoint: Checkpoint, known: LabelledClip) -> Clip | str:
    """The clip, or why it cannot be asked about."""
    try:
        clip = known.load()
        check_fit(clip, checkpoint.reads, name=checkpoint.name)
    except StaLstmError as error:
        return str(error)
    if is_long(checkpoint, clip):
        return f"it is {clip.seconds:.0f} s long, too long to be one action. Cut it: sta-lstm convert --segments."
    return clip


def _said(checkpoint: Checkpoint, prediction: Prediction, maps: Sequence[str]) -> Row:
    """What was said of one clip, and the maps that are asked for; why one of them is not there."""
    label, names = prediction.clip.label, list(prediction.class_names)
    alpha = prediction.alpha if prediction.maps[0].learned else None
    beta = prediction.beta if prediction.curves[0].learned else None
    row: Row = {
        "predicted": prediction.label,
        "probability": float(prediction.probabilities.max()),
        "true_probability": float(prediction.probabilities[names.index(label)]) if label in names else None,
        "seconds": prediction.clip.seconds,
        "probabilities": _half(prediction.probabilities),
        "keyframes": list(prediction.keyframes),
        "notes": list(prediction.provenance.changes),
        "doubts": list(prediction.provenance.doubts),
        "alpha": None if alpha is None else _half(alpha),
        "beta": None if beta is None else _half(beta),
    } | summary(alpha, beta)
    if not maps:
        return row
    features = clip_features(prediction.clip, checkpoint.recipe, n_persons=checkpoint.reads.most)
    for name in maps:
        try:
            told = explain(checkpoint, prediction.clip, [name], prediction=prediction, features=features)
        except StaLstmError as error:
            row.setdefault("reason", str(error))
            continue
        row[name] = _half((told.curves if KINDS[name].is_curve else told.maps)[-1].values)
    return row


def summary(alpha: AnyFloats | None, beta: AnyFloats | None) -> Row:
    """What a table of many clips keeps of α (T × M × J) and β (T), either None where the model has none.

    Returns:
        ``joint_attention``, M × J numbers, and ``phase_attention``, P numbers, as `evidence.attended.summary` says.
    """
    phases = None if beta is None else phase_attention(beta)
    return {
        "joint_attention": None if alpha is None else joint_attention(alpha, beta).ravel().tolist(),
        "phase_attention": None if phases is None else phases.tolist(),
    }


def _half(values: Any) -> list[np.float16]:
    """Numbers in a row, in half precision, which keeps three digits."""
    return list(np.asarray(values, dtype=np.float16).ravel())


def shaped(row: Mapping[str, Any], name: str) -> np.ndarray[Any, np.dtype[np.float32]]:
    """A map of a row (T × M × J) or a curve (T) as an array again.

    Raises:
        KeyError: the row has none of that name.
    """
    values = row[name]
    if values is None:
        raise KeyError(name)
    flat = np.asarray(values, dtype=np.float32)
    return flat if flat.size == row["n_frames"] else flat.reshape(row["n_frames"], -1, row["n_joints"])
