"""Angles at joints: known ones, and what does not change them."""

from itertools import pairwise

import numpy as np
import pytest
from made import small_clip

from sta_lstm.skeletons import LAYOUTS, Clip, SkeletonLayout, converted, mirrored
from sta_lstm.skeletons.angles import angles_between, angles_of, joint_angles
from sta_lstm.skeletons.layouts import NTU_25, SBU_15


def all_angles(clip):
    return joint_angles(clip, [angle.joints for angle in angles_of(clip.layout)])


def turned(clip, degrees=(20, 35, 50)):
    """The clip after a rotation about each axis."""
    rotation = np.eye(3)
    for axis, angle in enumerate(np.radians(degrees)):
        a, b = [other for other in range(3) if other != axis]
        one = np.eye(3)
        one[[a, b], [a, b]] = np.cos(angle)
        one[a, b], one[b, a] = -np.sin(angle), np.sin(angle)
        rotation = rotation @ one
    return moved(clip, lambda positions: positions @ rotation.T)


def moved(clip, how):
    return Clip(how(clip.positions.astype(float)), clip.fps, clip.layout, clip.up_axis, clip.present, clip.name)


@pytest.mark.parametrize("degrees", [0, 1e-3, 30, 90, 135, 179.999, 180])
def test_a_made_arm_has_the_angle_that_it_was_made_with(degrees):
    clip = small_clip(3)
    positions = clip.positions.copy()
    shoulder, elbow, wrist = (NTU_25.index(f"left {part}") for part in ("shoulder", "elbow", "wrist"))
    positions[:, :, elbow] = (1, 2, 3)
    positions[:, :, shoulder] = (1, 2.3, 3)
    turn = np.radians(degrees)
    positions[:, :, wrist] = np.array((1, 2, 3)) + 0.25 * np.array((np.sin(turn), np.cos(turn), 0))
    clip = moved(clip, lambda _: positions)
    place = [(each.part, each.side) for each in angles_of(NTU_25)].index(("elbow", "left"))
    assert all_angles(clip)[..., place] == pytest.approx(degrees, abs=1e-3)


@pytest.mark.parametrize(
    "how",
    [
        turned,
        lambda clip: moved(clip, lambda positions: positions + np.array([3, -2, 1])),
        lambda clip: moved(clip, lambda positions: 2.5 * positions),
    ],
)
def test_turning_moving_and_scaling_change_no_angle(how):
    clip = small_clip(30, 2)
    assert all_angles(how(clip)) == pytest.approx(all_angles(clip), abs=0.01)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_mirror_exchanges_left_and_right(layout):
    clip = small_clip(5, layout=layout)
    angles = angles_of(layout)
    names = [(each.part, each.side) for each in angles]
    other = {"left": "right", "right": "left", "middle": "middle"}
    swapped = [names.index((part, other[side])) for part, side in names]
    assert all_angles(mirrored(clip)) == pytest.approx(all_angles(clip)[..., swapped], abs=0.01)


def test_nobody_and_arms_without_length_have_no_angle():
    clip = small_clip(present=[[1, 0], [1, 1], [0, 1]])
    assert (np.isnan(all_angles(clip)).all(-1) == ~clip.present).all()
    elbow, wrist = NTU_25.index("left elbow"), NTU_25.index("left wrist")
    positions = clip.positions.copy()
    positions[:, :, wrist] = positions[:, :, elbow]
    of_elbow = [(each.part, each.side) for each in angles_of(NTU_25)].index(("elbow", "left"))
    assert np.isnan(all_angles(moved(clip, lambda _: positions))[..., of_elbow]).all()


def test_bodies_have_the_angles_of_their_joints():
    parts = ["shoulder", "shoulder", "elbow", "elbow", "hip", "hip", "knee", "knee", "ankle", "ankle"]
    assert [each.part for each in angles_of(NTU_25)] == parts
    assert [each.side for each in angles_of(NTU_25)] == ["left", "right"] * 5
    assert [each.part for each in angles_of(SBU_15)] == parts[:8]  # a leg there ends in one foot
    assert angles_of(SBU_15)[2].names == ("left shoulder", "left elbow", "left hand")


def test_joints_are_found_by_what_their_file_calls_them():
    names = ("Hips", "LeftUpLeg", "LeftLeg", "LeftFoot", "LeftToeBase")
    bones = tuple(pairwise(names))
    rig = SkeletonLayout("rig", "a rig", names, bones, (), "Hips", ("Hips", "LeftUpLeg"), "y", "made up")
    knee, ankle = angles_of(rig)
    assert (knee.part, [names[j] for j in knee.joints]) == ("knee", ["LeftUpLeg", "LeftLeg", "LeftFoot"])
    assert (ankle.part, ankle.joints) == ("ankle", (2, 3, 4))


def test_a_body_of_other_joints_bends_along_its_chains():
    angles = angles_of(LAYOUTS["hand-21"])
    assert len(angles) == 15
    assert {angle.side for angle in angles} == {"middle"}
    assert "middle finger pip" in [angle.part for angle in angles]


def test_a_converted_clip_has_the_angles_of_the_joints_that_were_copied():
    clip = small_clip(4)
    other = converted(clip, LAYOUTS["kinect-20"])
    ours, theirs = ([(a.part, a.side) for a in angles_of(each.layout)] for each in (clip, other))
    assert ours == theirs
    assert all_angles(other) == pytest.approx(all_angles(clip), abs=0.01)


def test_angles_of_vectors():
    assert angles_between(np.array([[1.0, 0, 0]]), np.array([[0, 2.0, 0]])) == pytest.approx(90)
    assert np.isnan(angles_between(np.zeros((1, 3)), np.ones((1, 3)))).all()
