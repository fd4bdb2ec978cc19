"""Gestures that mean nothing: every class draws them alike, so that whatever moves most is not the answer.

None of them is part of an action, and each can be as large as one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.datasets.synthetic.body import LEFT, RIGHT
from sta_lstm.datasets.synthetic.kinematics import eased, trunk
from sta_lstm.datasets.synthetic.movement import Performer, bumps, held, lift_arm, reach_for, seconds, times, waves

Gesture = Callable[[Performer, Float64s], None]


def _side(who: Performer) -> int:
    return who.dice.whole(0, 1)


def swing_arm(who: Performer, u: Float64s, side: int) -> None:
    """The straight arm swings to the front and back, as in walking."""
    dice = who.dice
    angle = dice.between(0.6, 1.1) * waves(u, times(dice, seconds(u), 0.7, 1.1, least=1))
    hang = np.stack([np.full_like(u, 0.12), -np.cos(angle), np.sin(angle)], axis=-1)
    lift_arm(who.pose, side, held(u, 0.2, 0.2), hang, hang + np.array([-0.05, 0.0, 0.12]))


def circle_arm(who: Performer, u: Float64s, side: int) -> None:
    """The straight arm goes round the shoulder once, as to loosen it."""
    way = 1.0 if who.dice.chance(0.5) else -1.0
    share = np.clip(u, 0.0, 1.0)
    angle = way * 2 * np.pi * share**2 * (3 - 2 * share)
    round_ = np.stack([np.full_like(u, 0.2), -np.cos(angle), np.sin(angle)], axis=-1)
    lift_arm(who.pose, side, held(u, 0.15, 0.15), round_, round_)


def spread_arm(who: Performer, u: Float64s, side: int) -> None:
    """The straight arm goes out sideways to about shoulder height."""
    dice = who.dice
    out = (1.0, dice.between(-0.4, 0.15), dice.between(-0.2, 0.2))
    lift_arm(who.pose, side, held(u, 0.4, 0.4), out, out)


def scratch_head(who: Performer, u: Float64s, side: int) -> None:
    """The hand goes to the back of the head and rubs it."""
    sign = 1.0 if side == LEFT else -1.0
    rub = 0.025 * waves((u - 0.3) / 0.4, 3)[:, None]
    point = trunk(who.body, who.pose).head + [sign * 0.09, 0.03, -0.07] + rub * [0.0, 1.0, 0.3]
    reach_for(
        who.pose, side, held(u, 0.42, 0.42), point, elbow=(1.0, 0.1, 0.1), grip=(-0.3, 0.2, -0.3), arc=(0.3, 0, 0.5)
    )


def scratch_shoulder(who: Performer, u: Float64s, side: int) -> None:
    """The hand goes across the chest to the other upper arm."""
    core = trunk(who.body, who.pose)
    rub = 0.03 * waves((u - 0.3) / 0.4, 3)[:, None]
    sign = 1.0 if side == LEFT else -1.0
    point = core.shoulders[:, 1 - side] + [-sign * 0.02, -0.08, 0.09] + rub * [0.0, 1.0, 0.0]
    reach_for(who.pose, side, held(u, 0.42, 0.42), point, elbow=(0.3, -1.0, 0.3), grip=(-0.2, 0.0, -0.3))


def hand_on_hip(who: Performer, u: Float64s, side: int) -> None:
    """The hand rests on the hip, the elbow out."""
    sign = 1.0 if side == LEFT else -1.0
    point = trunk(who.body, who.pose).base + np.array([sign * (who.body.hip_width + 0.09), 0.07, 0.02])
    reach_for(who.pose, side, held(u, 0.42, 0.42), point, elbow=(1.0, -0.1, -0.5), grip=(-0.3, 0.0, 0.3))


def swing_leg(who: Performer, u: Float64s) -> None:
    """One straight leg swings out sideways and back."""
    body, dice = who.body, who.dice
    side = _side(who)
    angle = dice.between(0.35, 0.65) * bumps(u, times(dice, seconds(u), 0.8, 1.5, least=1))
    _lift_leg(who, u, side, np.stack([np.sin(angle), 1 - np.cos(angle) + 0.06 * angle, 0 * u], -1) * body.leg)


def heel_to_seat(who: Performer, u: Float64s) -> None:
    """One heel goes up behind, the knee staying down."""
    body, dice = who.body, who.dice
    side = _side(who)
    angle = dice.between(1.2, 1.9) * held(u, 0.4, 0.4)
    _lift_leg(who, u, side, np.stack([0 * u, 1 - np.cos(angle), -np.sin(angle)], -1) * body.shin)


def _lift_leg(who: Performer, u: Float64s, side: int, course: Float64s) -> None:
    w = held(u, 0.3, 0.3)
    who.pose.steps[:, side] += course
    who.pose.free[:, side] = np.maximum(who.pose.free[:, side], w)
    who.pose.shift[:, 0] += (who.body.hip_width + 0.01) * w * (-1.0 if side == LEFT else 1.0)


def shift_weight(who: Performer, u: Float64s) -> None:
    """The pelvis moves over one foot and back."""
    dice = who.dice
    w = held(u, 0.42, 0.42) * (1.0 if _side(who) == LEFT else -1.0)
    who.pose.shift[:, 0] += dice.between(0.06, 0.12) * w
    who.pose.chest[:, 2] += dice.between(0.0, 0.12) * w


def lean_aside(who: Performer, u: Float64s) -> None:
    """The trunk bends to one side."""
    w = held(u, 0.4, 0.4) * (1.0 if _side(who) == LEFT else -1.0)
    who.pose.chest[:, 2] += who.dice.between(0.2, 0.4) * w
    who.pose.shift[:, 0] += 0.04 * w


def look_round(who: Performer, u: Float64s) -> None:
    """Chest and head turn to one side."""
    w = held(u, 0.42, 0.42) * (1.0 if _side(who) == LEFT else -1.0)
    who.pose.chest[:, 1] += who.dice.between(0.3, 0.7) * w
    who.pose.head[:, 1] += 0.5 * w
    who.pose.head[:, 2] += who.dice.between(-0.2, 0.2) * w


_ARM_GESTURES = (swing_arm, circle_arm, spread_arm, scratch_head, scratch_shoulder, hand_on_hip)


def _left_arm(who: Performer, u: Float64s) -> None:
    who.dice.one_of(_ARM_GESTURES)(who, u, 0)


def _right_arm(who: Performer, u: Float64s) -> None:
    who.dice.one_of(_ARM_GESTURES)(who, u, 1)


#: What a gesture moves, and the gestures that move it.
GESTURES: dict[str, tuple[Gesture, ...]] = {
    "left arm": (_left_arm,),
    "right arm": (_right_arm,),
    "legs": (swing_leg, heel_to_seat),
    "trunk": (shift_weight, lean_aside, look_round),
}


def whirl_arm(who: Performer, u: Float64s, side: int) -> None:
    """The straight arm goes round the shoulder once, in less than a second."""
    angle = 2 * np.pi * (1.0 if who.dice.chance(0.5) else -1.0) * eased(u)
    round_ = np.stack([np.full_like(u, 0.2), -np.cos(angle), np.sin(angle)], axis=-1)
    lift_arm(who.pose, side, held(u, 0.15, 0.15), round_, round_)


def fling_leg(who: Performer, u: Float64s) -> None:
    """One straight leg is flung out sideways and back."""
    angle = who.dice.between(0.6, 0.95) * bumps(u, times(who.dice, seconds(u), 1.2, 1.8, least=1))
    course = np.stack([np.sin(angle), 1 - np.cos(angle) + 0.06 * angle, 0 * u], -1) * who.body.leg
    _lift_leg(who, u, _side(who), course)


def rock(who: Performer, u: Float64s) -> None:
    """The whole trunk bends far to one side, and the chest turns."""
    w = bumps(u, 1) * (1.0 if _side(who) == LEFT else -1.0)
    who.pose.chest[:, 2] += who.dice.between(0.5, 0.7) * w
    who.pose.chest[:, 1] += who.dice.between(0.3, 0.6) * w
    who.pose.shift[:, 0] += who.dice.between(0.06, 0.1) * w


def _whirl_left(who: Performer, u: Float64s) -> None:
    whirl_arm(who, u, LEFT)


def _whirl_right(who: Performer, u: Float64s) -> None:
    whirl_arm(who, u, RIGHT)


#: Gestures that are faster than actions are.
DISTRACTIONS: dict[str, tuple[Gesture, ...]] = {
    "left arm": (_whirl_left,),
    "right arm": (_whirl_right,),
    "legs": (fling_leg,),
    "trunk": (rock,),
}
