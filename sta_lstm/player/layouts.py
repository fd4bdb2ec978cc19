"""What the player is told of the joints of a body."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LimbData:
    """Joints that belong together in a list.

    Attributes:
        name: "left arm"
        joints: columns, in the order in which they are listed
    """

    name: str
    joints: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LayoutData:
    """The joints of one person.

    Attributes:
        name: of the layout
        joints: J names
        bones: pairs of columns, parent and child
        sides: J letters, L, R or M for the middle
        limbs: all joints by limb
    """

    name: str
    joints: tuple[str, ...]
    bones: tuple[tuple[int, int], ...]
    sides: str
    limbs: tuple[LimbData, ...]
