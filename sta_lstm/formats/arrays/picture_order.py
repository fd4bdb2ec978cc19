"""Whether places in a picture are (x, y) or, as MoveNet writes them, (y, x)."""

from __future__ import annotations

import numpy as np

from sta_lstm.arrays import Bools, Float64s
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.skeletons import SkeletonLayout

_LAYOUT = "coco-17"
_HIGH = ("nose", "left shoulder", "right shoulder")
_LOW = ("left hip", "right hip", "left knee", "right knee", "left ankle", "right ankle")
#: The share of poses that must stand upright along the first coordinate, and how much farther than along the second.
_MOST, _FARTHER = 0.6, 1.5
#: Parts of a picture, with joints a little outside it.
_PARTS = 1.2


def put_right(places: Float64s, layout: SkeletonLayout, options: ReadOptions) -> tuple[Float64s, tuple[str, ...]]:
    """Places as (x, y), and what is to be noted.

    MoveNet's are (y, x) in parts of the picture. They are known by their bodies, which stand upright only so: heads
    above feet along the first coordinate, in most poses.

    Args:
        places: … × J × 2, NaN where a joint was not found.
        layout: the J joints.
        options: what the file's owner said; one who names the axis that points up keeps the order.
    """
    known = places[~np.isnan(places).any(axis=-1)]
    if layout.name != _LAYOUT or options.axis is not None or not len(known):
        return places, ()
    if known.max() > _PARTS or not _stand_along_first(places.reshape(-1, *places.shape[-2:]), layout):
        return places, ()
    return places[..., ::-1].copy(), (
        "The values of each joint were taken for y, x and a confidence, in parts of the picture, as MoveNet writes "
        "them: only so bodies stand upright. If they lie, name y as the axis that points up, and x comes first.",
    )


def _stand_along_first(poses: Float64s, layout: SkeletonLayout) -> bool:
    down = (_middle(poses, _LOW, layout) - _middle(poses, _HIGH, layout)).T
    down = down[:, ~np.isnan(down).any(axis=0)]
    return bool(down.size and (down[0] > _FARTHER * np.abs(down[1])).mean() >= _MOST)


def _middle(poses: Float64s, joints: tuple[str, ...], layout: SkeletonLayout) -> Float64s:
    """The middle of those joints that are seen, F × 2; NaN where none is."""
    places = poses[:, [layout.index(joint) for joint in joints]]
    seen: Bools = np.asarray(~np.isnan(places).any(axis=-1))
    count = seen.sum(axis=1)[:, None]
    total: Float64s = np.where(seen[..., None], places, 0.0).sum(axis=1)
    return np.divide(total, np.where(count > 0, count, np.nan))
