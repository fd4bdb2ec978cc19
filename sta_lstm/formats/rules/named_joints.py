"""From the names that somebody gave to joints to a layout: one of the known ones, or one of the file's own."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from sta_lstm.arrays import AnyFloats
from sta_lstm.errors import ClipError, LayoutError
from sta_lstm.formats.rules.infer_missing import layout_of
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.formats.rules.text import one_line
from sta_lstm.skeletons import LAYOUTS, SkeletonLayout
from sta_lstm.skeletons.synonyms import common_names

_ROOTS = ("spine base", "torso", "spine mid", "spine shoulder", "neck", "nose", "left hip")
_LOWER = ("spine base", "torso", "left hip", "right hip")
_UPPER = ("spine shoulder", "neck", "left shoulder", "right shoulder", "head", "nose")
#: Poses from which bones are guessed.
_SAMPLED = 200
_MAX_NAME = 80
_NUMBERED = re.compile(r"(joint |landmark |keypoint |point )?[0-9]{1,5}")


def layout_of_names(
    names: Sequence[str], poses: AnyFloats, options: ReadOptions, name: str
) -> tuple[SkeletonLayout, list[int], tuple[str, ...]]:
    """The layout whose joints these are, the column in ``names`` of each of its joints, and what is to be noted.

    A known layout is taken where the file has its joints and no others, under its own names or any that
    `synonyms.common_names` knows. Else the file gets a layout of its own: bones are those of known layouts, and what
    they leave apart is joined by a guess from the distances. Joints that are numbered are those of a layout in order.

    Args:
        names: J names of joints, or their numbers.
        poses: … × J × 2 or 3, NaN where a joint is missing; for the bones of a layout of the file's own.
        options: what the file's owner said; a layout named there decides.
        name: the file, for messages.

    Raises:
        ClipError: the joints are not those of the layout that was named, they are numbered and no layout is sure, or
            two have one name.
    """
    plain = tuple(one_line(each, _MAX_NAME) or "joint" for each in names)
    if len(set(plain)) < len(plain):
        twice = next(each for each in plain if plain.count(each) > 1)
        raise ClipError(f"'{name}' has two joints called {twice!r} (names are read up to {_MAX_NAME} characters).")
    if all(_NUMBERED.fullmatch(each) for each in plain):
        layout = layout_of(len(plain), options, name)
        order = sorted(range(len(plain)), key=lambda j: int(plain[j].split()[-1]))
        return layout, order, (f"The joints are numbered; they were taken for those of '{layout.name}', in order.",)
    try:
        common = common_names(_bare(plain, name))
        for layout in LAYOUTS.values() if options.layout is None else (options.layout,):
            for known_as in (plain, tuple(each.lower() for each in plain), common):
                if set(known_as) == set(layout.joints):
                    return layout, [known_as.index(joint) for joint in layout.joints], ()
        if options.layout is not None:
            raise _misfit(common, options.layout, name)
        layout, notes = _own(common, poses, name)
    except LayoutError as error:
        raise ClipError(f"'{name}': {one_line(str(error))}") from error
    return layout, list(range(len(names))), notes


def _misfit(common: tuple[str, ...], chosen: SkeletonLayout, name: str) -> ClipError:
    missing = [joint for joint in chosen.joints if joint not in common]
    strange = [joint for joint in common if joint not in chosen.joints]
    parts = [f"lacks {', '.join(missing)}"] if missing else []
    parts += [f"has {', '.join(strange)} besides"] if strange else []
    return ClipError(
        f"'{name}' does not have the joints of '{chosen.name}': it {one_line(' and '.join(parts), 300)}. Read it "
        "without naming a layout, and convert it."
    )


def _bare(joints: tuple[str, ...], name: str, bones: tuple[tuple[str, str], ...] = ()) -> SkeletonLayout:
    """A layout of these joints; sides, root and trunk are told by the names."""
    here = set(joints)
    pairs = ((joint, f"right{joint.removeprefix('left')}") for joint in joints if joint.startswith("left "))
    lower = next((joint for joint in _LOWER if joint in here), joints[0])
    upper = next((joint for joint in _UPPER if joint in here), joints[-1])
    return SkeletonLayout(
        name=f"table-{len(joints)}",
        title=f"{one_line(name, 100)}, {len(joints)} joints",
        joints=joints,
        bones=bones,
        mirror_pairs=tuple((left, right) for left, right in pairs if right in here),
        root=next((joint for joint in _ROOTS if joint in here), joints[0]),
        torso=(lower, upper),
        up_axis="y",
        source="Columns of a table.",
    )


def _own(joints: tuple[str, ...], poses: AnyFloats, name: str) -> tuple[SkeletonLayout, tuple[str, ...]]:
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
    guessed = _guessed(known, poses)
    bones = tuple((joints[parent], joints[child]) for parent, child in (*known, *guessed))
    notes: tuple[str, ...] = (f"Its {len(joints)} joints are those of no known layout, so it has one of its own.",)
    if guessed:
        pairs = ", ".join(f"{joints[parent]} - {joints[child]}" for parent, child in guessed)
        notes += (
            f"{len(guessed)} of its {len(bones)} bones were guessed from the distances between joints: "
            f"{one_line(pairs, 300)}.",
        )
    return _bare(joints, name, bones), notes


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
