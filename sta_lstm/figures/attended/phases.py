"""When a model looked over a whole data set: β over a clip's own time."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from sta_lstm.evidence.attended.looking import Looking
from sta_lstm.figures.attended.colours import colours_of, row_of
from sta_lstm.figures.style import MAX_TICK_CHARACTERS, SMALL_PX, palette, plain, styled
from sta_lstm.scene.scale import place

_TALLEST_PX, _LEAST_ROW_PX, _ROW_PX, _NAME_PX = 1000, 6, 22, 14
_TOP_PX, _HEADING_PX, _BOTTOM_PX = 62, 20, 44
_CURVE_PX = 260
#: What all classes together are called.
ALL = "all classes"


def class_phase_heatmap(found: Looking, *, spread: bool = False, dark: bool = False) -> go.Figure:
    """Classes × phases of a clip's own time: mean β as multiples of an equal share, or its spread between groups.

    Args:
        found: what to draw.
        spread: the standard deviation between groups, and not the mean.
        dark: for a dark page.
    """
    values = (found.phases_spread if spread else found.phases)[:-1]
    n_classes, n_phases = values.shape
    row_px = float(np.clip(_TALLEST_PX / max(1, n_classes), _LEAST_ROW_PX, _ROW_PX))
    step = int(np.ceil(_NAME_PX / row_px))
    ticks = list(range(0, n_classes, step))
    inner_px = max(1.0, row_px * n_classes)
    above = _HEADING_PX / inner_px
    told = f"%{{customdata:.2f}}× between {found.over}" if spread else "%{customdata:.2f}× an equal share"
    names = np.array([plain(name) for name in found.class_names], dtype=str)
    figure = go.Figure(
        go.Heatmap(
            z=values if spread else place(values),
            x=(np.arange(n_phases) + 0.5) * 100 / n_phases,
            y=list(range(n_classes)),
            text=np.repeat(names[:, None], n_phases, 1),
            customdata=values,
            coloraxis="coloraxis",
            hoverongaps=False,
            ygap=1,
            hovertemplate=f"<b>%{{text}}</b><br>%{{x:.0f}}\u00a0% of the clip<br>{told}<extra></extra>",
        )
    )
    return styled(
        figure,
        dark=dark,
        height_px=round(inner_px + _TOP_PX + _BOTTOM_PX),
        margin={"l": 8, "r": 14, "t": _TOP_PX, "b": _BOTTOM_PX},
        coloraxis=colours_of(values, spread=spread, above=above, dark=dark),
        xaxis=_phase_axis(),
        yaxis={
            "tickvals": ticks,
            "ticktext": [plain(found.class_names[i], most=MAX_TICK_CHARACTERS) for i in ticks],
            "range": [n_classes - 0.5, -0.5],
            "showgrid": False,
            "tickfont": {"size": SMALL_PX, "color": palette(dark=dark).text},
        },
    )


def phase_curve(found: Looking, *, class_name: str | None = None, dark: bool = False) -> go.Figure:
    """β over a clip's own time in clips of a class: the mean, in a band of one spread between groups to either side.

    Args:
        found: what to draw.
        class_name: one of the classes; all together if left out.
        dark: for a dark page.
    """
    colours, which = palette(dark=dark), row_of(found, class_name)
    mean, spread = found.phases[which], np.nan_to_num(found.phases_spread[which])
    x = (np.arange(len(mean)) + 0.5) * 100 / max(1, len(mean))
    figure = go.Figure()
    if spread.any():
        figure.add_scatter(
            x=[*x, *x[::-1]],
            y=[*(mean + spread), *np.maximum(mean - spread, 0)[::-1]],
            fill="toself",
            fillcolor=colours.grid,
            line={"width": 0},
            hoverinfo="skip",
            name=f"spread between {found.over}",
        )
    figure.add_scatter(
        x=x,
        y=mean,
        mode="lines",
        line={"color": colours.accent, "width": 2},
        customdata=spread,
        name=plain(class_name or ALL),
        hovertemplate="%{x:.0f}\u00a0% of the clip<br>%{y:.2f}× an equal share, ± %{customdata:.2f}<extra></extra>",
    )
    figure.add_hline(y=1, line={"color": colours.muted, "width": 1, "dash": "dash"})
    top = float(np.nanmax(mean + spread)) if np.isfinite(mean).any() else 1.0
    return styled(
        figure,
        dark=dark,
        height_px=_CURVE_PX,
        margin={"l": 8, "r": 14, "t": 12, "b": _BOTTOM_PX},
        xaxis=_phase_axis(),
        yaxis={"title": {"text": "β, multiples of an equal share"}, "range": [0, 1.1 * max(1.2, top)]},
    )


def _phase_axis() -> dict[str, object]:
    return {
        "title": {"text": "share of the clip"},
        "range": [0, 100],
        "tickvals": [0, 25, 50, 75, 100],
        "ticktext": [f"{tick}\u00a0%" for tick in (0, 25, 50, 75, 100)],
        "showgrid": False,
    }
