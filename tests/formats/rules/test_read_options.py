"""What a person says about a file: it is done, it is noted, and nothing else changes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sta_lstm.errors import ClipError, SettingsError
from sta_lstm.formats import load_clip
from sta_lstm.formats.arrays.npz import write_npz
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions


@pytest.mark.parametrize("knows_unit", [True, False])
def test_nothing_said_changes_nothing(small_clip, knows_unit):
    clip = small_clip()
    assert AS_STORED.corrected(clip, "a.npz", knows_unit=knows_unit) is clip


@pytest.mark.parametrize("what", [{"fps": 30.0}, {"up_axis": "y"}, {"metres_per_unit": 1.0}])
def test_saying_what_the_file_says_changes_nothing(small_clip, what):
    clip = small_clip(fps=30.0, up_axis="y")
    assert ReadOptions(**what).corrected(clip, "a.npz", knows_unit=True) is clip


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ({"fps": 15}, "The frame rate was set to 15 by hand; the file was read with 30."),
        ({"up_axis": "z"}, "The axis that points up was set to z by hand; the file was read with y."),
        ({"metres_per_unit": 0.01}, "All positions were multiplied by 0.01 by hand."),
        ({"mirror": True}, "The recording was mirrored by hand, because its axes were left-handed."),
    ],
)
def test_each_thing_said_is_noted_once_and_alone(small_clip, what, says):
    clip = small_clip()
    corrected = ReadOptions(**what).corrected(clip, "a.npz", knows_unit=True)
    assert corrected.notes == (*clip.notes, says)
    assert (corrected.layout, corrected.name, corrected.label) == (clip.layout, clip.name, clip.label)
    assert np.array_equal(corrected.present, clip.present)
    assert (corrected.fps, corrected.up_axis) == (what.get("fps", 30), what.get("up_axis", "y"))
    assert np.array_equal(corrected.positions, clip.positions) == ({"fps", "up_axis"} >= set(what))


@given(factor=st.floats(1e-3, 100))
def test_unit_multiplies_every_joint(small_clip, factor):
    clip = small_clip()
    corrected = ReadOptions(metres_per_unit=factor).corrected(clip, "a.npz", knows_unit=True)
    assert np.array_equal(corrected.positions, (clip.positions.astype(np.float64) * factor).astype(np.float32))


def test_unit_is_the_readers_where_the_format_says_none(small_clip):
    clip = small_clip()
    assert ReadOptions(metres_per_unit=0.01).corrected(clip, "a.npz", knows_unit=False) is clip


@pytest.mark.parametrize(("up_axis", "lateral"), [("x", 1), ("y", 0), ("z", 0)])
def test_mirror_turns_a_horizontal_axis_and_twice_nothing(small_clip, up_axis, lateral):
    clip = small_clip(up_axis=up_axis)
    once = ReadOptions(mirror=True).corrected(clip, "a.npz", knows_unit=True)
    signs = np.ones(3)
    signs[lateral] = -1
    assert np.array_equal(once.positions, clip.positions * signs)
    assert np.array_equal(ReadOptions(mirror=True).corrected(once, "a.npz", knows_unit=True).positions, clip.positions)


def test_mirror_looks_at_the_axis_that_was_said_to_point_up(small_clip):
    corrected = ReadOptions(mirror=True, up_axis="x").corrected(small_clip(up_axis="y"), "a.npz", knows_unit=True)
    assert np.array_equal(corrected.positions[..., 0], small_clip().positions[..., 0])


def test_absent_bodies_stay_absent_and_zero(small_clip):
    clip = ReadOptions(metres_per_unit=3.0, mirror=True).corrected(small_clip(), "a.npz", knows_unit=True)
    assert not clip.positions[~clip.present].any()
    assert not np.signbit(clip.positions[~clip.present]).any()


def test_unit_that_makes_giants_is_refused(small_clip):
    with pytest.raises(ClipError, match=r"'small'.*is too far away"):
        ReadOptions(metres_per_unit=1e6).corrected(small_clip(), "a.npz", knows_unit=True)


def test_a_unit_of_which_no_clip_comes_is_refused_with_what_to_do(small_clip):
    with pytest.raises(ClipError, match=r"^'a\.npz' cannot be read in that way: .*\. Read it as it is stored, or set"):
        ReadOptions(metres_per_unit=1e6).corrected(small_clip(), "a.npz", knows_unit=True)


def test_loading_obeys(small_clip):
    data = write_npz(small_clip())
    options = ReadOptions(fps=10, metres_per_unit=0.5, up_axis="z")
    clip = load_clip(data, "walk.npz", options=options)
    assert (clip.fps, clip.up_axis) == (10.0, "z")
    assert np.array_equal(clip.positions, small_clip().positions * np.float32(0.5))
    assert len(clip.notes) == 4


@pytest.mark.parametrize("value", [0, -1, 1000.001, math.nan, math.inf, -math.inf])
def test_bad_frame_rate(value):
    with pytest.raises(SettingsError, match=r"the frame rate is .*; expected frames a second, above 0, at most 1000"):
        ReadOptions(fps=value)


@pytest.mark.parametrize("value", [0, -1, 1e-7, 1e7, math.nan, math.inf])
def test_bad_unit(value):
    with pytest.raises(SettingsError, match=r"the unit of length is .* metres; expected a number from 0.000001"):
        ReadOptions(metres_per_unit=value)


@pytest.mark.parametrize("value", ["", "w", "Y", "xy", "--z", "+y", "-"])
def test_bad_axis(value):
    with pytest.raises(SettingsError, match=r"the up axis is '.*'; expected x, y or z"):
        ReadOptions(up_axis=value)
