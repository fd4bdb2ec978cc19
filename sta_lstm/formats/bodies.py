"""Which bodies a recording shows: rules that every reader shares."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def tracked(poses: NDArray[np.floating[Any]]) -> NDArray[np.bool_]:
    """Whether each pose, … × J × 3, holds a body: not all zeros, not all NaN.

    Trackers write either for a body that they lost. A pose that is NaN in part is a body with a fault; `Clip` names it.
    """
    return np.asarray((np.nan_to_num(poses, nan=0.0, posinf=1.0, neginf=1.0) != 0).any(axis=(-2, -1)))


def lost_note(n_lost: int) -> tuple[str, ...]:
    """The sentence about ``n_lost`` poses that `tracked` refused; none if there are none."""
    if n_lost == 0:
        return ()
    poses = "1 pose was" if n_lost == 1 else f"{n_lost:,} poses were"
    return (f"{poses} all zeros or all NaN; the body counts as absent there.",)
