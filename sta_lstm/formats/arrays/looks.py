"""Whether the numbers of an array look like a body's places: what is done where its name and shape do not say enough.

Nothing here is sure of a body; it is sure of what is none. On a body the joints that a bone joins are close to each
other. Between rotations, angles, labels and features nothing is closer than anything else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.arrays import AnyFloats, Float64s
from sta_lstm.skeletons import SkeletonLayout

#: Values of an array that are looked at for labels, and more than there are classes.
_FIRST, _CLASSES = 65_536, 200
#: Poses that are looked at.
_SAMPLED = 60
#: Joints of a bone are less far apart than that, in distances of any two joints (`apartness`).
_APART = 0.7


def is_one_hot(values: NDArray[Any], n_columns: int) -> bool:
    """Whether the numbers at the beginning of a table, in rows of ``n_columns``, are zeros and ones: labels, no places.

    All zeros are not: that is how recordings are padded.
    """
    return bool(len(values) >= n_columns and values.any() and np.isin(values, (0, 1)).all())


def is_labels(shape: tuple[int, ...], values: NDArray[Any]) -> bool:
    """Whether ``values``, the first of an array of this shape, are labels: one-hot rows, or a few whole numbers."""
    if len(shape) > 2 or not len(values):
        return False
    values = values[:_FIRST]
    if is_one_hot(values, shape[-1] if shape else 1):
        return True
    if values.dtype.kind not in "iu" or int(values.min()) < -1 or int(values.max()) >= _CLASSES:
        return False
    return bool(values.any()) and len(np.unique(values)) <= max(2, len(values) // 8)


def apartness(values: AnyFloats, layout: SkeletonLayout) -> float:
    """How far apart joints are that a bone joins, by how far apart any two joints are .

    Of real bodies it is 0.2 to 0.45, in space and in a picture; with the joints in another order up to 0.65; of numbers
    that are no places about 1, whether they move or not.

    Args:
        values: T × M × J × 2 or 3, NaN or zeros where somebody is missing.
        layout: the J joints.

    Returns:
        Infinity where no pose has any extent.
    """
    poses = np.asarray(values, dtype=np.float64)[:: max(1, len(values) // _SAMPLED)].reshape(-1, *values.shape[-2:])
    poses = poses[(np.isfinite(poses) & (poses != 0)).any(axis=(1, 2))]
    if not len(poses) or not layout.bones:
        return float("inf")
    first, second = np.triu_indices(layout.n_joints, 1)
    parents, children = np.array(layout.bone_indices).T
    with np.errstate(over="ignore", invalid="ignore"):
        of_pairs = _usual(np.linalg.norm(poses[:, first] - poses[:, second], axis=-1))
        of_bones = _usual(np.linalg.norm(poses[:, parents] - poses[:, children], axis=-1))
    return of_bones / of_pairs if of_pairs > 0 else float("inf")


def _usual(lengths: Float64s) -> float:
    """Half way between the mean and the median: the one is steadier, the other heeds no joint that flies away."""
    known = lengths[np.isfinite(lengths)]
    return float(np.median(known) + np.mean(known)) / 2 if len(known) else 0.0


def is_like_a_body(values: AnyFloats, layout: SkeletonLayout) -> bool:
    """Whether ``values`` (T × M × J × 2 or 3) may be the places of ``layout``'s joints."""
    return apartness(values, layout) < _APART
