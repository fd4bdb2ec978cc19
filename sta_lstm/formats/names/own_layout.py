"""A layout of a file's own, for joints that are those of no known one: sides by the names, bones known or guessed.

Markers on the skin, and points of anything but a body, are no joints: between them no bone is guessed.
"""

from __future__ import annotations

import numpy as np

from sta_lstm.arrays import AnyFloats
from sta_lstm.formats.rules.text import one_line
from sta_lstm.skeletons import LAYOUTS, Axis, SkeletonLayout
from sta_lstm.skeletons.synonyms import mirror_pairs

_ROOTS = ("spine base", "torso", "spine mid", "spine shoulder", "neck", "nose", "left hip")
_LOWER = ("spine base", "torso", "left hip", "right hip", "left front of pelvis", "right front of pelvis")
_UPPER = ("spine shoulder", "neck", "left shoulder", "right shoulder", "base of neck", "head", "nose")
#: Poses from which bones are guessed.
_SAMPLED = 200
#: The share of the points that must be joints of a body, by their names, for the others to be joints as well.
_JOINTS = 0.6
#: In the names of joints that no layout has, though they are of a body.
_OF_A_BODY = frozenset(("hand", "finger", "thumb", "toe", "spine", "eye", "mouth"))


def bare_layout(
    joints: tuple[str, ...],
    name: str,
    bones: tuple[tuple[str, str], ...] = (),
    *,
    up_axis: Axis = "y",
    source: str = "Columns of a table.",
    noun: str = "joints",
) -> SkeletonLayout:
    """A layout of these joints, whose sides, root and trunk are told by their names; its title calls them ``noun``."""
    here = set(joints)
    lower = next((joint for joint in _LOWER if joint in here), joints[0])
    # Of legs alone there is no trunk.
    upper = next((joint for joint in _UPPER if joint in here), lower if "hip" in lower else joints[-1])
    return SkeletonLayout(
        name=f"table-{len(joints)}",
        title=f"{one_line(name, 100)}, {len(joints)} {noun}",
        joints=joints,
        bones=bones,
        mirror_pairs=mirror_pairs(joints),
        root=next((joint for joint in _ROOTS if joint in here), joints[0]),
        torso=(lower, upper),
        up_axis=up_axis,
        source=source,
    )


def own_layout(joints: tuple[str, ...], poses: AnyFloats, name: str) -> tuple[SkeletonLayout, tuple[str, ...]]:
    """A layout of these joints with bones, and what is to be noted.

    Bones are those of known layouts; what they leave apart is joined by short ones of a length that varies little,
    where most names are those of joints. Else these are markers, and stay apart.

    Args:
        joints: their names, in the words of `synonyms.common_names`.
        poses: … × J × 2 or 3, NaN where a joint is missing.
        name: the file, for the layout's title.

    Raises:
        LayoutError: there are too many joints.
    """
    here = {joint: j for j, joint in enumerate(joints)}
    known = _forest(
        [
            (here[parent], here[child])
            for layout in LAYOUTS.values()
            for parent, child in layout.bones
            if parent in here and child in here
        ],
        len(joints),
    )
    if sum(map(_is_joint, joints)) < _JOINTS * len(joints):
        bones = tuple((joints[parent], joints[child]) for parent, child in known)
        only = " Bones join those alone that are called as joints." if bones else ""
        note = (
            f"Most of its {len(joints)} points are called after no joint of a body: they are shown as points, as "
            f"markers are.{only} If its names mean known joints, say which (a table of joints)."
        )
        return bare_layout(joints, name, bones, noun="points"), (note,)
    guessed = _guessed(known, poses)
    bones = tuple((joints[parent], joints[child]) for parent, child in (*known, *guessed))
    notes: tuple[str, ...] = (f"Its {len(joints)} joints are those of no known layout, so it has one of its own.",)
    if guessed:
        pairs = ", ".join(f"{joints[parent]} - {joints[child]}" for parent, child in guessed)
        notes += (
            f"{len(guessed)} of its {len(bones)} bones were guessed from the distances between joints: "
            f"{one_line(pairs, 300)}. If its names mean known joints, say which (a table of joints).",
        )
    return bare_layout(joints, name, bones), notes


def _is_joint(name: str) -> bool:
    return any(name in layout.joints for layout in LAYOUTS.values()) or not _OF_A_BODY.isdisjoint(name.split())


def _forest(bones: list[tuple[int, int]], n_joints: int) -> list[tuple[int, int]]:
    """Of ``bones``, in order, those that close no loop."""
    group = list(range(n_joints))
    kept = []
    for parent, child in bones:
        if group[parent] != group[child]:
            kept.append((parent, child))
            old, new = group[child], group[parent]
            group = [new if each == old else each for each in group]
    return kept


def _guessed(known: list[tuple[int, int]], poses: AnyFloats) -> list[tuple[int, int]]:
    """The bones that join what ``known`` leaves apart: short ones, and of a length that varies little."""
    flat = poses.reshape(-1, *poses.shape[-2:])
    flat = flat[np.isfinite(flat).all(axis=(1, 2))]
    if not len(flat):
        return []
    n_joints = flat.shape[1]
    sample = flat[:: max(1, len(flat) // _SAMPLED)]
    total, squares = np.zeros((n_joints, n_joints)), np.zeros((n_joints, n_joints))
    with np.errstate(over="ignore", invalid="ignore"):  # Clip says where a place is beyond all bounds
        for pose in sample:
            apart = np.linalg.norm(pose[:, None] - pose, axis=-1)
            total += apart
            squares += apart**2
        mean = total / len(sample)
        cost = mean + 3 * np.sqrt(np.maximum(squares / len(sample) - mean**2, 0.0))
    order = np.argsort(cost[np.triu_indices(n_joints, 1)], kind="stable")
    pairs = np.transpose(np.triu_indices(n_joints, 1))[order].tolist()
    return [(a, b) for a, b in _forest([*known, *((a, b) for a, b in pairs)], n_joints) if (a, b) not in known]
