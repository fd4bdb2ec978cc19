"""Lanes of angles and speeds: their scales, whose lines they have, and that they are told apart."""

import base64

import numpy as np
import pytest
from made import small_clip

from sta_lstm.player.movement import MOST_LANES, MOST_PERSONS, measure_lanes
from sta_lstm.skeletons.movement import Measure, Measured, measured, measures_of

ELBOW = Measure("elbow angle", "angle", "", ("left", "right"), ((0, 1, 2), (3, 4, 5)))
HEAD = Measure("head speed", "speed", "", ("middle",), ((3,),))


def lane_of(measure, values):
    """The one lane of these values, T × M × S."""
    (lane,) = measure_lanes([Measured(measure, np.array(values, np.float32))])["lanes"]
    return lane


def values_in(line):
    return np.frombuffer(base64.b64decode(line["values"]), "<f4")


def test_left_stands_beside_right_on_one_scale_of_whole_tens():
    lane = lane_of(ELBOW, [[[31, 120]], [[np.nan, 158]]])
    assert (lane["name"], lane["unit"], lane["low"], lane["high"], lane["digits"]) == ("elbow angle", "°", 30, 160, 0)
    assert [(line["person"], line["side"]) for line in lane["lines"]] == [(0, "L"), (0, "R")]
    assert values_in(lane["lines"][0]) == pytest.approx([31, np.nan], nan_ok=True)
    assert values_in(lane["lines"][1]) == pytest.approx([120, 158])


@pytest.mark.parametrize(
    ("most", "high"), [(0.03, 0.03), (0.34, 0.35), (2.3, 2.5), (4.0, 4.0), (21.0, 25.0), (0.0, 0.0005)]
)
def test_speeds_begin_at_nothing_and_end_at_a_round_number(most, high):
    lane = lane_of(HEAD, [[[0.0]], [[most]]])
    assert (lane["low"], lane["high"]) == (0, pytest.approx(high))


def test_a_scale_is_there_where_nothing_has_a_value_or_nothing_moves():
    assert lane_of(HEAD, [[[np.nan]], [[np.nan]]])["lines"] == []
    still = lane_of(ELBOW, [[[90, 90]]])
    assert (still["low"], still["high"]) == (90, 100)


def test_persons_who_are_never_seen_have_no_line_and_of_many_those_with_most_values_have():
    values = np.full((6, 5, 1), np.nan)
    for person, n_known in enumerate([0, 3, 6, 5, 4]):
        values[:n_known, person] = 1
    lines = lane_of(HEAD, values)["lines"]
    assert [line["person"] for line in lines] == [2, 3, 4]
    assert len(lines) == MOST_PERSONS


def test_lanes_are_bounded_and_other_lanes_have_another_key():
    clip = small_clip()
    found = measured(clip, measures_of(clip)[:9])
    told = measure_lanes(found)
    assert (told["frames"], len(told["lanes"])) == (clip.n_frames, MOST_LANES)
    keys = {told["key"], measure_lanes(found[1:])["key"], measure_lanes([])["key"]}
    assert len(keys) == 3
    assert measure_lanes(found)["key"] == told["key"]


def test_a_name_from_a_file_is_one_line_of_bounded_length():
    lane = lane_of(Measure("a\nb" * 100, "speed", "", ("middle",), ((0,),)), [[[1.0]]])
    assert "\n" not in lane["name"]
    assert len(lane["name"]) <= 40
