"""How far models agree: frame by frame, and all against all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from sta_lstm.arrays import Float64s
from sta_lstm.comparison.comparison import Comparison, Pair
from sta_lstm.comparison.measures import MEASURES, Measure
from sta_lstm.errors import SettingsError
from sta_lstm.figures.bins import drawn_frames, drawn_words
from sta_lstm.figures.compare import frame_axis, legend, pair_names
from sta_lstm.figures.cursor import with_cursor
from sta_lstm.figures.style import MAX_TICK_CHARACTERS, SMALL_PX, legend_below, palette, plain, styled

#: Height of a cell, and how much wider than high it is.
_CELL_PX, _CELL_RATIO = 44, 2
#: However wide the figure is, its cells keep their shape and begin at its left edge.
_LEFT = {"constrain": "domain", "constraintoward": "left"}


def divergence_curve(comparison: Comparison, pairs: Sequence[Pair] | None = None, *, dark: bool = False) -> go.Figure:
    """Jensen-Shannon divergence of α at each frame; dashed, for a single pair, that of two unrelated maps.

    Args:
        comparison: what to draw.
        pairs: which; all if left out.
        dark: for a dark page.

    Raises:
        SettingsError: there are no such two models, or no pair is given.
    """
    chosen = [comparison.pair(pair) for pair in pairs] if pairs is not None else list(comparison.pairs)
    if not chosen:
        raise SettingsError("a curve of divergence needs at least one pair of models.")
    clip, colours = comparison.predictions[0].clip, palette(dark=dark)
    highs = np.max([np.nan_to_num(each.divergence, nan=-1.0) for each in chosen], axis=0)
    frames = drawn_frames(clip.n_frames, highs)
    lines = (colours.accent, *colours.others)
    figure = go.Figure()
    highest = 0.0
    for place, each in enumerate(chosen):
        name = " · ".join(pair_names(comparison, (each.first, each.second)))
        known = each.divergence[np.isfinite(each.divergence)]
        highest = max(highest, float(known.max(initial=0)), each.random.alpha_divergence or 0)
        figure.add_trace(
            go.Scatter(
                x=frames,
                y=each.divergence[frames],
                mode="lines" if clip.n_frames > 1 else "markers",
                line={"color": lines[place % len(lines)], "width": 2},
                customdata=frames / clip.fps,
                name=name,
                hovertemplate="frame %{x} · %{customdata:.2f} s<br>%{y:.2f} bits<extra>" + name + "</extra>",
            )
        )
    if len(chosen) == 1 and chosen[0].random.alpha_divergence is not None:
        figure.add_trace(
            go.Scatter(
                x=[-0.5, clip.n_frames - 0.5],
                y=[chosen[0].random.alpha_divergence] * 2,
                mode="lines",
                line={"color": colours.muted, "width": 1.5, "dash": "dash"},
                name="unrelated maps",
                hovertemplate="%{y:.2f} bits<extra>unrelated maps</extra>",
            )
        )
    styled(
        figure,
        dark=dark,
        height_px=230 + 18 * (len(chosen) > 2) * len(chosen),
        margin={"l": 8, "r": 14, "t": 8, "b": 74},
        showlegend=True,
        legend={**legend(colours), **legend_below(colours)},
        xaxis=frame_axis(comparison, drawn_words(len(frames), clip.n_frames)),
        yaxis={"title": {"text": "0 same joints … 1 none shared"}, "range": [0, max(highest * 1.1, 0.05)], "nticks": 5},
    )
    return with_cursor(figure, x="frame")


def agreement_heatmap(comparison: Comparison, measure: str = "alpha_divergence", *, dark: bool = False) -> go.Figure:
    """Models × models, one of `MEASURES` in each cell; deep is alike, blank has no value.

    Args:
        comparison: what to draw.
        measure: its name.
        dark: for a dark page.

    Raises:
        SettingsError: there is no such measure.
    """
    found = next((each for each in MEASURES if each.name == measure), None)
    if found is None:
        raise SettingsError(
            f"there is no measure '{measure}'; known measures: {', '.join(each.name for each in MEASURES)}."
        )
    n, colours = len(comparison.names), palette(dark=dark)
    values = np.full((n, n), np.nan)
    random = np.full((n, n), np.nan)
    for each in comparison.pairs:
        for i, j in ((each.first, each.second), (each.second, each.first)):
            values[i, j] = _number(getattr(each.figures, measure))
            random[i, j] = _number(getattr(each.random, measure))
    names = [plain(name) for name in comparison.names]
    told = np.empty((n, n, 3), dtype=object)
    told[..., 0] = np.array(names, dtype=object)[:, None]
    told[..., 1] = names
    told[..., 2] = _texts(found, random, without="none")
    pale, deep = colours.attention[1][0], colours.attention[1][1]
    scale = [(0, deep), (1, pale)] if found.equal == found.low else [(0, pale), (1, deep)]
    ticks = {
        "tickvals": list(range(n)),
        "ticktext": [plain(name, most=MAX_TICK_CHARACTERS) for name in comparison.names],
        "showgrid": False,
        "tickfont": {"size": SMALL_PX, "color": colours.text},
    }
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=list(range(n)),
            y=list(range(n)),
            zmin=min(found.low, 0) if found.low == 0 else -1,
            zmax=_highest(values, found.high, found.equal == found.low),
            colorscale=scale,
            showscale=False,
            xgap=2,
            ygap=2,
            customdata=told,
            text=_texts(found, values),
            texttemplate="%{text}",
            hoverongaps=False,
            hovertemplate=(
                "<b>%{customdata[0]}</b> and <b>%{customdata[1]}</b><br>%{text} · unrelated maps %{customdata[2]}"
                "<extra></extra>"
            ),
        )
    )
    return styled(
        figure,
        dark=dark,
        height_px=_CELL_PX * n + 64,
        xaxis={**ticks, **_LEFT, "range": [-0.5, n - 0.5], "autotickangles": [0, -30, -90]},
        yaxis={
            **ticks,
            "range": [n - 0.5, -0.5],
            "constrain": "domain",
            "scaleanchor": "x",
            "scaleratio": 1 / _CELL_RATIO,
        },
    )


def _texts(measure: Measure, values: Float64s, *, without: str = "") -> list[list[str]]:
    return [[measure.text(value) if np.isfinite(value) else without for value in row] for row in values.tolist()]


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _highest(values: Float64s, high: float, is_distance: bool) -> float:
    """Where the colours end: distances are small, and differ within a part of their range."""
    known = values[np.isfinite(values)]
    return max(0.05, float(known.max())) if is_distance and known.size else high
