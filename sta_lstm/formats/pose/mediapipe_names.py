"""MediaPipe's 33 landmarks by their names, for files that name them and do not list them in order."""

from __future__ import annotations

import re
from typing import Any

#: In their order, as the guide of MediaPipe's pose landmarker names them.
_NAMES = (
    *("nose", "left eye inner", "left eye", "left eye outer", "right eye inner", "right eye", "right eye outer"),
    *("left ear", "right ear", "mouth left", "mouth right", "left shoulder", "right shoulder", "left elbow"),
    *("right elbow", "left wrist", "right wrist", "left pinky", "right pinky", "left index", "right index"),
    *("left thumb", "right thumb", "left hip", "right hip", "left knee", "right knee", "left ankle", "right ankle"),
    *("left heel", "right heel", "left foot index", "right foot index"),
)
_ORDER = {name.replace(" ", ""): number for number, name in enumerate(_NAMES)}
_ORDER |= {"leftmouth": _ORDER["mouthleft"], "rightmouth": _ORDER["mouthright"]}
_BREAKS = re.compile(r"[\s_\-]+")
#: Fewest names that tell a body; whoever leaves out face and hands has 12.
_FEWEST = 8


def by_name(value: Any) -> list[Any] | None:
    """The 33 landmarks in order, None for each that is not there; None if ``value`` names no landmarks.

    Names are read in small or capital letters, with blanks, underscores or nothing between their words, and behind
    ``PoseLandmark.``: as keys of an object, whose other keys are left out, or as the ``name`` of each point in a list.
    """
    if not isinstance(value, dict | list) or not _FEWEST <= len(value) <= 4 * len(_NAMES):
        return None
    if isinstance(value, dict):
        pairs = list(value.items())
    elif all(_has_a_name(point) for point in value):
        pairs = [(point["name"], point) for point in value]
    else:
        return None
    found: list[Any] = [None] * len(_NAMES)
    for name, point in pairs:
        number = _number(name)
        if number is not None and isinstance(point, dict | list | None):
            found[number] = point
    return found if sum(point is not None for point in found) >= _FEWEST else None


def _has_a_name(point: Any) -> bool:
    return isinstance(point, dict) and isinstance(point.get("name"), str)


def _number(name: str) -> int | None:
    """Where the landmark of that name stands in the order."""
    if len(name) > 40:
        return None
    return _ORDER.get(_BREAKS.sub("", name.rpartition(".")[2].lower()))
