"""The layouts of the data sets of the field, as data.

The same joint has the same name everywhere (Kinect v2's names, in words), so that layouts can meet by name.
"""

from __future__ import annotations

from sta_lstm.errors import LayoutError
from sta_lstm.skeletons.estimator_layouts import ESTIMATOR_LAYOUTS, HAND_21
from sta_lstm.skeletons.layout import SkeletonLayout
from sta_lstm.skeletons.wiring import chain, limbs, named, sides

_ARM = ("shoulder", "elbow", "wrist", "hand")
_LEG = ("hip", "knee", "ankle", "foot")


NTU_25 = SkeletonLayout(
    name="ntu-25",
    title="NTU RGB+D (Kinect v2), 25 joints",
    joints=(
        *("spine base", "spine mid", "neck", "head"),
        *named("left", _ARM),
        *named("right", _ARM),
        *named("left", _LEG),
        *named("right", _LEG),
        *("spine shoulder", "left hand tip", "left thumb", "right hand tip", "right thumb"),
    ),
    # Public code bases disagree on the hand: some chain tip - thumb - hand. A thumb does not grow from a finger tip, so
    # these are the bones that Microsoft's own viewer draws: hand - tip and wrist - thumb.
    bones=(
        *chain("spine base", "spine mid", "spine shoulder", "neck", "head"),
        *limbs("spine shoulder", "spine base", _ARM, _LEG),
        *(("left hand", "left hand tip"), ("left wrist", "left thumb")),
        *(("right hand", "right hand tip"), ("right wrist", "right thumb")),
    ),
    mirror_pairs=sides((*_ARM, *_LEG, "hand tip", "thumb")),
    root="spine base",
    torso=("spine base", "spine shoulder"),
    up_axis="y",
    source="Order: Shahroudy et al., CVPR 2016, fig. 1. Bones: Kinect for Windows SDK 2.0, BodyBasics sample.",
)

SBU_15 = SkeletonLayout(
    name="sbu-15",
    title="SBU Kinect Interaction (OpenNI), 15 joints",
    joints=(
        *("head", "neck", "torso"),
        *named("left", ("shoulder", "elbow", "hand")),
        *named("right", ("shoulder", "elbow", "hand")),
        *named("left", ("hip", "knee", "foot")),
        *named("right", ("hip", "knee", "foot")),
    ),
    bones=(
        *chain("torso", "neck", "head"),
        *limbs("neck", "torso", ("shoulder", "elbow", "hand"), ("hip", "knee", "foot")),
    ),
    mirror_pairs=sides(("shoulder", "elbow", "hand", "hip", "knee", "foot")),
    root="torso",
    torso=("torso", "neck"),
    up_axis="y",
    source="Yun et al., CVPRW 2012; order checked against the geometry of the recordings.",
)

_KINECT_V1_BONES = (
    *chain("spine base", "spine mid", "spine shoulder", "head"),
    *limbs("spine shoulder", "spine base", _ARM, _LEG),
)


def _kinect_v1(name: str, title: str, joints: tuple[str, ...], source: str) -> SkeletonLayout:
    """One of the 20-joint Kinect v1 layouts: the same body in another order of columns."""
    return SkeletonLayout(
        name=name,
        title=title,
        joints=joints,
        bones=_KINECT_V1_BONES,
        mirror_pairs=sides((*_ARM, *_LEG)),
        root="spine base",
        torso=("spine base", "spine shoulder"),
        up_axis="y",
        source=source,
    )


KINECT_20 = _kinect_v1(
    "kinect-20",
    "Kinect v1 (UTKinect-Action3D, Northwestern-UCLA), 20 joints",
    (
        *("spine base", "spine mid", "spine shoulder", "head"),
        *(*named("left", _ARM), *named("right", _ARM)),
        *(*named("left", _LEG), *named("right", _LEG)),
    ),
    "Kinect for Windows SDK 1.x order; Xia et al., CVPRW 2012; Wang et al., CVPR 2014.",
)

UTD_MHAD_20 = _kinect_v1(
    "utd-mhad-20",
    "UTD-MHAD (Kinect v1), 20 joints",
    (
        *("head", "spine shoulder", "spine mid", "spine base"),
        *(*named("left", _ARM), *named("right", _ARM)),
        *(*named("left", _LEG), *named("right", _LEG)),
    ),
    "Chen et al., ICIP 2015, Skeleton_joint_order.txt.",
)

MSR_20 = _kinect_v1(
    "msr-20",
    "MSR-Action3D (Kinect v1), 20 joints",
    (
        *("left shoulder", "right shoulder", "spine shoulder", "spine mid", "left hip", "right hip", "spine base"),
        *("left elbow", "right elbow", "left wrist", "right wrist", "left hand", "right hand"),
        *("left knee", "right knee", "left ankle", "right ankle", "left foot", "right foot", "head"),
    ),
    "Li et al., CVPRW 2010; order checked by drawing the bones over the recordings.",
)

#: The layouts of whole bodies; each can be converted to each other.
BODIES: dict[str, SkeletonLayout] = {
    layout.name: layout for layout in (NTU_25, SBU_15, KINECT_20, UTD_MHAD_20, MSR_20, *ESTIMATOR_LAYOUTS)
}
#: Every layout, those of a hand alone too.
LAYOUTS: dict[str, SkeletonLayout] = {**BODIES, HAND_21.name: HAND_21}


def layout_named(name: str) -> SkeletonLayout:
    """The layout called ``name``.

    Raises:
        LayoutError: there is none; the message lists those there are.
    """
    if name not in LAYOUTS:
        raise LayoutError(f"there is no layout '{name}'; known layouts: {', '.join(LAYOUTS)}.")
    return LAYOUTS[name]
