"""Measures as tables: what their columns are called, and how far sides range apart."""

import numpy as np
import pytest
from made import small_clip

from sta_lstm.errors import SettingsError
from sta_lstm.limits import Limit
from sta_lstm.prediction import movement_tables
from sta_lstm.prediction.movement_tables import movement_table, range_table
from sta_lstm.skeletons.movement import Measure, Measured, measured, measures_of

ELBOW = Measure("elbow angle", "angle", "", ("left", "right"), ((0, 1, 2), (3, 4, 5)))
HEAD = Measure("head speed", "speed", "", ("middle",), ((3,),))


def test_a_row_is_a_frame_of_a_person_and_units_stand_in_the_names():
    clip = small_clip(present=[[1, 1], [1, 0], [1, 1]], fps=10.0)
    named = {each.name: each for each in measures_of(clip)}
    table = movement_table(clip, measured(clip, [named["elbow angle"], named["head speed"]]))
    assert list(table) == [
        *("frame", "time_s", "person"),
        *("left elbow angle (deg)", "right elbow angle (deg)", "head speed (m/s)"),
    ]
    assert table["frame"].tolist() == [0, 0, 1, 1, 2, 2]
    assert table["time_s"].tolist() == pytest.approx([0, 0, 0.1, 0.1, 0.2, 0.2])
    assert table["person"].tolist() == [0, 1] * 3
    assert table["left elbow angle (deg)"].isna().tolist() == [False] * 3 + [True] + [False] * 2


def test_a_table_of_nothing_but_time_and_one_that_is_too_large(monkeypatch):
    clip = small_clip(4)
    assert list(movement_table(clip, [])) == ["frame", "time_s", "person"]
    monkeypatch.setattr(movement_tables, "CSV_CELLS", Limit(10, "cells"))
    with pytest.raises(SettingsError, match="4 rows × 3 columns make 12 cells"):
        movement_table(clip, [])


def test_ranges_of_both_sides_and_what_is_between_them():
    values = np.array([[[10, 50]], [[40, 60]]], np.float32)
    table = range_table([Measured(ELBOW, values), Measured(HEAD, values[..., :1])])
    rows = table.to_dict("records")
    assert [(row["measure"], row["side"], row["min"], row["max"], row["range"]) for row in rows] == [
        ("elbow angle", "left", 10, 40, 30),
        ("elbow angle", "right", 50, 60, 10),
        ("head speed", "middle", 10, 40, 30),
    ]
    assert [row["unit"] for row in rows] == ["°", "°", "m/s"]
    assert table["left_minus_right"].tolist() == pytest.approx([20, 20, np.nan], nan_ok=True)


def test_no_values_are_no_rows():
    assert list(range_table([])) == list(range_table([Measured(HEAD, np.full((3, 1, 1), np.nan))]))
    assert len(range_table([Measured(HEAD, np.full((3, 1, 1), np.nan))])) == 0
