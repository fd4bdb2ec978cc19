"""Tables with a joint in a cell: ``"[0.1, 1.6]"``, ``(0.1, 1.6, 2.0)``, ``{'x': 0.1, 'y': 1.6}``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.bodies import check_values
from sta_lstm.formats.rules.text import quoted
from sta_lstm.formats.tables.delimited import Delimited, cells_of
from sta_lstm.formats.tables.foreign_columns import is_table

_AXES = ("x", "y", "z", "confidence")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|nan|None|null", re.IGNORECASE)
#: A list in brackets; its closing bracket is not far.
_LIST = re.compile(r'"?[\[({]([^\[\](){}"\n]{0,300})[\])}]"?')
#: A list while the line is split: this, then its numbers with blanks between them.
_MARK = "\x01"
#: Rows that are looked at to tell which columns hold lists.
_LOOKED_AT = 20
#: Fewest and most numbers of a list.
_LEAST, _MOST = 2, 4


def unpacked(names: Sequence[str], body: str, first_line: int, delimiter: str, name: str) -> Delimited | None:
    """The table with a column for each coordinate; None where its cells hold no lists.

    Args:
        names: of the columns as they stand in the file.
        body: the lines below them.
        first_line: the number of the first of these lines.
        delimiter: what stands between values.
        name: the file, for messages.

    Raises:
        ClipError: a row has another number of values, or a list of another length.
    """
    lines = body.rstrip("\n ").split("\n", _LOOKED_AT)
    if sum(_LIST.search(line) is not None for line in lines[:_LOOKED_AT]) * 2 < len(lines[:_LOOKED_AT]):
        return None
    mark = delimiter if delimiter != " " else ","
    looked = [_split(line, mark) for line in lines[:_LOOKED_AT]]
    sizes = {
        column: len(cell[1:].split())
        for cells in reversed(looked)
        for column, cell in enumerate(cells)
        if cell.startswith(_MARK) and _LEAST <= len(cell[1:].split()) <= _MOST
    }
    wide = tuple(
        each
        for column, called in enumerate(names)
        for each in ([f"{called} {axis}" for axis in _AXES[: sizes[column]]] if column in sizes else [called])
    )
    if not sizes or not is_table(wide):
        return None
    all_lines = body.rstrip("\n ").split("\n")
    check_values(len(all_lines), len(names) + 3 * len(sizes), name)
    rows = []
    for number, line in enumerate(all_lines, start=first_line):
        cells = _split(line, mark)
        if len(cells) != len(names):
            raise ClipError(f"'{name}', line {number}: expected {len(names)} values, found {len(cells)}. Mend it.")
        rows.append(mark.join(part for column, cell in enumerate(cells) for part in _parts(cell, column, sizes)))
        if rows[-1].count(mark) != len(names) - 1 + sum(size - 1 for size in sizes.values()):
            raise ClipError(
                f"'{name}', line {number}: expected {next(iter(sizes.values()))} numbers in each list, found another "
                f"number of them: {quoted(line.strip())}. Mend that line."
            )
    return Delimited(wide, "\n".join(rows), first_line, mark, ".")


def _split(line: str, mark: str) -> list[str]:
    """The cells of a line, its lists each one cell: `_MARK` and the numbers with blanks between them."""
    plain = _LIST.sub(lambda found: _MARK + " ".join(_NUMBER.findall(_values(found[1]))), line)
    return [cell.strip() for cell in cells_of(plain, mark)]


def _values(text: str) -> str:
    """A list without the names of its values: ``'x': 1`` is 1."""
    return re.sub(r"['\"]?[A-Za-z_]\w{0,30}['\"]?\s{0,3}[:=]", " ", text)


def _parts(cell: str, column: int, sizes: dict[int, int]) -> list[str]:
    if column not in sizes:
        return [cell]
    if not cell.startswith(_MARK):
        return [""] * sizes[column]  # the joint is missing
    return ["" if part.lower() in ("none", "null", "nan") else part for part in cell[1:].split()]
