"""Whether attention can be believed for one clip: each part of each body is held still, and the model is asked again.

A part of the body carries the answer if the model's probability falls once that part stands still at its mean place in
the clip. Attention tells the truth of the *model*, as far as that goes, if it lies on the part that carries most.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from sta_lstm.errors import PredictionError
from sta_lstm.evidence.removal.cells import Group, groups
from sta_lstm.evidence.removal.fills import Fill, mean_pose
from sta_lstm.evidence.removal.logits import logits_without
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.features import Features, clip_features
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.words import person_letter

#: A part carries the answer if at least this share of its probability is lost.
LEAST_LOST = 0.5
#: α points at a part if it gives that part's joints at least this many times as much as if all mattered alike.
LEAST_FOCUS = 1.25
#: A probability that changes by less has not changed.
_NOTHING = 0.005
#: A part that costs at least this share of what the costliest costs is one of those that carry the answer.
NEARLY = 0.5


class Trust(Enum):
    """What the tests say of the attention for one clip."""

    BELIEVE = "believe"  # most attention lies on the part whose stillness costs most
    PARTLY = "partly"  # on another part that carries the answer too
    DOUBT = "doubt"  # on a part without which the answer stands
    EVEN = "even"  # a part carries the answer, and attention points at none
    SPREAD = "spread"  # no part of the body carries the answer by itself
    NONE = "none"  # there is no learned map to believe or to doubt


@dataclass(frozen=True, slots=True)
class PartEvidence:
    """One part of one body: how much attention it gets, and what the answer loses when it stands still.

    Attributes:
        person: column of the clip's persons.
        part: "left arm", "head", …
        share: of all attention in the clip, α weighed with β: from 0 to 1, all parts together 1.
        focus: that share as a multiple of what the part would get if all joints mattered alike.
        cost: by how much the probability of the answer falls; below 0 if it rises.
    """

    person: int
    part: str
    share: float
    focus: float
    cost: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be believed of the attention for one clip.

    Attributes:
        class_name: the answer that was tested.
        probability: of it, for the clip as it is.
        parts: every part of every body that the model read.
        trust: the outcome.
        several: whether more than one person was read, so that parts need their owner's letter.
    """

    class_name: str
    probability: float
    parts: tuple[PartEvidence, ...]
    trust: Trust
    several: bool

    @property
    def costliest(self) -> PartEvidence:
        """The part whose stillness costs most."""
        return max(self.parts, key=lambda part: part.cost)

    @property
    def attended(self) -> PartEvidence:
        """The part whose joints get most attention, for their number: an arm has more joints than a head."""
        return max(self.parts, key=lambda part: part.focus)

    @property
    def other_cost(self) -> float:
        """What the other parts cost, on average, beside the costliest; 0 where there is no other."""
        others = [part.cost for part in self.parts if part is not self.costliest]
        return float(np.mean(others)) if others else 0.0

    def name_of(self, part: PartEvidence) -> str:
        """What to call a part: the right arm; where several persons were read, the right arm of person B."""
        return f"the {part.part}" + (f" of person {person_letter(part.person)}" if self.several else "")

    @property
    def sentence(self) -> str:
        """The outcome in one plain sentence or two, with its numbers."""
        most, looked = self.costliest, self.attended
        of = f"of its probability of {self.probability:.2f}"
        held = (
            f"Holding {self.name_of(most)} still costs “{self.class_name}” {_points(most.cost)} {of}; another part of "
            f"the body costs {_points(self.other_cost)} on average."
        )
        if not self.is_tested:
            return (
                f"Nothing could be tested: whichever part of the body is held still, “{self.class_name}” keeps its "
                f"probability of {self.probability:.2f}, as where nothing moves."
            )
        at = f"at {self.name_of(looked)} ({looked.focus:.1f} × uniform)"
        without = f"without which {_points(max(looked.cost, 0))} is lost"
        return {
            Trust.SPREAD: f"No part of the body carries “{self.class_name}” by itself: holding {self.name_of(most)} "
            f"still costs {_points(most.cost)} {of}, and no other part costs more. α cannot be tested by parts here.",
            Trust.NONE: f"{held} This model has no spatial attention that could say so.",
            Trust.EVEN: f"{held} α points nowhere in particular: no part gets more than {looked.focus:.1f} × uniform.",
            Trust.BELIEVE: f"{held} α points there ({looked.focus:.1f} × uniform): believe it here.",
            Trust.PARTLY: f"{held} α points {at}, {without}: it shows a part of what matters.",
            Trust.DOUBT: f"{held} α points {at}, {without}: do not read it as the reason for this answer.",
        }[self.trust]

    @property
    def short(self) -> str:
        """The outcome in a few words, for a line under a title."""
        if not self.is_tested:
            return "α untested: holding parts of the body still changes nothing"
        most, looked = self.name_of(self.costliest), self.name_of(self.attended)
        lost = f"(−{_points(self.costliest.cost)})"
        return {
            Trust.SPREAD: "α untested: no part of the body carries the answer by itself",
            Trust.NONE: f"no spatial attention; {most} costs most {lost}",
            Trust.EVEN: f"α points nowhere in particular; {most} carries the answer {lost}",
            Trust.BELIEVE: f"α believable here: it points at {most}, which carries the answer {lost}",
            Trust.PARTLY: f"α partly believable: it points at {looked}; {most} costs more {lost}",
            Trust.DOUBT: f"α not believable here: it points at {looked}, {most} carries it {lost}",
        }[self.trust]

    @property
    def is_tested(self) -> bool:
        """Whether holding any part still changed anything."""
        return any(abs(part.cost) >= _NOTHING for part in self.parts)


def judge(
    checkpoint: Checkpoint,
    prediction: Prediction,
    *,
    class_name: str | None = None,
    features: Features | None = None,
    fill: Fill = mean_pose,
) -> Verdict:
    """Test the attention that ``prediction`` shows, by holding each part of each body still.

    Args:
        checkpoint: which gave ``prediction``.
        prediction: of one clip; its first map is tested, weighed with its first curve.
        class_name: whose probability is looked at; the predicted class, if left out.
        features: what the checkpoint reads of the clip, if somebody has it already.
        fill: what takes the place of a part that is held.

    Raises:
        PredictionError: the prediction has no scores, or the checkpoint no such class.
    """
    name = prediction.label if class_name is None else class_name
    if name not in prediction.class_names:
        raise PredictionError(
            f"'{checkpoint.name}' has no class {name!r}; its classes: {', '.join(prediction.class_names)}."
        )
    clip = prediction.clip
    if features is None:
        features = clip_features(clip, checkpoint.recipe, n_persons=checkpoint.reads.most)
    held = groups(features, clip.layout, "limb")
    column = prediction.class_names.index(name)
    logits = logits_without(checkpoint, features, [group.cells for group in held], fill)
    whole = float(prediction.probabilities[column])
    costs = whole - softmax(logits.astype(np.float64), axis=-1)[:, column]
    parts = tuple(
        PartEvidence(int(group.person or 0), group.part, share, focus, float(cost))
        for group, (share, focus), cost in zip(held, _attention(prediction, held), costs, strict=True)
    )
    return Verdict(
        class_name=name,
        probability=whole,
        parts=parts,
        trust=_trust(parts, whole, learned=prediction.maps[0].learned),
        several=len({part.person for part in parts}) > 1,
    )


def _points(probability: float) -> str:
    """A difference of probabilities with two digits: never minus nought, and with the sign that a page shows."""
    text = f"{abs(probability):.2f}"
    return f"−{text}" if probability < 0 and float(text) else text


def _attention(prediction: Prediction, held: tuple[Group, ...]) -> list[tuple[float, float]]:
    """For each group the share of all attention that it gets, and that as a multiple of an equal share."""
    beta = prediction.beta[:, None, None]
    given = np.abs(np.nan_to_num(prediction.alpha)) * beta  # T × M × J
    there = np.repeat(prediction.read[:, :, None], given.shape[2], axis=2)
    equal = there / np.maximum(there.sum((1, 2), keepdims=True), 1) * beta
    shares = [[_within(values, group) for group in held] for values in (given, equal)]
    return [(share, share / max(alike, 1e-9)) for share, alike in zip(*shares, strict=True)]


def _within(values: NDArray[Any], group: Group) -> float:
    return float(values[:, group.person, list(group.joints)].sum() / (values.sum() or 1.0))


def _trust(parts: tuple[PartEvidence, ...], probability: float, *, learned: bool) -> Trust:
    if not learned:
        return Trust.NONE
    most = max(part.cost for part in parts)
    if most < max(LEAST_LOST * probability, _NOTHING):
        return Trust.SPREAD
    looked = max(parts, key=lambda part: part.focus)
    if looked.focus < LEAST_FOCUS:
        return Trust.EVEN
    if looked.cost == most:
        return Trust.BELIEVE
    return Trust.PARTLY if looked.cost >= NEARLY * most else Trust.DOUBT
