"""Tables as text: where their rows begin, what stands between their values, and the columns that are wanted of them."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.bodies import check_values
from sta_lstm.formats.rules.effort import spend
from sta_lstm.formats.rules.text import MAX_LINES, quoted
from sta_lstm.formats.tables.delimited import (
    MISSING,
    Delimited,
    cells_of,
    decimal_of,
    delimiter_of,
    is_number,
    line_at,
    rows_of,
)
from sta_lstm.formats.tables.foreign_columns import is_table
from sta_lstm.formats.tables.headers.cell_lists import unpacked
from sta_lstm.formats.tables.headers.preamble import facts_of, remarks_before, says_degrees, with_preamble
from sta_lstm.formats.tables.headers.stacked import stacked

if TYPE_CHECKING:
    import pyarrow as pa

#: Each word of a column's name is looked up in several ways.
_STEPS_A_WORD = 16
_REMARK = re.compile(r"(?:#|%|//)")
_SEPARATOR = re.compile(r"sep=.[ \t]*$")
_ARROW_ROW = re.compile(r"Row #(\d+): (.*)", re.DOTALL)


def opened(text: str, name: str) -> Delimited:
    """The header of a table, and how its rows are to be read.

    Remarks (``# …``), empty lines, a spreadsheet's ``sep=;`` and whatever a motion capture system writes
    (`preamble`) may stand before it. The header of DeepLabCut's tables, three or four lines, becomes one name a column.
    Cells that hold a joint's coordinates in brackets become a column for each.

    Raises:
        ClipError: there is no header, it is too long, or the file has too many lines.
    """
    if text.count("\n") >= MAX_LINES:
        raise ClipError(f"'{name}' has over {MAX_LINES:,} lines; no clip that can be shown is that long. Cut it.")
    if says_degrees(text):
        raise ClipError(
            f"'{name}' holds angles of joints, as its header says, not positions, so it shows no body. "
            "Export the positions of markers or joints (.trc)."
        )
    at, line_number = behind_remarks(text)
    header, body = line_at(text, at, name)
    delimiter = delimiter_of(header)
    spend(steps=_STEPS_A_WORD * (1 + header.count(delimiter) + header.count(" ")))
    names = [each.strip() for each in cells_of(header, delimiter)]
    columns = None
    if names and names[0].lower() == "scorer":
        names, columns, body, line_number = stacked(text, body, line_number + 1, delimiter, name)
    elif not is_table(names):
        found = with_preamble(text, at, line_number, name) or unpacked(
            names, text[body:], line_number + 1, delimiter, name
        )
        if found is not None:
            return found
        names, body, line_number = named_in_a_remark(text, at, names, body, line_number)
    else:
        line_number += 1
    if not any(names) or all(is_number(each) for each in names):
        raise ClipError(
            f"'{name}', line {line_number - 1}: expected the names of the columns, found {quoted(header.strip())}. Put "
            "a line above the numbers that names each column."
        )
    rows = rows_of(text[body:], delimiter)
    return Delimited(
        tuple(names),
        rows,
        line_number,
        delimiter,
        decimal_of(rows, delimiter),
        columns,
        facts_of(remarks_before(text, at)),
    )


def behind_remarks(text: str) -> tuple[int, int]:
    """Where the first line is that is no remark and not empty, and its number; the last line, if all are."""
    at, number = 0, 1
    while (end := text.find("\n", at)) >= 0:
        is_empty = text[at : min(end, at + 1000)].strip() == "" and end - at < 1000
        if not (is_empty or _REMARK.match(text, at) or _SEPARATOR.match(text[at : min(end, at + 8)])):
            break
        at, number = end + 1, number + 1
    return at, number


def named_in_a_remark(text: str, at: int, names: list[str], body: int, line_number: int) -> tuple[list[str], int, int]:
    """A header that is a remark (``# frame, nose_x, …``), as NumPy writes it; else the names as they are.

    Args:
        text: the file.
        at: where the first line is that is no remark.
        names: its cells.
        body: where the next line begins.
        line_number: the number of the line at ``at``.

    Returns:
        The names, where the rows begin, and the number of their first line.
    """
    if at and names and all(is_number(each) for each in names):
        remark = remarks_before(text, at).rstrip("\n").rpartition("\n")[2].lstrip("#%/ \t")
        named = [each.strip() for each in cells_of(remark, delimiter_of(remark))]
        if len(named) == len(names) and is_table(named):
            return named, at, line_number
    return names, body, line_number + 1


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
