"""Where a clip meets a checkpoint: why the one does not fit the other, what would help, and doing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sta_lstm.errors import MismatchError
from sta_lstm.model.headers import samples_that_read
from sta_lstm.model.reads import Reads
from sta_lstm.skeletons import Clip, Conversion, conversion, converted, doubled, one_person, persons_shown
from sta_lstm.skeletons.quality.doubts import with_doubts_of

AdviceKind = Literal["convert", "cannot convert", "double", "add persons", "keep one", "keep some", "use samples"]


@dataclass(frozen=True)
class Misfit:
    """How a clip differs from what a checkpoint reads; nothing here has been done yet.

    Attributes:
        conversion: to the checkpoint's joints; None where the clip has them. It may be impossible.
        n_persons: persons that the clip shows.
        reads: what the checkpoint reads.
    """

    conversion: Conversion | None
    n_persons: int
    reads: Reads

    @property
    def can_be_converted(self) -> bool:
        """Whether a conversion is needed, and possible."""
        return self.conversion is not None and not self.conversion.impossible

    @property
    def can_be_helped(self) -> bool:
        """Whether the clip fits once all that `fitted` does has been asked for."""
        joints_fit = self.conversion is None or self.can_be_converted
        persons_fit = self.reads.least <= self.n_persons <= self.reads.most
        return joints_fit and (persons_fit or self.can_be_doubled or self.needs_one_person)

    @property
    def can_be_doubled(self) -> bool:
        """Whether one person more is needed, and a copy of the only one would do."""
        return self.n_persons == 1 and self.reads.least == 2

    @property
    def needs_one_person(self) -> bool:
        """Whether all persons but one must go."""
        return self.n_persons > self.reads.most == 1


@dataclass(frozen=True)
class Advice:
    """One thing to do, or to know, about a misfit; `sentence` puts it into words.

    Attributes:
        kind: what.
        conversion: for ``"convert"`` and ``"cannot convert"``.
        n_persons: how many a clip must have (``"add persons"``) or keep (``"keep some"``).
        samples: for ``"use samples"``, the names of the sample checkpoints that read the clip as it is.
    """

    kind: AdviceKind
    conversion: Conversion | None = None
    n_persons: int = 0
    samples: tuple[str, ...] = ()

    def sentence(self, how: str = "") -> str:
        """The advice as a sentence; ``how`` says with which option or button, where there is one."""
        tool = f" ({how})" if how else ""
        plan = self.conversion
        if self.kind == "cannot convert" and plan is not None:
            return f"It cannot be converted to '{plan.target.name}' (no {', no '.join(plan.impossible)})."
        if self.kind == "convert" and plan is not None:
            return (
                f"Convert the clip to '{plan.target.name}'{tool}, which copies {len(plan.copied)} of "
                f"{plan.target.n_joints} joints and infers {len(plan.inferred)}."
            )
        if self.kind == "use samples":
            verb = "read" if len(self.samples) > 1 else "reads"
            return f"Of the samples, {', '.join(self.samples)} {verb} it as it is."
        return {
            "double": f"Have its person doubled{tool}, or choose a clip of two.",
            "add persons": f"Choose a clip with {self.n_persons} persons, or a checkpoint for fewer.",
            "keep one": f"Keep one person{tool}, or choose a checkpoint for more.",
            "keep some": f"Keep the {self.n_persons} that act, or choose a checkpoint for more.",
        }[self.kind]


class MisfitError(MismatchError):
    """A clip that a checkpoint does not read as it is.

    Attributes:
        difference: what was expected and what came, in a sentence.
        advice: what to do about it.
    """

    def __init__(self, difference: str, advice: tuple[Advice, ...]) -> None:
        self.difference, self.advice = difference, advice
        super().__init__(self.in_words())

    def __reduce__(self) -> tuple[type[MisfitError], tuple[str, tuple[Advice, ...]]]:
        return type(self), (self.difference, self.advice)

    def in_words(self, how: Mapping[str, str] | None = None) -> str:
        """The whole message; ``how`` names the tool of a screen or program for some kinds of advice."""
        return f"{self.difference} {sentences(self.advice, how)}"


def find_misfit(clip: Clip, reads: Reads) -> Misfit | None:
    """How ``clip`` differs from what a checkpoint ``reads``; None if it fits."""
    n_persons = len(persons_shown(clip))
    same_joints = reads.takes(clip.layout)
    if same_joints and reads.least <= n_persons <= reads.most:
        return None
    return Misfit(None if same_joints else conversion(clip.layout, reads.layout), n_persons, reads)


def check_fit(clip: Clip, reads: Reads, *, name: str) -> None:
    """Refuse a clip that the checkpoint called ``name`` does not read.

    Raises:
        MisfitError: the clip's layout or number of persons is another; the message says what to do.
    """
    misfit = find_misfit(clip, reads)
    if misfit is not None:
        raise misfit_error(clip, misfit, name=name)


def misfit_error(clip: Clip, misfit: Misfit, *, name: str) -> MisfitError:
    """The error that says how ``clip`` differs from what the checkpoint called ``name`` reads, and what to do."""
    plural = "s" * (misfit.n_persons > 1)
    found = f"{misfit.n_persons} person{plural} × {clip.n_joints} joints ({clip.layout.name})"
    difference = f"checkpoint '{name}' reads {misfit.reads}; clip '{clip.name}' has {found}."
    return MisfitError(difference, advise(clip, misfit))


def fitted(clip: Clip, reads: Reads, *, convert: bool = False, double: bool = False, person: int | None = None) -> Clip:
    """``clip`` brought nearer to what a checkpoint ``reads`` by what was asked for, as far as it is needed.

    Args:
        clip: any clip.
        reads: what is read.
        convert: to the checkpoint's joints.
        double: copy the only person, if the checkpoint reads two and no fewer.
        person: keep this person alone, by column from 0.

    Raises:
        MismatchError: the conversion is impossible; the message lists the joints.
        ClipError: there is no such person.
    """
    if person is not None:
        clip = one_person(clip, person)
    if convert and not reads.takes(clip.layout):
        clip = with_doubts_of(clip, converted(clip, reads.layout))
    if double and reads.least == 2 and len(persons_shown(clip)) == 1:
        clip = doubled(clip)
    return clip


def advise(clip: Clip, misfit: Misfit) -> tuple[Advice, ...]:
    """What to do about ``misfit`` of ``clip``."""
    found = []
    if misfit.conversion is not None:
        found.append(Advice("convert" if misfit.can_be_converted else "cannot convert", misfit.conversion))
    if misfit.can_be_doubled:
        found.append(Advice("double"))
    elif misfit.n_persons < misfit.reads.least:
        found.append(Advice("add persons", n_persons=misfit.reads.least))
    elif misfit.needs_one_person:
        found.append(Advice("keep one"))
    elif misfit.n_persons > misfit.reads.most:
        found.append(Advice("keep some", n_persons=misfit.reads.most))
    samples = samples_that_read(clip.layout.joints, misfit.n_persons)
    if samples:
        found.append(Advice("use samples", samples=samples))
    return tuple(found)


def sentences(advice: Iterable[Advice], how: Mapping[str, str] | None = None) -> str:
    """Advice in sentences; ``how`` names the option or button that does it, by kind of advice."""
    return " ".join(each.sentence((how or {}).get(each.kind, "")) for each in advice)
