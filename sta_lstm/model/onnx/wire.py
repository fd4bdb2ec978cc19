"""Protocol Buffers, in which ONNX is written, field by field: nothing is built, so no file can fill the memory."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from typing import NamedTuple

_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5
_MOST_SHIFT = 63


#: Versions of the format that open with ``ir_version`` and go on with one of the fields that a model has.
_SECOND_TAGS = frozenset([0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42, 0x72])
_MOST_IR = 30


def is_onnx(head: bytes) -> bool:
    """Whether a file may be ONNX, by its first bytes: the version of the format, and what may come after it."""
    return len(head) > 2 and head[0] == 0x08 and 1 <= head[1] <= _MOST_IR and head[2] in _SECOND_TAGS


class WireError(ValueError):
    """The bytes are no such message; the text says what was found."""


class Span(NamedTuple):
    """Where a field's bytes lie in the file, which may go on longer than the file does."""

    start: int
    end: int

    @property
    def n_bytes(self) -> int:
        """How many they are."""
        return self.end - self.start


class Field(NamedTuple):
    """One field of a message.

    Attributes:
        number: which it is.
        value: of a number; 0 where it is bytes.
        span: of bytes; None where it is a number.
    """

    number: int
    value: int
    span: Span | None


class Reader:
    """Reads messages out of one file.

    Attributes:
        data: the whole file.
        left: fields that may still be read.
    """

    def __init__(self, data: bytes | mmap.mmap, most_fields: int) -> None:
        self.data = data
        self.left = most_fields

    def fields(self, span: Span | None = None) -> Iterator[Field]:
        """The fields of a message, in their order; of the whole file, if no span is given.

        Raises:
            WireError: the bytes are no message, end too early, or there are too many fields.
        """
        at, end = span or (0, len(self.data))
        while at < end:
            self.left -= 1
            if self.left < 0:
                raise WireError("it has too many parts")
            tag, at = self._varint(at, end)
            number, kind = tag >> 3, tag & 7
            if kind == _VARINT:
                value, at = self._varint(at, end)
                yield Field(number, value, None)
                continue
            if kind == _BYTES:
                length, at = self._varint(at, end)
            elif kind in (_EIGHT, _FOUR):
                length = 8 if kind == _EIGHT else 4
            else:
                raise WireError(f"its byte {at:,} begins nothing that is known")
            if at + length > end:
                raise WireError(f"its part at byte {at:,} should have {length:,} bytes, and {end - at:,} are there")
            yield Field(number, 0, Span(at, at + length))
            at += length

    def text(self, span: Span, most: int) -> str:
        """The text of a field, cut off after ``most`` bytes."""
        return bytes(self.data[span.start : min(span.end, span.start + most)]).decode("utf-8", "replace")

    def numbers(self, field: Field) -> list[int]:
        """A field of whole numbers, whether they are packed or each by itself."""
        if field.span is None:
            return [field.value]
        found, at = [], field.span.start
        while at < field.span.end:
            self.left -= 1
            if self.left < 0:
                raise WireError("it has too many parts")
            value, at = self._varint(at, field.span.end)
            found.append(value)
        return found

    def _varint(self, at: int, end: int) -> tuple[int, int]:
        value = shift = 0
        while at < end:
            byte = self.data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value, at
            shift += 7
            if shift > _MOST_SHIFT:
                break
        raise WireError(f"a number is cut off or too long at byte {at:,}")
