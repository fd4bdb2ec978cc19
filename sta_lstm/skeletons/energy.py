"""How fast joints move; and motion energy, the yardstick that any attention has to beat."""

from __future__ import annotations

import numpy as np

from sta_lstm.arrays import Float32s
from sta_lstm.skeletons.clip import Clip
from sta_lstm.skeletons.quality.smoothing import smoothed


def joint_speeds(clip: Clip, *, smooth: bool = False) -> Float32s:
    """Speed of every joint, T × M × J, metres a second: central differences between neighbouring frames.

    Args:
        clip: T frames.
        smooth: whether paths are smoothed first, as `smoothed` says: differences make much of a sensor's tremble.

    Returns:
        In the first frame and the last the difference to the one neighbour. NaN where the person is absent, or was or
        will be in the neighbouring frames, and where the clip has one frame.
    """
    positions = smoothed(clip.positions, clip.present) if smooth else clip.positions
    n_frames = clip.n_frames
    earlier, later = np.maximum(np.arange(n_frames) - 1, 0), np.minimum(np.arange(n_frames) + 1, n_frames - 1)
    seconds = np.maximum(later - earlier, 1)[:, None, None] / clip.fps
    speeds = np.linalg.norm(positions[later] - positions[earlier], axis=-1) / seconds
    known = clip.present[earlier] & clip.present & clip.present[later] & (n_frames > 1)
    speeds[~known] = np.nan
    return np.asarray(speeds, dtype=np.float32)


def motion_energy(clip: Clip, *, window: int = 1) -> Float32s:
    """Speed of every joint, T × M × J, metres a second: "what moves is what matters".

    Args:
        clip: T frames.
        window: frames over which the speed is averaged; 1 leaves it as it is.

    Returns:
        `joint_speeds` of unsmoothed paths; 0 where those have no value.
    """
    n_frames = clip.n_frames
    speed = np.nan_to_num(joint_speeds(clip), nan=0.0)
    if window > 1:
        total = np.cumsum(np.concatenate([np.zeros_like(speed[:1]), speed]), axis=0, dtype=np.float64)
        low = np.maximum(np.arange(n_frames) - window // 2, 0)
        high = np.minimum(np.arange(n_frames) + (window + 1) // 2, n_frames)
        speed = (total[high] - total[low]) / (high - low)[:, None, None]
    return np.asarray(speed, dtype=np.float32)
