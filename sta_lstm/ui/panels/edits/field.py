"""What an address tells of edits, and the clips that an edit there may name: samples alone."""

from __future__ import annotations

from typing import Any

from sta_lstm.errors import ClipError, SettingsError
from sta_lstm.evidence.edits import Edit, format_edits, parse_edits
from sta_lstm.formats import load_clip
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons import Clip
from sta_lstm.ui.pickers.clip_files import CLIP
from sta_lstm.ui.session.link import Link, ValueField

Edits = tuple[Edit, ...]


def sample_names() -> list[str]:
    """What the edit ``swap`` may name in the app: an address comes from anyone, so it names no file."""
    return [path.stem for path in sample_clips()]


def open_sample(name: str) -> Clip:
    """The sample clip of that name.

    Raises:
        ClipError: there is none.
    """
    for path in sample_clips():
        if path.stem == name:
            return load_clip(path)
    raise ClipError(
        f"there is no sample clip '{name[:60]}' to take a motion from; there are: {', '.join(sample_names())}."
    )


def _parse(word: str, link: Link) -> Edits | None:
    try:
        edits = parse_edits(word)
    except SettingsError:
        return None
    return edits if all(edit.other in ("", *sample_names()) for edit in edits) else None


def _fault(edits: Edits, n_frames: int) -> str:
    beyond = [edit for edit in edits if edit.frames is not None and edit.frames[1] >= n_frames]
    return f"edit “{format_edits(beyond[:1])[:40]}” of {n_frames} frames" if beyond else ""


#: What is done to the clip before the model reads it.
EDIT: ValueField[Any] = ValueField[Edits](
    key="edit", default=(), of=CLIP, is_telling=True, parse=_parse, format=format_edits, fault=_fault
)
