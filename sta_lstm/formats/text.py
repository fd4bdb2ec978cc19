"""Text that strangers wrote: decoding, lines and numbers, with the line number in every complaint."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sta_lstm.errors import ClipError

#: Most lines that a text file may have; a file of `MAX_BYTES` real joint lines has fewer.
MAX_LINES = 2_000_000
#: Rows that are split into tokens at a time, so that the tokens of a long file never fill the memory.
_ROWS_AT_ONCE = 8192

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"


def decoded(data: bytes, name: str) -> str:
    r"""The text of a file in UTF-8 (ASCII is UTF-8), without byte order mark, lines ended by ``\n`` alone.

    Raises:
        ClipError: the bytes are UTF-16, another encoding, or no text at all.
    """
    if data.startswith(_UTF_16):
        raise ClipError(f"'{name}' is text in UTF-16; expected UTF-8. Save it again as UTF-8 (or plain ASCII).")
    if b"\x00" in data:
        at = data.index(b"\x00")
        raise ClipError(
            f"'{name}' is binary (a zero byte at position {at:,}); expected text. Choose the recording itself."
        )
    try:
        text = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ClipError(
            f"'{name}' is binary, or text in another encoding than UTF-8 (byte 0x{data[error.start]:02x} at position "
            f"{error.start:,}). Choose the recording itself, or save it again as UTF-8."
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def lines_of(text: str, name: str) -> list[str]:
    """The lines of ``text``, blank ones at the end left out; line n is ``lines[n - 1]``.

    Raises:
        ClipError: there are none, or absurdly many.
    """
    text = text.rstrip()
    if not text:
        raise ClipError(f"'{name}' is empty. Copy it again from where it came.")
    if text.count("\n") >= MAX_LINES:
        raise ClipError(f"'{name}' has over {MAX_LINES:,} lines; no clip that can be shown is that long. Cut it.")
    return text.split("\n")


def head_lines(head: bytes, count: int) -> list[str]:
    """The first ``count`` lines of a file that are complete in ``head``, stripped; for signatures."""
    text = head.removeprefix(_BOM).decode("ascii", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    return [line.strip() for line in text.split("\n")[:count]]


def quoted(token: str) -> str:
    """``token`` for an error message: in quotation marks, escaped, never long."""
    return repr(token if len(token) <= 40 else token[:40] + "…")


def one_line(text: str, most: int = 400) -> str:
    """``text`` from a stranger's file fit for a message: on one line, printable, cut at ``most`` characters."""
    line = "".join(character if character.isprintable() else "?" for character in " ".join(text[: 2 * most].split()))
    return line if len(line) <= most else line[:most] + "…"


def is_count(token: str) -> bool:
    """Whether ``token`` is a whole number ≥ 0 that a file could mean as a count."""
    return token.isascii() and token.isdigit() and len(token) <= 9


def number_table(
    lines: Sequence[str],
    line_numbers: Sequence[int],
    *,
    name: str,
    n_columns: int,
    keep: int,
    separator: str | None = None,
) -> NDArray[np.float64]:
    """The numbers in ``lines``, one row a line, its first ``keep`` of ``n_columns`` columns.

    Args:
        lines: the rows' text.
        line_numbers: the line of the file where each row stands.
        name: the file, for messages.
        n_columns: how many values every line must have.
        keep: how many of them are read as numbers.
        separator: what stands between values; None is any white space.

    Raises:
        ClipError: a line has another number of values, or a value is not a number.
    """
    table = np.empty((len(lines), keep), dtype=np.float64)
    for start in range(0, len(lines), _ROWS_AT_ONCE):
        chunk = slice(start, start + _ROWS_AT_ONCE)
        rows = [line.split(separator) for line in lines[chunk]]
        for row, number in zip(rows, line_numbers[chunk], strict=True):
            if len(row) != n_columns:
                raise ClipError(
                    f"'{name}', line {number}: expected {n_columns} numbers, found {len(row)}. The file is cut short "
                    "or damaged there; copy it again from where it came."
                )
        try:
            table[chunk] = np.array([row[:keep] for row in rows], dtype=np.float64)
        except ValueError as error:
            raise _not_a_number(rows, line_numbers[chunk], name, keep) from error
    return table


def _not_a_number(rows: list[list[str]], line_numbers: Sequence[int], name: str, keep: int) -> ClipError:
    for row, number in zip(rows, line_numbers, strict=True):
        for column, token in enumerate(row[:keep], start=1):
            try:
                float(token)
            except ValueError:
                return ClipError(
                    f"'{name}', line {number}, value {column}: expected a number, found {quoted(token)}. Mend that "
                    "line, or copy the file again from where it came."
                )
    return ClipError(f"'{name}' holds values that are not numbers.")
