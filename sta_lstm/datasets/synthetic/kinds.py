"""Kinds of planted sets: the plain one, and harder ones, each of which takes away one way of finding the truth cheaply.

A kind says which actions are asked for, how long they take, and which gestures go with them; the same seed of the same
kind gives the same clip for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.datasets.synthetic import actions
from sta_lstm.datasets.synthetic.body import LEFT, RIGHT
from sta_lstm.datasets.synthetic.dice import Dice
from sta_lstm.datasets.synthetic.gestures import DISTRACTIONS, GESTURES, Gesture
from sta_lstm.datasets.synthetic.movement import Performer
from sta_lstm.datasets.synthetic.roles import ACTIONS, Action, Role, arm, leg
from sta_lstm.errors import SettingsError

#: Limbs and the course in time of each of their gestures.
Plan = list[tuple[str, Float64s]]
_GESTURE = (24, 45)  # frames of a gesture


@dataclass(frozen=True)
class Kind:
    """What a planted set is made of.

    Attributes:
        name: how it is asked for.
        title: what makes it hard.
        actions: by name.
        plan: from dice, a person's role and the course of the action to what else this person does.
        gestures: what can be done with each group of limbs.
        bystanders: share of the clips of one-person actions that show a second person.
        labels: class names of actions that are not called by their own.
        background: whether a real person acts, who is in motion all the time, instead of a made-up one.
    """

    name: str
    title: str
    actions: Mapping[str, Action]
    plan: Callable[[Dice, Role, Float64s], Plan]
    gestures: Mapping[str, Sequence[Gesture]] = field(default_factory=lambda: GESTURES)
    bystanders: float = 0.3
    labels: Mapping[str, str] = field(default_factory=dict)
    background: bool = False

    @property
    def class_names(self) -> tuple[str, ...]:
        """The labels of its clips, in the order of its actions."""
        return tuple(dict.fromkeys(self.labels.get(name, name) for name in self.actions))


def some_gestures(dice: Dice, role: Role, u: Float64s) -> Plan:
    """Draw two to four groups of limbs, and for each the course of a gesture that leaves the action alone.

    A group that the action uses moves before the action or after it; another one, at any time.
    """
    n_frames = len(u)
    plan: Plan = []
    for limb in dice.some_of(list(GESTURES), dice.whole(2, 4)):
        length = dice.whole(*_GESTURE)
        fitting = [gap for gap in _gaps(role, limb, u) if gap[1] - gap[0] >= _GESTURE[0]]
        if not fitting:
            continue
        first, last = dice.one_of(fitting)
        length = min(length, last - first)
        onset = dice.whole(first, last - length)
        plan.append((limb, (np.arange(n_frames) - onset) / length))
    return plan


def endless_gestures(
    dice: Dice, role: Role, u: Float64s, *, frames: tuple[int, int], own_limbs_alone: bool = False
) -> Plan:
    """One gesture after another, with every group of limbs that the action leaves free and as long as it does.

    Args:
        dice: draws how long each takes.
        role: what the person does in the action.
        u: the course of the action.
        frames: of the shortest gesture and of the longest.
        own_limbs_alone: only groups that the action uses gesture, before it and after it, and all others stay still.
    """
    groups = [limb for limb in GESTURES if not own_limbs_alone or limb in role.busy]
    return [
        (limb, (np.arange(len(u)) - first) / (last - first))
        for limb in groups
        for gap in _gaps(role, limb, u)
        for first, last in pairwise(_cuts(dice, gap, frames))
    ]


def kind_named(name: str) -> Kind:
    """One of `KINDS`.

    Raises:
        SettingsError: there is none of this name.
    """
    if name not in KINDS:
        raise SettingsError(f"there is no kind of planted set '{name}'; there are: {', '.join(KINDS)}.")
    return KINDS[name]


def _gaps(role: Role, limb: str, u: Float64s) -> list[tuple[int, int]]:
    """When a group of limbs is free: first frame and the one after the last."""
    start, end = np.searchsorted(u, (0.0, 1.0)).tolist()
    return [(0, start), (end, len(u))] if limb in role.busy else [(0, len(u))]


def _cuts(dice: Dice, gap: tuple[int, int], frames: tuple[int, int]) -> list[int]:
    """Frames at which one gesture ends and the next begins; none where there is no time for one."""
    first, last = gap
    length = min(dice.whole(*frames), max(last - first, frames[0]))
    count = (last - first) // length
    return np.linspace(first, last, count + 1).round().astype(int).tolist() if count else []


def _slower(action: Action, times: float) -> Action:
    return replace(action, seconds=(times * action.seconds[0], times * action.seconds[1]))


def _arm_and_leg(arm_side: int, leg_side: int) -> Action:
    """A wave and a kick at once."""

    def perform(who: Performer, u: Float64s) -> None:
        actions.kick(who, u, leg_side)
        actions.wave(who, u, arm_side)

    sides = ("left", "right")
    role = Role((*arm(sides[arm_side]), *leg(sides[leg_side])), (f"{sides[arm_side]} arm", "legs", "trunk"))
    return Action(f"wave {sides[arm_side]}, kick {sides[leg_side]}", (role,), (1.7, 2.5), alone=perform)


_TWO_LIMBS = {each.name: each for each in (_arm_and_leg(a, b) for a in (LEFT, RIGHT) for b in (LEFT, RIGHT))}
_ARMS_ALONE = (
    *("wave left hand", "wave right hand", "raise both arms", "clap"),
    *("drink", "throw", "punch left", "punch right"),
)
_ONE_ARM = ("wave right hand", "drink", "throw", "punch right")
#: One who is pushed, or pushes, has no limb left to distract with.
_DISTRACTED = tuple(name for name in ACTIONS if name != "push")

#: The kinds by name.
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("plain", "gestures at other times and with other limbs", ACTIONS, some_gestures),
        Kind(
            "distractors",
            "every free limb, and a bystander, moves faster than the action, all the time",
            {name: _slower(ACTIONS[name], 1.3) for name in _DISTRACTED},
            partial(endless_gestures, frames=(20, 28)),
            gestures=DISTRACTIONS,
            bystanders=1.0,
        ),
        Kind(
            "two limbs",
            "an arm waves while a leg kicks: of one side, or not; neither limb alone tells which",
            _TWO_LIMBS,
            some_gestures,
            labels={name: "same side" if name.count("left") != 1 else "other side" for name in _TWO_LIMBS},
        ),
        Kind(
            "when",
            "one arm moves all the time, and nothing else does: what is to be found is when it acts",
            {name: ACTIONS[name] for name in _ONE_ARM},
            partial(endless_gestures, frames=(14, 26), own_limbs_alone=True),
            bystanders=0.0,
        ),
        Kind(
            "cmu background",
            "a real person walks, bends or balances all the time, and an action of the arms is planted on it",
            {name: ACTIONS[name] for name in _ARMS_ALONE},
            some_gestures,
            background=True,
        ),
    )
}
