"""The words in which actions and gestures are written: courses in time, and what they do to a pose.

Throughout, u is T numbers: 0 where a movement starts, 1 where it ends, below 0 before and above 1 after. A weight w is
T numbers from 0 (the pose as it is) to 1 (the pose as the movement wants it).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.datasets.synthetic.body import Body, Pose, draw_body, upright
from sta_lstm.datasets.synthetic.dice import Dice
from sta_lstm.datasets.synthetic.kinematics import eased, unit


@dataclass(frozen=True)
class Performer:
    """One person of a clip while it is being made: ``pose`` is written into."""

    body: Body
    pose: Pose
    dice: Dice


FPS = 30.0


def seconds(u: Float64s) -> float:
    """Duration of the movement whose course is ``u``."""
    return 1 / (float(u[1] - u[0]) * FPS)


def times(dice: Dice, duration: float, slowest_hz: float, fastest_hz: float, *, least: int) -> int:
    """How often something is done within ``duration`` seconds at a pace drawn from a range."""
    return max(least, round(duration * dice.between(slowest_hz, fastest_hz)))


def held(u: Float64s, rise: float = 0.3, fall: float = 0.3) -> Float64s:
    """Weight that rises over the first share of a movement, holds, and falls over the last."""
    return eased(u / rise) * eased((1 - u) / fall)


def bumps(u: Float64s, count: int) -> Float64s:
    """``count`` equal bumps from 0 to 1 and back within 0 ≤ u ≤ 1, and 0 outside."""
    return np.where((u > 0) & (u < 1), 0.5 - 0.5 * np.cos(2 * np.pi * count * u), 0.0)


def waves(u: Float64s, count: float) -> Float64s:
    """``count`` periods of a sine within 0 ≤ u ≤ 1, and 0 outside; it fades in and out."""
    fade = eased(u * 2 * count) * eased((1 - u) * 2 * count)
    return np.asarray(np.sin(2 * np.pi * count * np.clip(u, 0.0, 1.0)) * fade)


def through(u: Float64s, times: Sequence[float], points: Sequence[Sequence[float]]) -> Float64s:
    """A smooth course that is at each of K ``points`` (3 numbers) at its time: a Catmull-Rom spline, T × 3.

    It rests at the first and the last point.
    """
    knots, values = np.array(times, dtype=float), np.array(points, dtype=float)
    slopes = np.zeros_like(values)
    slopes[1:-1] = (values[2:] - values[:-2]) / (knots[2:] - knots[:-2])[:, None]
    k = np.clip(np.searchsorted(knots, u, side="right") - 1, 0, len(knots) - 2)
    step = (knots[k + 1] - knots[k])[:, None]
    s = np.clip((u - knots[k])[:, None] / step, 0.0, 1.0)
    keep, move = (1 + 2 * s) * (1 - s) ** 2, s**2 * (3 - 2 * s)
    leave, arrive = s * (1 - s) ** 2, s**2 * (s - 1)
    return np.asarray(
        keep * values[k] + move * values[k + 1] + step * (leave * slopes[k] + arrive * slopes[k + 1]), dtype=np.float64
    )


def lift_arm(
    pose: Pose,
    side: int,
    w: Float64s,
    upper: Sequence[float] | Float64s,
    fore: Sequence[float] | Float64s,
    *,
    over: Sequence[float] | None = None,
) -> None:
    """Turn one arm towards directions (out, up, forward) of upper arm and forearm, by weight ``w``.

    Args:
        pose: written into.
        side: 0 left, 1 right.
        w: T weights.
        upper: direction of the upper arm, 3 or T × 3.
        fore: direction of the forearm, 3 or T × 3.
        over: the direction that the arm passes on its way; needed where start and end are opposite.
    """
    w = w[:, None]
    for directions, target in ((pose.upper_arms, upper), (pose.forearms, fore)):
        rest, goal = unit(directions[:, side]), unit(np.asarray(target, dtype=float))
        if over is None:
            directions[:, side] = rest + w * (goal - rest)
        else:
            middle = unit(np.array(over, dtype=float))
            directions[:, side] = (1 - w) ** 2 * rest + 2 * w * (1 - w) * middle + w**2 * goal


def reach_for(
    pose: Pose,
    side: int,
    w: Float64s,
    point: Float64s,
    *,
    elbow: Sequence[float],
    grip: Sequence[float] = (0, 0, 0),
    arc: Sequence[float] = (0.1, 0, 0.2),
) -> None:
    """Bring one hand to ``point`` (left, up, forward; 3 or T × 3) by weight ``w``; the rest as in `Pose`."""
    during = w > 0  # an arm may reach again, elsewhere, at another time
    pose.reach[during, side] = np.broadcast_to(point, pose.shift.shape)[during]
    pose.reach_weight[during, side] = w[during]
    pose.elbows[during, side] = elbow
    pose.arcs[during, side] = arc
    pose.grips[:, side] += w[:, None] * np.array(grip, dtype=float)


def sway(dice: Dice, n_frames: int, channels: int, *, slowest_hz: float, fastest_hz: float) -> Float64s:
    """Idle drift, T × channels, standard deviation about 1: four sines each, of random pace and phase."""
    hertz = slowest_hz * (fastest_hz / slowest_hz) ** dice.uniforms(4, channels)
    phase = 2 * np.pi * dice.uniforms(4, channels)
    time = np.arange(n_frames)[:, None, None] / FPS
    return np.asarray(np.sin(2 * np.pi * hertz * time + phase).sum(axis=1) / np.sqrt(2))


def stand(dice: Dice, n_frames: int) -> Performer:
    """A person who stands, sways and breathes."""
    body = draw_body(dice)
    pose = upright(body, n_frames, stance=dice.between(0.0, 0.07))
    pose.stand[:, 2] += dice.between(-0.05, 0.05) * np.array([1.0, -1.0])
    pose.stand[:, 0] += 0.02 * dice.uniforms(2)
    slow = sway(dice, n_frames, 6, slowest_hz=0.08, fastest_hz=0.5)
    pose.shift[:, [0, 2]] += slow[:, :2] * [0.008, 0.006]
    pose.chest += slow[:, 2:5] * [0.012, 0.02, 0.01]
    pose.chest[:, 0] += dice.between(0.0, 0.08)
    pose.head += sway(dice, n_frames, 3, slowest_hz=0.08, fastest_hz=0.6) * [0.03, 0.06, 0.02]
    pose.head[:, 0] += dice.between(-0.05, 0.12)
    breath = 2 * np.pi * (dice.between(0.2, 0.35) * np.arange(n_frames) / FPS + dice.between(0, 1))
    pose.chest[:, 0] -= 0.008 * np.sin(breath)
    drift = sway(dice, n_frames, 12, slowest_hz=0.1, fastest_hz=0.8).reshape(n_frames, 2, 2, 3)
    carriage = dice.normals(2, 2, 3)
    pose.upper_arms += 0.012 * drift[:, 0] + 0.05 * carriage[0]
    pose.forearms += 0.025 * drift[:, 1] + 0.08 * carriage[1]
    return Performer(body, pose, dice)
