"""Other people's tables (CSV, TSV): a row for each joint or for each pose, in whatever names and marks are in use.

`columns` tells which column holds what, `delimited` what stands between values, `table_clock` which rows are a frame,
`named_joints` whose joints they are, `units` and `upright` the unit and the way up. Whatever was found out rather than
read is in the clip's notes, and `ReadOptions` overrides it.
"""

from __future__ import annotations

from sta_lstm.errors import ClipError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import decoded
from sta_lstm.formats.tables.foreign_columns import is_table, recognised
from sta_lstm.formats.tables.foreign_poses import clip_of_table
from sta_lstm.formats.tables.foreign_text import opened, read
from sta_lstm.skeletons import Clip

_BOM = b"\xef\xbb\xbf"


def sniff_foreign_table(head: bytes) -> bool:
    """Whether a file begins with a line of names by which joints and axes are recognised."""
    head = head.removeprefix(_BOM)
    if head[:1] in (b"#", b"{", b"[", b"<", b"") or b"\x00" in head:
        return False
    text = head.decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    try:
        names = opened(text, "").names
    except ClipError:
        return False
    # A long header is cut short within its last name.
    return is_table(names if "\n" in text else names[:-1])


def read_foreign_table(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in a table.

    Raises:
        ColumnsError: which columns hold what is not recognised; `ReadOptions.columns` may say it.
        ClipError: the file is not a table, a row lacks something or holds what another holds, or a value is not what
            its column holds; the message names the line.
    """
    table = opened(decoded(data, name), name)
    columns = recognised(table.names, options.columns, name)
    time = (columns.roles["time"],) if "time" in columns.roles else ()
    values = read(table, columns.numbers, (*columns.texts, *time), name)
    return clip_of_table(values, columns, name, options, lambda row: f"line {table.first_line + row}")


FOREIGN_TABLE = register(
    ClipFormat(
        name="table of joints",
        endings=(".csv", ".tsv"),
        sniff=sniff_foreign_table,
        read=read_foreign_table,
        write=None,
        description="A row for each joint (frame, person, joint, x, y, z) or for each pose (nose_x, nose_y, …); "
        "columns, marks, units and the way up are found out.",
        joints="any",
        persons="1 to 8",
        knows_unit=False,
    )
)
