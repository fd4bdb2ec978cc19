"""Which joints the points in somebody's JSON are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.names.named_joints import layout_of_names
from sta_lstm.formats.points.bodies import Body
from sta_lstm.formats.rules.infer_missing import layout_of
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.skeletons import SkeletonLayout
from sta_lstm.skeletons.layout import MAX_JOINTS

#: Layouts of joints in a picture that are only listed.
_USUAL = ("coco-17", "mediapipe-33", "openpose-25", "halpe-26", "coco-18")
#: What Azure Kinect's 32 joints are called, in their order (k4abttypes.h).
_AZURE_32 = (
    *("pelvis", "spine navel", "spine chest", "neck"),
    *(f"left {part}" for part in ("clavicle", "shoulder", "elbow", "wrist", "hand", "hand tip", "thumb")),
    *(f"right {part}" for part in ("clavicle", "shoulder", "elbow", "wrist", "hand", "hand tip", "thumb")),
    *(f"left {part}" for part in ("hip", "knee", "ankle", "foot")),
    *(f"right {part}" for part in ("hip", "knee", "ankle", "foot")),
    *("head", "nose", "left eye", "left ear", "right eye", "right ear"),
)
#: What stands around the name of a joint in names of enumerations.
_BEFORE = ("poselandmark.", "jointtype.", "jointtype_", "joint_type_", "jointid.", "bodypart.", "keypoint.", "joint.")
_MORE_BEFORE = ("k4abt_joint_", "k4abt.joint.", "vnhumanbodyposeobservationjointname", "bodylandmark.", "landmark.")
#: Joints are not numbered by longer ones, which Python may refuse to read.
_LONGEST_NUMBER = 16
_AFTER = ("_joint", " joint")


def together(bodies: Sequence[Body], name: str) -> tuple[tuple[str, ...] | None, Float64s]:
    """The names of all points, None if they are only listed, and the bodies' numbers, N × J × 4.

    A body that lacks some of the names has NaN there.

    Raises:
        ClipError: bodies list different numbers of points, or there are far too many names.
    """
    columns: dict[str, int] = {}
    for names in dict.fromkeys(body.names for body in bodies):
        for each in names or ():
            columns.setdefault(each, len(columns))
        if len(columns) > MAX_JOINTS:
            raise ClipError(f"'{name}' names over {MAX_JOINTS} points; no more are read. Leave out what is no joint.")
    listed = {len(body.rows) for body in bodies if body.names is None}
    if len(listed) > 1 or (columns and listed and listed != {len(columns)}):
        counts = ", ".join(map(str, sorted(listed | ({len(columns)} if columns else set()))))
        raise ClipError(
            f"'{name}': bodies have different numbers of points ({counts}), and they are not all named, so it is not "
            "known which are missing. Name the points, or write null for those that are."
        )
    table = np.full((len(bodies), len(columns) or next(iter(listed)), 4), np.nan)
    at = {names: [columns[each] for each in names] for names in dict.fromkeys(b.names for b in bodies) if names}
    for row, body in zip(table, bodies, strict=True):
        row[slice(None) if body.names is None else at[body.names]] = body.rows
    return tuple(columns) or None, table


def joints_of(
    names: tuple[str, ...] | None, table: Float64s, options: ReadOptions, name: str
) -> tuple[SkeletonLayout, list[int], tuple[str, ...]]:
    """The layout, the column of each of its joints, and what is to be noted.

    Args:
        names: of the J points, or None.
        table: N × J × 4.
        options: what the file's owner said.
        name: the file, for messages.

    Raises:
        JointsError: points are only listed or numbered, and no layout is sure.
        ClipError: see `layout_of_names`.
    """
    n_joints = table.shape[1]
    is_flat = bool(np.isnan(table[..., 2]).all())
    places = table[..., : 2 if is_flat else 3]
    if names is not None and not all(each.isdecimal() and len(each) < _LONGEST_NUMBER for each in names):
        return layout_of_names(_plain(names, options), places, options, name)
    order = list(range(n_joints))
    if names is not None:
        order.sort(key=lambda column: int(names[column]))
    if options.layout is None and n_joints == len(_AZURE_32):
        layout, columns, notes = layout_of_names(_AZURE_32, places[:, order], options, name)
        note = "The joints are not named; 32 of them were taken for Azure Kinect's, in order."
        return layout, [order[column] for column in columns], (note, *notes)
    layout = layout_of(n_joints, options, name, _USUAL if is_flat or _are_scores(table) else ())
    if options.layout is not None:
        return layout, order, ()
    how = "named" if names is None else "named but numbered"
    return layout, order, (f"The joints are not {how}; they were taken for those of '{layout.name}', in order.",)


def _are_scores(table: Float64s) -> bool:
    """Whether third numbers may be scores: from 0 to 1, beside places that are never negative."""
    known = table[~np.isnan(table[..., 2])]
    return bool(len(known) and (known[:, :3] >= 0).all() and (known[:, 2] <= 1).all())


def _plain(names: tuple[str, ...], options: ReadOptions) -> tuple[str, ...]:
    """Names without what an enumeration puts around all of them; those that a person explained stay."""
    if any(each in options.joints for each in names):
        return names
    plain = tuple(map(_bare, names))
    return plain if len(set(plain)) == len(plain) and all(plain) else names


def _bare(name: str) -> str:
    small = name.lower()
    before = next((each for each in (*_BEFORE, *_MORE_BEFORE) if small.startswith(each)), "")
    after = next((each for each in _AFTER if small.endswith(each)), "")
    return name[len(before) : len(name) - len(after)]
