"""What this visitor said about a recording: how to read it, what to repair, which part of it to keep."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.reading import AS_IT_SAYS, Reading
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.cut import cut
from sta_lstm.skeletons.repair import repaired

_SAID = "recordings-said"  # in the session: the keys of files, and what was said about each
#: Most recordings about which a session remembers something; those spoken of longest ago are forgotten.
_MOST = 200


@dataclass(frozen=True)
class Handling:
    """What is done to a recording between its file and the model.

    Attributes:
        reading: what the file does not say itself, or says wrongly.
        repairs: names of `REPAIRS`.
        kept: first and last frame of the part that is kept; None keeps all.
    """

    reading: Reading = AS_IT_SAYS
    repairs: tuple[str, ...] = ()
    kept: tuple[int, int] | None = None

    @property
    def key(self) -> str:
        """Tells it apart from all others; empty where nothing is done."""
        return "" if self == UNTOUCHED else hashlib.sha256(repr(self).encode()).hexdigest()[:16]

    def read(self, data: bytes, name: str) -> Clip:
        """The clip in a file, read, repaired and cut.

        Raises:
            ClipError: the file is not a clip, or nothing of it is left.
        """
        clip = repaired(load_clip(data, name, reading=self.reading), self.repairs)
        if self.kept is None:
            return clip
        first, last = self.kept
        if first >= clip.n_frames:
            raise ClipError(
                f"clip '{clip.name}' has the frames 0 to {clip.n_frames - 1}; of {first} to {last}, which you chose to "
                "keep, none is left. Choose others."
            )
        return cut(clip, first, min(last + 1, clip.n_frames))


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


def say(key: str, **reading: object) -> None:
    """Change how the file of that key is read; None takes a thing back."""
    handling = handling_of(key)
    remember(key, replace(handling, reading=replace(handling.reading, **reading)))  # type: ignore[arg-type]
