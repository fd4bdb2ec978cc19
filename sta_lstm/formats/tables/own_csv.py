"""Our own CSV: a clip as a long table, for spreadsheets, R and pandas.

The file begins with lines ``# key: value``:

| key | value |
| --- | --- |
| ``# sta-lstm clip 1`` | the first line: what the file is, and the version of this table |
| ``layout`` | a known layout's name (``ntu-25``), or a layout's JSON; required |
| ``fps`` | frames a second; required |
| ``up_axis`` | ``x``, ``y`` or ``z``; without it, the layout's |
| ``frames``, ``persons`` | T and M; without them, as many as the rows need |
| ``name``, ``label`` | texts; without them, the file's name, and no label |
| ``note`` | a sentence about what a reader did; any number of such lines |
| ``inferred`` | a joint that was computed from the others; any number of such lines |

A text with a line break or quotation mark in it, or of which a spreadsheet might run a part, stands as a JSON string.
Then come the names of the columns, and the rows in any order:

| column | value |
| --- | --- |
| ``frame`` | 0 … T - 1 |
| ``person`` | 0 … M - 1 |
| ``joint`` | the joint's name in the layout; an apostrophe before a name that a spreadsheet would run as a formula |
| ``x``, ``y``, ``z`` | metres; nine digits, which name a float32 exactly. Empty or NaN: not tracked |

A person who is absent in a frame has no rows there; one who is present has a row for each joint.
"""

from __future__ import annotations

import csv
import io
import math
from typing import Any

import numpy as np

from sta_lstm.errors import ClipError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import MAX_LINES, decoded, head_lines, is_count, quoted
from sta_lstm.formats.tables.own_header import KEYS, SIGNATURE, read_header, write_header
from sta_lstm.formats.tables.own_rows import TableRows, clip_of_rows
from sta_lstm.skeletons import AXES, Clip
from sta_lstm.spreadsheet import csv_text, own_text

COLUMNS = ("frame", "person", "joint", "x", "y", "z")
_WHOLE = ("frame", "person")
_MISSING = ["", "NaN", "nan", "NA"]
#: Lines that are looked through one by one for a fault; a block without one is passed over at once.
_BLOCK = 20_000


def sniff_table(head: bytes) -> bool:
    """Whether a file begins with the line ``# sta-lstm clip``, or with another of the header's."""
    first = head_lines(head, 1)[0]
    key, colon, _ = first.removeprefix("#").partition(":")
    return first.startswith(SIGNATURE) or (first.startswith("#") and bool(colon) and key.strip() in KEYS)


def write_table(clip: Clip) -> bytes:
    """``clip`` as CSV; reading it gives the same float32 positions.

    Raises:
        ClipError: a joint's name holds a line break or another character that no spreadsheet keeps.
    """
    odd = [joint for joint in clip.layout.joints if not joint.isprintable()]
    if odd:
        raise ClipError(f"clip '{clip.name}' has a joint called {quoted(odd[0])}; CSV cannot keep it. Save it as .npz.")
    import pandas as pd  # at first use: it takes as long as all else together, and the other formats need none of it

    frames, persons = np.nonzero(clip.present)
    n_joints = clip.n_joints
    x, y, z = clip.positions[clip.present].reshape(-1, 3).T
    rows = pd.DataFrame(
        {
            "frame": np.repeat(frames, n_joints),
            "person": np.repeat(persons, n_joints),
            "joint": pd.Categorical.from_codes(np.tile(np.arange(n_joints), len(frames)), pd.Index(clip.layout.joints)),
            "x": x,
            "y": y,
            "z": z,
        }
    )
    return (write_header(clip) + csv_text(rows, float_format="%.9g")).encode()


def read_table(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in a CSV file laid out as above.

    Raises:
        ClipError: the header lacks something, a column or a row is missing, or a value is not what its column holds;
            the message names the line.
    """
    text = decoded(data, name).rstrip()
    header, n_header_lines = read_header(text, name)
    layout = header.layout  # the faults of the header come before those of the rows
    return clip_of_rows(header, layout, _rows(text, n_header_lines, name), name)


def _rows(text: str, n_header_lines: int, name: str) -> TableRows:
    """The rows, and the line of the file where each of them stands."""
    import pandas as pd

    n_lines = text.count("\n") + 1
    if n_lines > MAX_LINES:
        raise ClipError(f"'{name}' has over {MAX_LINES:,} lines; no clip that can be shown is that long. Cut it.")
    table = text.split("\n", n_header_lines)[n_header_lines] if n_lines > n_header_lines else ""
    names = [column.strip().lower() for column in table.split("\n", 1)[0][:10_000].split(",")]
    missing = [column for column in COLUMNS if names.count(column) != 1]
    if missing:
        raise ClipError(
            f"'{name}', line {n_header_lines + 1}: expected the columns {','.join(COLUMNS)}; "
            f"found {quoted(table.split(chr(10), 1)[0])}. Name each once, with commas between them."
        )
    # Columns of somebody's own may have any names, even the same; pandas wants them to differ.
    names = [column if column in COLUMNS else f"column {c}" for c, column in enumerate(names, start=1)]
    body, first_line = table.partition("\n")[2], n_header_lines + 2
    if not body:
        nothing = np.empty(0, dtype=np.int64)
        return TableRows(nothing, nothing, nothing, (), np.empty((0, 3)), "line", first_line)
    _check_widths(body, len(names), first_line, name)
    try:
        rows = _parsed(body, names)
    except (ValueError, OverflowError) as error:  # ParserError is a ValueError
        raise _first_fault(body, names, first_line, name) from error
    if len(rows) != body.count("\n") + 1:  # a line break within quotation marks: lines are no longer rows
        raise _first_fault(body, names, first_line, name)
    codes, joints = pd.factorize(rows["joint"])
    return TableRows(
        frames=rows["frame"].to_numpy(),
        persons=rows["person"].to_numpy(),
        joints=np.asarray(codes, dtype=np.int64),
        joint_names=tuple(own_text(str(joint)) for joint in joints),
        positions=rows[list(AXES)].to_numpy(dtype=np.float64),
        place="line",
        first=first_line,
    )


def _parsed(body: str, names: list[str]) -> Any:
    """The rows as a table of pandas'; raises ValueError or OverflowError where it cannot read one."""
    import pandas as pd

    kinds: dict[str, Any] = {**dict.fromkeys(_WHOLE, np.int64), "joint": str, **dict.fromkeys(AXES, np.float64)}
    with np.errstate(invalid="ignore"):  # an infinite frame number
        return pd.read_csv(
            io.BytesIO(body.encode()),
            names=names,
            header=None,
            index_col=False,
            usecols=list(COLUMNS),
            dtype=kinds,
            keep_default_na=False,
            na_values=dict.fromkeys(AXES, _MISSING),
            skip_blank_lines=False,
        )


def _check_widths(body: str, n_columns: int, first_line: int, name: str) -> None:
    """Every row has a value for every column; pandas fills up short rows, and cuts long ones (a decimal comma!)."""
    characters = np.frombuffer(body.encode("utf-8", "surrogatepass"), dtype=np.uint8)
    marks = characters[(characters == ord(",")) | (characters == ord("\n"))]
    ends_line = np.append(marks == ord("\n"), True)
    # As many commas in each line: every n-th mark ends a line, and no other does.
    if (
        '"' not in body
        and ends_line[n_columns - 1 :: n_columns].all()
        and ends_line.sum() * n_columns == len(ends_line)
    ):
        return
    for line, text in enumerate(body.split("\n"), start=first_line):
        n_values = text.count(",") + 1 if '"' not in text else len(_fields(text))
        if n_values != n_columns:
            raise ClipError(
                f"'{name}', line {line}: expected {n_columns} values between commas, found {n_values if text else 0}. "
                "The file is cut short or damaged there, or has decimal commas; write 1.5, not 1,5."
            )


def _fields(line: str) -> list[str]:
    try:
        return next(csv.reader([line]), [])
    except csv.Error:  # a field of over 131,072 characters
        return []


def _first_fault(body: str, names: list[str], first_line: int, name: str) -> ClipError:
    """What pandas could not read: the first row with a value of the wrong kind, in the first block that it refuses."""
    lines = body.split("\n")
    start = next((at for at in range(0, len(lines), _BLOCK) if not _is_sound(lines[at : at + _BLOCK], names)), 0)
    for line, text in enumerate(lines[start:], start=first_line + start):
        values = dict(zip(names, _fields(text), strict=False))
        for column in (*_WHOLE, *AXES):
            value = values.get(column, "").strip()
            fits = is_count(value) if column in _WHOLE else value in _MISSING or _is_number(value)
            if not fits:
                expected = "a whole number from 0" if column in _WHOLE else "metres"
                return ClipError(f"'{name}', line {line}, column {column}: expected {expected}, found {quoted(value)}.")
    return ClipError(f"'{name}' is not a table that can be read. Write it again with commas between plain values.")


def _is_sound(lines: list[str], names: list[str]) -> bool:
    """Whether pandas reads these lines, a row each."""
    try:
        return len(_parsed("\n".join(lines), names)) == len(lines)
    except (ValueError, OverflowError):
        return False


def _is_number(text: str) -> bool:
    try:
        return not math.isnan(float(text))
    except ValueError:
        return False


TABLE = register(
    ClipFormat(
        name="sta-lstm table",
        endings=(".csv",),
        sniff=sniff_table,
        read=read_table,
        write=write_table,
        description="Any layout, exact, one row for each joint; for spreadsheets, R and pandas.",
        joints="any",
        persons="1 to 8",
    )
)
