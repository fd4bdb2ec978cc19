"""A joint's place in JSON, and when frames were."""

import math

import pytest

from sta_lstm.formats.points.moments import rate_of_times, seconds_of, unit_in
from sta_lstm.formats.points.values import is_point, name_in, plain, row_of

MATRIX = [[1, 0, 0, 5], [0, 1, 0, 6], [0, 0, 1, 7], [0, 0, 0, 1]]
COLUMNS = [list(column) for column in zip(*MATRIX, strict=True)]


@pytest.mark.parametrize(
    ("point", "row"),
    [
        ([1, 2], (1, 2, None, None)),
        ([1, 2, 3], (1, 2, 3, None)),
        ([1, 2, 3, 0.5], (1, 2, 3, 0.5)),
        ([1, 2, 3, 0, 0, 0, 1], (1, 2, 3, None)),
        ([1, None, 3], (1, None, 3, None)),
        ({"x": 1, "y": 2}, (1, 2, None, None)),
        ({"X": 1, "Y": 2, "Z": 3, "Confidence": 0.5}, (1, 2, 3, 0.5)),
        ({"position": {"x": 1, "y": 2, "z": 3}, "likelihood": 0.5}, (1, 2, 3, 0.5)),
        ({"pos": [1, 2, 3], "score": 0.5}, (1, 2, 3, 0.5)),
        ({"Position": {"X": 1, "Y": 2, "Z": 3}, "TrackingState": 1}, (1, 2, 3, 0.5)),
        ({"position": [1, 2, 3], "confidence_level": "low"}, (1, 2, 3, 0.33)),
        ({"x": 1, "y": 2, "visible": True}, (1, 2, None, 1)),
        ({"x": 1, "y": 2, "visibility": 0.01}, (1, 2, None, None)),
        (MATRIX, (5, 6, 7, None)),
        (COLUMNS, (5, 6, 7, None)),
        ({"transform": COLUMNS}, (5, 6, 7, None)),
        ([value for row in COLUMNS for value in row], (5, 6, 7, None)),
    ],
)
def test_places(point, row):
    assert is_point(point)
    found = row_of(point, with_visibility=False)
    assert [None if math.isnan(value) else value for value in found] == list(row)


def test_visibility_counts_where_a_person_asks_for_it():
    assert row_of({"x": 1, "y": 2, "visibility": 0.01}, with_visibility=True)[3] == 0.01


@pytest.mark.parametrize(
    "value",
    [None, 7, "a", [], [1], ["a", "b"], {}, {"x": 1}, {"x": [1], "y": [2]}, {"x": 1, "y": 2, "width": 3}, [[1, 2]]],
)
def test_what_is_no_place(value):
    assert not is_point(value)


@pytest.mark.parametrize(
    ("point", "name"),
    [
        ({"part": "nose"}, "nose"),
        ({"id": 3, "x": 1}, "3"),
        ({"name": "a", "id": 3}, "a"),
        ([1, 2], None),
        ({"x": 1}, None),
    ],
)
def test_names(point, name):
    assert name_in(point) == name
    assert plain("Joint_Positions (mm)") == "jointpositionsmm"


@pytest.mark.parametrize(
    ("time", "seconds"),
    [(1.5, 1.5), ("0:01:02.5", 62.5), ("01:02,5", 62.5), ("12.25", 12.25), ({"sec": 2, "nanosec": 500_000_000}, 2.5)],
)
def test_times(time, seconds):
    assert seconds_of(time)[0] == seconds


def test_dates_differ_by_what_lies_between():
    times = ("2024-05-31T12:00:00.250Z", "2024-05-31T14:00:00.5+02:00", "2024-05-31 12:00:01")
    moments = [seconds_of(time) for time in times]
    assert [round(moment - moments[0][0], 9) for moment, _ in moments] == [0, 0.25, 0.75]
    assert all(is_sure for _, is_sure in moments)


@pytest.mark.parametrize("time", ["noon", "2024-13-01T00:00:00", None, [], {}, "1" * 100, {"sec": "a"}])
def test_what_is_no_time(time):
    assert math.isnan(seconds_of(time)[0])


@pytest.mark.parametrize(
    ("key", "unit"),
    [
        ("timestamp_usec", 1e-6),
        ("time_ms", 1e-3),
        ("timestampNs", 1e-9),
        ("seconds", 1.0),
        ("ticks", 1e-7),
        ("t", None),
    ],
)
def test_units_in_names(key, unit):
    assert unit_in(key) == unit


@pytest.mark.parametrize(
    ("start", "step", "fps"),
    [
        (0, 1 / 30, 30),
        (5, 1 / 29.97, 29.97),
        (0, 33.333, 30),
        (0, 333_333, 30),
        (0, 166_667, 60),
        (638_000_000_000_000_000, 333_333, 30),
        (1_717_000_000_000, 20, 50),
        (1_717_000_000_000_000, 20_000, 50),
        (1_717_000_000_000_000_000, 20_000_000, 50),
        (0, 1e-5, None),
        (0, 0, None),
    ],
)
def test_rates(start, step, fps):
    found, _ = rate_of_times([start + step * t for t in range(90)], range(90), "timestamp")
    assert found == (pytest.approx(fps, rel=2e-3) if fps else None)
