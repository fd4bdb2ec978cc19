"""How a clip is made to fit a checkpoint: the options, alike for every command, and the clip that they give."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sta_lstm.cli.text import notice
from sta_lstm.errors import ClipError, MismatchError
from sta_lstm.words import counted

if TYPE_CHECKING:
    from sta_lstm.datasets import LabelledClip
    from sta_lstm.model.checkpoint import Checkpoint
    from sta_lstm.skeletons import Clip

#: The option that does what is advised, by kind of advice; see `sta_lstm.model.fitting.Advice`.
OPTIONS_FOR = {"convert": "--convert", "double": "--double", "keep one": "--person A"}


def add_fitting(parser: argparse.ArgumentParser) -> None:
    """Declare ``--convert``, ``--double`` and ``--person``."""
    parser.add_argument(
        "--convert", action="store_true", help="convert a clip of another layout to the checkpoint's joints"
    )
    parser.add_argument(
        "--double", action="store_true", help="where the checkpoint reads two persons, copy the clip's only one"
    )
    parser.add_argument("--person", type=_person, metavar="LETTER", help="keep one person of the clip: A, B, …")


def fit_clip(clip: Clip, checkpoint: Checkpoint, options: argparse.Namespace) -> Clip:
    """``clip``, made to fit ``checkpoint`` as the options say; what was done to it is said on standard error.

    Raises:
        MismatchError: it cannot be converted.
        ClipError: there is no such person.
    """
    from sta_lstm.model.fitting import fitted

    own = fitted(clip, checkpoint.reads, convert=options.convert, double=options.double, person=options.person)
    for note in own.notes[len(clip.notes) :]:
        notice(note)
    return own


@dataclass(frozen=True, eq=False)
class AdaptedClip:
    """One clip, adapted to each of several checkpoints, which go by their names.

    Attributes:
        clip: as it was recorded.
        clips: as each reads it; those that read the same have the same.
        misfits: why the others do not read it, in sentences.
        person: who was kept alone, by column, for those that can read one person.
        with_all_persons: for each checkpoint that reads one person alone, the clip adapted to it with all of them;
            empty where no other checkpoint reads more than that one.
    """

    clip: Clip
    clips: dict[str, Clip]
    misfits: dict[str, str]
    person: int | None
    with_all_persons: dict[str, Clip]

    def new_notes(self) -> list[str]:
        """What was done to the clip, in sentences, and for which checkpoints where it was not done for all."""
        whose: dict[str, list[str]] = {}
        for name, clip in self.clips.items():
            for note in clip.notes[len(self.clip.notes) :]:
                whose.setdefault(note, []).append(name)
        return [
            note if len(names) == len(self.clips) else f"For {', '.join(names)}: {note}"
            for note, names in whose.items()
        ]


def adapt_to_each(clip: Clip, checkpoints: Mapping[str, Checkpoint], options: argparse.Namespace) -> AdaptedClip:
    """Adapt ``clip`` to each of ``checkpoints`` as the options say; one that cannot read one person reads all.

    Raises:
        ClipError: there is no such person.
    """
    from sta_lstm.model.fitting import find_misfit, fitted, misfit_error
    from sta_lstm.skeletons import one_person

    alone = clip if options.person is None else one_person(clip, options.person)
    done: dict[tuple[object, ...], Clip] = {}

    def adapt(checkpoint: Checkpoint, start: Clip) -> tuple[Clip, str | None]:
        """``start`` for ``checkpoint``, and why it still does not fit; None if it does."""
        doubles = options.double and checkpoint.reads.least == 2
        key = (checkpoint.layout if options.convert else None, checkpoint.reads.any_layout, doubles, start is alone)
        if key not in done:
            try:
                done[key] = fitted(start, checkpoint.reads, convert=options.convert, double=doubles)
            except MismatchError:
                done[key] = start  # why it cannot be converted is said with how it differs
            except ClipError as error:
                return start, str(error)
        misfit = find_misfit(done[key], checkpoint.reads)
        if misfit is None:
            return done[key], None
        return done[key], misfit_error(done[key], misfit, name=checkpoint.name).in_words(OPTIONS_FOR)

    clips, misfits, kept = {}, {}, []
    for name, checkpoint in checkpoints.items():
        own, misfit = adapt(checkpoint, alone)
        whole, reason = adapt(checkpoint, clip) if misfit is not None else (own, None)
        if misfit is None:
            clips[name] = own
            kept.append(name)
        elif reason is None:
            clips[name] = whole
        else:
            misfits[name] = misfit
    with_all_persons = {name: adapt(checkpoints[name], clip)[0] for name in kept} if len(kept) < len(clips) else {}
    return AdaptedClip(clip, clips, misfits, options.person, with_all_persons)


def fit_dataset(
    clips: Sequence[LabelledClip],
    checkpoint: Checkpoint,
    options: argparse.Namespace,
    *,
    on_clip: Callable[[str, Clip], None] | None = None,
) -> tuple[list[LabelledClip], list[str]]:
    """Clips of a data set, made to fit ``checkpoint`` as the options say, and in sentences what was done to how many.

    Args:
        clips: of the data set.
        checkpoint: what they are to fit.
        options: those of `add_fitting`.
        on_clip: is handed each clip as it was recorded, with what it is called.

    Raises:
        MismatchError: one cannot be converted.
        ClipError: one shows no such person.
    """
    from sta_lstm.model.fitting import fitted

    notes: Counter[str] = Counter()
    adapted = []

    def fit(clip: Clip) -> Clip:
        return fitted(clip, checkpoint.reads, convert=options.convert, double=options.double, person=options.person)

    for each in clips:  # of each clip only what is known of it is kept
        clip = each.load()
        if on_clip is not None:
            on_clip(each.source, clip)
        own = fit(clip)
        notes.update(own.notes[len(clip.notes) :])
        again = partial(_again, fit, each)
        adapted.append(each if own is clip else type(each).of(own, each.label, each.subject, each.source, read=again))
    return adapted, counted_notes(notes)


def _again(fit: Callable[[Clip], Clip], each: LabelledClip) -> Clip:
    return fit(each.load())


def counted_notes(notes: Mapping[str, int]) -> list[str]:
    """Sentences on clips, with the number of clips of which each is true."""
    return [f"{counted(count, 'clip')}: {note}" for note, count in notes.items()]


def _person(text: str) -> int:
    """The column of a person from its letter."""
    if len(text) != 1 or not "A" <= text.upper() <= "Z":
        raise argparse.ArgumentTypeError(f"a person is a letter, A for the first; got {text!r}")
    return ord(text.upper()) - ord("A")
