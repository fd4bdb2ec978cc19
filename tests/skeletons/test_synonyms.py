"""What the joints of a layout are, whatever a file calls them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sta_lstm.skeletons import LAYOUTS, SkeletonLayout, conversion
from sta_lstm.skeletons.layouts import NTU_25
from sta_lstm.skeletons.synonyms import common_names


def layout_of(*joints):
    return SkeletonLayout("rig", "A rig", joints, (), (), joints[0], (joints[0], joints[-1]), "y", "")


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda layout: layout.name)
def test_our_own_joints_are_what_they_are_called(layout):
    kinect_v1 = {"spine base": "hip centre", "spine mid": "lower spine"}
    different = {"sbu-15": {"neck": "spine shoulder"}, "kinect-20": kinect_v1, "utd-mhad-20": kinect_v1}
    different |= {name: {"spine base": "hip centre", "head": "skull base"} for name in ("smpl-22", "smpl-24")}
    otherwise = different.get(layout.name, {})
    assert common_names(layout) == tuple(otherwise.get(joint, joint) for joint in layout.joints)


RIGS = {
    "cmu": {
        "Hips": "spine base",
        "LHipJoint": "left hip joint",
        "LeftUpLeg": "left hip",
        "LeftLeg": "left knee",
        "LeftFoot": "left ankle",
        "LeftToeBase": "left foot",
        "LowerBack": "lower back",
        "Spine": "spine mid",
        "Spine1": "spine1",
        "Neck": "neck bone",
        "Neck1": "neck1",
        "Head": "skull base",
        "Head end": "head top",
        "LeftShoulder": "left clavicle",
        "LeftArm": "left shoulder",
        "LeftForeArm": "left elbow",
        "LeftHand": "left wrist",
        "LeftFingerBase": "left finger base",
        "LFingers": "left hand",
        "LFingers end": "left hand tip",
        "LThumb": "LThumb (joint 20)",
        "LThumb end": "left thumb",
    },
    "mixamo": {
        "mixamorig:Hips": "spine base",
        "mixamorig:Spine": "spine",
        "mixamorig:Spine1": "spine mid",
        "mixamorig:Spine2": "spine2",
        "mixamorig:Head": "skull base",
        "mixamorig:HeadTop_End": "head top",
        "mixamorig:RightShoulder": "right clavicle",
        "mixamorig:RightArm": "right shoulder",
        "mixamorig:RightForeArm": "right elbow",
        "mixamorig:RightHand": "right wrist",
        "mixamorig:RightHandMiddle1": "right hand",
        "mixamorig:RightHandThumb4": "right thumb",
        "mixamorig:RightUpLeg": "right hip",
        "mixamorig:RightLeg": "right knee",
        "mixamorig:RightFoot": "right ankle",
        "mixamorig:RightToeBase": "right foot",
    },
    "daz": {
        "hip": "spine base",
        "abdomen": "abdomen",
        "chest": "spine mid",
        "neck": "neck bone",
        "head": "skull base",
        "lCollar": "left clavicle",
        "lShldr": "left shoulder",
        "lForeArm": "left elbow",
        "lHand": "left wrist",
        "rThigh": "right hip",
        "rShin": "right knee",
        "rFoot": "right ankle",
        "rToe": "right foot",
    },
    "biped": {
        "Bip01_Pelvis": "spine base",
        "Bip01_Spine": "spine",
        "Bip01_Spine1": "spine mid",
        "Bip01_L_Clavicle": "left clavicle",
        "Bip01_L_UpperArm": "left shoulder",
        "Bip01_L_Forearm": "left elbow",
        "Bip01_L_Hand": "left wrist",
        "Bip01 R Thigh": "right hip",
        "Bip01 R Calf": "right knee",
        "Bip01 R Foot": "right ankle",
        "Bip01 R Toe0": "right foot",
    },
    "unreal": {
        "pelvis": "spine base",
        "spine_01": "spine 01",
        "spine_02": "spine mid",
        "spine_03": "spine 03",
        "clavicle_l": "left clavicle",
        "upperarm_l": "left shoulder",
        "lowerarm_l": "left elbow",
        "hand_l": "left wrist",
        "thigh_r": "right hip",
        "calf_r": "right knee",
        "foot_r": "right ankle",
        "ball_r": "right foot",
    },
    "smpl": {  # names of joints, not of bones
        "pelvis": "spine base",
        "left_hip": "left hip",
        "left_knee": "left knee",
        "left_ankle": "left ankle",
        "left_foot": "left foot",
        "spine1": "spine1",
        "spine2": "spine mid",
        "spine3": "spine3",
        "neck": "neck",
        "head": "head",
        "left_collar": "left clavicle",
        "left_shoulder": "left shoulder",
        "left_elbow": "left elbow",
        "left_wrist": "left wrist",
        "left_hand": "left hand",
    },
    "xsens": {
        "Hips": "spine base",
        "Chest": "chest",
        "Chest2": "spine mid",
        "Neck": "neck",
        "Head": "head",
        "RightCollar": "right clavicle",
        "RightShoulder": "right shoulder",
        "RightElbow": "right elbow",
        "RightWrist": "right wrist",
        "RightHip": "right hip",
        "RightKnee": "right knee",
        "RightAnkle": "right ankle",
        "RightToe": "right foot",
    },
    "openni": {
        "HEAD": "head",
        "NECK": "neck",
        "TORSO": "torso",
        "LEFT_SHOULDER": "left shoulder",
        "LEFT_ELBOW": "left elbow",
        "LEFT_HAND": "left hand",
        "LEFT_HIP": "left hip",
        "LEFT_FOOT": "left foot",
    },
    "kinect sdk": {
        "SpineBase": "spine base",
        "SpineMid": "spine mid",
        "SpineShoulder": "spine shoulder",
        "ShoulderLeft": "left shoulder",
        "WristRight": "right wrist",
        "HandTipLeft": "left hand tip",
        "ThumbRight": "right thumb",
        "FootLeft": "left foot",
    },
    "mediapipe": {
        "NOSE": "nose",
        "LEFT_EYE_INNER": "left inner eye",
        "LEFT_EYE": "left eye",
        "MOUTH_LEFT": "left mouth corner",
        "RIGHT_PINKY": "right little finger",
        "RIGHT_INDEX": "right index finger",
        "LEFT_FOOT_INDEX": "left foot",
    },
}


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
