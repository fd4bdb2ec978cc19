"""TRC: tracks of markers or joints, as OpenSim reads them and Pose2Sim, OpenCap and motion capture systems write them.

Five lines of header (their names and values; the markers, three columns each; X1, Y1, Z1, …), then a row a frame,
between tabs: the frame number, the time, and the places. What was not seen is left empty. y points up by convention.
"""

from __future__ import annotations

from sta_lstm.errors import ClipError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import MAX_LINES, decoded, is_count, one_line
from sta_lstm.formats.tables.delimited import Delimited, Facts, is_number, line_at
from sta_lstm.formats.tables.foreign_columns import MAX_COLUMNS, TableColumns
from sta_lstm.formats.tables.foreign_poses import clip_of_delimited
from sta_lstm.formats.tables.foreign_words import LENGTHS, length_name
from sta_lstm.formats.tables.headers.block import joints_of
from sta_lstm.skeletons import AXES, Clip

_SIGNATURE = b"PathFileType"
_BOM = b"\xef\xbb\xbf"


def sniff_trc(head: bytes) -> bool:
    """Whether a file begins as TRC."""
    return head.removeprefix(_BOM).lstrip().startswith(_SIGNATURE)


def read_trc(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in a TRC file; its names, unit and frame rate are those of the header.

    Raises:
        ClipError: the header or a row is not that of a TRC file, or the values are not those of a clip; the message
            names the line.
    """
    text = decoded(data, name)
    if text.count("\n") >= MAX_LINES:
        raise ClipError(f"'{name}' has over {MAX_LINES:,} lines; no clip that can be shown is that long. Cut it.")
    at, number = 0, 1
    lines: list[str] = []
    while len(lines) < 5:
        line, after = line_at(text, at, name)
        if after > len(text):
            raise ClipError(f"'{name}' ends within its header of five lines. Copy or download it again.")
        if line.strip():
            lines.append(line)
        at, number = after, number + 1
    said = dict(zip(lines[1].split(), lines[2].split(), strict=False))
    markers = [each.strip() for each in lines[3].split("\t")[2:] if each.strip()]
    if len(markers) < 2 or 3 * len(markers) + 2 > MAX_COLUMNS:
        raise ClipError(
            f"'{name}', line 4: expected Frame#, Time and the names of 2 to {MAX_COLUMNS // 3 - 1:,} markers between "
            f"tabs, found {len(markers):,} names. Export it again."
        )
    labels = ["", "", *(marker for marker in markers for _ in AXES)]
    joints, notes = joints_of({2 + i: axis for i, axis in enumerate(AXES * len(markers))}, labels)
    columns = TableColumns({"frame": 0, "time": 1}, joints, notes=notes)
    names = ("Frame#", "Time", *(f"{marker} {axis}" for marker in markers for axis in AXES))
    rows = _rows(text[at:], len(names), number, name)
    table = Delimited(names, "\n".join(rows), number, "\t", ".", columns, _facts(said, name))
    return clip_of_delimited(table, columns, name, options)


def _rows(body: str, width: int, number: int, name: str) -> list[str]:
    """The rows, each with all its tabs: empty values at the end of a line are often left out with theirs."""
    rows: list[str] = []
    for line in body.rstrip().split("\n"):
        row = line.rstrip("\t ")
        missing = width - 1 - row.count("\t")
        if missing < 0:
            raise ClipError(
                f"'{name}', line {number + len(rows)}: expected {width} values, found {width - missing}. The file is "
                "damaged there, or has other markers than its header names: export or download it again."
            )
        rows.append(row.strip(" ") + "\t" * missing)
    while rows and not rows[0].strip():
        rows.pop(0)  # an empty line below the header
    return rows


def _facts(said: dict[str, str], name: str) -> Facts:
    rate, unit = said.get("DataRate", ""), said.get("Units", "").lower()
    fps = float(rate.replace(",", ".")) if is_number(rate) else None
    metres = LENGTHS.get(unit)
    notes = []
    if metres is not None:
        notes.append(f"The header says that lengths are in {length_name(metres)}.")
    elif unit:
        notes.append(f"The header's unit, {one_line(unit, 20)!r}, is not known.")
    has_rate = fps is not None and 0.001 <= fps <= 1000
    notes += [f"The header says {fps:g} frames a second."] if has_rate else []
    frames = said.get("NumFrames", "")
    if not is_count(frames):
        raise ClipError(
            f"'{name}', lines 2 and 3: expected DataRate, CameraRate, NumFrames, NumMarkers, Units and their values. "
            "Export it again."
        )
    return Facts(fps if has_rate else None, metres, "y", True, tuple(notes))


TRC = register(
    ClipFormat(
        name="TRC marker tracks",
        endings=(".trc",),
        sniff=sniff_trc,
        read=read_trc,
        write=None,
        description="Markers or joints of OpenSim, Pose2Sim and OpenCap: names, unit and frame rate are in the header.",
        joints="any",
        persons="1",
        tested_on="Pose2Sim",
        knows_unit=False,
    )
)
