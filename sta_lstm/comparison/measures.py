"""The measures of agreement between two models: what each is called, and how a person reads it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from sta_lstm.words import decimal_text, percent_text


@dataclass(frozen=True, slots=True)
class Figures:
    """One value for every measure, of two models, of two unrelated maps, or of two seeds; None where it has none.

    Attributes:
        alpha_divergence: mean Jensen-Shannon divergence of α over the frames, bits, 0 to 1.
        joint_overlap: share of the top-k joints that both have, 0 to 1.
        beta_divergence: Jensen-Shannon divergence of β over the clip, bits, 0 to 1.
        beta_spearman: rank correlation of β over the frames, -1 to 1.
        beta_pearson: linear correlation of β over the frames, -1 to 1.
        keyframe_overlap: share of both models' keyframes that have a partner within the tolerance, 0 to 1.
        same_label: 1 if both predict the same class, 0 if not; the share of pairs where it is a mean.
        running_agreement: share of the frames at which both predict the same class from the frames so far, 0 to 1.
        probability_change: total variation distance of the two probability distributions, 0 to 1.
    """

    alpha_divergence: float | None
    joint_overlap: float | None
    beta_divergence: float | None
    beta_spearman: float | None
    beta_pearson: float | None
    keyframe_overlap: float | None
    same_label: float | None
    running_agreement: float | None
    probability_change: float | None

    @property
    def disagreement(self) -> float:
        """How much there is to see, 0 to 1: the mean of the three divergences (where, when and what).

        Of ``alpha_divergence``, ``beta_divergence`` and ``probability_change``, those that there are.
        """
        parts = (self.alpha_divergence, self.beta_divergence, self.probability_change)
        known = [part for part in parts if part is not None]
        return sum(known) / len(known) if known else 0.0


@dataclass(frozen=True, slots=True)
class Measure:
    """What a measure is to a reader.

    Attributes:
        name: its field in `Figures`.
        title: what it is called.
        low: its least value.
        high: its greatest value.
        equal: its value for two equal models.
        reading: how to read it, in a sentence or two.
        random: what its baseline of two unrelated maps is, and how it was found.
        counts: what its values are: shares of something, 0 or 1 (and in the mean a share), or numbers.
    """

    name: str
    title: str
    low: float
    high: float
    equal: float
    reading: str
    random: str
    counts: Literal["share", "yes or no", "number"] = "number"

    def text(self, value: float) -> str:
        """A value as people read it: "80 %", "yes", or with two digits behind the point."""
        if self.counts == "yes or no" and value in (0, 1):
            return "yes" if value else "no"
        return decimal_text(value) if self.counts == "number" else percent_text(value)


_SHUFFLED = "The same two maps, the {what} of one shuffled at random: exact expectation over all orders."
_LABELS = "Two labels drawn at random from each model's classes: exact."

MEASURES: tuple[Measure, ...] = (
    Measure(
        "alpha_divergence",
        "Difference of joints, α (JS, bits)",
        0,
        1,
        0,
        "0 bits: both look at the same joints, as much at each; 1 bit: at no joint in common. "
        "Two nearly uniform maps are close whatever they say, so compare it with its baseline.",
        _SHUFFLED.format(what="joints"),
    ),
    Measure(
        "joint_overlap",
        "Top joints in common",
        0,
        1,
        1,
        "Of the joints that each model attends to most over the clip, the share that is the same.",
        "Two sets of joints drawn at random: exact.",
        "share",
    ),
    Measure(
        "beta_divergence",
        "Difference of moments, β (JS, bits)",
        0,
        1,
        0,
        "0 bits: both spread their weight over the frames alike; 1 bit: no frame counts for both.",
        _SHUFFLED.format(what="frames"),
    ),
    Measure(
        "beta_spearman",
        "β: Spearman correlation",
        -1,
        1,
        1,
        "1: both rank the frames alike; 0: the rankings have nothing to do with each other; −1: they are opposite. "
        "A constant β ranks nothing, and then there is no value.",
        "0: expectation over all orders of the frames.",
    ),
    Measure(
        "beta_pearson",
        "β: Pearson correlation",
        -1,
        1,
        1,
        "1: one curve is the other up to scale and offset; 0: no linear relation; −1: one is the other upside down.",
        "0: expectation over all orders of the frames.",
    ),
    Measure(
        "keyframe_overlap",
        "Keyframes in common",
        0,
        1,
        1,
        "Of the keyframes of both models, the share that has a partner in the other within the tolerance.",
        "As many frames drawn at random: mean of 200 seeded draws.",
        "share",
    ),
    Measure(
        "same_label",
        "Same label",
        0,
        1,
        1,
        "Whether both predict the same class.",
        _LABELS,
        "yes or no",
    ),
    Measure(
        "running_agreement",
        "Running prediction in common",
        0,
        1,
        1,
        "Of the frames at which both have evidence, the share at which both would say the same class by then.",
        _LABELS,
        "share",
    ),
    Measure(
        "probability_change",
        "Change in probability",
        0,
        1,
        0,
        f"{percent_text(0)}: the same probability for every class; {percent_text(1)}: what one holds possible, the "
        "other rules out.",
        "The same probabilities, the classes of one shuffled at random: exact expectation over all orders.",
        "share",
    ),
)


def mean_figures(of: list[Figures]) -> Figures:
    """The mean of each measure over those that have it; None where none has."""

    def mean(name: str) -> float | None:
        known = [value for value in (getattr(figures, name) for figures in of) if value is not None]
        return sum(known) / len(known) if known else None

    return Figures(**{field.name: mean(field.name) for field in fields(Figures)})
