"""What a checkpoint says of the clips that it learned from, and how a clip is of another kind than those.

A network names one of its classes whatever it is shown, and may be quite sure of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sta_lstm.skeletons import Clip, converted_from, original, persons_shown
from sta_lstm.skeletons.made_up import is_made_up
from sta_lstm.words import label_line

#: What the data set of planted motions is called in a checkpoint.
PLANTED = "planted motions"
#: A clip by this factor longer, or shorter, than all that a checkpoint learned from is of another kind.
OTHER_LENGTH = 1.25
#: Length of a clip where a checkpoint does not say what it was trained on.
USUAL_SECONDS = 3.0
#: A clip that is longer than so many usual ones is read in parts.
LONG = 3.0
#: How a model of planted motions is unlike any recording.
UNMET = "never met a real person"
_MOST_LETTERS, _MOST_LAYOUTS, _LONGEST_S = 60, 6, 1e6


class Kind(Enum):
    """Of whom the clips are."""

    PLANTED = "planted"  # made up by this program: nobody was recorded
    RECORDED = "recorded"  # recordings of people, published as a data set
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ClipSeconds:
    """How long the clips were on which a checkpoint was trained, in seconds.

    Attributes:
        shortest: of all.
        median: half of them are longer.
        longest: of all.
        is_told: whether the checkpoint says so; else `USUAL_SECONDS` is assumed.
    """

    shortest: float
    median: float
    longest: float
    is_told: bool = True

    @property
    def in_words(self) -> str:
        """As one says it: 1.7 to 4 s, or about 3 s where nobody knows."""
        if not self.is_told:
            return f"about {self.median:.2g} s"
        return f"{self.shortest:.2g} to {self.longest:.2g} s"

    def is_long(self, clip: Clip) -> bool:
        """Whether ``clip`` is so much longer than these that an answer to the whole of it means little."""
        return clip.seconds > max(LONG * self.median, self.longest)

    def unlike(self, seconds: float) -> str:
        """How a clip of so many seconds is longer or shorter than any of these; empty if it is not, or nobody knows."""
        if self.is_told and seconds > OTHER_LENGTH * self.longest:
            times = seconds / self.longest
            much = f"{times:.0f}× longer" if times >= 1.95 else "longer"
            bounds = f"{seconds_text(seconds)}, at most {seconds_text(self.longest)}"
            return f"this clip is {much} than any it learned from ({bounds})"
        if self.is_told and OTHER_LENGTH * seconds < self.shortest:
            bounds = f"{seconds_text(seconds)}, at least {seconds_text(self.shortest)}"
            return f"this clip is shorter than any it learned from ({bounds})"
        return ""


def trained_seconds(training: Mapping[str, Any]) -> ClipSeconds:
    """What a checkpoint's account of its training says of the length of its clips; the usual one where it says none.

    An account that is told by half, or contradicts itself, is none.
    """
    told = training.get("clip_seconds")
    values = [told.get(name) for name in ("shortest", "median", "longest")] if isinstance(told, Mapping) else []
    numbers = [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool) and _is_length(v)]
    if len(numbers) == 3 and numbers[0] <= numbers[1] <= numbers[2] and numbers[1] > 0:
        shortest, median, longest = numbers
        return ClipSeconds(shortest, median, longest)
    return ClipSeconds(USUAL_SECONDS, USUAL_SECONDS, USUAL_SECONDS, is_told=False)


def kind_of(training: Mapping[str, Any]) -> Kind:
    """Of whom the clips are that a checkpoint's account of its training names."""
    dataset = training.get("dataset")
    if dataset == PLANTED:
        return Kind.PLANTED
    return Kind.RECORDED if isinstance(dataset, str) and dataset and training.get("source") else Kind.UNKNOWN


def learned_layouts(training: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the layouts that a network which reads all of them was trained on; nothing where it does not say."""
    told = training.get("layouts")
    return tuple(name for name in told if isinstance(name, str)) if isinstance(told, list | tuple) else ()


def unlike(training: Mapping[str, Any], clip: Clip, *, whatever_length: bool = False) -> tuple[str, ...]:
    """How ``clip`` is of another kind than what a checkpoint learned from, each in a few words; nothing if it is alike.

    It is made up where real people were learned from or the other way round, of joints that were never learned from or
    converted from others, a body beside its own copy, or longer or shorter than all that was learned from. Of what a
    checkpoint does not tell nothing is said.

    Args:
        training: the checkpoint's account of its training.
        clip: as the checkpoint reads it, converted where that was needed.
        whatever_length: whether its length does not matter, as where it is read in windows.
    """
    kind, planted = kind_of(training), is_made_up(clip)
    source = converted_from(clip)
    copied = any(original(clip, person) != person for person in persons_shown(clip))
    found = (
        UNMET if kind is Kind.PLANTED and not planted else "",
        "this clip is made up, and the model learned from real people" if kind is Kind.RECORDED and planted else "",
        "" if whatever_length else trained_seconds(training).unlike(clip.seconds),
        _converted(source, clip) if source else "",
        _unmet_joints(learned_layouts(training), clip),
        "its second person is a copy of the first" if copied else "",
    )
    return tuple(each for each in found if each)


def inferred_text(clip: Clip) -> str:
    """How many joints no sensor saw; empty where all were seen."""
    return f"{len(clip.inferred)} of {clip.layout.n_joints} joints inferred" if clip.inferred else ""


def seconds_text(seconds: float) -> str:
    """A length in seconds: ``1.7 s``, ``4 s``, ``1,200 s``."""
    return f"{seconds:,.0f} s" if seconds >= 9.95 else f"{seconds:.1f} s".replace(".0 ", " ")


def _converted(source: str, clip: Clip) -> str:
    return ", ".join(filter(None, (f"converted from {label_line(source, _MOST_LETTERS)}", inferred_text(clip))))


def _unmet_joints(learned: tuple[str, ...], clip: Clip) -> str:
    if not learned or clip.layout.name in learned:
        return ""
    names = " and ".join(label_line(name, _MOST_LETTERS) for name in learned[:_MOST_LAYOUTS])
    return f"it was never trained on these {clip.layout.n_joints} joints ({clip.layout.name}), only on {names}"


def _is_length(value: float) -> bool:
    """Whether a number is a length in seconds that somebody could mean."""
    return 0 <= value <= _LONGEST_S
