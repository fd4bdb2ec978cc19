"""What is to be read to make a data set, before any of it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sta_lstm.datasets.dataset import Fold, Skipped
from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.collection import load_frames
from sta_lstm.formats.load import read_bytes
from sta_lstm.skeletons import Clip

#: What became of a segment: a clip, or the reason why there is none.
Outcome = Clip | str


@dataclass(frozen=True)
class Segment:
    """A file, or a part of one, that shows one action.

    Attributes:
        source: what reports call it.
        label: the action.
        subject: who acts, where it is known.
        split: ``train``, ``val`` or ``test``, where a manifest says so.
        start: first frame.
        end: the frame after the last; None is the end of the file.
    """

    source: str
    label: str
    subject: str | None = None
    split: str | None = None
    start: int = 0
    end: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is all of its file."""
        return self.start == 0 and self.end is None


#: Reads the segments of one file: one outcome each, in their order. Raises nothing on a bad file.
Reader = Callable[[Path, tuple[Segment, ...]], tuple[Outcome, ...]]
#: Divides the clips that these segments gave, in this order.
Divide = Callable[[Sequence[Segment]], "Divided"]


@dataclass(frozen=True)
class Recording:
    """A file, the segments that are wanted of it, and who reads them (a function of a module: it goes to workers).

    Where a recording is a file a frame, ``path`` is the folder that they lie in, and ``frames`` are their names.
    """

    path: Path
    segments: tuple[Segment, ...]
    read: Reader
    frames: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file of it."""
        return tuple(self.path / name for name in self.frames) or (self.path,)


@dataclass(frozen=True)
class Divided:
    """Protocols, and sentences about those that are not offered."""

    protocols: Mapping[str, tuple[Fold, ...]]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """All that makes a data set but the recordings' contents.

    Attributes:
        kind: one of `KINDS`.
        name: the data set's name.
        recordings: the files, in the order of their clips.
        class_names: labels in the data set's own order; those without a clip are dropped later.
        divide: from segments to protocols.
        skipped: what is left out from the start.
        notes: sentences for the owner.
        citation: who recorded it, for those who quote results.
    """

    kind: str
    name: str
    recordings: tuple[Recording, ...]
    class_names: tuple[str, ...]
    divide: Divide
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    citation: str = ""


def read_segments(path: Path, segments: tuple[Segment, ...]) -> tuple[Outcome, ...]:
    """The segments of a file in any format that this package reads."""
    try:
        clip = load_clip(path)
    except ClipError as error:
        return (str(error),) * len(segments)
    return tuple(_cut(clip, segment) for segment in segments)


def frames_recording(folder: Path, title: str, names: Sequence[str], segments: tuple[Segment, ...]) -> Recording:
    """The recording called ``title`` whose frames are these files of ``folder``, as OpenPose writes them."""
    return Recording(folder, segments, partial(_read_frames, tuple(names), title), tuple(names))


def _read_frames(
    names: tuple[str, ...], title: str, folder: Path, segments: tuple[Segment, ...]
) -> tuple[Outcome, ...]:
    try:
        clip = load_frames(((name, read_bytes(folder / name, name)) for name in names), title)
    except ClipError as error:
        return (str(error),) * len(segments)
    return tuple(_cut(clip, segment) for segment in segments)


def _cut(clip: Clip, segment: Segment) -> Outcome:
    if segment.is_whole:
        return clip if clip.label == segment.label else replace(clip, label=segment.label)
    end = clip.n_frames if segment.end is None else segment.end
    if not segment.start < end <= clip.n_frames:
        return f"it is frames {segment.start} to {end} (exclusive) of a recording that has {clip.n_frames}."
    frames = slice(segment.start, end)
    name = f"{clip.name} [{segment.start}:{end}]"
    try:
        return replace(
            clip, positions=clip.positions[frames], present=clip.present[frames], name=name, label=segment.label
        )
    except ClipError as error:  # the body may have come later, or gone before
        return str(error)
