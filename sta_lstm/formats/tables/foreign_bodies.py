"""What a table's numbers show: which sightings are believed, who is there, and whether it is a picture or space."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sta_lstm.arrays import Bools, Float64s
from sta_lstm.formats.rules.bodies import tracked
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.formats.rules.units import body_height
from sta_lstm.formats.rules.up_axis import upright, y_down
from sta_lstm.formats.tables.delimited import MISSING
from sta_lstm.formats.tables.foreign_columns import TableColumns
from sta_lstm.skeletons import Axis, SkeletonLayout

if TYPE_CHECKING:
    import pyarrow as pa

#: From the origin to where a joint usually is, in heights of the body, so that the origin is no place of it.
_FAR_FROM_ORIGIN = 0.1
#: Confidences above 1 up to here are percent, if they are above this at all.
_PERCENT = (10.0, 100.0)
#: How near to zero the middle of the hips is in MediaPipe's world landmarks.
_AT_ZERO = 0.02
#: Parts of a picture: most landmarks lie within it, none far outside.
_WITHIN, _OUTSIDE = (0.0, 1.0), (-2.0, 3.0)
#: Share of a picture's parts that may lie outside it.
_NEGATIVE = 0.2


@dataclass(frozen=True)
class Trust:
    """Which sightings of joints are believed, by what the estimator says of them.

    Attributes:
        confidences: those of all joints, column by column.
        options: what the file's owner said.
    """

    confidences: Sequence[Float64s]
    options: ReadOptions
    _n_lost: list[int] = field(default_factory=list)

    def lost(self, confidence: Float64s) -> Bools:
        """For each row whether the joint counts as missing."""
        with np.errstate(invalid="ignore"):
            lost = np.asarray((confidence < self.least) | (confidence == 0))
        self._n_lost.append(int(lost.sum()))
        return lost

    @cached_property
    def least(self) -> float:
        """The least confidence in the scale of the file; 0 where the scale is not known."""
        return self.options.least_confidence * self._scale

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said, after all columns were asked for."""
        if not sum(self._n_lost):
            return ()
        joints = "1 joint counts" if sum(self._n_lost) == 1 else f"{sum(self._n_lost):,} joints count"
        if not self.least:
            return (f"{joints} as missing, because the confidence, on a scale that is not known, is 0.",)
        scale = "of 1" if self._scale == 1 else "of 100"
        return (f"{joints} as missing, because the estimator was less sure of them than {self.least:g} ({scale}).",)

    @property
    def _scale(self) -> float:
        top = max((float(np.fmax.reduce(each, initial=0.0)) for each in self.confidences), default=0.0)
        if top <= 1.0:
            return 1.0
        return 100.0 if _PERCENT[0] < top <= _PERCENT[1] else 0.0


def somebodys(
    table: pa.Table, columns: TableColumns, where: Callable[[int], str]
) -> tuple[pa.Table, TableColumns, Callable[[int], str], tuple[str, ...]]:
    """The rows of somebody: a column of persons that is empty tells none, and a pose of nobody is left out.

    In the long form a person that is missing in some rows stays an error, which names the row: it is one joint's.
    """
    column = columns.roles.get("person")
    if column is None:
        return table, columns, where, ()
    codes = table.column(str(column)).combine_chunks()
    blank = [code for code, each in enumerate(codes.dictionary.to_pylist()) if str(each).strip() in MISSING]
    missing = np.isin(codes.indices.fill_null(-1).to_numpy(zero_copy_only=False), [-1, *blank])
    if missing.all():
        roles = {role: at for role, at in columns.roles.items() if role != "person"}
        note = "Its column of persons is empty, so all rows were taken for one person's."
        return table, replace(columns, roles=roles), where, (note,)
    if not missing.any() or "joint" in columns.roles:
        return table, columns, where, ()
    kept = np.flatnonzero(~missing)
    note = f"{int(missing.sum()):,} of {len(missing):,} rows name no person, and were left out."
    return table.take(kept), columns, lambda row: where(int(kept[row])), (note,)


def without_zeros(positions: Float64s, is_certain: bool) -> tuple[Float64s, tuple[str, ...]]:
    """``positions`` (T × M × J × C) with NaN where a joint was not seen and so was written at the origin.

    Args:
        positions: the places; changed in place.
        is_certain: whether the format writes zeros for what was not seen. Where it is not known, a joint at the origin
            in some frames counts as missing if it usually is far from there, and one that is always there does not.
    """
    if not (positions[..., 0] == 0).any():  # a quick look: nearly all tables
        return positions, ()
    seen: Bools = np.asarray(~np.isnan(positions).any(-1))
    zero: Bools = np.asarray((positions == 0).all(-1) & tracked(positions)[..., None])
    some: Bools = np.asarray(zero.any(0) & (seen & ~zero).any(0))  # M × J
    if not some.any():
        return positions, ()
    if not is_certain:
        height = body_height(positions)
        with np.errstate(over="ignore", invalid="ignore"):
            for person, joint in np.argwhere(some):
                apart = np.linalg.norm(
                    positions[seen[:, person, joint] & ~zero[:, person, joint], person, joint], axis=-1
                )
                some[person, joint] = np.median(apart) > _FAR_FROM_ORIGIN * height
    zero &= some
    if not zero.any():
        return positions, ()
    positions[zero] = np.nan
    joints = "1 joint counts" if zero.sum() == 1 else f"{int(zero.sum()):,} joints count"
    return positions, (f"{joints} as missing, because they lie exactly at the origin, as what is not seen does.",)


def of_the_body(positions: Float64s) -> tuple[Float64s, Bools, tuple[str, ...]]:
    """Positions of those who are seen at all, whether they are in a frame (T × M), and who was left out."""
    present = tracked(positions)
    positions[~present] = np.nan
    ever: Bools = np.asarray(present.any(0))
    if ever.all() or not ever.any():
        return positions, present, ()
    n_never = int((~ever).sum())
    whom = "1 person is" if n_never == 1 else f"{n_never} persons are"
    return positions[:, ever], present[:, ever], (f"Of {len(ever)} persons in the table {whom} seen in no frame.",)


def is_picture(positions: Float64s, layout: SkeletonLayout) -> bool:
    """Whether x, y, z of MediaPipe's landmarks are parts of a picture with a guessed depth, not places in space."""
    if layout.name != "mediapipe-33":
        return False
    flat = positions[..., :2][np.isfinite(positions[..., :2]).all(-1)]
    if not len(flat) or flat.min() < _OUTSIDE[0] or flat.max() > _OUTSIDE[1]:
        return False
    if (flat < 0).mean() > _NEGATIVE:  # metres around a body's middle
        return False
    middle = np.median(flat, axis=0)
    within = bool(_WITHIN[0] < middle.min() <= middle.max() < _WITHIN[1])
    return within and not _hips_at_zero(positions, layout) and not _nose_above_feet(positions, layout)


def in_picture(positions: Float64s, layout: SkeletonLayout) -> tuple[Float64s, tuple[str, ...]]:
    """Places in a picture (… × J × 2), y down; a depth that MediaPipe guessed is left out."""
    if positions.shape[-1] == 3:  # by `is_picture`, so that which way is up is known
        note = "x and y are parts of a picture, as MediaPipe writes them; z is its guess, and was left out."
        return positions[..., :2], (note,)
    points, notes = y_down(positions, layout)
    return np.asarray(points, dtype=np.float64), notes


def _hips_at_zero(positions: Float64s, layout: SkeletonLayout) -> bool:
    """Whether the middle of MediaPipe's hips is at zero, as in its world landmarks alone."""
    hips = positions[..., [layout.index("left hip"), layout.index("right hip")], :2].mean(axis=-2)
    hips = np.abs(hips[np.isfinite(hips).all(-1)])
    return bool(len(hips) and np.median(hips) <= _AT_ZERO)


def _nose_above_feet(positions: Float64s, layout: SkeletonLayout) -> bool:
    """Whether y points up in what are MediaPipe's joints, so that they are somebody else's places."""
    ankles = positions[..., [layout.index("left ankle"), layout.index("right ankle")], 1].mean(axis=-1)
    rise = positions[..., layout.index("nose"), 1] - ankles
    rise = rise[np.isfinite(rise)]
    return bool(len(rise) and np.median(rise) > _FAR_FROM_ORIGIN)


def standing(
    positions: Float64s, layout: SkeletonLayout, options: ReadOptions, usual: Axis | None
) -> tuple[Float64s, Axis, tuple[str, ...]]:
    """Positions upright, the axis that points up, and how it was found: what the format says counts before posture."""
    of_mediapipe = layout.name == "mediapipe-33" and options.axis is None and positions.shape[-1] == 3
    if of_mediapipe and _hips_at_zero(positions, layout) and not _nose_above_feet(positions, layout):
        note = "The hips are at zero, so these are MediaPipe's world landmarks, whose y points down and z away."
        return positions * (1.0, -1.0, -1.0), "y", (note,)
    turned, up_axis, notes = upright(positions, layout, options.axis)
    if usual is None or options.axis is not None:
        return np.asarray(turned, dtype=np.float64), up_axis, notes
    said = f"{usual} was taken to point up, as files of this kind have it"
    if up_axis == usual and turned is positions:
        return positions, usual, (f"{said}.",)
    return positions, usual, (f"{said}, though heads are not above feet along it; if the body stands, say which is.",)
