"""Two clips on one clock: the warping path over the distances of their poses, and β of both with links between them."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from sta_lstm.arrays import Float32s, Float64s, Indices
from sta_lstm.comparison.alignment import Alignment, spaced
from sta_lstm.comparison.clips import ClipPair
from sta_lstm.figures.cursor import with_cursor
from sta_lstm.figures.panels import bar_ends, colour_bar
from sta_lstm.figures.style import MAX_TICK_CHARACTERS, SMALL_PX, palette, plain, styled

#: A path of more steps is drawn at so many.
_MOST_POINTS = 2_000
_MOST_LINKS = 48
#: The two curves stand back to back; between them run the links.
_GAP = 0.55
#: Above the highest peak there is room for a name.
_TOP = _GAP + 1.32
#: How far the bar of the colours stands above the path, as a share of its height.
_ABOVE = 0.03
_KIND_TITLES = {"time": "same time", "relative": "same share of the clip", "dtw": "warping path"}


def warping_path(alignment: Alignment, names: tuple[str, str], *, dark: bool = False) -> go.Figure:
    """The distance of every pose of one clip to every pose of the other, and the way that the common clock takes.

    Args:
        alignment: what to draw.
        names: what to call the clips.
        dark: for a dark page.
    """
    colours = palette(dark=dark)
    (from_zero, at_uniform), above = colours.attention
    first, second = (plain(name, most=MAX_TICK_CHARACTERS) for name in names)
    far = float(np.quantile(alignment.matrix, 0.98)) or 1.0
    figure = go.Figure(
        go.Heatmap(
            x=alignment.columns,
            y=alignment.rows,
            z=alignment.matrix,
            zmin=0,
            zmax=far,
            colorscale=[[0, above[1]], [0.5, at_uniform], [1, from_zero]] if dark else [[0, above[1]], [1, from_zero]],
            colorbar=colour_bar({0.0: "", far / 2: f"{far / 2:.2g}", far: ""}, above=_ABOVE, dark=dark),
            name="distance",
            hovertemplate=f"{first}: frame %{{y}}<br>{second}: frame %{{x}}<br>%{{z:.2f}} {alignment.unit}"
            "<extra></extra>",
        )
    )
    steps = spaced(alignment.n_steps, _MOST_POINTS)
    figure.add_scatter(
        x=alignment.second[steps],
        y=alignment.first[steps],
        mode="lines" if len(steps) > 1 else "markers",
        line={"color": colours.models[1], "width": 2.5},
        marker={"color": colours.models[1], "size": 9},
        customdata=np.stack([steps, alignment.distance[steps]], axis=1),
        name=_KIND_TITLES[alignment.kind],
        hovertemplate=f"{first}: frame %{{y}}<br>{second}: frame %{{x}}<br>step %{{customdata[0]}}, "
        f"%{{customdata[1]:.2f}} {alignment.unit} apart<extra></extra>",
    )
    bar_ends(figure, "same pose", f"≥ {far:.2g} {alignment.unit} apart", above=_ABOVE, dark=dark)
    styled(
        figure,
        dark=dark,
        height_px=380,
        margin={"l": 8, "r": 14, "t": 48, "b": 44},
        xaxis={
            "title": {"text": f"frame of {second}"},
            "range": [-0.5, int(alignment.second[-1]) + 0.5],
            "showgrid": False,
        },
        yaxis={
            "title": {"text": f"frame of {first}"},
            "range": [-0.5, int(alignment.first[-1]) + 0.5],
            "showgrid": False,
        },
    )
    return with_cursor(figure, x="second", y="first")


def linked_betas(pair: ClipPair, *, dark: bool = False) -> go.Figure:
    """β of the first clip upwards and of the second downwards, each over its own time, and links between frames.

    Faint links join evenly spaced steps of the common clock, strong ones the keyframes of either clip to the frames
    that belong to them. Both curves are multiples of uniform, on one scale.

    Args:
        pair: what to draw.
        dark: for a dark page.
    """
    colours = palette(dark=dark)
    found, alignment = pair.comparison, pair.alignment
    betas = [_own_beta(found.beta[i], frames) for i, frames in enumerate((alignment.first, alignment.second))]
    most = max(float(beta.max()) for _, beta in betas) or 1.0
    seconds = [frames / each.clip.fps for frames, each in zip(_frames(alignment), pair.predictions, strict=True)]
    figure = go.Figure()
    steps = spaced(alignment.n_steps, _MOST_LINKS)
    _links(figure, seconds, steps, colour=colours.grid, width=1)
    strong = np.unique([step for each in found.predictions for step in each.keyframes]).astype(np.intp)
    _links(figure, seconds, strong, colour=colours.muted, width=1.5)
    for i, ((frames, beta), sign) in enumerate(zip(betas, (1, -1), strict=True)):
        own, colour = pair.predictions[i], colours.models[i]
        name = plain(found.names[i], most=MAX_TICK_CHARACTERS)
        height = sign * (_GAP + beta / most)
        figure.add_scatter(
            x=np.concatenate([frames, frames[::-1]]) / own.clip.fps,
            y=np.concatenate([height, np.full(len(frames), sign * _GAP)]),
            fill="toself",
            fillcolor=colour,
            opacity=0.2,
            line={"width": 0},
            mode="lines",
            hoverinfo="skip",
            name="area",
        )
        figure.add_scatter(
            x=frames / own.clip.fps,
            y=height,
            mode="lines" if len(frames) > 1 else "markers",
            line={"color": colour, "width": 2},
            customdata=np.stack([frames, beta], axis=1),
            name=name,
            hovertemplate=f"{name}: frame %{{customdata[0]}} · %{{x:.2f}} s<br>"
            "β %{customdata[1]:.2f}× an equal share<extra></extra>",
        )
        marks = np.flatnonzero(np.isin(frames, own.keyframes))
        figure.add_scatter(
            x=frames[marks] / own.clip.fps,
            y=height[marks],
            mode="markers",
            marker={"color": colour, "symbol": "diamond", "size": 9},
            hoverinfo="skip",
            name=f"{name}: keyframes",
        )
        figure.add_annotation(
            text=f"<b>{name}</b>",
            showarrow=False,
            x=0,
            xref="paper",
            xanchor="left",
            y=sign * _TOP,
            yanchor="top" if sign > 0 else "bottom",
            font={"size": SMALL_PX, "color": colours.text},
        )
    ticks = [0, most / 2, most]
    places = [_GAP + tick / most for tick in ticks]
    styled(
        figure,
        dark=dark,
        height_px=340,
        margin={"l": 8, "r": 14, "t": 8, "b": 44},
        hovermode="closest",
        xaxis={"title": {"text": "seconds of each recording"}, "showgrid": False, "rangemode": "tozero"},
        yaxis={
            "title": {"text": "β, times an equal share"},
            "range": [-_TOP, _TOP],
            "tickvals": [*(-place for place in reversed(places)), *places],
            "ticktext": [f"{tick:.1f}×" for tick in (*reversed(ticks), *ticks)],
            "showgrid": False,
        },
    )
    first, second = (each.clip.fps for each in pair.predictions)
    return with_cursor(figure, lanes=[("first", first), ("second", second)])


def _frames(alignment: Alignment) -> tuple[Indices, Indices]:
    return alignment.first, alignment.second


def _own_beta(beta: Float32s, frames: Indices) -> tuple[Indices, Float32s]:
    """The frames that a clock shows, each once, and their β; of many, evenly spaced ones with the peaks between."""
    own, at = np.unique(frames, return_index=True)
    values = beta[at]
    if len(own) <= _MOST_POINTS:
        return own, values
    starts = spaced(len(own), _MOST_POINTS // 2)
    stops = np.append(starts[1:], len(own))
    peaks = [start + int(values[start:stop].argmax()) for start, stop in zip(starts, stops, strict=True)]
    kept = np.unique([*starts, *peaks])
    return own[kept], values[kept]


def _links(figure: go.Figure, seconds: list[Float64s], steps: Indices, *, colour: str, width: float) -> None:
    """Lines from the first curve's foot to the second's at some steps."""
    x: list[float | None] = []
    y: list[float | None] = []
    for step in steps:
        x += [float(seconds[0][step]), float(seconds[1][step]), None]
        y += [_GAP, -_GAP, None]
    figure.add_scatter(
        x=x, y=y, mode="lines", line={"color": colour, "width": width}, hoverinfo="skip", name="belong together"
    )
