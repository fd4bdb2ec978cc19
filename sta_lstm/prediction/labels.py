"""Whether a model says what a clip's own label says, with names compared as people do.

Data sets write one action in many ways: ``sitDown``, ``sit_down`` and "Sit down" are one name; "shaking hands" is near
"shake hands", which a person may take for the same, but nobody counts it as right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from sta_lstm.prediction.answer import answer_title
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.words import listed

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"\w+")
#: Numbers that lists of actions put before a name ("A058", "08"); kept where nothing else is left.
_CODE = re.compile(r"[a-z]?\d+")
#: Words that say nothing of the action.
_FILLERS = frozenset({"a", "an", "the", "of", "to", "with", "and"})
_VOWELS = frozenset("aeiou")
#: Letters that a word has at least after its ending is gone.
_LEAST_STEM = 3


class Agreement(Enum):
    """How a model's answer stands to a clip's own label."""

    RIGHT = "right"
    WRONG = "wrong"
    NEAR_RIGHT = "near right"  # the answer is the class whose name is near the label
    NEAR_WRONG = "near wrong"  # there is such a class, and the answer is another
    UNKNOWN = "unknown"  # the label is none of the classes, nor near one

    @property
    def sign(self) -> str:
        """✓ where the answer is the label, ✗ where it is another class, ≈ where the names are near; else empty."""
        return {"RIGHT": "✓", "NEAR_RIGHT": "≈", "NEAR_WRONG": "✗", "WRONG": "✗"}.get(self.name, "")


@dataclass(frozen=True, slots=True)
class LabelCheck:
    """An answer beside a clip's own label.

    Attributes:
        agreement: how the two stand.
        class_name: the class that the label names, or is near to; None where there is none.
        label: the clip's own.
    """

    agreement: Agreement
    class_name: str | None
    label: str

    @property
    def words(self) -> str:
        """How the two stand, in a few words for a person who sees the answer."""
        return {
            Agreement.RIGHT: "correct",
            Agreement.WRONG: f"wrong: labelled “{self.label}”",
            Agreement.NEAR_RIGHT: f"labelled “{self.label}”, which is near to this class",
            Agreement.NEAR_WRONG: f"labelled “{self.label}”, which is near to “{self.class_name}”, not to this class",
            Agreement.UNKNOWN: f"labelled “{self.label}”, which is none of this model’s classes",
        }[self.agreement]

    @property
    def text(self) -> str:
        """The same with its sign: "✓ correct", "✗ wrong: labelled “drink”"."""
        return f"{self.agreement.sign or '?'} {self.words}"


def label_check(prediction: Prediction) -> LabelCheck | None:
    """How a model's answer stands to the clip's own label; None for a clip that has none, or was read in windows."""
    label = prediction.clip.label
    return (
        None
        if label is None or prediction.windows is not None
        else check_label(label, prediction.label, prediction.class_names)
    )


def checks_text(answers: Mapping[str, Prediction]) -> str:
    """How answers stand to the labels of their clips: "✓ correct", or "demo-sta ✓ correct, demo-sa ✗ wrong: …".

    Args:
        answers: each by what to call it, which is told where not the same holds of all.

    Returns:
        Nothing where no clip has a label.
    """
    whose: dict[str, list[str]] = {}
    for name, prediction in answers.items():
        check = label_check(prediction)
        whose.setdefault("" if check is None else check.text, []).append(name)
    if len(whose) == 1:
        return next(iter(whose))
    return ", ".join(f"{listed(names)} {text}" for text, names in whose.items() if text)


def answer_heading(prediction: Prediction) -> str:
    """What heads a page about one answer: the answer, whether it is right, of which clip, and who said it."""
    told = (answer_title(prediction), checks_text({"": prediction}), prediction.clip.name, prediction.checkpoint)
    return " · ".join(filter(None, told))


def check_label(label: str, answer: str, class_names: Sequence[str]) -> LabelCheck:
    """How ``answer``, one of ``class_names``, stands to the clip's own ``label``."""
    same = class_of(label, class_names)
    if same is not None:
        return LabelCheck(Agreement.RIGHT if same == answer else Agreement.WRONG, same, label)
    near = near_class(label, class_names)
    if near is not None:
        return LabelCheck(Agreement.NEAR_RIGHT if near == answer else Agreement.NEAR_WRONG, near, label)
    return LabelCheck(Agreement.UNKNOWN, None, label)


def class_of(label: str, class_names: Sequence[str]) -> str | None:
    """The class that ``label`` names: letter by letter, or else by its words; None where none or several do."""
    if label in class_names:
        return label
    return _only(words_of(label), [words_of(name) for name in class_names], class_names)


def near_class(label: str, class_names: Sequence[str]) -> str | None:
    """The class whose words are those of ``label`` but for their endings and order; None where none or several are."""
    return _only(_stems(label), [_stems(name) for name in class_names], class_names)


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in small letters, without the marks between them and without the number of a list."""
    words = [word.casefold() for part in _WORD.findall(_CAMEL.sub(" ", name)) for word in part.split("_") if word]
    named = [word for word in words if not _CODE.fullmatch(word)]
    return tuple(named or words)


def _stems(name: str) -> tuple[str, ...]:
    return tuple(sorted(_stem(word) for word in words_of(name) if word not in _FILLERS))


def _stem(word: str) -> str:
    """A word without the endings of English verbs and plurals: shaking, shakes, shake are one."""
    for ending in ("ing", "ed", "es", "s", "e"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _LEAST_STEM:
            doubled = len(stem) > _LEAST_STEM and stem[-1] == stem[-2] and stem[-1] not in _VOWELS
            return _stem(stem[:-1] if doubled and ending in ("ing", "ed") else stem)
    return word


def _only(asked: tuple[str, ...], known: Sequence[tuple[str, ...]], class_names: Sequence[str]) -> str | None:
    found = [name for name, words in zip(class_names, known, strict=True) if asked and words == asked]
    return found[0] if len(found) == 1 else None
