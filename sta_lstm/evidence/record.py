"""How far to trust an answer, before anything is asked again: what a checkpoint carries of its own worth.

And how unlike the clip is to what it learned from: a network names one of its classes whatever it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sta_lstm.evidence.trust import ATTENTION, TrustCounts
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.headers import Header
from sta_lstm.model.learned import PLANTED, UNMET, Kind, inferred_text, kind_of, seconds_text, unlike
from sta_lstm.skeletons import Clip, converted_from
from sta_lstm.skeletons.made_up import is_made_up
from sta_lstm.words import counted, label_line, percent_text, spread_text

#: From so many clips on, a tenth of a per cent means something.
_MANY = 1000
#: Under which names a checkpoint keeps how often it is right, and what all trainings of its recipe come to.
_ACCURACY = ("this_checkpoint", "accuracy")
_MEAN = ("mean_over_seeds", "mean over folds and seeds")
_SPREAD = ("std_over_seeds", "std over seeds")
_COUNT = re.compile(r"\d[\d,]{0,14}(?= )")
_MOST_LETTERS = 60


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """What a checkpoint says of itself; what it does not say, or garbles, is None.

    Attributes:
        accuracy: share of unseen clips that it names rightly.
        n_unseen: how many these are.
        kind: of whom the clips are that it learned from.
        dataset: what they are called; empty where that is not said.
        trust: on how many unseen clips its attention can be believed.
        n_trainings: trainings of the same recipe that were measured, this one among them.
        n_folds: parts of the data set on each of which they were measured in turn.
        mean, spread: of their accuracy, the spread as a standard deviation.
    """

    accuracy: float | None = None
    n_unseen: int | None = None
    kind: Kind = Kind.UNKNOWN
    dataset: str = ""
    trust: TrustCounts | None = None
    n_trainings: int | None = None
    n_folds: int | None = None
    mean: float | None = None
    spread: float | None = None

    @classmethod
    def of(cls, checkpoint: Checkpoint) -> TrackRecord:
        """What stands in the header of ``checkpoint``."""
        return cls.of_header(checkpoint.training, checkpoint.accuracy)

    @classmethod
    def of_header(cls, training: Mapping[str, Any], accuracy: Mapping[str, Any]) -> TrackRecord:
        """The same of these two entries of a header, from anybody."""
        found = _COUNT.match(str(accuracy.get("split", ""))[:_MOST_LETTERS])
        return cls(
            accuracy=_share(accuracy, *_ACCURACY),
            n_unseen=int(found[0].replace(",", "")) if found else None,
            kind=kind_of(training),
            dataset=label_line(str(training.get("dataset") or ""), _MOST_LETTERS),
            trust=TrustCounts.from_json(accuracy.get(ATTENTION)),
            n_trainings=_several(accuracy.get("seeds")),
            n_folds=_several(accuracy.get("folds")),
            mean=_share(accuracy, *_MEAN),
            spread=_share(accuracy, *_SPREAD),
        )

    @property
    def percent(self) -> str:
        """How often it is right on unseen clips, "98.9 %", to the digit that their number allows; empty if unknown."""
        if self.accuracy is None:
            return ""
        digits = 1 if self.n_unseen is not None and self.n_unseen >= _MANY else 0
        return percent_text(self.accuracy, digits)

    @property
    def facts(self) -> tuple[str, ...]:
        """What it carries of its worth, each in a few words; that nothing is known, where it carries nothing."""
        found = [self._right]
        if self.kind is Kind.PLANTED:
            found.append(UNMET)
        if self.trust is not None:
            found.append(self.trust.short)
        return tuple(found)

    @property
    def source(self) -> str:
        """What it learned from, in a word or two."""
        if self.kind is Kind.PLANTED:
            return PLANTED
        if self.kind is Kind.RECORDED:
            return f"real people ({self.dataset})"
        return self.dataset or "unknown data"

    @property
    def unseen(self) -> str:
        """On what clips that was measured: "1,000 unseen planted clips"."""
        many = f"{self.n_unseen:,} " if self.n_unseen is not None else ""
        of = f" of {self.dataset}" if self.dataset else ""
        clips = {
            Kind.PLANTED: "unseen planted clips",
            Kind.RECORDED: "unseen clips of real people",
            Kind.UNKNOWN: f"unseen clips{of}",
        }
        return f"{many}{clips[self.kind]}"

    @property
    def _right(self) -> str:
        if self.accuracy is None:
            also = "" if self.kind is not Kind.UNKNOWN or self.dataset else ", nor of what it learned from"
            return f"nothing is known of its accuracy{also}"
        notes = [self.dataset] if self.kind is Kind.RECORDED else []
        if self.n_trainings is not None and self.mean is not None and self.spread is not None:
            each = f"{self.n_trainings} trainings"
            # The file is of one fold, the mean of all of them: an easy or a hard fold is far from it.
            of = each if self.n_folds is None else f"mean of all {self.n_folds} folds, {each} each"
            notes.append(f"{of}: {spread_text(self.mean, self.spread)}")
        return f"right on {self.percent} of {self.unseen}" + (f" ({'; '.join(notes)})" if notes else "")


def about_checkpoint(header: Header) -> str:
    """A checkpoint in a few words, for a list: "1–2 persons, 25 joints · planted motions · 98.9 %"."""
    record = TrackRecord.of_header(header.training, header.accuracy)
    persons = counted(header.most, "person")
    if header.least < header.most:
        persons = f"{header.least}–{persons}"
    joints = "any joints" if header.any_layout else counted(len(header.joints), "joint")
    parts = (f"{persons}, {joints}", record.source, record.percent)
    return " · ".join(part for part in parts if part)


def about_clip(clip: Clip) -> str:
    """A sample clip in a few words, for a list: "2 persons, 25 joints · planted · 2.5 s"."""
    bodies = f"{counted(clip.n_shown, 'person')}, {counted(clip.n_joints, 'joint')}"
    return f"{bodies} · {'planted' if is_made_up(clip) else 'real person'} · {seconds_text(clip.seconds)}"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far to trust what a checkpoint says of a clip, before anything is asked again.

    Attributes:
        cautions: how the clip is of another kind than what the checkpoint learned from, and what is not known.
        facts: what the checkpoint carries of its worth.
    """

    cautions: tuple[str, ...]
    facts: tuple[str, ...]


def standing(checkpoint: Checkpoint, clip: Clip, *, is_in_windows: bool = False) -> Standing:
    """How far to trust what ``checkpoint`` says of ``clip``, each reason in a few words, and none said twice.

    Args:
        checkpoint: who is asked.
        clip: as the checkpoint reads it, converted where that was needed.
        is_in_windows: whether it is read in windows as long as what the checkpoint knows, whatever its own length.
    """
    record = TrackRecord.of(checkpoint)
    found = list(unlike(checkpoint.training, clip, whatever_length=is_in_windows))
    if record.accuracy is None:
        found.append(record.facts[0])
    if clip.inferred and not converted_from(clip):  # else it is said with that
        found.append(inferred_text(clip))
    return Standing(tuple(found), tuple(fact for fact in record.facts if fact not in found))


def _several(value: object) -> int | None:
    """A number of things of which a mean was taken, if it is one."""
    return value if type(value) is int and 1 < value < _MANY else None


def _share(values: Mapping[str, Any], *names: str) -> float | None:
    """The first of these entries, if it is a number from 0 to 1."""
    value = next((values[name] for name in names if name in values), None)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if 0 <= value <= 1 else None
