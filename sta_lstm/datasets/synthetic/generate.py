"""Planted motions: clips of which it is known which joints carry the action, and when.

Every clip is rest, action, rest. In every class alike, other limbs make meaningless gestures, at other times and at the
same time; in every class but those for two, a bystander may stand by and do the same. `kinds` has harder sets.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from sta_lstm.arrays import Bools, Float64s
from sta_lstm.datasets.synthetic.background import on_background
from sta_lstm.datasets.synthetic.body import Body
from sta_lstm.datasets.synthetic.dice import Dice
from sta_lstm.datasets.synthetic.kinds import Kind, Plan, kind_named
from sta_lstm.datasets.synthetic.kinematics import joints
from sta_lstm.datasets.synthetic.movement import FPS, Performer, stand
from sta_lstm.datasets.synthetic.roles import Action, Role
from sta_lstm.datasets.synthetic.sensor import measured
from sta_lstm.datasets.synthetic.together import Pair, Place
from sta_lstm.errors import SettingsError
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.layouts import NTU_25
from sta_lstm.skeletons.made_up import MADE_UP

SHORTEST, LONGEST = 50, 120  # frames of a clip
#: Whose motion it is, by whether it stands on a recorded one.
_WHOSE = {False: "no recording of anybody", True: "whose legs and trunk are a recording's"}
_REST = 6  # frames at least, before the action and after it
_BYSTANDER = Role(joints=(), busy=())

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
        action: name of the action; the clip's label, where the kind has no other.
        seed: what it was made from.
        undecided: T × M × J, which joints the action carries along (`Role.along`): neither right nor wrong to look at,
            and left out of a fair score; read-only.
    """

    clip: Clip
    truth: Bools
    action: str
    seed: int
    undecided: Bools


def planted_clip(action: str, seed: int, *, noise: float = 1.0, kind: str = "plain") -> PlantedClip:
    """Make the clip of an action that belongs to a seed: always the same.

    Args:
        action: one of the kind's actions; of the plain kind, a key of `ACTIONS`.
        seed: from 0.
        noise: multiplies the sensor's noise; at 0 every limb keeps its length exactly.
        kind: a key of `KINDS`: the plain kind, or one that is harder.

    Raises:
        SettingsError: there is no such kind or action, or the seed is negative.
    """
    return _made(action, seed, noise, kind_named(kind), acts=True)


def planted_twin(action: str, seed: int, *, noise: float = 1.0, kind: str = "plain") -> Clip:
    """The clip of `planted_clip` as it would be had nobody acted: the same bodies, gestures, places and noise.

    The distance between the two is what the action does to each joint: the one map that cannot be mistaken.

    Raises:
        SettingsError: there is no such kind or action, or the seed is negative.
    """
    return _made(action, seed, noise, kind_named(kind), acts=False).clip


def _made(action: str, seed: int, noise: float, kind: Kind, *, acts: bool) -> PlantedClip:
    if action not in kind.actions:
        raise SettingsError(f"there is no planted action '{action}'; known actions: {', '.join(kind.actions)}.")
    if seed < 0:
        raise SettingsError(f"the seed of a planted clip is {seed}; expected a whole number from 0.")
    dice, what = Dice(seed, action if kind.name == "plain" else f"{kind.name}: {action}"), kind.actions[action]
    if kind.background:
        bodies, truth, undecided = on_background(dice, what, acts=acts)
    else:
        bodies, truth, undecided = _enacted(dice, kind, what, acts=acts)
    positions = measured(dice, bodies, noise)  # T × M × J × 3
    n_frames, n_persons = positions.shape[:2]
    order = dice.some_of(range(n_persons), n_persons)  # a tracker numbers bodies as it finds them
    clip = Clip(
        positions=positions[:, order].astype(np.float32),
        fps=FPS,
        layout=NTU_25,
        up_axis="y",
        present=np.ones((n_frames, n_persons), dtype=np.bool_),
        name=f"{action} {seed}",
        label=kind.labels.get(action, action),
        notes=(f"{MADE_UP}a planted motion (seed {seed:,}), {_WHOSE[kind.background]}.",),
    )
    truth, undecided = truth[:, order], undecided[:, order]
    for mask in (truth, undecided):
        mask.setflags(write=False)
    return PlantedClip(clip, truth, action, seed, undecided)


def _enacted(dice: Dice, kind: Kind, what: Action, *, acts: bool) -> tuple[Float64s, Bools, Bools]:
    """Made-up persons: T × M × J × 3 in the room, and the truth and what is undecided (T × M × J)."""
    n_action = round(dice.between(*what.seconds) * FPS)
    n_frames = dice.whole(max(SHORTEST, n_action + 2 * _REST + 4), LONGEST)
    start = dice.whole(_REST, n_frames - n_action - _REST)
    u = (np.arange(n_frames) - start) / n_action

    n_persons = 1 if len(what.roles) == 1 and not dice.chance(kind.bystanders) else 2
    performers = [stand(dice, n_frames) for _ in range(n_persons)]
    places = _places(dice, what, [who.body for who in performers])
    roles = (*what.roles, *(_BYSTANDER for _ in range(n_persons - len(what.roles))))
    _move(dice, kind, what, roles, performers, places, u, acts=acts)
    bodies = [place.to_room(joints(who.body, who.pose)) for who, place in zip(performers, places, strict=True)]
    return np.stack(bodies, axis=1), _marked(roles, "joints", u), _marked(roles, "along", u)


def planted_set(
    seeds: Sequence[int], *, actions: Sequence[str] | None = None, noise: float = 1.0, kind: str = "plain"
) -> list[PlantedClip]:
    """One clip a seed; the actions take turns, so that a set of n clips holds each n / L times, within one.

    Args:
        seeds: of the clips.
        actions: all of the kind's, if left out.
        noise: multiplies the sensor's noise.
        kind: a key of `KINDS`.

    Raises:
        SettingsError: the kind or an action is unknown, no action is given, or a seed is negative.
    """
    names = tuple(kind_named(kind).actions) if actions is None else actions
    if not names:
        raise SettingsError("a planted set needs at least one action; none was given.")
    return [planted_clip(names[i % len(names)], seed, noise=noise, kind=kind) for i, seed in enumerate(seeds)]


def _move(
    dice: Dice,
    kind: Kind,
    what: Action,
    roles: Sequence[Role],
    performers: Sequence[Performer],
    places: Sequence[Place],
    u: Float64s,
    *,
    acts: bool,
) -> None:
    """Write everybody's gestures, and the action where it ``acts``, into the performers' poses."""
    plans = [kind.plan(dice, role, u) for role in roles]
    # Arms reach for where trunk and legs have brought things, so they come last.
    for who, plan in zip(performers, plans, strict=True):
        _gesticulate(who, kind, [(limb, v) for limb, v in plan if not limb.endswith("arm")])
    # What is not to be seen is drawn all the same, so that every later draw stays what it is.
    actors = performers if acts else [replace(who, pose=deepcopy(who.pose)) for who in performers]
    if what.alone is not None:
        what.alone(actors[0], u)
    if what.together is not None:
        what.together(Pair((actors[0], actors[1]), (places[0], places[1])), u)
    for who, plan in zip(performers, plans, strict=True):
        _gesticulate(who, kind, [(limb, v) for limb, v in plan if limb.endswith("arm")])


def _marked(roles: Sequence[Role], named: Literal["joints", "along"], u: Float64s) -> Bools:
    """T × M × J: the joints that each role names, while that person carries the action."""
    marked = np.zeros((len(u), len(roles), NTU_25.n_joints), dtype=np.bool_)
    for m, role in enumerate(roles):
        carried = (u >= role.span[0]) & (u <= role.span[1])
        for joint in getattr(role, named):
            marked[carried, m, NTU_25.index(joint)] = True
    return marked


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


def _gesticulate(who: Performer, kind: Kind, plan: Plan) -> None:
    for limb, v in plan:
        who.dice.one_of(kind.gestures[limb])(who, v)
