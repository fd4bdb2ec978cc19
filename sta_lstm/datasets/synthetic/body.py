"""A body and its posture, and where that puts the 25 joints of NTU RGB+D (forward kinematics).

A person's own frame: origin on the floor where they stand, axes (left, up, forward), metres. The limbs of the two sides
share their code through mirrored axes (out, up, forward): *out* is away from the body's midline. Side 0 is left, side 1
right. T is the number of frames.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sta_lstm.datasets.synthetic.dice import Dice
from sta_lstm.skeletons.layouts import NTU_25

Floats = NDArray[np.float64]

LEFT, RIGHT = 0, 1
#: Turns (out, up, forward) of each side into (left, up, forward).
_OUT = np.array([[1.0, 1.0, 1.0], [-1.0, 1.0, 1.0]])
#: A leg is never quite straight: the knee keeps a bend from which it can give way.
_LEG_REACH = 0.99
_ARM_REACH = 0.985
#: Cosine of the angle between the bones of a limb that is bent as far as it goes.
_SHARPEST = np.cos(np.radians(32))


@dataclass(frozen=True)
class Body:
    """Lengths in metres, from joint to joint as a Kinect v2 reports them."""

    height: float
    spine: float  # spine base to spine mid
    chest: float  # spine mid to spine shoulder
    neck: float
    head: float
    shoulder_width: float  # from the midline
    shoulder_drop: float
    upper_arm: float
    forearm: float
    hand: float
    hand_tip: float
    thumb: float
    hip_width: float  # from the midline
    hip_drop: float
    thigh: float
    shin: float
    foot: float
    ankle_height: float

    @property
    def arm(self) -> float:
        """Shoulder to wrist."""
        return self.upper_arm + self.forearm

    @property
    def leg(self) -> float:
        """Hip to ankle."""
        return self.thigh + self.shin


def draw_body(dice: Dice) -> Body:
    """A grown person.

    Ratios to body height after Winter, *Biomechanics and Motor Control of Human Movement*, 4th ed., fig. 4.1; trunk and
    girdles after what a Kinect v2 reports, which sees a hip narrower and a shoulder lower than a ruler does.
    """
    woman = dice.chance(0.5)
    height = dice.normal(1.63, 0.065) if woman else dice.normal(1.76, 0.07)
    legs, trunk, arms, breadth = (dice.normal(1.0, 0.03) for _ in range(4))
    shoulders, hips = (0.084, 0.045) if woman else (0.092, 0.042)
    return Body(
        height=height,
        spine=0.172 * trunk * height,
        chest=0.127 * trunk * height,
        neck=0.043 * trunk * height,
        head=0.075 * height,
        shoulder_width=shoulders * breadth * height,
        shoulder_drop=0.02 * height,
        upper_arm=0.165 * arms * height,
        forearm=0.142 * arms * height,
        hand=0.042 * arms * height,
        hand_tip=0.033 * arms * height,
        thumb=0.045 * arms * height,
        hip_width=hips * breadth * height,
        hip_drop=0.019 * height,
        thigh=0.215 * legs * height,
        shin=0.212 * legs * height,
        foot=0.07 * height,
        ankle_height=0.046 * height,
    )


@dataclass
class Pose:
    """What a body does in T frames; movements write into it, then `joints` reads it once.

    Attributes:
        shift: T × 3, of the pelvis against upright standing, (left, up, forward), metres.
        pelvis, chest, head: T × 3, radians: nod forward, turn to the left, tilt to the right. The pelvis against the
            person's frame, the chest against the pelvis, the head against the chest.
        upper_arms, forearms: T × 2 × 3, directions (out, up, forward), any length; they turn with the chest but do not
            lean with it, as hanging arms do not.
        grips: T × 2 × 3, how the hand bends away from the forearm's direction.
        reach, reach_weight: T × 2 × 3 and T × 2: a point (left, up, forward) for the hand, and how far it overrules the
            directions above, 0 to 1.
        arcs: T × 2 × 3, how far the hand swings out half way to its point, so as to keep clear of trunk and shoulder;
            (out, up, forward), in arm lengths.
        elbows: T × 2 × 3, to which side the elbow points while the arm reaches, (out, up, forward).
        stand: 2 × 3, where the ankles stand, (out, up, forward).
        steps: T × 2 × 3, of the ankles away from ``stand``, (out, up, forward), metres.
        free: T × 2, 0 for a foot that carries the body, 1 for one that does not: a carried body can stand no higher
            than the leg is long.
    """

    shift: Floats
    pelvis: Floats
    chest: Floats
    head: Floats
    upper_arms: Floats
    forearms: Floats
    grips: Floats
    reach: Floats
    reach_weight: Floats
    arcs: Floats
    elbows: Floats
    stand: Floats
    steps: Floats
    free: Floats

    @property
    def n_frames(self) -> int:
        """T."""
        return len(self.shift)


def upright(body: Body, n_frames: int, *, stance: float = 0.0) -> Pose:
    """Standing still with hanging arms; ``stance`` sets the feet wider apart than the hips, metres."""
    three, two_three = (n_frames, 3), (n_frames, 2, 3)
    stand = np.array([body.hip_width + 0.02 + stance, body.ankle_height, 0.0])
    return Pose(
        shift=np.zeros(three),
        pelvis=np.zeros(three),
        chest=np.zeros(three),
        head=np.zeros(three),
        upper_arms=np.tile([0.16, -1.0, 0.0], (n_frames, 2, 1)),
        forearms=np.tile([0.04, -1.0, 0.2], (n_frames, 2, 1)),
        grips=np.zeros(two_three),
        reach=np.zeros(two_three),
        reach_weight=np.zeros((n_frames, 2)),
        arcs=np.zeros(two_three),
        elbows=np.tile([0.6, -0.7, -0.4], (n_frames, 2, 1)),
        stand=np.tile(stand, (2, 1)),
        steps=np.zeros(two_three),
        free=np.zeros((n_frames, 2)),
    )


@dataclass(frozen=True)
class Trunk:
    """T × 3 positions of the trunk's joints, T × 2 × 3 of shoulders and hips, and T × 3 × 3 turn of the chest."""

    base: Floats
    mid: Floats
    shoulder: Floats
    neck: Floats
    head: Floats
    shoulders: Floats
    hips: Floats
    turn: Floats


def trunk(body: Body, pose: Pose) -> Trunk:
    """Place spine, head, shoulders and hips; the pelvis goes down where the legs would not reach the floor."""
    pelvis = _rotations(pose.pelvis)
    half = _rotations(pose.pelvis + 0.5 * pose.chest)  # the spine bends along its length
    chest = _rotations(pose.pelvis + pose.chest)
    head = _rotations(pose.pelvis + pose.chest + pose.head)

    hip_offsets = _OUT * [body.hip_width, -body.hip_drop, 0.0] @ np.swapaxes(pelvis, 1, 2)  # T × 2 × 3
    base = pose.shift.copy()
    ankles = _ankles(pose)
    hips = base[:, None] + hip_offsets
    across = np.hypot(hips[..., 0] - ankles[..., 0], hips[..., 2] - ankles[..., 2])
    rise = np.sqrt(np.maximum((_LEG_REACH * body.leg) ** 2 - across**2, 0.01))
    ceiling = (ankles[..., 1] + rise - hip_offsets[..., 1] + pose.free).min(axis=1)
    standing = body.ankle_height + _LEG_REACH * body.leg + body.hip_drop
    base[:, 1] = np.minimum(standing + pose.shift[:, 1], ceiling)

    mid = base + half[:, :, 1] * body.spine
    shoulder = mid + chest[:, :, 1] * body.chest
    neck = shoulder + chest[:, :, 1] * body.neck
    girdle = _OUT * [body.shoulder_width, -body.shoulder_drop, 0.0] @ np.swapaxes(chest, 1, 2)
    return Trunk(
        base=base,
        mid=mid,
        shoulder=shoulder,
        neck=neck,
        head=neck + (head[:, :, 1] * 0.97 + head[:, :, 2] * 0.24) * body.head,
        shoulders=shoulder[:, None] + girdle,
        hips=base[:, None] + hip_offsets,
        turn=_rotations((pose.pelvis + pose.chest) * [0, 1, 0]),
    )


def joints(body: Body, pose: Pose) -> Floats:
    """T × 25 × 3 positions in the person's own frame (left, up, forward), metres, in the order of `NTU_25`."""
    core = trunk(body, pose)
    positions = np.empty((pose.n_frames, NTU_25.n_joints, 3))
    for name, place in (
        ("spine base", core.base),
        ("spine mid", core.mid),
        ("spine shoulder", core.shoulder),
        ("neck", core.neck),
        ("head", core.head),
    ):
        positions[:, NTU_25.index(name)] = place
    limbs = {"shoulder": core.shoulders, "hip": core.hips} | _arms(body, pose, core) | _legs(body, pose, core)
    for part, places in limbs.items():
        positions[:, NTU_25.index(f"left {part}")] = places[:, LEFT]
        positions[:, NTU_25.index(f"right {part}")] = places[:, RIGHT]
    return positions


def _arms(body: Body, pose: Pose, core: Trunk) -> dict[str, Floats]:
    def turned(directions: Floats) -> Floats:  # (out, up, forward) → (left, up, forward), with the chest
        return np.asarray(directions * _OUT @ np.swapaxes(core.turn, 1, 2))

    upper, fore = unit(turned(pose.upper_arms)), unit(turned(pose.forearms))
    weight = pose.reach_weight[..., None]
    if weight.any():
        hanging = upper * body.upper_arm + fore * body.forearm + unit(fore + turned(pose.grips)) * body.hand
        arc = 4 * weight * (1 - weight) * turned(pose.arcs)
        to_hand = hanging + weight * (pose.reach - core.shoulders - hanging) + arc * body.arm
        # From where it hangs, the elbow turns to where it should point; at weight 0 the arm is as it hung.
        elbows = upper + eased(weight / 0.6) * (unit(turned(pose.elbows)) - upper)
        # The hand's direction follows from the forearm's, and the forearm's from where the hand must be: go round.
        bent = (upper, fore)
        for _ in range(3):
            to_wrist = to_hand - unit(bent[1] + turned(pose.grips)) * body.hand
            bent = _bend(to_wrist, elbows, body.upper_arm, body.forearm, _ARM_REACH)
        weight = eased(weight / 0.2)  # an arm may hang straighter than one that reaches
        upper, fore = unit(upper + weight * (bent[0] - upper)), unit(fore + weight * (bent[1] - fore))
    hand = unit(fore + turned(pose.grips))
    inward = np.broadcast_to(turned(np.array([-1.0, 0.3, 0.4])), hand.shape)
    thumb = unit(0.8 * hand + 0.6 * unit(inward - _along(inward, hand)))

    elbow = core.shoulders + upper * body.upper_arm
    wrist = elbow + fore * body.forearm
    return {
        "elbow": elbow,
        "wrist": wrist,
        "hand": wrist + hand * body.hand,
        "hand tip": wrist + hand * (body.hand + body.hand_tip),
        "thumb": wrist + thumb * body.thumb,
    }


def _legs(body: Body, pose: Pose, core: Trunk) -> dict[str, Floats]:
    targets = _ankles(pose)
    forward = _OUT * [0.12, 0.0, 1.0] @ np.swapaxes(_rotations(pose.pelvis * [0, 1, 0]), 1, 2)
    thigh, shin = _bend(targets - core.hips, forward, body.thigh, body.shin, 0.999)
    knee = core.hips + thigh * body.thigh
    ankle = knee + shin * body.shin
    # A planted foot lies flat; a lifted one hangs from the shin.
    drop = (body.ankle_height - 0.02) / body.foot
    flat = _OUT * [np.sin(0.18), 0.0, np.cos(0.18)] * np.sqrt(1 - drop**2) - [0.0, drop, 0.0]
    across = unit(np.cross(forward, [0.0, -1.0, 0.0]))  # the knee's axis, to the left on both sides
    hanging = 0.85 * np.cross(shin, across) + 0.53 * shin
    lifted = eased(pose.steps[..., 1:2] / 0.2)
    foot = unit(flat + lifted * (hanging - flat))
    return {"knee": knee, "ankle": ankle, "foot": ankle + foot * body.foot}


def _ankles(pose: Pose) -> Floats:
    return np.asarray((pose.stand + pose.steps) * _OUT)


def _bend(target: Floats, towards: Floats, first: float, second: float, most: float) -> tuple[Floats, Floats]:
    """Directions of a limb's two bones that bring its end to ``target`` (from its start), its middle ``towards``."""
    distance = np.linalg.norm(target, axis=-1, keepdims=True)
    line = target / np.maximum(distance, 1e-9)
    closest = np.sqrt(first**2 + second**2 - 2 * first * second * _SHARPEST)
    distance = np.clip(distance, closest, most * (first + second))
    side = unit(towards - _along(towards, line))
    cosine = (first**2 + distance**2 - second**2) / (2 * first * distance)
    upper = line * cosine + side * np.sqrt(np.maximum(1 - cosine**2, 0.0))
    return upper, (line * distance - upper * first) / second


def _along(vectors: Floats, line: Floats) -> Floats:
    return np.asarray((vectors * line).sum(-1, keepdims=True) * line)


def unit(vectors: Floats) -> Floats:
    """Vectors scaled to length 1 along the last axis."""
    return np.asarray(vectors / np.maximum(np.sqrt((vectors**2).sum(-1, keepdims=True)), 1e-9))


def eased(share: Floats) -> Floats:
    """From 0 to 1 with no jerk at either end: a minimum-jerk course (Flash and Hogan, 1985), flat outside 0 to 1."""
    s = np.clip(share, 0.0, 1.0)
    return np.asarray(s**3 * (10 - 15 * s + 6 * s**2))


def _rotations(angles: Floats) -> Floats:
    """T × 3 × 3 from T × 3 angles (nod, turn, tilt): turn · nod · tilt; columns are the turned axes."""
    (cn, ct, cr), (sn, st, sr) = np.cos(angles).T, np.sin(angles).T
    rows = [
        *(ct * cr + st * sn * sr, -ct * sr + st * sn * cr, st * cn),
        *(cn * sr, cn * cr, -sn),
        *(-st * cr + ct * sn * sr, st * sr + ct * sn * cr, ct * cn),
    ]
    return np.stack(rows, axis=-1).reshape(-1, 3, 3)
