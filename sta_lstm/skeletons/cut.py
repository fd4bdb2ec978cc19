"""Parts of a recording."""

from __future__ import annotations

from dataclasses import replace

from sta_lstm.errors import ClipError
from sta_lstm.skeletons.clip import Clip


def cut(clip: Clip, start: int, end: int) -> Clip:
    """Frames ``start`` to ``end`` - 1 of ``clip``, with a note of where they come from.

    Raises:
        ClipError: the part is empty, lies outside the clip, or shows nobody.
    """
    if not 0 <= start < end <= clip.n_frames:
        raise ClipError(
            f"clip '{clip.name}' has the frames 0 to {clip.n_frames - 1}; a part from {start} to {end - 1} is not in it. "
            "Choose a first frame that lies before the last, both in the clip."
        )
    if (start, end) == (0, clip.n_frames):
        return clip
    note = f"Frames {start} to {end - 1} of {clip.n_frames:,} were kept."
    return replace(
        clip, positions=clip.positions[start:end], present=clip.present[start:end], notes=(*clip.notes, note)
    )
