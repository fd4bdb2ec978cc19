"""The bodies of one frame, drawn as the player draws them: a ghost of the whole body, bones and joints by attention.

Bones of the left side are open along their middle. Where a map has a sign, joints have its two hues and bear it, so
that a print without colours tells them apart; persons, who have their hues no more, have their letters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.arrays import Bools, Float32s, Float64s
from sta_lstm.export.joints import disputed, joint_shapes
from sta_lstm.export.style import COLOURS, SMALL_PT
from sta_lstm.figures.style import joint_colour
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.strength import signs, strengths
from sta_lstm.scene.camera import Box, Camera, View, fit_view, make_view, preset
from sta_lstm.scene.look import GHOST_BONE, GHOST_HEAD, TUBE, radius
from sta_lstm.skeletons import y_up
from sta_lstm.skeletons.geometry import Geometry, measure
from sta_lstm.words import person_letter

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

_GHOST = "#d5d8dd"
_SHADOW = "#eceef1"


@dataclass(frozen=True, eq=False)
class Stage:
    """A camera before the bodies of a clip, drawing into a box of pixels with its origin at the upper left.

    Attributes:
        prediction: whose bodies, and whose attention.
        geometry: the ground and the size of the bodies.
        positions: T × M × J × 3, y up.
        view: the camera in its place.
        box: the pixels.
    """

    prediction: Prediction
    geometry: Geometry
    positions: Float32s
    view: View
    box: Box

    @staticmethod
    def of(prediction: Prediction, width: float, height: float, *, frames: tuple[int, ...] | None = None) -> Stage:
        """The camera where the player's first look is from, so near that ``frames`` fit; all frames if left out."""
        clip = prediction.clip
        geometry, positions, box = measure(clip), y_up(clip), Box(0, 0, width, height)
        camera = preset("reset", geometry.front_yaw)
        points = geometry.points
        if frames is not None:
            chosen = positions[list(frames)][clip.present[list(frames)]].reshape(-1, 3)
            near = (np.abs(chosen - geometry.centre) <= np.ptp(points, axis=0) + 1e-6).all(axis=1)
            points = chosen[near] if near.any() else points
        return Stage(prediction, geometry, positions, fitted_view(points, geometry, camera, box), box)

    @cached_property
    def strengths(self) -> Float32s:
        """T × M × J, of the first map: a video asks for every frame."""
        return strengths(self.prediction, self.prediction.maps[0])

    @cached_property
    def disputed(self) -> Bools | None:
        """T × M × J, where several networks do not agree on the first map."""
        return disputed(self.prediction)

    def prepare(self, axes: Axes) -> None:
        """Make ``axes`` this stage's box."""
        axes.set(xlim=(0, self.box.width), ylim=(self.box.height, 0), aspect="equal")
        axes.set_axis_off()

    def draw(self, axes: Axes, frame: int) -> list[Artist]:
        """Draw ``frame``; what was drawn, for who wants to remove it again."""
        first, clip = self.prediction.maps[0], self.prediction.clip
        strength, sign = self.strengths[frame], signs(first.values[frame], first)  # M × J
        rings = None if self.disputed is None else self.disputed[frame]  # M × J
        bodies = [
            Body(
                *(self, m, self.positions[frame, m], strength[m], sign[m], self.geometry.grounds[m]),
                disputed=None if rings is None else rings[m],
            )
            for m in range(clip.n_persons)
            if clip.present[frame, m]
        ]
        drawn = draw_bodies(axes, bodies)
        if first.signed and clip.n_persons > 1:
            drawn += [_letter(axes, body) for body in bodies]
        return drawn


@dataclass(frozen=True, eq=False)
class Body:
    """One body to be drawn.

    Attributes:
        stage: where it stands.
        person: who it is.
        places: J × 3, y up.
        strength: J, from 0 to 1.
        signs: J, 1 or −1; 0 where the map has no sign.
        ground: height of its ground; None where that is not known.
        disputed: J, on which joints several networks do not agree; None where nobody says how far they do.
    """

    stage: Stage
    person: int
    places: Float32s
    strength: Float32s
    signs: NDArray[np.int8]
    ground: float | None
    disputed: Bools | None = None

    def colour(self, joint: int) -> str:
        """Hue of a joint."""
        return joint_colour(self.person, int(self.signs[joint]), dark=False)


def fitted_view(points: Float32s, geometry: Geometry, camera: Camera, box: Box) -> View:
    """A camera that leaves room for heads and joints around the places of the joints."""
    margin = 0.075 * geometry.size
    corners = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]) * margin
    around = (points[:, None] + corners).reshape(-1, 3)
    return make_view(camera, fit_view(around, geometry.centre, camera.yaw, camera.pitch, box), box)


def draw_bodies(axes: Axes, bodies: list[Body]) -> list[Artist]:
    """Draw ``bodies`` back to front."""
    from matplotlib.collections import PatchCollection

    shapes: list[tuple[float, Any]] = []
    drawn: list[Artist] = []
    for body in bodies:
        seen = body.stage.view.project(body.places)
        size = body.stage.geometry.size
        radii = radius(body.strength) * size * seen[:, 3]
        drawn += _ghost(axes, body, seen, size)
        shapes += _bones(body, seen, radii) + joint_shapes(body, seen, radii)
    if shapes:
        patches = [patch for _, patch in sorted(shapes, key=lambda shape: -shape[0])]
        drawn.append(axes.add_collection(PatchCollection(patches, match_original=True, zorder=3)))
    return drawn


def _ghost(axes: Axes, body: Body, seen: Float64s, size: float) -> list[Artist]:
    """All bones as one stroke and a head, so that the pose is readable whatever the attention; a shadow beneath."""
    from matplotlib.collections import LineCollection
    from matplotlib.patches import Circle, Polygon

    layout = body.stage.prediction.clip.layout
    drawn: list[Artist] = []
    if body.ground is not None:
        turn = np.linspace(0, 2 * math.pi, 40, endpoint=False)
        x, _, z = body.places.mean(axis=0)
        ring = np.stack([x + 0.19 * size * np.cos(turn), np.full(40, body.ground), z + 0.19 * size * np.sin(turn)], 1)
        outline = body.stage.view.project(ring)[:, :2]
        drawn.append(axes.add_patch(Polygon(outline, facecolor=_SHADOW, edgecolor="none", zorder=1, clip_on=False)))
    width_pt = max(0.8, GHOST_BONE * size * float(np.nanmax(seen[:, 3])) * _points_a_pixel(axes, body.stage.box))
    lines = seen[np.array(layout.bone_indices, dtype=int).reshape(-1, 2), :2]
    drawn.append(
        axes.add_collection(
            LineCollection(list(lines), colors=_GHOST, linewidths=width_pt, capstyle="round", zorder=2, clip_on=False)
        )
    )
    middles = list(lines[[layout.sides[child] == "left" for _, child in layout.bone_indices]])
    open_pt = TUBE * width_pt
    drawn.append(
        axes.add_collection(
            LineCollection(middles, colors="white", linewidths=open_pt, capstyle="butt", zorder=2, clip_on=False)
        )
    )
    if "head" in layout.joints:
        x, y, _, scale = seen[layout.index("head")]
        drawn.append(
            axes.add_patch(Circle((x, y), GHOST_HEAD * size * scale, facecolor=_GHOST, zorder=2, clip_on=False))
        )
    return drawn


def _bones(body: Body, seen: Float64s, radii: Float64s) -> list[tuple[float, Any]]:
    """A tapered piece from the rim of one joint to the rim of the other, as opaque as its two ends are on average.

    Where they differ in hue, each half is as its end.
    """
    from matplotlib.colors import to_rgba
    from matplotlib.patches import Polygon

    shapes = []
    layout = body.stage.prediction.clip.layout
    for a, b in layout.bone_indices:
        strength = float(body.strength[a] + body.strength[b]) / 2
        along = seen[b, :2] - seen[a, :2]
        length = float(np.hypot(*along))
        start, end = 0.92 * radii[a], 0.92 * radii[b]
        if strength < 0.01 or not length > start + end:
            continue
        along, across = along / length, np.array([-along[1], along[0]]) / length
        first, last = seen[a, :2] + along * start, seen[b, :2] - along * end
        wide, narrow = across * radii[a] * 0.5, across * radii[b] * 0.5
        rim_a, rim_b = [first - wide, first + wide], [last + narrow, last - narrow]
        pieces = [([*rim_a, *rim_b], a, strength)]
        if body.colour(a) != body.colour(b):
            middle = [(rim_a[1] + rim_b[0]) / 2, (rim_a[0] + rim_b[1]) / 2]
            pieces = [
                ([*rim_a, *middle], a, float(body.strength[a])),
                ([*rim_b, *middle[::-1]], b, float(body.strength[b])),
            ]
        # A hair behind its nearer joint, so that bones meet their joints from below.
        depth = float(seen[a, 2] + seen[b, 2]) / 2 + 1e-3
        for corners, end, strong in pieces:
            colour = to_rgba(body.colour(end), 0.92 * strong**0.8)
            walls = _walls(corners) if layout.sides[b] == "left" else [corners]
            shapes += [(depth, Polygon(wall, facecolor=colour, linewidth=0)) for wall in walls]
    return shapes


def _walls(corners: list[Float64s]) -> list[list[Float64s]]:
    """Both sides of a bone that is open along its middle, from its four corners, the first two at one end."""
    a, b, c, d = corners
    near, far = (a + b) / 2, (c + d) / 2
    return [[u, near + TUBE * (u - near), far + TUBE * (v - far), v] for u, v in ((a, d), (b, c))]


def _letter(axes: Axes, body: Body) -> Artist:
    """Who it is, over the head."""
    seen = body.stage.view.project(body.places)
    top = seen[int(np.nanargmin(seen[:, 1]))]
    head = float(GHOST_HEAD * body.stage.geometry.size * top[3])
    words = {"ha": "center", "va": "bottom", "fontsize": SMALL_PT, "weight": "bold", "color": COLOURS.muted}
    return axes.text(float(top[0]), float(top[1]) - head - 2, person_letter(body.person), words, zorder=4)


def _points_a_pixel(axes: Axes, box: Box) -> float:
    """Points of the page for one pixel of the box."""
    inches = axes.get_window_extent().height / axes.figure.dpi
    return float(inches) * 72 / box.height
