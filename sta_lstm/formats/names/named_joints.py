"""From the names that somebody gave to joints to a layout: one of the known ones, or one of the file's own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sta_lstm.arrays import AnyFloats
from sta_lstm.errors import ClipError, JointsError, LayoutError
from sta_lstm.formats.names.named_by_hand import told_by_hand
from sta_lstm.formats.names.own_layout import bare_layout, own_layout
from sta_lstm.formats.rules.infer_missing import layout_of
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.formats.rules.text import few_names, one_line
from sta_lstm.skeletons import LAYOUTS, SkeletonLayout
from sta_lstm.skeletons.joint_words import numbered
from sta_lstm.skeletons.rules import KNOWN_JOINTS
from sta_lstm.skeletons.synonyms import common_names

_MAX_NAME = 80
_LETTERS = re.compile(r"[\W_]+")
#: The share of the names that must be numbers for the others to be no joints, and the fewest numbers.
_NUMBERS, _FEWEST_NUMBERS = 0.8, 5
#: How many joints are the body's, of so many that are numbered together with face and hands (MediaPipe's holistic
#: model with 468 or 478 points of the face, with and without hands).
_BODY_FIRST = {501: 33, 511: 33, 543: 33, 553: 33}
#: Joints of a body beyond a known layout, as a share of its joints, for which it is still that layout.
_BEYOND = 0.25
#: A larger layout of which so much is there is meant, though it is not whole; one that is whole would lose the rest.
_NEARLY = 0.8
#: Words for what is held in a hand, or seen beside a body, and is no joint of it. The ball of a foot has a side.
_HELD = frozenset(
    ("racket", "racquet", "paddle", "stick", "club", "bat", "sword", "gun", "phone", "bottle", "dumbbell")
)
_OBJECTS = _HELD | frozenset(
    (
        *("ball", "puck", "shuttlecock", "box", "boite", "crate", "object", "prop", "target", "wand", "cup", "rope"),
        *("com", "cog", "cop", "mass", "gravity", "floor", "ground", "camera", "origin", "chair", "table", "barbell"),
    )
)
_LEAST_BODY = 5
#: Before numbers, words that say that they are of no layout's joints.
_NO_LANDMARKS = re.compile(r"(.* )?(markers?|m|u|unlabell?ed|trajectory|trajectories|sensors?|imu|emg|channel|ch)")

Found = tuple[SkeletonLayout, list[int], tuple[str, ...]]


def layout_of_names(names: Sequence[str], poses: AnyFloats, options: ReadOptions, name: str) -> Found:
    """The layout whose joints these are, the column in ``names`` of each of its joints, and what is to be noted.

    A known layout is taken where the file has its joints, under its own names or any that `synonyms.common_names`
    knows; what it has besides (a ball, the centre of mass, one joint more) is left out, and said. Of several the one
    with the most joints. Else the file gets a layout of its own (`own_layout`). Joints that are numbered, behind
    whatever word, are those of a layout in order.

    Args:
        names: J names of joints, or their numbers.
        poses: … × J × 2 or 3, NaN where a joint is missing; for the bones of a layout of the file's own.
        options: what the file's owner said: which of ours a name means, and the layout, which decides.
        name: the file, for messages.

    Raises:
        ClipError: the joints are not those of the layout that was named, they are numbered and no layout is sure
            (`JointsError`), two have one name, or the file's owner left none.
    """
    plain = tuple(one_line(each, _MAX_NAME) or "joint" for each in names)
    if len(set(plain)) < len(plain):
        twice = next(each for each in plain if plain.count(each) > 1)
        raise ClipError(f"'{name}' has two joints called {twice!r} (names are read up to {_MAX_NAME} characters).")
    shown = _named(plain, {}, name) if options.joints else plain
    told, columns, notes = told_by_hand(plain, options.joints, name, shown)
    if not told:
        numbers = _numbers(plain)
        if numbers is not None:
            return _of_numbers(plain, *numbers, options, name)
    kept = tuple(plain[column] for column in columns)
    try:
        layout, order, more = _of_words(kept, told, poses[..., columns, :], options, name)
    except LayoutError as error:
        raise ClipError(f"'{name}': {one_line(str(error))}") from error
    return layout, [columns[place] for place in order], (*notes, *more)


def _numbers(plain: tuple[str, ...]) -> tuple[dict[int, int], str] | None:
    """Column by number, where nearly all names are numbers behind the same word, and that word; else None."""
    groups = numbered(plain)
    if not groups:
        return None
    before = max(groups, key=lambda each: len(groups[each]))
    columns = groups[before]
    if len(columns) == len(plain):
        return columns, before
    of_face_and_hands = sum(len(each) for word, each in groups.items() if re.search(r"face|hand|^[lr]h$", word))
    others = len(plain) - len(columns) - of_face_and_hands * (not re.search(r"face|hand", before))
    if len(columns) < _FEWEST_NUMBERS or others > (1 - _NUMBERS) * len(columns):
        return None
    return columns, before


def _of_numbers(plain: tuple[str, ...], columns: dict[int, int], before: str, options: ReadOptions, name: str) -> Found:
    ordered = [columns[number] for number in sorted(columns)]
    n_joints = len(ordered)
    if options.layout is None or options.layout.n_joints != n_joints:
        n_joints = _BODY_FIRST.get(n_joints, n_joints)
    if options.layout is None and _NO_LANDMARKS.fullmatch(before):
        raise JointsError(
            f"'{name}' has {len(columns)} points that are called {before!r} and a number, which does not tell what "
            "joints they are. Name them in the program that recorded them, or say which joint each is.",
            tuple(layout.name for layout in LAYOUTS.values() if layout.n_joints == len(columns)),
        )
    first, last = min(columns), max(columns)
    if last - first + 1 != len(columns) or first > 1:
        fitting = tuple(layout.name for layout in LAYOUTS.values() if layout.n_joints > last)
        raise JointsError(
            f"'{name}' has {len(columns)} joints that are numbered {first} to {last}; expected all numbers from 0 or 1 "
            "on, which are the joints of a layout in order. Say which joint each is, or add those that are missing.",
            fitting,
        )
    layout = layout_of(n_joints, options, name)
    notes = [f"The joints are numbered; they were taken for those of '{layout.name}', in order."]
    others = [each for column, each in enumerate(plain) if column not in ordered[:n_joints]]
    if others:
        notes.append(_left_out(others))
    return layout, ordered[:n_joints], tuple(notes)


def _of_words(plain: tuple[str, ...], told: dict[str, str], poses: AnyFloats, options: ReadOptions, name: str) -> Found:
    """The same for names in words; columns are those of ``plain``, of which the file's owner has named some."""
    ours = tuple(told.get(each, each) for each in plain)
    common = _named(plain, told, name)
    wanted = list(LAYOUTS.values()) if options.layout is None else [options.layout]
    # The layout itself before one with a joint less; of those with joints less, the largest.
    for layout in sorted(wanted, key=lambda each: (len(plain) != each.n_joints, -each.n_joints)):
        ways = [(each, layout.joints) for each in (ours, tuple(each.lower() for each in ours), common)]
        ways += [(_letters(each), _letters(layout.joints)) for each in (ours, common)]
        for known_as, joints in ways:
            if not set(joints) <= set(known_as) or len(set(known_as)) < len(known_as):
                continue
            others = [j for j, each in enumerate(known_as) if each not in joints]
            beyond = [common[j] for j in others if _is_of_a_body(common[j])]
            if options.layout is None and (len(beyond) > _BEYOND * layout.n_joints or _is_part(layout, common)):
                continue
            notes = (_left_out([plain[j] for j in others]),) if others else ()
            return layout, [known_as.index(joint) for joint in joints], notes
    if options.layout is not None:
        raise _misfit(common, options.layout, name)
    order = [j for j, each in enumerate(plain) if each in told or not _is_an_object(common[j])]
    if len(order) < _LEAST_BODY:
        order = list(range(len(plain)))
    things = [each for j, each in enumerate(plain) if j not in order]
    layout, own_notes = own_layout(tuple(common[j] for j in order), poses[..., order, :], name)
    return layout, order, (*own_notes, *((_left_out(things),) if things else ()))


def _letters(names: Sequence[str]) -> tuple[str, ...]:
    """Names without blanks, marks and capitals, which tables and programs change: ``spine 1`` is ``spine1``."""
    return tuple(_LETTERS.sub("", each.casefold()).replace("pinky", "littlefinger") for each in names)


def _named(plain: tuple[str, ...], told: dict[str, str], name: str) -> tuple[str, ...]:
    """What each joint is, in words that all layouts share, no two the same; what its owner says comes first."""
    if not told:
        return common_names(bare_layout(plain, name))
    others = [each for each in plain if each not in told]
    found = dict(zip(others, common_names(bare_layout(tuple(others), name)), strict=True)) if others else {}
    taken = set(told.values())
    return tuple(
        told.get(each) or (found[each] if found[each] not in taken else f"{each} (joint {j})")
        for j, each in enumerate(plain)
    )


def _is_of_a_body(joint: str) -> bool:
    """Whether a name is that of a joint of a body, or of something on one of its sides; a ball is not."""
    sided = joint.startswith(("left ", "right ")) and not _is_an_object(joint)
    return sided or joint in KNOWN_JOINTS or joint.endswith(" bone")


def _is_an_object(joint: str) -> bool:
    """Whether a name, in the words of `synonyms`, is that of a thing."""
    words = _HELD if joint.startswith(("left ", "right ")) else _OBJECTS
    return joint not in KNOWN_JOINTS and not words.isdisjoint(joint.split())


def _is_part(layout: SkeletonLayout, common: tuple[str, ...]) -> bool:
    """Whether a larger layout, all but whole, has these joints, so that ``layout`` would lose some of them."""
    here = set(common)
    return any(
        layout.n_joints < (n_here := len(here & set(other.joints))) and n_here >= _NEARLY * other.n_joints
        for other in LAYOUTS.values()
    )


def _left_out(names: Sequence[str]) -> str:
    what = (
        "1 point, no joint of the layout, was"
        if len(names) == 1
        else f"{len(names)} points, no joints of the layout, were"
    )
    return f"{what} left out: {few_names(names, 8)}."


def _misfit(common: tuple[str, ...], chosen: SkeletonLayout, name: str) -> ClipError:
    missing = few_names(joint for joint in chosen.joints if joint not in common)
    return ClipError(
        f"'{name}' does not have the joints of '{chosen.name}': it lacks {missing}. Read it "
        "without naming a layout, and convert it; or say which of its joints these are."
    )
