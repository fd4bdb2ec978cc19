"""The layouts of pose estimators, of body models and of the data that trains them, as data.

A joint has the name of the same joint of Kinect v2 (`layouts`) only where it is the same place of the body:

- OpenPose's "Neck" is the midpoint of the shoulders and "MidHip" that of the hips, so they are Kinect's "spine
  shoulder" and "spine base"; so are Halpe's "Neck" and "Hip". Human3.6M's "Thorax" is where the collar bones meet the
  spine ("spine shoulder"), its "Spine" is "spine mid".
- Human3.6M's "RFoot" is where the foot begins, the "right ankle"; its "Neck/Nose" lies before the neck ("jaw", as SPIN
  calls it), and its "Head", like Halpe's, is the top of the head ("head top"), while Kinect's "head" is its middle.
- SMPL's "neck" is Kinect's "neck", its "head" the base of the skull, and its "pelvis" lies above the hips, as Kinect
  v1's "hip center" does (`synonyms` says so); its "foot" is where the toes begin, its "hand" where the fingers do.
- MediaPipe's "foot index" is the one point at the front of the foot, as Kinect's "foot". Its "thumb" is Kinect's
  "thumb", a knuckle nearer to the wrist. Its "index" and "pinky" are knuckles, not tips: "index finger" and "little
  finger". A Kinect "hand" has no twin here.

Layouts without a joint in the middle of the trunk (COCO-17, MediaPipe-33) have the nose for a root, as PYSKL's graph of
COCO does: it is their one joint that a mirror leaves in its place. Their bones are the tree of that graph (the loops
that OpenPose and MediaPipe draw between the shoulders and between the hips are left out), and their trunk is measured
from the left hip to the left shoulder.
"""

from __future__ import annotations

from sta_lstm.skeletons.layout import SkeletonLayout
from sta_lstm.skeletons.wiring import both, chain, limbs, named, sides

_ARM = ("shoulder", "elbow", "wrist")
_LEG = ("hip", "knee", "ankle")
_TOES = ("big toe", "small toe", "heel")
_FINGERS = ("little finger", "index finger", "thumb")
_EYE = ("inner eye", "eye", "outer eye")


def _paired(*parts: str) -> tuple[str, ...]:
    """``parts``, each on the left and then on the right, as COCO orders them."""
    return tuple(joint for pair in sides(parts) for joint in pair)


_FACE = (*chain("nose", "left eye", "left ear"), *chain("nose", "right eye", "right ear"))

OPENPOSE_25 = SkeletonLayout(
    name="openpose-25",
    title="OpenPose BODY_25, 25 joints",
    joints=(
        *("nose", "spine shoulder", *named("right", _ARM), *named("left", _ARM)),
        *("spine base", *named("right", _LEG), *named("left", _LEG)),
        *("right eye", "left eye", "right ear", "left ear"),
        *(*named("left", _TOES), *named("right", _TOES)),
    ),
    bones=(
        *(*chain("spine base", "spine shoulder", "nose"), *_FACE),
        *limbs("spine shoulder", "spine base", _ARM, _LEG),
        *(*both("ankle", "big toe", "small toe"), *both("ankle", "heel")),
    ),
    mirror_pairs=sides(("eye", "ear", *_ARM, *_LEG, *_TOES)),
    root="spine base",
    torso=("spine base", "spine shoulder"),
    up_axis="y",
    source="Order and bones: OpenPose, doc/02_output.md and poseParameters.cpp (POSE_BODY_25_BODY_PARTS). "
    "Cao et al., TPAMI 2019.",
)

COCO_18 = SkeletonLayout(
    name="coco-18",
    title="OpenPose COCO (Kinetics-Skeleton), 18 joints",
    joints=(
        *("nose", "spine shoulder", *named("right", _ARM), *named("left", _ARM)),
        *(*named("right", _LEG), *named("left", _LEG)),
        *("right eye", "left eye", "right ear", "left ear"),
    ),
    bones=(*chain("spine shoulder", "nose"), *_FACE, *limbs("spine shoulder", "spine shoulder", _ARM, _LEG)),
    mirror_pairs=sides(("eye", "ear", *_ARM, *_LEG)),
    root="spine shoulder",
    torso=("left hip", "spine shoulder"),
    up_axis="y",
    source="Order and bones: OpenPose, doc/02_output.md and poseParameters.cpp (POSE_COCO_BODY_PARTS). "
    "Yan et al., AAAI 2018, use it for Kinetics-Skeleton.",
)

COCO_17 = SkeletonLayout(
    name="coco-17",
    title="COCO keypoints, 17 joints",
    joints=("nose", *_paired("eye", "ear", *_ARM, *_LEG)),
    bones=(*_FACE, *limbs("nose", "nose", _ARM, ()), *both("shoulder", *_LEG)),
    mirror_pairs=sides(("eye", "ear", *_ARM, *_LEG)),
    root="nose",
    torso=("left hip", "left shoulder"),
    up_axis="y",
    source="Order: Lin et al., ECCV 2014, person_keypoints annotations. Bones: PYSKL, utils/graph.py, layout 'coco'.",
)

HALPE_26 = SkeletonLayout(
    name="halpe-26",
    title="Halpe body (AlphaPose), 26 joints",
    joints=(
        *("nose", *_paired("eye", "ear", *_ARM, *_LEG)),
        *("head top", "spine shoulder", "spine base", *_paired(*_TOES)),
    ),
    # AlphaPose draws the face apart from the body; here it hangs on the neck.
    bones=(
        *(*chain("spine base", "spine shoulder", "head top"), *chain("spine shoulder", "nose"), *_FACE),
        *limbs("spine shoulder", "spine base", _ARM, _LEG),
        *(*both("ankle", "heel", "big toe"), *both("heel", "small toe")),
    ),
    mirror_pairs=sides(("eye", "ear", *_ARM, *_LEG, *_TOES)),
    root="spine base",
    torso=("spine base", "spine shoulder"),
    up_axis="y",
    source="Order: Halpe-FullBody, README; the first 26 of Halpe's 136. Bones: AlphaPose, alphapose/utils/vis.py. "
    "Fang et al., TPAMI 2022.",
)

MEDIAPIPE_33 = SkeletonLayout(
    name="mediapipe-33",
    title="MediaPipe Pose (BlazePose), 33 joints",
    joints=(
        *("nose", *named("left", _EYE), *named("right", _EYE)),
        *_paired("ear", "mouth corner", *_ARM, *_FINGERS, *_LEG, "heel", "foot"),
    ),
    bones=(
        *(*chain("nose", *named("left", (*_EYE, "ear"))), *chain("nose", *named("right", (*_EYE, "ear")))),
        *limbs("nose", "nose", ("mouth corner",), ()),
        *(*limbs("nose", "nose", _ARM, ()), *both("shoulder", *_LEG)),
        *(bone for finger in _FINGERS for bone in both("wrist", finger)),
        *(*both("ankle", "heel"), *both("ankle", "foot")),
    ),
    mirror_pairs=sides((*_EYE, "ear", "mouth corner", *_ARM, *_FINGERS, *_LEG, "heel", "foot")),
    root="nose",
    torso=("left hip", "left shoulder"),
    up_axis="y",
    source="Order and bones: MediaPipe, Pose landmark detection guide (pose landmarker model). "
    "Bazarevsky et al., BlazePose, 2020.",
)

H36M_17 = SkeletonLayout(
    name="h36m-17",
    title="Human3.6M, the 17 joints that papers use",
    joints=(
        *("spine base", *named("right", _LEG), *named("left", _LEG)),
        *("spine mid", "spine shoulder", "jaw", "head top"),
        *(*named("left", _ARM), *named("right", _ARM)),
    ),
    bones=(
        *chain("spine base", "spine mid", "spine shoulder", "jaw", "head top"),
        *limbs("spine shoulder", "spine base", _ARM, _LEG),
    ),
    mirror_pairs=sides((*_ARM, *_LEG)),
    root="spine base",
    torso=("spine base", "spine shoulder"),
    up_axis="z",
    source="Ionescu et al., TPAMI 2014; order: Martinez et al., ICCV 2017, and VideoPose3D (Pavllo et al., CVPR 2019). "
    "World coordinates have z up.",
)

_SMPL = (
    *("spine base", *_paired("hip"), "spine1", *_paired("knee"), "spine mid", *_paired("ankle"), "spine3"),
    *(*_paired("foot"), "neck", *_paired("clavicle"), "head"),
    *(*_paired("shoulder"), *_paired("elbow"), *_paired("wrist"), *_paired("hand")),
)


def _smpl(n_joints: int, arm: tuple[str, ...]) -> SkeletonLayout:
    """The first joints of the body model: with hands 24, without them 22."""
    return SkeletonLayout(
        name=f"smpl-{n_joints}",
        title=f"SMPL body model{'' if n_joints == 24 else ' without hands (HumanML3D)'}, {n_joints} joints",
        joints=_SMPL[:n_joints],
        bones=(
            *chain("spine base", "spine1", "spine mid", "spine3", "neck", "head"),
            *limbs("spine3", "spine base", ("clavicle", *arm), (*_LEG, "foot")),
        ),
        mirror_pairs=sides((*_LEG, "foot", "clavicle", *arm)),
        root="spine base",
        torso=("spine base", "neck"),
        up_axis="y",
        source="Order and bones: the kinematic tree of SMPL (Loper et al., SIGGRAPH Asia 2015), whose first 22 joints "
        "SMPL-H, SMPL-X, AMASS and HumanML3D (Guo et al., CVPR 2022) share.",
    )


SMPL_22 = _smpl(22, _ARM)
SMPL_24 = _smpl(24, (*_ARM, "hand"))

_FINGERS_OF_A_HAND = ("index finger", "middle finger", "ring finger", "little finger")
_OF_A_FINGER = ("mcp", "pip", "dip", "tip")
_THUMB = tuple(f"thumb {part}" for part in ("cmc", "mcp", "ip", "tip"))

HAND_21 = SkeletonLayout(
    name="hand-21",
    title="One hand (MediaPipe Hands), 21 joints",
    joints=("wrist", *_THUMB, *(f"{finger} {part}" for finger in _FINGERS_OF_A_HAND for part in _OF_A_FINGER)),
    bones=(
        *chain("wrist", *_THUMB),
        *(
            bone
            for finger in _FINGERS_OF_A_HAND
            for bone in chain("wrist", *(f"{finger} {part}" for part in _OF_A_FINGER))
        ),
    ),
    mirror_pairs=(),
    root="wrist",
    torso=("wrist", "middle finger mcp"),
    up_axis="y",
    source="Order: MediaPipe, hand landmarks detection guide; OpenPose's hands have the same. Zhang et al., 2020.",
)

#: Every layout of a body above.
ESTIMATOR_LAYOUTS = (OPENPOSE_25, COCO_18, COCO_17, HALPE_26, MEDIAPIPE_33, H36M_17, SMPL_22, SMPL_24)
