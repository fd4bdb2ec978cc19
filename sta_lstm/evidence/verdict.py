"""Whether attention can be believed for one clip: each part of each body is held still, and the model is asked again.

A part of the body carries the answer if the model's probability falls once that part stands still at its mean place in
the clip. Attention tells the truth of the *model*, as far as that goes, if it lies on the part that carries most. A
model may know an action from either of two parts, and miss neither alone: where no part carries the answer by itself,
they are held still two by two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import softmax

from sta_lstm.errors import PredictionError
from sta_lstm.evidence.removal.cells import Group, groups
from sta_lstm.evidence.removal.fills import Fill, mean_pose
from sta_lstm.evidence.removal.logits import logits_without
from sta_lstm.limits import RERUN_STEPS, Limit
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.effort import check_reruns
from sta_lstm.model.features import Features, clip_features
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.verdict import NOTHING, Held, PartEvidence, Trust, Verdict, costliest, most_attended
from sta_lstm.skeletons import Clip, original

#: A part carries the answer if at least this share of its probability is lost.
LEAST_LOST = 0.5
#: α points at a part if it gives that part's joints at least this many times as much as if all mattered alike.
LEAST_FOCUS = 1.25
#: A part that costs at least this share of what the costliest costs is one of those that carry the answer.
NEARLY = 0.5
#: Parts that are held still two by two: those of two persons, or of more persons those that cost most.
MOST_PAIRED = 12


def judge(
    checkpoint: Checkpoint,
    prediction: Prediction,
    *,
    class_name: str | None = None,
    features: Features | None = None,
    fill: Fill = mean_pose,
    limit: Limit = RERUN_STEPS,
) -> Verdict:
    """Test the attention that ``prediction`` shows, by holding each part of each body still.

    A person who is a copy of another, as for a model that reads two and a clip that shows one, is nobody else: each
    part is held still in both at once, and the attention that both get is one. `Prediction.with_verdict` takes what
    is found along into pages, pictures, tables and videos.

    Args:
        checkpoint: which gave ``prediction``.
        prediction: of one clip; its first map is tested, weighed with its first curve.
        class_name: whose probability is looked at; the predicted class, if left out.
        features: what the checkpoint reads of the clip, if somebody has it already.
        fill: what takes the place of a part that is held.
        limit: how much the runs may take in all.

    Raises:
        PredictionError: the prediction has no scores, or the checkpoint no such class.
        SettingsError: the clip is so long, or the network so large, that the runs would pass ``limit``.
    """
    name = prediction.label if class_name is None else class_name
    if name not in prediction.class_names:
        raise PredictionError(
            f"'{checkpoint.name}' has no class {name!r}; its classes: {', '.join(prediction.class_names)}."
        )
    clip = prediction.clip
    if features is None:
        features = clip_features(clip, checkpoint.recipe, n_persons=checkpoint.reads.most)
    checkpoint = checkpoint.of_layout(clip.layout)
    shared = _held(features, clip)
    column = prediction.class_names.index(name)
    check_reruns(checkpoint, f"clip '{clip.name}'", len(features.mask), len(shared), limit=limit)
    whole = float(prediction.probabilities[column])

    def costs(*held: Sequence[Sequence[Group]]) -> list[float]:
        """What is lost as each of the first stands still, with that of the second beside it, and so on."""
        removed = (
            torch.stack([group.cells for same in at_once for group in same]).any(0)
            for at_once in zip(*held, strict=True)
        )
        logits = logits_without(checkpoint, features, removed, fill)
        return [whole - float(p) for p in softmax(logits.astype(np.float64), axis=-1)[:, column]]

    parts = tuple(
        PartEvidence(int(same[0].person or 0), same[0].part, share, focus, cost)
        for same, (share, focus), cost in zip(shared, _attention(prediction, shared), costs(shared), strict=True)
    )
    pairs: tuple[Held, ...] = ()
    learned = prediction.maps[0].learned
    if learned and not _carries(max(part.cost for part in parts), whole):
        twos = _twos(parts)
        if len(parts) > 2 and limit.allows(len(features.mask), len(twos), checkpoint.network.work):
            found = costs([shared[i] for i, _ in twos], [shared[k] for _, k in twos])
            pairs = tuple(Held((parts[i], parts[k]), cost) for (i, k), cost in zip(twos, found, strict=True))
    is_guess = bool(prediction.provenance.unlike)
    verdict = Verdict(name, whole, parts, Trust.NONE, len({part.person for part in parts}) > 1, pairs, is_guess)
    return replace(verdict, trust=_trust(verdict.held, whole)) if learned else verdict


def _twos(parts: Sequence[PartEvidence]) -> list[tuple[int, int]]:
    """Every two of the `MOST_PAIRED` parts that cost most, as places in ``parts``."""
    costly = sorted(range(len(parts)), key=lambda place: -parts[place].cost)[:MOST_PAIRED]
    return list(combinations(sorted(costly), 2))


def _held(features: Features, clip: Clip) -> list[list[Group]]:
    """What is held still at once: a part of a body, and the same part of whoever is a copy of that person."""
    found: dict[tuple[int, str], list[Group]] = {}
    for group in groups(features, clip.layout, "limb"):
        found.setdefault((original(clip, int(group.person or 0)), group.part), []).append(group)
    return list(found.values())


def _attention(prediction: Prediction, held: Sequence[Sequence[Group]]) -> list[tuple[float, float]]:
    """For all that is held at once its share of all attention, and that as a multiple of an equal share."""
    beta = prediction.beta[:, None, None]
    given = np.abs(np.nan_to_num(prediction.alpha)) * beta  # T × M × J
    there = np.repeat(prediction.read[:, :, None], given.shape[2], axis=2)
    equal = there / np.maximum(there.sum((1, 2), keepdims=True), 1) * beta
    shares = [[sum(_within(values, group) for group in same) for same in held] for values in (given, equal)]
    return [(share, share / max(alike, 1e-9)) for share, alike in zip(*shares, strict=True)]


def _within(values: NDArray[Any], group: Group) -> float:
    return float(values[:, group.person, list(group.joints)].sum() / (values.sum() or 1.0))


def _carries(cost: float, probability: float) -> bool:
    return cost >= max(LEAST_LOST * probability, NOTHING)


def _trust(held: Sequence[Held], probability: float) -> Trust:
    """What follows from what was held still: parts, or pairs of them."""
    most, looked = costliest(held), most_attended(held)
    focus = [part.focus for part in looked.parts]
    if not _carries(most.cost, probability):
        return Trust.SPREAD
    if max(focus) < LEAST_FOCUS:
        return Trust.EVEN
    if looked.cost == most.cost and min(focus) >= LEAST_FOCUS:
        return Trust.BELIEVE
    top = max(looked.parts, key=lambda part: part.focus)
    is_partly = looked.cost >= NEARLY * most.cost or top in most.parts
    return Trust.PARTLY if is_partly else Trust.DOUBT
