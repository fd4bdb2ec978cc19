"""One scale for attention, wherever it is drawn: balls and lanes of the player, bars, heat maps, prints and videos.

Attention comes in multiples of an equal share. Its place on the scale is log₂(1 + multiple) ÷ log₂(1 + `FULL`): nothing
is at 0, an equal share (1×) at a quarter, 3× at half, 7× at three quarters and `FULL`, 15×, at the end. Each quarter
is one doubling, so that 3× and 12× look unlike, and what is below an equal share keeps a quarter for itself. Of all
cells of the sample clips under the checkpoints that learn α, 1.2 % lie beyond the end; of a scale that ended at 3× it
would be 7.1 %, two or three joints in every frame.

``make look`` writes the end and the ticks into the player, whose ``core/weights.js`` has the same rule; a test holds
the two to the same places.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sta_lstm.arrays import Float64s

#: The multiple of an equal share at the end of the scale: what lies beyond looks alike.
FULL = 15.0
#: Multiples that legends and axes name, at equal steps of the scale.
TICKS = (0.0, 1.0, 3.0, 7.0, FULL)


def place(multiples: ArrayLike, *, full: float = FULL) -> Float64s:
    """Where multiples of an equal share stand on the scale, from 0 to 1; below 0 where they are; NaN where they are.

    Args:
        multiples: of any shape; those beyond ``full`` stand at the end.
        full: the multiple at the end, where it is another than everywhere.
    """
    values = np.asarray(multiples, dtype=np.float64)
    return np.asarray(np.sign(values) * np.minimum(1.0, np.log1p(np.abs(values)) / np.log1p(full)))


def tick_marks(multiples: NDArray[np.floating[Any]], *, uniform: str = "1×") -> dict[float, str]:
    """Places of `TICKS` with their words; "≥" stands at the end only where one of ``multiples`` lies beyond it.

    Args:
        multiples: all that the picture shows, NaN where there is none.
        uniform: what to call an equal share.
    """
    beyond = bool((multiples[np.isfinite(multiples)] > FULL).any())
    words = {0.0: "0", 1.0: uniform, FULL: f"{'≥ ' if beyond else ''}{FULL:g}×"}
    return {float(place(tick)): words.get(tick, f"{tick:g}×") for tick in TICKS}
