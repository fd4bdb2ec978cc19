"""The player's camera in NumPy, with the numbers of ``assets/core/camera.js``, for pictures made without a browser.

World: metres, right-handed, y up. Screen: pixels, origin at the upper left, y down. Angles: radians.
``tests/scene/golden_projection.json`` is the table that both must meet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from sta_lstm.arrays import Float64s

ViewName = Literal["reset", "front", "side", "top"]

#: Vertical.
FIELD_OF_VIEW = math.radians(28)
#: Nothing nearer to the eye than this, in metres, is on the screen.
NEAR = 0.05

_TURNS: dict[ViewName, tuple[float, float]] = {
    "reset": (0.48, 0.2),
    "front": (0.0, 0.04),
    "side": (math.pi / 2, 0.04),
    "top": (0.0, math.pi / 2),
}


@dataclass(frozen=True, slots=True)
class Camera:
    """Where a person turned the camera.

    Attributes:
        yaw: turn about y.
        pitch: then upwards; π/2 looks down from above.
        zoom: how much nearer than the fitted distance.
        pan_x: shift along the screen's right, in fitted distances.
        pan_y: shift along the screen's up.
    """

    yaw: float
    pitch: float
    zoom: float = 1.0
    pan_x: float = 0.0
    pan_y: float = 0.0


@dataclass(frozen=True, slots=True)
class Fit:
    """What a camera looks at, and from how far.

    Attributes:
        target: a point in the world, x, y, z.
        distance: metres from the eye.
    """

    target: tuple[float, float, float]
    distance: float


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the screen, in pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, eq=False)
class View:
    """A camera in its place.

    Attributes:
        axes: 3 × 3, unit vectors of the screen in the world: right, up, forward.
        eye: x, y, z.
        focal: pixels.
        centre: x, y of the box's middle, pixels.
    """

    axes: Float64s
    eye: Float64s
    focal: float
    centre: tuple[float, float]

    def project(self, points: ArrayLike) -> Float64s:
        """Pixels x and y, depth in metres and pixels a metre, … × 4, of points … × 3.

        All four are NaN where a point is not in front of the eye, or is none.
        """
        across, up, depth = np.moveaxis((np.asarray(points, dtype=np.float64) - self.eye) @ self.axes.T, -1, 0)
        depth = np.where(depth > NEAR, depth, np.nan)
        scale = self.focal / depth
        x = np.where(np.isnan(depth), np.nan, self.centre[0] + scale * across)
        y = np.where(np.isnan(depth), np.nan, self.centre[1] - scale * up)
        return np.stack([x, y, depth, scale], axis=-1)


def preset(name: ViewName, front_yaw: float) -> Camera:
    """The camera of a named view of bodies that face ``front_yaw``."""
    yaw, pitch = _TURNS[name]
    return Camera(front_yaw + yaw, pitch)


def fit_view(points: ArrayLike, centre: ArrayLike, yaw: float, pitch: float, box: Box) -> Fit:
    """Nearest place from which all points fall into the box, seen from this direction.

    In camera coordinates (a, b, c) about the centre, |a - a₀| ≤ h (c + d) for every point gives a₀ and d in closed
    form, and so does b.

    Args:
        points: N × 3.
        centre: about what the camera turns.
        yaw: as in `Camera`.
        pitch: as in `Camera`.
        box: what the points must fall into.
    """
    axes, middle = _axes(yaw, pitch), np.asarray(centre, dtype=np.float64)
    focal = _focal(box)
    half = np.array([box.width, box.height]) / 2 / focal
    seen = (np.asarray(points, dtype=np.float64).reshape(-1, 3) - middle) @ axes.T
    across, towards = seen[:, :2], half * seen[:, 2:]
    high, low = (across - towards).max(axis=0), (-across - towards).max(axis=0)
    distance = max(*((low + high) / (2 * half)), max(0.0, -seen[:, 2].min()) + 4 * NEAR)
    x, y, z = middle + (high - low) / 2 @ axes[:2]
    return Fit((float(x), float(y), float(z)), float(distance))


def make_view(camera: Camera, fit: Fit, box: Box) -> View:
    """``camera`` before what ``fit`` found, drawing into ``box``."""
    axes = _axes(camera.yaw, camera.pitch)
    distance = max(fit.distance / camera.zoom, 2 * NEAR)
    away = np.array([fit.distance * camera.pan_x, fit.distance * camera.pan_y, -distance])
    eye = np.array(fit.target) + away @ axes
    return View(axes, eye, _focal(box), (box.x + box.width / 2, box.y + box.height / 2))


def _axes(yaw: float, pitch: float) -> Float64s:
    sy, cy, sp, cp = math.sin(yaw), math.cos(yaw), math.sin(pitch), math.cos(pitch)
    return np.array([[cy, 0, -sy], [-sp * sy, cp, -sp * cy], [-cp * sy, -sp, -cp * cy]])


def _focal(box: Box) -> float:
    return box.height / 2 / math.tan(FIELD_OF_VIEW / 2)
