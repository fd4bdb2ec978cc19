"""In which order a body's joints stand in a picture: limb by limb, so that neighbours stay neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sta_lstm.errors import LayoutError
from sta_lstm.skeletons import SkeletonLayout

#: Words in a joint's name that tell which limb it belongs to, in the order of the limbs.
_LIMB_WORDS = (
    ("arm", ("shoulder", "elbow", "wrist", "hand", "thumb", "finger", "arm")),
    ("leg", ("hip", "knee", "ankle", "foot", "toe", "leg", "heel")),
    ("head", ("eye", "ear", "mouth")),
)


#: Words in the name of a joint of the middle that tell that it belongs to the head.
_HEAD_WORDS = ("head", "neck", "nose", "face", "jaw", "chin")


@dataclass(frozen=True, slots=True)
class Limb:
    """Joints that belong together.

    Attributes:
        name: "trunk", "left arm", "right arm", …; "left side" where names of joints tell no more.
        joints: columns of the layout, the trunk's from the head down to the root, another limb's outwards.
    """

    name: str
    joints: tuple[int, ...]


def limbs_of(layout: SkeletonLayout) -> tuple[Limb, ...]:
    """All J joints of ``layout`` by limb: the trunk, then arms, legs and anything else, a left one before its twin.

    A limb is what hangs together on one side of the body once the joints of the middle are left out, so this holds for
    any layout that says which joints mirror each other. Where an arm and a leg hang together (layouts without a pelvis
    join the shoulder to the hip), they are two limbs; an ear and a corner of the mouth are one head. A layout without
    sides is one trunk, its root first.
    """
    outwards = [layout.index(joint) for joint in _depth_first(layout)]
    if not layout.mirror_pairs:
        return (Limb("trunk", tuple(outwards)),)
    rank = {joint: i for i, joint in enumerate(outwards)}
    groups: dict[tuple[int, str], list[int]] = {}
    for limb in _connected(layout):
        order, kind = _limb_kind([layout.joints[j] for j in limb])
        groups.setdefault((order, f"{layout.sides[limb[0]]} {kind}"), []).extend(limb)
    trunk = [joint for joint in reversed(outwards) if layout.sides[joint] == "middle"]
    limbs = [Limb(name, tuple(sorted(joints, key=rank.__getitem__))) for (_, name), joints in sorted(groups.items())]
    return (*([Limb("trunk", tuple(trunk))] if trunk else []), *limbs)


def body_parts(layout: SkeletonLayout) -> tuple[Limb, ...]:
    """`limbs_of` with the head apart from the trunk: what a body can hold still or move by itself.

    All J joints, each in one part: "trunk" and "head" where the layout's names tell a head from a trunk, then the other
    limbs. Ears, eyes and corners of the mouth belong to the head.
    """
    trunk: list[int] = []
    head: list[int] = []
    rest: list[Limb] = []
    for limb in limbs_of(layout):
        if limb.name == "trunk":
            for joint in limb.joints:
                (head if _is_of_head(layout.joints[joint]) else trunk).append(joint)
        elif limb.name.endswith(" head"):
            head.extend(limb.joints)
        else:
            rest.append(limb)
    named = (("trunk", trunk), ("head", head))
    return (*(Limb(name, tuple(joints)) for name, joints in named if joints), *rest)


def limb_order(layout: SkeletonLayout) -> tuple[tuple[str, ...], ...]:
    """The names of the J joints in groups, as `limbs_of` orders them."""
    return tuple(tuple(layout.joints[j] for j in limb.joints) for limb in limbs_of(layout))


def joint_columns(layout: SkeletonLayout, joint_order: Sequence[str] | None) -> list[int]:
    """Columns of the joints in ``joint_order``; by limb if it is left out.

    Raises:
        LayoutError: a joint is unknown, or named twice.
    """
    if joint_order is None:
        return [joint for limb in limbs_of(layout) for joint in limb.joints]
    columns = [layout.index(joint) for joint in joint_order]
    if not columns or len(set(columns)) < len(columns):
        raise LayoutError(
            f"an order of the joints of '{layout.name}' is empty or names one twice; name each joint once."
        )
    return columns


def _connected(layout: SkeletonLayout) -> list[list[int]]:
    """Joints of the left and of the right side that bones of one side tie together, arms apart from legs."""
    sides = layout.sides
    kinds = [_limb_kind([joint])[1] for joint in layout.joints]
    neighbours: dict[int, set[int]] = {joint: set() for joint in range(layout.n_joints)}
    for parent, child in layout.bone_indices:
        if sides[parent] == sides[child] and {kinds[parent], kinds[child]} != {"arm", "leg"}:
            neighbours[parent].add(child)
            neighbours[child].add(parent)
    seen = {j for j, side in enumerate(sides) if side == "middle"}
    limbs = []
    for start in range(layout.n_joints):
        limb, waiting = [], [start]
        while waiting:
            joint = waiting.pop()
            if joint not in seen:
                seen.add(joint)
                limb.append(joint)
                waiting.extend(neighbours[joint])
        if limb:
            limbs.append(limb)
    return limbs


def _limb_kind(names: Sequence[str]) -> tuple[int, str]:
    """Rank and name of the limb that joints of these names make."""
    text = " ".join(names).lower()
    for rank, (kind, words) in enumerate(_LIMB_WORDS, start=1):
        if any(word in text for word in words):
            return rank, kind
    return len(_LIMB_WORDS) + 1, "side"


def _is_of_head(name: str) -> bool:
    return any(word in name.lower() for word in _HEAD_WORDS)


def _depth_first(layout: SkeletonLayout) -> list[str]:
    """All joints from the root along the bones, a limb to its end before the next; those on no bone last."""
    neighbours: dict[str, list[str]] = {joint: [] for joint in layout.joints}
    for parent, child in layout.bones:
        neighbours[parent].append(child)
        neighbours[child].append(parent)
    order: dict[str, None] = {}
    stack = [*reversed(layout.joints), layout.root]
    while stack:
        joint = stack.pop()
        if joint not in order:
            order[joint] = None
            stack += reversed(neighbours[joint])
    return list(order)
