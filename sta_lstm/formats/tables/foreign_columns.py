"""Which column of somebody's table holds what, told by the columns' names.

Two forms are known. The long form has a row for each joint (``frame, person, joint, x, y, z``), the wide form a row for
each pose (``left_shoulder_x``, ``LeftShoulderX``, ``x_left_shoulder``, ``nose.x``, …; with ``person1_`` before it for
several persons). `foreign_words` takes names apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sta_lstm.errors import ClipError, ColumnsError
from sta_lstm.formats.rules.text import few_names, one_line, quoted
from sta_lstm.formats.tables.foreign_words import (
    CONFIDENCE,
    MAX_NAME,
    TIMES,
    Place,
    Words,
    all_words,
    derived,
    kinds_of,
    left_out_note,
    place_of,
)
from sta_lstm.skeletons import AXES

#: What a column may be called, in words; the first that is there counts.
ROLES: dict[str, tuple[str, ...]] = {
    "frame": (
        *("frame", "frames", "frame number", "frame num", "frame no", "frame nr", "frame id", "frame idx"),
        *("frame index", "framenumber", "framenum", "frameid", "frameidx", "frame count"),
    ),
    "time": (
        *("time", "timestamp", "timestamps", "time stamp", "seconds", "elapsed", "elapsed time", "datetime", "t"),
        *("ticks",),
        *("relative time", "relativetime", "date time", "unix time", "unix timestamp", "timestamp unix", "epoch"),
        *("epoch time", "utc", "utc time", "timestamp utc", "clock", "time of day", "timecode", "time code"),
    ),
    "person": (
        *("person", "person id", "person index", "personid", "individual", "individuals", "track", "track id"),
        *("trackid", "body", "body id", "body index", "bodyid", "skeleton", "skeleton id", "player", "player id"),
        *("actor", "user", "user id", "pedestrian", "pid", "subject", "subject id", "id"),
    ),
    "joint": (
        *("joint", "joint name", "jointname", "keypoint", "keypoint name", "landmark", "landmark name", "bodypart"),
        *("body part", "marker", "marker name", "joint type", "jointtype", "part", "point", "node", "name"),
        *("joint id", "joint index", "jointid", "keypoint id", "keypoint index", "landmark id", "landmark index"),
    ),
    "label": ("label", "action", "activity"),
    "confidence": CONFIDENCE,
}
_PERSON = frozenset(("person", "body", "p", "track", "id", "skeleton", "subject", "player", "actor", "individual"))
#: Most columns of a table: eight persons of 300 joints, with a confidence each.
MAX_COLUMNS = 10_000

_EXPECTED = (
    "Expected frame, person, joint, x, y, z with a row for each joint, or a row for each pose with columns like "
    "left_shoulder_x, left_shoulder_y, left_shoulder_z."
)


@dataclass(frozen=True)
class TableColumns:
    """Which columns of a table hold what; columns are counted from 0.

    Attributes:
        roles: of the columns about a row as a whole: the keys of `ROLES`; and in the long form ``x``, ``y``, ``z``.
        joints: in the wide form, (person, joint) → axis (or ``confidence``) → column; empty in the long form.
        metres_per_unit: the unit of length that the columns' names tell, if they do.
        seconds_per_unit: the unit of time that the name of the time column tells, if it does.
        notes: which columns are left out, and why.
    """

    roles: Mapping[str, int]
    joints: Mapping[tuple[str, str], Mapping[str, int]]
    metres_per_unit: float | None = None
    seconds_per_unit: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def has_z(self) -> bool:
        """Whether positions are in space, not in a picture."""
        return "z" in self.roles or any("z" in places for places in self.joints.values())

    @property
    def texts(self) -> tuple[int, ...]:
        """The columns that hold words."""
        return tuple(self.roles[role] for role in ("person", "joint", "label") if role in self.roles)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The columns that hold numbers; the time may be a date instead."""
        of_joints = (column for places in self.joints.values() for column in places.values())
        of_rows = (column for role, column in self.roles.items() if role not in ("person", "joint", "label", "time"))
        return (*of_rows, *of_joints)


def recognised(names: Sequence[str], given: Mapping[str, str], name: str) -> TableColumns:
    """Which of the columns ``names`` hold what.

    Args:
        names: of the columns, in order.
        given: what a person said: a role of `ROLES`, an axis, or a joint and an axis (``left knee.x``) → a column.
        name: the file, for messages.

    Raises:
        ColumnsError: neither form is there.
        ClipError: ``given`` names a column that is not there, or two columns hold the same.
    """
    if len(names) > MAX_COLUMNS:
        raise ClipError(f"'{name}' has {len(names):,} columns; at most {MAX_COLUMNS:,} are read.")
    words = all_words(names)
    kinds = kinds_of(words)
    roles, joints = _given(names, given, name)
    taken = {*roles.values(), *(column for places in joints.values() for column in places.values())}
    kinds = {column: kind for column, kind in kinds.items() if column not in taken}
    for role, choices in ROLES.items():
        if role not in roles:
            found = _first(words, choices, taken, timed=role == "time")
            if found is not None:
                roles[role] = found
    places = {column: place for column, each in enumerate(words) if (place := _place(column, each, taken, kinds))}
    axes, units = _bare_axes(places)
    axes |= {axis: roles[axis] for axis in AXES if axis in roles}
    if {"x", "y"} <= axes.keys() and "joint" in roles and not joints:
        return _found({**roles, **axes}, {}, units, words, kinds, names)
    for other in ("joint", "confidence"):  # in the wide form they are about one joint, or nothing
        roles.pop(other, None)
    _gather(names, words, {*taken, *roles.values(), *kinds}, places, joints, units, name)
    else_of = _derived(joints)
    kinds |= {column: "other values" for key in else_of for column in joints[key].values()}
    complete = {key: places for key, places in joints.items() if {"x", "y"} <= places.keys() and key not in else_of}
    if len(complete) < 2:
        raise _not_recognised(names, {} if joints or axes else kinds, name)
    return _found(roles, complete, units, words, kinds, names)


def _found(
    roles: Mapping[str, int],
    joints: Mapping[tuple[str, str], Mapping[str, int]],
    units: set[float | None],
    words: list[Words],
    kinds: Mapping[int, str],
    names: Sequence[str],
) -> TableColumns:
    used = {*roles.values(), *(column for places in joints.values() for column in places.values())}
    kinds = {column: kinds[column] for column in sorted(kinds) if column not in used}
    others = [
        column for column in range(len(names)) if column not in used and column not in kinds and names[column].strip()
    ]
    return TableColumns(roles, joints, _agreed(units), _seconds(words, roles), left_out_note(names, kinds, others))


def _seconds(words: list[Words], roles: Mapping[str, int]) -> float | None:
    each = words[roles["time"]] if "time" in roles else ()
    return TIMES.get(each[-1]) if each else None


def _not_recognised(names: Sequence[str], kinds: Mapping[int, str], name: str) -> ClipError:
    """What is said of a table without joints: that it holds something else, or that its columns are not understood."""
    if kinds and 2 * len(kinds) >= len(names) - 2:
        what = Counter(kinds.values()).most_common(1)[0][0]
        which = few_names(names[column] for column, kind in kinds.items() if kind == what)
        return ClipError(
            f"'{name}' holds {what} ({which}), not positions of joints, so it shows no body. Export the positions "
            "(x, y, z of each joint) from the program that wrote it."
        )
    return ColumnsError(
        f"'{name}': which columns hold the joints is not recognised; it has {_listed(names)}. {_EXPECTED} Say "
        "which is which, or rename them.",
        tuple(one_line(each, MAX_NAME) for each in names),
    )


def is_table(names: Sequence[str]) -> bool:
    """Whether columns of these names are those of a table of joints."""
    try:
        return bool(recognised(names, {}, "").roles or len(names) >= 6)
    except ClipError:
        return False


def _given(
    names: Sequence[str], given: Mapping[str, str], name: str
) -> tuple[dict[str, int], dict[tuple[str, str], dict[str, int]]]:
    roles: dict[str, int] = {}
    joints: dict[tuple[str, str], dict[str, int]] = {}
    for what, column in given.items():
        if column not in names:
            raise ClipError(
                f"'{name}' has no column {quoted(column)} for '{what}'; it has {_listed(names)}. Say which is which."
            )
        joint, dot, axis = what.rpartition(".")
        if what in ROLES or what in AXES:
            roles[what] = list(names).index(column)
        elif dot and joint and axis in (*AXES, "confidence"):
            joints.setdefault(("", joint), {})[axis] = list(names).index(column)
        else:
            raise ClipError(
                f"'{name}': a column cannot be said to hold {quoted(what)}; known are {', '.join((*ROLES, *AXES))}, "
                "and a joint with an axis, such as left knee.x."
            )
    return roles, joints


def _first(words: list[Words], choices: tuple[str, ...], taken: set[int], *, timed: bool) -> int | None:
    """The column that is called by the first of ``choices``, a unit of time at its end not counted."""
    called: dict[str, int] = {}
    for column, each in enumerate(words):
        if column not in taken:
            short = each[:-1] if timed and len(each) > 1 and each[-1] in TIMES else each
            called.setdefault(" ".join(short), column)
    return next((called[choice] for choice in choices if choice in called), None)


def _place(column: int, words: Words, taken: set[int], kinds: Mapping[int, str]) -> Place | None:
    return None if column in taken or column in kinds else place_of(words)


def _bare_axes(places: Mapping[int, Place]) -> tuple[dict[str, int], set[float | None]]:
    """The columns that are an axis and no joint: ``x``, ``pos_x``, ``Y (m)``."""
    axes: dict[str, int] = {}
    units: set[float | None] = set()
    for column, place in places.items():
        if not place.joint and place.axis in AXES and place.axis not in axes:
            axes[place.axis] = column
            units |= place.units
    return axes, units


def _gather(
    names: Sequence[str],
    words: list[Words],
    taken: set[int],
    places: Mapping[int, Place],
    joints: dict[tuple[str, str], dict[str, int]],
    units: set[float | None],
    name: str,
) -> None:
    """Add the columns of the wide form to ``joints``."""
    free = [column for column in range(len(names)) if column not in taken]
    of_joints = {column: places[column] for column in free if column in places and places[column].joint}
    plain = {place.joint for place in of_joints.values() if place.axis == "y"}
    # Beside joints with an axis of its own word, px is something else of them.
    glued = {} if len(plain) > 1 else dict(_glued(names, [column for column in free if column not in of_joints]))
    for column in free:
        if column in of_joints:
            key, axis = _of_person(of_joints[column].joint), of_joints[column].axis
            units |= of_joints[column].units
        elif column in glued:
            stem, axis = glued[column]
            key = ("", stem)
        else:
            continue
        held = joints.setdefault(key, {})
        if held.setdefault(axis, column) != column:
            raise ClipError(
                f"'{name}': the columns {quoted(names[held[axis]])} and {quoted(names[column])} both hold {axis} of "
                f"{quoted(key[1])}. Keep one."
            )


def _derived(joints: Mapping[tuple[str, str], object]) -> set[tuple[str, str]]:
    """The joints that are something else of other joints (``nose q``, ``nose raw``), by one more word in the name."""
    words = {(person, tuple(joint.split())): (person, joint) for person, joint in joints}
    by_person: dict[str, dict[Words, object]] = {}
    for person, joint in words:
        by_person.setdefault(person, {})[joint] = None
    found = {person: derived(each) for person, each in by_person.items()}
    return {key for (person, joint), key in words.items() if joint in found[person]}


def _glued(names: Sequence[str], columns: list[int]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Columns like ``LSHOX``: a name with an axis right behind, where all three (or x and y) are there."""
    stems: dict[str, dict[str, int]] = {}
    for column in columns:
        name = names[column].strip()
        if len(name) > 1 and name[-1].lower() in AXES:
            stems.setdefault(name[:-1], {})[name[-1].lower()] = column
    for stem, places in stems.items():
        if {"x", "y"} <= places.keys():
            yield from ((column, (stem, axis)) for axis, column in places.items())


def _of_person(words: Words) -> tuple[str, str]:
    """(person, joint) of the words before or behind an axis: ``person 1 left knee``."""
    if len(words) > 2 and words[0] in _PERSON and words[1].isdigit():
        return words[1], " ".join(words[2:])
    return "", " ".join(words)


def _agreed(units: set[float | None]) -> float | None:
    return next(iter(units)) if len(units) == 1 else None


def _listed(names: Sequence[str]) -> str:
    return few_names(name for name in names if name) or "no named column"
