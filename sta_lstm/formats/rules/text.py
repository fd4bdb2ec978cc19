"""Text that strangers wrote: decoding, lines and numbers, with the line number in every complaint."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from sta_lstm.arrays import Float64s, Int64s
from sta_lstm.errors import ClipError
from sta_lstm.words import few_of

#: Most lines that a text file may have; a file of `MAX_BYTES` real joint lines has fewer.
MAX_LINES = 2_000_000
#: Values that are parsed at a time, so that the tokens of a long file never fill the memory.
_VALUES_AT_ONCE = 500_000
#: Fewest values whose parsing all at once is worth its start.
_MANY_VALUES = 500
#: Characters of a number and its gap, on average; longer lines hold something else, and might fill the memory.
_LONGEST_VALUE = 64

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"
_MOST_QUOTED = 40
#: Letters of each of several names.
_MAX_NAME = 28


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
    return io.IncrementalNewlineDecoder(None, translate=True).decode(text, final=True) if "\r" in text else text


def lines_of(text: str, name: str) -> list[str]:
    """The lines of ``text``, blank ones at the end left out; line n is ``lines[n - 1]``.

    Raises:
        ClipError: there are none, or absurdly many.
    """
    text = text.rstrip()
    if not text:
        raise ClipError(f"'{name}' is empty. Copy or download it again.")
    if len(text) > MAX_LINES and text.count("\n") >= MAX_LINES:
        raise ClipError(f"'{name}' has over {MAX_LINES:,} lines; no clip that can be shown is that long. Cut it.")
    return text.split("\n")


def head_lines(head: bytes, count: int) -> list[str]:
    """The first ``count`` lines of a file that are complete in ``head``, stripped; for signatures."""
    text = head.removeprefix(_BOM).decode("ascii", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    return [line.strip() for line in text.split("\n")[:count]]


def quoted(token: str) -> str:
    """``token`` for an error message: in quotation marks, escaped, never long."""
    said = repr(token if len(token) <= _MOST_QUOTED else token[:_MOST_QUOTED] + "…")
    return said if len(said) <= 2 * _MOST_QUOTED else f"{said[: 2 * _MOST_QUOTED]}…{said[-1]}"


def one_line(text: str, most: int = 400) -> str:
    """``text`` from a stranger's file fit for a message: on one line, printable, cut at ``most`` characters."""
    line = "".join(character if character.isprintable() else "?" for character in " ".join(text[: 2 * most].split()))
    return line if len(line) <= most else line[:most] + "…"


def few_names(names: Iterable[str], most: int = 5) -> str:
    """Names from a stranger's file fit for a message: the first of them, each on one line, and how many more."""
    found = list(names)
    return few_of([one_line(name, _MAX_NAME) for name in found[:most]] + found[most:], most)


def is_count(token: str) -> bool:
    """Whether ``token`` is a whole number ≥ 0 that a file could mean as a count."""
    return token.isascii() and token.isdigit() and len(token) <= 9


def number_table(
    lines: Sequence[str],
    line_numbers: Sequence[int] | Int64s,
    *,
    name: str,
    n_columns: int,
    keep: int,
    separator: str | None = None,
) -> Float64s:
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
    rows_at_once = max(_VALUES_AT_ONCE // n_columns, 1)
    for start in range(0, len(lines), rows_at_once):
        chunk = slice(start, start + rows_at_once)
        numbers = _parsed_at_once(lines[chunk], n_columns, keep, separator)
        if numbers is None:
            numbers = _parsed_by_line(lines[chunk], line_numbers[chunk], name, n_columns, keep, separator)
        table[chunk] = numbers
    return table


def _parsed_at_once(lines: Sequence[str], n_columns: int, keep: int, separator: str | None) -> Float64s | None:
    """The numbers, found and converted without a loop; None where that would not pay, or where anything is wrong.

    What is refused here is parsed again by `_parsed_by_line`, which alone says where a line is wrong, and how.
    """
    n_values = len(lines) * n_columns
    if len(lines) * keep < _MANY_VALUES:
        return None
    block = "\n".join(lines) + "\n"
    if len(block) > _LONGEST_VALUE * n_values or not block.isascii():
        return None
    characters = np.frombuffer(block.encode("ascii"), dtype=np.uint8)
    ends = _value_ends(characters, n_columns, separator)
    if ends is None:
        return None
    import pyarrow as pa
    from pyarrow import compute

    # Arrow's strings are these very characters, cut behind each value's end; its conversion rounds as Python's does.
    cuts = np.zeros(n_values + 1, dtype=np.int32)
    cuts[1:] = ends + 1
    tokens = pa.StringArray.from_buffers(n_values, pa.py_buffer(cuts), pa.py_buffer(characters))
    if keep < n_columns:
        tokens = tokens.take(pa.array((np.arange(len(lines))[:, None] * n_columns + np.arange(keep)).ravel()))
    try:
        numbers = compute.ascii_trim(tokens, characters=f"{separator or ''} \t\n").cast(pa.float64())
    except pa.ArrowInvalid:
        return None
    return np.asarray(numbers.to_numpy(), dtype=np.float64).reshape(-1, keep)


def _value_ends(characters: NDArray[np.uint8], n_columns: int, separator: str | None) -> Int64s | None:
    """Where the values end, in lines that all have ``n_columns`` of them; None if they have not."""
    if separator is None:
        ends = np.flatnonzero(characters <= ord(" "))
    else:
        ends = np.flatnonzero((characters == ord(separator)) | (characters == ord("\n")))
    found = characters[ends]
    ends_line = found == ord("\n")
    line_ends = ends[ends_line]
    if separator is None:
        if not (ends_line | (found == ord(" ")) | (found == ord("\t"))).all():
            return None
        apart = np.diff(ends)
        if ends[0] == 0 or apart.min(initial=2) == 1:  # white space behind white space ends nothing
            ends = ends[np.concatenate(([ends[0] > 0], apart > 1))]
    if len(ends) != len(line_ends) * n_columns:
        return None
    if (ends[n_columns - 1 :: n_columns] > line_ends).any() or (ends[n_columns::n_columns] <= line_ends[:-1]).any():
        return None
    return ends


def _parsed_by_line(
    lines: Sequence[str],
    line_numbers: Sequence[int] | Int64s,
    name: str,
    n_columns: int,
    keep: int,
    separator: str | None,
) -> Float64s:
    rows = [line.split(separator, n_columns) for line in lines]
    for row, number in zip(rows, line_numbers, strict=True):
        if len(row) != n_columns:
            raise _another_count(row, number, name, n_columns, separator)
    try:
        return np.array([row[:keep] for row in rows], dtype=np.float64)
    except ValueError as error:
        raise _not_a_number(rows, line_numbers, name, keep) from error


def _another_count(
    row: list[str], number: int | np.int64, name: str, n_columns: int, separator: str | None
) -> ClipError:
    """The complaint about a line that has not ``n_columns`` values; ``row`` was split at most that many times."""
    found = f"{len(row):,}"
    if len(row) > n_columns:
        rest = row[-1]
        found = f"{n_columns + len(rest.split(separator)):,}" if len(rest) < 100_000 else f"over {n_columns:,}"
    return ClipError(
        f"'{name}', line {number}: expected {n_columns} numbers, found {found}. The file is cut short or damaged "
        "there; copy or download it again."
    )


def _not_a_number(rows: list[list[str]], line_numbers: Sequence[int] | Int64s, name: str, keep: int) -> ClipError:
    for row, number in zip(rows, line_numbers, strict=True):
        for column, token in enumerate(row[:keep], start=1):
            try:
                float(token)
            except ValueError:
                comma = " Decimals need a point, not a comma." if re.fullmatch(r"[-+]?\d+,\d+", token[:40]) else ""
                return ClipError(
                    f"'{name}', line {number}, value {column}: expected a number, found {quoted(token)}. Mend that "
                    f"line, or copy or download the file again.{comma}"
                )
    return ClipError(f"'{name}' holds values that are not numbers.")
