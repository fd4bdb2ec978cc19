"""A skeleton layout: which joints a body has, and how they hang together.

A layout is data. Bones and mirror pairs are pairs of joint *names*; every index is derived from them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from sta_lstm.errors import LayoutError
from sta_lstm.words import whole_text

Axis = Literal["x", "y", "z"]
AXES: tuple[Axis, ...] = ("x", "y", "z")
MAX_JOINTS = 512


@dataclass(frozen=True)
class SkeletonLayout:
    """Names of the J joints of one body, in the order of a recording's columns.

    Attributes:
        name: short identifier, for example ``"ntu-25"``; what a checkpoint and a CSV file store.
        title: the name for people.
        joints: J joint names. In this text and the others, halves of surrogate pairs are replaced, as in a `Clip`.
        bones: (parent, child) pairs of joint names.
        mirror_pairs: (left, right) pairs of joint names; a joint in no pair lies on the body's plane of symmetry.
        root: the joint that centring subtracts.
        torso: (lower, upper) joints of the trunk; their distance is the body's unit of length.
        up_axis: the axis that points up in recordings of this layout.
        source: where the order and the bones were taken from.
    """

    name: str
    title: str
    joints: tuple[str, ...]
    bones: tuple[tuple[str, str], ...]
    mirror_pairs: tuple[tuple[str, str], ...]
    root: str
    torso: tuple[str, str]
    up_axis: Axis
    source: str

    def __post_init__(self) -> None:
        for field in ("name", "title", "joints", "bones", "mirror_pairs", "root", "torso", "source"):
            object.__setattr__(self, field, _whole(getattr(self, field)))
        where = f"layout '{self.name}'"
        if not 1 <= len(self.joints) <= MAX_JOINTS:
            raise LayoutError(f"{where} has {len(self.joints)} joints; expected 1 to {MAX_JOINTS}.")
        twice = [joint for joint, count in Counter(self.joints).items() if count > 1]
        if twice:
            raise LayoutError(f"{where} names a joint twice: {', '.join(twice)}. Joint names must differ.")
        if self.up_axis not in AXES:
            raise LayoutError(f"{where} has the up axis '{self.up_axis}'; expected x, y or z.")
        named = {
            "bones": [joint for bone in self.bones for joint in bone],
            "mirror_pairs": [joint for pair in self.mirror_pairs for joint in pair],
            "root": [self.root],
            "torso": list(self.torso),
        }
        for field, joints in named.items():
            unknown = sorted(set(joints) - set(self.joints))
            if unknown:
                raise LayoutError(f"{where}: {field} names joints that it does not have: {', '.join(unknown)}.")
        mirrored = Counter(named["mirror_pairs"])
        if any(count > 1 for count in mirrored.values()):
            raise LayoutError(f"{where}: mirror_pairs names a joint twice; a joint has one mirror image.")

    @property
    def n_joints(self) -> int:
        """J, the number of joints of one body."""
        return len(self.joints)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {joint: j for j, joint in enumerate(self.joints)}

    def index(self, joint: str) -> int:
        """Column of ``joint``.

        Raises:
            LayoutError: the layout has no joint of that name.
        """
        if joint not in self._index:
            raise LayoutError(f"layout '{self.name}' has no joint '{joint}'; it has: {', '.join(self.joints)}.")
        return self._index[joint]

    @cached_property
    def bone_indices(self) -> tuple[tuple[int, int], ...]:
        """The bones as (parent, child) columns."""
        return tuple((self.index(parent), self.index(child)) for parent, child in self.bones)

    @cached_property
    def mirror_indices(self) -> tuple[int, ...]:
        """Permutation of the J columns that exchanges left and right; its own inverse."""
        order = list(range(self.n_joints))
        for left, right in self.mirror_pairs:
            order[self.index(left)], order[self.index(right)] = self.index(right), self.index(left)
        return tuple(order)

    @cached_property
    def sides(self) -> tuple[Literal["left", "right", "middle"], ...]:
        """On which side of the body each joint lies."""
        left = {pair[0] for pair in self.mirror_pairs}
        right = {pair[1] for pair in self.mirror_pairs}
        return tuple("left" if j in left else "right" if j in right else "middle" for j in self.joints)

    def to_json(self) -> dict[str, Any]:
        """The layout as plain JSON values; `from_json` is its inverse."""
        return {
            "name": self.name,
            "title": self.title,
            "joints": list(self.joints),
            "bones": [list(bone) for bone in self.bones],
            "mirror_pairs": [list(pair) for pair in self.mirror_pairs],
            "root": self.root,
            "torso": list(self.torso),
            "up_axis": self.up_axis,
            "source": self.source,
        }

    @staticmethod
    def from_json(values: Any) -> SkeletonLayout:
        """Rebuild a layout from `to_json`.

        Raises:
            LayoutError: a field is missing or has another shape.
        """
        try:
            return SkeletonLayout(
                name=str(values["name"]),
                title=str(values["title"]),
                joints=tuple(str(joint) for joint in values["joints"]),
                bones=tuple(_pair(bone) for bone in values["bones"]),
                mirror_pairs=tuple(_pair(pair) for pair in values["mirror_pairs"]),
                root=str(values["root"]),
                torso=_pair(values["torso"]),
                up_axis=values["up_axis"],
                source=str(values["source"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise LayoutError(f"a layout's JSON lacks or garbles a field ({error!r}).") from error


def _pair(values: Any) -> tuple[str, str]:
    first, second = values
    return str(first), str(second)


def _whole(value: Any) -> Any:
    """A text, or texts in tuples, with nothing in them that no file can hold."""
    return whole_text(value) if isinstance(value, str) else tuple(map(_whole, value))
