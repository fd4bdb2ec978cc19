"""The temporal attention of several models in one figure."""

from __future__ import annotations

import plotly.graph_objects as go

from sta_lstm.comparison.comparison import Comparison
from sta_lstm.figures.bins import drawn_frames, drawn_words
from sta_lstm.figures.compare import model_colour
from sta_lstm.figures.cursor import with_cursor
from sta_lstm.figures.style import DASHES, MAX_TICK_CHARACTERS, SMALL_PX, hover_shares, palette, plain, shares, styled


def beta_curves(comparison: Comparison, *, own_scale: bool = False, dark: bool = False) -> go.Figure:
    """β of every model over time with its keyframes; a band stands where all that have keyframes have one.

    Args:
        comparison: what to draw.
        own_scale: whether each curve is drawn as a share of its own maximum, and not as a multiple of uniform.
        dark: for a dark page.
    """
    colours = palette(dark=dark)
    n_frames = comparison.beta.shape[1]
    marked = [frame for prediction in comparison.predictions for frame in prediction.keyframes]
    frames = drawn_frames(n_frames, comparison.beta.max(0), kept=marked)
    figure = go.Figure()
    for i, (name, prediction) in enumerate(zip(comparison.names, comparison.predictions, strict=True)):
        colour = model_colour(i, colours)
        beta = comparison.beta[i] / (float(comparison.beta[i].max()) or 1.0) if own_scale else comparison.beta[i]
        short = plain(name, most=MAX_TICK_CHARACTERS)
        line = {"color": colour, "width": 2, "dash": DASHES[i % len(DASHES)]}
        value = "%{customdata} of its maximum" if own_scale else "%{y:.2f}× an equal share"
        told = hover_shares(beta[frames].tolist()) if own_scale else None
        figure.add_scatter(
            x=frames,
            y=beta[frames],
            mode="lines",
            line=line,
            name=short,
            legendgroup=str(i),
            customdata=told,
            hovertemplate=value,
        )
        keyframes = sorted(prediction.keyframes)
        figure.add_scatter(
            x=keyframes,
            y=beta[keyframes],
            mode="markers",
            marker={"color": colour, "symbol": "diamond", "size": 8},
            name=f"{short}: keyframe",
            legendgroup=str(i),
            showlegend=False,
            hovertemplate="keyframe",
        )
    for frame in shared_keyframes(comparison):
        reach = comparison.tolerance + 0.5
        figure.add_vrect(
            x0=frame - reach, x1=frame + reach, fillcolor=colours.grid, line_width=0, layer="below", name="shared"
        )
    fps = comparison.predictions[0].clip.fps
    styled(
        figure,
        dark=dark,
        height_px=250,
        margin={"l": 8, "r": 14, "t": 34, "b": 8},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": SMALL_PX}},
        hovermode="x unified",
        xaxis={
            "title": {"text": f"frame ({fps:g} a second{drawn_words(len(frames), n_frames)})"},
            "range": [-0.5, n_frames - 0.5],
            "showgrid": False,
            "unifiedhovertitle": {"text": "frame %{x}"},
        },
        yaxis={
            "title": {"text": "β, share of maximum" if own_scale else "β, times an equal share"},
            "rangemode": "tozero",
            **(shares(0, 0.5, 1) if own_scale else {"nticks": 6}),
        },
    )
    return with_cursor(figure, x="frame")


def shared_keyframes(comparison: Comparison) -> list[int]:
    """Keyframes of the first model that has any, near which every other that has any has one as well.

    None where fewer than two models have keyframes; how near is `Comparison.tolerance`.
    """
    found = [prediction.keyframes for prediction in comparison.predictions if prediction.keyframes]
    if len(found) < 2:
        return []
    return [
        frame
        for frame in sorted(found[0])
        if all(any(abs(frame - other) <= comparison.tolerance for other in each) for each in found[1:])
    ]
