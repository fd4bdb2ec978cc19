"""What the joints of a layout are, whatever a file calls them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skeletons.rigs import RIGS

from sta_lstm.skeletons import LAYOUTS, SkeletonLayout, conversion
from sta_lstm.skeletons.layouts import NTU_25
from sta_lstm.skeletons.synonyms import common_names, mirror_pairs


def layout_of(*joints):
    return SkeletonLayout("rig", "A rig", joints, (), (), joints[0], (joints[0], joints[-1]), "y", "")


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda layout: layout.name)
def test_our_own_joints_are_what_they_are_called(layout):
    kinect_v1 = {"spine base": "hip centre", "spine mid": "lower spine"}
    different = {"sbu-15": {"neck": "spine shoulder"}, "kinect-20": kinect_v1, "utd-mhad-20": kinect_v1}
    different |= {name: {"spine base": "hip centre", "head": "skull base"} for name in ("smpl-22", "smpl-24")}
    otherwise = different.get(layout.name, {})
    assert common_names(layout) == tuple(otherwise.get(joint, joint) for joint in layout.joints)


@pytest.mark.parametrize("rig", RIGS)
def test_what_a_rig_is_called_twice_is_the_same(rig):
    """A clip in a layout of its own keeps the common names; read again, they mean what they meant."""
    names = common_names(layout_of(*RIGS[rig]))
    if not any(name.endswith((" bone", ")")) for name in names):
        assert common_names(layout_of(*names)) == names


@pytest.mark.parametrize("rig", RIGS)
@pytest.mark.parametrize("prefix", ["Ann_", "Skeleton 2:", "rig.", "Armature|"])
def test_what_all_names_begin_with_says_nothing(rig, prefix):
    joints = tuple(RIGS[rig])
    prefixed = common_names(layout_of(*(f"{prefix}{joint}" for joint in joints)))
    plain = common_names(layout_of(*joints))
    assert [(a, b) for a, b in zip(plain, prefixed, strict=True) if a != b and "(joint" not in a] == []


@pytest.mark.parametrize("rig", ["mixamo", "smpl", "xsens", "kinect sdk", "vrm", "rokoko", "xsens segments"])
def test_left_and_right_exchanged_are_exchanged(rig):
    joints = tuple(RIGS[rig])
    other = {"left": "right", "right": "left", "Left": "Right", "Right": "Left"}
    swapped = tuple(re.sub("left|right|Left|Right", lambda found: other[found[0]], joint) for joint in joints)
    names = common_names(layout_of(*joints))
    expected = tuple(re.sub("left|right", lambda found: other[found[0]], name) for name in names)
    assert common_names(layout_of(*swapped)) == expected != names


def test_a_letter_is_no_side_before_a_number_or_alone():
    assert common_names(layout_of("L5", "L3", "l 4", "R1", "T8", "LS")) == ("l5", "l3", "l 4", "r1", "t8", "ls")
    assert mirror_pairs(("L5", "R5", "l 1", "r 1")) == ()
    assert common_names(layout_of("larm", "nose")) == ("larm", "nose")


def test_pairs_are_told_however_the_side_is_written():
    names = ("lknee", "rknee", "LASI", "RASI", "ASISl", "ASISr", "hand.L.001", "hand.R.001", "spine", "lonely left")
    pairs = (("lknee", "rknee"), ("LASI", "RASI"), ("ASISl", "ASISr"), ("hand.L.001", "hand.R.001"))
    assert mirror_pairs(names) == pairs


@pytest.mark.parametrize("rig", RIGS)
def test_other_customs_of_naming(rig):
    joints = tuple(RIGS[rig])
    assert dict(zip(joints, common_names(layout_of(*joints)), strict=True)) == RIGS[rig]


def test_a_shoulder_without_an_arm_is_the_shoulder():
    names = common_names(layout_of("Hips", "LeftShoulder", "LeftForeArm", "LeftHand"))
    assert names == ("spine base", "left shoulder", "left elbow", "left wrist")


PIECES = (
    "Left",
    "right",
    "l",
    "R",
    "_",
    ":",
    " ",
    "Hand",
    "leg",
    "UpLeg",
    "Arm",
    "Shoulder",
    "Head",
    "End",
    "of",
    "1",
    "é",
)


@settings(max_examples=60)
@given(
    st.lists(
        st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join), min_size=2, max_size=12, unique=True
    )
)
def test_any_names_have_meanings_and_no_two_the_same(joints):
    layout = layout_of(*joints)
    assert len(set(common_names(layout))) == len(joints)
    for one, other in ((layout, NTU_25), (NTU_25, layout)):
        plan = conversion(one, other)
        assert len(plan.steps) == other.n_joints
        assert {*plan.copied, *plan.inferred, *plan.impossible} == set(other.joints)


def test_no_two_joints_are_the_same():
    names = common_names(
        layout_of("Hips", "hips", "HIPS", "Left Hand", "left_hand", "left", "l", "_", "LeftHand (joint 4)")
    )
    assert len(set(names)) == 9
