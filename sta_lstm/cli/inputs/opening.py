"""From what was typed to a clip: a sample, a file, or one recording of many, by the same rule for every command."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sta_lstm.cli.inputs.data import is_folder
from sta_lstm.cli.inputs.read_options import read_options_of
from sta_lstm.errors import ClipError, SettingsError
from sta_lstm.words import counted

if TYPE_CHECKING:
    from sta_lstm.formats import Recording
    from sta_lstm.skeletons import Clip

CLIP_HELP = "a skeleton file, the name of a sample, or a folder or zip archive of recordings"
#: How many recordings an error names.
_MOST_NAMES = 5


@dataclass(frozen=True, eq=False)
class Opened:
    """A clip, and the recording that it was read from."""

    clip: Clip
    recording: Recording


def place_of(name_or_path: str) -> Path:
    """The file or the folder that was typed, or the sample of that name.

    Raises:
        ClipError: there is none; the message lists the samples.
    """
    from sta_lstm.samples import resolve_clip, sample_clips

    is_sample = any(name_or_path in (sample.name, sample.stem) for sample in sample_clips())
    return Path(name_or_path) if is_folder(name_or_path) and not is_sample else resolve_clip(name_or_path)


def is_list(path: Path) -> bool:
    """Whether a path is a folder, or a zip archive that no format claims."""
    from sta_lstm.formats import clip_formats
    from sta_lstm.formats.format import HEAD_BYTES

    try:
        if path.is_dir():
            return True
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except (OSError, ValueError):
        return False  # whoever reads it says why it cannot be read
    is_torch = b"/data.pkl" in head
    return head.startswith(b"PK") and not is_torch and not any(row.sniff(head) for row in clip_formats())


def is_several(path: Path) -> bool:
    """Whether a path is a folder, an archive, or a file of several recordings.

    Raises:
        ClipError: there are several, and none of them can be read, there are too many, or an archive is damaged.
    """
    return is_list(path) or bool(names_in(path))


def open_clip(path: Path, options: argparse.Namespace, *, otherwise: str = "") -> Opened:
    """The recording in ``path`` that ``--entry`` names, or its only one; read as the options say.

    Args:
        path: a file or a folder.
        options: those of `add_read_options`.
        otherwise: what else could be done where there are several, for the message.

    Raises:
        ClipError: there are several and none is named, there is none of that name, or it cannot be read.
        SettingsError: a name is left over.
    """
    return open_clips([path], options, otherwise=otherwise)[0]


def open_clips(paths: Sequence[Path], options: argparse.Namespace, *, otherwise: str = "") -> list[Opened]:
    """One recording of each path: its only one, or where it holds several, that which the next ``--entry`` names.

    Args:
        paths: files or folders.
        options: those of `add_read_options`.
        otherwise: what else could be done where there are several, for the message.

    Raises:
        ClipError: a path holds several and none is named, there is none of that name, or it cannot be read.
        SettingsError: a name is left over.
    """
    read_options, entries = read_options_of(options), list(options.entries)
    chosen = [_chosen(path, entries, otherwise) for path in paths]
    if entries:
        where = " and ".join(f"'{path}'" for path in paths)
        holds = "holds" if len(paths) == 1 else "hold"
        raise SettingsError(
            f"--entry '{entries[0]}' names one of several recordings, and {where} {holds} no more to choose from; "
            "leave it out."
        )
    return [Opened(each.load(read_options), each) for each in chosen]


def recordings_in(path: Path) -> tuple[Recording, ...]:
    """Every recording in a folder, an archive or a file, those that cannot be read included.

    Raises:
        ClipError: none of them can be read, there are too many, or an archive is damaged.
    """
    from sta_lstm.formats import load_clip, recordings
    from sta_lstm.formats.collection import check_any_readable

    found = recordings(path)
    if all(each.reason for each in found) and not is_list(path):
        load_clip(path)  # which says the most about what is wrong with a file
    check_any_readable(found, str(path))
    return found


def names_in(path: Path) -> tuple[str, ...]:
    """What ``--entry`` calls the recordings in ``path``, where it holds several.

    Raises:
        ClipError: none of them can be read, there are too many, or an archive is damaged.
    """
    found = recordings_in(path)
    return tuple(_names(found, path)) if len(found) > 1 else ()


def stem_of(recording: Recording) -> str:
    """A recording's own name, without folders and endings."""
    file, several, entry = recording.name.rpartition("/")[2].partition(" · ")
    return f"{PurePosixPath(file).stem}-{entry}" if several else PurePosixPath(file).stem


def _chosen(path: Path, entries: list[str], otherwise: str) -> Recording:
    """The recording in ``path`` that the first of ``entries`` names, which is taken from them; or the only one."""
    found = recordings_in(path)
    names = dict(zip(_names(found, path), found, strict=True))
    able = [name for name, each in names.items() if not each.reason]
    if entries and entries[0] in names:
        return names[entries.pop(0)]
    if len(able) == 1:
        return names[able[0]]
    shown = [name for name in able if entries and entries[0].casefold() in name.casefold()] or able
    listed = ", ".join(f"'{name}'" for name in shown[:_MOST_NAMES])
    more = ", …" if len(shown) > _MOST_NAMES else ""
    other = f", none of them called '{entries[0]}'" if entries else ""
    raise ClipError(
        f"'{path}' holds {counted(len(able), 'recording')}{other}: {listed}{more}. Choose one with --entry NAME"
        f"{otherwise}{_lister(path)}."
    )


def _names(found: Sequence[Recording], path: Path) -> list[str]:
    """What people call recordings: those of a file as it calls them, others by their paths."""
    if is_list(path):
        return [each.name for each in found]
    return [each.entry or each.name for each in found]


def _lister(path: Path) -> str:
    """How to see all recordings; of a data set ``info`` says other things."""
    from sta_lstm.datasets.open import is_dataset

    return "" if path.is_dir() and is_dataset(path) else f"; 'sta-lstm info {path}' lists them"
