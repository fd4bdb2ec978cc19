"""The actions by name: who carries each, with which joints, and how long it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sta_lstm.arrays import Float64s
from sta_lstm.datasets.synthetic import actions, together
from sta_lstm.datasets.synthetic.body import LEFT, RIGHT
from sta_lstm.datasets.synthetic.movement import Performer

_ARM = ("elbow", "wrist", "hand", "hand tip", "thumb")
_LEG = ("knee", "ankle", "foot")
_HIPS = ("spine base", "left hip", "right hip")
_UPPER_TRUNK = ("spine mid", "spine shoulder", "neck", "head", "left shoulder", "right shoulder")


def arm(side: str) -> tuple[str, ...]:
    """The joints of the "left" or "right" arm, from the elbow."""
    return tuple(f"{side} {part}" for part in _ARM)


def leg(side: str) -> tuple[str, ...]:
    """The joints of the "left" or "right" leg, from the knee."""
    return tuple(f"{side} {part}" for part in _LEG)


_BOTH_ARMS = (*arm("left"), *arm("right"))
_BOTH_LEGS = (*leg("left"), *leg("right"))


@dataclass(frozen=True)
class Role:
    """One person's share in an action.

    Attributes:
        joints: those whose motion *is* the action. Not those that are only carried along (the arms of one who bows)
            or that keep the balance (the pelvis of one who kicks).
        busy: the groups of limbs (keys of `GESTURES`) that no other gesture may use while the action is under way.
        span: the share of the action's time in which this person carries it: one who is pushed stands still at first.
        along: joints that nothing else moves meanwhile, and that go a third as far as the action's own or farther. To
            look at one of them is neither right nor wrong: in a squat the trunk goes down and leans because of the
            legs, and the hips move in the room but not for a network that reads each body about its pelvis.
    """

    joints: tuple[str, ...]
    busy: tuple[str, ...]
    span: tuple[float, float] = (0.0, 1.0)
    along: tuple[str, ...] = ()


@dataclass(frozen=True)
class Action:
    """An action that one person or two can be asked for.

    Attributes:
        name: the class name.
        roles: one for each person who takes part.
        seconds: shortest and longest duration.
        alone: writes a one-person action into its performer; None for a two-person action.
        together: writes a two-person action into both; None for a one-person action.
    """

    name: str
    roles: tuple[Role, ...]
    seconds: tuple[float, float]
    alone: Callable[[Performer, Float64s], None] | None = None
    together: Callable[[together.Pair, Float64s], None] | None = None


def _solo(
    name: str,
    perform: Callable[[Performer, Float64s], None],
    joints: tuple[str, ...],
    busy: tuple[str, ...],
    seconds: tuple[float, float],
    along: tuple[str, ...] = (),
) -> Action:
    return Action(name, (Role(joints, busy, along=along),), seconds, alone=perform)


_LEGWORK = ("legs", "trunk")
_RIGHT_HAND = Role(arm("right"), ("right arm", "legs", "trunk"))

_ALL = (
    _solo("wave left hand", partial(actions.wave, side=LEFT), arm("left"), ("left arm",), (1.7, 2.5)),
    _solo("wave right hand", partial(actions.wave, side=RIGHT), arm("right"), ("right arm",), (1.7, 2.5)),
    _solo("raise both arms", actions.raise_arms, _BOTH_ARMS, ("left arm", "right arm"), (1.6, 2.5)),
    _solo("clap", actions.clap, _BOTH_ARMS, ("left arm", "right arm"), (1.6, 2.4)),
    _solo("drink", actions.drink, arm("right"), ("right arm",), (1.6, 2.5)),
    _solo("throw", actions.throw, arm("right"), ("right arm", "trunk"), (1.5, 2.2)),
    _solo("punch left", partial(actions.punch, side=LEFT), arm("left"), ("left arm", "trunk"), (1.4, 2.1)),
    _solo("punch right", partial(actions.punch, side=RIGHT), arm("right"), ("right arm", "trunk"), (1.4, 2.1)),
    _solo("kick left", partial(actions.kick, side=LEFT), leg("left"), _LEGWORK, (1.1, 1.8)),
    _solo("kick right", partial(actions.kick, side=RIGHT), leg("right"), _LEGWORK, (1.1, 1.8)),
    _solo("march in place", actions.march, _BOTH_LEGS, _LEGWORK, (1.8, 2.5)),
    _solo("squat", actions.squat, _BOTH_LEGS, _LEGWORK, (1.4, 2.4), along=(*_HIPS, *_UPPER_TRUNK)),
    _solo("jump", actions.jump, _BOTH_LEGS, _LEGWORK, (1.3, 2.2), along=(*_HIPS, *_UPPER_TRUNK)),
    _solo("bow", actions.bow, _UPPER_TRUNK, _LEGWORK, (1.5, 2.4)),
    _solo("nod", actions.nod, ("head",), ("trunk",), (1.2, 2.2)),
    Action("shake hands", (_RIGHT_HAND, _RIGHT_HAND), (1.6, 2.5), together=together.shake_hands),
    Action("high five", (_RIGHT_HAND, _RIGHT_HAND), (1.3, 2.0), together=together.high_five),
    Action(
        "push",
        (
            Role(_BOTH_ARMS, ("left arm", "right arm", "legs", "trunk")),
            Role(
                (*_UPPER_TRUNK, *_BOTH_LEGS),
                ("left arm", "right arm", "legs", "trunk"),
                span=(together.HIT, 0.9),
                along=(*_HIPS, *_BOTH_ARMS),
            ),
        ),
        (1.4, 2.2),
        together=together.push,
    ),
)

#: The classes, in the order of their labels.
ACTIONS: dict[str, Action] = {action.name: action for action in _ALL}
