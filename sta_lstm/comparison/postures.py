"""Poses that can be compared: where a body stands, which way it faces and how tall it is are removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sta_lstm.arrays import Bools, Float64s, Indices
from sta_lstm.errors import MismatchError
from sta_lstm.skeletons import Clip, SkeletonLayout, y_up
from sta_lstm.words import person_letter

#: Joints that tell which way a trunk faces.
_TRUNK = ("hip", "shoulder")
#: A line from right to left that is shorter than this share of the body says nothing about the heading.
_SHORTEST = 1e-3


@dataclass(frozen=True, eq=False)
class Postures:
    """The poses of two clips in one space, where the Euclidean distance is a mean over joints.

    Attributes:
        first: T × D, of the first clip; D = 3·J·M. The distance of two rows is the root mean square distance of their
            joints, in ``unit``.
        second: U × D, of the second clip.
        joints: J names that both layouts have.
        persons: M indices of the persons who appear in both clips.
        unit: what a distance of 1 is: ``"trunk lengths"``, or ``"body sizes"`` where the layouts share no trunk.
        notes: what was left out or made up, in sentences.
    """

    first: Float64s
    second: Float64s
    joints: tuple[str, ...]
    persons: tuple[int, ...]
    unit: str
    notes: tuple[str, ...]


def postures(first: Clip, second: Clip) -> Postures:
    """The poses of both clips, each body by itself: centred, turned about the vertical and scaled.

    In every frame a body is put on the origin and turned so that its line from right to left, through hips and
    shoulders, lies along x; all of a clip is divided by the person's median trunk. So where the bodies are, walking
    and turning included, makes no difference, nor does where two persons stand to each other. An absent person has
    the pose of the nearest frame in which they were there.

    Raises:
        MismatchError: the clips share no joint by name, or no person.
    """
    joints = tuple(joint for joint in first.layout.joints if joint in second.layout.joints)
    if not joints:
        one, other = (f"'{clip.name}' ({clip.layout.title})" for clip in (first, second))
        raise MismatchError(
            f"clips {one} and {other} share no joint by name, so their poses cannot be compared. Choose "
            "clips of layouts that share joints."
        )
    appear = [np.flatnonzero(clip.present.any(0)).tolist() for clip in (first, second)]
    persons = tuple(m for m in appear[0] if m in appear[1])
    if not persons:
        told = " and ".join(
            f"'{clip.name}' shows {' and '.join(f'person {person_letter(m)}' for m in own)}"
            for clip, own in zip((first, second), appear, strict=True)
        )
        raise MismatchError(f"{told}: no person appears in both clips, so their poses cannot be compared.")
    trunk = first.layout.torso if first.layout.torso == second.layout.torso else None
    if trunk is not None and not set(trunk) <= set(joints):
        trunk = None
    root = first.layout.root if first.layout.root == second.layout.root and first.layout.root in joints else None
    pairs = _mirror_pairs(first.layout, second.layout, joints)
    scale = 1 / np.sqrt(len(persons) * len(joints))
    sides = [
        np.concatenate([_body(clip, m, joints, root, trunk, pairs) * scale for m in persons], axis=1)
        for clip in (first, second)
    ]
    return Postures(
        first=sides[0],
        second=sides[1],
        joints=joints,
        persons=persons,
        unit="trunk lengths" if trunk is not None else "body sizes",
        notes=_notes(first, second, joints, persons, has_heading=bool(pairs)),
    )


def _body(
    clip: Clip,
    person: int,
    joints: Sequence[str],
    root: str | None,
    trunk: tuple[str, str] | None,
    pairs: Sequence[tuple[str, str]],
) -> Float64s:
    """T × 3·J, one person's poses without place, heading and size."""
    present = clip.present[:, person]
    here = y_up(clip)[present, person].astype(np.float64)  # of the frames with the person
    columns = {joint: here[:, clip.layout.index(joint)] for joint in joints}
    body = np.stack([columns[joint] for joint in joints], axis=1)  # T' × J × 3
    body -= body.mean(1, keepdims=True) if root is None else columns[root][:, None]
    if trunk is None:
        sizes = np.sqrt((body**2).sum(2).mean(1))
    else:
        sizes = np.linalg.norm(columns[trunk[1]] - columns[trunk[0]], axis=1)
    size = float(np.median(sizes))
    if size > 0:
        body /= size
    if pairs:
        across = np.mean([columns[left] - columns[right] for left, right in pairs], axis=0)
        body = _turned(body, across, shortest=_SHORTEST * size)
    return body.reshape(len(body), -1)[nearest(present)]


def _turned(body: Float64s, across: Float64s, *, shortest: float) -> Float64s:
    """``body`` (T × J × 3) turned about y so that ``across`` (T × 3) lies along +x as seen from above."""
    x, z = across[:, 0], across[:, 2]
    length = np.hypot(x, z)
    known = length > max(shortest, 1e-9)
    if not known.any():
        return body
    # Where the line stands upright, the heading is that of the nearest frame that tells.
    told = nearest(known)
    cos, sin = (part[known] / length[known] for part in (x, z))
    cos, sin = cos[told][:, None], sin[told][:, None]
    return np.stack(
        [cos * body[..., 0] + sin * body[..., 2], body[..., 1], cos * body[..., 2] - sin * body[..., 0]], axis=-1
    )


def nearest(known: Bools) -> Indices:
    """For each of T places, the nearest one that is ``known``, counted among those; of two as near, the earlier one."""
    places = np.flatnonzero(known)
    after = np.searchsorted(places, np.arange(len(known))).clip(max=len(places) - 1)
    before = np.maximum(after - 1, 0)
    here = np.arange(len(known))
    return np.where(np.abs(here - places[before]) <= np.abs(places[after] - here), before, after)


def _mirror_pairs(first: SkeletonLayout, second: SkeletonLayout, joints: Sequence[str]) -> list[tuple[str, str]]:
    """(left, right) joints that both layouts know as such; of hips and shoulders alone, where there are any."""
    pairs = [pair for pair in first.mirror_pairs if pair in second.mirror_pairs and set(pair) <= set(joints)]
    return [pair for pair in pairs if pair[0].endswith(_TRUNK)] or pairs


def _notes(
    first: Clip, second: Clip, joints: Sequence[str], persons: Sequence[int], *, has_heading: bool
) -> tuple[str, ...]:
    notes = []
    if not has_heading:
        notes.append("The layouts share no left and right joints, so that bodies are compared without being turned.")
    for clip in (first, second):
        unshared = [joint for joint in clip.layout.joints if joint not in joints]
        if unshared:
            notes.append(f"Joints of '{clip.name}' that the other clip does not have: {', '.join(unshared)}.")
        for m in np.flatnonzero(clip.present.any(0)).tolist():
            absent = int((~clip.present[:, m]).sum())
            if m not in persons:
                notes.append(f"Person {person_letter(m)} of '{clip.name}', whom the other clip does not show.")
            elif absent:
                notes.append(
                    f"Person {person_letter(m)} is absent from {absent:,} of the {clip.n_frames:,} frames of "
                    f"'{clip.name}'; there the pose of the nearest frame stands for them."
                )
    return tuple(notes)
