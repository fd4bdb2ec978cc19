"""Zip archives that strangers packed: listed and unpacked in memory, within bounds, never to disk."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.effort import spend
from sta_lstm.formats.rules.text import quoted

#: Most files in an archive: the longest clip, a file a frame, with a picture of each beside it.
MAX_MEMBERS = 50_000
_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 1
#: What listing a file of an archive takes, in steps (`effort`).
_STEPS_A_MEMBER = 10
#: What zipfile raises of damaged archives.
_COMPLAINTS = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError),
)


def archive_of(data: bytes, name: str) -> zipfile.ZipFile:
    """The archive in ``data``, its files listed and none unpacked.

    Raises:
        ClipError: it is damaged, or holds more than `MAX_MEMBERS` files.
    """
    # Counted before the list is read: a million entries take ten seconds and a gigabyte.
    n_entries = data.count(_ENTRY)
    if n_entries > MAX_MEMBERS:
        raise ClipError(
            f"'{name}' holds {n_entries:,} files; at most {MAX_MEMBERS:,} are read. Pack fewer into one archive."
        )
    spend(steps=_STEPS_A_MEMBER * n_entries)
    with complaints(name):
        return zipfile.ZipFile(io.BytesIO(data))


@contextmanager
def complaints(name: str) -> Iterator[None]:
    """Whatever goes wrong with the archive called ``name`` becomes a ClipError that says so."""
    try:
        yield
    except _COMPLAINTS as error:
        raise ClipError(
            f"'{name}' is damaged or cut short: it should be a zip archive, but cannot be unpacked. Copy or download "
            "it again."
        ) from error


@contextmanager
def opened(data: bytes, name: str) -> Iterator[zipfile.ZipFile]:
    """`archive_of`, and `complaints` for as long as it is open.

    Raises:
        ClipError: it is damaged, or holds more than `MAX_MEMBERS` files.
    """
    with archive_of(data, name) as archive, complaints(name):
        yield archive


def unpacked(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, *, most: int, only: int | None = None
) -> bytes:
    """The bytes of one file in the archive called ``name``.

    Args:
        archive: as `opened` gave it.
        member: the file.
        name: the archive, for messages.
        most: the most bytes that it may unpack to.
        only: how many of them are wanted; all if left out.

    Raises:
        ClipError: it would unpack to more, is encrypted, or is packed in a way that is not read.
    """
    where = f"'{name}': the file {quoted(member.filename)}"
    if member.flag_bits & _ENCRYPTED:
        raise ClipError(f"{where} is locked with a password. Pack the files again without one.")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ClipError(f"{where} is compressed in an unusual way. Pack the files again as an ordinary zip archive.")
    if member.file_size > most:
        raise ClipError(f"{where} unpacks to {member.file_size:,} bytes; at most {most:,} are read.")
    n_bytes = member.file_size if only is None else min(only, member.file_size)
    spend(n_bytes=n_bytes)
    # A member may unpack to more than it says: only a read of so many bytes stops there (and then checks the sum).
    with archive.open(member) as file:
        return file.read(n_bytes)
