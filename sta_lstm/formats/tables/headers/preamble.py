"""Tables with lines before their header, or a header of several lines: those of motion capture systems and loggers.

One reader for all of them: the rows begin at the first line of numbers, and what stands above is looked through for a
line of axes (``Frame, Time, X, Y, Z, X, …``), a line of names over it, lines that say what a column is (``Position``,
``Rotation``; ``Marker``, ``Bone``; ``mm``), and for the frame rate and the unit. So Motive (OptiTrack), Vicon Nexus,
Qualisys and loggers with remarks are understood without a case for each. What only they have:

- Vicon writes sections one below the other; that of the trajectories is read. Its frame rate stands alone in a line.
- Qualisys names its markers in a line ``MARKER_NAMES`` and its columns perhaps not at all. Its unit is the millimetre.
- A marker that was not seen is empty or at 0, 0, 0.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.text import few_names
from sta_lstm.formats.tables.delimited import (
    DELIMITERS,
    MISSING,
    Delimited,
    Facts,
    cells_of,
    decimal_of,
    is_number,
    rows_of,
)
from sta_lstm.formats.tables.foreign_columns import MAX_COLUMNS, is_table
from sta_lstm.formats.tables.foreign_words import LENGTHS, length_name, words_of
from sta_lstm.formats.tables.headers.block import HeaderBlock, columns_of_block

#: Lines in which the first row is looked for, and the longest of them.
_MOST_LINES = 300
_MOST_CHARACTERS = 512 * 1024
_MOST_REMARKS = 32 * 1024
#: Fewest values of a row: two joints in a picture, with a frame number.
_LEAST_VALUES = 5
_SECTION = re.compile(r'^"?(Trajectories|Joints|Segments|Model Outputs|Devices|Force Plates?)"?[,;\t ]*$', re.MULTILINE)
_TRAJECTORIES = re.compile(r'^"?Trajectories"?[,;\t ]*$', re.MULTILINE)
_RATES = tuple(
    re.compile(rf"(?<![a-z]){key}[^0-9a-z\n]{{1,8}}([0-9]{{1,5}}(?:[.,][0-9]{{1,9}})?)(?![0-9])", re.IGNORECASE)
    for key in (
        r"export[ _]?frame[ _]?rate",
        r"(?:capture[ _]?|camera[ _]?|video[ _]?)?(?:frame|data)[ _]?rate(?:[ _]?\(?(?:hz|fps)\)?)?",
        r"sampl[a-z]{1,5}[ _]?(?:rate|freq[a-z]{0,6})(?:[ _]?\(?hz\)?)?",
        r"(?<!analog[ _])frequency(?:[ _]?\(?hz\)?)?",
        r"(?:fps|srate)",
    )
)
_HERTZ = re.compile(r"(?<![0-9.])([0-9]{1,5}(?:\.[0-9]{1,9})?) ?(?:hz|fps)\b", re.IGNORECASE)
_UNIT = re.compile(r"\b(?:length[ _]?)?units?[^a-z\n]{1,8}([a-z]{1,12})", re.IGNORECASE)
_DEGREES = re.compile(
    r"indegrees[^a-z\n]{1,4}yes|^[#%/ \t]{0,5}(?:angle )?units?[ \t]{0,3}[:=,\t][ \t\"]{0,3}(?:deg|rad)",
    re.IGNORECASE | re.MULTILINE,
)
_QUALISYS = re.compile(r"^(NO_OF_MARKERS|MARKER_NAMES)\b", re.MULTILINE)
_CLOCK = re.compile(r"[0-9:T.,Z+\-]{5,35}")


@dataclass(frozen=True)
class _Lines:
    """The lines before the first row, split, with their numbers; and where and how the rows begin."""

    rows: list[list[str]]
    text: str
    body_at: int
    first_line: int
    delimiter: str
    width: int


def with_preamble(text: str, at: int, line_number: int, name: str) -> Delimited | None:
    """The table in ``text`` whose header is not its first line; None if there is none.

    Args:
        text: the file.
        at: where to begin; remarks before it are looked through for the frame rate.
        line_number: the number of the line at ``at``.
        name: the file, for messages.

    Raises:
        ClipError: there is a header of several lines, but not of positions.
    """
    section = _TRAJECTORIES.search(text, at)
    if section is not None and _SECTION.match(text, at):
        line_number += text.count("\n", at, section.start())
        at = section.start()
    lines = _before_rows(text, at, line_number)
    if lines is None:
        return None
    said = remarks_before(text, at) + lines.text if section is None else lines.text
    rows = rows_of(_to_the_end(text[lines.body_at :], section is not None), lines.delimiter)
    block = HeaderBlock(lines.rows, lines.width)
    names, columns = columns_of_block(block)
    if columns is None:
        table = next((row for row in reversed(lines.rows) if is_table(row)), None)
        if table is None and block.axes is not None:
            raise ClipError(
                f"'{name}', line {lines.first_line - 1}: the lines above the numbers name no two points with positions "
                f"(x, y, z); they have {few_names(filter(None, names))}. Export positions of markers or "
                "joints, not rotations or angles."
            )
        names = _padded(table or lines.rows[-1], lines.width)
        if not any(names) or all(is_number(each) for each in names):
            return None
    facts = facts_of(said, block, is_capture=columns is not None)
    return Delimited(
        tuple(names),
        rows,
        lines.first_line,
        lines.delimiter,
        decimal_of(rows, lines.delimiter),
        columns,
        facts,
    )


def says_degrees(text: str) -> bool:
    """Whether a file's first lines say that its values are angles (``inDegrees=yes``, as OpenSim writes it)."""
    return _DEGREES.search(text[:4096]) is not None


def remarks_before(text: str, at: int) -> str:
    """The end of what stands before ``at``."""
    return text[max(0, at - _MOST_REMARKS) : at]


def facts_of(text: str, block: HeaderBlock | None = None, *, is_capture: bool = False) -> Facts:
    """What the lines before a table tell of its frame rate and its unit.

    Args:
        text: the lines.
        block: the lines of the header among them.
        is_capture: whether they are those of a motion capture system.
    """
    fps = _rate(text, [] if block is None else block.rows)
    unit = _unit(text) if block is None else block.metres_per_unit or _unit(text)
    notes: tuple[str, ...] = ()
    if unit is not None:
        notes += (f"The lines before the table say that lengths are in {length_name(unit)}.",)
    elif _QUALISYS.search(text):
        unit = 0.001
        notes += ("Lengths are in millimetres, as Qualisys exports them.",)
    if fps is not None:
        notes += (f"The lines before the table say {fps:g} frames a second.",)
    return Facts(fps, unit, None, is_capture, notes)


def _before_rows(text: str, at: int, line_number: int) -> _Lines | None:
    """The lines above the first one of numbers; None where there are no such lines, or no numbers."""
    lines: list[str] = []
    end = at
    for _ in range(_MOST_LINES):
        after = text.find("\n", end, end + _MOST_CHARACTERS)
        lines.append(text[end : after if after >= 0 else end + _MOST_CHARACTERS])
        end = after + 1
        if after < 0 or end - at > 4 * _MOST_CHARACTERS:
            break
    widest = {mark: max(len(cells_of(line, mark)) for line in lines) for mark in DELIMITERS}
    delimiter = next((mark for mark in DELIMITERS if widest[mark] >= _LEAST_VALUES), None)
    if delimiter is None or widest[delimiter] > MAX_COLUMNS:
        return None
    split = [[cell.strip() for cell in cells_of(line, delimiter)] for line in lines]
    first = next((i for i, cells in enumerate(split) if _is_row(cells)), 0) or _below_names(split)
    above = [cells for cells in split[:first] if any(cells)]
    if not above:
        return None
    before = "\n".join(lines[:first])
    return _Lines(above, before, at + len(before) + 1, line_number + first, delimiter, len(split[first]))


def _is_row(cells: Sequence[str]) -> bool:
    full = [cell for cell in cells if cell and cell not in MISSING]
    if len(full) < _LEAST_VALUES or not (is_number(full[0]) or _CLOCK.fullmatch(full[0])):
        return False
    return sum(map(is_number, full)) > len(full) / 2


def _below_names(split: Sequence[Sequence[str]]) -> int:
    """The line below a header whose rows begin with a word; 0 if there is none."""
    pairs = enumerate(pairwise(split), start=1)
    return next((i for i, (names, cells) in pairs if len(names) == len(cells) and is_table(names)), 0)


def _to_the_end(body: str, has_sections: bool) -> str:
    """The rows, without the sections that may follow."""
    if not has_sections:
        return body
    end = re.search(r"^[,;\t ]*$", body, re.MULTILINE)
    return body if end is None else body[: end.start()]


def _padded(names: Sequence[str], width: int) -> list[str]:
    """Names for so many columns; what is empty at the end of a header is no column."""
    names = list(names)
    while len(names) > width and not names[-1]:
        names.pop()
    return names + [""] * (width - len(names))


def _rate(text: str, rows: Sequence[Sequence[str]]) -> float | None:
    found = next((match[1] for pattern in (*_RATES, _HERTZ) if (match := pattern.search(text))), None)
    if found is None:  # Vicon: a number alone, below the name of the section
        alone = [[cell for cell in row if cell] for row in rows[:2]]
        if len(alone) == 2 and len(alone[0]) == len(alone[1]) == 1 and is_number(alone[1][0]):
            found = alone[1][0]
    fps = 0.0 if found is None else float(found.replace(",", "."))
    return fps if 0.001 <= fps <= 1000 else None


def _unit(text: str) -> float | None:
    found = _UNIT.search(text)
    words = () if found is None else words_of(found[1].lower())
    return LENGTHS.get(words[0]) if words else None
