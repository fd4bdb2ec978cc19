"""``sta-lstm convert``: a recording in another format, another layout, or in parts."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sta_lstm.cli.command import Command
from sta_lstm.cli.data import whole_number
from sta_lstm.cli.reading import add_reading, reading_of
from sta_lstm.cli.text import pairs, print_lines
from sta_lstm.disk import check_place
from sta_lstm.errors import SettingsError

if TYPE_CHECKING:
    from sta_lstm.formats import ClipFormat
    from sta_lstm.skeletons import Clip

_NO_FILE_NAME = re.compile(r"[^\w.-]+")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("clip", metavar="IN", help="a skeleton file, or the name of a sample")
    parser.add_argument(
        "out", metavar="OUT", type=Path, help="the file to write, in the format of its ending; with parts, their folder"
    )
    parser.add_argument("--layout", metavar="LAYOUT", help="convert to these joints; those it lacks are inferred")
    parser.add_argument(
        "--from", dest="start", type=whole_number(0), metavar="FRAME", help="the first frame to keep, from 0"
    )
    parser.add_argument(
        "--to", dest="end", type=whole_number(1), metavar="FRAME", help="the frame after the last to keep"
    )
    parser.add_argument(
        "--segments", type=Path, metavar="FILE", help="write the parts that a file lists (start,end,label) into OUT"
    )
    parser.add_argument("--every", type=float, metavar="SECONDS", help="write parts of so many seconds into OUT")
    parser.add_argument(
        "--as", dest="ending", metavar="ENDING", default=".npz", help="the format of parts, by its ending (.npz)"
    )
    parser.add_argument("--json", action="store_true", help="print the answer as one JSON object")
    add_reading(parser)


def _run(options: argparse.Namespace) -> None:
    from sta_lstm.formats import load_clip, save_clip
    from sta_lstm.formats.load import writer_of
    from sta_lstm.samples import resolve_clip
    from sta_lstm.skeletons.cut import cut

    path = resolve_clip(options.clip)
    in_parts = options.segments is not None or options.every is not None
    if options.segments is not None and options.every is not None:
        raise SettingsError("--segments and --every both say how to cut; give one of the two.")
    ending = f".{options.ending.removeprefix('.')}"
    writer, _ = writer_of(ending if in_parts else options.out.name)
    _check_out(options.out, path, in_parts=in_parts)
    clip = load_clip(path, reading=reading_of(options))
    if options.start is not None or options.end is not None:
        clip = cut(clip, options.start or 0, options.end)
    parts = _parts(clip, path, options) if in_parts else (clip,)
    parts = tuple(_laid_out(part, options.layout) for part in parts)
    places = _places(parts, path, options.out, ending) if in_parts else [options.out]
    for part, place in zip(parts, places, strict=True):
        save_clip(part, place)
    if options.json:
        print(json.dumps({"wrote": [_values(*each, writer) for each in zip(parts, places, strict=True)]}))
    else:
        print_lines(_answer(parts, places, writer))


def _check_out(out: Path, source: Path, *, in_parts: bool) -> None:
    if not in_parts:
        check_place(out, inputs=(source,))
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"cannot make the folder '{out}' for the parts: {error.strerror or error}.") from error


def _laid_out(clip: Clip, layout: str | None) -> Clip:
    from sta_lstm.skeletons import layout_named
    from sta_lstm.skeletons.convert import converted

    return clip if layout is None else converted(clip, layout_named(layout))


def _parts(clip: Clip, path: Path, options: argparse.Namespace) -> tuple[Clip, ...]:
    """The parts of ``clip``, in time."""
    from sta_lstm.formats.load import read_bytes
    from sta_lstm.formats.segments import read_segments, utkinect_frames
    from sta_lstm.skeletons.cut import pieces, segments_of

    if options.every is not None:
        return pieces(clip, options.every)
    name = options.segments.name
    data, recording = read_bytes(options.segments, name), read_bytes(path, path.name)
    if options.start is not None or options.end is not None:
        raise SettingsError("--segments counts the frames of the whole recording; leave out --from and --to.")
    numbers = utkinect_frames(recording, path.name)
    return segments_of(clip, read_segments(data, name, clip, recording=path.name, numbers=numbers))


def _places(parts: tuple[Clip, ...], path: Path, folder: Path, ending: str) -> list[Path]:
    """A file for each part: the recording's name, a number, and the label."""
    width = len(str(len(parts)))
    names = (
        "-".join((path.stem, f"{number:0{width}}", *([part.label] if part.label else [])))
        for number, part in enumerate(parts, start=1)
    )
    return [folder / f"{_NO_FILE_NAME.sub('-', name)[:150]}{ending}" for name in names]


def _values(clip: Clip, place: Path, writer: ClipFormat) -> dict[str, object]:
    return {
        "file": str(place),
        "format": writer.name,
        "layout": clip.layout.name,
        "frames": clip.n_frames,
        "persons": clip.n_persons,
        "fps": clip.fps,
        "label": clip.label,
        "inferred": list(clip.inferred),
        "notes": list(clip.notes),
        "lost": writer.loss or None,
    }


def _answer(parts: tuple[Clip, ...], places: list[Path], writer: ClipFormat) -> Iterator[str]:
    for part, place in zip(parts, places, strict=True):
        label = f", {part.label}" if part.label else ""
        frames = f"{part.n_frames} frame{'s' * (part.n_frames != 1)}"
        yield f"{place}  ({frames}, {part.n_persons} × {part.layout.name}, {part.fps:g} fps{label})"
    notes = list(dict.fromkeys(note for part in parts for note in part.notes))
    yield from pairs({"format": writer.name, "lost": writer.loss or "nothing"})
    if len(parts) == 1:
        yield from (f"note: {note}" for note in notes)
    else:
        whole = [note for note in notes if all(note in part.notes for part in parts)]
        yield from (f"note: {note}" for note in whole)


COMMAND = Command(
    name="convert",
    help="write a recording in another format, another layout, or in parts",
    description="Write a recording in another format, with the joints of another layout, or cut into parts; and say "
    "what was lost.",
    add_arguments=_add_arguments,
    run=_run,
)
