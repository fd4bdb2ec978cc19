"""Measures of movement: angles of joints and their speeds along a clip, left beside right, and how far they range.

They are of the positions as they are: what a sensor got wrong is in them, and where a unit was assumed, speeds are in
that unit. They are no clinical measures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sta_lstm.arrays import Float32s
from sta_lstm.skeletons.angles import JointAngle, angles_of, joint_angles
from sta_lstm.skeletons.clip import Clip
from sta_lstm.skeletons.energy import joint_speeds
from sta_lstm.skeletons.layout import SkeletonLayout
from sta_lstm.skeletons.quality.doubts import notes_of
from sta_lstm.skeletons.quality.smoothing import SMOOTH_WINDOW
from sta_lstm.skeletons.synonyms import common_names

#: How speeds are worked out, in a sentence.
SPEED_RULE = (
    f"Speeds are central differences at the clip's frame rate, of paths that were smoothed over {SMOOTH_WINDOW} frames "
    "(a parabola by Savitzky and Golay); angles are not smoothed."
)
#: Notes that have one of these words tell of the unit or the clock of a recording, on which its speeds depend.
_SCALE_WORDS = ("unit", "metre", "scaled", "frame rate", "frames a second", "camera")
_UNITS: dict[str, str] = {"angle": "°", "speed": "m/s"}


@dataclass(frozen=True, slots=True)
class Measure:
    """What can be measured of a body, on one side or on both.

    Attributes:
        name: tells it from the others: "elbow angle", "wrist speed".
        kind: an angle, or a speed.
        how: what it is, in words that end a sentence.
        sides: "left" and "right", or "middle".
        columns: for each side the joints: three of an angle, one of a speed.
    """

    name: str
    kind: Literal["angle", "speed"]
    how: str
    sides: tuple[str, ...]
    columns: tuple[tuple[int, ...], ...]

    @property
    def unit(self) -> str:
        """What stands behind its values: ``°`` or ``m/s``."""
        return _UNITS[self.kind]

    def is_of(self, joint: int) -> bool:
        """Whether it is measured at the joint of this column."""
        return any(columns[len(columns) // 2] == joint for columns in self.columns)


@dataclass(frozen=True, eq=False, slots=True)
class Measured:
    """A measure of a clip.

    Attributes:
        measure: which.
        values: T × M × S in the measure's unit, for its S sides; NaN where there is no value.
    """

    measure: Measure
    values: Float32s


@dataclass(frozen=True, slots=True)
class Range:
    """How far a measure of one person and side ranges over a clip.

    Attributes:
        person: from 0.
        side: left, right or middle.
        low: the least value of the clip.
        high: the greatest.
    """

    person: int
    side: str
    low: float
    high: float

    @property
    def extent(self) -> float:
        """The range of motion: from the least to the greatest."""
        return self.high - self.low


def measures_of(clip: Clip) -> tuple[Measure, ...]:
    """All that can be measured of the clip's bodies: angles first, then the speed of every joint.

    What would need a joint that no sensor saw is left out.
    """
    return layout_measures(clip.layout, {clip.layout.index(joint) for joint in clip.inferred})


def layout_measures(layout: SkeletonLayout, without: Collection[int] = ()) -> tuple[Measure, ...]:
    """The same of bodies of a layout; what needs a joint of the columns ``without`` is left out."""
    return (*_angles(layout, set(without)), *_speeds(layout, set(without)))


def measured(clip: Clip, measures: Sequence[Measure]) -> tuple[Measured, ...]:
    """The values of these measures along the clip."""
    speeds = joint_speeds(clip, smooth=True) if any(each.kind == "speed" for each in measures) else None
    found = []
    for measure in measures:
        if measure.kind == "speed" and speeds is not None:
            values = speeds[:, :, [joint for (joint,) in measure.columns]]
        else:
            values = joint_angles(clip, measure.columns)
        found.append(Measured(measure, values))
    return tuple(found)


def ranges_of(one: Measured) -> tuple[Range, ...]:
    """How far the measure ranges: of each person who has a value, each side that has one."""
    found = []
    for person in range(one.values.shape[1]):
        for s, side in enumerate(one.measure.sides):
            values = one.values[:, person, s]
            known = values[np.isfinite(values)]
            if len(known):
                found.append(Range(person, side, float(known.min()), float(known.max())))
    return tuple(found)


def assumed_scale(clip: Clip) -> tuple[str, ...]:
    """What was assumed of the clip's unit, its clock or its camera, in the sentences of its notes."""
    return tuple(note for note in notes_of(clip) if any(word in note.lower() for word in _SCALE_WORDS))


def _angles(layout: SkeletonLayout, inferred: set[int]) -> Iterator[Measure]:
    parts: dict[str, list[JointAngle]] = {}
    for angle in angles_of(layout):
        if not inferred.intersection(angle.joints):
            parts.setdefault(angle.part, []).append(angle)
    for part, angles in parts.items():
        first, at, last = (_without_side(name, angles[0].side) for name in angles[0].names)
        how = f"the angle at the {at}, between the lines to the {first} and to the {last}"
        sides, columns = tuple(each.side for each in angles), tuple(each.joints for each in angles)
        yield Measure(f"{part} angle", "angle", how, sides, columns)


def _speeds(layout: SkeletonLayout, inferred: set[int]) -> Iterator[Measure]:
    names = common_names(layout)
    pairs = {layout.index(left): layout.index(right) for left, right in layout.mirror_pairs}
    rights = set(pairs.values())
    taken: set[str] = set()
    for j, name in enumerate(names):
        if j in rights:
            continue
        both = (("left", j), ("right", pairs[j])) if j in pairs else (("middle", j),)
        seen = [(side, joint) for side, joint in both if joint not in inferred]
        part = name.removeprefix("left ") if j in pairs else name
        part = name if part in taken else part  # a rig may have a "hand" beside its "left hand"
        taken.add(part)
        if seen:
            sides, columns = tuple(side for side, _ in seen), tuple((joint,) for _, joint in seen)
            yield Measure(f"{part} speed", "speed", f"how fast the {part} moves, in any direction", sides, columns)


def _without_side(name: str, side: str) -> str:
    return name if side == "middle" else name.removeprefix(f"{side} ")
