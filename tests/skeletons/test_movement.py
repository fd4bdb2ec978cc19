"""Measures of movement: what there is to measure, speeds by their laws, and ranges of motion."""

from dataclasses import replace

import numpy as np
import pytest
from made import small_clip

from sta_lstm.formats import load_clip
from sta_lstm.samples import resolve_clip
from sta_lstm.skeletons import LAYOUTS, mirrored
from sta_lstm.skeletons.layouts import NTU_25
from sta_lstm.skeletons.movement import Measure, Measured, Range, measured, measures_of, ranges_of


def named(clip, name):
    return next(each for each in measures_of(clip) if each.name == name)


def values_of(clip, name):
    (found,) = measured(clip, [named(clip, name)])
    return found.values


def moving(n_frames=12, *, metres_a_frame=0.02, fps=30.0):
    """A body that stands still but for its right wrist, which moves evenly."""
    clip = small_clip(n_frames, fps=fps)
    positions = np.repeat(clip.positions[:1], n_frames, axis=0)
    positions[:, 0, NTU_25.index("right wrist"), 1] += metres_a_frame * np.arange(n_frames)
    return replace(clip, positions=positions)


def test_an_even_path_has_an_even_speed():
    speeds = values_of(moving(), "wrist speed")
    assert speeds.shape == (12, 1, 2)
    assert speeds[..., 0] == pytest.approx(0, abs=1e-5)
    assert speeds[..., 1] == pytest.approx(0.02 * 30, rel=1e-3)


def test_speed_scales_with_frame_rate_and_with_metres():
    clip = small_clip(20)
    speeds = values_of(clip, "knee speed")
    assert values_of(replace(clip, fps=60.0), "knee speed") == pytest.approx(2 * speeds, rel=1e-4)
    assert values_of(replace(clip, positions=3 * clip.positions), "knee speed") == pytest.approx(3 * speeds, rel=1e-3)
    assert values_of(replace(clip, positions=clip.positions + 1.5), "knee speed") == pytest.approx(speeds, rel=1e-3)


def test_a_speed_needs_its_neighbours():
    present = np.ones((12, 1), bool)
    present[6] = False
    speeds = values_of(small_clip(present=present), "head speed")
    assert np.flatnonzero(np.isnan(speeds[:, 0, 0])).tolist() == [5, 6, 7]
    assert np.isnan(values_of(small_clip(1), "head speed")).all()


@pytest.mark.parametrize("name", ["elbow angle", "wrist speed"])
def test_a_mirror_exchanges_left_and_right(name):
    clip = small_clip(9, 2)
    assert values_of(mirrored(clip), name) == pytest.approx(values_of(clip, name)[..., ::-1], rel=1e-3)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_every_joint_has_its_speed_once_and_every_name_is_another(layout):
    measures = measures_of(small_clip(2, layout=layout))
    names = [each.name for each in measures]
    assert len(set(names)) == len(names)
    speeds = [each for each in measures if each.kind == "speed"]
    assert sorted(j for each in speeds for (j,) in each.columns) == list(range(layout.n_joints))
    assert all(len(each.sides) == len(each.columns) for each in measures)


def test_what_needs_a_joint_that_nobody_saw_is_not_measured():
    clip = replace(small_clip(4), inferred=("left wrist",))
    assert named(clip, "elbow angle").sides == ("right",)
    assert named(clip, "wrist speed").sides == ("right",)
    assert named(clip, "knee angle").sides == ("left", "right")


def test_a_measure_says_what_it_is_and_where():
    elbow = named(small_clip(2), "elbow angle")
    assert elbow.how == "the angle at the elbow, between the lines to the shoulder and to the wrist"
    assert (elbow.unit, named(small_clip(2), "head speed").unit) == ("°", "m/s")
    assert elbow.is_of(NTU_25.index("right elbow"))
    assert not elbow.is_of(NTU_25.index("right wrist"))


def test_a_range_goes_from_the_least_to_the_greatest_value_that_there_is():
    values = np.array([[[10, 5], [np.nan, np.nan]], [[40, np.nan], [np.nan, np.nan]], [[25, 9], [np.nan, 7]]])
    measure = Measure("elbow angle", "angle", "", ("left", "right"), ((0, 1, 2), (3, 4, 5)))
    found = ranges_of(Measured(measure, values))
    assert found == (Range(0, "left", 10, 40), Range(0, "right", 5, 9), Range(1, "right", 7, 7))
    assert [each.extent for each in found] == [30, 4, 0]


def test_a_walk_measured_by_hand():
    """A knee's angle by the cosine rule, and a wrist's speed by the weights of a parabola through five frames."""
    clip = load_clip(resolve_clip("real-walk"))
    at = {joint: clip.positions[:, 0, clip.layout.index(joint)].astype(float) for joint in clip.layout.joints}
    for s, side in enumerate(("left", "right")):
        hip, knee, ankle = (at[f"{side} {joint}"] for joint in ("hip", "knee", "ankle"))
        thigh, shank, leg = (np.linalg.norm(a - b, axis=1) for a, b in ((hip, knee), (knee, ankle), (hip, ankle)))
        angle = np.degrees(np.arccos((thigh**2 + shank**2 - leg**2) / (2 * thigh * shank)))
        assert values_of(clip, "knee angle")[:, 0, s] == pytest.approx(angle, abs=0.01)
        weights = np.array([-3, 12, 17, 12, -3]) / 35
        path = np.stack([np.convolve(axis, weights, mode="valid") for axis in at[f"{side} wrist"].T], axis=1)
        speed = np.linalg.norm(path[2:] - path[:-2], axis=1) * clip.fps / 2  # metres a second
        assert values_of(clip, "wrist speed")[3:-3, 0, s] == pytest.approx(speed, abs=1e-3)
        assert 0.3 < speed.max() < 5
