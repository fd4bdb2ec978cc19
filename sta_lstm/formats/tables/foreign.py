"""Other people's tables (CSV, TSV): a row for each joint or for each pose, in whatever names and marks are in use.

`foreign_columns` tells which column holds what, `headers` what stands before the rows, `foreign_clock` which rows are a
frame, `named_joints` whose joints they are, `units` and `upright` the unit and the way up; `bare` reads tables of
numbers alone. Whatever was found out rather than read is in the clip's notes, and `ReadOptions` overrides it.
"""

from __future__ import annotations

from sta_lstm.errors import ClipError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import decoded
from sta_lstm.formats.tables.bare import clip_of_bare, is_bare
from sta_lstm.formats.tables.foreign_columns import is_table, recognised
from sta_lstm.formats.tables.foreign_poses import clip_of_delimited
from sta_lstm.formats.tables.foreign_text import opened
from sta_lstm.formats.tables.headers.preamble import says_degrees
from sta_lstm.formats.tables.own_csv import sniff_table
from sta_lstm.skeletons import Clip

_BOM = b"\xef\xbb\xbf"


def sniff_foreign_table(head: bytes) -> bool:
    """Whether a file begins with a line of names by which joints and axes are recognised, or with such a header."""
    head = head.removeprefix(_BOM)
    if head[:1] in (b"{", b"[", b"<", b"") or sniff_table(head) or b"\x00" in head:
        return False
    text = head.decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    if says_degrees(text) and "endheader" in text:  # OpenSim's angles, to be refused in words
        return True
    whole = text.rpartition("\n")[0] or text
    try:
        table = opened(whole, "")
    except ClipError:
        return False
    # A long header is cut short within its last name.
    return table.columns is not None or is_table(table.names if "\n" in text else table.names[:-1])


def read_foreign_table(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in a table.

    Raises:
        ColumnsError: which columns hold what is not recognised; `ReadOptions.columns` may say it.
        JointsError: it has no header, and whose joints its numbers are is not certain; `ReadOptions.layout` may say it.
        ClipError: the file is not a table, a row lacks something or holds what another holds, or a value is not what
            its column holds; the message names the line.
    """
    text = decoded(data, name)
    if is_bare(text):
        return clip_of_bare(text, name, options)
    table = opened(text, name)
    columns = table.columns
    if columns is None or options.columns:
        columns = recognised(table.names, options.columns, name)
    return clip_of_delimited(table, columns, name, options)


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
