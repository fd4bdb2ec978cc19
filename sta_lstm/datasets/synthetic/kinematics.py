"""Forward kinematics: where a body's posture puts the 25 joints of NTU RGB+D.

Axes, sides and units are those of `body`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.datasets.synthetic.body import LEFT, RIGHT, Body, Pose
from sta_lstm.skeletons.layouts import NTU_25

#: Turns (out, up, forward) of each side into (left, up, forward).
_OUT = np.array([[1.0, 1.0, 1.0], [-1.0, 1.0, 1.0]])
#: A leg is never quite straight: the knee keeps a bend from which it can give way.
_LEG_REACH = 0.99
_ARM_REACH = 0.985
#: Cosine of the angle between the bones of a limb that is bent as far as it goes.
_SHARPEST = np.cos(np.radians(32))


@dataclass(frozen=True)
class Trunk:
    """T × 3 positions of the trunk's joints, T × 2 × 3 of shoulders and hips, and T × 3 × 3 turn of the chest."""

    base: Float64s
    mid: Float64s
    shoulder: Float64s
    neck: Float64s
    head: Float64s
    shoulders: Float64s
    hips: Float64s
    turn: Float64s


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


def joints(body: Body, pose: Pose) -> Float64s:
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


def _arms(body: Body, pose: Pose, core: Trunk) -> dict[str, Float64s]:
    def turned(directions: Float64s) -> Float64s:  # (out, up, forward) → (left, up, forward), with the chest
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


def _legs(body: Body, pose: Pose, core: Trunk) -> dict[str, Float64s]:
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


def _ankles(pose: Pose) -> Float64s:
    return np.asarray((pose.stand + pose.steps) * _OUT)


def _bend(target: Float64s, towards: Float64s, first: float, second: float, most: float) -> tuple[Float64s, Float64s]:
    """Directions of a limb's two bones that bring its end to ``target`` (from its start), its middle ``towards``."""
    distance = np.linalg.norm(target, axis=-1, keepdims=True)
    line = target / np.maximum(distance, 1e-9)
    closest = np.sqrt(first**2 + second**2 - 2 * first * second * _SHARPEST)
    distance = np.clip(distance, closest, most * (first + second))
    side = unit(towards - _along(towards, line))
    cosine = (first**2 + distance**2 - second**2) / (2 * first * distance)
    upper = line * cosine + side * np.sqrt(np.maximum(1 - cosine**2, 0.0))
    return upper, (line * distance - upper * first) / second


def _along(vectors: Float64s, line: Float64s) -> Float64s:
    return np.asarray((vectors * line).sum(-1, keepdims=True) * line)


def unit(vectors: Float64s) -> Float64s:
    """Vectors scaled to length 1 along the last axis."""
    return np.asarray(vectors / np.maximum(np.sqrt((vectors**2).sum(-1, keepdims=True)), 1e-9))


def eased(share: Float64s) -> Float64s:
    """From 0 to 1 with no jerk at either end: a minimum-jerk course (Flash and Hogan, 1985), flat outside 0 to 1."""
    s = np.clip(share, 0.0, 1.0)
    return np.asarray(s**3 * (10 - 15 * s + 6 * s**2))


def _rotations(angles: Float64s) -> Float64s:
    """T × 3 × 3 from T × 3 angles (nod, turn, tilt): turn · nod · tilt; columns are the turned axes."""
    (cn, ct, cr), (sn, st, sr) = np.cos(angles).T, np.sin(angles).T
    rows = [
        *(ct * cr + st * sn * sr, -ct * sr + st * sn * cr, st * cn),
        *(cn * sr, cn * cr, -sn),
        *(-st * cr + ct * sn * sr, st * sr + ct * sn * cr, ct * cn),
    ]
    return np.stack(rows, axis=-1).reshape(-1, 3, 3)
