"""What ``sta-lstm convert`` makes of one recording: its frames, whole or in parts, and their files."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sta_lstm.cli.inputs.opening import Opened, stem_of
from sta_lstm.cli.text import clip_line
from sta_lstm.errors import SettingsError

if TYPE_CHECKING:
    from sta_lstm.formats import ClipFormat
    from sta_lstm.skeletons import Clip

_NO_FILE_NAME = re.compile(r"[^\w.-]+")
_MOST_CHARACTERS = 150


def wants_parts(options: argparse.Namespace) -> bool:
    """Whether a recording is to be cut into several files.

    Raises:
        SettingsError: two options say how.
    """
    if options.segments is not None and options.every is not None:
        raise SettingsError("--segments and --every both say how to cut; give one of the two.")
    return options.segments is not None or options.every is not None


def parts_of(opened: Opened, options: argparse.Namespace) -> tuple[Clip, ...]:
    """The clips to write, in time and in the layout that was asked for; one where no parts were.

    Raises:
        ClipError: there are no such frames, a part is too long to be shown, or the file of the parts cannot be read.
        SettingsError: options contradict each other, or parts are too short.
        MismatchError: the conversion is impossible.
    """
    from sta_lstm.skeletons import layout_named
    from sta_lstm.skeletons.convert import converted
    from sta_lstm.skeletons.cut import check_length, cut

    layout = None if options.layout is None else layout_named(options.layout)
    clip = opened.clip
    if options.start is not None or options.end is not None:
        clip = cut(clip, options.start or 0, options.end)
    parts = _parts(clip, opened, options) if wants_parts(options) else (clip,)
    for part in parts:
        check_length(part, part.name)
    return parts if layout is None else tuple(converted(part, layout) for part in parts)


def _parts(clip: Clip, opened: Opened, options: argparse.Namespace) -> tuple[Clip, ...]:
    from sta_lstm.formats.datasets.utkinect import UTKINECT
    from sta_lstm.formats.load import read_bytes
    from sta_lstm.formats.tables.segments import read_segments, utkinect_frames
    from sta_lstm.skeletons.cut import pieces, segments_of

    if options.every is not None:
        return pieces(clip, options.every)
    listed = read_bytes(options.segments, options.segments.name)
    if options.start is not None or options.end is not None:
        raise SettingsError("--segments counts the frames of the whole recording; leave out --from and --to.")
    name, numbers = opened.recording.name, {}
    if opened.recording.format == UTKINECT.name:
        numbers["numbers"] = utkinect_frames(opened.recording.content(), name)
    return segments_of(clip, read_segments(listed, options.segments.name, clip, recording=name, **numbers))


def names_of(parts: tuple[Clip, ...], opened: Opened, *, in_parts: bool) -> list[str]:
    """A file's name without its ending for each part: the recording's and, where it is cut, a number and the label."""
    stem, width = stem_of(opened.recording), len(str(len(parts)))
    if not in_parts:
        return [file_name(stem)]
    return [
        file_name("-".join((stem, f"{number:0{width}}", *([part.label] if part.label else []))))
        for number, part in enumerate(parts, start=1)
    ]


def make_folder(folder: Path) -> None:
    """Make ``folder``, if it is not there.

    Raises:
        SettingsError: the disk refuses.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"cannot make the folder '{folder}': {error.strerror or error}.") from error


def file_name(text: str) -> str:
    """``text`` as a name that a file or a folder can have anywhere."""
    return _NO_FILE_NAME.sub("-", text)[:_MOST_CHARACTERS].rstrip(".") or "-"


def part_values(part: Clip, place: Path, writer: ClipFormat) -> dict[str, object]:
    """A file that was written, as plain JSON values."""
    from sta_lstm.skeletons.quality.doubts import doubts_of

    return {
        "file": str(place),
        "format": writer.name,
        "layout": part.layout.name,
        "frames": part.n_frames,
        "persons": part.n_persons,
        "fps": part.fps,
        "label": part.label,
        "inferred": list(part.inferred),
        "notes": list(part.notes),
        "doubts": list(doubts_of(part)),
        "lost": writer.loss or None,
    }


def part_line(part: Clip, place: Path) -> str:
    """A file that was written, in one line for people."""
    return f"{place}  ({clip_line(part)})"
