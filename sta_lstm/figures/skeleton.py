"""The bodies themselves in 3D, one frame or all of them, for notebooks; the app has the player for this."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sta_lstm.arrays import Float64s
from sta_lstm.errors import SettingsError
from sta_lstm.figures.style import SMALL_PX, joint_colour, palette, person_name, plain, see_through, styled
from sta_lstm.prediction.answer import answer_name
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.strength import as_strength, signs
from sta_lstm.scene.camera import preset
from sta_lstm.scene.look import BARE, opacity
from sta_lstm.skeletons import Clip, y_up
from sta_lstm.skeletons.geometry import measure

#: Frames of an animation, at most: each is some kilobytes of text in the notebook.
MAX_ANIMATED = 300
#: Joints of all frames of an animation: some bytes each.
_MAX_JOINTS = 60_000
_SMALLEST_PX, _LARGEST_PX = 5.0, 15.0


def skeleton_figure(shown: Prediction | Clip, *, frame: int | None = None, dark: bool = False) -> go.Figure:
    """One frame in 3D: bones, and joints whose size and opacity are α on the scale of all pictures.

    Joints that were inferred are drawn hollow. Where the first map has a sign, amber and violet say it.

    Args:
        shown: a prediction, or a clip by itself, whose joints all look alike.
        frame: which frame; the highest keyframe, or the middle of the clip, if left out.
        dark: for a dark page.

    Raises:
        SettingsError: the clip has no such frame.
    """
    clip = _clip(shown)
    if frame is None:
        frame = shown.keyframes[0] if isinstance(shown, Prediction) and shown.keyframes else clip.n_frames // 2
    if not 0 <= frame < clip.n_frames:
        raise SettingsError(f"clip '{clip.name}' has no frame {frame}; it has the frames 0 to {clip.n_frames - 1}.")
    figure = go.Figure(_traces(shown, frame, dark=dark))
    _set_scene(figure, clip, dark=dark)
    figure.update_layout(title={"text": _words(shown, frame), "font": {"size": SMALL_PX}, "x": 0.02, "y": 0.97})
    return figure


def skeleton_animation(shown: Prediction | Clip, *, dark: bool = False) -> go.Figure:
    """The clip in 3D with a slider and a button to play it, at its own rate as far as Plotly keeps up.

    The view stays still: its ranges hold all frames. Only places, sizes and colours are stored with each frame. Of a
    clip longer than 300 frames, or of more than 200 joints, every second, third, … frame is shown.

    Args:
        shown: a prediction, or a clip by itself.
        dark: for a dark page.
    """
    clip = _clip(shown)
    most = min(MAX_ANIMATED, max(1, _MAX_JOINTS // (clip.n_persons * clip.n_joints)))
    step = math.ceil(clip.n_frames / most)
    frames = range(0, clip.n_frames, step)
    figure = go.Figure(
        _traces(shown, 0, dark=dark),
        frames=[go.Frame(name=str(t), data=[_moving(trace) for trace in _traces(shown, t, dark=dark)]) for t in frames],
    )
    _set_scene(figure, clip, dark=dark)
    jump = {"mode": "immediate", "transition": {"duration": 0}}
    play = jump | {"fromcurrent": True, "frame": {"duration": 1000 * step / clip.fps, "redraw": True}}
    button = {"method": "animate", "label": "Play", "args": [None, play]}
    pause = {
        "method": "animate",
        "label": "Pause",
        "args": [[None], jump | {"frame": {"duration": 0, "redraw": False}}],
    }
    stops = [
        {
            "label": f"{t} · {t / clip.fps:.2f} s",
            "value": str(t),
            "method": "animate",
            "args": [[str(t)], jump | {"frame": {"duration": 0, "redraw": True}}],
        }
        for t in frames
    ]
    ink = {"color": palette(dark=dark).text, "size": SMALL_PX}
    place = {"pad": {"t": 8, "b": 8}, "y": 0, "yanchor": "top", "font": ink}
    figure.update_layout(
        title={"text": _words(shown, None), "font": {"size": SMALL_PX}, "x": 0.02, "y": 0.97},
        margin={"l": 8, "r": 12, "t": 34, "b": 76},
        updatemenus=[
            {"type": "buttons", "direction": "left", "x": 0, "xanchor": "left", "showactive": False}
            | place
            | {"buttons": [button, pause], "bgcolor": "#ffffff", "font": {"color": "#1f2430", "size": SMALL_PX}}
        ],
        sliders=[
            {"steps": stops, "x": 0.24, "len": 0.76, "currentvalue": {"prefix": "frame ", "font": ink}, "ticklen": 0}
            | place
            | {"font": {"color": "rgba(0,0,0,0)", "size": 1}}  # the current one is said above; others would overlap
        ],
    )
    return figure


def _clip(shown: Prediction | Clip) -> Clip:
    return shown.clip if isinstance(shown, Prediction) else shown


def _words(shown: Prediction | Clip, frame: int | None) -> str:
    clip = _clip(shown)
    what = plain(clip.name, most=40)
    if isinstance(shown, Prediction):
        what += f" · {plain(answer_name(shown) if shown.scores else shown.checkpoint, most=40)}"
    if clip.inferred:
        what += " · hollow: inferred"
    if isinstance(shown, Prediction) and shown.maps[0].signed:
        what += " · amber: above 0 · violet: below"
    if frame is None:
        return what
    what += f" · frame {frame} · {frame / clip.fps:.2f} s"
    return f"{what} · β {float(shown.beta[frame]):.3g}" if isinstance(shown, Prediction) else what


def _traces(shown: Prediction | Clip, frame: int, *, dark: bool) -> list[go.Scatter3d]:
    """For each person the bones and then the joints; those of an absent person are empty."""
    clip = _clip(shown)
    traces = []
    for m in range(clip.n_persons):
        whose = f"{person_name(m)}: " if clip.n_persons > 1 else ""
        places = _scene_places(clip, frame, m)
        bones = np.full((len(clip.layout.bones), 3, 3), np.nan)  # a gap after each bone
        bones[:, :2] = places[np.array(clip.layout.bone_indices, dtype=int).reshape(-1, 2)]
        x, y, z = _lists(bones.reshape(-1, 3))
        ghost = {"color": palette(dark=dark).muted, "width": 4}
        traces.append(
            go.Scatter3d(
                x=x, y=y, z=z, mode="lines", line=ghost, opacity=0.5, hoverinfo="skip", name=f"{person_name(m)} bones"
            )
        )
        x, y, z = _lists(places)
        words, sizes, colours = _joints(shown, frame, m, dark=dark)
        traces.append(
            go.Scatter3d(
                x=x,
                y=y,
                z=z,
                mode="markers",
                # A 3D scatter has one opacity for all its points, and so it is in their colours.
                marker={"size": sizes, "color": colours, "line": {"width": 0}, "symbol": _symbols(clip)},
                text=words,
                hovertemplate=f"{whose}%{{text}}<extra></extra>",
                name=person_name(m),
            )
        )
    return traces


def _moving(trace: go.Scatter3d) -> dict[str, Any]:
    """What of ``trace`` changes from frame to frame."""
    moving: dict[str, Any] = {"type": "scatter3d", "x": trace.x, "y": trace.y, "z": trace.z}
    if trace.mode == "markers":
        moving |= {"marker": {"size": trace.marker.size, "color": trace.marker.color}, "text": trace.text}
    return moving


def _joints(
    shown: Prediction | Clip, frame: int, person: int, *, dark: bool
) -> tuple[list[str], list[float], list[str]]:
    """J words, diameters in pixels and colours."""
    clip = _clip(shown)
    names = [f"{plain(joint)}{' (inferred)' * (joint in clip.inferred)}" for joint in clip.layout.joints]
    sign = np.zeros(clip.n_joints, dtype=np.int8)
    if isinstance(shown, Prediction):
        first = shown.maps[0]
        values = shown.relative_alpha[frame, person]  # kept: an animation asks for every frame
        strength, sign = as_strength(values, first), signs(values, first)
        form = "{:.2f}×" if first.relative else "{:.3g} " + plain(first.unit, most=8)
        names = [f"{name} {form.format(value)}".rstrip() for name, value in zip(names, values, strict=True)]
    else:
        strength = np.full(clip.n_joints, BARE, dtype=np.float32)
    sizes = [round(_SMALLEST_PX + (_LARGEST_PX - _SMALLEST_PX) * float(s), 1) for s in strength]
    colours = [
        see_through(joint_colour(person, int(each), dark=dark), opacity(float(s)))
        for s, each in zip(strength, sign, strict=True)
    ]
    return names, sizes, colours


def _symbols(clip: Clip) -> str | list[str]:
    """How each of the J joints is drawn; one word for all where all were seen."""
    if not clip.inferred:
        return "circle"
    return ["circle-open" if joint in clip.inferred else "circle" for joint in clip.layout.joints]


def _scene_places(clip: Clip, frame: int, person: int) -> Float64s:
    """J × 3 on Plotly's axes, of which z is up: a turn about x, so that left stays left; NaN for who is absent."""
    if not clip.present[frame, person]:
        return np.full((clip.n_joints, 3), np.nan)
    x, y, z = y_up(clip)[frame, person].T.astype(np.float64)
    return np.stack([x, -z, y], axis=1)


def _lists(places: Float64s) -> list[list[float | None]]:
    """The three axes to the millimetre, as short text; None where there is no place."""
    return [[None if math.isnan(v) else round(float(v), 3) for v in axis] for axis in places.T]


def _set_scene(figure: go.Figure, clip: Clip, *, dark: bool) -> None:
    """Fixed ranges over the whole clip, one metre as long on each axis, seen from where the player looks first."""
    geometry = measure(clip)
    points = np.stack([geometry.points[:, 0], -geometry.points[:, 2], geometry.points[:, 1]], axis=1).astype(np.float64)
    low, high = points.min(axis=0) - 0.1 * geometry.size, points.max(axis=0) + 0.1 * geometry.size
    camera, away = preset("reset", geometry.front_yaw), 1.75
    axis = {"showbackground": False, "gridcolor": palette(dark=dark).grid, "showspikes": False, "zeroline": False}
    axis |= {"title": {"text": ""}, "showticklabels": False}
    ranges = {f"{k}axis": axis | {"range": [float(a), float(b)]} for k, a, b in zip("xyz", low, high, strict=True)}
    eye = {
        "x": away * math.cos(camera.pitch) * math.sin(camera.yaw),
        "y": -away * math.cos(camera.pitch) * math.cos(camera.yaw),
        "z": away * math.sin(camera.pitch),
    }
    styled(
        figure,
        dark=dark,
        height_px=460,
        margin={"l": 8, "r": 12, "t": 34, "b": 8},
        dragmode="orbit",
        scene={"aspectmode": "data", "camera": {"eye": eye}, "dragmode": "orbit", **ranges},
        uirevision="kept",  # a turned camera stays turned while frames change
    )
