"""Whether the attention of a result can be believed: a value in words and numbers that travels with it into every file.

`sta_lstm.evidence.verdict.judge` finds it, by asking the model again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

import numpy as np

from sta_lstm.words import (
    capital,
    change_text,
    percent_text,
    person_letter,
    points_of_probability,
    points_text,
)

#: A probability that changes by less has not changed.
NOTHING = 0.005


class Trust(Enum):
    """What the tests say of the attention for one clip."""

    BELIEVE = "believe"  # most attention lies on the part, or the two, whose stillness costs most
    PARTLY = "partly"  # on others that carry the answer too, or on one of the two
    DOUBT = "doubt"  # on parts without which the answer stands
    EVEN = "even"  # a part, or two, carry the answer, and attention points at none
    SPREAD = "spread"  # neither one part of the body carries the answer nor two together
    NONE = "none"  # there is no learned map to believe or to doubt


#: What an outcome means for who looks at the picture.
_ADVICE = {
    Trust.BELIEVE: "believe it here",
    Trust.DOUBT: "do not read it as the reason for this answer",
}
#: The first of these where the answer itself is no verdict, since the model never saw such clips.
_OF_A_GUESS = "α tells what the guess rests on, not that it is right"


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
class Held:
    """What stood still at once: one part, or two.

    Attributes:
        parts: the one, or both.
        cost: by how much the probability of the answer falls; below 0 if it rises.
    """

    parts: tuple[PartEvidence, ...]
    cost: float

    @property
    def share(self) -> float:
        """Of all attention in the clip."""
        return sum(part.share for part in self.parts)

    @property
    def focus(self) -> float:
        """That share as a multiple of what all its joints together would get if all joints mattered alike."""
        equal = sum(part.share / part.focus for part in self.parts if part.focus)
        return self.share / equal if equal else 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be believed of the attention for one clip.

    Attributes:
        class_name: the answer that was tested.
        probability: of it, for the clip as it is.
        parts: every part of every body that the model read.
        trust: the outcome.
        several: whether more than one person was read, so that parts need their owner's letter.
        pairs: every two of the parts, held still together, where no part carries the answer by itself; else none.
        is_guess: whether the clip is of a kind that the model never saw, so that its answer is none to be believed.
    """

    class_name: str
    probability: float
    parts: tuple[PartEvidence, ...]
    trust: Trust
    several: bool
    pairs: tuple[Held, ...] = ()
    is_guess: bool = False

    @property
    def held(self) -> tuple[Held, ...]:
        """What the outcome rests on: the parts one by one, or two by two where they were held so."""
        return self.pairs or tuple(Held((part,), part.cost) for part in self.parts)

    @property
    def costliest(self) -> Held:
        """What costs most when it stands still."""
        return costliest(self.held)

    @property
    def attended(self) -> Held:
        """Where most attention lies, for the number of joints: an arm has more than a head. As many parts as held."""
        return most_attended(self.held)

    @property
    def other_cost(self) -> float:
        """What the others cost, on average, beside the costliest; 0 where there is no other."""
        others = sorted(held.cost for held in self.held)[:-1]
        return float(np.mean(others)) if others else 0.0

    def name_of(self, held: Held) -> str:
        """What to call it: the right arm; where several persons were read, the right arm of person B.

        Two parts of one name, or of one person, share it: the right arms of A and B.
        """
        names = list(dict.fromkeys(part.part for part in held.parts))
        persons = list(dict.fromkeys(person_letter(part.person) for part in held.parts))
        if not self.several:
            return " and ".join(f"the {name}" for name in names)
        if len(persons) == 1:
            return f"the {' and '.join(names)} of person {persons[0]}"
        if len(names) == 1:
            return f"the {names[0]}s of {' and '.join(persons)}"
        whose = zip(held.parts, persons, strict=True)
        return " and ".join(f"the {part.part} of person {person}" for part, person in whose)

    @property
    def sentence(self) -> str:
        """The outcome in one plain sentence or two, with its numbers, and how to read α then."""
        advice = _ADVICE.get(self.trust, "") if self.is_tested else ""
        if self.is_guess and self.trust is Trust.BELIEVE:
            advice = _OF_A_GUESS
        return f"{self.finding.removesuffix('.')}: {advice}." if advice else self.finding

    @property
    def finding(self) -> str:
        """The same for a paper: what was found, without advice."""
        most, looked = self.costliest, self.attended
        sure = percent_text(self.probability)
        if not self.is_tested:
            return (
                f"Nothing could be checked: whichever parts of the body are held still, “{self.class_name}” keeps its "
                f"{sure}, as where nothing moves."
            )
        together, another, alone, nor_two = (
            (
                " together",
                "two other parts cost",
                "The answer hangs on no single part of the body. ",
                ", nor on any two",
            )
            if self.pairs
            else ("", "another part of the body costs", "", "")
        )
        lost = f"{points_text(most.cost)} of its {sure}"
        costs = f"holding {self.name_of(most)} still{together} costs “{self.class_name}” {lost}"
        others = points_of_probability(self.other_cost) if self.other_cost >= NOTHING else "nothing"
        held = f"{alone}{capital(costs)}; {another} {others} on average."
        focus = " and ".join(f"{part.focus:.1f}" for part in looked.parts)
        at = f"at {self.name_of(looked)} ({focus} times an equal share)"
        without = f"without which it loses {points_of_probability(max(looked.cost, 0))}"
        hangs = f"{costs}, and nothing else costs more" if most.cost > 0 else "held still, none of them lowers it"
        return {
            Trust.SPREAD: f"The answer hangs on no single part of the body{nor_two}: {hangs}. So it cannot "
            "be checked here, part by part, whether α points at what matters.",
            Trust.NONE: f"{held} This model tells no spatial attention that could say so.",
            Trust.EVEN: f"{held} α points nowhere in particular: no part gets more than "
            f"{looked.parts[0].focus:.1f} times an equal share.",
            Trust.BELIEVE: f"{held} α points there ({focus} times an equal share).",
            Trust.PARTLY: f"{held} α points {at}, {without}: it shows a part of what matters.",
            Trust.DOUBT: f"{held} α points {at}, {without}.",
        }[self.trust]

    @property
    def short(self) -> str:
        """The outcome in a few words, for a line under a title."""
        if not self.is_tested:
            what = "no spatial attention" if self.trust is Trust.NONE else "α cannot be checked here"
            return f"{what}: whichever part is held still, the answer stays"
        most, looked = self.name_of(self.costliest), self.name_of(self.attended)
        lost = f"({change_text(-self.costliest.cost)})"
        cost, carry = ("cost", "carry") if self.pairs else ("costs", "carries")
        nor_two = ", nor on any two" if self.pairs else ""
        believable, partly, answer = "α believable here", "α partly believable", "answer"
        if self.is_guess:
            believable, partly, answer = (
                "α tells what the guess rests on",
                "α tells part of what the guess rests on",
                "guess",
            )
        return {
            Trust.SPREAD: f"α cannot be checked here: the answer hangs on no single part of the body{nor_two}",
            Trust.NONE: f"no spatial attention; {most} {cost} most {lost}",
            Trust.EVEN: f"α points nowhere in particular; {most} {carry} the answer {lost}",
            Trust.BELIEVE: f"{believable}: it points at {most}, which {carry} the {answer} {lost}",
            Trust.PARTLY: f"{partly}: it points at {looked}; {most} {cost} more {lost}",
            Trust.DOUBT: f"α not believable here: it points at {looked}; {most} {carry} it {lost}",
        }[self.trust]

    @property
    def is_tested(self) -> bool:
        """Whether holding any part still changed anything."""
        return any(abs(held.cost) >= NOTHING for held in self.held)

    def to_json(self) -> dict[str, Any]:
        """The outcome with its words and numbers as plain JSON values; a part's person is a number from 0.

        A pair names its two parts by their places in ``parts``, from 0.
        """
        return {
            "trust": self.trust.value,
            "class": self.class_name,
            "probability": self.probability,
            "short": self.short,
            "sentence": self.sentence,
            "parts": [asdict(part) for part in self.parts],
            "pairs": [
                {"parts": [self.parts.index(part) for part in held.parts], "cost": held.cost} for held in self.pairs
            ],
        }


def costliest(held: Sequence[Held]) -> Held:
    """What costs most when it stands still."""
    return max(held, key=lambda each: each.cost)


def most_attended(held: Sequence[Held]) -> Held:
    """Whose joints get most attention, for their number: the parts of the pair in which both get most."""
    return max(held, key=lambda each: sorted((part.focus for part in each.parts), reverse=True))
