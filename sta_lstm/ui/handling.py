"""What this visitor said about a recording: how to read it, what to repair, which part of it to keep."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.cut import Segment, segments_of
from sta_lstm.skeletons.repair import repaired

_SAID = "recordings-said"  # in the session: the keys of files, and what was said about each
#: Most recordings about which a session remembers something; those spoken of longest ago are forgotten.
_MOST = 200


@dataclass(frozen=True)
class Handling:
    """What is done to a recording between its file and the model.

    Attributes:
        read_options: what the file does not say itself, or says wrongly.
        repairs: names of `REPAIRS`.
        kept: first and last frame of the part that is kept, as they are read; None keeps all.
        label: the action that this part shows, where a list of segments says so.
    """

    read_options: ReadOptions = AS_STORED
    repairs: tuple[str, ...] = ()
    kept: tuple[int, int] | None = None
    label: str | None = None

    @property
    def key(self) -> str:
        """Tells it apart from all others; empty where nothing is done."""
        return "" if self == UNTOUCHED else hashlib.sha256(repr(self).encode()).hexdigest()[:16]

    def made_of(self, clip: Clip) -> Clip:
        """The part of ``clip`` that is kept, repaired.

        Args:
            clip: as it is read.

        Raises:
            ClipError: nothing of it is left.
        """
        if self.kept is not None:
            first, last = self.kept
            if first >= clip.n_frames:
                raise ClipError(
                    f"clip '{clip.name}' has the frames 0 to {clip.n_frames - 1}; of {first} to {last}, which you "
                    "chose to keep, none is left. Choose others."
                )
            (clip,) = segments_of(clip, (Segment(first, min(last + 1, clip.n_frames), self.label),))
        return repaired(clip, self.repairs)


UNTOUCHED = Handling()


def handling_of(key: str) -> Handling:
    """What was said about the file of that key."""
    said: Mapping[str, Handling] = st.session_state.get(_SAID, {})
    return said.get(key, UNTOUCHED)


def remember(key: str, handling: Handling) -> None:
    """Keep what was said about a file, for this session."""
    said: dict[str, Handling] = st.session_state.setdefault(_SAID, {})
    said.pop(key, None)
    if handling != UNTOUCHED:
        said[key] = handling
    while len(said) > _MOST:
        said.pop(next(iter(said)))


def say(key: str, **read_options: object) -> None:
    """Change how the file of that key is read; None takes a thing back."""
    handling = handling_of(key)
    remember(key, replace(handling, read_options=replace(handling.read_options, **read_options)))  # type: ignore[arg-type]
