"""Clips that this program made up: nobody was recorded, and the clip says so."""

from __future__ import annotations

from dataclasses import replace

from sta_lstm.skeletons.clip import Clip

#: Begins the note of a clip that is nobody's.
MADE_UP = "Made up: "
#: What is said of a planted motion of which nothing more is known.
PLANTED_NOTE = f"{MADE_UP}a planted motion, no recording of anybody."


def says_made_up(note: str) -> bool:
    """Whether a note says that its clip is nobody's: what the clip is, nothing that was done to a recording."""
    return note.startswith(MADE_UP)


def is_made_up(clip: Clip) -> bool:
    """Whether a clip says of itself that it is a planted motion, and nobody's."""
    return any(map(says_made_up, clip.notes))


def said_to_be_made_up(clip: Clip, note: str = PLANTED_NOTE) -> Clip:
    """``clip`` with a note that it is nobody's; as it is, where it says so already."""
    return clip if is_made_up(clip) else replace(clip, notes=(note, *clip.notes))
