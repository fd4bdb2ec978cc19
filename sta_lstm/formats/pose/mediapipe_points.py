"""MediaPipe's 33 landmarks of a body, as numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.pose.mediapipe_names import by_name
from sta_lstm.formats.rules.json_values import as_number, is_number, shown
from sta_lstm.skeletons import layout_named

Points = Float64s

LAYOUT = layout_named("mediapipe-33")
AXES = (("x", "X"), ("y", "Y"), ("z", "Z"))
_VISIBILITY = ("visibility", "Visibility", "score", "confidence")


def is_row(value: Any) -> bool:
    """Whether a value is a point as a list of numbers."""
    return isinstance(value, list) and 2 <= len(value) <= 6 and all(is_number(part) or part is None for part in value)


def landmarks_of(body: Any, where: str) -> Points:
    """The 33 points of a body with their visibilities; NaN where one is missing, z = 0 where points have none."""
    message = isinstance(body, dict) and isinstance(body.get("landmark"), list)
    landmarks = by_name(body) or (body["landmark"] if message else body)
    if not isinstance(landmarks, list) or len(landmarks) != LAYOUT.n_joints:
        raise ClipError(f"{where}: expected {LAYOUT.n_joints} points with x, y, z, found {shown(landmarks)}.")
    points = _plain_points(landmarks)
    if points is not None:
        return points
    points = np.full((LAYOUT.n_joints, 4), np.nan)
    for joint, point in enumerate(landmarks):
        if point is not None:
            points[joint] = _point(point, f"{where}, landmark {joint}")
    points[np.isnan(points[:, :3]).any(axis=-1)] = np.nan
    return points


def _plain_points(landmarks: list[Any]) -> Points | None:
    """The points where each is an object with the numbers x, y, z, at once; None where one is not."""
    keys: tuple[str, ...] = ("x", "y", "z", "visibility")
    try:
        keys = keys if "visibility" in landmarks[0] else keys[:3]
        table = np.array([tuple(map(point.__getitem__, keys)) for point in landmarks])
    except (AttributeError, KeyError, TypeError, IndexError, ValueError):
        return None
    if table.dtype.kind not in "fi" or np.isnan(table).any():
        return None
    points = np.full((LAYOUT.n_joints, 4), np.nan)
    points[:, : len(keys)] = table
    return points


def _point(point: Any, where: str) -> tuple[float, float, float, float]:
    if isinstance(point, dict) and any(key in point for key in AXES[0]) and any(key in point for key in AXES[1]):
        values = [next((point[key] for key in keys if key in point), None) for keys in (*AXES, _VISIBILITY)]
    elif is_row(point):
        values = [*point, None, None][:4]
    else:
        raise ClipError(f"{where}: expected a point with x, y and z, found {shown(point)}.")
    try:
        x, y, z, visibility = map(as_number, values)
    except TypeError as error:
        raise ClipError(f"{where}: expected numbers for x, y and z; {error}.") from error
    return x, y, z if z == z else 0.0, visibility
