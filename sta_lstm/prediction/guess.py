"""A person's guess beside what a model said, and beside what the clip is labelled."""

from __future__ import annotations

from dataclasses import dataclass

from sta_lstm.prediction.labels import Agreement, LabelCheck, check_label
from sta_lstm.prediction.prediction import Prediction

_TRUE = (Agreement.RIGHT, Agreement.NEAR_RIGHT)


@dataclass(frozen=True, slots=True)
class Guess:
    """What somebody took a clip for.

    Attributes:
        said: the class that they chose.
        answer: the model's.
        label: how the guess stands to the clip's own label; None for a clip that has none.
    """

    said: str
    answer: str
    label: LabelCheck | None

    @property
    def is_models(self) -> bool:
        """Whether the model says the same."""
        return self.said == self.answer

    @property
    def is_true(self) -> bool | None:
        """Whether the clip's own label says the same, or nearly; None where it says nothing of these classes."""
        if self.label is None or self.label.agreement is Agreement.UNKNOWN:
            return None
        return self.label.agreement in _TRUE


def check_guess(said: str, prediction: Prediction) -> Guess:
    """How a guess stands to what the model said, and to the clip's own label.

    Args:
        said: one of the model's classes.
        prediction: the model's answer.
    """
    own = prediction.clip.label
    label = None if own is None else check_label(own, said, prediction.class_names)
    return Guess(said, prediction.label, label)
