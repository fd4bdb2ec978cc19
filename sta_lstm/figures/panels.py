"""Heat maps of joints × frames, one panel a person below the other, and the bar of their colours above them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from sta_lstm.arrays import AnyFloats
from sta_lstm.figures.bins import Bins
from sta_lstm.figures.cursor import with_cursor
from sta_lstm.figures.style import MAX_TICK_CHARACTERS, SMALL_PX, palette, person_colour, person_name, plain, styled

_ROW_PX = 13
_TALLEST_PX = 1600
_HEADING_PX = 20
#: Margins: above stands the colour bar, below the frames' axis.
_TOP_PX, _BOTTOM_PX = 62, 44
#: Width of the bar of the colours as a share of the panels', and its height.
_BAR, _BAR_PX = 0.9, 9


@dataclass(frozen=True, eq=False)
class Panel:
    """One person's rows.

    Attributes:
        person: column of the clip.
        values: joints × columns; NaN is blank.
        details: joints × columns, or with a further axis: what the hover text shows beside the value.
        hover: template of what follows the joint's name and the time.
        seconds: how the template reaches the time in ``details``.
        note: follows the person's name above the panel; a panel that has one is but a line high, without ticks.
    """

    person: int
    values: AnyFloats
    details: NDArray[Any]
    hover: str
    seconds: str = "%{customdata:.2f}"
    note: str = ""


def name_panel(figure: go.Figure, place: int, person: int, *, note: str = "", dark: bool = False) -> None:
    """Above the panel in that place whose it is, and a note."""
    figure.add_annotation(
        text=f"<b>{person_name(person)}</b>{note}",
        showarrow=False,
        x=0,
        xref="x domain",
        xanchor="left",
        y=1,
        yref=f"{panel_axis('y', place)} domain",
        yanchor="bottom",
        font={"size": SMALL_PX, "color": person_colour(person, dark=dark)},
    )


def joint_panels(
    joints: Sequence[str],
    panels: Sequence[Panel],
    bins: Bins,
    *,
    fps: float,
    named: bool,
    colours: Callable[[float], dict[str, object]],
    dark: bool,
) -> go.Figure:
    """The panels as a figure.

    Args:
        joints: names of the rows, from top to bottom.
        panels: one a person.
        bins: the columns.
        fps: frames a second.
        named: whether more than one person is there, so that it has to be said whose a panel is.
        colours: the colour axis, from how far its bar is to stand above the panels, as a share of their height.
        dark: for a dark page.
    """
    n_rows = len(joints)
    heights = [1 if panel.note else n_rows for panel in panels]
    row_px = float(np.clip(_TALLEST_PX / sum(heights), 4, _ROW_PX))
    inner_px = row_px * sum(heights) + _HEADING_PX * (len(panels) - 1)
    above = _HEADING_PX / inner_px
    figure = make_subplots(
        rows=len(panels),
        cols=1,
        shared_xaxes=True,
        row_heights=heights,
        vertical_spacing=above if len(panels) > 1 else 0,
    )
    when = "frame %{x}" if bins.width == 1 else f"mean of {bins.width} frames around %{{x}}"
    ticks = list(range(0, n_rows, int(np.ceil(11 / row_px))))
    for row, panel in enumerate(panels, start=1):
        shown = [] if panel.note else ticks
        name = person_name(panel.person)
        whose = name if named else ""
        figure.add_trace(
            go.Heatmap(
                x=bins.centres,
                y=[plain(joint) for joint in joints],
                z=panel.values,
                customdata=panel.details,
                coloraxis="coloraxis",
                name=name,
                hoverongaps=False,
                hovertemplate=f"<b>%{{y}}</b><br>{when} · {panel.seconds} s<br>{panel.hover}<extra>{whose}</extra>",
            ),
            row=row,
            col=1,
        )
        figure.update_yaxes(
            row=row,
            col=1,
            type="category",
            range=[n_rows - 0.5, -0.5],
            tickvals=shown,
            ticktext=[plain(joints[i], most=MAX_TICK_CHARACTERS) for i in shown],
            showgrid=False,
        )
    styled(
        figure,
        dark=dark,
        height_px=round(inner_px + _TOP_PX + _BOTTOM_PX),
        margin={"l": 8, "r": 14, "t": _TOP_PX, "b": _BOTTOM_PX},
        coloraxis=colours(above),
    )
    figure.update_xaxes(showgrid=False, range=[-0.5, bins.n_frames - 0.5])
    figure.update_yaxes(tickfont={"size": SMALL_PX, "color": palette(dark=dark).text})
    figure.update_xaxes(row=len(panels), col=1, title={"text": f"frame ({fps:g} a second{bins.words})"})
    for place, panel in enumerate(panels if named else ()):
        name_panel(figure, place, panel.person, note=panel.note, dark=dark)
    return with_cursor(figure, x="frame")


def panel_axis(letter: str, place: int) -> str:
    """Plotly's name of the axis of the panel in that place, from 0."""
    return letter if place == 0 else f"{letter}{place + 1}"


def bar_ends(figure: go.Figure, low: str, high: str, *, above: float, dark: bool) -> None:
    """Say beneath a bar of `colour_bar` what it means at its two ends, beside its ticks and within its own width."""
    for text, x, anchor in ((low, 0.0, "left"), (high, _BAR, "right")):
        figure.add_annotation(
            text=text,
            showarrow=False,
            x=x,
            xref="paper",
            xanchor=anchor,
            y=1 + above,
            yref="paper",
            yanchor="bottom",
            font={"size": SMALL_PX, "color": palette(dark=dark).muted},
        )


def colour_bar(ticks: dict[float, str], *, above: float, dark: bool) -> dict[str, object]:
    """A bar so far ``above`` the panels, as a share of their height, with words at some values."""
    colours = palette(dark=dark)
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "y": 1 + above,
        "yanchor": "bottom",
        "ypad": 0,
        "xpad": 0,
        "thickness": _BAR_PX,
        "len": _BAR,
        "outlinewidth": 1,
        "outlinecolor": colours.grid,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": colours.muted,
        "tickvals": list(ticks),
        "ticktext": list(ticks.values()),
        "tickfont": {"size": SMALL_PX, "color": colours.muted},
    }
