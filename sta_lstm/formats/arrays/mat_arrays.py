"""Arrays of numbers in MATLAB files of version 5 to 7 (``save -v7``), none unpacked before its size is known.

The file is a header of 128 bytes, then elements, each a tag (type, number of bytes) and its contents. An element is an
array, or an array packed with zlib. An array is elements again: class and flags, lengths of its axes, name, numbers.
Source: "MAT-File Format", The MathWorks, R2022a.

A library unpacks before it looks, and a hundred kilobytes can unpack to a gigabyte; once these headers have been read
to prevent that, nothing is left that a library would do.
"""

from __future__ import annotations

import math
import struct
import zlib
from dataclasses import dataclass

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.damage import DamageError, because
from sta_lstm.formats.rules.text import one_line

SIGNATURE = b"MATLAB "
_HEADER = 128
_MATRIX, _COMPRESSED = 14, 15
#: How numbers are stored, by the type in their tag.
_STORED = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8"}
#: Classes of arrays of numbers: double, single, and eight of whole numbers.
_NUMBERS = range(6, 16)
_CLASSES = {1: "cell", 2: "struct", 3: "object", 4: "char", 5: "sparse", 16: "function", 17: "opaque"}
_COMPLEX = 0x0800
_MAX_VARIABLES = 200
_MAX_AXES = 32
#: How much of an array is unpacked to learn what it is.
_PEEK = 4096
_AGAIN = "Copy or download the file again."


@dataclass(frozen=True)
class MatArray:
    """A variable in a file, not yet unpacked.

    Attributes:
        name: of the variable.
        shape: lengths of its axes; at least two, as MATLAB has it.
        kind: what it is, for people: ``"numbers"``, or why it is none (``"cell"``, ``"complex numbers"``, …).
    """

    name: str
    shape: tuple[int, ...]
    kind: str
    _start: int
    _end: int
    _packed: bool
    _offset: int
    _n_bytes: int
    _dtype: str

    def unpacked(self, data: bytes, name: str) -> Float64s:
        """The numbers; ``data`` are the file's bytes. Check `shape` before.

        Raises:
            ClipError: they are damaged, or fewer or more than the shape says.
        """
        stored = np.dtype(self._dtype)
        if math.prod(self.shape) * stored.itemsize != self._n_bytes:
            shape = " × ".join(f"{length:,}" for length in self.shape[:6])
            raise ClipError(
                f"'{name}': the variable '{self.name}' claims {shape} numbers, which do not fit its "
                f"{self._n_bytes:,} bytes. {_AGAIN}"
            )
        contents = self._inflated(data, name) if self._packed else data[self._start : self._end]
        numbers = contents[self._offset : self._offset + self._n_bytes]
        if len(numbers) != self._n_bytes:
            raise ClipError(f"'{name}': the variable '{self.name}' is shorter than its header says. {_AGAIN}")
        with np.errstate(invalid="ignore"):
            array = np.frombuffer(numbers, dtype=stored).reshape(self.shape, order="F").astype(np.float64)
        array[np.isnan(array)] = np.nan  # some NaN in files warn whenever they are used
        return array

    def _inflated(self, data: bytes, name: str) -> bytes:
        inflate = zlib.decompressobj()
        try:
            # 8 bytes beyond the numbers: what pads them, and the end of the stream with its checksum.
            contents = inflate.decompress(data[self._start : self._end], self._offset + self._n_bytes + 8)
        except zlib.error as error:
            raise ClipError(f"'{name}': the variable '{self.name}' is damaged{because(error)}. {_AGAIN}") from error
        if not inflate.eof:
            raise ClipError(f"'{name}': the variable '{self.name}' has another length than its header says. {_AGAIN}")
        return contents


def mat_arrays(data: bytes, name: str) -> tuple[MatArray, ...]:
    """The variables in a file.

    Args:
        data: the file's bytes.
        name: the file, for messages.

    Raises:
        ClipError: the file is of another version, is cut short, or is damaged.
    """
    order = _byte_order(data, name)
    arrays: list[MatArray] = []
    at = _HEADER
    while at < len(data):
        if len(arrays) == _MAX_VARIABLES:
            raise ClipError(f"'{name}' holds over {_MAX_VARIABLES} variables; save the recording in a file of its own.")
        if at + 8 > len(data):
            raise _cut_short(name)
        kind, n_bytes = struct.unpack_from(order + "II", data, at)
        start, at = at + 8, at + 8 + n_bytes
        if kind not in (_MATRIX, _COMPRESSED):
            raise ClipError(
                f"'{name}' is damaged: at byte {start - 8:,} a variable should begin (type 14 or 15), found {kind}. "
                f"{_AGAIN}"
            )
        if at > len(data):
            raise _cut_short(name)
        try:
            arrays.append(_array(data, start, at, order, packed=kind == _COMPRESSED))
        except (struct.error, zlib.error, ValueError) as error:
            raise ClipError(
                f"'{name}': the variable at byte {start - 8:,} is damaged{because(error)}. {_AGAIN}"
            ) from error
    return tuple(arrays)


def _byte_order(data: bytes, name: str) -> str:
    again = "Load it in MATLAB and save it with save('file.mat', 'variable', '-v7')."
    if data.startswith(b"MATLAB 7.3") or b"\x89HDF\r\n\x1a\n" in data[:1024]:
        raise ClipError(f"'{name}' is a MATLAB file of version 7.3 (HDF5); versions 5 to 7 are read. {again}")
    if not data.startswith(SIGNATURE):
        raise ClipError(f"'{name}' does not begin like a MATLAB file of version 5 to 7 ('MATLAB 5.0'). {again}")
    order = {b"IM": "<", b"MI": ">"}.get(data[126:128])
    if order is None:
        raise ClipError(f"'{name}' is a MATLAB file that is cut short or damaged in its first 128 bytes. {_AGAIN}")
    return order


def _array(data: bytes, start: int, end: int, order: str, *, packed: bool) -> MatArray:
    """What the array in ``data[start:end]`` is, from its first bytes.

    Raises:
        DamageError, struct.error, zlib.error: it is damaged.
    """
    head, n_bytes = data[start : min(end, start + _PEEK)], end - start
    if packed:
        head = zlib.decompressobj().decompress(head, _PEEK)
        kind, n_bytes = struct.unpack_from(order + "II", head)
        if kind != _MATRIX:
            raise DamageError(f"expected an array in it, type 14, found {kind}")
    at = 8 if packed else 0
    inside = n_bytes + at
    at, flags = _element(head, at, order)
    at, axes = _element(head, at, order)
    at, title = _element(head, at, order)
    word = struct.unpack_from(order + "I", flags)[0]
    shape = struct.unpack(f"{order}{len(axes) // 4}i", axes)
    if not 2 <= len(shape) <= _MAX_AXES or any(length < 0 for length in shape):
        raise DamageError(f"its axes have the lengths {shape[:5]}")
    name = one_line(title.decode("latin-1"), 64)
    kind = word & 0xFF
    if kind not in _NUMBERS or word & _COMPLEX:
        what = "complex numbers" if kind in _NUMBERS else _CLASSES.get(kind, f"of class {kind}")
        return MatArray(name, shape, what, start, end, packed, 0, 0, "u1")
    first, second = struct.unpack_from(order + "II", head, at)
    if first >> 16:  # four bytes or fewer stand in the tag itself
        stored, length, offset = first & 0xFFFF, first >> 16, at + 4
    else:
        stored, length, offset = first, second, at + 8
    if stored not in _STORED:
        raise DamageError(f"its numbers are of the unknown type {stored}")
    if offset + length > inside:
        raise DamageError(f"it claims {length:,} bytes of numbers, more than it has")
    return MatArray(name, shape, "numbers", start, end, packed, offset, length, order + _STORED[stored])


def _element(head: bytes, at: int, order: str) -> tuple[int, bytes]:
    """Where the next element begins, and the contents of the one at ``at``."""
    first, n_bytes = struct.unpack_from(order + "II", head, at)
    if first >> 16:
        return at + 8, head[at + 4 : at + 4 + min(first >> 16, 4)]
    end = at + 8 + n_bytes
    if end > len(head):
        raise DamageError("its header is too long")
    return end + -n_bytes % 8, head[at + 8 : end]


def _cut_short(name: str) -> ClipError:
    return ClipError(f"'{name}' is cut short: its last variable is longer than what is left of the file. {_AGAIN}")
