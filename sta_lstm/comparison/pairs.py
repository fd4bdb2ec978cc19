"""How far two models agree on one clip."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sta_lstm.arrays import Bools, Float32s, Float64s, Int64s
from sta_lstm.comparison.agreement import (
    correlations,
    is_flat,
    jensen_shannon,
    keyframe_overlap,
    random_keyframe_overlap,
    shuffled_divergence,
    shuffled_variation,
    top_overlap,
    total_variation,
)
from sta_lstm.comparison.ground import Common
from sta_lstm.comparison.measures import Figures
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.words import listed


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two: what `Comparison` holds of it, without the axis of models.

    Attributes:
        prediction: its result.
        name: what it is called.
        alpha: T × M × J, a multiple of uniform.
        beta: T, a multiple of uniform.
        joint_attention: M × J, a multiple of uniform.
        running_labels: T, -1 for none.
        probabilities: C.
        settled: the frame from which on the running label stays, if any.
    """

    prediction: Prediction
    name: str
    alpha: Float32s
    beta: Float32s
    joint_attention: Float32s
    running_labels: Int64s
    probabilities: Float32s
    settled: int | None

    @property
    def has_flat_beta(self) -> bool:
        """Whether β says nothing about the frames: no temporal attention, or the same weight throughout."""
        return not self.prediction.curves[0].learned or is_flat(self.beta[self.beta > 0])


@dataclass(frozen=True, eq=False)
class PairAgreement:
    """How far two models agree; nothing depends on their order.

    Attributes:
        first: the first model, as an index.
        second: the second, a greater index.
        figures: the measures.
        random: what the measures are for two maps that have nothing to do with each other (`Measure.random` says how).
        divergence: T, Jensen-Shannon divergence of α at each frame, bits, read-only; NaN where no person was read.
        same_running: T, whether both would say the same class by then, read-only; False while one has no evidence.
        both_know: the frame from which on both running labels stay what they are in the end; None without evidence.
        notes: why a figure has no value, in sentences.
    """

    first: int
    second: int
    figures: Figures
    random: Figures
    divergence: Float64s
    same_running: Bools
    both_know: int | None
    notes: tuple[str, ...]


def running_answers(prediction: Prediction) -> Int64s:
    """T, the class that is likeliest from the frames so far, by its number; -1 before the first frame with weight.

    It is -1 throughout where the scores are no sum over frames.
    """
    if not prediction.has_frame_scores:
        return np.full(prediction.clip.n_frames, -1, dtype=np.int64)
    return np.where(np.cumsum(prediction.beta) > 0, prediction.running.argmax(1), -1).astype(np.int64)


def _no_running(a: Side, b: Side) -> str:
    """Why there is no frame at which both have a running prediction."""
    apart = [side.name for side in (a, b) if not side.prediction.has_frame_scores]
    if apart:
        return f"The scores of {listed(apart)} are no sum over frames, so that there is no running prediction."
    return "β is zero throughout, so that there is no running prediction."


def pair_agreement(
    pair: tuple[int, int], a: Side, b: Side, common: Common, *, top: int, tolerance: int
) -> PairAgreement:
    """How far ``a`` and ``b``, the models ``pair``, agree on what is ``common``."""
    notes: list[str] = []
    n_frames = len(common.read)
    p, q = (side.alpha.reshape(n_frames, -1) for side in (a, b))
    divergence = jensen_shannon(p, q)
    known = divergence[np.isfinite(divergence)]
    if not known.size:
        notes.append("α has no weight on the shared joints.")
    there = np.repeat(common.read, len(common.joints), axis=1)
    joints, random_joints = _joint_overlap(a, b, common, top, notes)
    beta = _beta_figures(a, b, common, notes)
    keyframes, random_keyframes = _keyframes(a, b, common, tolerance, notes)
    has_both = (a.running_labels >= 0) & (b.running_labels >= 0)
    same_running = has_both & (a.running_labels == b.running_labels)
    chance = len(common.classes) / (len(a.prediction.class_names) * len(b.prediction.class_names))
    if not has_both.any():
        notes.append(_no_running(a, b))
    figures = Figures(
        alpha_divergence=float(known.mean()) if known.size else None,
        joint_overlap=joints,
        beta_divergence=beta[0],
        beta_spearman=beta[1],
        beta_pearson=beta[2],
        keyframe_overlap=keyframes,
        same_label=float(a.prediction.label == b.prediction.label),
        running_agreement=float(same_running[has_both].mean()) if has_both.any() else None,
        probability_change=min(1.0, total_variation(a.probabilities, b.probabilities)),
    )
    random = Figures(
        alpha_divergence=shuffled_divergence(p, q, there),
        joint_overlap=random_joints,
        beta_divergence=shuffled_divergence(a.beta[None], b.beta[None], common.frames[None]),
        beta_spearman=None if beta[1] is None else 0.0,
        beta_pearson=None if beta[2] is None else 0.0,
        keyframe_overlap=random_keyframes,
        same_label=chance,
        running_agreement=chance if has_both.any() else None,
        probability_change=shuffled_variation(a.probabilities, b.probabilities),
    )
    for array in (divergence, same_running):
        array.setflags(write=False)
    return PairAgreement(
        first=pair[0],
        second=pair[1],
        figures=figures,
        random=random,
        divergence=divergence,
        same_running=same_running,
        both_know=None if a.settled is None or b.settled is None else max(a.settled, b.settled),
        notes=tuple(notes),
    )


def _joint_overlap(
    a: Side, b: Side, common: Common, top: int, notes: list[str]
) -> tuple[float, float] | tuple[None, None]:
    """Overlap of the top joints, and that of joints drawn at random."""
    without = [side.name for side in (a, b) if not side.prediction.maps[0].learned]
    if without:
        notes.append(f"No top joints: {_without(without, 'spatial')}.")
        return None, None
    was_read = np.asarray(common.read.any(0))
    first, second = (side.joint_attention[was_read].ravel() for side in (a, b))
    return top_overlap(first, second, top), min(top, len(first)) / len(first)


def _beta_figures(
    a: Side, b: Side, common: Common, notes: list[str]
) -> tuple[float | None, float | None, float | None]:
    """Divergence, Spearman's and Pearson's correlation of β over the frames with bodies."""
    first, second = (side.beta[common.frames] for side in (a, b))
    dead = [side.name for side in (a, b) if not side.beta.any()]
    if dead:
        notes.append(f"No figures of β: it is zero throughout in {' and '.join(dead)}.")
        return None, None, None
    divergence = float(jensen_shannon(first, second))
    flat = [side.name for side in (a, b) if side.has_flat_beta]
    if flat:
        notes.append(f"No correlation of β: it is constant in {' and '.join(flat)}.")
        return divergence, None, None
    if len(first) < 3:
        notes.append(f"No correlation of β: it takes three frames with bodies, and there are {len(first)}.")
    return divergence, *correlations(first, second)


def _keyframes(
    a: Side, b: Side, common: Common, tolerance: int, notes: list[str]
) -> tuple[float, float] | tuple[None, None]:
    """Overlap of the keyframes, and that of as many frames drawn at random."""
    first, second = a.prediction.keyframes, b.prediction.keyframes
    without = [side.name for side in (a, b) if not side.prediction.keyframes]
    if without:
        notes.append(f"No common keyframes: there are none in {' and '.join(without)}.")
        return None, None
    n_frames = max(int(common.frames.sum()), len(first), len(second))
    return (
        keyframe_overlap(first, second, tolerance),
        random_keyframe_overlap(len(first), len(second), n_frames, tolerance),
    )


def _without(names: list[str], attention: str) -> str:
    return f"{' and '.join(names)} {'has' if len(names) == 1 else 'have'} no {attention} attention"
