"""A joint's place in somebody's JSON: a list of numbers, an object with x and y, or a matrix."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from sta_lstm.formats.rules.json_values import are_numbers, as_number, is_number

#: x, y, z and how sure the estimator was; NaN for what is not said.
Row = tuple[float, float, float, float]

_NAN = math.nan
_NOWHERE: Row = (_NAN, _NAN, _NAN, _NAN)
#: Keys are compared in small letters, without what parts their words.
_PLACES = (
    *("position", "pos", "location", "point", "coordinates", "coordinate", "coords", "xyz", "xy", "translation"),
    *("positionmm", "worldposition", "cameraspacepoint", "position3d", "jointposition", "value", "transform"),
)
_SCORES = ("score", "confidence", "conf", "likelihood", "probability", "prob", "presence", "c", "p")
_LEVELS = {"confidencelevel": 3, "trackingstate": 2, "state": 2}
#: What trackers say in words, from 0 to 1.
_WORDS = {
    word: sure
    for sure, words in (
        (0.0, ("nottracked", "none", "lost", "invisible", "false")),
        (0.33, ("low",)),
        (0.5, ("inferred",)),
        (0.66, ("medium",)),
        (1.0, ("tracked", "high", "visible", "true")),
    )
    for word in words
}
_VISIBLE = ("visible", "v", "istracked", "tracked", "valid", "isvalid")
_NAMES = (
    *("name", "part", "bodypart", "joint", "jointname", "jointtype", "keypoint", "keypointname", "landmark", "label"),
    *("marker", "bone", "type", "node", "id", "jointid", "index", "idx", "keypointid"),
)
_ALL_SCORES = (*_SCORES, "visibility", *_VISIBLE, *_LEVELS)
_LONGEST_ROW = 16
#: What has them beside x and y is the box around a body.
_BOX = frozenset(("w", "h", "width", "height", "Width", "Height"))


def plain(key: str) -> str:
    """A key in small letters, without blanks, dashes and underscores: ``"jointPositions"`` is ``"jointpositions"``."""
    return _plain(key[:60])


@lru_cache(maxsize=4096)
def _plain(key: str) -> str:
    return "".join(character for character in key.lower() if character.isalnum())


def under(value: dict[str, Any], keys: tuple[str, ...]) -> Any:
    """What an object holds under the first of ``keys`` (plain ones) that it has and that is not null; else None."""
    found = _ranked(value, _ranks(keys))
    return next((each for _, each in found if each is not None), None)


@lru_cache(maxsize=64)
def _ranks(keys: tuple[str, ...]) -> dict[str, int]:
    return {key: rank for rank, key in reversed(list(enumerate(keys)))}


def whole(value: Any) -> int | None:
    """A whole number, written with or without decimals; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if isinstance(value, int) else int(value) if value.is_integer() else None


def is_row(value: Any) -> bool:
    """Whether a value is a list of so many numbers as a place may have; null counts as one."""
    return isinstance(value, list) and 2 <= len(value) <= _LONGEST_ROW and are_numbers(value)


def is_point(value: Any) -> bool:
    """Whether a value is the place of a joint."""
    if isinstance(value, dict):
        return _has_axes(value) or _is_place(under(value, _PLACES))
    return is_row(value) or _is_matrix(value)


def name_in(point: Any) -> str | None:
    """What a point says that it is: a name, else a number; None if it says nothing."""
    if not isinstance(point, dict):
        return None
    for _, value in _ranked(point, _ranks(_NAMES)):
        if isinstance(value, str) and value:
            return value
        number = whole(value)
        if number is not None and 0 <= number < 10_000:
            return str(number)
    return None


def row_of(point: Any, *, with_visibility: bool) -> Row:
    """The numbers of a point (`is_point`); NaN where it is none, or where one of x and y is missing.

    Args:
        point: a parsed value.
        with_visibility: whether ``visibility``, which is low for hidden joints that are well placed, counts as a score.

    Raises:
        TypeError: a number is something else.
    """
    if isinstance(point, dict):
        place = point if _has_axes(point) else under(point, _PLACES)
        score = _score(point, with_visibility=with_visibility)
        if isinstance(place, dict):
            axes = {plain(key): each for key, each in place.items()}
            x, y, z = (as_number(axes.get(axis)) for axis in "xyz")
            return x, y, z, score
        x, y, z, more = row_of(place, with_visibility=False) if _is_place(place) else _NOWHERE
        return x, y, z, more if math.isnan(score) else score
    if _is_matrix(point):
        return _translation(point)
    if not is_row(point):
        return _NOWHERE
    numbers = [as_number(each) for each in point]
    if len(numbers) == _LONGEST_ROW:
        return _translation([numbers[at : at + 4] for at in range(0, 16, 4)])
    x, y, z, score = [*numbers, _NAN, _NAN][:4]
    # Beyond four numbers stand orientations and the like.
    return x, y, z, score if len(numbers) == 4 else _NAN


def _has_axes(value: dict[str, Any]) -> bool:
    x, y = ("x", "y") if "x" in value else ("X", "Y")
    is_one = x in value and y in value and not isinstance(value[x], list | dict)
    return is_one and not _BOX & value.keys()


def _is_place(value: Any) -> bool:
    return is_row(value) or _is_matrix(value) or (isinstance(value, dict) and _has_axes(value))


def _is_matrix(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 4 and all(isinstance(row, list) and len(row) == 4 for row in value)


def _translation(matrix: list[list[Any]]) -> Row:
    """Where a 4 × 4 matrix moves the origin: in its last column, or in its last row where columns are listed."""
    by_columns = [as_number(row[3]) for row in matrix[:3]] == [0, 0, 0]
    x, y, z = (as_number(matrix[3][axis] if by_columns else matrix[axis][3]) for axis in range(3))
    return x, y, z, _NAN


def _score(point: dict[str, Any], *, with_visibility: bool) -> float:
    for key, value in _ranked(point, _ranks(_ALL_SCORES)):
        if key == "visibility" and not with_visibility:
            continue
        if isinstance(value, bool):
            return float(value)
        if is_number(value):
            return as_number(value) / _LEVELS.get(key, 1)
        if isinstance(value, str) and plain(value) in _WORDS:
            return _WORDS[plain(value)]
    return _NAN


def _ranked(point: dict[str, Any], ranks: dict[str, int]) -> list[tuple[str, Any]]:
    """The plain keys among ``ranks``, those of the lowest rank first, and their values."""
    found = [(rank, key, value) for name, value in point.items() if (rank := ranks.get(key := plain(name))) is not None]
    found.sort(key=lambda each: each[0])
    return [(key, value) for _, key, value in found]
