"""Planted motions: clips of which it is known which joints carry the action, and when.

Every clip is rest, action, rest. In every class alike, other limbs make meaningless gestures, at other times and at the
same time; in every class but those for two, a bystander may stand by and do the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sta_lstm.arrays import Bools, Float64s
from sta_lstm.datasets.synthetic.body import Body, draw_body, upright
from sta_lstm.datasets.synthetic.dice import Dice
from sta_lstm.datasets.synthetic.gestures import GESTURES
from sta_lstm.datasets.synthetic.kinematics import joints
from sta_lstm.datasets.synthetic.movement import FPS, Performer, sway
from sta_lstm.datasets.synthetic.roles import ACTIONS, Action, Role
from sta_lstm.datasets.synthetic.sensor import measured
from sta_lstm.datasets.synthetic.together import Pair, Place
from sta_lstm.errors import SettingsError
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.layouts import NTU_25

SHORTEST, LONGEST = 50, 120  # frames of a clip
_GESTURE = (24, 45)  # frames of a gesture
_REST = 6  # frames at least, before the action and after it
_BYSTANDER = Role(joints=(), busy=())
_BYSTANDER_SHARE = 0.3  # of the clips of one-person actions

#: Seeds by purpose; they do not overlap, so nothing that is tested or shown was trained on.
TRAIN_SEEDS = range(1_000_000)
TEST_SEEDS = range(1_000_000, 2_000_000)
SAMPLE_SEEDS = range(2_000_000, 3_000_000)


@dataclass(frozen=True, eq=False)
class PlantedClip:
    """A clip and its answer key.

    Attributes:
        clip: T frames of M persons; its label is the action.
        truth: T × M × J, which joints carry the action in which frames; read-only.
        action: name of the action, a key of `ACTIONS`.
        seed: what it was made from.
    """

    clip: Clip
    truth: Bools
    action: str
    seed: int


def planted_clip(action: str, seed: int, *, noise: float = 1.0) -> PlantedClip:
    """Make the clip of an action that belongs to a seed: always the same.

    Args:
        action: a key of `ACTIONS`.
        seed: from 0.
        noise: multiplies the sensor's noise; at 0 every limb keeps its length exactly.

    Raises:
        SettingsError: there is no such action, or the seed is negative.
    """
    if action not in ACTIONS:
        raise SettingsError(f"there is no planted action '{action}'; known actions: {', '.join(ACTIONS)}.")
    if seed < 0:
        raise SettingsError(f"the seed of a planted clip is {seed}; expected a whole number from 0.")
    dice, what = Dice(seed, action), ACTIONS[action]
    n_action = round(dice.between(*what.seconds) * FPS)
    n_frames = dice.whole(max(SHORTEST, n_action + 2 * _REST + 4), LONGEST)
    start = dice.whole(_REST, n_frames - n_action - _REST)
    u = (np.arange(n_frames) - start) / n_action

    n_persons = 1 if len(what.roles) == 1 and not dice.chance(_BYSTANDER_SHARE) else 2
    performers = [_stand(dice, n_frames) for _ in range(n_persons)]
    places = _places(dice, what, [who.body for who in performers])
    roles = (*what.roles, *(_BYSTANDER for _ in range(n_persons - len(what.roles))))
    _move(dice, what, roles, performers, places, u)

    bodies = [place.to_room(joints(who.body, who.pose)) for who, place in zip(performers, places, strict=True)]
    positions = measured(dice, np.stack(bodies, axis=1), noise)  # T × M × J × 3
    order = dice.some_of(range(n_persons), n_persons)  # a tracker numbers bodies as it finds them
    clip = Clip(
        positions=positions[:, order].astype(np.float32),
        fps=FPS,
        layout=NTU_25,
        up_axis="y",
        present=np.ones((n_frames, n_persons), dtype=np.bool_),
        name=f"{action} {seed}",
        label=action,
    )
    truth = _truth(roles, u)[:, order]
    truth.setflags(write=False)
    return PlantedClip(clip, truth, action, seed)


def planted_set(
    seeds: Sequence[int], *, actions: Sequence[str] = tuple(ACTIONS), noise: float = 1.0
) -> list[PlantedClip]:
    """One clip a seed; the actions take turns, so that a set of n clips holds each n / L times, within one.

    Raises:
        SettingsError: an action is unknown, none is given, or a seed is negative.
    """
    if not actions:
        raise SettingsError("a planted set needs at least one action; none was given.")
    return [planted_clip(actions[i % len(actions)], seed, noise=noise) for i, seed in enumerate(seeds)]


def _move(
    dice: Dice,
    what: Action,
    roles: Sequence[Role],
    performers: Sequence[Performer],
    places: Sequence[Place],
    u: Float64s,
) -> None:
    """Write the action and everybody's gestures into the performers' poses."""
    plans = [_plan_gestures(dice, role, u) for role in roles]
    # Arms reach for where trunk and legs have brought things, so they come last.
    for who, plan in zip(performers, plans, strict=True):
        _gesticulate(who, [(limb, v) for limb, v in plan if not limb.endswith("arm")])
    if what.alone is not None:
        what.alone(performers[0], u)
    if what.together is not None:
        what.together(Pair((performers[0], performers[1]), (places[0], places[1])), u)
    for who, plan in zip(performers, plans, strict=True):
        _gesticulate(who, [(limb, v) for limb, v in plan if limb.endswith("arm")])


def _truth(roles: Sequence[Role], u: Float64s) -> Bools:
    """T × M × J, by the rule of `Role`."""
    truth = np.zeros((len(u), len(roles), NTU_25.n_joints), dtype=np.bool_)
    for m, role in enumerate(roles):
        carried = (u >= role.span[0]) & (u <= role.span[1])
        for joint in role.joints:
            truth[carried, m, NTU_25.index(joint)] = True
    return truth


def _places(dice: Dice, what: Action, bodies: list[Body]) -> tuple[Place, ...]:
    """Where the persons stand: before the sensor, which lies at x = z = 0."""
    facing = np.pi + dice.between(-0.9, 0.9)
    x, z = dice.between(-0.5, 0.5), dice.between(2.3, 3.7)
    if len(bodies) == 1:
        return (Place(x, z, facing),)
    side = dice.one_of((-1.0, 1.0))
    if len(what.roles) == 2:
        apart, opposite = dice.between(1.5, 1.75) * min(body.arm for body in bodies), True
    else:
        apart, opposite = dice.between(1.1, 1.5), dice.chance(0.5)
    if opposite:  # face to face, seen from the side
        heading = side * np.pi / 2 + dice.between(-0.7, 0.7)
        other = heading + np.pi
        towards = heading + dice.normal(0, 0.03)
    else:
        heading, other, towards = facing, facing + dice.between(-0.6, 0.6), facing + side * np.pi / 2
    dx, dz = apart / 2 * np.sin(towards), apart / 2 * np.cos(towards)
    return Place(x - dx, z - dz, heading), Place(x + dx, z + dz, other)


def _stand(dice: Dice, n_frames: int) -> Performer:
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


def _plan_gestures(dice: Dice, role: Role, u: Float64s) -> list[tuple[str, Float64s]]:
    """Draw two to four groups of limbs, and for each the course of a gesture that leaves the action alone.

    A group that the action uses moves before the action or after it; another one, at any time.
    """
    n_frames, (start, end) = len(u), np.searchsorted(u, (0.0, 1.0)).tolist()
    plan: list[tuple[str, Float64s]] = []
    for limb in dice.some_of(list(GESTURES), dice.whole(2, 4)):
        length = dice.whole(*_GESTURE)
        gaps = [(0, n_frames)]
        if limb in role.busy:
            gaps = [(0, start), (end, n_frames)]
        fitting = [gap for gap in gaps if gap[1] - gap[0] >= _GESTURE[0]]
        if not fitting:
            continue
        first, last = dice.one_of(fitting)
        length = min(length, last - first)
        onset = dice.whole(first, last - length)
        plan.append((limb, (np.arange(n_frames) - onset) / length))
    return plan


def _gesticulate(who: Performer, plan: list[tuple[str, Float64s]]) -> None:
    for limb, v in plan:
        who.dice.one_of(GESTURES[limb])(who, v)
