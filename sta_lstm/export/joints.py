"""The joints of one body as shapes: discs, discs with a hole where inferred, dashed rings where networks disagree."""

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
    """Patches with their depths: a disc for each joint as opaque as it is strong, or a ring.

    Args:
        body: whose joints.
        seen: J × (x, y, depth, pixels a metre).
        radii: J, in pixels.
    """
    from matplotlib.colors import to_rgba
    from matplotlib.patches import Circle

    clip = body.stage.prediction.clip
    hollow = {clip.layout.index(joint) for joint in clip.inferred}
    shapes: list[tuple[float, Any]] = []
    for j, size in enumerate(radii):
        if not np.isfinite(seen[j, 0]):
            continue
        depth, place = float(seen[j, 2]), (float(seen[j, 0]), float(seen[j, 1]))
        colour = to_rgba(body.colour, opacity(float(body.strength[j])))
        if body.disputed is not None and body.disputed[j]:
            width = RING if j in hollow else DASHED_RING
            shapes += [(depth, patch) for patch in dashed_ring(place, float(size), width, colour)]
            continue
        shapes.append((depth, Circle(place, float(size), facecolor=colour, edgecolor="white", linewidth=0.3)))
        if j in hollow:  # equal depths keep their order
            shapes.append((depth, Circle(place, HOLE * float(size), facecolor="white", linewidth=0)))
    return shapes


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
