"""Where the bodies of a clip are: ground, size, the way they face, and the points that a camera must hold.

The same rules as the player's ``geometry.js``, so that a picture made here is seen from where the player looks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from sta_lstm.arrays import AnyFloats, Bools, Float32s, Float64s
from sta_lstm.skeletons.clip import Clip, y_up

_SAMPLED_FRAMES = 240


@dataclass(frozen=True, eq=False)
class Geometry:
    """Measures of a clip with y up, in metres.

    Attributes:
        grounds: M, height of the ground under each person: sensors look down at a slant, and so the floor is lower
            where it is nearer.
        size: height of a body, the unit of joint radii.
        centre: x, y, z of the middle of ``points``.
        front_yaw: camera yaw that looks bodies in the face, or two persons from the side.
        points: N × 3, sampled joints, wild ones left out.
    """

    grounds: tuple[float, ...]
    size: float
    centre: tuple[float, float, float]
    front_yaw: float
    points: Float32s


def measure(clip: Clip) -> Geometry:
    """The geometry of ``clip``."""
    step = max(1, math.ceil(clip.n_frames / _SAMPLED_FRAMES))
    positions, present = y_up(clip)[::step], clip.present[::step]
    if not present.any():  # bodies in none of the sampled frames
        positions, present = y_up(clip), clip.present
    heights = positions[..., 1]
    low, high = heights.min(axis=2), heights.max(axis=2)
    stands = present & (high > low)
    points = _without_wild(positions[present].reshape(-1, 3))
    lower, upper = points.min(axis=0), points.max(axis=0)
    size = _quantile((high - low)[stands], 0.75) or float(upper[1] - lower[1])
    x, y, z = (lower + upper) / 2
    # Not the very lowest: a foot that the sensor lost may lie far below.
    grounds = (low[stands[:, m], m] for m in range(clip.n_persons))
    return Geometry(
        grounds=tuple(_quantile(values, 0.06) if values.size else float(lower[1]) for values in grounds),
        size=max(size, 1e-6),
        centre=(float(x), float(y), float(z)),
        front_yaw=_facing(clip, positions, present),
        points=points,
    )


def typical_pose(clip: Clip, person: int) -> Float32s:
    """J × 3 metres with y up: the pose of a person that is nearest to the median of all, measured from the root.

    Args:
        clip: in which that person is present in a frame at least.
        person: column of the clip.
    """
    poses = y_up(clip)[clip.present[:, person], person]  # frames × J × 3
    centred = poses - poses[:, [clip.layout.index(clip.layout.root)]]
    far = np.abs(centred - np.median(centred, axis=0)).sum(axis=(1, 2))
    return np.asarray(poses[int(np.argmin(far))], dtype=np.float32)


def seen_from_front(clip: Clip) -> Float64s:
    """J × 2 for a drawing of one body, x to the viewer's right and y up: its typical pose seen from its own front.

    The body is 1 high and its lowest joint is at y 0; x is counted from the middle.

    Args:
        clip: in which somebody is present; of several, the first who is.
    """
    person = int(np.flatnonzero(clip.present.any(0))[0])
    pose = typical_pose(clip, person)
    alone = replace(clip, positions=pose[None, None], present=np.ones((1, 1), bool), up_axis="y")
    yaw = measure(alone).front_yaw
    seen = np.stack([pose[:, 0] * math.cos(yaw) - pose[:, 2] * math.sin(yaw), pose[:, 1]], axis=1).astype(np.float64)
    low, high = seen.min(0), seen.max(0)
    return np.asarray((seen - [(low[0] + high[0]) / 2, low[1]]) / max(high[1] - low[1], 1e-6))


def _quantile(values: AnyFloats, q: float) -> float:
    return float(np.sort(values)[min(values.size - 1, int(q * values.size))]) if values.size else 0.0


def _without_wild(points: Float32s) -> Float32s:
    """Points within the bulk on all axes: a sensor that loses a hand puts it metres away for a frame."""
    low, high = (np.array([_quantile(axis, q) for axis in points.T]) for q in (0.05, 0.95))
    slack = 1.2 * (high - low) + 0.25
    inside = ((points >= low - slack) & (points <= high + slack)).all(axis=1)
    return np.asarray(points[inside], dtype=np.float32)


def _facing(clip: Clip, positions: Float32s, present: Bools) -> float:
    """Yaw of a camera in front of the bodies.

    Left × up points forward; where two persons face each other those vectors cancel, and the camera looks across the
    line between them instead.
    """
    sides = np.array(clip.layout.sides)
    flat = positions[..., ::2].astype(np.float64)  # x, z
    forward, n = np.zeros(2), 0
    if (sides == "left").any() and (sides == "right").any():
        across = flat[:, :, sides == "left"].mean(axis=2) - flat[:, :, sides == "right"].mean(axis=2)
        length = np.linalg.norm(across, axis=-1)
        known = present & (length > 1e-6)
        unit = across[known] / length[known][:, None]
        forward, n = np.array([-unit[:, 1].sum(), unit[:, 0].sum()]), int(known.sum())
    apart = np.zeros(2)
    bodies = flat.mean(axis=2)
    for t in np.flatnonzero(present.sum(axis=1) > 1):
        first, second = bodies[t][present[t]][:2]
        apart += second - first
    agreement = float(np.hypot(*forward)) / n if n else 0.0
    distance = float(np.hypot(*apart))
    if agreement < 0.6 and distance > 1e-6:
        across_x, across_z = -apart[1] / distance, apart[0] / distance
        # Of the two sides take the one that bodies turn to a little, or else the sensor's, which looks along +z.
        side = 1 if across_x * forward[0] + across_z * forward[1] - 0.05 * n * across_z >= 0 else -1
        return math.atan2(side * across_x, side * across_z)
    return math.atan2(forward[0], forward[1]) if agreement > 0.15 else math.pi
