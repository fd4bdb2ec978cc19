"""A clip, or what a model said of it, at the steps of a clock that lets frames stand or passes over them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sta_lstm.arrays import Float32s, Indices
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip


def clip_on_clock(clip: Clip, frames: Indices, fps: float) -> Clip:
    """A clip at the steps of a clock, as in `on_clock`."""
    return replace(clip, positions=clip.positions[frames], present=clip.present[frames], fps=fps)


def on_clock(prediction: Prediction, frames: Indices, fps: float) -> Prediction:
    """A result at the steps of a clock.

    What a frame adds to the scores is added once, at the first step with weight that shows it or a later one, so that
    the sum over the steps is still the logits wherever the last step has weight. α and β are those of the frame.

    Args:
        prediction: what to show.
        frames: S, its frame at each step, never going back.
        fps: steps a second.
    """
    return replace(
        prediction,
        clip=clip_on_clock(prediction.clip, frames, fps),
        alpha=prediction.alpha[frames],
        beta=prediction.beta[frames],
        read=prediction.read[frames],
        frame_scores=_scores_once(prediction, frames),
        keyframes=tuple(int(step) for step in np.searchsorted(frames, prediction.keyframes)),
    )


def _scores_once(prediction: Prediction, frames: Indices) -> Float32s:
    """S × L, scores z with which β_t z_t sums over the steps to what it sums to over the frames."""
    scores = np.zeros((len(frames), prediction.frame_scores.shape[1]))
    weight = prediction.beta[frames].astype(np.float64)
    weighs = np.flatnonzero(weight > 0)
    if weighs.size:
        so_far = np.cumsum(prediction.contributions, axis=0, dtype=np.float64)[frames[weighs]]
        added = np.diff(so_far, axis=0, prepend=np.zeros((1, so_far.shape[1])))
        scores[weighs] = added / weight[weighs, None]
    return scores.astype(np.float32)
