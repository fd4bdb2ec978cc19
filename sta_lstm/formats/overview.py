"""The table of formats for people, made from the rows that the reader itself uses."""

from __future__ import annotations

from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.registry import built_in_formats

#: Between these lines of README.md stands `formats_table`, and nothing else.
BEGIN, END = "<!-- formats -->", "<!-- /formats -->"
_HEADS = ("format", "file", "reads", "writes", "joints", "persons", "found by content", "tested on real files of")
#: Endings that are shown of a format.
_MOST_ENDINGS = 2


def formats_table() -> str:
    """Every format as a Markdown table, a line a row."""
    rows = [_HEADS, ("---",) * len(_HEADS), *map(_row, built_in_formats())]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in rows)


def formats_list() -> str:
    """The name of every format and how its files' names end, as a Markdown list."""
    return "\n".join(f"- {row.name}: {_endings(row)}" for row in built_in_formats())


def with_table(readme: str) -> str:
    """The text of a README with the table in its place, whatever stood there.

    Raises:
        ValueError: it has no place for it.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"expected the lines {BEGIN} and {END} around the place for the table of formats.")
    return f"{before}{begin}\n{formats_table()}\n{end}{after}"


def _row(row: ClipFormat) -> tuple[str, ...]:
    writes = "" if row.write is None else "yes, not everything" if row.loss else "yes, exact"
    return (row.name, _endings(row), "yes", writes, row.joints, row.persons, "yes", row.tested_on)


def _endings(row: ClipFormat) -> str:
    endings = ", ".join(f"`{ending}`" for ending in row.endings[:_MOST_ENDINGS])
    return endings + (", …" if len(row.endings) > _MOST_ENDINGS else "")
