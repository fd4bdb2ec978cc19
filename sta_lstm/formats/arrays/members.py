"""The arrays in an ``.npz`` that strangers packed: listed by their headers, and unpacked whole or in part."""

from __future__ import annotations

import contextlib
import math
import zipfile
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.errors import ClipError
from sta_lstm.formats.arrays.npy import HEADER_BYTES, NpyHeader, npy_array, npy_header
from sta_lstm.formats.rules.archive import unpacked
from sta_lstm.formats.rules.bodies import MAX_JOINTS_IN_ALL
from sta_lstm.formats.rules.effort import spend
from sta_lstm.formats.rules.text import one_line

#: Most bytes that one array may unpack to: the largest positions, as float64.
MAX_UNPACKED = MAX_JOINTS_IN_ALL * 3 * 8 + 4096
#: Most bytes of an array of recordings, of which one at a time is unpacked; to the last it takes a few seconds.
_MAX_SEVERAL = 2 * 1024**3
_MAX_OBJECTS = 64 * 1024**2
_MAX_ARRAYS = 64

Array = NDArray[Any]


@dataclass(frozen=True)
class Member:
    """An array in an archive, of which the beginning was read.

    Attributes:
        key: its name.
        info: where it is.
        header: what it says of itself.
        sample: its first values, in a row; none of an array of Python objects.
    """

    key: str
    info: zipfile.ZipInfo
    header: NpyHeader
    sample: Array


def packed_members(archive: zipfile.ZipFile, name: str) -> dict[str, zipfile.ZipInfo]:
    """The arrays by name, none of them looked at.

    Raises:
        ClipError: there are too many files, or one is packed in a way that cannot be bounded.
    """
    members = archive.infolist()
    if len(members) > _MAX_ARRAYS:
        raise ClipError(f"'{name}' holds {len(members):,} files; a clip's .npz has fewer than ten.")
    arrays = {member.filename.removesuffix(".npy"): member for member in members if member.filename.endswith(".npy")}
    for key, member in arrays.items():
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            key = one_line(key, 60)
            raise ClipError(f"'{name}': the array {key} is compressed in a way that NumPy does not use. Save it again.")
    return arrays


def members_of(archive: zipfile.ZipFile, name: str) -> dict[str, Member]:
    """The arrays by name, those left out whose header is damaged, or that hold records.

    Raises:
        ClipError: see `packed_members`.
    """
    found = {}
    for key, info in packed_members(archive, name).items():
        spend(n_bytes=min(HEADER_BYTES, info.file_size))
        with archive.open(info) as file, contextlib.suppress(ClipError):  # something else beside the others
            head = file.read(HEADER_BYTES)
            header = npy_header(head, f"'{name}': the array {one_line(key, 60)}", objects=True)
            found[key] = Member(key, info, header, _sample(head, header))
    return found


def packed_array(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, most: int = MAX_UNPACKED) -> Array:
    """All of an array.

    Raises:
        ClipError: it unpacks to more than ``most`` bytes, is damaged, or holds Python objects.
    """
    key = one_line(info.filename.removesuffix(".npy"), 60)
    if info.file_size > most:
        raise ClipError(
            f"'{name}': the array {key} unpacks to {info.file_size:,} bytes; at most {most:,} are read. "
            "Cut the recording into shorter clips, one action each."
        )
    return npy_array(unpacked(archive, info, name, most=most), f"'{name}': the array {key}")


def array_of_member(archive: zipfile.ZipFile, member: Member, name: str, recording: int | None) -> Array:
    """All of an array, or the recording of that number along its first axis; of objects the bytes of their pickle.

    Raises:
        ClipError: it would unpack to too much, or is damaged.
    """
    if member.header.is_objects:
        packed = unpacked(archive, member.info, name, most=_MAX_OBJECTS)
        return np.frombuffer(packed, dtype=np.uint8)[member.header.n_bytes :]
    if recording is None:
        return packed_array(archive, member.info, name)
    if member.header.fortran_order:
        return np.asarray(packed_array(archive, member.info, name)[recording])
    shape, dtype = member.header.shape, member.header.dtype
    n_bytes = math.prod(shape[1:]) * dtype.itemsize
    what = f"'{name}': the array {one_line(member.key, 60)}"
    if member.info.file_size > _MAX_SEVERAL or n_bytes > MAX_UNPACKED:
        raise ClipError(
            f"{what} unpacks to {member.info.file_size:,} bytes; at most {_MAX_SEVERAL:,} are read. Save fewer "
            "recordings in one file."
        )
    if member.header.n_bytes + shape[0] * n_bytes != member.info.file_size:
        raise ClipError(f"{what} claims shape {str(shape)[:60]}, which does not fit its bytes. Copy it again.")
    spend(n_bytes=member.header.n_bytes + (recording + 1) * n_bytes)
    with archive.open(member.info) as file:
        file.seek(member.header.n_bytes + recording * n_bytes)
        return np.frombuffer(_read(file, n_bytes, what), dtype=dtype).reshape(shape[1:])


def _read(file: Any, n_bytes: int, what: str) -> bytes:
    contents: bytes = file.read(n_bytes)
    if len(contents) != n_bytes:
        raise ClipError(f"{what} is cut short. Copy or download the file again.")
    return contents


def _sample(head: bytes, header: NpyHeader) -> Array:
    if header.is_objects or header.dtype.itemsize == 0 or not (header.is_numbers or header.dtype.kind == "b"):
        return np.empty(0)
    n_values = min((len(head) - header.n_bytes) // header.dtype.itemsize, math.prod(header.shape))
    if n_values <= 0:
        return np.empty(0)
    return np.frombuffer(head, dtype=header.dtype, count=n_values, offset=header.n_bytes)
