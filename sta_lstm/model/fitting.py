"""Where a clip meets a checkpoint: why the one does not fit the other, what would help, and doing it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sta_lstm.model.containers import HEADER_KEY
from sta_lstm.samples import sample_checkpoints
from sta_lstm.skeletons import Clip, Conversion, conversion, converted, doubled, one_person, persons_shown

if TYPE_CHECKING:
    from sta_lstm.model.checkpoint import Checkpoint


@dataclass(frozen=True)
class Misfit:
    """How a clip differs from what a checkpoint reads; nothing here has been done yet.

    Attributes:
        conversion: to the checkpoint's joints; None where the clip has them. It may be impossible.
        n_persons: persons that the clip shows.
        least: fewest persons that the checkpoint reads.
        most: most persons that the checkpoint reads.
    """

    conversion: Conversion | None
    n_persons: int
    least: int
    most: int

    @property
    def can_be_converted(self) -> bool:
        """Whether a conversion is needed, and possible."""
        return self.conversion is not None and not self.conversion.impossible

    @property
    def can_be_helped(self) -> bool:
        """Whether the clip fits once all that `fitted` does has been asked for."""
        joints_fit = self.conversion is None or self.can_be_converted
        persons_fit = self.least <= self.n_persons <= self.most or self.can_be_doubled or self.one_is_wanted
        return joints_fit and persons_fit

    @property
    def can_be_doubled(self) -> bool:
        """Whether one person more is needed, and a copy of the only one would do."""
        return self.n_persons == 1 and self.least == 2

    @property
    def one_is_wanted(self) -> bool:
        """Whether all persons but one must go."""
        return self.n_persons > self.most == 1


def find_misfit(clip: Clip, checkpoint: Checkpoint) -> Misfit | None:
    """How ``clip`` differs from what ``checkpoint`` reads; None if it fits."""
    n_persons, least, most = len(persons_shown(clip)), checkpoint.min_persons, checkpoint.config.n_persons
    same_joints = clip.layout.joints == checkpoint.layout.joints
    if same_joints and least <= n_persons <= most:
        return None
    return Misfit(None if same_joints else conversion(clip.layout, checkpoint.layout), n_persons, least, most)


def fitted(
    clip: Clip, checkpoint: Checkpoint, *, convert: bool = False, double: bool = False, person: int | None = None
) -> Clip:
    """``clip`` brought nearer to what ``checkpoint`` reads by what was asked for, as far as it is needed.

    Args:
        clip: any clip.
        checkpoint: what it is to be read by.
        convert: to the checkpoint's joints.
        double: copy the only person, if the checkpoint reads two and no fewer.
        person: keep this person alone, by column from 0.

    Raises:
        MismatchError: the conversion is impossible; the message lists the joints.
        ClipError: there is no such person.
    """
    if person is not None:
        clip = one_person(clip, person)
    if convert and clip.layout.joints != checkpoint.layout.joints:
        clip = converted(clip, checkpoint.layout)
    if double and checkpoint.min_persons == 2 and len(persons_shown(clip)) == 1:
        clip = doubled(clip)
    return clip


def advice(clip: Clip, misfit: Misfit) -> str:
    """What to do about ``misfit``, in sentences."""
    sentences = []
    plan = misfit.conversion
    if plan is not None and plan.impossible:
        sentences.append(f"It cannot be converted to '{plan.target.name}' (no {', no '.join(plan.impossible)}).")
    elif plan is not None:
        sentences.append(
            f"Convert the clip to '{plan.target.name}' (--convert on the command line, a button in the app), which "
            f"copies {len(plan.copied)} of {plan.target.n_joints} joints and infers {len(plan.inferred)}."
        )
    if misfit.can_be_doubled:
        sentences.append(
            "Have its person doubled (--double on the command line, a button in the app), or choose a clip of two."
        )
    elif misfit.n_persons < misfit.least:
        sentences.append(f"Choose a clip with {misfit.least} persons, or a checkpoint for fewer.")
    elif misfit.one_is_wanted:
        sentences.append(
            "Keep one person (--person A on the command line, a list in the app), or choose a checkpoint for more."
        )
    elif misfit.n_persons > misfit.most:
        sentences.append(f"Keep the {misfit.most} that act, or choose a checkpoint for more.")
    fitting = samples_that_read(clip.layout.joints, misfit.n_persons)
    if fitting:
        sentences.append(f"Of the samples, {', '.join(fitting)} {'read' if len(fitting) > 1 else 'reads'} it as it is.")
    return " ".join(sentences)


def samples_that_read(joints: tuple[str, ...], n_persons: int) -> tuple[str, ...]:
    """The names of the sample checkpoints for clips of these joints and so many persons."""
    found = []
    for path in sample_checkpoints():
        reads = _header(path)
        if reads is not None and reads[0] == joints and reads[1] <= n_persons <= reads[2]:
            found.append(path.stem)
    return tuple(found)


@lru_cache(maxsize=64)
def _header(path: Path) -> tuple[tuple[str, ...], int, int] | None:
    """Joints, fewest and most persons that a sample reads, from the first bytes of its file; None if it is damaged."""
    try:
        with path.open("rb") as file:
            content = file.read(min(int.from_bytes(file.read(8), "little"), 2**20))
        values = json.loads(json.loads(content)["__metadata__"][HEADER_KEY])
        return tuple(values["layout"]["joints"]), values["min_persons"], values["config"]["n_persons"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
