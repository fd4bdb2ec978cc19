"""``sta-lstm convert``: a recording in another format, another layout, or in parts."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sta_lstm.cli.command import Command
from sta_lstm.cli.convert_many import convert_many
from sta_lstm.cli.convert_parts import make_folder, names_of, part_line, part_values, parts_of, wants_parts
from sta_lstm.cli.data import whole_number
from sta_lstm.cli.opening import CLIP_HELP, is_several, open_clip, place_of
from sta_lstm.cli.read_options import add_read_options
from sta_lstm.cli.text import pairs, print_lines
from sta_lstm.disk import check_place
from sta_lstm.errors import SettingsError

if TYPE_CHECKING:
    from sta_lstm.formats import ClipFormat
    from sta_lstm.skeletons import Clip

#: The format of parts, unless another is named.
_ENDING = ".npz"


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("clip", metavar="IN", help=CLIP_HELP)
    parser.add_argument(
        "out",
        metavar="OUT",
        type=Path,
        help="the file to write, in the format of its ending; of parts, and of many recordings, the folder",
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
        "--as",
        dest="ending",
        metavar="ENDING",
        help="the format of parts, by its ending (.npz); of a folder or an archive, write every recording into OUT",
    )
    parser.add_argument("--json", action="store_true", help="print the answer as one JSON object")
    add_read_options(parser)


def _run(options: argparse.Namespace) -> None:
    from sta_lstm.formats import save_clip
    from sta_lstm.formats.load import writer_of

    path, in_parts = place_of(options.clip), wants_parts(options)
    many = options.ending is not None and not options.entries and is_several(path)
    if options.ending is not None and not (in_parts or many):
        raise SettingsError("--as is the format of parts, and of many recordings; OUT's own ending is that of one.")
    ending = f".{(options.ending or _ENDING).removeprefix('.')}"
    if many:
        convert_many(path, options, ending, writer_of(ending)[0])
        return
    opened = open_clip(path, options, otherwise=", or have all written into the folder OUT with --as ENDING")
    writer, _ = writer_of(ending if in_parts else options.out.name)
    if in_parts:
        make_folder(options.out)
    else:
        check_place(options.out, inputs=(path,))
    parts = parts_of(opened, options)
    places = [options.out]
    if in_parts:
        places = [options.out / f"{name}{ending}" for name in names_of(parts, opened, in_parts=True)]
    for part, place in zip(parts, places, strict=True):
        save_clip(part, place)
    if options.json:
        print(json.dumps({"wrote": [part_values(*each, writer) for each in zip(parts, places, strict=True)]}))
    else:
        print_lines(_answer(parts, places, writer))


def _answer(parts: tuple[Clip, ...], places: list[Path], writer: ClipFormat) -> Iterator[str]:
    yield from map(part_line, parts, places)
    notes = list(dict.fromkeys(note for part in parts for note in part.notes))
    yield from pairs({"format": writer.name, "lost": writer.loss or "nothing"})
    if len(parts) > 1:
        notes = [note for note in notes if all(note in part.notes for part in parts)]
    yield from (f"note: {note}" for note in notes)


COMMAND = Command(
    name="convert",
    help="write a recording in another format, another layout, or in parts",
    description="Write a recording, or all of a folder or a zip archive, in another format, with the joints of another "
    "layout, or cut into parts; and say what was lost.",
    add_arguments=_add_arguments,
    run=_run,
)
