"""What the joints of a layout are, whatever a file calls them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


RIGS |= {
    "character creator": {
        "CC_Base_BoneRoot": "bone root",
        "CC_Base_Pelvis": "spine base",
        "CC_Base_L_Thigh": "left hip",
        "CC_Base_L_Calf": "left knee",
        "CC_Base_L_Foot": "left ankle",
        "CC_Base_L_ToeBase": "left foot",
        "CC_Base_Waist": "waist",
        "CC_Base_Spine01": "spine mid",
        "CC_Base_Spine02": "spine02",
        "CC_Base_R_Clavicle": "right clavicle",
        "CC_Base_R_Upperarm": "right shoulder",
        "CC_Base_R_Forearm": "right elbow",
        "CC_Base_R_Hand": "right wrist",
        "CC_Base_Head": "skull base",
    },
    "vrm bones": {
        "J_Bip_C_Hips": "spine base",
        "J_Bip_C_Spine": "spine",
        "J_Bip_C_Chest": "spine mid",
        "J_Bip_C_UpperChest": "upper chest",
        "J_Bip_C_Head": "skull base",
        "J_Bip_L_Shoulder": "left clavicle",
        "J_Bip_L_UpperArm": "left shoulder",
        "J_Bip_L_LowerArm": "left elbow",
        "J_Bip_L_Hand": "left wrist",
        "J_Bip_R_UpperLeg": "right hip",
        "J_Bip_R_LowerLeg": "right knee",
        "J_Bip_R_Foot": "right ankle",
        "J_Bip_R_ToeBase": "right foot",
    },
    "vrm": {
        "hips": "spine base",
        "spine": "spine",
        "chest": "spine mid",
        "upperChest": "upper chest",
        "leftShoulder": "left clavicle",
        "leftUpperArm": "left shoulder",
        "leftLowerArm": "left elbow",
        "leftHand": "left wrist",
        "rightUpperLeg": "right hip",
        "rightLowerLeg": "right knee",
        "rightFoot": "right ankle",
        "rightToes": "right foot",
    },
    "blender": {
        "spine": "spine",
        "spine.001": "spine mid",
        "spine.002": "spine 002",
        "shoulder.L": "left clavicle",
        "upper_arm.L": "left shoulder",
        "forearm.L": "left elbow",
        "hand.L": "left wrist",
        "thigh.R": "right hip",
        "shin.R": "right knee",
        "DEF-foot.R": "right ankle",
        "toe.R": "right foot",
    },
    "rokoko": {
        "Hips": "spine base",
        "LeftThigh": "left hip",
        "LeftShin": "left knee",
        "LeftFoot": "left ankle",
        "LeftToe": "left foot",
        "RightShoulder": "right clavicle",
        "RightArm": "right shoulder",
        "RightForeArm": "right elbow",
        "RightHand": "right wrist",
    },
    "motive": {
        "Hip": "spine base",
        "Ab": "ab",
        "Chest": "spine mid",
        "Head": "skull base",
        "LShoulder": "left clavicle",
        "LUArm": "left shoulder",
        "LFArm": "left elbow",
        "LHand": "left wrist",
        "RThigh": "right hip",
        "RShin": "right knee",
        "RFoot": "right ankle",
        "RToe": "right foot",
    },
    "xsens segments": {
        "Pelvis": "spine base",
        "L5": "l5",
        "L3": "l3",
        "T12": "spine mid",
        "T8": "t8",
        "Head": "skull base",
        "RightShoulder": "right clavicle",
        "RightUpperArm": "right shoulder",
        "LeftForeArm": "left elbow",
        "LeftLowerLeg": "left knee",
        "LeftToe": "left foot",
    },
    "acclaim": {
        "root": "spine base",
        "lhipjoint": "left hipjoint",
        "lfemur": "left hip",
        "rtibia": "right knee",
        "rfemur": "right hip",
        "rfoot": "right ankle",
        "rtoes": "right foot",
        "lowerback": "lowerback",
        "upperback": "spine mid",
        "thorax": "thorax bone",
        "head": "skull base",
        "lclavicle": "left clavicle",
        "lhumerus": "left shoulder",
        "lradius": "left elbow",
        "lwrist": "left wrist",
        "lfingers": "left hand",
        "lthumb": "left thumb",
    },
    "plug-in gait": {
        "LFHD": "left front of head",
        "RBHD": "right back of head",
        "C7": "base of neck",
        "T10": "middle of back",
        "CLAV": "upper breastbone",
        "STRN": "lower breastbone",
        "LSHO": "left shoulder",
        "LUPA": "left upper arm marker",
        "RELB": "right elbow",
        "RWRA": "right wrist beside thumb",
        "RFIN": "right hand",
        "LASI": "left front of pelvis",
        "RASI": "right front of pelvis",
        "LPSI": "left back of pelvis",
        "SACR": "back of pelvis",
        "LTHI": "left thigh marker",
        "LKNE": "left knee",
        "RTIB": "right shank marker",
        "RANK": "right ankle",
        "RHEE": "right heel",
        "LTOE": "left foot",
    },
    "glued": {
        "Nose": "nose",
        "Lknee": "left knee",
        "Rknee": "right knee",
        "lhip": "left hip",
        "rhip": "right hip",
        "ankleL": "left ankle",
        "ankleR": "right ankle",
        "shoulderleft": "left shoulder",
        "Rear": "right ear",
        "Lear": "left ear",
    },
    "sides of markers": {
        "ASISr": "right front of pelvis",
        "ASISl": "left front of pelvis",
        "STERr": "right ster",
        "STERl": "left ster",
        "CLAVm": "clavm",
        "CLAVl": "clavl",
        "ARMl": "arml",
        "ARMm": "armm",
        "T1": "t1",
    },
}


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
