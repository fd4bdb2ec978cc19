"""A model's answer in words, no surer than the model is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sta_lstm.prediction.prediction import Prediction
from sta_lstm.words import capital, probability_text

if TYPE_CHECKING:
    from sta_lstm.prediction.windows import Windows

#: An answer below this probability is unsure.
LEAST_SURE = 0.5
#: So is one that leads the next by less.
LEAST_LEAD = 0.2
#: What a title says of a clip of a kind that the model never saw.
NEVER_SAW = "It never saw this kind of clip"
#: Classes that an unsure answer names, and that what is said of a long recording does.
_NAMED, _IN_TURN = 2, 4


def is_sure(prediction: Prediction) -> bool:
    """Whether the model is sure enough that its answer may stand by itself.

    It is not below a probability of `LEAST_SURE`, nor where the next class is less than `LEAST_LEAD` behind. Of 1,040
    answers of seven shipped checkpoints to clips that they had not seen (400 planted clips for each of two, 55 clips of
    SBU for each of four, 20 of UTKinect for one), 28 are unsure by this rule, and 19 of these are right, two thirds. Of
    the others 97 % are: 99 % of the planted and 91 % of the recorded clips. That says nothing of clips of another kind
    than the model was trained on, for which it may be sure and wrong: see `is_familiar`.
    """
    first, second = _likeliest(prediction, 2)
    return bool(first >= LEAST_SURE and first - second >= LEAST_LEAD)


def is_familiar(prediction: Prediction) -> bool:
    """Whether the clip is of a kind that the model learned from, as far as its checkpoint tells."""
    return not prediction.provenance.unlike


def answer_name(prediction: Prediction) -> str:
    """The answer where there is room for little: "shake hands", and "shake hands?" of a clip of an unfamiliar kind.

    Of a recording that is read in windows, what is said one after another: "walk, sit down, stand up".
    """
    if prediction.windows is not None:
        return _in_turn(prediction.windows)
    return named(prediction.label, is_familiar=is_familiar(prediction))


def named(label: str, *, is_familiar: bool) -> str:
    """A class as an answer: with a question mark, where the clip is of a kind that the model never saw."""
    return label if is_familiar else f"{label}?"


def answer_title(prediction: Prediction) -> str:
    """The answer as a title: "Shake hands", or "Unsure: clap 40 %, drink 32 %".

    Of a clip of a kind that the model never saw it is no verdict, however sure the model is: "Clap? It never saw this
    kind of clip". Of a recording that is read in windows it is what is said one after another: "Walk, sit down, stand
    up".
    """
    new = "" if is_familiar(prediction) else NEVER_SAW
    if prediction.windows is not None:
        told = capital(_in_turn(prediction.windows))
        return " ".join(filter(None, (told if not new or told.endswith("?") else f"{told}.", new)))
    if is_sure(prediction):
        return " ".join(filter(None, (capital(answer_name(prediction)), new)))
    said = (f"{name} {probability_text(p)}" for name, p in _ranked(prediction)[:_NAMED])
    return ". ".join(filter(None, (f"Unsure: {', '.join(said)}", new)))


def answer_line(prediction: Prediction) -> str:
    """How sure the model is, and what comes next: "96 % sure · next: throw 0.3 %", or "next: bow 9 %".

    Of a clip of a kind that the model never saw it is the model's own arithmetic and no more, and is not called sure:
    "96 % by its own reckoning".

    Empty of a recording that is read in windows, of each of which the model is sure in its own way.
    """
    if prediction.windows is not None:
        return ""
    ranked = _ranked(prediction)
    sure = is_sure(prediction)
    how = "sure" if is_familiar(prediction) else "by its own reckoning"
    parts = [f"{probability_text(ranked[0][1])} {how}"] if sure else []
    rest = ranked[1:] if sure else ranked[_NAMED:]
    parts += [f"next: {name} {probability_text(p)}" for name, p in rest[:1]]
    return " · ".join(parts)


def _in_turn(windows: Windows) -> str:
    """The first answers, one after another; that there is none, where no window is sure."""
    answers = [each.label for each in windows.segments() if each.label]
    told = [name for place, name in enumerate(answers) if place == 0 or answers[place - 1] != name]
    if not told:
        return "unsure all along"
    return named(
        ", ".join([*told[:_IN_TURN], *(["…"] if len(told) > _IN_TURN else [])]), is_familiar=windows.is_familiar
    )


def _ranked(prediction: Prediction) -> list[tuple[str, float]]:
    """The likeliest classes with their probabilities, as many as anybody is told of."""
    probabilities = prediction.probabilities
    order = np.argsort(-probabilities, kind="stable")[: _NAMED + 1]
    return [(prediction.class_names[int(c)], float(probabilities[c])) for c in order]


def _likeliest(prediction: Prediction, number: int) -> list[float]:
    """The highest probabilities, the highest first; 0 where there are fewer classes."""
    found = [p for _, p in _ranked(prediction)[:number]]
    return found + [0.0] * (number - len(found))
