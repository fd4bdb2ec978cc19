"""Which axis of a bare array of positions is what, told by the lengths of the axes alone.

Axes by letter: T frames, M persons, J joints, C coordinates (2, 3, or 3 and a confidence), K joints × coordinates of a
frame in one row, N recordings. These orders are known:

| axes | who writes so |
| --- | --- |
| T × K | tables; K = J·C, or 2·J·C for two persons |
| T × J × C, T × M × J × C | lifters to 3D (VideoPose3D, MotionBERT), most people |
| N × T × J × C, N × T × K | what networks are trained on: many recordings |
| J × C × T | MATLAB users |
| C × T × J, C × T × J × M, N × C × T × J × M, N × C × T × J | ST-GCN and what follows it |
| N × T × M × J × C, N × M × T × J × C | PYSKL's ``keypoint``, stacked |
| T × 1 × 1 × J × C, 1 × T × J × C | what a network returned, frame by frame |

Persons stand beside the joints: in A × B × J × C the second axis is one of persons where it is short and the first is
no shorter; else the first is one of recordings. `Axes.as_persons` is PYSKL's single ``keypoint``, M × T × J × C.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sta_lstm.arrays import AnyFloats
from sta_lstm.skeletons import MAX_PERSONS

#: The surest first. C × T × J × M comes before N × T × J × C for one or two persons alone, as ST-GCN has them.
_ORDERS = {
    3: ("TJC", "CTJ", "JCT"),
    4: ("1TJC", "TJC1", "TMJC", "CTJM", "NTJC", "NCTJ"),
    5: ("T11JC", "NCTJM", "NTMJC", "NMTJC"),
}
_ST_GCN_PERSONS = 2
_COORDINATES = (3, 2, 4)
#: What people are told of the orders.
EXPECTED = "frames × joints × 3 (or × 2), frames × persons × joints × 3, 3 × frames × joints × persons, or frames × 75"


@dataclass(frozen=True)
class Axes:
    """How an array's axes are to be read.

    Attributes:
        order: its axes by letter, in their order; 1 is an axis of length one that says nothing.
        sizes: how long each is; T, M, J and C always stand here, and N where there are several recordings.
    """

    order: str
    sizes: dict[str, int]

    @property
    def is_flat(self) -> bool:
        """Whether the numbers of a frame stand in one row, so that J and C are told by its length alone."""
        return "K" in self.order

    @property
    def n_recordings(self) -> int:
        """How many recordings there are."""
        return self.sizes.get("N", 1)

    @property
    def is_ambiguous(self) -> bool:
        """Whether 3 × frames × joints × 2 might as well be three recordings in a picture."""
        return self.order == "CTJM" and self.sizes["M"] in _COORDINATES

    @property
    def as_recordings(self) -> Axes:
        """An ambiguous array as N × T × J × C."""
        sizes = {"N": self.sizes["C"], "T": self.sizes["T"], "M": 1, "J": self.sizes["J"], "C": self.sizes["M"]}
        return Axes("NTJC", sizes)

    @property
    def as_persons(self) -> Axes:
        """The same with recordings side by side as persons of one."""
        sizes = {**self.sizes, "M": self.n_recordings}
        sizes.pop("N", None)
        return Axes(self.order.replace("N", "M"), sizes)

    def one(self, array: AnyFloats, recording: int) -> AnyFloats:
        """The recording of that number, in an array with these axes."""
        return array[recording] if "N" in self.order else array

    def positions(self, array: AnyFloats, recording: int = 0) -> AnyFloats:
        """T × M × J × C of an array with these axes, without a copy where that can be."""
        return self.of_one(self.one(array, recording))

    def of_one(self, array: AnyFloats) -> AnyFloats:
        """T × M × J × C of one recording, as `one` gives it."""
        sizes = self.sizes
        order = self.order.replace("N", "")
        if self.is_flat:
            return array.reshape(len(array), sizes["M"], sizes["J"], sizes["C"])
        if "1" in order:
            order = order.replace("1", "")
            array = array.reshape([sizes[axis] for axis in order])
        if "M" not in order:
            array, order = array[..., None], order + "M"
        return array.transpose([order.index(axis) for axis in "TMJC"])


def axes_of(shape: tuple[int, ...], joint_counts: Collection[int]) -> Axes | None:
    """How an array of ``shape`` is to be read, if a body has one of ``joint_counts``; None if it holds no positions."""
    if 0 in shape:
        return None
    fitting = [
        axes for order in _ORDERS.get(len(shape), ()) if (axes := _fitted(order, shape, joint_counts)) is not None
    ]
    if len(shape) == 5:  # the fewest persons; the first of equals
        fitting.sort(key=lambda axes: axes.sizes["M"])
    return next(iter((*fitting, *flat_axes(shape, joint_counts))), None)


def flat_axes(shape: tuple[int, ...], joint_counts: Collection[int]) -> tuple[Axes, ...]:
    """Every way to read an array T × K or N × T × K, the likelier first."""
    if len(shape) not in (2, 3) or 0 in shape:
        return ()
    found = []
    for n_persons in (1, 2):
        for n_coordinates in _COORDINATES:
            n_joints, rest = divmod(shape[-1], n_persons * n_coordinates)
            if not rest and n_joints in joint_counts:
                sizes = {"T": shape[-2], "M": n_persons, "J": n_joints, "C": n_coordinates}
                found.append(Axes("TK", sizes) if len(shape) == 2 else Axes("NTK", {"N": shape[0], **sizes}))
    return tuple(found)


def _fitted(order: str, shape: tuple[int, ...], joint_counts: Collection[int]) -> Axes | None:
    sizes = {"T": 1, "M": 1}
    for axis, length in zip(order, shape, strict=True):
        if axis == "1" and length != 1:
            return None
        if axis != "1":
            sizes[axis] = length
    if sizes["J"] not in joint_counts or sizes["C"] not in _COORDINATES or sizes["M"] > MAX_PERSONS:
        return None
    if "MJ" in order and sizes["M"] > sizes["T"]:
        return None  # a few short recordings, rather than more persons than frames
    if order == "CTJM" and (sizes["M"] > _ST_GCN_PERSONS or (sizes["C"] != 3 and sizes["M"] in _COORDINATES)):
        return None
    return Axes(order, sizes)
