"""Motion energy: the yardstick that any attention has to beat."""

from __future__ import annotations

import numpy as np

from sta_lstm.arrays import Float32s
from sta_lstm.skeletons.clip import Clip


def motion_energy(clip: Clip, *, window: int = 1) -> Float32s:
    """Speed of every joint, T × M × J, metres a second: "what moves is what matters".

    Args:
        clip: T frames.
        window: frames over which the speed is averaged; 1 leaves it as it is.

    Returns:
        Central differences between neighbouring frames; 0 where the person is absent, or was or will be in the
        neighbouring frames.
    """
    n_frames = clip.n_frames
    earlier, later = np.maximum(np.arange(n_frames) - 1, 0), np.minimum(np.arange(n_frames) + 1, n_frames - 1)
    seconds = np.maximum(later - earlier, 1)[:, None, None] / clip.fps
    speed = np.linalg.norm(clip.positions[later] - clip.positions[earlier], axis=-1) / seconds
    known = clip.present[earlier] & clip.present & clip.present[later]
    speed[~known] = 0.0
    if window > 1:
        total = np.cumsum(np.concatenate([np.zeros_like(speed[:1]), speed]), axis=0, dtype=np.float64)
        low = np.maximum(np.arange(n_frames) - window // 2, 0)
        high = np.minimum(np.arange(n_frames) + (window + 1) // 2, n_frames)
        speed = (total[high] - total[low]) / (high - low)[:, None, None]
    return np.asarray(speed, dtype=np.float32)
