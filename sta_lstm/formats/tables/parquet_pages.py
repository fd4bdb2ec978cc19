"""What a Parquet file unpacks to, by the headers of its pages: those are what is unpacked by, whatever its footer says.

A file's footer and the header before each page are Thrift's compact protocol (github.com/apache/parquet-format,
src/main/thrift/parquet.thrift); just enough of it is read here. pyarrow gives the footer's numbers only, and for some
damaged footers ends the process where it is asked for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sta_lstm.formats.rules.damage import DamageError

#: Most values of Thrift that are read, and how deep they may be nested.
MAX_VALUES = 400_000
_MAX_DEPTH = 12
#: Half of the numbers that fields may have.
_FIELDS = 2**15
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12
_WHOLE = (4, 5, 6)
#: An encoding by which a few bytes become many rows of long text.
DELTA_BYTE_ARRAY = 7

Struct = dict[int, Any]


@dataclass(frozen=True)
class Pages:
    """What the pages of some columns hold: bytes when unpacked, and the numbers of the encodings that are used."""

    n_bytes: int
    encodings: frozenset[int]


def pages_of(data: bytes, columns: Sequence[int]) -> Pages:
    """The pages of the columns with these numbers, in all groups of rows.

    Raises:
        DamageError: the footer or a header is damaged, or there are more values in them than any recording needs.
    """
    length = int.from_bytes(data[-8:-4], "little")
    if len(data) < 12 + length:
        raise DamageError("its footer is longer than the file")
    thrift = _Thrift(data[: len(data) - 8], len(data) - 8 - length)
    footer = thrift.struct()
    n_bytes, encodings = 0, set()
    for group in _part(footer, 4, list):
        chunks = _part(group, 1, list)
        for column in columns:
            if column >= len(chunks):
                raise DamageError("a group of rows lacks columns")
            for header in _headers(thrift, _part(chunks[column], 3, dict)):
                n_bytes += max(_part(header, 2, int), 0)
                encodings.add(_encoding(header))
    return Pages(n_bytes, frozenset(encodings))


def _headers(thrift: _Thrift, chunk: Struct) -> Iterator[Struct]:
    """The headers of a column's pages in a group of rows, found as pyarrow finds them."""
    at, dictionary = _part(chunk, 9, int), chunk.get(11, 0)
    if 0 < dictionary < at:
        at = dictionary
    end, n_left = at + _part(chunk, 7, int), _part(chunk, 5, int)
    while at < end and n_left > 0:
        thrift.at = at
        header = thrift.struct()
        yield header
        n_left -= _data_page(header).get(1, 0)
        size = _part(header, 3, int)
        if size < 0:
            raise DamageError("a page has a size below zero")
        at = thrift.at + size


def _data_page(header: Struct) -> Struct:
    """The part of a page's header about values; empty for pages of other kinds."""
    found = header.get(5) or header.get(8) or {}
    if not isinstance(found, dict):
        raise DamageError("a page's header is none")
    return found


def _encoding(header: Struct) -> int:
    page = _data_page(header)
    return int(page.get(2 if 5 in header else 4, 0))


def _part(struct: Any, number: int, kind: type) -> Any:
    """The field of that number."""
    value = struct.get(number) if isinstance(struct, dict) else None
    if not isinstance(value, kind):
        raise DamageError(f"field {number} of a header is missing")
    return value


@dataclass
class _Thrift:
    """Reads values of the compact protocol one after the other, as dicts by the numbers of their fields, and lists."""

    data: bytes
    at: int
    n_left: int = field(default=MAX_VALUES)

    def struct(self, depth: int = 0) -> Struct:
        if depth > _MAX_DEPTH:
            raise DamageError("its headers are nested too deep")
        found: Struct = {}
        number = 0
        while True:
            head = self._byte()
            if head == 0:
                return found
            kind, step = head & 15, head >> 4
            number = number + step if step else self._zigzag()
            if not -_FIELDS <= number < _FIELDS:
                raise DamageError("its headers number a field beyond 16 bits")
            found[number] = self._value(kind, depth, is_field=True)

    def _value(self, kind: int, depth: int, *, is_field: bool) -> Any:
        self.n_left -= 1
        if self.n_left < 0:
            raise DamageError(f"its headers hold over {MAX_VALUES:,} values")
        if kind in (_TRUE, _FALSE):
            return kind == _TRUE if is_field else self._byte() == _TRUE
        if kind == _BYTE:
            return self._byte()
        if kind in _WHOLE:
            return self._zigzag()
        if kind == _DOUBLE:
            self.at += 8
            return None
        if kind == _BINARY:
            length = self._varint()
            self.at += length
            return None
        if kind in (_LIST, _SET):
            head = self._byte()
            length = self._varint() if head >> 4 == 15 else head >> 4
            return [self._value(head & 15, depth + 1, is_field=False) for _ in range(length)]
        if kind == _STRUCT:
            return self.struct(depth + 1)
        raise DamageError("its headers hold what is not a value")

    def _byte(self) -> int:
        if not 0 <= self.at < len(self.data):
            raise DamageError("its headers are cut short")
        self.at += 1
        return self.data[self.at - 1]

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7
            if shift > 63:
                raise DamageError("its headers hold a number that is too long")

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)
