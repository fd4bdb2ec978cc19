"""A comparison in a sentence: what is said, at which moments, with which joints; and what every two have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

import numpy as np

from sta_lstm.arrays import Float32s
from sta_lstm.comparison.agreement import is_flat
from sta_lstm.comparison.comparison import Comparison, Pair
from sta_lstm.prediction.answer import is_familiar, is_sure
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.words import capital, listed

_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight")
#: Most letters of a sentence that is a title.
_TITLE = 80
#: Likeness above which two choices are called the same, and up to which they are called different.
_SAME, _DIFFERENT = 0.7, 0.2
#: Nobody calls mostly different what is shared by half, however much of it chance would share.
_HALF = 0.5


class Likeness(Enum):
    """How much two choices have in common."""

    SAME = "the same"
    PARTLY = "some of the same"
    APART = "mostly different"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class InCommon:
    """How many of their joints, or of their keyframes, two models have in common.

    Attributes:
        count: that both have.
        of: how many each has; where one has more, how many that one has.
        chance: how many both would have if each had drawn as many at random.
        share: ``count`` as a share of what both have, 0 to 1.
        chance_share: the same of ``chance``.
        correlation: rank correlation of their weights, -1 to 1, where that is known and part of the likeness.
    """

    count: int
    of: int
    chance: float
    share: float
    chance_share: float
    correlation: float | None = None

    @property
    def likeness(self) -> Likeness:
        """In words: by the part of the way from chance, 0, to all, 1, that the share in common has come.

        Where a correlation is known, by the mean of both: two curves that rise and fall together are not different
        because their highest frames are a few apart. Where chance alone gives all, as with five of five joints, nothing
        can be told apart and all is the same. What is no more in common than chance would have it, and less than half,
        is different, and mostly so where that is something.
        """
        chance = self.chance_share
        gone = (self.share - chance) / (1 - chance) if chance < 1 else 1.0
        if self.correlation is not None:
            gone = (gone + self.correlation) / 2
        if gone >= _SAME:
            return Likeness.SAME
        if gone > _DIFFERENT or self.share >= _HALF:
            return Likeness.PARTLY
        return Likeness.APART if self.count else Likeness.DIFFERENT


def weighs_joints(found: Comparison, model: int) -> bool:
    """Whether a model prefers some joints to others: it has spatial attention, and that is not uniform."""
    return found.predictions[model].maps[0].learned and not is_flat(_read_joints(found, model))


def weighs_moments(found: Comparison, model: int) -> bool:
    """Whether a model prefers some moments to others, so that it has keyframes."""
    return bool(found.predictions[model].keyframes)


def joints_in_common(found: Comparison, pair: Pair) -> InCommon | None:
    """The joints that two models attend to most over the clip; None where one of them prefers none.

    Raises:
        SettingsError: there are no such two models.
    """
    each = found.pair(pair)
    share, chance = each.figures.joint_overlap, each.random.joint_overlap
    if share is None or chance is None or not all(weighs_joints(found, model) for model in pair):
        return None
    of = min(found.top, _read_joints(found, pair[0]).size)
    return InCommon(round(share * of), of, chance * of, share, chance)


def moments_in_common(found: Comparison, pair: Pair) -> InCommon | None:
    """The keyframes of two models that lie within `Comparison.tolerance`; None where one of them has none.

    Raises:
        SettingsError: there are no such two models.
    """
    each = found.pair(pair)
    share, chance = each.figures.keyframe_overlap, each.random.keyframe_overlap
    if share is None or chance is None:
        return None
    numbers = [len(found.predictions[model].keyframes) for model in pair]
    half = sum(numbers) / 2  # a moment in common is one of each
    correlation = each.figures.beta_spearman
    return InCommon(round(share * half), max(numbers), chance * half, share, chance, correlation)


def headline(found: Comparison) -> str:
    """What the models say, when they looked and where: ``Both say “bow”: at the same moments, with different joints``.

    What is said of moments and joints is true of every two models, or it is said of how many (`manner`). How many
    are unsure of what they say is told as well (`is_sure`), and how many never saw such a clip (`is_familiar`).
    """
    return ": ".join(filter(None, _in_two(found)))


def title(found: Comparison) -> tuple[str, str]:
    """`headline`; where that is too long for a title, what the models say, and when and where in words of their own."""
    parts = _in_two(found)
    whole = ": ".join(filter(None, parts))
    return (whole, "") if len(whole) <= _TITLE else (parts[0], capital(manner(found, alone=True)))


def _in_two(found: Comparison) -> tuple[str, str]:
    """What the models say, and when they looked and where."""
    said = saying([prediction.label for prediction in found.predictions])
    said += _doubted(found.predictions)
    told = manner(found)
    if told:
        return said, told
    models = range(len(found.predictions))
    able = [i for i in models if weighs_joints(found, i) or weighs_moments(found, i)]
    if not able:
        return f"{said}, weighing all joints and moments alike", ""
    if len(able) == 1:
        return f"{said}, but only one weighs joints or moments", ""
    return f"{said}, but no two of them weigh the same thing", ""


def _doubted(predictions: Sequence[Prediction]) -> str:
    """How many are unsure of what they say, and for how many the clip is of a new kind; empty where all is well."""
    doubts = {
        "unsure": sum(not is_sure(each) for each in predictions),
        "new to this kind of clip": sum(not is_familiar(each) for each in predictions),
    }
    told = [
        what if number == len(predictions) else f"{_NUMBERS[number]} {what}"
        for what, number in doubts.items()
        if number
    ]
    return f" ({', '.join(told)})" if told else ""


def manner(found: Comparison, *, alone: bool = False) -> str:
    """The part of `headline` that says when and where; empty where no two weigh moments, and no two weigh joints.

    "with different joints" is true of every two models. Where it is true of most pairs, their number stands beside it,
    "with different joints in 2 of 3 pairs", and where nothing is, "with joints that vary by pair". Where some models
    prefer nothing, it is said of whom it is: "the two that weigh joints with different ones"; where it stands
    ``alone``, "two weigh joints: different ones".
    """
    everybody = list(range(len(found.predictions)))
    told = [
        (what, before, in_common, able)
        for what, before, weighs, in_common in (
            ("moments", "at", weighs_moments, moments_in_common),
            ("joints", "with", weighs_joints, joints_in_common),
        )
        if len(able := [model for model in everybody if weighs(found, model)]) > 1
    ]
    are_same = len({tuple(able) for *_, able in told}) == 1
    parts, told_of = [], everybody
    for what, before, in_common, able in told:
        is_named = not are_same and able != everybody
        if able == told_of:
            who = before
        elif is_named:
            number = _NUMBERS[len(able)]
            who = f"{number} weigh {what}:" if alone else f"the {number} that weigh {what} {before}"
        else:
            who = f"{'all' if able == everybody else _NUMBERS[len(able)]} {before}"
        pairs = [in_common(found, pair) for pair in combinations(able, 2)]
        alike = _likeness([each.likeness for each in pairs if each], what, is_named=is_named)
        parts.append(f"{who} {alike}")
        told_of = able
    return ("; " if alone else ", ").join(parts)


def saying(labels: Sequence[str]) -> str:
    """Who says what, without names: ``Both say “bow”``, ``Two say “bow” and one “squat”``; of one, the label alone."""
    if len(labels) == 1:
        return capital(labels[0])
    if len(set(labels)) == 1:
        return f"{'Both' if len(labels) == 2 else f'All {_NUMBERS[len(labels)]}'} say “{labels[0]}”"
    if len(labels) == 2:
        return f"One says “{labels[0]}”, the other “{labels[1]}”"
    by_number = sorted(dict.fromkeys(labels), key=lambda label: -labels.count(label))
    most = labels.count(by_number[0])
    first = f"{_NUMBERS[most].capitalize()} {'says' if most == 1 else 'say'} “{by_number[0]}”"
    return listed([first, *(f"{_NUMBERS[labels.count(label)]} “{label}”" for label in by_number[1:])])


def _read_joints(found: Comparison, model: int) -> Float32s:
    """Attention over the clip of every joint of the persons whom all models read, in one row."""
    return np.asarray(found.joint_attention[model][found.common.read.any(0)].ravel())


def _likeness(pairs: Sequence[Likeness], what: str, *, is_named: bool = False) -> str:
    """What holds for all pairs or for most of them, and for how many; ``is_named``: ``what`` was said just before."""
    likeness, count = Counter(pairs).most_common(1)[0]
    ones = "ones" if is_named else what
    if 2 * count <= len(pairs):
        return f"{ones} that vary by pair"
    noun = "" if is_named and likeness not in (Likeness.APART, Likeness.DIFFERENT) else f" {ones}"
    return f"{likeness.value}{noun}" + (f" in {count} of {len(pairs)} pairs" if count < len(pairs) else "")
