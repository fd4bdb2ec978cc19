"""Whether the attention of a result can be believed: a value in words and numbers that travels with it into every file.

`sta_lstm.evidence.verdict.judge` finds it, by asking the model again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

import numpy as np

from sta_lstm.words import person_letter

#: A probability that changes by less has not changed.
NOTHING = 0.005


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
        return costliest(self.parts)

    @property
    def attended(self) -> PartEvidence:
        """The part whose joints get most attention, for their number: an arm has more joints than a head."""
        return most_attended(self.parts)

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
        return any(abs(part.cost) >= NOTHING for part in self.parts)

    def to_json(self) -> dict[str, Any]:
        """The outcome with its words and numbers as plain JSON values; a part's person is a number from 0."""
        return {
            "trust": self.trust.value,
            "class": self.class_name,
            "probability": self.probability,
            "short": self.short,
            "sentence": self.sentence,
            "parts": [asdict(part) for part in self.parts],
        }


def costliest(parts: Sequence[PartEvidence]) -> PartEvidence:
    """The part whose stillness costs most."""
    return max(parts, key=lambda part: part.cost)


def most_attended(parts: Sequence[PartEvidence]) -> PartEvidence:
    """The part whose joints get most attention, for their number."""
    return max(parts, key=lambda part: part.focus)


def _points(probability: float) -> str:
    """A difference of probabilities with two digits: never minus nought, and with the sign that a page shows."""
    text = f"{abs(probability):.2f}"
    return f"−{text}" if probability < 0 and float(text) else text
