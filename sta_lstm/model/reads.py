"""What a checkpoint reads: whose joints, and how many persons."""

from __future__ import annotations

from dataclasses import dataclass

from sta_lstm.skeletons import SkeletonLayout


@dataclass(frozen=True)
class Reads:
    """The clips that fit a checkpoint; as text, "1 to 2 persons × 25 joints (ntu-25)".

    Attributes:
        layout: the joints, in their order.
        least: fewest persons in a clip.
        most: most persons in a clip.
    """

    layout: SkeletonLayout
    least: int
    most: int

    @property
    def persons(self) -> str:
        """How many persons, in words: "1 to 2 persons"."""
        count = f"{self.most}" if self.least == self.most else f"{self.least} to {self.most}"
        return f"{count} person{'s' * (self.most > 1)}"

    def __str__(self) -> str:
        return f"{self.persons} × {self.layout.n_joints} joints ({self.layout.name})"
