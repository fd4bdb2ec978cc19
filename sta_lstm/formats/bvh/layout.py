"""The layout that a BVH file brings: its own joints and bones; sides and trunk found by name, or by how it branches."""

from __future__ import annotations

import hashlib
import re

import numpy as np

from sta_lstm.formats.bvh.hierarchy import Skeleton
from sta_lstm.formats.bvh.rest import rest_pose
from sta_lstm.skeletons import LAYOUTS, SkeletonLayout
from sta_lstm.skeletons.synonyms import mirror_pairs

#: The word left, or its first letter where that stands for it: LHipJoint, lHand, arm.L, handL, Bip01 L Hand.
_LEFT = re.compile(r"[Ll]eft|LEFT|(?<![A-Za-z])[Ll](?=[A-Z_. :-]|$)|(?<=[a-z0-9])L(?=[_. :-]|$)")
_RIGHT_OF = {"Left": "Right", "left": "right", "LEFT": "RIGHT", "L": "R", "l": "r"}
#: What the upper end of the trunk is called, the best first.
_UPPER = ("neck", "upper ?chest", "chest", "thorax", "spine ?shoulder", "spine", "torso", "back", "abdomen")


def layout_of_bvh(skeleton: Skeleton, chosen: SkeletonLayout | None = None) -> SkeletonLayout:
    """The layout of a skeleton: ``chosen`` or a known one, where it has that one's joints and bones; else its own.

    A layout is found under blanks or underscores in its names (``left_hand``), since many programs take a blank
    for the end of a name. Its joints may stand in another order; `columns_of` says which.
    """
    joints = tuple(node.name for node in skeleton)
    bones = tuple((joints[node.parent], node.name) for node in skeleton if node.parent is not None)
    known = _known(joints, bones, chosen)
    if known is not None:
        return known
    structure = "\n".join("\t".join(bone) for bone in (joints[:1], *bones))
    return SkeletonLayout(
        name=f"bvh-{len(joints)}-{hashlib.sha256(structure.encode()).hexdigest()[:6]}",
        title=f"BVH hierarchy of {len(joints)} joints from '{joints[0]}'",
        joints=joints,
        bones=bones,
        mirror_pairs=_mirror_pairs(joints),
        root=joints[0],
        torso=(joints[0], _upper_end(skeleton)),
        up_axis="y",
        source="The file's own HIERARCHY; sides and trunk by the names of its joints.",
    )


def columns_of(skeleton: Skeleton, layout: SkeletonLayout) -> list[int]:
    """For each joint of ``layout``, which `layout_of_bvh` gave, its place in the skeleton."""
    if layout.joints == tuple(node.name for node in skeleton):
        return list(range(len(skeleton)))
    place = {_plain(node.name): at for at, node in enumerate(skeleton)}
    return [place[_plain(joint)] for joint in layout.joints]


def _plain(joint: str) -> str:
    return joint.replace("_", " ")


def _known(
    joints: tuple[str, ...], bones: tuple[tuple[str, str], ...], chosen: SkeletonLayout | None
) -> SkeletonLayout | None:
    plain = [_plain(joint) for joint in joints]
    if len(set(plain)) < len(plain):
        return None
    linked = {frozenset(map(_plain, bone)) for bone in bones}
    for layout in ([chosen] if chosen else []) + list(LAYOUTS.values()):
        its_bones = {frozenset(map(_plain, bone)) for bone in layout.bones}
        if sorted(plain) == sorted(map(_plain, layout.joints)) and linked == its_bones:
            return layout
    return None


def _mirror_pairs(joints: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(left, right) wherever exchanging a word or letter for left makes the name of another joint."""
    names, paired = set(joints), set[str]()
    pairs = []
    for left in joints:
        for side in _LEFT.finditer(left):
            right = left[: side.start()] + _RIGHT_OF[side[0]] + left[side.end() :]
            if right in names and not {left, right} & paired:
                paired |= {left, right}
                pairs.append((left, right))
    more = mirror_pairs(joints)  # lknee, LASI: in no word or letter of its own
    return (*pairs, *((left, right) for left, right in more if not {left, right} & paired))


def _upper_end(skeleton: Skeleton) -> str:
    """The joint at the upper end of the trunk: by name; else the last branching on the middle line; else any apart."""
    joints = [node.name for node in skeleton]
    in_pairs = {joint for pair in _mirror_pairs(tuple(joints)) for joint in pair}
    n_children = np.bincount([node.parent for node in skeleton if node.parent is not None], minlength=len(skeleton))
    far = np.abs(rest_pose(skeleton)).max(axis=1)
    # A joint that lies on the root would make a trunk without length.
    middle = [j for j in range(1, len(joints)) if joints[j] not in in_pairs and n_children[j] and far[j] > 0]
    for word in _UPPER:
        named = [j for j in middle if re.search(word, _plain(joints[j]).lower())]
        if named:
            # Of several necks the lowest, of several parts of the spine the highest.
            return joints[named[0] if word == "neck" else named[-1]]
    branching = [j for j in middle if n_children[j] > 1]
    return joints[(branching or middle or [int(np.argmax(far))])[-1]]
