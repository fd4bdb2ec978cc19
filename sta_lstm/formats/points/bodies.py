"""The bodies in a frame of somebody's JSON, whatever holds them: points by name, in lists, in columns, or flat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.points.values import is_point, is_row, name_in, plain, row_of, under, whole
from sta_lstm.formats.pose.image_tracks import NO_IDENTITY
from sta_lstm.formats.rules.json_values import are_numbers, as_numbers, is_number, shown
from sta_lstm.formats.rules.text import one_line
from sta_lstm.skeletons.layout import MAX_JOINTS

#: Fewest points that are a body.
FEWEST = 5
#: Keys of the points of one body, those in space first; of several bodies; of one body. Orientations are in none.
_POINTS = (
    *("keypoints3d", "poseworldlandmarks", "worldlandmarks", "jointpositions", "jointposition", "positions3d"),
    *("jointmodeltransforms", "modeltransforms", "joints3d", "keypoints", "joints", "landmarks", "landmark", "points"),
    *("positions", "bones", "parts", "bodyparts", "markers", "nodes", "trackedjoints", "jointlist", "posekeypoints2d"),
    *("keypoints2d", "joints2d", "poselandmarks", "skeletonpositions", "transforms"),
)
_BODIES = (
    *("bodies", "people", "persons", "skeletons", "poses", "predictions", "instances", "users", "players", "humans"),
    *("trackedbodies", "detections", "annotations", "results", "actors", "individuals", "subjects", "objects", "data"),
)
_BODY = ("body", "person", "pose", "skeleton", "human", "user", "actor", "prediction", "instance", "bodyanchor")
_IDENTITIES = (
    *("trackid", "trackingid", "personid", "bodyid", "userid", "playerid", "skeletonid", "identity", "objectid"),
    *("trackeridentity", "bodyindex", "idx", "id"),
)
#: Points that are no joints.
_NO_JOINTS = frozenset(
    (
        *("bbox", "box", "boundingbox", "center", "centre", "camera", "floor", "velocity", "acceleration", "origin"),
        *("size", "rotation", "orientation", "position", "lean", "gravity", "scale"),
    )
)
#: Usual numbers of joints, for lists that are flat.
_USUAL = frozenset((15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 32, 33))
_SCORES = ("visible", "score", "scores", "confidence", "confidences", "conf")
_COLUMN = re.compile(r"(.{1,60}?)[_. -]?([xyzXYZ])")
_DEEPEST = 5


@dataclass(frozen=True, eq=False)
class Body:
    """A body in a frame.

    Attributes:
        identity: the file's ID of it.
        names: of its J points; None where it only lists them.
        rows: J × 4, x, y, z, score; NaN for what is not there.
        is_bare: whether points are bare numbers, so that a third may be a score.
    """

    identity: str
    names: tuple[str, ...] | None
    rows: Float64s
    is_bare: bool = False


def bodies_of(value: Any, where: str, *, with_visibility: bool, names: tuple[str, ...] = ()) -> list[Body]:
    """Every body in a frame; none where the value holds no points.

    Args:
        value: what the file has for the frame.
        where: the file and the frame, for messages.
        with_visibility: see `values.row_of`.
        names: what the points are called where the file lists the names once.

    Raises:
        ClipError: there are points, but one holds something else than numbers.
    """
    found = []
    for identity, points in _found(value, NO_IDENTITY, _DEEPEST):
        try:
            rows = _rows(points, with_visibility=with_visibility, n_names=len(names))
        except (TypeError, ValueError) as error:
            raise ClipError(
                f"{where}: expected numbers for the place of each joint; {one_line(str(error))}."
            ) from error
        own = tuple(points) if isinstance(points, dict) and not _is_columns(points) else _own_names(points)
        if own is None and len(names) == len(rows):
            own = names
        if len(rows) > MAX_JOINTS:
            raise ClipError(f"{where}: a body has {len(rows):,} points; at most {MAX_JOINTS} are read.")
        found.append(Body(identity, own, rows, _is_bare(points)))
    return found


def points_in(value: Any) -> list[Any]:
    """The points of every body in a frame, as the file has them."""
    return [points for _, points in _found(value, NO_IDENTITY, _DEEPEST)]


def points_of(value: Any) -> Any:
    """The points of one body, if a value is just those: a list, columns ``x`` and ``y``, or an object by name."""
    if _are_rows(value):
        return value
    if isinstance(value, dict):
        if _is_columns(value):
            return value
        named = {key: each for key, each in value.items() if is_point(each) and plain(key) not in _NO_JOINTS}
        if len(named) >= FEWEST:
            return {**named, **{key: None for key, each in value.items() if each is None and key not in named}}
        return _from_columns(value)
    if not isinstance(value, list) or len(value) < FEWEST:
        return None
    if all(each is None or is_point(each) for each in value) and any(each is not None for each in value):
        return value
    return value if _is_flat(value) else None


def _are_rows(value: Any) -> bool:
    """Whether a value is so many lists of numbers as a body has joints: what most files have, told quickly.

    That each is one of numbers is left to who reads them.
    """
    if not isinstance(value, list | dict) or len(value) < FEWEST:
        return False
    listed = value if isinstance(value, list) else list(value.values())
    if set(map(type, listed)) != {list} or not is_row(listed[0]) or not is_row(listed[-1]):
        return False
    sizes = set(map(len, listed))
    return (
        len(sizes) == 1
        and sizes <= {2, 3, 4}
        and (isinstance(value, list) or (len(value) <= MAX_JOINTS and _are_joints(tuple(key[:60] for key in value))))
    )


@lru_cache(maxsize=256)
def _are_joints(names: tuple[str, ...]) -> bool:
    return not any(plain(name) in _NO_JOINTS for name in names)


def _found(value: Any, identity: str, depth: int) -> Iterator[tuple[str, Any]]:
    """The points of each body in a value, with the body's ID."""
    if not value or depth == 0:
        return
    points = points_of(value)
    if points is not None:
        yield _identity(value, identity), points
    elif isinstance(value, list):
        for each in value:
            yield from _found(each, identity, depth - 1)
    elif isinstance(value, dict):
        yield from _in_object(value, _identity(value, identity), depth)


def _in_object(value: dict[str, Any], identity: str, depth: int) -> Iterator[tuple[str, Any]]:
    keys = {plain(key): each for key, each in reversed(value.items())}
    of_one = (points for key in _POINTS if key in keys and (points := points_of(keys[key])) is not None)
    if (points := next(of_one, None)) is not None:
        yield identity, points
        return
    # Several bodies may stand under the name of the points of one, as in {"keypoints": [[…], […]]}.
    for key in (*_BODIES, *_BODY, *_POINTS):
        if isinstance(keys.get(key), list | dict) and (inner := list(_found(keys[key], identity, depth - 1))):
            yield from inner
            return
    if all(isinstance(each, dict | list) for each in value.values()):  # bodies by their IDs
        for name, each in value.items():
            yield from _found(each, name[:40], depth - 1)


def _identity(value: Any, otherwise: str) -> str:
    told = under(value, _IDENTITIES) if isinstance(value, dict) else None
    while isinstance(told, list) and told:
        told = told[0]
    if isinstance(told, str) and told:
        return told[:40]
    number = whole(told)
    return str(number)[:20] if number is not None and number >= 0 else otherwise


def _is_columns(value: dict[str, Any]) -> bool:
    x, y = value.get("x", value.get("X")), value.get("y", value.get("Y"))
    return isinstance(x, list) and isinstance(y, list) and len(x) == len(y) >= FEWEST and not isinstance(x[0], list)


def _from_columns(value: dict[str, Any]) -> dict[str, list[Any]] | None:
    """Points from ``{"nose_x": 1, "nose_y": 2, …}``."""
    parts = [(found, each) for key, each in value.items() if (found := _COLUMN.fullmatch(key)) and _is_cell(each)]
    named: dict[str, list[Any]] = {}
    for found, each in parts:
        named.setdefault(found[1], [None, None, None])["xyz".index(found[2].lower())] = each
    for name in named:
        for word in ("score", "confidence", "likelihood", "visibility"):
            for mark in "_. ":
                if is_number(score := value.get(f"{name}{mark}{word}")) and word != "visibility":
                    named[name] = [*named[name][:3], score]
    whole = {name: row for name, row in named.items() if row[0] is not None and row[1] is not None}
    return whole if len(whole) >= FEWEST else None


def _is_cell(value: Any) -> bool:
    return value is None or is_number(value)


def _is_flat(value: list[Any]) -> bool:
    """Whether a list is x, y, … of one joint after the other."""
    return len(value) >= 2 * FEWEST and are_numbers(value) and any(value)


def _is_bare(points: Any) -> bool:
    first = next((each for each in (points.values() if isinstance(points, dict) else points) if each is not None), None)
    return is_number(first) or (isinstance(first, list) and is_row(first))


def _own_names(points: Any) -> tuple[str, ...] | None:
    """The names of a list of points; None where not all have one, or two have the same."""
    if not isinstance(points, list) or not points or is_row(points[0]) or are_numbers(points):
        return None
    names = [name_in(point) for point in points]
    told = [name for name in names if name is not None]
    return tuple(told) if len(set(told)) == len(names) else None


def _rows(points: Any, *, with_visibility: bool, n_names: int) -> Float64s:
    """J × 4."""
    if isinstance(points, dict) and _is_columns(points):
        columns = {plain(key): each for key, each in points.items()}
        scores = next(
            (columns[key] for key in ("visible", "score", "scores", "confidence", "conf") if key in columns), ()
        )
        rows = np.full((len(columns["x"]), 4), np.nan)
        for at, column in enumerate((columns["x"], columns["y"], columns.get("z", ()), scores)):
            if isinstance(column, list) and len(column) == len(rows):
                rows[:, at] = as_numbers(column)
        return rows
    if isinstance(points, list) and not isinstance(points[0], list | dict) and _is_flat(points):
        return _from_flat(points, n_names)
    listed = list(points.values()) if isinstance(points, dict) else points
    plain_rows = _at_once(listed)
    if plain_rows is not None:
        return plain_rows
    rows = np.array([row_of(point, with_visibility=with_visibility) for point in listed], dtype=np.float64)
    rows[np.isnan(rows[:, :2]).any(axis=1)] = np.nan
    return rows


def _at_once(listed: list[Any]) -> Float64s | None:
    """Rows of 2 to 4 numbers, all of one length; None where a point is anything else."""
    if not isinstance(listed[0], list) or not 2 <= len(listed[0]) <= 4:
        return None
    try:
        array = np.array(listed, dtype=np.float64)
    except (ValueError, TypeError, OverflowError):
        return None
    if array.ndim != 2 or np.isnan(array).any():
        return None
    rows = np.full((len(array), 4), np.nan)
    rows[:, : array.shape[1]] = array
    return rows


def _from_flat(values: list[Any], n_names: int) -> Float64s:
    """x, y, c or x, y, z or x, y of one joint after the other: as many as there are names for, or as many as fit.

    Raises:
        ValueError: no number of values a joint fits.
    """
    usual = {n_names} if n_names else _USUAL
    per_joint = next((n for n in (3, 4, 2) if len(values) % n == 0 and len(values) // n in usual), 0)
    per_joint = per_joint or next((n for n in (3, 2, 4) if len(values) % n == 0), 0)
    if not per_joint:
        raise ValueError(f"a flat {shown(values)} numbers is not 2, 3 or 4 for each joint")
    rows = np.full((len(values) // per_joint, 4), np.nan)
    rows[:, :per_joint] = as_numbers(values).reshape(-1, per_joint)
    rows[np.isnan(rows[:, :per_joint]).any(axis=1)] = np.nan
    return rows
