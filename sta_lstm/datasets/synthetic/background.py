"""Real motion as the background on which an action is planted: a person of CMU's motion capture, whose arms act.

The data used in this project was obtained from mocap.cs.cmu.edu. The database was created with funding from NSF
EIA-0196217. ``cmu.npz`` holds three motions of subject 2 at 30 frames a second, as ``tests/benchmarks/cmu.py`` converts
them. What walks, bends and balances is real; what is planted is the course of the arms' bones against the chest.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from sta_lstm.arrays import Bools, Float64s
from sta_lstm.datasets.synthetic.dice import Dice
from sta_lstm.datasets.synthetic.kinematics import joints, unit
from sta_lstm.datasets.synthetic.movement import FPS, held, stand
from sta_lstm.datasets.synthetic.roles import Action
from sta_lstm.skeletons.layouts import NTU_25

SHORTEST, LONGEST = 60, 110  # frames
_REST = 6  # frames at least, before the action and after it
#: Each bone of an arm: where it starts, where it ends.
_BONES = (("shoulder", "elbow"), ("elbow", "wrist"), ("wrist", "hand"), ("hand", "hand tip"), ("wrist", "thumb"))


def on_background(dice: Dice, what: Action, *, acts: bool) -> tuple[Float64s, Bools, Bools]:
    """A real person whose arms act: T × 1 × J × 3 in the room, the truth and what is undecided (T × 1 × J).

    Args:
        dice: draws the stretch of motion, the person's size, where they stand, and the action's course.
        what: an action of arms alone.
        acts: leave it false for the background as it is.
    """
    n_action = round(dice.between(*what.seconds) * FPS)
    real = _stretch(dice, max(SHORTEST, n_action + 2 * _REST + 4))
    n_frames = len(real)
    start = dice.whole(_REST, n_frames - n_action - _REST)
    u = (np.arange(n_frames) - start) / n_action
    role = what.roles[0]
    who = stand(dice, n_frames)
    if what.alone is not None:
        what.alone(who, u)
    sides = [side for side in ("left", "right") if f"{side} hand" in role.joints]
    placed = _planted(real, joints(who.body, who.pose), sides, held(u, 0.2, 0.2)) if acts else real
    truth = np.zeros((n_frames, 1, NTU_25.n_joints), dtype=np.bool_)
    for joint in role.joints:
        truth[(u >= 0) & (u <= 1), 0, NTU_25.index(joint)] = True
    return _in_the_room(dice, placed, real)[:, None], truth, np.zeros_like(truth)


@cache
def _motions() -> tuple[Float64s, ...]:
    """T × J × 3, metres, of each motion."""
    with np.load(Path(__file__).with_name("cmu.npz")) as file:
        return tuple(file[name].astype(np.float64) / 1000 for name in sorted(file.files))


def _stretch(dice: Dice, shortest: int) -> Float64s:
    """T × J × 3 of one motion, from a random frame on, perhaps mirrored, as a person of another size."""
    motion = dice.one_of([each for each in _motions() if len(each) >= shortest])
    length = dice.whole(shortest, min(LONGEST, len(motion)))
    first = dice.whole(0, len(motion) - length)
    stretch = motion[first : first + length] * dice.between(0.92, 1.08)
    if dice.chance(0.5):
        stretch = stretch[:, list(NTU_25.mirror_indices)] * [-1.0, 1.0, 1.0]
    return np.asarray(stretch)


def _planted(real: Float64s, acted: Float64s, sides: Sequence[str], w: Float64s) -> Float64s:
    """The real body with its arms' bones turned, by weight ``w``, as the planted body's are against its chest."""
    out = real.copy()
    turn = _chest(real) @ np.swapaxes(_chest(acted), 1, 2)  # T × 3 × 3, from the planted chest to the real one
    for side in sides:
        for start, end in _BONES:
            a, b = NTU_25.index(f"{side} {start}"), NTU_25.index(f"{side} {end}")
            bone = real[:, b] - real[:, a]
            goal = np.einsum("tij,tj->ti", turn, unit(acted[:, b] - acted[:, a]))
            length = np.linalg.norm(bone, axis=-1, keepdims=True)
            out[:, b] = out[:, a] + length * unit(unit(bone) + w[:, None] * (goal - unit(bone)))
    return out


def _chest(positions: Float64s) -> Float64s:
    """T × 3 × 3, columns to the left, up and forward of the chest."""
    across = positions[:, NTU_25.index("left shoulder")] - positions[:, NTU_25.index("right shoulder")]
    left = unit(across)
    spine = positions[:, NTU_25.index("spine shoulder")] - positions[:, NTU_25.index("spine base")]
    up = unit(spine - (spine * left).sum(-1, keepdims=True) * left)
    return np.stack([left, up, np.cross(left, up)], axis=-1)


def _in_the_room(dice: Dice, positions: Float64s, real: Float64s) -> Float64s:
    """Turned about the vertical, and set before the sensor by where the real body is on average."""
    angle = dice.between(-np.pi, np.pi)
    c, s = np.cos(angle), np.sin(angle)
    turn = np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])
    middle = real[:, NTU_25.index(NTU_25.root)].mean(0) * [1.0, 0.0, 1.0]
    return np.asarray((positions - middle) @ turn.T + [dice.between(-0.3, 0.3), 0.0, dice.between(2.6, 3.4)])
