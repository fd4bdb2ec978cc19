"""The grid of a body: 5 columns from left to right by 6 rows from head to feet, the same for every layout.

A body that stands with its arms down has each of its joints in one cell, told by what the joint is (`common_names`),
so that layouts of 15, 20 and 25 joints fill the same cells. Joints that no table knows lie with their neighbours.

    row           far left   left   middle   right   far right
    0                               head
    1             shoulder          neck             shoulder
    2             elbow             chest            elbow
    3             hand       hip    pelvis   hip     hand
    4                        knee            knee
    5                        foot            foot
"""

from __future__ import annotations

from functools import lru_cache

from sta_lstm.skeletons.layout import SkeletonLayout
from sta_lstm.skeletons.synonyms import common_names

N_COLUMNS, N_ROWS = 5, 6
N_CELLS = N_COLUMNS * N_ROWS

_MIDDLE = 2
#: Row, and column on the left side, of what a sided joint is called; the first word that ends its name counts.
_SIDED: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("eye", "ear", "mouth corner"), (0, _MIDDLE)),
    **dict.fromkeys(("clavicle", "shoulder"), (1, 0)),
    **dict.fromkeys(("elbow",), (2, 0)),
    **dict.fromkeys(("wrist", "hand", "hand tip", "thumb", "index finger", "little finger"), (3, 0)),
    **dict.fromkeys(("hip",), (3, 1)),
    **dict.fromkeys(("knee",), (4, 1)),
    **dict.fromkeys(("ankle", "foot", "big toe", "small toe", "heel"), (5, 1)),
}
_ROWS = {
    **dict.fromkeys(("head", "head top", "skull base", "nose", "jaw"), 0),
    **dict.fromkeys(("neck", "spine shoulder", "base of neck"), 1),
    **dict.fromkeys(("spine mid", "lower spine", "torso", "middle of back"), 2),
    **dict.fromkeys(("spine base", "hip centre", "back of pelvis"), 3),
}
#: A layout that names fewer of the twelve cells of arms and legs is none of a body.
_FEWEST_OF_LIMBS = 8


@lru_cache(maxsize=64)
def body_cells(layout: SkeletonLayout) -> tuple[int, ...] | None:
    """The cell of each of the J joints, 0 to `N_CELLS` - 1, row by row; None where the layout is none of a body."""
    named = [_cell(name) for name in common_names(layout)]
    if len({cell for cell in named if cell is not None and cell % N_COLUMNS != _MIDDLE}) < _FEWEST_OF_LIMBS:
        return None
    cells = list(named)
    while any(cell is None for cell in cells):
        near = [_beside(layout, cells, joint) for joint in range(layout.n_joints)]
        if near == cells:  # on no bone that leads to a joint that is known
            near = [_MIDDLE + 2 * N_COLUMNS if cell is None else cell for cell in cells]
        cells = near
    return tuple(cell for cell in cells if cell is not None)


def trunk_of(layout: SkeletonLayout) -> tuple[int, ...]:
    """The columns of hips and shoulders, which every layout of a body has; of the root where it names none."""
    names = common_names(layout)
    found = [j for j, name in enumerate(names) if name.removeprefix("left ").removeprefix("right ") in _TRUNK]
    return tuple(found) or (layout.index(layout.root),)


_TRUNK = ("hip", "shoulder")


def _cell(name: str) -> int | None:
    side, _, part = name.partition(" ")
    if side in ("left", "right"):
        place = next((at for word, at in _SIDED.items() if part == word or part.endswith(f" {word}")), None)
        if place is None:
            return None
        row, column = place
        return row * N_COLUMNS + (column if side == "left" else N_COLUMNS - 1 - column)
    return None if name not in _ROWS else _ROWS[name] * N_COLUMNS + _MIDDLE


def _beside(layout: SkeletonLayout, cells: list[int | None], joint: int) -> int | None:
    """The cell of a joint, or of the first that a bone joins to it, nearer to the root or farther from it."""
    if cells[joint] is not None:
        return cells[joint]
    near = [parent for parent, child in layout.bone_indices if child == joint]
    near += [child for parent, child in layout.bone_indices if parent == joint]
    return next((cells[each] for each in near if cells[each] is not None), None)
