"""What a checkpoint reads: whose joints, and how many persons."""

from __future__ import annotations

from dataclasses import dataclass

from sta_lstm.skeletons import SkeletonLayout
from sta_lstm.skeletons.body_grid import body_cells


@dataclass(frozen=True)
class Reads:
    """The clips that fit a checkpoint; as text, "1 to 2 persons × 25 joints (ntu-25)".

    Attributes:
        layout: the joints, in their order.
        least: fewest persons in a clip.
        most: most persons in a clip.
        any_layout: whether bodies of every other layout are read as well.
    """

    layout: SkeletonLayout
    least: int
    most: int
    any_layout: bool = False

    @property
    def persons(self) -> str:
        """How many persons, in words: "1 to 2 persons"."""
        count = f"{self.most}" if self.least == self.most else f"{self.least} to {self.most}"
        return f"{count} person{'s' * (self.most > 1)}"

    def takes(self, layout: SkeletonLayout) -> bool:
        """Whether bodies of ``layout`` are read as they are."""
        same = layout.joints == self.layout.joints
        return same or (self.any_layout and body_cells(layout) is not None)

    def __str__(self) -> str:
        joints = "any joints of a body" if self.any_layout else f"{self.layout.n_joints} joints"
        return f"{self.persons} × {joints} ({self.layout.name})"
