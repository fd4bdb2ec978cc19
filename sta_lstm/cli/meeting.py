"""Where a clip meets a checkpoint: the options that bring the one to the other, the same for every command."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sta_lstm.cli.text import notice

if TYPE_CHECKING:
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


def _person(text: str) -> int:
    """The column of a person from its letter."""
    if len(text) != 1 or not "A" <= text.upper() <= "Z":
        raise argparse.ArgumentTypeError(f"a person is a letter, A for the first; {text!r} came")
    return ord(text.upper()) - ord("A")
