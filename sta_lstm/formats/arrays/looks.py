"""Whether the numbers of an array look like a body's places: what is done where its name and shape do not say enough.

Nothing here is sure of a body; it is sure of what is none. On a body the joints that a bone joins are close to each
other. Between rotations, angles, labels and features nothing is closer than anything else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.arrays import AnyFloats
from sta_lstm.skeletons import SkeletonLayout
from sta_lstm.skeletons.quality.plausible import LOOSE, apartness

#: Values of an array that are looked at for labels, and more than there are classes.
_FIRST, _CLASSES = 65_536, 200


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


def is_like_a_body(values: AnyFloats, layout: SkeletonLayout) -> bool:
    """Whether ``values`` (T × M × J × 2 or 3) may be the places of ``layout``'s joints."""
    return apartness(values, layout) < LOOSE
