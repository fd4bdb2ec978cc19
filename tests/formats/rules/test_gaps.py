"""Joints that are missing in some frames: filled by straight lines in time, and said."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.gaps import filled, never_seen, without_zeros
from sta_lstm.skeletons import LAYOUTS

SBU = LAYOUTS["sbu-15"]


def walk(n_frames=10, n_persons=1):
    """Every joint moves evenly along its own straight line."""
    random = np.random.default_rng(1)
    start, step = random.normal(size=(2, n_persons, 15, 3))
    times = np.arange(n_frames).reshape(-1, 1, 1, 1)
    return start + times * step, np.ones((n_frames, n_persons), dtype=bool)


def test_without_gaps_nothing_changes():
    positions, present = walk()
    again, notes = filled(positions, present, SBU, "walk")
    assert again is positions
    assert notes == ()
    assert never_seen(positions, present, SBU) == ()


@settings(max_examples=50, deadline=None)
@given(hole=st.lists(st.tuples(st.integers(1, 8), st.integers(0, 1), st.integers(0, 14)), min_size=1, max_size=40))
def test_even_motion_comes_back(hole):
    """Straight lines are what the rule assumes, so between two sightings they are restored; absence does not matter."""
    positions, present = walk(n_persons=2)
    present[4, 0] = False
    damaged = positions.copy()
    for frame, person, joint in hole:
        damaged[frame, person, joint, frame % 3] = np.nan
    again, _ = filled(damaged, present, SBU, "walk")
    assert np.allclose(again[present], positions[present], atol=1e-12)
    assert not np.isnan(again[present]).any()


def test_ends_stay_where_the_joint_was_seen():
    positions, present = walk()
    damaged = positions.copy()
    damaged[:3, 0, 5], damaged[8:, 0, 5] = np.nan, np.nan
    again, notes = filled(damaged, present, SBU, "walk")
    assert np.array_equal(again[:3, 0, 5], np.repeat(positions[3:4, 0, 5], 3, axis=0))
    assert np.array_equal(again[8:, 0, 5], np.repeat(positions[7:8, 0, 5], 2, axis=0))
    assert notes == (
        "5 joints were missing in 5 of 10 frames (first 'left hand' of person 0 in frame 0); "
        "filled along straight lines between the frames in which each was seen.",
    )


def test_a_joint_seen_nowhere_stands_at_the_nearest_one():
    positions, present = walk(n_persons=2)
    damaged = positions.copy()
    knee, foot, hip = (SBU.index(f"left {joint}") for joint in ("knee", "foot", "hip"))
    damaged[:, 1, [knee, foot]] = np.nan
    again, notes = filled(damaged, present, SBU, "walk")
    assert np.array_equal(again[:, 1, knee], positions[:, 1, hip])
    assert np.array_equal(again[:, 1, foot], positions[:, 1, hip])
    assert notes == (
        "Never seen of person 1: left knee, left foot; placed where the nearest joint along the bones is.",
    )
    assert never_seen(damaged, present, SBU) == ()
    assert never_seen(damaged[:, 1:], present[:, 1:], SBU) == ("left knee", "left foot")


def test_absent_persons_are_left_alone():
    positions, present = walk()
    damaged = positions.copy()
    damaged[2], present[2] = np.nan, False
    assert filled(damaged, present, SBU, "walk")[0] is damaged


def test_a_person_without_any_joint_is_refused():
    positions, present = walk(n_persons=2)
    positions[:, 1] = np.nan
    with pytest.raises(ClipError, match="'walk': person 1 is present in 10 frames, but none of their joints is seen"):
        filled(positions, present, SBU, "walk")


def test_infinite_values_are_not_gaps():
    positions, present = walk()
    positions[3, 0, 2, 1] = np.inf
    assert np.isinf(filled(positions, present, SBU, "walk")[0][3, 0, 2, 1])


def standing(n_frames=6, at=(0.0, 0.0, 3.0)):
    """A body of fifteen joints, 1.7 m tall."""
    pose = np.random.default_rng(2).uniform((-0.3, -0.8, -0.1), (0.3, 0.9, 0.1), size=(15, 3))
    return np.repeat(pose[None], n_frames, axis=0) + at


def test_a_joint_at_zero_far_from_its_body_is_missing():
    positions = standing()
    positions[2, 4] = positions[3, 4] = positions[3, 9] = 0
    again, notes = without_zeros(positions)
    assert np.argwhere(np.isnan(again).all(-1)).tolist() == [[2, 4], [3, 4], [3, 9]]
    assert notes == ("3 joints lie at exactly zero, far from the rest of the body; they count as missing.",)
    assert (positions[2, 4] == 0).all()


@pytest.mark.parametrize("scale", [0.001, 1.0, 1000.0])
def test_the_unit_does_not_matter(scale):
    positions = standing() * scale
    positions[1, 0] = 0
    assert np.isnan(without_zeros(positions)[0][1, 0]).all()


def test_a_joint_that_is_at_zero_because_the_body_is_centred_stays():
    positions = standing(at=(0, 0, 0))
    positions -= positions[:, :1]
    again, notes = without_zeros(positions)
    assert again is positions
    assert notes == ()


def test_whole_bodies_at_zero_are_left_to_who_is_tracked():
    positions = standing()
    positions[2] = 0
    assert without_zeros(positions)[0] is positions
