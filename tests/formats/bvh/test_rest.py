"""Which way is up in a BVH file, and how long a frame takes."""

from pathlib import Path

import numpy as np
import pytest
from formats.bvh.bvh_files import BODY, ENDS, file_of, hierarchy_of, still

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.bvh.bvh import read_bvh
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.skeletons import AXES

CASES = Path(__file__).parents[1] / "cases"


def rested(order=(0, 1, 2), sign=1):
    """The hierarchy with its axes in another order: the second is up."""

    def turned(offset):
        return tuple(sign * offset[at] for at in order)

    joints = [(name, parent, turned(offset)) for name, parent, offset in BODY]
    return hierarchy_of(joints, {name: turned(offset) for name, offset in ENDS.items()})


@pytest.mark.parametrize(("axis", "order"), [("x", (1, 0, 2)), ("y", (0, 1, 2)), ("z", (0, 2, 1))])
@pytest.mark.parametrize("turn", [(0, 0, 0), (90, 0, 0), (0, 90, 0), (0, 0, 90), (-90, 0, 0)])
def test_the_rest_pose_says_which_way_is_up_whatever_the_body_does(axis, order, turn):
    frames = still()
    frames[:, :3] = 0
    frames[:, AXES.index(axis)] = 0.9
    frames[:, 3:6] = turn
    clip = read_bvh(file_of(frames, rested(order)), "a")
    assert clip.up_axis == axis
    assert f"{axis} was taken to point up, along which the rest pose stands" in clip.notes[-1]


def test_who_falls_and_lies_for_most_of_the_time_does_not_turn_the_clip():
    frames = still(30)
    frames[8:, 4] = 90  # about x: the trunk along z
    frames[8:, 1] = 0.1
    clip = read_bvh(file_of(frames), "a")
    assert clip.up_axis == "y"
    assert (
        "In most frames the trunk lies along z: that is somebody who lies, or else say that z points up"
        in (clip.notes[-1])
    )
    head, hips = (clip.layout.index(joint) for joint in ("Head", "Hips"))
    rise = clip.positions[:, 0, head, 1] - clip.positions[:, 0, hips, 1]
    assert (rise[:8] > 0.5).all()
    assert np.abs(rise[8:]).max() < 0.05
    said = load_clip(file_of(frames), "a", options=ReadOptions(up_axis="z"))
    assert said.up_axis == "z"
    assert not any("In most frames" in note for note in said.notes)


def test_a_rest_pose_that_does_not_stand_leaves_it_to_the_recording():
    # All bones along x, the legs as well, as some programs rest a skeleton; the root's rotation stands it up.
    joints = [("Hips", None, (0, 0.9, 0)), ("Spine", "Hips", (0.3, 0, 0)), ("Neck", "Spine", (0.3, 0, 0))]
    joints += [("LeftUpLeg", "Hips", (0, 0, 0.1)), ("LeftLeg", "LeftUpLeg", (0.4, 0, 0))]
    frames = still(3, 5)
    frames[:, 3] = 90  # about z: x becomes y
    clip = read_bvh(file_of(frames, hierarchy_of(joints, {"Neck": (0.2, 0, 0)})), "a")
    assert clip.up_axis == "y"
    assert "The file does not say which axis points up; y was taken" in clip.notes[-1]


@pytest.mark.parametrize("turn", [3, 4])
def test_a_body_on_its_head_is_said_and_turned_by_hand(turn):
    frames = still()
    frames[:, turn] = 180
    data = file_of(frames)
    assert "stands on its head; if it does not, turn it over (say that -y points up)" in read_bvh(data, "a").notes[-1]
    over = load_clip(data, "a", options=ReadOptions(up_axis="-y"))
    head, hips = (over.layout.index(joint) for joint in ("Head", "Hips"))
    assert (over.positions[:, 0, head, 1] > over.positions[:, 0, hips, 1]).all()
    assert not any("say that" in note for note in over.notes)


def test_a_rest_pose_upside_down_is_said():
    frames = still()
    clip = read_bvh(file_of(frames, rested(sign=-1)), "a")
    assert clip.up_axis == "y"
    assert "stands on its head" in clip.notes[-1]


def test_case_30_can_be_turned():
    path = CASES / "30_bvh_upside_down.bvh"
    assert any("say that -y points up" in note for note in load_clip(path).notes)
    clip = load_clip(path, options=ReadOptions(up_axis="-y"))
    head, hips = (clip.layout.index(joint) for joint in ("Head", "Hips"))
    assert (clip.positions[:, 0, head, 1] - clip.positions[:, 0, hips, 1] > 0.4).all()


def test_case_32_is_in_milliseconds():
    clip = load_clip(CASES / "32_bvh_frame_time_ms.bvh")
    assert clip.fps == 30
    assert any("taken for milliseconds: 30 frames a second" in note for note in clip.notes)


@pytest.mark.parametrize(
    ("frame_time", "fps"), [("33.3333", 30), ("8.33333", 120), ("16.6667", 60), ("41.7083", 23.976), ("40", 25)]
)
def test_milliseconds_are_told(frame_time, fps):
    clip = read_bvh(file_of(still(), frame_time=frame_time), "a")
    assert clip.fps == fps
    assert "milliseconds" in clip.notes[0]
    said = read_bvh(file_of(still(), frame_time=frame_time), "a", ReadOptions(fps=fps))
    assert "milliseconds" not in said.notes[0]


def test_two_seconds_a_frame_are_believed_and_said():
    clip = read_bvh(file_of(still(), frame_time="2"), "a")
    assert clip.fps == 0.5
    assert clip.notes[0] == "The frame time is 2 seconds; if it is milliseconds, say 500 fps."


def test_names_by_hand_make_a_rig_known():
    clip = load_clip(file_of(still()), "a", options=ReadOptions(joints={"Hips": "spine base", "LeftArm end": ""}))
    assert "spine base" in clip.layout.joints
    assert clip.layout.root == clip.layout.torso[0] == "spine base"
    assert clip.n_joints == 10
    with pytest.raises(ClipError, match="were both said to be 'nose'"):
        load_clip(file_of(still()), "a", options=ReadOptions(joints={"Hips": "nose", "Head": "nose"}))
