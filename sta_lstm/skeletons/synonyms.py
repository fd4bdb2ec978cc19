"""What the joints of a layout are on a body, whatever their file calls them.

Two customs must be told apart. In one (Kinect, pose estimators) a name is that of a *joint*: the wrist is the "wrist".
In the other (most skeletons of animation) it is that of the *bone* that begins there: "LeftHand" is where the hand
begins, the wrist; "LeftLeg" is the knee; "LeftShoulder" beside a "LeftArm" is the collar bone, "LeftArm" the shoulder.

A third custom is that of markers on the skin: "LASI", "RKNE". Those of the Plug-in Gait set are called what they are
near to; the knee's marker lies 5 cm beside the knee.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from sta_lstm.skeletons.estimator_layouts import SMPL_22, SMPL_24
from sta_lstm.skeletons.joint_words import Word, pairs_of_sides, taken_apart
from sta_lstm.skeletons.layout import SkeletonLayout
from sta_lstm.skeletons.layouts import KINECT_20, SBU_15, UTD_MHAD_20

#: Names of bones: a layout that has one of them names its joints after bones.
_BONE_WORDS = frozenset(
    (
        *("upleg", "upperleg", "thigh", "femur", "shin", "calf", "lowerleg", "lowleg", "tibia"),
        *("uparm", "uarm", "upperarm", "humerus", "forearm", "farm", "lowerarm", "lowarm", "radius", "shldrbend"),
        *("thighbend", "forearmbend"),
    )
)
#: Words that name the shoulder's own joint, so that a "shoulder" beside one of them is the collar bone.
_ARM_WORDS = frozenset(("arm", "uparm", "uarm", "upperarm", "humerus", "shldr", "shldrbend"))
_COLLAR_WORDS = frozenset(("collar", "clavicle", "collarbone"))

#: Common name → words for it, the best first. A word that ends in "$" is the end of a chain, where no bone begins.
_SIDED: dict[str, tuple[str, ...]] = {
    "shoulder": (
        *("arm", "uparm", "uarm", "upperarm", "humerus", "shldr", "shldrbend", "shoulder", "shoulderjoint"),
        *("sjc", "sho", "acromion", "acromium", "acr"),
    ),
    "elbow": ("forearm", "farm", "lowerarm", "lowarm", "radius", "forearmbend", "elbow", "ejc", "elb"),
    "wrist": ("wrist", "wjc"),
    "hip": ("upleg", "upperleg", "thigh", "thighbend", "femur", "hip", "hjc"),
    "knee": ("leg", "lowerleg", "lowleg", "shin", "calf", "tibia", "knee", "kjc", "kne"),
    "ankle": ("ankle", "ajc", "ank"),
    "foot": ("foot", "foottoe", "footindex", "toebase", "toe", "toes", "toe0", "ball", "forefoot"),
    "hand": ("hand", "fin"),
    "hand tip": ("handtip", "hand$"),
    "thumb": ("thumb",),
    "big toe": ("bigtoe",),
    "small toe": ("smalltoe", "littletoe", "pinkytoe"),
    "heel": ("heel", "hee"),
    "clavicle": ("collar", "clavicle", "collarbone"),
    "inner eye": ("innereye", "eyeinner"),
    "eye": ("eye",),
    "outer eye": ("outereye", "eyeouter"),
    "ear": ("ear",),
    "mouth corner": ("mouthcorner", "mouth"),
    "index finger": ("indexfinger", "index"),
    "little finger": ("littlefinger", "pinky"),
    "front of pelvis": ("asi", "asis"),
    "back of pelvis": ("psi", "psis"),
    "front of head": ("fhd",),
    "back of head": ("bhd",),
    "upper arm marker": ("upa",),
    "forearm marker": ("fra", "frm"),
    "wrist beside thumb": ("wra",),
    "wrist beside little finger": ("wrb",),
    "thigh marker": ("thi",),
    "shank marker": ("tib",),
}
#: Where a skeleton of bones differs.
_SIDED_OF_BONES: dict[str, tuple[str, ...]] = {
    "wrist": ("wrist", "hand"),
    "ankle": ("foot", "ankle"),
    "foot": ("toebase", "toe", "toes", "toe0", "ball", "foot$"),
    "hand": ("fingers", "handmiddle1", "middle1", "handindex1", "index1", "hand"),
    "hand tip": ("fingers$", "handmiddle4", "handmiddle3$", "handindex4", "hand$"),
    "thumb": ("thumb$", "handthumb4", "handthumb3$", "handthumb3", "thumb3", "thumb2", "thumb"),
}
_MIDDLE_OF_SHOULDERS = (
    *("spineshoulder", "shouldercenter", "shouldercentre", "centershoulder", "centreshoulder", "midshoulder"),
    "shouldermid",
)
_MIDDLE: dict[str, tuple[str, ...]] = {
    "spine base": (
        *("spinebase", "hips", "pelvis", "hip", "hipcenter", "hipcentre", "centerhip", "centrehip", "midhip", "hipmid"),
        *("pelviscenter", "root"),
    ),
    "spine mid": ("spinemid", "midspine"),
    "spine shoulder": (*_MIDDLE_OF_SHOULDERS, "thorax"),
    "neck": ("neck",),
    "head": ("head",),
    "head top": ("headtop", "tophead", "topofhead", "head$"),
    "torso": ("torso",),
    "nose": ("nose",),
    "jaw": ("jaw",),
    "base of neck": ("c7",),
    "middle of back": ("t10",),
    "upper breastbone": ("clav",),
    "lower breastbone": ("strn",),
    "back of pelvis": ("sacr",),
}
#: A rig's neck begins anywhere from the chest to the base of the skull (in CMU's, below the shoulders), so it is no
#: neck of ours; its head begins at the base of the skull.
_MIDDLE_OF_BONES: dict[str, tuple[str, ...]] = {
    "spine shoulder": _MIDDLE_OF_SHOULDERS,
    "neck": (),
    "head": (),
    "skull base": ("head",),
    "head top": ("headtop$", "headtop", "head$"),
    "torso": (),
}
_SPINE = re.compile(r"(lowerback|upperback|thorax|waist|ab|abdomen\d*|torso|chest\d*|upperchest|spine\d*)$")
#: The same in suits that name vertebrae; a marker called T1 is none of a chain.
_VERTEBRAE = re.compile(rf"{_SPINE.pattern}|[lt]\d{{1,2}}$")
#: To these a side may be glued: ``lknee``.
_KNOWN_WORDS = frozenset(
    choice.removesuffix("$") for table in (_SIDED, _SIDED_OF_BONES) for choices in table.values() for choice in choices
) | {"hipjoint", "wristjoint", "anklejoint", "kneejoint", "elbowjoint"}

#: Joints of our own layouts that are not where their name says. OpenNI's neck is the middle of the shoulders, exactly.
#: Kinect v1's "hip center" lies well above the hips, and its "spine" close above that (`rules`); MSR-Action3D, which
#: was recorded with an earlier tracker, has both near to where Kinect v2 has them.
_KINECT_V1 = {"spine base": "hip centre", "spine mid": "lower spine"}
#: SMPL's pelvis is there too, and its head is the joint on which the skull turns.
_BODY_MODEL = {"spine base": "hip centre", "head": "skull base"}
_OTHERWISE = {
    SBU_15.joints: {"neck": "spine shoulder"},
    KINECT_20.joints: _KINECT_V1,
    UTD_MHAD_20.joints: _KINECT_V1,
    SMPL_22.joints: _BODY_MODEL,
    SMPL_24.joints: _BODY_MODEL,
}


def mirror_pairs(joints: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """(left, right) of ``joints`` whose names differ in the side alone, however it is written."""
    return tuple(pairs_of_sides(joints, _KNOWN_WORDS))


@lru_cache(maxsize=64)
def common_names(layout: SkeletonLayout) -> tuple[str, ...]:
    """What each of the J joints is, in the names of `rules.KNOWN_JOINTS` where it is one of those, else in its own.

    No two joints have the same: of several that might be it, one is, and the others keep their own names.
    """
    words = taken_apart(layout.joints, _KNOWN_WORDS)
    keys = {(word.side, word.key) for word in words}
    of_bones = any(word.key in _BONE_WORDS for word in words)
    names: dict[int, str] = {}
    for side in ("left", "right"):
        table = {**_SIDED, **_SIDED_OF_BONES} if of_bones else _SIDED
        for part, choices in table.items():
            chosen = _chosen(words, side, _without_collar(part, choices, side, keys))
            if chosen is not None:
                names.setdefault(chosen, f"{side} {part}")
    middle = {**_MIDDLE, **_MIDDLE_OF_BONES} if of_bones else _MIDDLE
    for part, choices in middle.items():
        chosen = _chosen(words, "", choices)
        if chosen is not None:
            names.setdefault(chosen, part)
    chain = _VERTEBRAE if of_bones else _SPINE
    spine = [j for j, word in enumerate(words) if not word.side and j not in names and chain.match(word.key)]
    if spine and "spine mid" not in names.values():
        names[spine[len(spine) // 2]] = "spine mid"  # of a chain of vertebrae, the middle one
    for joint, name in _OTHERWISE.get(layout.joints, {}).items():
        names[layout.index(joint)] = name
    taken = set(names.values())
    for j, joint in enumerate(layout.joints):
        if j not in names:
            own = _own(words[j], of_bones)
            # A name that is taken gives way to the file's own, which no other joint of the layout has.
            names[j] = own if own not in taken else f"{joint} (joint {j})"
            taken.add(names[j])
    return tuple(names[j] for j in range(layout.n_joints))


def _chosen(words: Sequence[Word], side: str, choices: Sequence[str]) -> int | None:
    """The column of the first of ``choices`` that is there."""
    columns = {word.key: j for j, word in reversed(list(enumerate(words))) if word.side == side}
    return next((columns[choice] for choice in choices if choice in columns), None)


def _without_collar(part: str, choices: tuple[str, ...], side: str, keys: set[tuple[str, str]]) -> tuple[str, ...]:
    """A "shoulder" is the collar bone where there is an arm besides it, and no collar bone of that name."""
    have = {key for where, key in keys if where == side}
    if part == "clavicle" and have & _ARM_WORDS and not have & _COLLAR_WORDS:
        return (*choices, "shoulder")
    return choices


def _own(word: Word, of_bones: bool) -> str:
    """The name of a joint that is in no table; the neck of a rig must not pass for a Kinect's."""
    return f"{word.text} bone" if of_bones and word.text in ("neck", "head", "torso", "thorax") else word.text
