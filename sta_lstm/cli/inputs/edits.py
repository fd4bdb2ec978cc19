"""``--edit``: what is changed in a clip before a model reads it, alike for every command."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from sta_lstm.cli.inputs.fitting import AdaptedClip
from sta_lstm.cli.text import notice
from sta_lstm.errors import SettingsError
from sta_lstm.words import person_letter

if TYPE_CHECKING:
    from sta_lstm.evidence.edits import Edit
    from sta_lstm.skeletons import Clip

_HELP = (
    "change the clip first, and ask what if: KIND:WHAT@FIRST-LAST=AMOUNTS, as in 'hold:right arm@10-40', 'hide:B/all', "
    "'mirror:all', 'slow:all=2', 'shift:left hand=0,10,0' (cm), 'shake:head=3' (cm) or 'swap:right leg=kick-right' "
    "(another clip); give it again for more, which follow one another"
)


def add_edits(parser: argparse.ArgumentParser) -> None:
    """Declare ``--edit``."""
    parser.add_argument("--edit", dest="edits", action="append", default=[], metavar="EDIT", help=_HELP)


def edited(clip: Clip, options: argparse.Namespace) -> Clip:
    """``clip`` with the edits that were asked for; what was done to it is said on standard error.

    Raises:
        StaLstmError: an edit is none, or cannot be made of this clip.
    """
    new = _edited(clip, options)
    for note in new.notes[len(clip.notes) :]:
        notice(note)
    return new


def edited_each(adapted: AdaptedClip, options: argparse.Namespace) -> AdaptedClip:
    """A clip adapted to several checkpoints, with the edits that were asked for made of what each reads.

    Raises:
        StaLstmError: an edit is none, or cannot be made of this clip.
    """
    done: dict[int, Clip] = {}  # checkpoints that read the same go on sharing one clip

    def edit(clip: Clip) -> Clip:
        if id(clip) not in done:
            done[id(clip)] = _edited(clip, options)
        return done[id(clip)]

    clips = {name: edit(clip) for name, clip in adapted.clips.items()}
    whole = {name: edit(clip) for name, clip in adapted.with_all_persons.items()}
    return replace(adapted, clips=clips, with_all_persons=whole)


def _edited(clip: Clip, options: argparse.Namespace) -> Clip:
    from sta_lstm.evidence.edits import apply, parse_edits

    edits = [_of_recording(edit, clip, options.person) for text in options.edits for edit in parse_edits(text)]
    return apply(clip, edits, open_other=_open)


def _of_recording(edit: Edit, clip: Clip, kept: int | None) -> Edit:
    """The edit, in which letters are those of the recording, for a clip of which ``--person`` may have kept one alone.

    Raises:
        SettingsError: it is about somebody else.
    """
    from sta_lstm.skeletons import original, persons_shown

    alone = len({original(clip, person) for person in persons_shown(clip)}) == 1
    if kept is None or edit.person is None or not alone:
        return edit
    if edit.person != kept:
        letter = person_letter(kept)
        raise SettingsError(
            f"the edit '{edit.kind}' is about person {person_letter(edit.person)}, and --person {letter} keeps "
            f"{letter} alone. Name {letter}, or leave one of the two out."
        )
    return replace(edit, person=None)


def _open(name_or_path: str) -> Clip:
    from sta_lstm.formats import load_clip
    from sta_lstm.samples import resolve_clip

    return load_clip(resolve_clip(name_or_path))
