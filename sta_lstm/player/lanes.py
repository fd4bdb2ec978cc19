"""What the player is told of measures of movement; written once for both languages, like messages."""

from __future__ import annotations

from dataclasses import dataclass

from sta_lstm.player.packed import PackedFloats


@dataclass(frozen=True, slots=True)
class LineData:
    """A measure of one side of one person.

    Attributes:
        person: column
        side: L, R or M for the middle
        values: T, NaN where there is none
    """

    person: int
    side: str
    values: PackedFloats


@dataclass(frozen=True, slots=True)
class MeasureLane:
    """A measure along the clip: its lines share one scale.

    Attributes:
        name: "elbow angle"
        unit: stands behind values
        low: value at the foot of the lane
        high: value at its top
        digits: behind the point of a value
        lines: of each person left beside right
    """

    name: str
    unit: str
    low: float
    high: float
    digits: int
    lines: tuple[LineData, ...]


@dataclass(frozen=True, slots=True)
class MeasureLanes:
    """Lanes of measures beside what a payload has; they change without it.

    Attributes:
        key: another for any other lanes
        frames: T
        lanes: from the top
    """

    key: str
    frames: int
    lanes: tuple[MeasureLane, ...]
