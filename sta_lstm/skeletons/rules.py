"""How a joint that a recording lacks is placed from those that it has: the one table of rules.

A rule is a sum of joints whose weights add up to 1, and where a direction to the front is needed, a step along it: the
front is perpendicular to a line from right to left and to a line up the body. Both follow a body that is moved, turned,
scaled or mirrored (left and right exchanged), so whatever is computed from them does, too.

Where the proportions come from, in short:

- *NTU*, *UTKinect*: medians over the recordings of these data sets (3 clips of NTU RGB+D, all 199 of UTKinect), which
  are those of Kinect v2 and v1 themselves: what a Kinect calls a hand is not what an anatomist does.
- *CMU*: the skeleton of CMU's motion capture, subject 1.
- *ANSUR*: head breadth 15.2 cm, head length 19.7 cm, eyes 6.4 cm apart (means over both sexes; Gordon et al., 1989),
  over a distance of the shoulder joints of 35 cm and a trunk of 50 cm, from the hips to the base of the neck.
- *Bell*: the centre of the hip from markers on the pelvis (Bell, Pedersen and Brand, 1990).
- *Winter*: height of the ankle 0.039, shank 0.246 of a body's height (Drillis and Contini, 1966; Winter, 2009).
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Forward:
    """A step to the front, perpendicular to two lines of the body.

    Attributes:
        across: the ends of a line across the body, (left, right).
        upwards: the ends of a line up the body, (lower, upper).
        length: of the step, in lengths of ``upwards``; negative to the back.
    """

    across: tuple[str, str]
    upwards: tuple[str, str]
    length: float


@dataclass(frozen=True)
class Rule:
    """One way to place a joint.

    Attributes:
        joint: what is placed.
        name: the rule in words, as it stands in a clip's notes.
        weights: (joint, weight); the weights add up to 1.
        forward: a step to the front from there, if any.
    """

    joint: str
    name: str
    weights: tuple[tuple[str, float], ...]
    forward: Forward | None = None

    def __post_init__(self) -> None:
        total = sum(weight for _, weight in self.weights)
        if not math.isclose(total, 1.0, abs_tol=1e-9):
            raise ValueError(f"rule '{self.name}' for '{self.joint}': weights add up to {total:g}; expected 1.")

    @property
    def needs(self) -> tuple[str, ...]:
        """The joints that it is made from, each once."""
        steps = () if self.forward is None else (*self.forward.across, *self.forward.upwards)
        return tuple(dict.fromkeys((*(joint for joint, _ in self.weights), *steps)))


_SHOULDERS, _HIPS = ("left shoulder", "right shoulder"), ("left hip", "right hip")
_TRUNK = ("spine base", "spine shoulder")
_BOTH, _ENDS = ("left", "right"), ("front", "back")
#: Stands in the names of joints for the side of the body.
_SIDE = "{side}"


def _same(joint: str, name: str, place: str) -> Rule:
    """``joint`` lies where ``place`` does."""
    return Rule(joint, name, ((place, 1.0),))


def _middle(joint: str, name: str, first: str, second: str) -> Rule:
    """Half way between two joints."""
    return Rule(joint, name, ((first, 0.5), (second, 0.5)))


def _along(joint: str, name: str, start: str, end: str, share: float) -> Rule:
    """On the line through two joints: 0 is ``start``, 1 is ``end``, and more lies beyond."""
    return Rule(joint, name, ((start, 1 - share), (end, share)))


def _of_the_head(joint: str, name: str, *, outwards: float = 0.0, up: float = 0.0, front: float = 0.0) -> Rule:
    """A place of the head: to its own side (in distances of the shoulders), up and to the front (in trunks)."""
    own = () if not outwards else (("{side} shoulder", outwards), ("{other} shoulder", -outwards))
    lift = () if not up else ((_TRUNK[1], up), (_TRUNK[0], -up))
    return Rule(joint, name, (("head", 1.0), *own, *lift), Forward(_SHOULDERS, _TRUNK, front) if front else None)


def _of_the_foot(joint: str, name: str, *, down: float, front: float) -> Rule:
    """A place of the foot: from the ankle along the shank and perpendicular to it, in lengths of the shank."""
    step = Forward(_HIPS, ("{side} ankle", "{side} knee"), front)
    return replace(_along(joint, name, "{side} knee", "{side} ankle", 1 + down), forward=step)


_WRITTEN: tuple[Rule, ...] = (
    # The trunk. NTU: the base of the spine lies in the middle of the hips to 1 % of the trunk; the base of the neck
    # lies 0.09 trunks above the middle of the shoulders (0.25 in UTKinect); the middle of the spine at 0.57.
    _middle("spine base", "middle of the hips", *_HIPS),
    Rule(
        "spine shoulder",
        "middle of the shoulders, raised a little",
        (*((joint, 0.545) for joint in _SHOULDERS), *((joint, -0.045) for joint in _HIPS)),
    ),
    _middle("spine shoulder", "middle of the shoulders", *_SHOULDERS),
    _along("spine mid", "on the line of the spine", *_TRUNK, 0.57),
    # Kinect v1's own trunk, from the middle of the hips to the base of the neck, in UTKinect, Northwestern-UCLA and
    # UTD-MHAD alike: its "hip center" at 0.157, its "spine" at 0.297. Copied by name, they would put NTU's base 8 cm
    # too high and the middle of its spine 13 cm too low, so these joints are never taken for each other.
    _along("hip centre", "where Kinect v1 has it, above the hips", *_TRUNK, 0.157),
    _along("lower spine", "where Kinect v1 has it, low on the spine", *_TRUNK, 0.297),
    # OpenNI's torso: SBU has it half way between the neck and the middle of the hips, to 2 mm.
    Rule("torso", "middle of shoulders and hips", tuple((joint, 0.25) for joint in (*_SHOULDERS, *_HIPS))),
    _middle("torso", "middle of the spine", *_TRUNK),
    # Neck and head. NTU: the neck lies at 0.36 from its base to the head; the head at 1.20 from the base of the spine
    # to the neck, and at 1.36 to the base of the neck (UTKinect 1.48). CMU: of the line from the base of the skull to
    # the top of the head, 0.6 is at the height of NTU's head.
    _middle("head", "middle of the ears", "left ear", "right ear"),
    Rule("head", "amid its four markers", tuple((f"{side} {end} of head", 0.25) for side in _BOTH for end in _ENDS)),
    _along("head", "between skull base and top", "skull base", "head top", 0.6),
    _along("head", "neck extended to the skull", "spine shoulder", "skull base", 1.64),
    _along("head", "below the top of the head", "spine shoulder", "head top", 0.79),
    _same("head", "at the nose", "nose"),
    _along("head", "spine extended", "spine base", "neck", 1.2),
    _along("head", "spine extended", *_TRUNK, 1.4),
    _along("neck", "between its base and the head", "spine shoulder", "head", 0.36),
    _along("skull base", "between neck base and head", "spine shoulder", "head", 0.61),
    _along("head top", "neck extended over the head", "spine shoulder", "head", 1.26),
    # The face. ANSUR for breadths and lengths; heights over the middle of the head are drawn, not measured.
    _of_the_head("nose", "before the head", front=0.22),
    _of_the_head("{side} ear", "beside the head", outwards=0.22),
    _of_the_head("{side} eye", "before the head", outwards=0.09, up=0.06, front=0.17),
    _of_the_head("{side} inner eye", "before the head", outwards=0.045, up=0.06, front=0.17),
    _of_the_head("{side} outer eye", "before the head", outwards=0.135, up=0.06, front=0.17),
    _of_the_head("{side} mouth corner", "before the head", outwards=0.07, up=-0.08, front=0.18),
    replace(_along("jaw", "before the neck", "spine shoulder", "head", 0.5), forward=Forward(_SHOULDERS, _TRUNK, 0.15)),
    # The hand. In forearms from the elbow, NTU has the hand at 1.21 (UTKinect 1.30). From elbow to hand, NTU has the
    # wrist at 0.81 (UTKinect 0.76), the tip at 1.17 and the thumb, whose side nobody knows, at 1.03.
    _middle("{side} hand", "between the knuckles", "{side} index finger", "{side} little finger"),
    _along("{side} hand", "forearm extended", "{side} elbow", "{side} wrist", 1.25),
    _middle(
        "{side} wrist", "between its two markers", "{side} wrist beside thumb", "{side} wrist beside little finger"
    ),
    _along("{side} wrist", "on the forearm", "{side} elbow", "{side} hand", 0.79),
    _along("{side} hand tip", "forearm extended", "{side} elbow", "{side} hand", 1.17),
    _along("{side} thumb", "at the hand", "{side} elbow", "{side} hand", 1.03),
    _same("{side} index finger", "at the hand", "{side} hand"),
    _same("{side} little finger", "at the hand", "{side} hand"),
    # Markers. Bell: the hip's centre lies 0.36 widths of the pelvis (between its front markers, 24 cm) beside their
    # middle, 0.30 below and 0.19 behind; in distances of 51 cm from there to the knee, 0.14 below and 0.09 behind.
    Rule(
        "{side} hip",
        "from the pelvis' front markers",
        (("{side} front of pelvis", 0.7396), ("{other} front of pelvis", 0.1204), ("{side} knee", 0.14)),
        Forward(("left front of pelvis", "right front of pelvis"), ("{side} knee", "{side} front of pelvis"), -0.09),
    ),
    # The foot. NTU and UTKinect: Kinect's foot lies 0.1 shanks below the ankle and 0.2 before it; the ankle at 0.86
    # from the knee to the foot. Winter: the ankle lies 0.16 shanks above the sole.
    _middle("{side} foot", "between the toes", "{side} big toe", "{side} small toe"),
    _same("{side} foot", "at the big toe", "{side} big toe"),
    _of_the_foot("{side} foot", "before the ankle", down=0.1, front=0.2),
    _along("{side} ankle", "above the foot", "{side} knee", "{side} foot", 0.86),
    _same("{side} big toe", "at the foot", "{side} foot"),
    _same("{side} small toe", "at the foot", "{side} foot"),
    _of_the_foot("{side} heel", "behind the ankle", down=0.16, front=-0.12),
)


def _for_side(rule: Rule, side: str, other: str) -> Rule:
    """``rule`` with its side put in."""

    def put(joint: str) -> str:
        return joint.format(side=side, other=other)

    forward = rule.forward
    if forward is not None:
        lower, upper = forward.upwards
        forward = replace(forward, upwards=(put(lower), put(upper)))
    return Rule(put(rule.joint), rule.name, tuple((put(joint), weight) for joint, weight in rule.weights), forward)


def _both_sides(written: tuple[Rule, ...]) -> dict[str, tuple[Rule, ...]]:
    rules: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule in written:
        sided = [_for_side(rule, *pair) for pair in (("left", "right"), ("right", "left"))]
        for each in sided if _SIDE in rule.joint else [rule]:
            rules[each.joint].append(each)
    return {joint: tuple(each) for joint, each in rules.items()}


#: The rules of each joint, the best first.
RULES = _both_sides(_WRITTEN)

#: Every joint that has a meaning beyond its own layout.
KNOWN_JOINTS = frozenset(RULES) | {need for rules in RULES.values() for rule in rules for need in rule.needs}
