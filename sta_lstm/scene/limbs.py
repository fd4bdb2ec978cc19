"""In which order a body's joints stand in a picture: limb by limb, so that neighbours stay neighbours."""

from __future__ import annotations

from collections.abc import Sequence

from sta_lstm.errors import LayoutError
from sta_lstm.skeletons import SkeletonLayout


def limb_order(layout: SkeletonLayout) -> tuple[tuple[str, ...], ...]:
    """The J joints in groups: the trunk down to the root, then each limb outwards, a left one before its right twin.

    A limb is a connected piece of the left or of the right side. A layout without sides is one group, root first.
    """
    outwards = _depth_first(layout)
    if not layout.mirror_pairs:
        return (tuple(outwards),)
    sides = dict(zip(layout.joints, layout.sides, strict=True))
    rank = {joint: i for i, joint in enumerate(outwards)}
    neighbours = _neighbours(layout)
    mirror = {joint: layout.joints[j] for joint, j in zip(layout.joints, layout.mirror_indices, strict=True)}

    groups: list[list[str]] = []
    seen: set[str] = set()
    for start in outwards:
        if start in seen or sides[start] == "middle":
            continue
        limb, queue = [], [start]
        while queue:
            joint = queue.pop()
            if joint not in seen and sides[joint] == sides[start]:
                seen.add(joint)
                limb.append(joint)
                queue += neighbours[joint]
        groups.append(sorted(limb, key=rank.__getitem__))
    # Twins share the rank of whichever comes first in the layout.
    groups.sort(key=lambda limb: (min(rank[limb[0]], rank[mirror[limb[0]]]), sides[limb[0]] == "right"))
    trunk = [joint for joint in reversed(outwards) if sides[joint] == "middle"]
    return tuple(tuple(group) for group in ([trunk, *groups] if trunk else groups))


def joint_columns(layout: SkeletonLayout, joint_order: Sequence[str] | None) -> list[int]:
    """Columns of the joints in ``joint_order``; by limb if it is left out.

    Raises:
        LayoutError: a joint is unknown, or named twice.
    """
    if joint_order is None:
        joint_order = [joint for limb in limb_order(layout) for joint in limb]
    columns = [layout.index(joint) for joint in joint_order]
    if not columns or len(set(columns)) < len(columns):
        raise LayoutError(
            f"an order of the joints of '{layout.name}' is empty or names one twice; name each joint once."
        )
    return columns


def _neighbours(layout: SkeletonLayout) -> dict[str, list[str]]:
    neighbours: dict[str, list[str]] = {joint: [] for joint in layout.joints}
    for parent, child in layout.bones:
        neighbours[parent].append(child)
        neighbours[child].append(parent)
    return neighbours


def _depth_first(layout: SkeletonLayout) -> list[str]:
    """All joints from the root along the bones, a limb to its end before the next; those on no bone last."""
    neighbours = _neighbours(layout)
    order: dict[str, None] = {}
    stack = [*reversed(layout.joints), layout.root]
    while stack:
        joint = stack.pop()
        if joint not in order:
            order[joint] = None
            stack += reversed(neighbours[joint])
    return list(order)
