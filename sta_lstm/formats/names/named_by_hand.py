"""Joints of a skeleton that a file brings itself, by the names that its owner gives them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.formats.rules.text import one_line
from sta_lstm.skeletons import Clip, SkeletonLayout
from sta_lstm.skeletons.synonyms import mirror_pairs

_MAX_NAME = 80


def told_by_hand(
    names: Sequence[str], joints: Mapping[str, str], name: str, shown: Sequence[str] = ()
) -> tuple[dict[str, str], list[int], tuple[str, ...]]:
    """What a file's owner says of its names: ours by theirs, the columns of joints, and the sentence about it.

    Names are compared without capitals, blanks and punctuation, which tables and programs change. What is said of names
    that the file does not have is not used.

    Args:
        names: the file's.
        joints: `ReadOptions.joints`.
        name: the file, for messages.
        shown: what a person sees them called, if that is not as in the file; a name may be that as well.

    Raises:
        ClipError: no joint is left, or two were given one name.
    """
    by_letters = {_letters(theirs): ours for theirs, ours in joints.items()}
    said = {
        each: joints.get(each, by_letters.get(_letters(each), by_letters.get(_letters(seen))))
        for each, seen in zip(names, shown or names, strict=True)
    }
    told = {each: one_line(ours, _MAX_NAME) for each, ours in said.items() if ours}
    columns = [column for column, each in enumerate(names) if said[each] != ""]
    if not columns:
        raise ClipError(f"'{name}': all of its {len(names)} joints were said to be no joints of the body. Keep some.")
    given = list(told.values())
    twice = next((each for each in given if given.count(each) > 1), None)
    if twice is not None:
        both = " and ".join(repr(theirs) for theirs, each in told.items() if each == twice)
        raise ClipError(f"'{name}': {both} were both said to be {twice!r}. Keep one of them.")
    n_left_out = len(names) - len(columns)
    if not told and not n_left_out:
        return told, columns, ()
    left_out = f", and {n_left_out} to be none" if n_left_out else ""
    return told, columns, (f"Of {len(names)} joints, {len(told)} were named by hand{left_out}.",)


def renamed_by_hand(clip: Clip, options: ReadOptions) -> Clip:
    """``clip``, whose layout is its file's own, with the joints that its owner named or left out.

    Bones of a joint that is left out lead from its parent to its children.

    Raises:
        ClipError: as `told_by_hand`.
    """
    told, columns, notes = told_by_hand(clip.layout.joints, options.joints, clip.name)
    if not notes:
        return clip
    return replace(
        clip,
        positions=clip.positions[:, :, columns],
        layout=_renamed(clip.layout, told, columns),
        notes=(*clip.notes, *notes),
        inferred=tuple(
            told.get(joint, joint) for joint in clip.inferred if clip.layout.index(joint) in frozenset(columns)
        ),
    )


def _renamed(layout: SkeletonLayout, told: Mapping[str, str], columns: Sequence[int]) -> SkeletonLayout:
    kept = {layout.joints[column] for column in columns}
    parents = {child: parent for parent, child in layout.bones}
    called: dict[str, str] = dict(told)
    for joint in layout.joints:
        if joint not in told:
            called[joint] = joint if joint not in told.values() else f"{joint} (joint {layout.index(joint)})"

    def above(joint: str) -> str | None:
        for _ in range(layout.n_joints):
            parent = parents.get(joint)
            if parent is None or parent in kept:
                return parent
            joint = parent
        return None

    joints = tuple(called[layout.joints[column]] for column in columns)
    bones = tuple(
        (called[parent], called[joint])
        for joint in (layout.joints[column] for column in columns)
        if (parent := above(joint)) is not None
    )
    lower, upper = (called[each] if each in kept else fallback for each, fallback in _ends(layout, joints))
    return replace(
        layout,
        name=f"{layout.name}-named",
        joints=joints,
        bones=bones,
        mirror_pairs=mirror_pairs(joints),
        root=called[layout.root] if layout.root in kept else joints[0],
        torso=(lower, upper),
    )


def _ends(layout: SkeletonLayout, joints: Sequence[str]) -> tuple[tuple[str, str], tuple[str, str]]:
    """The trunk's ends, each with what takes its place where it was left out."""
    return (layout.torso[0], joints[0]), (layout.torso[1], joints[-1])


def _letters(text: str) -> str:
    """A name without what tables and programs change in names: capitals, blanks and punctuation."""
    return re.sub(r"[\W_]+", "", text.casefold())
