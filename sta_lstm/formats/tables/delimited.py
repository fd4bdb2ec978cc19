"""A table as text: its names, its rows, what stands between its values, and what it says of itself before them."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field

from sta_lstm.errors import ClipError
from sta_lstm.formats.tables.foreign_columns import TableColumns
from sta_lstm.skeletons import Axis

#: What may stand between values, the surest first: a comma may also be decimal, a blank may be part of a name.
DELIMITERS = ("\t", ";", ",", "|", " ")
#: Cells that hold nothing.
MISSING = ("", "NaN", "nan", "NAN", "NA", "N/A", "#N/A", "null", "NULL", "None", "-")
_MAX_HEADER = 512 * 1024
#: Lines in which a decimal comma is looked for.
_LOOKED_AT = 50
_DECIMAL_COMMA = re.compile(r"[-+]?\d*,\d+([eE][-+]?\d+)?")


@dataclass(frozen=True)
class Facts:
    """What a table says of the whole recording, apart from its columns.

    Attributes:
        fps: frames a second.
        metres_per_unit: the unit of length in metres.
        up_axis: the axis that points up.
        zero_is_missing: whether a joint exactly at the origin is one that was not seen.
        notes: what is to be said of it.
    """

    fps: float | None = None
    metres_per_unit: float | None = None
    up_axis: Axis | None = None
    zero_is_missing: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Delimited:
    """A table as text, its header read.

    Attributes:
        names: of its columns.
        body: the lines of its rows.
        first_line: the number of the first of them in the file.
        delimiter: what stands between values.
        decimal: the mark between a number's whole and its parts.
        columns: which column holds what, where a header of several lines says it.
        facts: what it says of the recording.
    """

    names: tuple[str, ...]
    body: str
    first_line: int
    delimiter: str
    decimal: str
    columns: TableColumns | None = None
    facts: Facts = field(default_factory=Facts)


def line_at(text: str, at: int, name: str) -> tuple[str, int]:
    """The line that begins at ``at``, and where the next begins.

    Raises:
        ClipError: it is longer than any header.
    """
    end = text.find("\n", at, at + _MAX_HEADER)
    if end < 0:
        if len(text) - at > _MAX_HEADER:
            raise ClipError(
                f"'{name}': its header has over {_MAX_HEADER:,} characters; it is not a table of a recording."
            )
        end = len(text)
    return text[at:end], end + 1


def delimiter_of(header: str) -> str:
    """What stands between the values of a line."""
    counts = {mark: len(cells_of(header, mark)) for mark in DELIMITERS}
    most = max(counts.values())
    # A header in words has more blanks than marks: "left knee x;left knee y". The first mark that is there decides.
    return next((mark for mark in DELIMITERS if counts[mark] > max(1, 0.3 * most)), ",")


def cells_of(line: str, delimiter: str) -> list[str]:
    """The values of a line."""
    if '"' not in line:
        return line.split() if delimiter == " " else line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:  # a field of over 131,072 characters
        return []


def rows_of(text: str, delimiter: str) -> str:
    """The lines of rows; any number of blanks between values is one."""
    rows = text.rstrip("\n ")
    if delimiter == " ":
        rows = "\n".join(" ".join(line.split()) for line in rows.split("\n"))
    return rows


def decimal_of(rows: str, delimiter: str) -> str:
    """A comma, if one of the first cells is a number with one."""
    if "," not in rows[: 256 * 1024] or (delimiter == "," and '"' not in rows[: 256 * 1024]):
        return "."
    first = rows[: 256 * 1024].split("\n")[:_LOOKED_AT]
    cells = (cell.strip().strip('"') for line in first for cell in cells_of(line, delimiter))
    return "," if any(_DECIMAL_COMMA.fullmatch(cell) for cell in cells) else "."


def is_number(text: str) -> bool:
    """Whether a cell holds a number, its decimal mark a point or a comma."""
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
