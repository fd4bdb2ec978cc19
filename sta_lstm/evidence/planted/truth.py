"""Attention against a planted truth: the one test that has an answer key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sta_lstm.arrays import Bools, Float32s
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.planted.rankings import Ranking, attention_ranking, map_ranking, random_ranking
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.scene.limbs import body_parts
from sta_lstm.skeletons import SkeletonLayout

#: The questions that are asked of each clip, and what each is: all from 0 to 1, more is better.
QUESTIONS = {
    "joints": "average precision of the joints that carry the action, in the frames in which it is under way",
    "limbs": "the same by part of the body, by the mean over its joints",
    "top": "share of those frames whose joint with most attention carries the action",
    "share": "share of the attention in those frames that is on joints that carry the action",
    "frames": "average precision of the frames in which it is under way",
    "both": "average precision of joints × frames in the whole clip",
}


@dataclass(frozen=True, eq=False)
class AnswerKey:
    """What is known of a planted clip.

    Attributes:
        truth: T × M × J, the joints that carry the action.
        counted: T × M × J, the cells that are asked about: where somebody is, less what is undecided.
        layout: of J joints.
        action: its name, by which scores are grouped.
    """

    truth: Bools
    counted: Bools
    layout: SkeletonLayout
    action: str

    def __post_init__(self) -> None:
        expected = (*self.truth.shape[:2], self.layout.n_joints)
        if self.truth.shape != expected or self.counted.shape != expected:
            raise SettingsError(
                f"a truth of shape {self.truth.shape}, counted {self.counted.shape}, does not go with the layout "
                f"'{self.layout.name}'; expected T × M × {self.layout.n_joints}."
            )

    @property
    def acting(self) -> Bools:
        """T, whether the action is under way."""
        return np.asarray(self.truth.any((1, 2)))


def average_precision(scores: NDArray[Any], truth: Bools) -> float:
    """Average precision of a ranking by ``scores``: 1 if all that is true comes first, the share of truth if random.

    Raises:
        SettingsError: the shapes differ, or the truth is empty or everything.
    """
    # It takes a second to load, and only those who score against a truth need it.
    from sklearn.metrics import average_precision_score

    if scores.shape != truth.shape:
        raise SettingsError(f"scores of shape {scores.shape} cannot be compared with a truth of shape {truth.shape}.")
    if not truth.any() or truth.all():
        raise SettingsError("the truth marks nothing or everything; average precision needs both kinds.")
    return float(average_precision_score(truth.ravel(), scores.ravel()))


def answer_key(
    prediction: Prediction, truth: Bools, undecided: Bools | None = None, *, action: str | None = None
) -> AnswerKey:
    """The answer key of a clip as far as a network read it.

    Args:
        prediction: says which persons were read in which frames.
        truth: T × M × J, the joints that carry the action.
        undecided: T × M × J, cells to leave out, such as `PlantedClip.undecided`; none if left out.
        action: the clip's label if left out.
    """
    counted = np.repeat(prediction.read[:, :, None], truth.shape[2], axis=2)
    if undecided is not None:
        counted = counted & ~undecided
    name = action if action is not None else str(prediction.clip.label or "")
    return AnswerKey(truth, counted, prediction.clip.layout, name)


def clip_scores(key: AnswerKey, ranking: Ranking) -> dict[str, float]:
    """The six `QUESTIONS` asked of one clip; not a number where a clip cannot tell (all that is counted is true).

    Raises:
        SettingsError: the ranking is of another shape, or no counted cell is true.
    """
    truth, counted, acting = key.truth & key.counted, key.counted, key.acting
    if ranking.joints.shape != truth.shape:
        raise SettingsError(f"a ranking of {ranking.joints.shape} cannot be scored by a truth of {truth.shape}.")
    if not truth.any():
        raise SettingsError("the truth marks nothing that was read; there is nothing to find.")
    during = counted & acting[:, None, None]
    limb_scores, limb_truth, limb_counted = by_limb(key, ranking.joints)
    limbs_during = limb_counted & acting[:, None, None]
    return {
        "joints": _precision(ranking.joints, truth, during),
        "limbs": _precision(limb_scores, limb_truth, limbs_during),
        "top": _top(ranking.joints[acting], truth[acting], counted[acting]),
        "share": _share(ranking.joints[acting], truth[acting], counted[acting]),
        "frames": _precision(ranking.frames, acting, np.asarray(counted.any((1, 2)))),
        "both": _precision(ranking.both, truth, counted),
    }


def by_limb(key: AnswerKey, scores: NDArray[Any]) -> tuple[NDArray[Any], Bools, Bools]:
    """Scores, truth and what is counted, by part of the body: each T × M × parts.

    A part's score is the mean over those of its joints that are counted. It is true where half of them are; a part of
    which fewer are true, as the arm whose shoulder bows with the trunk, is not counted.
    """
    parts = [list(part.joints) for part in body_parts(key.layout)]
    sums = np.stack([np.where(key.counted[..., part], scores[..., part], 0).sum(-1) for part in parts], -1)
    sizes = np.stack([key.counted[..., part].sum(-1) for part in parts], -1)
    true = np.stack([(key.truth & key.counted)[..., part].sum(-1) for part in parts], -1)
    truth = (true > 0) & (2 * true >= sizes)
    return sums / np.maximum(sizes, 1), truth, (sizes > 0) & (truth | (true == 0))


def truth_table(keys: Sequence[AnswerKey], rankings: Sequence[Mapping[str, Ranking]]) -> pd.DataFrame:
    """Every question asked of N clips and each of their rankings by name.

    Returns:
        A row a clip, question and ranking: ``clip`` (from 0), ``action``, ``question``, ``ranking``, ``value``.
    """
    rows = [
        {"clip": number, "action": key.action, "question": question, "ranking": name, "value": value}
        for number, (key, named) in enumerate(zip(keys, rankings, strict=True))
        for name, ranking in named.items()
        for question, value in clip_scores(key, ranking).items()
    ]
    return pd.DataFrame(rows, columns=["clip", "action", "question", "ranking", "value"])


def truth_scores(
    predictions: Sequence[Prediction],
    truths: Sequence[Bools],
    energies: Sequence[Float32s],
    *,
    undecided: Sequence[Bools] | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """How well attention finds the planted truth, beside motion energy and chance.

    Args:
        predictions: N results.
        truths: N masks, each T × M × J: the joints that carry the action.
        energies: N baselines of the same shapes, such as the motion energy of each joint.
        undecided: N masks of what is left out, such as `PlantedClip.undecided`; none if left out.
        seed: of the random ranking.

    Returns:
        One row a question (`QUESTIONS`) and ranking (``question``, ``ranking``, ``mean``, ``std`` over clips,
        ``clips``).
    """
    rng = np.random.default_rng(seed)
    left_out = undecided if undecided is not None else [None] * len(truths)
    keys = [answer_key(*each) for each in zip(predictions, truths, left_out, strict=True)]
    rankings = [
        {
            "attention": attention_ranking(prediction),
            "motion energy": map_ranking(energy),
            "random": random_ranking(rng, energy.shape),
        }
        for prediction, energy in zip(predictions, energies, strict=True)
    ]
    grouped = truth_table(keys, rankings).groupby(["question", "ranking"], sort=False)["value"]
    return grouped.agg(mean="mean", std=lambda values: values.std(ddof=0), clips="count").reset_index()


def _precision(scores: NDArray[Any], truth: Bools, counted: Bools) -> float:
    asked = truth[counted]
    if not asked.any() or asked.all():
        return float("nan")
    return average_precision(scores[counted], asked)


def _top(scores: NDArray[Any], truth: Bools, counted: Bools) -> float:
    """Share of frames whose first joint is true; of joints that share the first place, the share that is."""
    flat = np.where(counted, scores, -np.inf).reshape(len(scores), -1)
    first = (flat == flat.max(1, keepdims=True)) & counted.reshape(flat.shape)
    right = (first & truth.reshape(flat.shape)).sum(1)
    there = first.any(1)
    return float(np.mean(right[there] / first.sum(1)[there])) if there.any() else float("nan")


def _share(scores: NDArray[Any], truth: Bools, counted: Bools) -> float:
    """Mean over frames of the share of what is positive that is on true joints; no such frame counts as 0."""
    mass = np.where(counted, np.maximum(scores, 0), 0)
    total = mass.sum((1, 2))
    shares = np.divide((mass * truth).sum((1, 2)), total, out=np.zeros(len(total)), where=total > 0)
    return float(shares.mean())
