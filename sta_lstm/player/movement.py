"""Lanes of angles and speeds for the player's timeline: left beside right, on one scale."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from sta_lstm.player.lanes import LineData, MeasureLane, MeasureLanes
from sta_lstm.player.messages import to_json
from sta_lstm.player.packed import packed_floats
from sta_lstm.skeletons.movement import Measured
from sta_lstm.words import label_line

#: Lanes that a player shows at most, the first; and persons in each, those who have most values.
MOST_LANES, MOST_PERSONS = 6, 3
_MOST_LETTERS = 40
_DIGITS = {"angle": 0, "speed": 2}
_SIDES = {"left": "L", "right": "R", "middle": "M"}


def measure_lanes(found: Sequence[Measured]) -> dict[str, Any]:
    """What the player is told of these measures, all of one clip: its timeline gets a lane for each."""
    n_frames = found[0].values.shape[0] if found else 0
    lanes = tuple(_lane(each) for each in found[:MOST_LANES])
    message: dict[str, Any] = to_json(MeasureLanes("", n_frames, lanes))
    words = json.dumps(message, sort_keys=True)
    return {**message, "key": hashlib.sha256(words.encode()).hexdigest()[:16]}


def _lane(one: Measured) -> MeasureLane:
    measure = one.measure
    n_known = np.isfinite(one.values).any(axis=2).sum(axis=0)  # M
    known = [person for person in range(len(n_known)) if n_known[person]]
    persons = sorted(sorted(known, key=lambda person: -int(n_known[person]))[:MOST_PERSONS])
    low, high = _scale(one, persons)
    lines = (
        LineData(person, _SIDES[side], packed_floats(one.values[:, person, s]))
        for person in persons
        for s, side in enumerate(measure.sides)
    )
    name = label_line(measure.name, _MOST_LETTERS)
    return MeasureLane(name, measure.unit, low, high, _DIGITS[measure.kind], tuple(lines))


def _scale(one: Measured, persons: Sequence[int]) -> tuple[float, float]:
    """Values at the foot and at the top of the lane: round numbers around all that is shown, speeds from 0."""
    values = one.values[:, list(persons)]
    known = values[np.isfinite(values)]
    if not known.size:
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    if one.measure.kind == "angle":
        low, high = 10 * math.floor(low / 10), 10 * math.ceil(high / 10)
        return float(low), float(max(high, low + 10))
    step = 10 ** math.floor(math.log10(max(high, 1e-3))) / 2
    return 0.0, round(step * max(1, math.ceil(high / step)), 6)
