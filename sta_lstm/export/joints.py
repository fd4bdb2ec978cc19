"""The joints of one body as shapes: discs, discs with a hole where inferred, dashed rings where networks disagree.

Where a map has a sign they bear it, so that a print without colours tells the two hues apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sta_lstm.arrays import Bools, Float32s, Float64s
from sta_lstm.prediction.maps import AGREEMENT
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.scene.look import AGREED, DASHED_RING, DASHES, RING, opacity

if TYPE_CHECKING:
    from sta_lstm.export.bodies import Body

#: Radius of the hole in an inferred joint, in radii of the joint.
HOLE = 1 - RING
#: Half the length and half the width of the strokes of a sign, in radii of the joint: on a disc, and in a hole.
_SIGN, _SIGN_IN_HOLE = (0.5, 0.13), (0.36, 0.11)
#: How much of the way from a dash to the next it takes.
_DASH = 0.62


def disputed(prediction: Prediction) -> Bools | None:
    """T × M × J, where several networks do not agree on the first map; None where nobody says how far they do."""
    agreement = _agreement(prediction)
    return None if agreement is None else agreement < AGREED


def mostly_disputed(prediction: Prediction, person: int) -> Bools | None:
    """J, the same over the clip: on which joints of a person networks agree too little on average."""
    agreement = _agreement(prediction)
    if agreement is None:
        return None
    read = prediction.read[:, person]
    return np.asarray(agreement[read, person].mean(axis=0) < AGREED)


def _agreement(prediction: Prediction) -> Float32s | None:
    wanted = prediction.maps[0].name + AGREEMENT
    return next((each.values for each in prediction.maps if each.name == wanted), None)


def joint_shapes(body: Body, seen: Float64s, radii: Float64s) -> list[tuple[float, Any]]:
    """Patches with their depths: for each joint a disc as opaque as it is strong, or a ring, with its sign.

    Args:
        body: whose joints.
        seen: J × (x, y, depth, pixels a metre).
        radii: J, in pixels.
    """
    from matplotlib.colors import to_rgba
    from matplotlib.patches import Circle, Polygon

    clip = body.stage.prediction.clip
    hollow = {clip.layout.index(joint) for joint in clip.inferred}
    shapes: list[tuple[float, Any]] = []
    for j, size in enumerate(radii):
        if not np.isfinite(seen[j, 0]):
            continue
        depth, place = float(seen[j, 2]), (float(seen[j, 0]), float(seen[j, 1]))
        colour = to_rgba(body.colour(j), opacity(float(body.strength[j])))
        dashed = body.disputed is not None and bool(body.disputed[j])
        if dashed:
            patches = dashed_ring(place, float(size), RING if j in hollow else DASHED_RING, colour)
        else:
            patches = [Circle(place, float(size), facecolor=colour, edgecolor="white", linewidth=0.3)]
            if j in hollow:
                patches.append(Circle(place, HOLE * float(size), facecolor="white", linewidth=0))
        half, ink = (_SIGN_IN_HOLE, colour) if dashed or j in hollow else (_SIGN, "white")
        strokes = _strokes(int(body.signs[j]), seen[j, :2], size * np.array(half))
        patches += [Polygon(stroke, facecolor=ink, linewidth=0) for stroke in strokes]
        shapes += [(depth, patch) for patch in patches]  # equal depths keep their order
    return shapes


def _strokes(sign: int, place: Float64s, half: Float64s) -> list[Float64s]:
    """The corners of the strokes of + or −, of half that length and width; none where there is no sign."""
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half
    level, upright = place + corners, place + corners[:, ::-1]
    return [level, upright] if sign > 0 else [level] if sign < 0 else []


def dashed_ring(
    place: tuple[float, float], radius: float, width: float, colour: tuple[float, float, float, float]
) -> list[Any]:
    """A white disc and on its rim a ring of dashes, ``width`` radii wide."""
    from matplotlib.patches import Circle, Wedge

    turns = 360 / DASHES * np.arange(DASHES)
    dashes = [
        Wedge(place, radius, turn, turn + _DASH * 360 / DASHES, width=width * radius, facecolor=colour, linewidth=0)
        for turn in turns.tolist()
    ]
    return [Circle(place, radius, facecolor="white", edgecolor="white", linewidth=0.3), *dashes]
