"""The rows of our own tables, CSV or Parquet: one for each joint of each body that is there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sta_lstm.arrays import AnyFloats, Int64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.bodies import check_size, lost_note, tracked
from sta_lstm.formats.rules.text import few_names, one_line, quoted
from sta_lstm.formats.tables.own_header import TableHeader
from sta_lstm.skeletons import Clip, SkeletonLayout

_MAX_NAME = 500


@dataclass(frozen=True, eq=False)
class TableRows:
    """N rows as they stand in a file.

    Attributes:
        frames: N, from 0.
        persons: N, from 0.
        joints: N, numbers of ``joint_names``.
        joint_names: the different names in the column ``joint``.
        positions: N × 3, metres.
        place: what a row is in the file's own words: ``line`` or ``row``.
        first: the number of the first of them.
    """

    frames: Int64s
    persons: Int64s
    joints: Int64s
    joint_names: tuple[str, ...]
    positions: AnyFloats
    place: str
    first: int


def clip_of_rows(header: TableHeader, layout: SkeletonLayout, rows: TableRows, name: str) -> Clip:
    """The clip in a table of our own, whose header names ``layout``.

    Raises:
        ClipError: the header lacks something, or a row is missing, there twice, or out of range.
    """
    n_frames = header.count("frames", int(rows.frames.max()) + 1 if len(rows.frames) else 0)
    n_persons = header.count("persons", int(rows.persons.max()) + 1 if len(rows.persons) else 1)
    check_size(n_frames, n_persons, layout.n_joints, name)
    joints = _columns_of(rows, layout, name)
    for what, values, most in (("frame", rows.frames, n_frames), ("person", rows.persons, n_persons)):
        outside = np.flatnonzero((values < 0) | (values >= most))
        if len(outside):
            raise ClipError(
                f"'{name}', {rows.place} {rows.first + outside[0]}: {what} {values[outside[0]]} lies outside 0 to "
                f"{most - 1}. They count from 0; correct the row, or the line '# {what}s: {most}'."
            )
    _check_complete((rows.frames * n_persons + rows.persons) * layout.n_joints + joints, layout, n_persons, rows, name)
    positions = np.zeros((n_frames, n_persons, layout.n_joints, 3), dtype=np.float32)
    present = np.zeros((n_frames, n_persons), dtype=np.bool_)
    with np.errstate(over="ignore"):  # Clip says where a value is beyond float32
        positions[rows.frames, rows.persons, joints] = rows.positions
    present[rows.frames, rows.persons] = True
    seen = tracked(positions)
    clip = Clip(
        positions=positions,
        present=present & seen,
        fps=header.fps,
        layout=layout,
        up_axis=one_line(header.values.get("up_axis", layout.up_axis), 20),  # type: ignore[arg-type]  # Clip checks it
        name=name,  # so that what Clip complains about bears the name of the file
        label=header.values["label"][:_MAX_NAME] if "label" in header.values else None,
        notes=(*header.notes, *lost_note(int((present & ~seen).sum()))),
        inferred=header.inferred,
    )
    return clip.renamed(header.values["name"][:_MAX_NAME]) if "name" in header.values else clip


def _columns_of(rows: TableRows, layout: SkeletonLayout, name: str) -> Int64s:
    """For each row the column of its joint in ``layout``."""
    known = {joint: j for j, joint in enumerate(layout.joints)}
    columns = np.array([known.get(joint, -1) for joint in rows.joint_names], dtype=np.int64)
    joints = columns[rows.joints] if len(columns) else np.empty(0, dtype=np.int64)
    unknown = np.flatnonzero(joints < 0)
    if len(unknown):
        raise ClipError(
            f"'{name}', {rows.place} {rows.first + unknown[0]}: the layout '{layout.name}' has no joint "
            f"{quoted(rows.joint_names[rows.joints[unknown[0]]])}. Write one of its "
            f"joints: {few_names(layout.joints)}."
        )
    return joints


def _check_complete(places: Int64s, layout: SkeletonLayout, n_persons: int, rows: TableRows, name: str) -> None:
    """Every joint of a present person has one row. ``places`` numbers frame, person and joint, the joint fastest."""
    order = np.argsort(places, kind="stable")
    ordered = places[order]
    again = np.flatnonzero(ordered[1:] == ordered[:-1])
    if len(again):
        frame, person, joint = _place(int(ordered[again[0]]), layout, n_persons)
        first, second = rows.first + order[again[0]], rows.first + order[again[0] + 1]
        raise ClipError(
            f"'{name}', {rows.place}s {first} and {second}: frame {frame}, person {person} has two rows for '{joint}'. "
            "Keep one."
        )
    bodies, counts = np.unique(ordered // layout.n_joints, return_counts=True)
    partial = np.flatnonzero(counts != layout.n_joints)
    if len(partial):
        body = int(bodies[partial[0]])
        here = set((ordered[ordered // layout.n_joints == body] % layout.n_joints).tolist())
        absent = [joint for j, joint in enumerate(layout.joints) if j not in here]
        raise ClipError(
            f"'{name}': frame {body // n_persons}, person {body % n_persons} has {len(here)} of {layout.n_joints} "
            f"joints; missing: {few_names(absent)}. Add their rows, or leave the person out there."
        )


def _place(place: int, layout: SkeletonLayout, n_persons: int) -> tuple[int, int, str]:
    body, joint = divmod(place, layout.n_joints)
    return body // n_persons, body % n_persons, layout.joints[joint]
