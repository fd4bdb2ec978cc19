"""The published orders of joints, by the numbers that the estimators' own documents give them."""

import re
from types import MappingProxyType

import pytest

from sta_lstm.skeletons import LAYOUTS
from sta_lstm.skeletons.estimator_layouts import ESTIMATOR_LAYOUTS, HAND_21

SMPL = (
    "pelvis left_hip right_hip spine1 left_knee right_knee spine2 left_ankle right_ankle spine3 left_foot right_foot "
    "neck left_collar right_collar head left_shoulder right_shoulder left_elbow right_elbow left_wrist right_wrist"
)
#: The joints of each layout in its source's own words.
PUBLISHED = {
    # OpenPose, doc/02_output.md: POSE_BODY_25_BODY_PARTS.
    "openpose-25": "Nose Neck RShoulder RElbow RWrist LShoulder LElbow LWrist MidHip RHip RKnee RAnkle LHip LKnee "
    "LAnkle REye LEye REar LEar LBigToe LSmallToe LHeel RBigToe RSmallToe RHeel",
    # OpenPose, doc/02_output.md: POSE_COCO_BODY_PARTS.
    "coco-18": "Nose Neck RShoulder RElbow RWrist LShoulder LElbow LWrist RHip RKnee RAnkle LHip LKnee LAnkle "
    "REye LEye REar LEar",
    # COCO, person_keypoints, categories[0].keypoints.
    "coco-17": "nose left_eye right_eye left_ear right_ear left_shoulder right_shoulder left_elbow right_elbow "
    "left_wrist right_wrist left_hip right_hip left_knee right_knee left_ankle right_ankle",
    # Halpe-FullBody, README.
    "halpe-26": "Nose LEye REye LEar REar LShoulder RShoulder LElbow RElbow LWrist RWrist LHip RHip LKnee RKnee "
    "LAnkle RAnkle Head Neck Hip LBigToe RBigToe LSmallToe RSmallToe LHeel RHeel",
    # MediaPipe, mp.solutions.pose.PoseLandmark.
    "mediapipe-33": "NOSE LEFT_EYE_INNER LEFT_EYE LEFT_EYE_OUTER RIGHT_EYE_INNER RIGHT_EYE RIGHT_EYE_OUTER LEFT_EAR "
    "RIGHT_EAR MOUTH_LEFT MOUTH_RIGHT LEFT_SHOULDER RIGHT_SHOULDER LEFT_ELBOW RIGHT_ELBOW LEFT_WRIST RIGHT_WRIST "
    "LEFT_PINKY RIGHT_PINKY LEFT_INDEX RIGHT_INDEX LEFT_THUMB RIGHT_THUMB LEFT_HIP RIGHT_HIP LEFT_KNEE RIGHT_KNEE "
    "LEFT_ANKLE RIGHT_ANKLE LEFT_HEEL RIGHT_HEEL LEFT_FOOT_INDEX RIGHT_FOOT_INDEX",
    # Martinez et al., src/data_utils.py, H36M_NAMES without the empty ones; VideoPose3D's order.
    "h36m-17": "Hip RHip RKnee RFoot LHip LKnee LFoot Spine Thorax Neck/Nose Head LShoulder LElbow LWrist RShoulder "
    "RElbow RWrist",
    # smplx, joint_names.py, JOINT_NAMES: the first 22, and SMPL's 24.
    "smpl-22": SMPL,
    "smpl-24": f"{SMPL} left_hand right_hand",
    # MediaPipe, mp.solutions.hands.HandLandmark.
    "hand-21": "WRIST THUMB_CMC THUMB_MCP THUMB_IP THUMB_TIP INDEX_FINGER_MCP INDEX_FINGER_PIP INDEX_FINGER_DIP "
    "INDEX_FINGER_TIP MIDDLE_FINGER_MCP MIDDLE_FINGER_PIP MIDDLE_FINGER_DIP MIDDLE_FINGER_TIP RING_FINGER_MCP "
    "RING_FINGER_PIP RING_FINGER_DIP RING_FINGER_TIP PINKY_MCP PINKY_PIP PINKY_DIP PINKY_TIP",
}
#: Their words, and ours where they differ in more than spelling.
SYNONYMS = {
    "neck": "spine shoulder",
    "thorax": "spine shoulder",
    "mid hip": "spine base",
    "hip": "spine base",
    "spine": "spine mid",
    "neck/nose": "jaw",
    "head": "head top",
    "left foot": "left ankle",
    "right foot": "right ankle",
    **{f"mouth {side}": f"{side} mouth corner" for side in ("left", "right")},
    **{f"{side} eye {part}": f"{side} {part} eye" for side in ("left", "right") for part in ("inner", "outer")},
    **{f"{side} pinky": f"{side} little finger" for side in ("left", "right")},
    **{f"{side} index": f"{side} index finger" for side in ("left", "right")},
    **{f"{side} foot index": f"{side} foot" for side in ("left", "right")},
}


def in_our_words(name, own=MappingProxyType({})):
    """``LBigToe``, ``left_eye`` or ``LEFT_FOOT_INDEX`` as this package says it."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=^[LR])(?=[A-Z][a-z])|_", " ", name).lower()
    words = re.sub(r"^[lr] ", {"l": "left ", "r": "right "}.get(words[0], ""), words)
    return own.get(words) or SYNONYMS.get(words, words)


#: Where a word means another joint in one source than in the others.
SMPL_WORDS = {
    **{word: word for word in ("neck", "head", "left foot", "right foot")},
    **{f"{side} collar": f"{side} clavicle" for side in ("left", "right")},
    "pelvis": "spine base",
    "spine2": "spine mid",
}
OWN_WORDS = {
    "smpl-22": SMPL_WORDS,
    "smpl-24": SMPL_WORDS,
    "hand-21": {f"pinky {part}": f"little finger {part}" for part in ("mcp", "pip", "dip", "tip")},
}


@pytest.mark.parametrize("layout", PUBLISHED)
def test_joints_stand_in_the_published_order(layout):
    own = OWN_WORDS.get(layout, {})
    assert tuple(in_our_words(word, own) for word in PUBLISHED[layout].split()) == LAYOUTS[layout].joints


def test_every_layout_of_an_estimator_is_checked():
    assert set(PUBLISHED) == {layout.name for layout in (*ESTIMATOR_LAYOUTS, HAND_21)}
