"""Whether a recording is mirrored: told by the parts of a body that lie before it, however it stands, lies or turns.

Left × up along the trunk points forward in right-handed axes. Toes, noses, eyes and bent knees lie before the body too;
where they lie behind it, left and right are exchanged, or the axes are left-handed (as in Unity and Unreal, or after
one axis was negated).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.skeletons.clip import Clip
from sta_lstm.skeletons.synonyms import common_names

#: A part that lies less far before or behind than this says nothing, in metres.
_LEAST_M = 0.01
#: Knees say something where they are bent by so much, metres from the line between hip and ankle.
_LEAST_BEND_M = 0.06
#: The share of the frames that say something which must agree.
_AGREE = 0.8
#: Sensors lose knees: so many frames must say something, and nearly all of them must agree.
_LEAST_KNEES = 10
_KNEES_AGREE = 0.95


class Cue(NamedTuple):
    """A part of the body that lies before it.

    Attributes:
        what: said of a mirrored body, such as ``"toes lie behind the ankles"``.
        agreement: the share of the frames that say something in which it lies before the body.
        least: the share that makes it count.
    """

    what: str
    agreement: float
    least: float


def mirror_cues(clip: Clip) -> tuple[str, ...]:
    """What shows that ``clip`` is mirrored, in words; none where nothing does, or where parts contradict each other."""
    cues = tuple(_cues(clip))
    behind = tuple(cue.what for cue in cues if cue.agreement <= 1 - cue.least)
    before = [cue for cue in cues if cue.agreement >= cue.least]
    return () if before else behind


def _cues(clip: Clip) -> Iterator[Cue]:
    names = common_names(clip.layout)
    seen = {
        name: j
        for j, (name, joint) in enumerate(zip(names, clip.layout.joints, strict=True))
        if joint not in clip.inferred
    }
    poses = clip.positions[clip.present].astype(np.float64)
    forward = _forward(poses, seen)
    if forward is None:
        return
    for what, pairs, least in _PARTS:
        ahead = [poses[:, seen[front]] - poses[:, seen[back]] for front, back in pairs if {front, back} <= set(seen)]
        if ahead:
            yield from _cue(what, sum(ahead, start=np.zeros_like(ahead[0])) / len(ahead), forward, least)
    if {"nose", "left ear", "right ear"} <= set(seen):
        ears = (poses[:, seen["left ear"]] + poses[:, seen["right ear"]]) / 2
        yield from _cue("the nose lies behind the ears", poses[:, seen["nose"]] - ears, forward, _LEAST_M)
    bends = [bend for side in ("left", "right") if (bend := _bend(poses, seen, side)) is not None]
    if bends:
        # Of the two, the knee that is bent more.
        most = np.argmax([np.linalg.norm(bend, axis=1) for bend in bends], axis=0)
        bend = np.stack(bends)[most, np.arange(len(poses))]
        if (np.linalg.norm(bend, axis=1) > _LEAST_BEND_M).sum() >= _LEAST_KNEES:
            yield from _cue("knees bend backwards", bend, forward, _LEAST_BEND_M, _KNEES_AGREE)


#: What would be said, (front, back) pairs of joints, and from what distance on they say something.
_PARTS = (
    ("toes lie behind the ankles", (("left foot", "left ankle"), ("right foot", "right ankle")), _LEAST_M),
    ("big toes lie behind the ankles", (("left big toe", "left ankle"), ("right big toe", "right ankle")), _LEAST_M),
    ("ankles lie behind the heels", (("left ankle", "left heel"), ("right ankle", "right heel")), _LEAST_M),
    ("eyes lie behind the ears", (("left eye", "left ear"), ("right eye", "right ear")), _LEAST_M),
)


def _forward(poses: Float64s, seen: dict[str, int]) -> Float64s | None:
    """N × 3, of unit length: left × up along the trunk; zero where they are not known."""
    parts = [part for part in ("hip", "shoulder") if {f"left {part}", f"right {part}"} <= set(seen)]
    top = next((joint for joint in ("head", "nose", "neck") if joint in seen), None)
    if not parts or (len(parts) == 1 and (top is None or parts == ["hip"])):
        return None
    sides = {(side, part): poses[:, seen[f"{side} {part}"]] for side in ("left", "right") for part in parts}
    left = np.mean([sides["left", part] - sides["right", part] for part in parts], axis=0)
    middle = {part: (sides["left", part] + sides["right", part]) / 2 for part in parts}
    above = middle["shoulder"] if len(parts) == 2 or top is None else poses[:, seen[top]]
    forward = np.cross(left, above - (middle["hip"] if "hip" in parts else middle["shoulder"]))
    length = np.linalg.norm(forward, axis=1, keepdims=True)
    return np.asarray(np.divide(forward, length, out=np.zeros_like(forward), where=length > 1e-9))


def _bend(poses: Float64s, seen: dict[str, int], side: str) -> Float64s | None:
    """N × 3: from the line between hip and ankle to the knee, at a right angle."""
    joints = [f"{side} {part}" for part in ("hip", "knee", "ankle")]
    if not set(joints) <= set(seen):
        return None
    hip, knee, ankle = (poses[:, seen[joint]] for joint in joints)
    line = ankle - hip
    length = (line**2).sum(axis=1, keepdims=True)
    along = np.divide(
        ((knee - hip) * line).sum(axis=1, keepdims=True), length, out=np.zeros_like(length), where=length > 0
    )
    return np.asarray(knee - hip - along * line)


def _cue(what: str, ahead: Float64s, forward: Float64s, least: float, agree: float = _AGREE) -> Iterator[Cue]:
    values = (ahead * forward).sum(axis=1)
    says = np.abs(values) > least
    if says.any():
        yield Cue(what, float((values[says] > 0).mean()), agree)
