"""What a depth camera makes of a moving body."""

from __future__ import annotations

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.datasets.synthetic.dice import Dice
from sta_lstm.skeletons.layouts import NTU_25

#: Standard deviations, mm: noise that is new in every frame, and error that wanders within about half a second. After
#: what a Kinect v2 shows of persons who stand still: small at the trunk, large at hands and feet.
_PARTS = {
    **dict.fromkeys(("spine base", "spine mid", "spine shoulder", "neck", "head", "hip"), (1.0, 4.0)),
    **dict.fromkeys(("shoulder", "elbow", "knee"), (1.5, 7.0)),
    **dict.fromkeys(("ankle", "wrist"), (2.5, 8.0)),
    **dict.fromkeys(("foot", "hand"), (4.5, 11.0)),
    **dict.fromkeys(("hand tip", "thumb"), (7.0, 13.0)),
}
_MEMORY = 0.93  # of the wandering error, from frame to frame
#: 2 × J × 1, fresh and wandering, metres.
_DEVIATIONS = (
    np.array([_PARTS[joint.removeprefix("left ").removeprefix("right ")] for joint in NTU_25.joints]).T[..., None]
    / 1000
)


def measured(dice: Dice, room: Float64s, noise: float) -> Float64s:
    """Positions in the room (its floor at y = 0), T × M × J × 3, as a sensor at its own height reports them.

    Args:
        dice: draws the sensor's height and its noise.
        room: positions, metres.
        noise: multiplies the noise.
    """
    n_frames = len(room)
    seen = room - [0.0, dice.between(0.8, 1.3), 0.0]
    quality = noise * dice.between(0.6, 1.3)
    draws = dice.normals(2, *room.shape)
    # e_t = m e_{t-1} + √(1 - m²) n_t from e_0 = n_0, unrolled: e_t = m^t (n_0 + √(1 - m²) Σ_{0<s≤t} n_s / m^s).
    fading = _MEMORY ** np.arange(n_frames)[:, None, None, None]
    draws[1, 1:] *= np.sqrt(1 - _MEMORY**2)
    wandering = fading * np.cumsum(draws[1] / fading, axis=0)
    return np.asarray(seen + quality * (_DEVIATIONS[0] * draws[0] + _DEVIATIONS[1] * wandering))
