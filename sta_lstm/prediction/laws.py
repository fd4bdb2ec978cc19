"""What must hold of a prediction, checked when one is made: shapes, sums, and that frames and persons exist."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.errors import PredictionError
from sta_lstm.limits import TOGETHER
from sta_lstm.prediction.maps import MAX_MAPS, FrameCurve, JointMap
from sta_lstm.prediction.provenance import Provenance
from sta_lstm.prediction.scores import Scores
from sta_lstm.prediction.verdict import Verdict
from sta_lstm.skeletons import Clip

if TYPE_CHECKING:
    from sta_lstm.prediction.prediction import Prediction

#: How far Σ_t β_t z_t may be from the logits, as a share of 1 and of what the frames add and take in all.
_SCORE_TOLERANCE = 1e-4
#: How far what a joint attends to may be from 1 in all.
_LINK_TOLERANCE = 1e-3


def as_tuple(values: object, what: str) -> tuple[Any, ...]:
    """``values`` as a tuple.

    Raises:
        PredictionError: they are not several values in an order.
    """
    if isinstance(values, list | tuple):
        return tuple(values)
    raise PredictionError(f"{what} are a list or a tuple; got {type(values).__name__}.")


def as_array(values: object, what: str) -> NDArray[Any]:
    """``values`` as an array of their own.

    Raises:
        PredictionError: they are no array.
    """
    try:
        return np.array(values)
    except (TypeError, ValueError, RuntimeError) as error:
        raise PredictionError(f"{what} is not an array ({error}).") from error


def check_clip(clip: object) -> None:
    """Refuse what is not a clip.

    Raises:
        PredictionError: it is something else.
    """
    if not isinstance(clip, Clip):
        raise PredictionError(f"a result is about a Clip; got {type(clip).__name__}. Read one with load_clip.")


def check_prediction(prediction: Prediction) -> None:
    """Refuse a prediction that contradicts itself or its clip.

    Raises:
        PredictionError: as `Prediction` says.
    """
    check_clip(prediction.clip)
    for what, given, wanted in (
        *(("map", each, JointMap) for each in prediction.maps),
        *(("curve", each, FrameCurve) for each in prediction.curves),
    ):
        if not isinstance(given, wanted):
            raise PredictionError(f"a {what} is a {wanted.__name__}; got {type(given).__name__}.")
    if not isinstance(prediction.provenance, Provenance):
        raise PredictionError(f"a result's provenance is a Provenance; got {type(prediction.provenance).__name__}.")
    if not isinstance(prediction.scores, Scores | None):
        raise PredictionError(f"a result's scores are Scores or None; got {type(prediction.scores).__name__}.")
    if not isinstance(prediction.verdict, Verdict | None):
        raise PredictionError(f"a result's verdict is a Verdict or None; got {type(prediction.verdict).__name__}.")
    _check_read(prediction)
    _check_shapes(prediction)
    _check_shares(prediction)
    _check_scores(prediction)
    _check_keyframes(prediction)
    _check_verdict(prediction)
    _check_windows(prediction)
    _check_links(prediction)


def _check_read(prediction: Prediction) -> None:
    clip, read = prediction.clip, prediction.read
    wanted = (clip.n_frames, clip.n_persons)
    if read.dtype != np.bool_ or read.shape != wanted:
        raise PredictionError(
            f"read is {read.dtype} of shape {_times(read.shape)}; expected bool of {_times(wanted)}: {_form(clip)}."
        )
    absent = read & ~clip.present
    if absent.any():
        t, m = (int(i) for i in np.argwhere(absent)[0])
        raise PredictionError(
            f"person {m} is said to be read in frame {t}, where clip '{clip.name}' does not show them."
        )


def _check_shapes(prediction: Prediction) -> None:
    clip = prediction.clip
    shape = (clip.n_frames, clip.n_persons, clip.n_joints)
    TOGETHER.check(
        f"the maps of clip '{clip.name}'",
        (len(prediction.maps), "maps"),
        (math.prod(shape), "joints of all frames"),
        advice="Show at most {} maps at once, or keep a part of the clip.",
        error=PredictionError,
    )
    for what, given, wanted in (("map", prediction.maps, shape), ("curve", prediction.curves, shape[:1])):
        if not 1 <= len(given) <= MAX_MAPS:
            raise PredictionError(f"a result has 1 to {MAX_MAPS} {what}s; got {len(given)}.")
        names = [each.name for each in given]
        if len(set(names)) < len(names):
            raise PredictionError(f"two {what}s have one name ({', '.join(names)}); rename one.")
        for each in given:
            if each.values.shape != wanted:
                raise PredictionError(
                    f"{what} {each.name!r} is {_times(each.values.shape)}; expected {_times(wanted)}: {_form(clip)}."
                )


def _check_shares(prediction: Prediction) -> None:
    read, there = prediction.read, prediction.read.any(1)
    for each in prediction.maps:
        if not each.relative:
            continue
        sums = each.values.sum(2, dtype=np.float64)  # T × M
        strangers = (sums > 0) & ~read
        if strangers.any():
            t, m = (int(i) for i in np.argwhere(strangers)[0])
            raise PredictionError(f"map {each.name!r} attends to person {m} in frame {t}, where nobody read them.")
        empty = there & (sums.sum(1) == 0)
        if empty.any():
            raise PredictionError(
                f"map {each.name!r} is 0 throughout frame {int(np.argmax(empty))}, where somebody was read; shares of "
                "attention sum to 1."
            )


def _check_scores(prediction: Prediction) -> None:
    scores = prediction.scores
    if scores is None or scores.frame_scores is None:
        return
    if len(scores.frame_scores) != prediction.clip.n_frames:
        raise PredictionError(f"frame_scores are of {len(scores.frame_scores)} frames: {_form(prediction.clip)}.")
    if np.isnan(prediction.beta).any():
        t = int(np.argmax(np.isnan(prediction.beta)))
        raise PredictionError(
            f"curve {prediction.curves[0].name!r} has no value in frame {t}; where frame scores are summed, each frame "
            "needs its weight."
        )
    added = prediction.beta[:, None].astype(np.float64) * scores.frame_scores
    total = added.sum(0)
    off = np.abs(total - scores.logits) - _SCORE_TOLERANCE * (1 + np.abs(added).sum(0))
    if (off > 0).any():
        c = int(np.argmax(off))
        raise PredictionError(
            f"Σ β_t z_t is {total[c]:.6g} for class '{scores.class_names[c]}', and its logit is "
            f"{scores.logits[c]:.6g}; frame scores add up to the logits, or are left out."
        )


def _check_keyframes(prediction: Prediction) -> None:
    frames, n_frames = prediction.keyframes, prediction.clip.n_frames
    if any(type(t) is not int or not 0 <= t < n_frames for t in frames):
        raise PredictionError(f"the keyframes are {frames}; expected whole numbers from 0 to {n_frames - 1}.")
    if len(set(frames)) < len(frames):
        raise PredictionError(f"the keyframes are {frames}; each frame can be one of them once.")


def _check_verdict(prediction: Prediction) -> None:
    verdict = prediction.verdict
    if verdict is None:
        return
    if verdict.class_name not in prediction.class_names:
        raise PredictionError(
            f"the verdict is about the class {verdict.class_name!r}; the result has "
            f"{', '.join(prediction.class_names) or 'no classes'}. Judge this result anew."
        )
    strangers = [part.person for part in verdict.parts if not 0 <= part.person < prediction.clip.n_persons]
    if strangers:
        raise PredictionError(
            f"the verdict is about person {strangers[0]}: {_form(prediction.clip)}. Judge this result anew."
        )


def _check_windows(prediction: Prediction) -> None:
    windows = prediction.windows
    if windows is None:
        return
    if prediction.scores is not None:
        raise PredictionError("a result that is read in windows has no scores of the whole. Give one of the two.")
    if windows.n_frames != prediction.clip.n_frames:
        raise PredictionError(f"the windows are of {windows.n_frames} frames: {_form(prediction.clip)}.")


def _check_links(prediction: Prediction) -> None:
    clip, links, ahead = prediction.clip, prediction.links, prediction.ahead
    if ahead is not None and (ahead.shape != clip.positions.shape or not np.isfinite(ahead).all()):
        raise PredictionError(
            f"what is foretold is {_times(ahead.shape)}; expected finite numbers of {_times(clip.positions.shape)}: "
            f"{_form(clip)}."
        )
    if links is None:
        return
    wanted = (clip.n_persons, clip.n_joints) * 2
    if links.shape != wanted or links.dtype.kind != "f":
        raise PredictionError(
            f"links are {links.dtype} of shape {_times(links.shape)}; expected numbers of {_times(wanted)}: "
            f"{_form(clip)}."
        )
    sums = links.sum((2, 3))
    if not np.isfinite(links).all() or (links < 0).any() or (np.abs(sums - (sums > 0)) > _LINK_TOLERANCE).any():
        raise PredictionError("what a joint attends to are shares from 0 that sum to 1; links have others.")


def _form(clip: Clip) -> str:
    return f"clip '{clip.name}' has {clip.n_frames} frames × {clip.n_persons} persons × {clip.n_joints} joints"


def _times(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "a single value"
