"""From the columns of somebody's table to a clip: its frames, persons and joints put in their places."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sta_lstm.arrays import Float64s, Int64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.names.named_joints import layout_of_names
from sta_lstm.formats.rules.bodies import check_size
from sta_lstm.formats.rules.doubt import believed
from sta_lstm.formats.rules.image import clip_from_image
from sta_lstm.formats.rules.infer_missing import clip_of
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.formats.rules.text import one_line
from sta_lstm.formats.tables.delimited import Delimited, Facts
from sta_lstm.formats.tables.foreign_bodies import (
    Trust,
    in_picture,
    is_picture,
    of_the_body,
    somebodys,
    standing,
    without_zeros,
)
from sta_lstm.formats.tables.foreign_clock import Clock, clock_of
from sta_lstm.formats.tables.foreign_columns import TableColumns
from sta_lstm.formats.tables.foreign_text import read
from sta_lstm.skeletons import AXES, Clip
from sta_lstm.skeletons.layout import MAX_JOINTS

if TYPE_CHECKING:
    import pyarrow as pa

#: Where a row stands in its file: ``line 7``.
#: A whole number that a program wrote as a decimal one, because others in its column were missing.
_WHOLE = re.compile(r"([0-9]{1,9})\.0+", re.ASCII)
Where = Callable[[int], str]
#: How far a rate of times may be from the header's and be the same, because times are rounded.
_SAME_RATE = 0.02
_NO_FACTS = Facts()


def clip_of_delimited(table: Delimited, columns: TableColumns, name: str, options: ReadOptions) -> Clip:
    """The clip in a table of text; see `clip_of_table`."""
    time = (columns.roles["time"],) if "time" in columns.roles else ()
    values = read(table, columns.numbers, (*columns.texts, *time), name)
    return clip_of_table(
        values, columns, name, options, lambda row: f"line {table.first_line + row}", facts=table.facts
    )


def clip_of_table(
    table: pa.Table, columns: TableColumns, name: str, options: ReadOptions, where: Where, *, facts: Facts = _NO_FACTS
) -> Clip:
    """The clip in a table whose columns have been recognised.

    Args:
        table: the columns that ``columns`` speaks of, each called by its number.
        columns: which column holds what.
        name: the file.
        options: what its owner said.
        where: names the place of a row.
        facts: what the table says of the whole recording.

    Raises:
        ClipError: two rows hold the same, a frame, person or joint is missing from a row, or the joints, the size or
            the values are not those of a clip.
    """
    _check_kinds(columns, name)
    table, columns, where, nobody_notes = somebodys(table, columns, where)
    persons, person_names = _texts(table, columns, "person", name, where)
    clock = clock_of(table, columns, persons, name, where)
    trust = Trust(_confidences(table, columns), options)
    poses = _long if "joint" in columns.roles else _wide
    joints, positions = poses(table, columns, clock, persons, max(1, len(person_names)), trust, name, where)
    shown, zero_notes = without_zeros(positions if columns.has_z else positions[..., :2], facts.zero_is_missing)
    layout, order, layout_notes = layout_of_names(joints, shown, options, name)
    shown, present, lost_notes = of_the_body(shown[:, :, order])
    notes = (*columns.notes, *nobody_notes, *facts.notes, *clock.notes, *layout_notes, *trust.notes, *zero_notes)
    label, (fps, rate_notes) = _label(table, columns), _rate(clock, facts)
    notes = (*notes, *lost_notes, *rate_notes)
    if not columns.has_z or is_picture(shown, layout):
        points, up_notes = in_picture(shown, layout)
        return clip_from_image(points, present, layout, name, options, fps=fps, label=label, notes=(*notes, *up_notes))
    unit, unit_notes = _unit(columns, facts, options)
    turned, up_axis, up_notes = standing(shown, layout, options, facts.up_axis)
    clip = clip_of(
        turned,
        layout,
        name=name,
        options=options,
        label=label,
        fps=fps,
        unit=unit,
        notes=(*notes, *unit_notes, *up_notes),
    )
    return believed(replace(clip, up_axis=up_axis), name, options, names_joints=True)


def _check_kinds(columns: TableColumns, name: str) -> None:
    """Refuse a column that was given for a text and for numbers."""
    for role, column in columns.roles.items():
        if column in columns.texts and column in columns.numbers:
            raise ClipError(
                f"'{name}': the column that was given for '{role}' was given for something else, too, and one of them "
                "is a text, the other a number. Give each a column of its own."
            )


def _unit(columns: TableColumns, facts: Facts, options: ReadOptions) -> tuple[float | None, tuple[str, ...]]:
    """The unit that the table tells, None where its owner said another; what the header says is noted in `Facts`."""
    if options.metres_per_unit is not None:
        return None, ()
    if columns.metres_per_unit is not None:
        return columns.metres_per_unit, (f"The columns' names say that a unit is {columns.metres_per_unit:g} metres.",)
    return facts.metres_per_unit, ()


def _rate(clock: Clock, facts: Facts) -> tuple[float | None, tuple[str, ...]]:
    """Frames a second: those of the times, or where they agree, the header's, which are exact."""
    if facts.fps is None:
        return clock.fps, clock.rate_notes
    if clock.fps is None or abs(clock.fps / facts.fps - 1) < _SAME_RATE:
        return facts.fps, clock.rate_notes[1:]
    return clock.fps, (*clock.rate_notes, "The column of times counts, not the header.")


def _confidences(table: pa.Table, columns: TableColumns) -> list[Float64s]:
    held = [places["confidence"] for places in columns.joints.values() if "confidence" in places]
    held += [columns.roles["confidence"]] if "confidence" in columns.roles else []
    return [_numbers(table, column) for column in held]


def _long(
    table: pa.Table,
    columns: TableColumns,
    clock: Clock,
    persons: Int64s,
    n_persons: int,
    trust: Trust,
    name: str,
    where: Where,
) -> tuple[tuple[str, ...], Float64s]:
    """The joints' names, and T × M × J × 3, NaN where there is no row."""
    codes, joints = _texts(table, columns, "joint", name, where)
    if len(joints) > MAX_JOINTS:
        raise ClipError(f"'{name}' has {len(joints):,} different joints; at most {MAX_JOINTS} can be shown.")
    check_size(clock.n_frames, n_persons, len(joints), name)
    shape = (clock.n_frames, n_persons, len(joints))
    places = np.ravel_multi_index((clock.frames, persons, codes), shape)
    _check_once(places, where, name, "the same frame, person and joint")
    positions = np.full((*shape, 3), np.nan)
    flat = positions.reshape(-1, 3)
    for axis, each in enumerate(AXES):
        if each in columns.roles:
            flat[places, axis] = _numbers(table, columns.roles[each])
    if "confidence" in columns.roles:
        flat[places[trust.lost(_numbers(table, columns.roles["confidence"]))]] = np.nan
    return joints, positions


def _wide(
    table: pa.Table,
    columns: TableColumns,
    clock: Clock,
    persons: Int64s,
    n_persons: int,
    trust: Trust,
    name: str,
    where: Where,
) -> tuple[tuple[str, ...], Float64s]:
    """The same, where each row holds a pose, or the poses of several persons."""
    prefixes = tuple(dict.fromkeys(person for person, _ in columns.joints))
    if len(prefixes) > 1 and n_persons > 1:
        raise ClipError(f"'{name}' names persons in a column and in the names of its columns. Keep one of the two.")
    joints = tuple(dict.fromkeys(joint for _, joint in columns.joints))
    if len(joints) > MAX_JOINTS:
        raise ClipError(f"'{name}' has {len(joints):,} different joints; at most {MAX_JOINTS} can be shown.")
    n_persons = max(n_persons, len(prefixes))
    check_size(clock.n_frames, n_persons, len(joints), name)
    _check_once(clock.frames * n_persons + persons, where, name, "the same frame and person")
    positions = np.full((clock.n_frames, n_persons, len(joints), 3), np.nan)
    for (prefix, joint), places in columns.joints.items():
        whom = persons if len(prefixes) == 1 else np.full(len(persons), prefixes.index(prefix))
        which = joints.index(joint)
        for axis, each in enumerate(AXES):
            if each in places:
                positions[clock.frames, whom, which, axis] = _numbers(table, places[each])
        if "confidence" in places:
            lost = trust.lost(_numbers(table, places["confidence"]))
            positions[clock.frames[lost], whom[lost], which] = np.nan
    return joints, positions


def _check_once(places: Int64s, where: Where, name: str, what: str) -> None:
    order = np.argsort(places, kind="stable")
    again = np.flatnonzero(places[order][1:] == places[order][:-1])
    if len(again):
        first, second = int(order[again[0]]), int(order[again[0] + 1])
        raise ClipError(
            f"'{name}', {where(first)} and {where(second)} are of {what}. Keep one of them; or, if they are of two "
            "persons, add a column that tells the persons apart."
        )


def _numbers(table: pa.Table, column: int) -> Float64s:
    return np.asarray(table.column(str(column)).to_numpy(zero_copy_only=False), dtype=np.float64)


def _texts(
    table: pa.Table, columns: TableColumns, role: str, name: str, where: Where
) -> tuple[Int64s, tuple[str, ...]]:
    """For each row the number of its person or joint; and their names, numbers in order, others as they come."""
    if role not in columns.roles:
        return np.zeros(table.num_rows, dtype=np.int64), ()
    column = table.column(str(columns.roles[role])).combine_chunks()
    raw = [_whole(str(each).strip()) for each in column.dictionary.to_pylist()]
    codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    blank = [-1, *(code for code, each in enumerate(raw) if not each)]
    if (missing := np.isin(codes, blank)).any():
        row = int(np.argmax(missing))
        raise ClipError(f"'{name}', {where(row)}: the {role} is missing. Fill it in, or leave the row out.")
    found = list(dict.fromkeys(raw))
    if all(each.isascii() and each.isdigit() and len(each) < 10 for each in found):
        found.sort(key=int)
    number = {each: i for i, each in enumerate(found)}
    of_code = np.array([number[each] for each in raw], dtype=np.int64)
    return of_code[codes], tuple(found)


def _whole(text: str) -> str:
    """``3`` for ``3.0``."""
    found = _WHOLE.fullmatch(text)
    return found[1] if found else text


def _label(table: pa.Table, columns: TableColumns) -> str | None:
    """The action, where all rows name the same."""
    if "label" not in columns.roles:
        return None
    column = table.column(str(columns.roles["label"])).combine_chunks()
    values = {str(each).strip() for each in column.dictionary.to_pylist()} - {""}
    return one_line(values.pop(), 200) if len(values) == 1 else None
