"""Which axis of a bare array of positions is what, told by the lengths of the axes alone.

Axes by letter: T frames, M persons, J joints, C coordinates (2, 3, or 3 and a confidence), K joints × coordinates of a
frame in one row, N recordings. These orders are known, and by length no two of them can be mistaken for one another,
but for T and M, of which the persons are taken to be the fewer:

| axes | who writes so |
| --- | --- |
| T × K | tables; K = J·C, or 2·J·C for two persons |
| T × J × C, T × M × J × C | lifters to 3D (VideoPose3D, MotionBERT), most people |
| M × T × J × C | PYSKL's ``keypoint`` |
| J × C × T | MATLAB users |
| C × T × J, C × T × J × M, N × C × T × J × M | ST-GCN and what follows it |
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sta_lstm.arrays import AnyFloats
from sta_lstm.skeletons import MAX_PERSONS

_ORDERS = {
    3: ("TJC", "CTJ", "JCT"),
    4: ("TMJC", "MTJC", "CTJM"),
    5: ("NCTJM", "NTMJC", "NMTJC"),
}
_COORDINATES = (3, 2, 4)
#: What people are told of the orders.
EXPECTED = "frames × joints × 3 (or × 2), frames × persons × joints × 3, 3 × frames × joints × persons, or frames × 75"


@dataclass(frozen=True)
class Axes:
    """How an array's axes are to be read.

    Attributes:
        order: its axes by letter, in their order.
        sizes: how long each is; M, J and C always stand here, and N where there are several recordings.
    """

    order: str
    sizes: dict[str, int]

    def positions(self, array: AnyFloats, recording: int = 0) -> AnyFloats:
        """T × M × J × C of an array with these axes, without a copy where that can be."""
        order, sizes = self.order, self.sizes
        if "K" in order:
            return array.reshape(len(array), sizes["M"], sizes["J"], sizes["C"])
        if "N" in order:
            array, order = array[recording], order.replace("N", "")
        if "M" not in order:
            array, order = array[..., None], order + "M"
        return array.transpose([order.index(axis) for axis in "TMJC"])


def axes_of(shape: tuple[int, ...], joint_counts: Collection[int]) -> Axes | None:
    """How an array of ``shape`` is to be read, if a body has one of ``joint_counts``; None if it holds no positions."""
    if 0 in shape:
        return None
    if len(shape) == 2:
        return _in_rows(shape, joint_counts)
    fitting = []
    for order in _ORDERS.get(len(shape), ()):
        sizes = {"M": 1, **dict(zip(order, shape, strict=True))}
        if sizes["J"] in joint_counts and sizes["C"] in _COORDINATES and sizes["M"] <= MAX_PERSONS:
            fitting.append(Axes(order, sizes))
    return min(fitting, key=lambda axes: axes.sizes["M"], default=None)  # the first of equals


def _in_rows(shape: tuple[int, ...], joint_counts: Collection[int]) -> Axes | None:
    for n_persons in (1, 2):
        for n_coordinates in _COORDINATES:
            n_joints, rest = divmod(shape[1], n_persons * n_coordinates)
            if not rest and n_joints in joint_counts:
                return Axes("TK", {"T": shape[0], "M": n_persons, "J": n_joints, "C": n_coordinates})
    return None
