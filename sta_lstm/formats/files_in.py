"""The files of a folder and of a zip archive, by names that lead nowhere else; nothing is ever written to disk."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sta_lstm.disk import lies_within
from sta_lstm.errors import ClipError
from sta_lstm.formats.format import HEAD_BYTES
from sta_lstm.formats.load import MAX_BYTES, read_bytes
from sta_lstm.formats.mocap.pairs import skeletons_among, with_skeleton
from sta_lstm.formats.rules.archive import archive_of, complaints, unpacked
from sta_lstm.formats.rules.text import one_line

#: Most files of a folder that are looked at.
MAX_FILES = 200_000
#: Most bytes that an archive's files may unpack to, all together.
MAX_UNPACKED = 4 * 1024**3
#: Most letters of a part of a name in an archive, and most parts, the last.
_MAX_NAME, _MAX_FOLDERS = 300, 50
_DRIVE = re.compile(r"^[A-Za-z]:")
_FILE_TYPE, _LINK = 0o170000, 0o120000


@dataclass(frozen=True)
class Files:
    """What a folder and an archive have in common.

    Attributes:
        names: paths with ``/`` between their parts, clean and in order.
        head: the first `HEAD_BYTES` of one of them.
        read: all of it, at most `MAX_BYTES`; raises ClipError.
        folder: where they lie on disk; None for an archive's, and where what is read must be looked at each time.
    """

    names: tuple[str, ...]
    head: Callable[[str], bytes]
    read: Callable[[str], bytes]
    folder: Path | None = None


def files_of_folder(path: Path, *, follow_links: bool) -> Files:
    """The files below a folder, hidden ones left out; links to folders are not followed, those to files if allowed.

    Args:
        path: the folder.
        follow_links: whether links to files may lead out of it.

    Raises:
        ClipError: it holds over `MAX_FILES`.
    """
    within = None if follow_links else path
    names: list[str] = []
    for place, folders, files in os.walk(path):
        folders[:] = sorted(folder for folder in folders if not _is_hidden(folder))
        names += [
            each.relative_to(path).as_posix()
            for each in (Path(place) / file for file in files if not _is_hidden(file))
            if within is None or not each.is_symlink() or lies_within(each, within)
        ]
        if len(names) > MAX_FILES:
            raise ClipError(f"'{path.name}' holds over {MAX_FILES:,} files; choose a folder below it.")

    def head(name: str) -> bytes:
        try:
            if not (path / name).is_file() or (within is not None and not lies_within(path / name, within)):
                raise ClipError(f"'{name}' is not an ordinary file.")
            with (path / name).open("rb") as file:
                return file.read(HEAD_BYTES)
        except OSError as error:
            raise ClipError(f"cannot read '{name}': {error.strerror or error}.") from error

    def read(name: str) -> bytes:
        return read_bytes(path / name, name, within=within)

    return Files(tuple(sorted(names)), head, read, path if follow_links else None)


def files_of_archive(data: bytes, name: str) -> Files:
    """The files of an archive, hidden ones, links and folders left out.

    Args:
        data: the archive.
        name: what to call it in messages.

    Raises:
        ClipError: it is damaged, or holds too much.
    """
    archive = archive_of(data, name)
    members: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        clean = _clean(member.filename)
        is_link = member.external_attr >> 16 & _FILE_TYPE == _LINK
        if clean and not member.is_dir() and not is_link and not any(map(_is_hidden, clean.split("/"))):
            members.setdefault(clean, member)
    total = sum(member.file_size for member in members.values())
    if total > MAX_UNPACKED:
        raise ClipError(
            f"'{name}' unpacks to {total / 1024**3:,.1f} GiB; at most {MAX_UNPACKED // 1024**3} GiB are read. Pack "
            "fewer recordings into one archive."
        )

    skeletons = skeletons_among(members)

    def read(member: str, only: int | None = None) -> bytes:
        def whole(member: str) -> bytes:
            return unpacked(archive, members[member], name, most=MAX_BYTES, only=only)

        with complaints(name):
            return with_skeleton(member, whole(member), skeletons, whole) if only is None else whole(member)

    return Files(tuple(sorted(members)), partial(read, only=HEAD_BYTES), read)


def _is_hidden(part: str) -> bool:
    """Whether a file or folder is nobody's recording: hidden, or what archives of a Mac add."""
    return part.startswith((".", "__"))


def _clean(name: str) -> str:
    """A member's name without what leads out of an archive, on one line."""
    folders = _DRIVE.sub("", name.replace("\\", "/")).split("/")[-_MAX_FOLDERS:]
    parts = (one_line(part, _MAX_NAME) for part in folders)
    return "/".join(part for part in parts if part not in ("", ".", ".."))
