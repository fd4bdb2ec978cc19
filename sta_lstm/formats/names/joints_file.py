"""A table in which somebody says what the joints of their files are: a row a joint, the file's name and ours."""

from __future__ import annotations

import csv

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.text import decoded, one_line
from sta_lstm.skeletons.layout import MAX_JOINTS
from sta_lstm.spreadsheet import csv_text, own_text

_HEADER = ("file", "joint")
_MAX_NAME = 200


def read_joints_file(data: bytes, name: str) -> dict[str, str]:
    """The file's name of a joint → ours; an empty one is no joint of the body.

    Args:
        data: a CSV with the header ``file,joint``.
        name: its name, for messages.

    Raises:
        ClipError: it is no such table; the message names the line.
    """
    rows = list(csv.reader(decoded(data, name).splitlines()))
    if not rows or tuple(cell.strip().lower() for cell in rows[0]) != _HEADER:
        found = one_line(",".join(rows[0]), 60) if rows else ""
        raise ClipError(f"'{name}', line 1: expected the header file,joint, found {found!r}.")
    joints: dict[str, str] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != 2 or not row[0].strip() or max(map(len, row)) > _MAX_NAME:
            raise ClipError(
                f"'{name}', line {number}: expected two values, the file's name of a joint and ours (left empty where "
                f"it is no joint of the body), found {one_line(','.join(row), 60)!r}."
            )
        theirs, ours = (own_text(cell.strip()) for cell in row)
        if theirs in joints:
            raise ClipError(f"'{name}', line {number}: {one_line(theirs, 60)!r} stands in the table twice.")
        joints[theirs] = ours
    if not 1 <= len(joints) <= MAX_JOINTS * 4:
        raise ClipError(f"'{name}' lists {len(joints):,} joints; expected 1 to {MAX_JOINTS * 4:,}.")
    return joints


def write_joints_file(joints: dict[str, str]) -> str:
    """The table that `read_joints_file` reads again."""
    import pandas as pd  # at first use, as everywhere in this package

    return csv_text(pd.DataFrame(list(joints.items()), columns=list(_HEADER)))
