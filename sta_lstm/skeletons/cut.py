"""A long recording in parts: some of its frames, or pieces of equal length."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from sta_lstm.errors import ClipError, SettingsError, TooLongError
from sta_lstm.skeletons.clip import MAX_FRAMES, Clip

#: The name that `cut` gives.
_CUT = re.compile(r"(.*) \[(\d+):(\d+)\]", re.DOTALL)


@dataclass(frozen=True)
class Segment:
    """Where an action lies in a recording.

    Attributes:
        start: its first frame, from 0.
        end: the frame after its last; None is the end of the recording.
        label: the action, where it is known.
        note: what somebody remarks on it, in a line, if anything.
    """

    start: int
    end: int | None = None
    label: str | None = None
    note: str | None = None

    def moved(self, frames: int) -> Segment:
        """The same, so many frames later; its start may then lie before the first frame."""
        return replace(self, start=self.start + frames, end=None if self.end is None else self.end + frames)

    def lies_in(self, clip: Clip) -> bool:
        """Whether ``clip`` can be cut to it: it has these frames, and somebody is in one of them."""
        end = clip.n_frames if self.end is None else self.end
        return 0 <= self.start < end <= clip.n_frames and bool(clip.present[self.start : end].any())


def check_length(clip: Clip, name: str) -> None:
    """Refuse a clip that is too long to be shown.

    Args:
        clip: any clip.
        name: what its owner knows it by, for the message; the name within a file may be another.

    Raises:
        TooLongError: it has over `MAX_FRAMES`.
    """
    if clip.n_frames > MAX_FRAMES:
        raise TooLongError(name, clip.n_frames, clip.fps)


def cut(clip: Clip, start: int = 0, end: int | None = None) -> Clip:
    """The frames ``start`` to ``end`` of ``clip``, as a clip; its name and a note say which they are.

    Cutting and cutting again is cutting once: ``cut(cut(c, a), b)`` has the frames of ``cut(c, a + b)``.

    Args:
        clip: what is cut. Its persons stay, also those that these frames do not show.
        start: the first frame, from 0.
        end: the frame after the last; None is the clip's end.

    Raises:
        ClipError: there are no such frames, or they show no body.
    """
    last = clip.n_frames if end is None else end
    if not 0 <= start < last <= clip.n_frames:
        raise ClipError(
            f"clip '{clip.name}' has the frames 0 to {clip.n_frames - 1}; it cannot be cut from {start} to {last} (the "
            "frame after the last). Choose start < end within them."
        )
    if (start, last) == (0, clip.n_frames):
        return clip
    return replace(
        clip,
        positions=clip.positions[start:last],
        present=clip.present[start:last],
        name=f"{clip.name} [{start}:{last}]",
        notes=(*clip.notes, f"Frames {start} to {last - 1} of {clip.n_frames} of '{clip.name}'."),
    )


def part_text(clip: Clip) -> tuple[str, str]:
    """What a clip was cut from, and which part of that it is: "walk.npz", "frames 30 to 94 of 593, 1.00 to 3.17 s".

    Returns:
        The name of the whole and the part in words; for what `cut` did not make, the clip's own name, and nothing.
    """
    found = _CUT.fullmatch(clip.name)
    if found is None:
        return clip.name, ""
    name, start, end = found[1], int(found[2]), int(found[3])
    beginning = f"Frames {start} to {end - 1} of "
    note = next((note for note in clip.notes if note.startswith(beginning)), None)
    if note is None:
        return clip.name, ""
    n_frames = note.removeprefix(beginning).split(" ", 1)[0]
    return name, f"frames {start} to {end - 1} of {n_frames}, {start / clip.fps:.2f} to {end / clip.fps:.2f} s"


def equal_segments(clip: Clip, seconds: float) -> tuple[Segment, ...]:
    """The segments of ``clip`` of ``seconds``, one after the other; the last may be shorter.

    Together they are the whole clip, frame by frame, but for segments that show no body: those are left out.

    Raises:
        SettingsError: ``seconds`` is not a length of time, or less than a frame's.
    """
    if not (math.isfinite(seconds) and seconds * clip.fps >= 1):
        raise SettingsError(
            f"pieces of {seconds:g} seconds are shorter than a frame of clip '{clip.name}' ({1 / clip.fps:.3g} s); "
            "choose a longer time."
        )
    step = max(round(min(seconds * clip.fps, clip.n_frames)), 1)
    starts = range(0, clip.n_frames, step)
    segments = (Segment(start, min(start + step, clip.n_frames)) for start in starts)
    return tuple(segment for segment in segments if segment.lies_in(clip))


def pieces(clip: Clip, seconds: float) -> tuple[Clip, ...]:
    """``clip`` cut into its `equal_segments`.

    Raises:
        SettingsError: ``seconds`` is not a length of time, or less than a frame's.
    """
    return segments_of(clip, equal_segments(clip, seconds))


def segments_of(clip: Clip, segments: tuple[Segment, ...]) -> tuple[Clip, ...]:
    """The ``segments`` of ``clip``, each with its label.

    Raises:
        ClipError: a segment lies outside the clip, or shows no body.
    """
    parts = (cut(clip, segment.start, segment.end) for segment in segments)
    return tuple(
        replace(part, label=segment.label or part.label) for part, segment in zip(parts, segments, strict=True)
    )
