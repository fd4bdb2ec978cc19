"""Which column of somebody's table holds what, told by the columns' names.

Two forms are known. The long form has a row for each joint (``frame, person, joint, x, y, z``), the wide form a row for
each pose (``left_shoulder_x``, ``LeftShoulderX``, ``x_left_shoulder``, ``nose.x``, …; with ``person1_`` before it for
several persons). Names are compared in words, without regard to capitals and punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sta_lstm.errors import ClipError, ColumnsError
from sta_lstm.formats.rules.text import one_line, quoted
from sta_lstm.formats.rules.units import UNITS
from sta_lstm.skeletons import AXES

#: What a column may be called, in words; the first that is there counts.
ROLES: dict[str, tuple[str, ...]] = {
    "frame": (
        *("frame", "frames", "frame number", "frame num", "frame no", "frame nr", "frame id", "frame idx"),
        *("frame index", "framenumber", "framenum", "frameid", "frameidx", "frame count"),
    ),
    "time": ("time", "timestamp", "timestamps", "time stamp", "seconds", "elapsed", "elapsed time", "datetime", "t"),
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
    "confidence": ("confidence", "conf", "score", "visibility", "likelihood", "probability"),
}
#: Seconds in a unit of time that a column's name may end in.
_TIMES = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("ms", "msec", "millis", "milliseconds"), 1e-3),
    **dict.fromkeys(("us", "usec", "micros", "microseconds"), 1e-6),
    **dict.fromkeys(("ns", "nsec", "nanos", "nanoseconds"), 1e-9),
}
#: Metres in a unit of length that a column's name may end in; None is no length.
_LENGTHS: dict[str, float | None] = {
    **UNITS,
    **dict.fromkeys(("m", "meter", "meters", "metre"), 1.0),
    **dict.fromkeys(("cm", "centimeter", "centimeters", "centimetre"), 0.01),
    **dict.fromkeys(("mm", "millimeter", "millimeters", "millimetre"), 0.001),
    **dict.fromkeys(("in", "inch"), 0.0254),
    **dict.fromkeys(("ft", "foot"), 0.3048),
    **dict.fromkeys(("px", "pixel", "pixels"), None),
}
#: Words beside an axis that say nothing, and words that say that it is not a position.
_FILLERS = frozenset(("pos", "position", "coord", "coordinate", "loc", "location", "world", "translation", "trans"))
_NO_POSITION = frozenset(
    (
        *("rot", "rotation", "quat", "quaternion", "orientation", "angle", "angles", "euler", "vel", "velocity"),
        *("acc", "accel", "acceleration", "std", "var", "normal", "depth", "color", "colour", "rgb"),
    )
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
_PERSON = frozenset(("person", "body", "p", "track", "id", "skeleton", "subject", "player", "actor", "individual"))
#: Most columns of a table: eight persons of 300 joints, with a confidence each.
MAX_COLUMNS = 10_000
_MAX_NAME = 200

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
    """

    roles: Mapping[str, int]
    joints: Mapping[tuple[str, str], Mapping[str, int]]
    metres_per_unit: float | None
    seconds_per_unit: float | None

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


def words_of(name: str) -> tuple[str, ...]:
    """The words in a name, in small letters: ``LShoulder_x`` is l, shoulder, x."""
    return tuple(word.lower() for word in _WORD.findall(name[:_MAX_NAME]))


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
    words = [words_of(each) for each in names]
    roles, joints = _given(names, given, name)
    taken = {*roles.values(), *(column for places in joints.values() for column in places.values())}
    for role, choices in ROLES.items():
        if role not in roles:
            found = _first(words, choices, taken, timed=role == "time")
            if found is not None:
                roles[role] = found
    axes, units = _bare_axes(words, taken)
    axes |= {axis: roles[axis] for axis in AXES if axis in roles}
    if {"x", "y"} <= axes.keys() and "joint" in roles and not joints:
        return TableColumns({**roles, **axes}, {}, _agreed(units), _seconds(words, roles))
    for other in ("joint", "confidence"):  # in the wide form they are about one joint, or nothing
        roles.pop(other, None)
    _gather(names, words, {*taken, *roles.values()}, joints, units, name)
    complete = {key: places for key, places in joints.items() if {"x", "y"} <= places.keys()}
    if len(complete) < 2:
        raise ColumnsError(
            f"'{name}': which columns hold the joints is not recognised; it has {_listed(names)}. {_EXPECTED} Say "
            "which is which, or rename them.",
            tuple(one_line(each, _MAX_NAME) for each in names),
        )
    return TableColumns(roles, complete, _agreed(units), _seconds(words, roles))


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
            raise ClipError(f"'{name}' has no column {quoted(column)} for '{what}'; it has {_listed(names)}.")
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


def _first(words: list[tuple[str, ...]], choices: tuple[str, ...], taken: set[int], *, timed: bool) -> int | None:
    """The column that is called by the first of ``choices``, a unit of time at its end not counted."""
    called: dict[str, int] = {}
    for column, each in enumerate(words):
        if column not in taken:
            short = each[:-1] if timed and len(each) > 1 and each[-1] in _TIMES else each
            called.setdefault(" ".join(short), column)
    return next((called[choice] for choice in choices if choice in called), None)


def _bare_axes(words: list[tuple[str, ...]], taken: set[int]) -> tuple[dict[str, int], set[float | None]]:
    """The columns that are an axis and no joint: ``x``, ``pos_x``, ``Y (m)``."""
    axes: dict[str, int] = {}
    units: set[float | None] = set()
    for column, each in enumerate(words):
        part = None if column in taken else _axis_of(each)
        if part is not None and not part[0] and part[1] in AXES and part[1] not in axes:
            axes[part[1]] = column
            units |= part[2]
    return axes, units


def _gather(
    names: Sequence[str],
    words: list[tuple[str, ...]],
    taken: set[int],
    joints: dict[tuple[str, str], dict[str, int]],
    units: set[float | None],
    name: str,
) -> None:
    """Add the columns of the wide form to ``joints``."""
    free = [column for column in range(len(names)) if column not in taken]
    parts = {column: part for column in free if (part := _axis_of(words[column])) is not None and part[0]}
    unread = [column for column in free if column not in parts and not _NO_POSITION & set(words[column])]
    glued = dict(_glued(names, unread))
    for column in free:
        if column in parts:
            joint_words, axis, unit = parts[column]
            key = _of_person(joint_words)
            units |= unit
        elif column in glued:
            stem, axis = glued[column]
            key = ("", stem)
        else:
            continue
        places = joints.setdefault(key, {})
        if places.setdefault(axis, column) != column:
            raise ClipError(
                f"'{name}': the columns {quoted(names[places[axis]])} and {quoted(names[column])} both hold {axis} of "
                f"{quoted(key[1])}. Keep one."
            )


def _axis_of(words: tuple[str, ...]) -> tuple[tuple[str, ...], str, set[float | None]] | None:
    """The joint's words, the axis (or ``confidence``), and the unit, if one is there; None if it is not a position."""
    unit: set[float | None] = set()
    # A foot is a unit right behind an axis alone: "x left foot" is a joint.
    behind_axis = len(words) > 1 and words[-2] in AXES
    behind_joint = len(words) > 2 and words[0] in AXES and words[-1] in ("m", "cm", "mm", "px")
    if (behind_axis and words[-1] in _LENGTHS) or behind_joint:
        unit, words = {_LENGTHS[words[-1]]}, words[:-1]
    if _NO_POSITION & set(words):
        return None
    words = tuple(word for word in words if word not in _FILLERS)
    if words and (words[-1] in AXES or (len(words) > 1 and words[-1] in ROLES["confidence"])):
        return words[:-1], words[-1] if words[-1] in AXES else "confidence", unit
    if words and words[0] in AXES:
        return words[1:], words[0], unit
    return None


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


def _of_person(words: tuple[str, ...]) -> tuple[str, str]:
    """(person, joint) of the words before or behind an axis: ``person 1 left knee``."""
    if len(words) > 2 and words[0] in _PERSON and words[1].isdigit():
        return words[1], " ".join(words[2:])
    return "", " ".join(words)


def _agreed(units: set[float | None]) -> float | None:
    return next(iter(units)) if len(units) == 1 else None


def _seconds(words: list[tuple[str, ...]], roles: Mapping[str, int]) -> float | None:
    each = words[roles["time"]] if "time" in roles else ()
    return _TIMES.get(each[-1]) if each else None


def _listed(names: Sequence[str]) -> str:
    return one_line(", ".join(names[:40]), 200) or "no named column"
