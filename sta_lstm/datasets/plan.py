"""What is to be read to make a data set, before any of it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sta_lstm.datasets.dataset import Fold, Skipped
from sta_lstm.errors import ClipError
from sta_lstm.formats import Recording
from sta_lstm.formats.recording import file_recording, frames_recording
from sta_lstm.skeletons import Clip
from sta_lstm.words import name_text

#: What became of a segment: a clip, or the reason why there is none.
Outcome = Clip | str


@dataclass(frozen=True, slots=True)
class LabelledSegment:
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

    def __post_init__(self) -> None:
        # Folders are classes and persons, and their names need not be text.
        for field in ("source", "label", "subject"):
            name = getattr(self, field)
            object.__setattr__(self, field, None if name is None else name_text(name))

    @property
    def is_whole(self) -> bool:
        """Whether it is all of its file."""
        return self.start == 0 and self.end is None


#: Reads the segments of one recording: one outcome each, in their order. Raises nothing on a bad file.
Reader = Callable[[Recording, tuple[LabelledSegment, ...]], tuple[Outcome, ...]]
#: Divides the clips that these segments gave, in this order.
Divide = Callable[[Sequence[LabelledSegment]], "Divided"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A recording, what is wanted of it, and who reads that.

    Attributes:
        recording: in a file or files on disk, so that it can be sent to workers.
        segments: the parts of it that are clips of the data set.
        read: a function of a module, for the same reason.
    """

    recording: Recording
    segments: tuple[LabelledSegment, ...]
    read: Reader


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
        wanted: the recordings, in the order of their clips.
        class_names: labels in the data set's own order; those without a clip are dropped later.
        divide: from segments to protocols.
        skipped: what is left out from the start.
        notes: sentences for the owner.
        citation: who recorded it, for those who quote results.
    """

    kind: str
    name: str
    wanted: tuple[Wanted, ...]
    class_names: tuple[str, ...]
    divide: Divide
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    citation: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", name_text(self.name))
        object.__setattr__(self, "class_names", tuple(map(name_text, self.class_names)))


def wanted_file(path: Path, *segments: LabelledSegment) -> Wanted:
    """Segments of a file in any format that this package reads."""
    return Wanted(file_recording(path), segments, read_segments)


def wanted_frames(folder: Path, names: Sequence[str], title: str, *segments: LabelledSegment) -> Wanted:
    """Segments of the recording called ``title`` whose frames are these files of a folder, as OpenPose writes them."""
    return Wanted(frames_recording(folder, names, title), segments, read_segments)


def read_segments(recording: Recording, segments: tuple[LabelledSegment, ...]) -> tuple[Outcome, ...]:
    """The segments of a recording, by frames counted from its first; the same reason for all if it cannot be read."""
    try:
        clip = recording.load()
    except ClipError as error:
        return (str(error),) * len(segments)
    return tuple(_cut(clip, segment) for segment in segments)


def _cut(clip: Clip, segment: LabelledSegment) -> Outcome:
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


def path_within(below: Path, source: Path | None) -> str:
    """The path from the data set's folder to a file in it; empty where it is not in it, or its name is no text."""
    folder = below if below.is_dir() else below.parent
    if source is None or not source.is_relative_to(folder):
        return ""
    name = source.relative_to(folder).as_posix()
    return name if name == name_text(name) else ""
