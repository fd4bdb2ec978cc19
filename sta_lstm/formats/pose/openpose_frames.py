"""OpenPose's folders of one file a frame: which files are one recording, and how its reader gets them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

from sta_lstm.formats.format import HEAD_BYTES
from sta_lstm.formats.rules.frame_numbers import numbered_alike

ENDING = "_keypoints.json"
_JSON = ".json"
#: How a frame's file begins.
_HEAD = re.compile(rb'\s*\{\s*("version"\s*:\s*[^,{}\[\]]*,\s*)?"people"\s*:\s*\[')
_KEYS = (b"_keypoints", b'"person_id"')
#: The number and the ending in the name of a frame's file; what stands before them is the recording's.
_FRAME = re.compile(rf"_?\d{{0,15}}{re.escape(ENDING)}$")
_SIGNATURE = b"PK\x03\x04"
#: Most folders that are listed before the first file of an archive, and how much of that is unpacked.
_MOST_FOLDERS = 16
_MOST_UNPACKED = 512


def is_frame(head: bytes) -> bool:
    """Whether a file that begins like this is a frame of OpenPose's."""
    found = _HEAD.match(head := head.removeprefix(b"\xef\xbb\xbf"))
    if found is None:
        return False
    # Others, too, have a list of people.
    return any(key in head for key in _KEYS) or not head[found.end() :].strip().startswith(b"{")


def is_archive_of_frames(head: bytes) -> bool:
    """Whether a zip archive that begins like this holds files with OpenPose's names, or has a frame for its first."""
    return head.startswith(_SIGNATURE) and (ENDING.encode() in head or is_frame(_first_json(head)))


def by_recording(names: Iterable[str], head: Callable[[str], bytes] | None = None) -> dict[str, list[tuple[int, str]]]:
    """The files of each recording with their frames' numbers, in order, by what the recording is to be called.

    Files whose names end in `ENDING` are OpenPose's. Others that end in ``.json`` are where at least two of them have
    names that differ in a number alone (`numbered_alike`), and all of those begin as OpenPose's do. All else is left
    out.

    Args:
        names: paths with ``/``.
        head: the first bytes of a file; without it, names alone decide.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    times: dict[str, int] = {}
    known = [name for name in names if name.endswith(ENDING) or (head is not None and name.lower().endswith(_JSON))]
    for group in numbered_alike(known):
        first = group[0][1]
        if not first.endswith(ENDING) and (
            len(group) < 2 or head is None or not all(is_frame(head(name)) for _, name in group)
        ):
            continue
        unique = title = _title(first, group[-1][1])
        while unique in found:
            times[title] = times.get(title, 1) + 1
            unique = f"{title} ({times[title]})"
        found[unique] = group
    return found


def in_folder(folder: Path, names: Iterable[str]) -> dict[str, list[str]]:
    """The files of each recording, of those called ``names`` in a folder on disk."""

    def head(name: str) -> bytes:
        path = folder / name
        try:
            if not path.is_file():  # a pipe would be read without end
                return b""
            with path.open("rb") as file:
                return file.read(HEAD_BYTES)
        except OSError:
            return b""

    return {title: [name for _, name in group] for title, group in by_recording(names, head).items()}


def as_archive(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The files (name, bytes) of one recording as the archive that OpenPose's reader knows."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files:
            archive.writestr(name.rpartition("/")[2], data)
    return buffer.getvalue()


def _title(first: str, last: str) -> str:
    """What the names of a recording's frames have in common: without the frame's number and the ending."""
    if first.endswith(ENDING) and _FRAME.sub("", first) == _FRAME.sub("", last):
        return _FRAME.sub("", first)
    ending = ENDING if first.endswith(ENDING) else _JSON
    folder, slash, base = first.rpartition("/")
    parts = re.split(r"(\d+)", base[: -len(ending)])
    others = re.split(r"(\d+)", last.rpartition("/")[2][: -len(ending)])
    at = next((at for at, (one, other) in enumerate(zip(parts, others, strict=False)) if one != other), 1)
    rest = "".join(parts[:at]).rstrip("_-. ") + "".join(parts[at + 1 :])
    return f"{folder}{slash}{rest.strip('_-. ')}".rstrip("/")


def _first_json(head: bytes) -> bytes:
    """How the first file in a zip archive begins, if it is JSON; empty if not."""
    at = 0
    for _ in range(_MOST_FOLDERS):
        if head[at : at + 4] != _SIGNATURE or len(head) < at + 30:
            break
        method = int.from_bytes(head[at + 8 : at + 10], "little")
        n_name, n_extra = (int.from_bytes(head[at + place : at + place + 2], "little") for place in (26, 28))
        name, data = head[at + 30 : at + 30 + n_name], head[at + 30 + n_name + n_extra :]
        if name.endswith(b"/"):
            at += 30 + n_name + n_extra + int.from_bytes(head[at + 18 : at + 22], "little")
            continue
        if not name.lower().endswith(_JSON.encode()) or method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            break
        try:
            return data if method == zipfile.ZIP_STORED else zlib.decompressobj(-15).decompress(data, _MOST_UNPACKED)
        except zlib.error:
            break
    return b""
