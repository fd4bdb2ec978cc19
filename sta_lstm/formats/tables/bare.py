"""Tables of numbers alone, a row a frame, as Kinect's users write them: PKU-MMD, KIMORE, and whoever saves an array.

Nothing says whose joints they are, so it is found out from the number of columns and from the bodies: under the right
order of joints limbs keep their lengths, left and right are alike, and no bone is as long as the body. What remains
uncertain is asked. UI-PRMD's positions have such a form too, but each joint's is told from its parent in axes that turn
with it: without the angles of another file they show no pose, and are refused.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError, JointsError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.bodies import check_size
from sta_lstm.formats.rules.doubt import believed
from sta_lstm.formats.rules.infer_missing import clip_of
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import MAX_LINES, decoded, lines_of
from sta_lstm.formats.tables.bare_geometry import is_told_from_parents, strangeness
from sta_lstm.formats.tables.delimited import Delimited, cells_of, decimal_of, delimiter_of, is_number, rows_of
from sta_lstm.formats.tables.foreign_bodies import of_the_body, standing, without_zeros
from sta_lstm.formats.tables.foreign_clock import rate_of_times
from sta_lstm.formats.tables.foreign_columns import MAX_COLUMNS
from sta_lstm.formats.tables.foreign_text import behind_remarks, named_in_a_remark, read
from sta_lstm.skeletons import LAYOUTS, Axis, Clip, SkeletonLayout

#: Fewest columns: ten joints in space.
_LEAST_COLUMNS = 30
#: Columns of data sets that have readers of their own: UTKinect's and SBU's.
_OF_OTHERS = frozenset((61, 91))
#: Columns before the joints that may hold a frame number and a time.
_MOST_BEFORE = 2
#: Layouts of Kinect, whose y points up.
_KINECT = ("ntu-25", "kinect-20", "utd-mhad-20", "msr-20", "sbu-15")
#: About so many rows are looked at to tell whose joints they are.
_SAMPLED = 500
#: How much stranger bodies must be under another layout, so that it is out of the question.
_CLEARLY = 1.5
#: States of a joint (not tracked, inferred, tracked) or a confidence.
_MOST_STATE = 2.0


@dataclass(frozen=True)
class _Form:
    """A way to read a row: columns before the joints, persons, values a joint, and whose joints they are."""

    before: int
    n_persons: int
    n_values: int
    layout: SkeletonLayout

    def poses(self, table: Float64s) -> Float64s:
        """T × M × J × 3; NaN where the state of a joint is that it was not tracked."""
        places = table[:, self.before :].reshape(len(table), self.n_persons, self.layout.n_joints, self.n_values)
        poses = places[..., :3].copy()
        if self.n_values == 4:
            poses[places[..., 3] == 0] = np.nan
        return poses

    @property
    def said(self) -> str:
        """What the columns are."""
        who = "1 person" if self.n_persons == 1 else f"{self.n_persons} persons"
        values = "x, y, z" if self.n_values == 3 else "x, y, z and a state"
        return f"{who} × {self.layout.n_joints} joints × ({values}) of '{self.layout.name}'"


def is_bare(text: str) -> bool:
    """Whether a table begins with a row of numbers, no names above it."""
    at, number = behind_remarks(text)
    end = text.find("\n", at)
    line = text[at:] if end < 0 else text[at:end]
    if len(line) > 512 * 1024 or line[:1] in ("{", "["):
        return False
    cells = _cells(line)
    if not _LEAST_COLUMNS <= len(cells) <= MAX_COLUMNS or not all(is_number(cell) for cell in cells):
        return False
    return named_in_a_remark(text, at, cells, 0, number)[0] == cells


def sniff_bare(head: bytes) -> bool:
    """Whether a file begins with a whole row of as many numbers as bodies of a known layout have."""
    if b"\x00" in head:
        return False
    text = head.decode("ascii", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    at, _ = behind_remarks(text)
    line, end, _ = text[at:].partition("\n")
    return bool(end) and len(_cells(line)) in _widths() and is_bare(line)


def read_bare(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in a table of numbers alone; see `clip_of_bare`."""
    text = decoded(data, name)
    if not is_bare(text):
        first = next((line for line in lines_of(text, name) if line.strip()), "")
        raise ClipError(
            f"'{name}' is no table of numbers: its first line has {len(_cells(first[:10_000])):,} values, not all of "
            f"them numbers, and {_LEAST_COLUMNS} or more were expected. If it has the names of its columns, call it "
            ".csv; else export it in one of the formats that are read."
        )
    return clip_of_bare(text, name, options)


def clip_of_bare(text: str, name: str, options: ReadOptions) -> Clip:
    """The clip in a table without header.

    Raises:
        JointsError: whose joints the numbers are is not certain; `ReadOptions.layout` may say it.
        ClipError: a value is not a number, or the numbers are no positions; the message names the line.
    """
    table = _numbers(text, name)
    form = _form(table, options, name)
    table = _sound(table, form)
    check_size(len(table), form.n_persons, form.layout.n_joints, name)
    poses, zero_notes = without_zeros(form.poses(table), is_certain=False)
    poses, _, lost_notes = of_the_body(poses)
    notes = (f"The table names no columns; its {table.shape[1]} were taken for {form.said}.", *zero_notes, *lost_notes)
    fps = None
    for column in range(form.before):
        numbers = table[:, column]
        if (numbers % 1).any() or np.median(np.diff(numbers)) > 1:  # no frame numbers, but times
            fps, rate_notes = rate_of_times(numbers, np.arange(len(numbers)), None)
            notes += rate_notes
    usual: Axis | None = "y" if form.layout.name in _KINECT else None
    turned, up_axis, up_notes = standing(poses, form.layout, options, usual)
    notes += up_notes
    clip = clip_of(turned, form.layout, name=name, options=options, fps=fps, up_axis=up_axis, notes=notes)
    return believed(clip, name, options, names_joints=True)


def _widths() -> set[int]:
    sizes = {layout.n_joints for layout in LAYOUTS.values()}
    bodies = {n_persons * n_values * size for n_persons in (1, 2) for n_values in (3, 4) for size in sizes}
    return {before + width for before in range(_MOST_BEFORE + 1) for width in bodies} - _OF_OTHERS


def _cells(line: str) -> list[str]:
    cells = [cell.strip() for cell in cells_of(line.strip(), delimiter_of(line.strip()))]
    while cells and not cells[-1]:
        cells.pop()  # a mark at the end of the line
    return cells


def _numbers(text: str, name: str) -> Float64s:
    """T × K, K columns; one that is empty throughout at the end is none."""
    if text.count("\n") >= MAX_LINES:
        raise ClipError(f"'{name}' has over {MAX_LINES:,} lines; no clip that can be shown is that long. Cut it.")
    at, number = behind_remarks(text)
    body = text[at:].rstrip()
    first = body.partition("\n")[0].rstrip(" ")
    delimiter = delimiter_of(first.strip())
    rows = rows_of(body if delimiter == "\t" else "\n".join(map(str.strip, body.split("\n"))), delimiter)
    names = tuple(str(column + 1) for column in range(len(cells_of(rows.partition("\n")[0], delimiter))))
    columns = tuple(range(len(names)))
    table = Delimited(names, rows, number, delimiter, decimal_of(rows, delimiter))
    values = read(table, columns, (), name)
    stacked = np.stack([values.column(str(c)).to_numpy(zero_copy_only=False).astype(np.float64) for c in columns], 1)
    return stacked[:, :-1] if np.isnan(stacked[:, -1]).all() else stacked


def _form(table: Float64s, options: ReadOptions, name: str) -> _Form:
    table = table[:: max(1, len(table) // _SAMPLED)]
    forms = _forms(table, options)
    if not options.layout and any(is_told_from_parents(table[:, before:]) for before in _befores(table)):
        raise ClipError(
            f"'{name}' tells each joint from its parent, in axes that turn with the body (as UI-PRMD's positions do), "
            "so it shows no pose without the angles of its other file. Put the two together with the data set's own "
            "script, and save the places of the joints in space, a row a frame."
        )
    if not forms:
        sizes = sorted({layout.n_joints for layout in LAYOUTS.values()})
        raise JointsError(
            f"'{name}' has {table.shape[1]} columns without names, which are three or four values each of no known "
            f"number of joints ({', '.join(map(str, sizes))}). Put a line above the numbers that names each column "
            "(nose_x, nose_y, nose_z, …), or choose a layout of your own."
        )
    if options.layout is not None:
        return forms[0]
    strange = sorted(
        ((strangeness(form.poses(table), form.layout), i) for i, form in enumerate(forms)), key=lambda each: each[0]
    )
    sound = [(score, forms[i]) for score, i in strange if np.isfinite(score)]
    if sound and all(score > _CLEARLY * sound[0][0] for score, _ in sound[1:]):
        return sound[0][1]
    asked = [form for _, form in sound] or forms
    fitting = tuple(dict.fromkeys(form.layout.name for form in asked))
    why = "fit the bodies about as well" if sound else "have so many, but limbs keep their lengths under none of them"
    raise JointsError(
        f"'{name}' has {table.shape[1]} columns without names, and it is not certain whose joints they are: "
        f"{', '.join(fitting)} {why}. Choose one, or name the columns in a line above the numbers.",
        fitting,
    )


def _forms(table: Float64s, options: ReadOptions) -> list[_Form]:
    layouts = LAYOUTS.values() if options.layout is None else (options.layout,)
    return [
        form
        for before in _befores(table)
        for n_persons in (1, 2)
        for n_values in (3, 4)
        for layout in layouts
        if (form := _Form(before, n_persons, n_values, layout)) and _fits(table, form)
    ]


def _befores(table: Float64s) -> list[int]:
    """How many columns may stand before the joints: those that only grow."""
    found = [0]
    for column in range(min(_MOST_BEFORE, table.shape[1])):
        if len(table) < 2 or not (table[1:, column] > table[:-1, column]).all():
            break
        found.append(column + 1)
    return found


def _fits(table: Float64s, form: _Form) -> bool:
    wanted = form.before + form.n_persons * form.layout.n_joints * form.n_values
    if table.shape[1] != wanted:
        return False
    if form.n_values == 3:
        return True
    states = table[:, form.before :][:, 3::4]
    return bool((np.isnan(states) | ((states >= 0) & (states <= _MOST_STATE))).all())


def _sound(table: Float64s, form: _Form) -> Float64s:
    """The rows that have a time or a number, where there is a column of them."""
    return table if not form.before else table[np.isfinite(table[:, : form.before]).all(axis=1)]


BARE = register(
    ClipFormat(
        name="table without header",
        endings=("_positions.txt", "-l.txt", "-m.txt", "-r.txt"),
        sniff=sniff_bare,
        read=read_bare,
        write=None,
        description="Numbers alone, a row a frame (PKU-MMD, KIMORE): whose joints they are is told by their number and "
        "by the limbs, or asked.",
        joints="any known",
        persons="1 or 2",
        knows_unit=False,
        is_weak=True,
    )
)
