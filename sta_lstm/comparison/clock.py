"""A clip, or what a model said of it, at the steps of a clock that lets frames stand or passes over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sta_lstm.arrays import Indices
from sta_lstm.errors import MismatchError
from sta_lstm.limits import CLASS_SCORES, JOINTS, Limit
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.scores import Scores
from sta_lstm.skeletons import Clip


def clip_on_clock(clip: Clip, frames: Indices, fps: float) -> Clip:
    """A clip at the steps of a clock, as in `on_clock`.

    Raises:
        MismatchError: the clock has too many steps for so many joints.
    """
    _check_steps(JOINTS, clip, frames, (clip.n_persons * clip.n_joints, "joints"))
    return replace(clip, positions=clip.positions[frames], present=clip.present[frames], fps=fps)


def on_clock(prediction: Prediction, frames: Indices, fps: float) -> Prediction:
    """A result at the steps of a clock.

    What a frame adds to the scores is added once, at the first step with weight that shows it or a later one, so that
    the sum over the steps is still the logits; what no step with weight follows is added at the last one that has some.
    α and β are those of the frame.

    Args:
        prediction: what to show.
        frames: S, its frame at each step, never going back.
        fps: steps a second.

    Raises:
        MismatchError: the clock has too many steps for so many classes or joints.
    """
    _check_steps(CLASS_SCORES, prediction.clip, frames, (len(prediction.class_names), "classes"))
    return replace(
        prediction,
        clip=clip_on_clock(prediction.clip, frames, fps),
        maps=tuple(replace(each, values=each.values[frames]) for each in prediction.maps),
        curves=tuple(replace(each, values=each.values[frames]) for each in prediction.curves),
        read=prediction.read[frames],
        scores=_scores_once(prediction, frames),
        keyframes=_steps_of(prediction.keyframes, frames),
        windows=None if prediction.windows is None else prediction.windows.on_clock(frames),
        ahead=None if prediction.ahead is None else prediction.ahead[frames],
    )


def _check_steps(limit: Limit, clip: Clip, frames: Indices, columns: tuple[int, str]) -> None:
    """Refuse what would be too large on the clock: a short clip may stand for thousands of steps."""
    limit.check(
        f"clip '{clip.name}'",
        (len(frames), "steps of the common clock"),
        columns,
        advice="Align the clips by share of the clip, or keep shorter parts: {} steps go.",
        error=MismatchError,
    )


def _steps_of(keyframes: Sequence[int], frames: Indices) -> tuple[int, ...]:
    """The first step that shows each keyframe or a later frame; two that fall on one step are one."""
    steps = np.searchsorted(frames, np.array(keyframes, dtype=np.int64))
    return tuple(dict.fromkeys(int(step) for step in steps if step < len(frames)))


def _scores_once(prediction: Prediction, frames: Indices) -> Scores | None:
    """The scores, with z of S steps so that β_t z_t sums over the steps to what it sums to over the frames.

    Where no step has weight, nothing could: then they are without z.
    """
    if prediction.scores is None or not prediction.has_frame_scores:
        return prediction.scores
    scores = np.zeros((len(frames), len(prediction.class_names)), dtype=np.float32)
    weight = prediction.beta[frames].astype(np.float64)
    weighs = np.flatnonzero(weight > 0)
    if not weighs.size:
        still = not prediction.contributions.any()
        return replace(prediction.scores, frame_scores=scores if still else None)
    at = frames[weighs]
    at[-1] = prediction.clip.n_frames - 1  # whatever comes after the last step with weight is added there
    so_far = np.cumsum(prediction.contributions, axis=0, dtype=np.float64)[at]
    added = np.diff(so_far, axis=0, prepend=np.zeros((1, so_far.shape[1])))
    scores[weighs] = (added / weight[weighs, None]).astype(np.float32)
    return replace(prediction.scores, frame_scores=scores)
