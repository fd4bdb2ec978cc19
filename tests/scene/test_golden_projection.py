"""The table that both cameras must meet, in JavaScript and in Python, follows from a pinhole camera's matrices.

The table is derived here by 4 × 4 matrices in float64 and by a search, and not by the closed forms that the product
uses. Run this file as a script to write the table anew.
"""

import json
from pathlib import Path

import numpy as np

TABLE = Path(__file__).with_name("golden_projection.json")
ABOUT = [
    "Golden coordinates of the player's camera. sta_lstm/player/assets/core/camera.js and sta_lstm/scene/camera.py",
    "must both meet them to 1e-9 (relative, or absolute below 1); tests/player/test_golden_projection.py derives them.",
    "World: metres, right-handed, y up. Screen: pixels, origin at the upper left, y down. Angles: radians.",
    "cases: a camera (yaw about y, then pitch; pan along the screen's right and up in units of fit.distance; zoom)",
    "looks at fit.target from max(fit.distance / zoom, 2 near); the field of view is vertical, over viewport.height.",
    "expected, a row for each of points: x and y in pixels, depth along the line of sight in metres, scale in pixels a",
    "metre; null where depth is not greater than near.",
    "fits: the target and the least distance from which all points fall into the viewport, seen from (yaw, pitch): the",
    "target is the centre moved along right and up; the eye is at least 4 near away from every point and the centre.",
    "presets: the camera of a named view of bodies that face frontYaw.",
]
FIELD_OF_VIEW_DEG = 28.0
NEAR = 0.05
POINTS = [
    [0.0, 0.0, 0.0],
    [0.31, 1.62, -0.12],
    [-0.45, 0.9, 0.4],
    [0.1, -0.2, 2.4],
    [1.5, 0.02, -1.75],
    [-3.0, 2.5, 30.0],
]
CAMERAS = [
    # name, yaw, pitch, zoom, panX, panY, target, distance, viewport x, y, width, height
    ("in front", 0, 0, 1, 0, 0, [0, 0, 0], 4, 0, 0, 800, 600),
    ("three-quarter", 0.48, 0.2, 1, 0, 0, [0.05, 0.87, -0.1], 3.9, 36, 32, 728, 500),
    ("from the side", np.pi / 2, 0.04, 1, 0, 0, [0, 0.85, 0.2], 5.25, 0, 0, 360, 280),
    ("from above", 0, np.pi / 2, 1, 0, 0, [0, 0.85, 0], 6, 10, 20, 500, 500),
    ("from behind and below", 3.3, -0.35, 1, 0, 0, [-0.2, 1.1, 0.3], 4.4, 410, 0, 395, 300),
    ("panned and zoomed in", -0.7, 0.6, 2.5, 0.12, -0.07, [0.1, 0.9, 0], 4.8, 5, 7, 640, 480),
    ("zoomed out, many turns", 13.1, 0.25, 0.25, -0.3, 0.4, [0, 1, 0], 3.2, 0, 0, 320, 210),
    ("so near that the distance is held", 0.3, 0.1, 12, 0, 0, [0, 0, 0.1], 0.4, 0, 0, 1000, 700),
]
VIEW_TURNS = {"reset": (0.48, 0.2), "front": (0, 0.04), "side": (np.pi / 2, 0.04), "top": (0, np.pi / 2)}


def turn_about(axis, angle):
    matrix = np.eye(4)
    a, b = {"x": (1, 2), "y": (2, 0)}[axis]
    matrix[[a, a, b, b], [a, b, a, b]] = np.cos(angle), -np.sin(angle), np.sin(angle), np.cos(angle)
    return matrix


def shift(x, y, z):
    matrix = np.eye(4)
    matrix[:3, 3] = x, y, z
    return matrix


def projected(camera, fit, viewport, point):
    """Model–view, perspective and viewport, as any graphics book has them: the camera looks along its own −z."""
    held = max(fit["distance"] / camera["zoom"], 2 * NEAR)
    pan = [fit["distance"] * camera["panX"], fit["distance"] * camera["panY"], held]
    look = turn_about("x", camera["pitch"]) @ turn_about("y", -camera["yaw"]) @ shift(*(-np.array(fit["target"])))
    x, y, z, _ = shift(*(-np.array(pan))) @ look @ [*point, 1]
    if not -z > NEAR:
        return None
    cotangent = 1 / np.tan(np.radians(FIELD_OF_VIEW_DEG) / 2)
    aspect = viewport["width"] / viewport["height"]
    across, along = cotangent / aspect * x / -z, cotangent * y / -z  # −1 to 1 over the viewport
    return [
        viewport["x"] + (across + 1) / 2 * viewport["width"],
        viewport["y"] + (1 - along) / 2 * viewport["height"],
        -z,
        viewport["height"] / 2 * cotangent / -z,
    ]


def fitted(points, centre, yaw, pitch, viewport):
    """Least distance and its place, by a ternary search in each direction of the screen on its own."""
    turned = (turn_about("x", pitch) @ turn_about("y", -yaw))[:3, :3]
    seen = (np.array(points) - centre) @ turned.T
    tangent = np.tan(np.radians(FIELD_OF_VIEW_DEG) / 2)
    shares = (tangent * viewport["width"] / viewport["height"], tangent)
    moved, needed = [], []
    for k, share in enumerate(shares):
        low, high = seen[:, k].min() - 10, seen[:, k].max() + 10
        for _ in range(400):
            a, b = low + (high - low) / 3, high - (high - low) / 3
            if needed_from(a, seen[:, k], seen[:, 2], share) < needed_from(b, seen[:, k], seen[:, 2], share):
                high = b
            else:
                low = a
        moved.append((low + high) / 2)
        needed.append(needed_from(moved[-1], seen[:, k], seen[:, 2], share))
    distance = max(*needed, seen[:, 2].max() + 4 * NEAR, 4 * NEAR)
    return {"target": list(np.array(centre) + turned.T @ [*moved, 0]), "distance": float(distance)}


def needed_from(place, across, towards, share):
    """Distance from which all points are within ``share`` of the depth, where the camera stands at ``place``."""
    return float((np.abs(across - place) / share + towards).max())


def table():
    cases = []
    for name, yaw, pitch, zoom, pan_x, pan_y, target, distance, *box in CAMERAS:
        camera = {"yaw": yaw, "pitch": pitch, "zoom": zoom, "panX": pan_x, "panY": pan_y}
        fit = {"target": target, "distance": distance}
        viewport = dict(zip(("x", "y", "width", "height"), box, strict=True))
        expected = [projected(camera, fit, viewport, point) for point in POINTS]
        cases.append({"name": name, "camera": camera, "fit": fit, "viewport": viewport, "expected": expected})
    fits = []
    for name, yaw, pitch, _, _, _, centre, _, *box in CAMERAS[1:6]:
        viewport = dict(zip(("x", "y", "width", "height"), box, strict=True))
        chosen = POINTS[:5]
        expected = fitted(chosen, centre, yaw, pitch, viewport)
        fits.append(
            {"name": name, "points": chosen, "centre": centre, "yaw": yaw, "pitch": pitch, "viewport": viewport}
            | {"expected": expected}
        )
    deep = {
        "name": "along the line of sight",
        "points": [[0, 1, -2], [0, 1, 2]],
        "centre": [0, 1, 0],
        "yaw": 0,
        "pitch": 0,
    }
    deep["viewport"] = {"x": 0, "y": 0, "width": 400, "height": 300}
    fits.append(deep | {"expected": fitted(deep["points"], deep["centre"], 0, 0, deep["viewport"])})
    presets = [
        {"name": name, "frontYaw": front}
        | {"expected": {"yaw": front + turn[0], "pitch": turn[1], "zoom": 1, "panX": 0, "panY": 0}}
        for front in (0.0, -2.25)
        for name, turn in VIEW_TURNS.items()
    ]
    constants = {"about": ABOUT, "fieldOfViewDegrees": FIELD_OF_VIEW_DEG, "near": NEAR, "points": POINTS}
    return constants | {"cases": cases, "fits": fits, "presets": presets}


def flat(value):
    if isinstance(value, dict):
        return [number for key in sorted(value) for number in flat(value[key])]
    if isinstance(value, list):
        return [number for item in value for number in flat(item)]
    return [value]


def test_the_table_follows_from_the_matrices():
    committed, derived = flat(json.loads(TABLE.read_text(encoding="utf-8"))), flat(table())
    assert len(committed) == len(derived)
    for found, meant in zip(committed, derived, strict=True):
        if isinstance(meant, float):
            assert abs(found - meant) <= 1e-12 * max(1, abs(meant))
        else:
            assert found == meant


def test_some_point_is_behind_the_eye_and_some_camera_is_held():
    cases = {case["name"]: case for case in table()["cases"]}
    assert None in cases["in front"]["expected"]
    held = cases["so near that the distance is held"]
    assert held["fit"]["distance"] / held["camera"]["zoom"] < 2 * NEAR


if __name__ == "__main__":
    TABLE.write_text(json.dumps(table(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
