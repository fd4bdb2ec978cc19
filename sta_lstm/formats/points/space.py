"""Whether numbers are places in a picture or in space, told by the numbers themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.skeletons import SkeletonLayout

#: Places in a picture's parts lie between these, a body that is partly outside included; pixels go beyond that.
_PARTS = (-0.25, 1.25)
_PIXELS = 20.0
#: The share of places that may be negative in a picture, because they lie outside it.
_FEW = 0.02
#: A depth that is a guess counts from the body: it is smaller than this share of the body's size.
_NEAR = 0.5
#: Joints of which one is above the other, if nobody lies, the best pair first.
_ABOVE = (
    *(("nose", "left ankle"), ("head", "left ankle"), ("head top", "left ankle"), ("head", "left foot")),
    *(("left shoulder", "left ankle"), ("left shoulder", "left knee"), ("left shoulder", "left hip")),
    *(("nose", "left shoulder"), ("head", "left shoulder"), ("neck", "spine base"), ("spine shoulder", "spine base")),
)


@dataclass(frozen=True, eq=False)
class Space:
    """What the numbers of points are.

    Attributes:
        is_picture: x and y are places in a picture, and there is no depth, or a guess that is left out.
        scores: N × J, NaN where there is none.
        turn: what x and y of a picture are to be multiplied with, so that y points down.
        notes: what is to be said.
    """

    is_picture: bool
    scores: Float64s
    turn: tuple[float, float] = (1.0, 1.0)
    notes: tuple[str, ...] = ()


def space_of(table: Float64s, layout: SkeletonLayout, *, is_bare: bool) -> Space:
    """What N bodies (N × J × 4: x, y, z, score) are.

    Args:
        table: NaN for what is not said.
        layout: the J joints.
        is_bare: whether points are bare numbers, of which a third may be a score.
    """
    xy, depth, scores = table[..., :2], table[..., 2], table[..., 3]
    known = xy[~np.isnan(xy).any(-1)]
    depths = depth[~np.isnan(depth)]
    if is_bare and len(depths) and np.isnan(scores).all() and _are_scores(known, depths):
        note = "The third number of each point was taken for a score, because it is never outside 0 to 1."
        return _in_picture(xy, layout, depth, (note,))
    if not len(depths) or not depths.any():
        return _in_picture(xy, layout, scores, ())
    if not len(known) or not _may_be_picture(xy, known, depths) or _rise(xy, layout) > 0:
        return Space(is_picture=False, scores=scores)
    note = (
        "x and y were taken for places in a picture, because they are never negative and y points down; z, which is "
        "near zero, was taken for a guess, and left out."
    )
    return Space(is_picture=True, scores=scores, notes=(note,))


def _in_picture(xy: Float64s, layout: SkeletonLayout, scores: Float64s, notes: tuple[str, ...]) -> Space:
    """Places without a depth: y points down, as in pictures, unless they cannot be of one and heads are above feet."""
    if not _rise(xy, layout) > 0:
        return Space(is_picture=True, scores=scores, notes=notes)
    known = xy[~np.isnan(xy).any(-1)]
    if (known < 0).mean() > _FEW:
        note = "y was taken to point up: there are negative places, so this is no picture, and heads are above feet."
        return Space(is_picture=True, scores=scores, turn=(1.0, -1.0), notes=(*notes, note))
    note = (
        "y was taken to point down, as it does in pictures, and heads are below feet. If the body stands on its head "
        "here alone, turn it over (up axis -y)."
    )
    return Space(is_picture=True, scores=scores, notes=(*notes, note))


def _are_scores(known: Float64s, thirds: Float64s) -> bool:
    is_picture = _PARTS[0] <= known.min(initial=0) and known.max(initial=0) <= _PARTS[1]
    is_share = bool((thirds >= 0).all() and (thirds <= 1).all())
    return is_share and (is_picture or bool(np.abs(known).max(initial=0) > _PIXELS))


def _may_be_picture(xy: Float64s, known: Float64s, depths: Float64s) -> bool:
    """Whether x and y are never negative, in a picture's range, and depths count from the body."""
    with np.errstate(invalid="ignore"):  # Clip says where a value is infinite
        low, high = np.quantile(known, 0.01), np.quantile(known, 0.99)
    is_parts = bool(_PARTS[0] <= low and high <= _PARTS[1])
    if (known < 0).mean() > _FEW or not (is_parts or high > _PIXELS):
        return False
    with np.errstate(all="ignore"):
        size = float(np.nanmedian((np.fmax.reduce(xy, axis=1) - np.fmin.reduce(xy, axis=1)).max(-1)))
    return abs(float(np.median(depths))) < _NEAR * size


def _rise(xy: Float64s, layout: SkeletonLayout) -> float:
    """How far y grows from a lower joint to a higher one, the median over all bodies; 0 where that is not known."""
    for high, low in _ABOVE:
        if high in layout.joints and low in layout.joints:
            with np.errstate(all="ignore"):
                ways = xy[:, layout.index(high), 1] - xy[:, layout.index(low), 1]
            ways = ways[np.isfinite(ways)]
            if len(ways):
                return float(np.median(ways))
    return 0.0
