"""``sta-lstm convert`` of one recording: into a file, or in parts into a folder."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sta_lstm.cli.convert.parts import make_folder, names_of, part_line, part_values, parts_of, wants_parts
from sta_lstm.cli.inputs.opening import open_clip
from sta_lstm.cli.text import pairs, print_lines
from sta_lstm.disk import check_place

if TYPE_CHECKING:
    from sta_lstm.formats import ClipFormat
    from sta_lstm.skeletons import Clip


def convert_one(path: Path, options: argparse.Namespace, ending: str) -> None:
    """Write the recording in ``path`` to the file ``options.out``, or its parts into that folder.

    Args:
        path: of a file, or of a folder or an archive in which ``--entry`` names the recording.
        options: those of the command.
        ending: of the parts' files, with its dot.

    Raises:
        StaLstmError: the recording cannot be read, converted, cut as asked for, or written.
    """
    from sta_lstm.formats import save_clip
    from sta_lstm.formats.load import writer_of

    in_parts = wants_parts(options)
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
    from sta_lstm.skeletons.quality.doubts import doubts_of, remarks_of

    yield from map(part_line, parts, places)
    notes = list(dict.fromkeys(note for part in parts for note in part.notes))
    yield from pairs({"format": writer.name, "lost": writer.loss or "nothing"})
    if len(parts) > 1:
        notes = [note for note in notes if all(note in part.notes for part in parts)]
    yield from remarks_of(notes, dict.fromkeys(doubt for part in parts for doubt in doubts_of(part)))
