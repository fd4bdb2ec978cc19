"""How this visitor wants a recording prepared: how to read it, what to repair, which part of it to keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.cut import Segment, segments_of
from sta_lstm.skeletons.quality.findings import ROOM_REPAIRS
from sta_lstm.skeletons.quality.repair import repaired
from sta_lstm.ui.session.keys import short_hash

_PREPARED = "recordings-prepared"  # in the session: the keys of files, and how each is prepared
#: Most recordings of which a session remembers that; those changed longest ago are forgotten.
_MOST = 200


@dataclass(frozen=True)
class Preparation:
    """What is done to a recording between its file and the model.

    Attributes:
        read_options: what the file does not say itself, or gets wrong.
        repairs: names of `REPAIRS`.
        kept: first and last frame of the part that is kept, as they are read; None keeps all.
        label: the action that this part shows, if a list of segments names it.
    """

    read_options: ReadOptions = AS_STORED
    repairs: tuple[str, ...] = ()
    kept: tuple[int, int] | None = None
    label: str | None = None

    @property
    def skipped(self) -> int:
        """Frames at the beginning of the file that are not read: its own labels count them."""
        return 0 if self.read_options.frames is None else self.read_options.frames[0]

    @property
    def key(self) -> str:
        """Tells it apart from all others; empty where nothing is done."""
        return "" if self == UNPREPARED else short_hash(repr(self))

    @property
    def room_repairs(self) -> tuple[str, ...]:
        """Those of ``repairs`` that turn or mirror the room in which all of the recording was made."""
        return tuple(repair for repair in self.repairs if repair in ROOM_REPAIRS)

    def applied_to(self, clip: Clip) -> Clip:
        """The part of ``clip`` that is kept, repaired; it is levelled by all who stand in the recording.

        Args:
            clip: as it is read.

        Raises:
            ClipError: nothing of it is left.
        """
        if "level" in self.repairs:
            clip = repaired(clip, self.room_repairs)
        if self.kept is not None:
            first, last = self.kept
            if first >= clip.n_frames:
                raise ClipError(
                    f"clip '{clip.name}' has the frames 0 to {clip.n_frames - 1}, and none of the frames {first} to "
                    f"{last} that you chose to keep. Choose others."
                )
            (clip,) = segments_of(clip, (Segment(first, min(last + 1, clip.n_frames), self.label),))
        return repaired(clip, [repair for repair in self.repairs if repair != "level"])


UNPREPARED = Preparation()


def preparation_of(key: str) -> Preparation:
    """How the file of that key is prepared."""
    kept_by_key: Mapping[str, Preparation] = st.session_state.get(_PREPARED, {})
    return kept_by_key.get(key, UNPREPARED)


def set_preparation(key: str, preparation: Preparation) -> None:
    """Keep how a file is prepared, for this session."""
    kept_by_key: dict[str, Preparation] = st.session_state.setdefault(_PREPARED, {})
    kept_by_key.pop(key, None)
    if preparation != UNPREPARED:
        kept_by_key[key] = preparation
    while len(kept_by_key) > _MOST:
        kept_by_key.pop(next(iter(kept_by_key)))


def keep_part(key: str, n_frames: int, first: int, last: int, label: str | None = None) -> None:
    """Keep a part of a recording, or all of it.

    Args:
        key: of its file.
        n_frames: of the whole recording.
        first: the first frame that is kept.
        last: the last one.
        label: the action that the part shows, where it is known.
    """
    is_all = (first, last, label) == (0, n_frames - 1, None)
    set_preparation(key, replace(preparation_of(key), kept=None if is_all else (first, last), label=label))


def set_read_options(key: str, **read_options: object) -> None:
    """Change how the file of that key is read; None goes back to what the file says."""
    preparation = preparation_of(key)
    set_preparation(key, replace(preparation, read_options=replace(preparation.read_options, **read_options)))  # type: ignore[arg-type]
