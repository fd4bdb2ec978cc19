"""Measures of movement as tables, with their units in the names of the columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sta_lstm.limits import CSV_CELLS
from sta_lstm.prediction.summary import utf8
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.movement import Measure, Measured, Range, ranges_of

#: Units as the names of columns write them, which every program can read.
_WORDS = {"°": "deg", "m/s": "m/s"}


def movement_table(clip: Clip, found: Sequence[Measured]) -> pd.DataFrame:
    """Measures along a clip: T·M rows, one a frame and person.

    Columns: ``frame`` (from 0), ``time_s``, ``person`` (from 0), and one a measure and side, such as
    ``left elbow angle (deg)`` and ``head speed (m/s)``; missing where there is no value.

    Raises:
        SettingsError: it would have more cells than a table may have.
    """
    n_columns = 3 + sum(len(each.measure.sides) for each in found)
    CSV_CELLS.check(
        f"the table of movement of clip '{clip.name}'",
        (clip.n_frames * clip.n_persons, "rows"),
        (n_columns, "columns"),
        advice="Choose fewer measures, or keep a part of at most {} rows.",
    )
    frame, person = (index.reshape(-1) for index in np.indices(clip.present.shape))
    columns = [("frame", frame), ("time_s", frame / clip.fps), ("person", person)]
    for each in found:
        for s, side in enumerate(each.measure.sides):
            columns.append((column_name(each.measure, side), each.values[frame, person, s]))
    return pd.concat([pd.Series(values, name=name) for name, values in columns], axis=1)


def range_table(found: Sequence[Measured]) -> pd.DataFrame:
    """How far measures range: a row for each of them, each person and each side.

    Columns: ``measure``, ``unit``, ``person`` (from 0), ``side``, ``min``, ``max``, ``range`` (the one less the other)
    and ``left_minus_right``, the difference of the two sides' ranges; missing where there is one side alone.
    """
    rows = []
    for each in found:
        ranges = ranges_of(each)
        rows += [
            {
                "measure": utf8(each.measure.name),
                "unit": each.measure.unit,
                "person": one.person,
                "side": one.side,
                "min": one.low,
                "max": one.high,
                "range": one.extent,
                "left_minus_right": _difference(ranges, one.person),
            }
            for one in ranges
        ]
    names = ["measure", "unit", "person", "side", "min", "max", "range", "left_minus_right"]
    return pd.DataFrame(rows, columns=names)


def _difference(ranges: Sequence[Range], person: int) -> float:
    """The range of the left side less that of the right; NaN where one of them is missing."""
    sides = {one.side: one.extent for one in ranges if one.person == person}
    return sides.get("left", np.nan) - sides.get("right", np.nan)


def column_name(measure: Measure, side: str, what: str = "") -> str:
    """The name of a column with its unit: ``left elbow angle (deg)``, with ``what`` behind the measure's name."""
    where = "" if side == "middle" else f"{side} "
    return utf8(f"{where}{measure.name}{what and ' '}{what} ({_WORDS[measure.unit]})")
