"""``sta-lstm convert`` of a folder, an archive or a file of several: every recording in it, into a folder."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sta_lstm.cli.convert.parts import (
    file_name,
    make_folder,
    names_of,
    part_line,
    part_values,
    parts_of,
    wants_parts,
)
from sta_lstm.cli.inputs.data import bar
from sta_lstm.cli.inputs.opening import Opened, recordings_in
from sta_lstm.cli.inputs.read_options import read_options_of
from sta_lstm.cli.text import notice, pairs, print_lines
from sta_lstm.errors import ClipError, MismatchError, SettingsError
from sta_lstm.words import counted

if TYPE_CHECKING:
    from sta_lstm.formats import ClipFormat, Recording


def convert_many(path: Path, options: argparse.Namespace, ending: str) -> None:
    """Write every recording in ``path`` into the folder ``options.out``, in folders like those it lies in.

    What cannot be converted is left out, and said.

    Args:
        path: of a folder, an archive, or a file of several recordings.
        options: those of the command.
        ending: of the files to write, with its dot.

    Raises:
        ClipError: there is no recording, or none could be written.
        SettingsError: no format that is written has that ending, or the folder lies in the one that is read.
    """
    from sta_lstm.formats.load import writer_of

    writer, _ = writer_of(ending)
    if path.is_dir() and options.out.resolve().is_relative_to(path.resolve()):
        raise SettingsError(f"cannot write into '{options.out}': it lies in the folder that is read. Choose another.")
    found = recordings_in(path)
    wrote: list[_Written] = []
    failed: list[tuple[Recording, str]] = []
    with bar(f"converting {path.name}", "recording") as progress:
        for n_done, recording in enumerate(found):
            progress(n_done, len(found))
            try:
                _convert(recording, options, ending, writer, wrote)
            except (ClipError, MismatchError) as error:
                failed.append((recording, str(error)))
    failed.sort(key=lambda each: bool(each[0].reason))  # what is no recording is left out by right, and said last
    left_out = [{"recording": recording.name, "reason": reason} for recording, reason in failed]
    first = "".join(f"{recording.name}: {reason}" for recording, reason in failed[:1])
    if not wrote:
        raise ClipError(f"none of the {len(found):,} recordings in '{path}' was converted. The first of them {first}")
    if options.json:
        print(json.dumps({"wrote": [each.values for each in wrote], "left_out": left_out}))
    else:
        print_lines(_answer(wrote, writer))
    if left_out:
        notice(f"left out: {len(left_out):,} of {len(found):,}, the first of them {first}")


@dataclass(frozen=True, slots=True)
class _Written:
    """A file that was written: its place, what it is in words, and as JSON."""

    place: Path
    line: str
    values: dict[str, Any]


def _convert(
    recording: Recording, options: argparse.Namespace, ending: str, writer: ClipFormat, wrote: list[_Written]
) -> None:
    """Write a recording, whole or in parts, and add what was written to ``wrote``."""
    from sta_lstm.formats import save_clip

    opened = Opened(recording.load(read_options_of(options)), recording)
    parts = parts_of(opened, options)
    folder = options.out.joinpath(*map(file_name, recording.name.split("/")[:-1]))
    names = names_of(parts, opened, in_parts=wants_parts(options))
    taken = {each.place for each in wrote}
    for part, name in zip(parts, names, strict=True):
        make_folder(folder)
        place = _free(folder, name, ending, taken)
        save_clip(part, place)
        values = {"recording": recording.name, **part_values(part, place, writer)}
        wrote.append(_Written(place, part_line(part, place), values))


def _free(folder: Path, name: str, ending: str, taken: set[Path]) -> Path:
    """A file in ``folder`` that none of this call's has the name of; a number tells recordings of one name apart."""
    place, number = folder / f"{name}{ending}", 1
    while place in taken:
        number += 1
        place = folder / f"{name}-{number}{ending}"
    return place


def _answer(wrote: list[_Written], writer: ClipFormat) -> Iterator[str]:
    yield from (each.line for each in wrote)
    n_recordings = len({each.values["recording"] for each in wrote})
    yield from pairs(
        {
            "written": f"{counted(len(wrote), 'file')} of {counted(n_recordings, 'recording')}",
            "format": writer.name,
            "lost": writer.loss or "nothing",
        }
    )
