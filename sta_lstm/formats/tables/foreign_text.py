"""Tables as text: what stands between their values, which mark is decimal, and the columns that are wanted of them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.bodies import check_values
from sta_lstm.formats.rules.text import MAX_LINES, quoted

if TYPE_CHECKING:
    import pyarrow as pa

#: What may stand between values, the surest first: a comma may also be decimal, a blank may be part of a name.
_DELIMITERS = ("\t", ";", ",", "|", " ")
#: Cells that hold nothing.
MISSING = ("", "NaN", "nan", "NAN", "NA", "N/A", "#N/A", "null", "NULL", "None", "-")
_MAX_HEADER = 512 * 1024
#: Lines in which a decimal comma is looked for.
_LOOKED_AT = 50
_DECIMAL_COMMA = re.compile(r"[-+]?\d*,\d+([eE][-+]?\d+)?")
_ARROW_ROW = re.compile(r"Row #(\d+): (.*)", re.DOTALL)


@dataclass(frozen=True)
class Delimited:
    """A table as text, its header read.

    Attributes:
        names: of its columns.
        body: the lines of its rows.
        first_line: the number of the first of them in the file.
        delimiter: what stands between values.
        decimal: the mark between a number's whole and its parts.
    """

    names: tuple[str, ...]
    body: str
    first_line: int
    delimiter: str
    decimal: str


def opened(text: str, name: str) -> Delimited:
    """The header of a table, and how its rows are to be read.

    Remarks (``# …``) and a spreadsheet's ``sep=;`` may stand before it. The header of DeepLabCut's tables, three or
    four lines, becomes one name a column (``nose_x``, ``person 1_nose_x``).

    Raises:
        ClipError: there is no header, it is too long, or the file has too many lines.
    """
    if text.count("\n") >= MAX_LINES:
        raise ClipError(f"'{name}' has over {MAX_LINES:,} lines; no clip that can be shown is that long. Cut it.")
    at, line_number = 0, 1
    while (text.startswith("#", at) or re.match(r"sep=.[ \t]*$", text[at : at + 8].split("\n")[0])) and "\n" in text:
        end = text.find("\n", at)
        at, line_number = (len(text), line_number) if end < 0 else (end + 1, line_number + 1)
    header, body = _line(text, at, name)
    delimiter = _delimiter(header)
    names = [each.strip() for each in _cells(header, delimiter)]
    line_number += 1
    if names and names[0].lower() == "scorer":
        names, body, line_number = _stacked(text, body, line_number, delimiter, name)
    if not any(names) or all(_is_number(each) for each in names):
        raise ClipError(
            f"'{name}', line {line_number - 1}: expected the names of the columns, found {quoted(header.strip())}. Put "
            "a line above the numbers that names each column."
        )
    rows = text[body:].rstrip("\n ")
    if delimiter == " ":  # any number of blanks is one
        rows = "\n".join(" ".join(line.split()) for line in rows.split("\n"))
    return Delimited(tuple(names), rows, line_number, delimiter, _decimal(rows, delimiter))


def read(table: Delimited, numbers: Sequence[int], texts: Sequence[int], name: str) -> pa.Table:
    """The wanted columns of ``table``, counted from 0 and named so: ``numbers`` as float64, ``texts`` as text.

    Raises:
        ClipError: a row has another number of values than the header, or a value is not a number; the message names the
            line.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    names = [str(column) for column in range(len(table.names))]
    kinds = dict.fromkeys(map(str, numbers), pa.float64()) | dict.fromkeys(
        map(str, texts), pa.dictionary(pa.int32(), pa.string())
    )
    if not table.body.strip():
        raise ClipError(f"'{name}' names its columns, but has no rows.")
    check_values(table.body.count("\n") + 1, len(kinds), name)
    try:
        return arrow_csv.read_csv(
            io.BytesIO(table.body.encode()),
            read_options=arrow_csv.ReadOptions(use_threads=False, column_names=names),
            parse_options=arrow_csv.ParseOptions(delimiter=table.delimiter, ignore_empty_lines=False),
            convert_options=arrow_csv.ConvertOptions(
                column_types=kinds,
                include_columns=list(kinds),
                null_values=list(MISSING),
                decimal_point=table.decimal,
                check_utf8=False,
            ),
        )
    except pa.ArrowException as error:
        raise _fault(table, str(error), name) from error


def _line(text: str, at: int, name: str) -> tuple[str, int]:
    """The line that begins at ``at``, and where the next begins."""
    end = text.find("\n", at, at + _MAX_HEADER)
    if end < 0:
        if len(text) - at > _MAX_HEADER:
            raise ClipError(
                f"'{name}': its header has over {_MAX_HEADER:,} characters; it is not a table of a recording."
            )
        end = len(text)
    return text[at:end], end + 1


def _delimiter(header: str) -> str:
    counts = {mark: len(_cells(header, mark)) for mark in _DELIMITERS}
    most = max(counts.values())
    # A header in words has more blanks than marks: "left knee x;left knee y". The first mark that is there decides.
    return next((mark for mark in _DELIMITERS if counts[mark] > max(1, 0.3 * most)), ",")


def _cells(line: str, delimiter: str) -> list[str]:
    if '"' not in line:
        return line.split() if delimiter == " " else line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:  # a field of over 131,072 characters
        return []


def _stacked(text: str, at: int, line_number: int, delimiter: str, name: str) -> tuple[list[str], int, int]:
    """The names of the columns in a header of DeepLabCut, where the rows begin, and the number of their first line."""
    parts: dict[str, list[str]] = {}
    while len(parts) < 3:
        line, after = _line(text, at, name)
        cells = [each.strip() for each in _cells(line, delimiter)]
        if cells[:1] and cells[0].lower() in ("individuals", "bodyparts", "coords"):
            parts[cells[0].lower()] = cells[1:]
            at, line_number = after, line_number + 1
        else:
            break
    if not {"bodyparts", "coords"} <= parts.keys() or len({len(each) for each in parts.values()}) > 1:
        raise ClipError(
            f"'{name}', line {line_number}: it begins like a table of DeepLabCut, but the lines 'bodyparts' and "
            "'coords' do not follow, or differ in length. Export it again."
        )
    persons: dict[str, int] = {}
    names = ["frame"]
    for j, (part, axis) in enumerate(zip(parts["bodyparts"], parts["coords"], strict=True)):
        who = parts["individuals"][j] if "individuals" in parts else None
        before = "" if who is None else f"person {persons.setdefault(who, len(persons))} "
        names.append(f"{before}{part}_{axis}")
    return names, at, line_number


def _decimal(rows: str, delimiter: str) -> str:
    """A comma, if one of the first cells is a number with one."""
    if "," not in rows[: 256 * 1024] or (delimiter == "," and '"' not in rows[: 256 * 1024]):
        return "."
    first = rows[: 256 * 1024].split("\n")[:_LOOKED_AT]
    cells = (cell.strip().strip('"') for line in first for cell in _cells(line, delimiter))
    return "," if any(_DECIMAL_COMMA.fullmatch(cell) for cell in cells) else "."


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _fault(table: Delimited, message: str, name: str) -> ClipError:
    """What pyarrow could not read, in our words; it tells the row."""
    row = _ARROW_ROW.search(message)
    if row is None:
        return ClipError(f"'{name}' is not a table that can be read. Write it again with plain values between commas.")
    line = table.first_line + int(row[1]) - 1
    counts = re.search(r"Expected (\d+) columns, got (\d+)", row[2])
    if counts is not None:
        return ClipError(
            f"'{name}', line {line}: expected {counts[1]} values, found {counts[2]}. The file is cut short or damaged "
            "there, or has decimal commas between commas; write 1.5, or put semicolons between the values."
        )
    column, value = re.search(r"column #(\d+)", message), re.search(r"invalid value '(.*)'", row[2], re.DOTALL)
    at = "" if column is None else f", column {quoted(table.names[min(int(column[1]), len(table.names) - 1)])}"
    found = "another value" if value is None else quoted(value[1])
    return ClipError(
        f"'{name}', line {line}{at}: expected a number, found {found}. Mend that line; the decimal mark of this file "
        f"is '{table.decimal}'."
    )
