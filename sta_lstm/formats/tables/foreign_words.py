"""The words of a column's name: which joint it is about, along which axis, in which unit, or that it is no position.

Names are compared in words, without regard to capitals and punctuation. Velocities, rotations, spreads and the like are
known by a word of their own (``nose_vel_x``, ``vx_nose``, ``nose_x_std``) or by a mark that is glued to the axis
(``nose_qx``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sta_lstm.formats.rules.text import few_names
from sta_lstm.formats.rules.units import UNITS
from sta_lstm.skeletons import AXES

Words = tuple[str, ...]

#: What a column is called that says how sure an estimator is of a joint.
CONFIDENCE = (
    *("confidence", "conf", "score", "visibility", "likelihood", "probability", "presence", "state"),
    *("tracking state", "trackingstate"),
)
#: Seconds in a unit of time that a column's name may end in.
TIMES = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("ms", "msec", "millis", "milliseconds"), 1e-3),
    **dict.fromkeys(("us", "usec", "micros", "microseconds"), 1e-6),
    **dict.fromkeys(("tick", "ticks", "100ns"), 1e-7),
    **dict.fromkeys(("ns", "nsec", "nanos", "nanoseconds"), 1e-9),
}
#: Metres in a unit of length that a column's name may end in; None is no length.
LENGTHS: dict[str, float | None] = {
    **UNITS,
    **dict.fromkeys(("m", "meter", "meters", "metre"), 1.0),
    **dict.fromkeys(("cm", "centimeter", "centimeters", "centimetre"), 0.01),
    **dict.fromkeys(("mm", "millimeter", "millimeters", "millimetre"), 0.001),
    **dict.fromkeys(("in", "inch"), 0.0254),
    **dict.fromkeys(("ft", "foot"), 0.3048),
    **dict.fromkeys(("px", "pixel", "pixels"), None),
}
#: Words beside an axis that say nothing.
_FILLERS = frozenset(
    ("pos", "position", "coord", "coordinate", "coordinates", "loc", "location", "world", "translation", "trans")
)
#: Words beside an axis that say that it is not a position, by what it is instead.
_KINDS: dict[str, tuple[str, ...]] = {
    "rotations": (
        *("rot", "rotation", "rotations", "quat", "quaternion", "orient", "orientation", "euler", "rotvec"),
        "axisangle",
    ),
    "angles": (
        *("angle", "angles", "ang", "angular", "flexion", "extension", "abduction", "adduction", "pronation"),
        *("tilt", "obliquity", "degree", "degrees", "deg", "radian", "radians"),
    ),
    "velocities": ("vel", "velocity", "velocities", "speed"),
    "accelerations": ("acc", "accel", "acceleration", "accelerations", "jerk", "imu"),
    "readings of a gyroscope or a magnetometer": ("gyro", "gyr", "gyroscope", "mag", "magnetometer"),
    "spreads or errors": (
        *("std", "stdev", "sd", "sem", "var", "variance", "cov", "covariance", "err", "error", "errors", "residual"),
    ),
    "forces": ("force", "forces", "moment", "moments", "torque", "torques", "emg", "grf"),
    "other values": ("normal", "depth", "color", "colour", "rgb", "gaze"),
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words}
#: What one letter before an axis stands for (qx, vx), where no joint is called by it.
_LETTERS = {
    "q": "rotations",
    "r": "rotations",
    "w": "rotations",
    "v": "velocities",
    "a": "accelerations",
    "g": "readings of a gyroscope or a magnetometer",
    "m": "readings of a gyroscope or a magnetometer",
    "s": "spreads or errors",
    "n": "other values",
    "f": "forces",
}
#: Words that say so at the end of a name alone: a rig has bones called "roll".
_LAST_KINDS = {**dict.fromkeys(("pitch", "roll", "yaw"), "rotations"), "rad": "angles"}
_MARKED = re.compile(r"([a-z]+?)[wxyz]|[xyz]([a-z]{2,})")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
#: Before an axis these say that it is a place: px, tx.
_PLACE_LETTERS = ("p", "t")
_SIDES = frozenset(("left", "right", "l", "r"))
#: The share of joints that must have a second name with the same word more.
_MOST_TWICE = 0.6
MAX_NAME = 200


@dataclass(frozen=True)
class Place:
    """What a column holds of a joint.

    Attributes:
        joint: the words of its name; none where the column is about no joint.
        axis: ``x``, ``y``, ``z`` or ``confidence``.
        units: the unit of length that the name tells, in metres (None: pixels), if it tells one.
    """

    joint: Words
    axis: str
    units: frozenset[float | None]


def words_of(name: str) -> Words:
    """The words in a name, in small letters: ``LShoulder_x`` is l, shoulder, x."""
    return tuple(word.lower() for word in _WORD.findall(name[:MAX_NAME]))


def all_words(names: Sequence[str]) -> list[Words]:
    """The words of all names of a table; ``px`` and ``tx`` are x in a table that has no plain x."""
    words = [words_of(each) for each in names]
    if any(axis in each for each in words for axis in AXES):
        return words
    for letter in _PLACE_LETTERS:
        places = {letter + axis: axis for axis in AXES}
        if {f"{letter}x", f"{letter}y"} <= {word for each in words for word in each}:
            return [tuple(places.get(word, word) for word in each) for each in words]
    return words


def length_name(metres: float) -> str:
    """What a unit of length is called: millimetres."""
    return next((name for name, size in UNITS.items() if size == metres), f"units of {metres:g} metres")


def place_of(words: Words) -> Place | None:
    """What the column of these words holds of a joint; None if it is no position and no confidence."""
    units: frozenset[float | None] = frozenset()
    # A foot is a unit right behind an axis alone: "x left foot" is a joint.
    behind_axis = len(words) > 1 and words[-2] in AXES
    behind_joint = len(words) > 2 and words[0] in AXES and words[-1] in ("m", "cm", "mm", "px")
    if (behind_axis and words[-1] in LENGTHS) or behind_joint:
        units, words = frozenset((LENGTHS[words[-1]],)), words[:-1]
    if any(word in _KIND_OF for word in words) or (words and words[-1] in _LAST_KINDS):
        return None
    words = tuple(word for word in words if word not in _FILLERS)
    if words and words[-1] in AXES:
        return Place(words[:-1], words[-1], units)
    if len(words) > 1 and words[-1] in CONFIDENCE:
        return Place(tuple(word for word in words[:-1] if word != "tracking"), "confidence", units)
    if words and words[0] in AXES:
        return Place(words[1:], words[0], units)
    return None


def kinds_of(words: Sequence[Words]) -> dict[int, str]:
    """The columns that are about something else than positions, and what that is: ``rotations``."""
    sides = {word[0] for each in words for word in each if word in ("lx", "ly", "rx", "ry")}
    no_marks = {"l", "r"} if "l" in sides else set()
    alone = {each[0][:-1] for each in words if len(each) == 1 and len(each[0]) == 2 and each[0][-1] in AXES}
    if not alone <= _LETTERS.keys():  # ax, ay, bx, by: letters are joints
        no_marks |= alone
    found: dict[int, str] = {}
    for column, each in enumerate(words):
        kind = next((_KIND_OF[word] for word in each if word in _KIND_OF), _LAST_KINDS.get(each[-1]) if each else None)
        if kind is None:
            kind = next((marked for word in each if (marked := _kind_of_mark(word, no_marks))), None)
        if kind is not None:
            found[column] = kind
    return found


def derived(joints: Iterable[Words]) -> set[Words]:
    """The names that are other joints' with one word more, which says that they are no positions of theirs.

    That word is a letter for a velocity or a rotation (``nose q``), or one that most joints have a second time
    (``nose raw``, ``filtered nose``); a side is none.
    """
    here = set(joints)
    by_word: dict[tuple[bool, str], set[Words]] = {}
    for joint in here:
        for is_first, word, rest in ((True, joint[:1], joint[1:]), (False, joint[-1:], joint[:-1])):
            if rest in here and word[0] not in _SIDES:
                by_word.setdefault((is_first, word[0]), set()).add(joint)
    return {
        joint
        for (_, word), named in by_word.items()
        if word in _LETTERS or len(named) >= _MOST_TWICE * (len(here) - len(named))
        for joint in named
    }


def left_out_note(names: Sequence[str], kinds: Mapping[int, str], others: Sequence[int]) -> tuple[str, ...]:
    """The sentences about columns that were not read: those of known ``kinds``, and the ``others``."""
    notes = []
    for kind in dict.fromkeys(kinds.values()):
        columns = [names[column] for column, each in kinds.items() if each == kind]
        notes.append(f"{_columns(columns)} no positions but {kind}, and left out: {_listed(columns)}.")
    if others:
        columns = [names[column] for column in others]
        notes.append(f"{_columns(columns)} about no joint, as far as the names tell, and left out: {_listed(columns)}.")
    return tuple(notes)


def _columns(columns: Sequence[str]) -> str:
    return "1 column is" if len(columns) == 1 else f"{len(columns):,} columns are"


def _listed(columns: Sequence[str]) -> str:
    return few_names(columns, 10)


def _kind_of_mark(word: str, no_marks: set[str]) -> str | None:
    found = _MARKED.fullmatch(word)
    mark = None if found is None else found[1] or found[2]
    if mark is None or mark in no_marks:
        return None
    if len(mark) == 1:
        return _LETTERS.get(mark)
    return _KIND_OF.get(mark)
