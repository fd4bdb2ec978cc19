"""What one person can do: each action writes into the performer's pose, and names the joints that carry it."""

from __future__ import annotations

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.datasets.synthetic.body import LEFT, RIGHT
from sta_lstm.datasets.synthetic.kinematics import eased, trunk
from sta_lstm.datasets.synthetic.movement import (
    Performer,
    bumps,
    held,
    lift_arm,
    reach_for,
    seconds,
    through,
    times,
    waves,
)

_TURN = (
    -1.0,
    1.0,
)  # of the trunk towards a side's own front: to the right for the left side, to the left for the right


def wave(who: Performer, u: Float64s, side: int) -> None:
    """The hand goes up beside the head, and the forearm swings from side to side about the elbow."""
    dice = who.dice
    swings = times(dice, 0.6 * seconds(u), 1.6, 2.6, least=2)
    angle = dice.between(0.0, 0.25) + dice.between(0.35, 0.6) * waves((u - 0.2) / 0.6, swings)
    fore = np.stack([np.sin(angle), np.cos(angle), np.full_like(u, dice.between(0.1, 0.35))], axis=-1)
    upper = (dice.between(0.7, 1.0), dice.between(-0.25, 0.45), dice.between(0.2, 0.6))
    lift_arm(who.pose, side, held(u, 0.3, 0.3), upper, fore, over=(0.5, -0.4, 0.8))


def raise_arms(who: Performer, u: Float64s) -> None:
    """Both arms go up beside the head, stay, and come down."""
    dice = who.dice
    over = (1.0, 0.1, 0.2) if dice.chance(0.5) else (0.15, 0.1, 1.0)
    spread = dice.between(0.05, 0.35)
    w = held(u, dice.between(0.35, 0.45), dice.between(0.35, 0.45))
    for side in (LEFT, RIGHT):
        lift_arm(who.pose, side, w, (spread + 0.1, 1.0, 0.0), (spread - 0.1, 1.0, 0.1), over=over)


def clap(who: Performer, u: Float64s) -> None:
    """Both hands meet in front of the chest several times."""
    body, dice = who.body, who.dice
    claps = times(dice, 0.52 * seconds(u), 2.0, 3.2, least=2)
    apart = 0.015 + dice.between(0.09, 0.2) * bumps((u - 0.24) / 0.52, claps)
    apart += 0.12 * (1 - held(u, 0.27, 0.27))
    height, ahead = dice.between(-0.45, -0.1) * body.arm, dice.between(0.5, 0.68) * body.arm
    point = trunk(body, who.pose).shoulder + np.array([0.0, height, ahead])
    for side, sign in ((LEFT, 1.0), (RIGHT, -1.0)):
        aside = np.stack([sign * apart, 0 * u, 0 * u], axis=-1)
        reach_for(who.pose, side, held(u, 0.27, 0.27), point + aside, elbow=(0.9, -0.8, -0.2), grip=(0.35, 0.3, 0.3))


def drink(who: Performer, u: Float64s) -> None:
    """The right hand brings something to the mouth, tips it, and puts it back."""
    body, dice = who.body, who.dice
    core = trunk(body, who.pose)
    tip = held((u - 0.3) / 0.4, 0.3, 0.3)[:, None]
    mouth = core.head + [-0.02, -0.1, 0.13] + tip * [0.0, dice.between(0.03, 0.06), 0.0]
    elbow = (dice.between(0.5, 1.0), -0.8, 0.2)
    reach_for(who.pose, RIGHT, held(u, 0.32, 0.32), mouth, elbow=elbow, grip=(-0.5, 0.1, -0.2))


def throw(who: Performer, u: Float64s) -> None:
    """The right hand goes back beside the head, then over the shoulder to the front, and swings out below."""
    dice, pose = who.dice, who.pose
    high = dice.between(0.2, 0.5)
    at = (0.0, 0.2, 0.42, 0.56, 0.7, 1.0)
    upper = ((0.2, -1, 0.1), (0.8, -0.2, 0), (0.8, high, -0.6), (0.3, 0.4, 0.9), (-0.2, -0.5, 0.85), (0.2, -1, 0.1))
    fore = ((0.05, -1, 0.2), (0.5, 0.5, 0.5), (0.1, 0.9, -0.5), (0, 0.45, 0.9), (-0.35, -0.7, 0.65), (0.05, -1, 0.2))
    lift_arm(pose, RIGHT, held(u, 0.12, 0.2), through(u, at, upper), through(u, at, fore))
    wind = dice.between(0.2, 0.4)
    pose.chest[:, 1] += through(u, at, [(turn * wind, 0, 0) for turn in (0, -0.6, -1, 0.3, 0.8, 0)])[:, 0]
    pose.chest[:, 0] += 0.15 * held((u - 0.45) / 0.45, 0.3, 0.5)


def punch(who: Performer, u: Float64s, side: int) -> None:
    """The fist is drawn back to the chest and shot straight forward, once or twice."""
    dice, pose = who.dice, who.pose
    blows = times(dice, 0.56 * seconds(u), 0.9, 1.8, least=1)
    phase = np.clip((u - 0.22) / 0.56, 0.0, 1.0) * blows
    out = eased((phase % 1.0) / 0.45) * eased((1 - phase % 1.0) / 0.5)
    aim = dice.between(-0.05, 0.3)
    guard_upper, guard_fore = np.array([0.25, -0.9, -0.3]), np.array([-0.1, 0.75, 0.65])
    upper = guard_upper + out[:, None] * (np.array([-0.15, aim - 0.1, 1.0]) - guard_upper)
    fore = guard_fore + out[:, None] * (np.array([-0.2, aim, 1.0]) - guard_fore)
    lift_arm(pose, side, held(u, 0.27, 0.3), upper, fore)
    pose.chest[:, 1] += _TURN[side] * dice.between(0.2, 0.45) * (out - 0.4) * held(u, 0.2, 0.2)


def kick(who: Performer, u: Float64s, side: int) -> None:
    """The knee comes up, the foot shoots forward, and is set down again."""
    body, dice, pose = who.body, who.dice, who.pose
    angle = dice.between(0.85, 1.5)  # of the stretched leg against hanging down
    high, far = (1 - 0.97 * np.cos(angle)) * body.leg, 0.97 * np.sin(angle) * body.leg
    at = (0.0, 0.18, 0.32, 0.5, 0.66, 0.82, 1.0)
    back, knee = (0.0, 0.12 * body.leg, -0.3 * body.leg), (0.0, 0.42 * body.leg, 0.1 * body.leg)
    course = ((0, 0, 0), back, knee, (-0.04, high, far), knee, (0, 0.1 * body.leg, -0.08 * body.leg), (0, 0, 0))
    pose.steps[:, side] += through(u, at, course)
    w = held(u, 0.25, 0.25)
    pose.free[:, side] = np.maximum(pose.free[:, side], w)
    pose.shift[:, 0] += (body.hip_width + 0.01) * w * (-1.0 if side == LEFT else 1.0)
    pose.pelvis[:, 0] -= dice.between(0.1, 0.25) * held((u - 0.3) / 0.45, 0.4, 0.4)
    pose.chest[:, 0] += 0.1 * held((u - 0.3) / 0.45, 0.4, 0.4)


def march(who: Performer, u: Float64s) -> None:
    """The knees come up in turn, on the spot."""
    body, dice, pose = who.body, who.dice, who.pose
    steps = times(dice, seconds(u), 1.7, 2.6, least=4)
    high, ahead = dice.between(0.25, 0.45) * body.leg, dice.between(0.12, 0.25) * body.leg
    first = dice.whole(0, 1)
    for step in range(steps):
        side = (first + step) % 2
        lift = bumps(u * steps - step, 1)
        pose.steps[:, side] += lift[:, None] * [0.0, high, ahead]
        pose.free[:, side] = np.maximum(pose.free[:, side], lift)
        pose.shift[:, 0] += 0.6 * body.hip_width * lift * (-1.0 if side == LEFT else 1.0)


def squat(who: Performer, u: Float64s) -> None:
    """The seat goes down between bending knees and comes up, once or twice."""
    body, dice, pose = who.body, who.dice, who.pose
    count = times(dice, seconds(u), 0.5, 1.0, least=1)
    phase = np.clip(u, 0.0, 1.0) * count % 1.0
    down = held(phase, 0.42, 0.42)
    depth = dice.between(0.28, 0.5) * body.leg
    pose.shift += down[:, None] * [0.0, -depth, -0.35 * depth]
    pose.pelvis[:, 0] += dice.between(0.35, 0.6) * down
    pose.head[:, 0] -= 0.3 * down


def jump(who: Performer, u: Float64s) -> None:
    """Both feet leave the floor at once, and land together."""
    body, dice, pose = who.body, who.dice, who.pose
    hops = times(dice, seconds(u), 0.5, 0.9, least=1)
    phase = np.clip(u, 0.0, 1.0) * hops % 1.0
    crouch = dice.between(0.1, 0.17) * body.leg
    airborne = 0.3 * seconds(u) / hops
    height = min(9.81 * airborne**2 / 8, dice.between(0.2, 0.32) * body.leg)  # what goes up comes down in time
    flight = (phase - 0.38) / 0.3
    air = height * np.where((flight > 0) & (flight < 1), 4 * flight * (1 - flight), 0.0)
    bent = held(phase / 0.4, 0.6, 0.35) + 0.8 * held((phase - 0.66) / 0.34, 0.35, 0.6)
    pose.steps[..., 1] += air[:, None]
    pose.shift[:, 1] += air - crouch * bent
    pose.pelvis[:, 0] += 0.25 * bent


def bow(who: Performer, u: Float64s) -> None:
    """The trunk bends forward from the hips, stays, and comes up."""
    dice, pose = who.dice, who.pose
    w = held(u, dice.between(0.3, 0.4), dice.between(0.3, 0.4))
    depth = dice.between(0.6, 1.05)
    pose.pelvis[:, 0] += 0.55 * depth * w
    pose.chest[:, 0] += 0.45 * depth * w
    pose.shift[:, 2] -= 0.1 * depth * w


def nod(who: Performer, u: Float64s) -> None:
    """The head goes down and up several times."""
    dice = who.dice
    who.pose.head[:, 0] += dice.between(0.4, 0.65) * bumps(u, times(dice, seconds(u), 1.3, 2.2, least=2)) - 0.08 * held(
        u
    )
