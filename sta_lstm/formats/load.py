"""From a file of any known format to a clip, and back."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sta_lstm.disk import lies_within, write_whole
from sta_lstm.errors import ClipError
from sta_lstm.formats.format import HEAD_BYTES, ClipFormat
from sta_lstm.formats.mocap.opensim import opensim
from sta_lstm.formats.mocap.pairs import with_skeleton_beside
from sta_lstm.formats.registry import clip_formats
from sta_lstm.formats.rules.effort import spend
from sta_lstm.formats.rules.no_gc import no_gc
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.signatures import looks_like, other_program, stand_in
from sta_lstm.samples import made_up_action, made_up_sample
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.made_up import said_to_be_made_up
from sta_lstm.words import continued, whole_text

#: Largest file that is read.
MAX_BYTES = 128 * 1024**2
#: By so much a file may have grown since its size was asked for.
_GROWTH_BYTES = 64 * 1024
_INSTEAD = "Choose the recording itself, or save its joints as CSV, with a column for each joint's x, y and z."


def load_clip(
    source: str | os.PathLike[str] | bytes, name: str | None = None, *, options: ReadOptions = AS_STORED
) -> Clip:
    """The clip in a file, whatever its format: the signature decides, then the file's name.

    Args:
        source: a path, or the file's bytes.
        name: what to call the file, in messages and as the clip's name where the format stores none. For a path the
            default is its last part, with the folders above it where those are what tells one recording from another.
        options: what the file does not say itself, or says wrongly.

    Raises:
        ClipError: the file cannot be read, is in no known format, or is damaged.
    """
    path = None if isinstance(source, bytes) else Path(source)
    file_name = whole_text(name or (path.name if path else "clip"))
    data = source if isinstance(source, bytes) else read_bytes(Path(source), file_name)
    if len(data) > MAX_BYTES:
        raise _too_large(file_name, len(data))
    clip_format = format_of(data, file_name)
    if name is None and path is not None and clip_format.folders:
        file_name = whole_text("/".join(path.absolute().parts[1:][-1 - clip_format.folders :]))
    with no_gc():
        clip = clip_format.read(data, file_name, options)
    corrected = options.corrected(clip, file_name, knows_unit=clip_format.knows_unit)
    sample = made_up_sample(data)
    if sample is None:
        return corrected
    return said_to_be_made_up(replace(corrected, label=corrected.label or made_up_action(sample)))


def save_clip(clip: Clip, path: str | os.PathLike[str]) -> None:
    """Write ``clip`` to ``path`` in the format that the suffix names.

    Raises:
        ClipError: no format that is written has that suffix, the format cannot hold the clip, or the disk refuses.
    """
    path = Path(path)
    _, write = writer_of(path.name)
    write_whole(path, write(clip), error=ClipError)


def writer_of(file_name: str) -> tuple[ClipFormat, Callable[[Clip], bytes]]:
    """The format in which a file of that name is written, and its writer.

    Raises:
        ClipError: no format that is written has that ending.
    """
    for clip_format in clip_formats():
        if clip_format.write is not None and clip_format.claims(file_name):
            return clip_format, clip_format.write
    endings = ", ".join(clip_format.endings[0] for clip_format in clip_formats() if clip_format.write)
    raise ClipError(f"cannot save a clip as '{file_name}': the name must end in one of {endings}.")


def format_of(data: bytes, file_name: str) -> ClipFormat:
    """The format of a file with these bytes and this name.

    Raises:
        ClipError: neither fits a format; the message says what the file looks like.
    """
    head = data[:HEAD_BYTES]
    if not head.strip() and not data.strip():
        raise ClipError(f"'{file_name}' is empty. Copy or download it again.")
    if (instead := stand_in(head)) is not None:
        raise ClipError(f"'{file_name}' is not the file that it should be: {continued(instead)}")
    if (instead := opensim(head)) is not None:
        raise ClipError(_no_recording(file_name, instead))
    for clip_format in clip_formats():
        if clip_format.sniff(head):
            return (_of_a_data_set(file_name) if clip_format.is_weak else None) or clip_format
    # A foreign signature outweighs a suffix; without either, the suffix's own reader explains best what is wrong.
    other = other_program(head, file_name)
    for clip_format in clip_formats():
        if other is None and clip_format.claims(file_name):
            return clip_format
    raise ClipError(_no_recording(file_name, other or f"{looks_like(head)}. {_INSTEAD}"))


def _no_recording(file_name: str, what: str) -> str:
    return f"'{file_name}' is not a skeleton recording that can be read: {continued(what)}"


def _of_a_data_set(file_name: str) -> ClipFormat | None:
    """The format whose files all have that name, which says more than a suffix."""
    endings = ((row, ending) for row in clip_formats() for ending in row.endings if not ending.startswith("."))
    return next((row for row, ending in endings if not row.is_weak and file_name.lower().endswith(ending)), None)


def read_bytes(path: Path, file_name: str, *, within: Path | None = None) -> bytes:
    """The bytes of a file on disk, at most `MAX_BYTES`.

    Args:
        path: the file.
        file_name: what to call it in messages.
        within: a folder out of which no link may lead; without it, links are followed.

    Raises:
        ClipError: there is no such file, it is too large, or it cannot be read.
    """
    shown = path if within is None else file_name  # where others may write, others read too: they know no paths
    try:
        if path.is_dir():
            raise ClipError(f"'{shown}' is a folder; choose one recording in it.")
        if not path.exists():
            raise ClipError(f"there is no file '{shown}'.")
        if not path.is_file() or (within is not None and not lies_within(path, within)):
            raise ClipError(f"'{shown}' is not an ordinary file; choose a recording.")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _too_large(file_name, size)
        spend(n_bytes=size)
        with path.open("rb") as file:
            # Room for all that may be read would be set aside at once, for every small file.
            return with_skeleton_beside(path, file.read(min(size + _GROWTH_BYTES, MAX_BYTES + 1)), within)
    except (OSError, ValueError) as error:  # ValueError: a path with a zero byte in it
        raise ClipError(f"cannot read '{file_name}': {getattr(error, 'strerror', None) or error}.") from error


def _too_large(file_name: str, n_bytes: int) -> ClipError:
    return ClipError(
        f"'{file_name}' has {n_bytes / 1024**2:,.0f} MiB; at most {MAX_BYTES // 1024**2} MiB are read. "
        "Cut the recording into shorter clips, one action each."
    )
