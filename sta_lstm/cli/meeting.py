"""Where a clip meets a checkpoint: the options that bring the one to the other, the same for every command."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sta_lstm.cli.text import notice
from sta_lstm.errors import ClipError, MismatchError
from sta_lstm.words import counted

if TYPE_CHECKING:
    from sta_lstm.datasets import LabelledClip
    from sta_lstm.model.checkpoint import Checkpoint
    from sta_lstm.skeletons import Clip


def add_fitting(parser: argparse.ArgumentParser) -> None:
    """Declare ``--convert``, ``--double`` and ``--person``."""
    parser.add_argument(
        "--convert", action="store_true", help="bring a clip of another layout to the checkpoint's joints"
    )
    parser.add_argument(
        "--double", action="store_true", help="where the checkpoint reads two persons, copy the clip's only one"
    )
    parser.add_argument("--person", type=_person, metavar="LETTER", help="keep one person of the clip: A, B, …")


def brought_to(clip: Clip, checkpoint: Checkpoint, options: argparse.Namespace) -> Clip:
    """``clip`` as the options want it to meet ``checkpoint``; what was done to it is said beside the answer.

    Raises:
        MismatchError: it cannot be converted.
        ClipError: there is no such person.
    """
    from sta_lstm.model.fitting import fitted

    brought = fitted(clip, checkpoint, convert=options.convert, double=options.double, person=options.person)
    for note in brought.notes[len(clip.notes) :]:
        notice(note)
    return brought


@dataclass(frozen=True, eq=False)
class Met:
    """One clip on its way to several checkpoints, all by their names.

    Attributes:
        clip: as it was recorded.
        clips: as each reads it; those that read the same have the same.
        misfits: why the others do not read it, in sentences.
        person: who was kept alone, by column, for those that can read one person.
        crowds: the clip with all its persons as it would be for those for which one was kept; empty where no other
            reads more, so that nobody need be told from others.
    """

    clip: Clip
    clips: dict[str, Clip]
    misfits: dict[str, str]
    person: int | None
    crowds: dict[str, Clip]

    def said(self) -> list[str]:
        """What was done to the clip, in sentences, and for whom where it was not done for all."""
        whose: dict[str, list[str]] = {}
        for name, clip in self.clips.items():
            for note in clip.notes[len(self.clip.notes) :]:
                whose.setdefault(note, []).append(name)
        return [
            note if len(names) == len(self.clips) else f"For {', '.join(names)}: {note}"
            for note, names in whose.items()
        ]


def brought_to_each(clip: Clip, checkpoints: Mapping[str, Checkpoint], options: argparse.Namespace) -> Met:
    """``clip`` as the options want it to meet each of ``checkpoints``; who cannot read one person reads all.

    Raises:
        ClipError: there is no such person.
    """
    from sta_lstm.model.fitting import fitted
    from sta_lstm.skeletons import one_person

    alone = clip if options.person is None else one_person(clip, options.person)
    made: dict[tuple[object, ...], Clip] = {}

    def bring(checkpoint: Checkpoint, start: Clip) -> tuple[Clip, str | None]:
        """``start`` as it meets ``checkpoint``, and why it is not read."""
        doubles = options.double and checkpoint.min_persons == 2
        key = (checkpoint.layout if options.convert else None, doubles, start is alone)
        if key not in made:
            try:
                made[key] = fitted(start, checkpoint, convert=options.convert, double=doubles)
            except MismatchError:
                made[key] = start  # why it cannot be converted is said with how it differs
            except ClipError as error:
                return start, str(error)
        return made[key], checkpoint.misfit(made[key])

    clips, misfits, kept = {}, {}, []
    for name, checkpoint in checkpoints.items():
        own, misfit = bring(checkpoint, alone)
        whole, reason = bring(checkpoint, clip) if misfit is not None else (own, None)
        if misfit is None:
            clips[name] = own
            kept.append(name)
        elif reason is None:
            clips[name] = whole
        else:
            misfits[name] = misfit
    crowds = {name: bring(checkpoints[name], clip)[0] for name in kept} if len(kept) < len(clips) else {}
    return Met(clip, clips, misfits, options.person, crowds)


def brought_set(
    clips: Sequence[LabelledClip], checkpoint: Checkpoint, options: argparse.Namespace
) -> tuple[list[LabelledClip], list[str]]:
    """Clips of a data set as the options want them to meet ``checkpoint``, and in sentences what was done to how many.

    Raises:
        MismatchError: one cannot be converted.
        ClipError: one shows no such person.
    """
    from sta_lstm.model.fitting import fitted

    notes: Counter[str] = Counter()
    brought = []
    for each in clips:
        own = fitted(each.clip, checkpoint, convert=options.convert, double=options.double, person=options.person)
        notes.update(own.notes[len(each.clip.notes) :])
        brought.append(replace(each, clip=own))
    return brought, counted_notes(notes)


def counted_notes(notes: Mapping[str, int]) -> list[str]:
    """Sentences on clips, with the number of clips of which each is true."""
    return [f"{counted(count, 'clip')}: {note}" for note, count in notes.items()]


def _person(text: str) -> int:
    """The column of a person from its letter."""
    if len(text) != 1 or not "A" <= text.upper() <= "Z":
        raise argparse.ArgumentTypeError(f"a person is a letter, A for the first; {text!r} came")
    return ord(text.upper()) - ord("A")
