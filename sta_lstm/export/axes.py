"""The axes of a chart for print, as Plotly's figures describe them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sta_lstm.export.style import COLOURS
from sta_lstm.export.traces import Names, colour_of, numbers, plain_text, points
from sta_lstm.words import percent_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def set_axis(axes: Axes, letter: str, told: Mapping[str, Any], names: Names) -> None:
    """Range, ticks, title and grid of one axis."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis = axes.xaxis if letter == "x" else axes.yaxis
    set_range = axes.set_xlim if letter == "x" else axes.set_ylim
    if "range" in told:
        set_range(*told["range"])
    elif told.get("rangemode") == "tozero":
        set_range(0, None)
    font = told.get("tickfont", {})
    axis.set_tick_params(
        length=0,
        pad=3,
        labelsize=points(font.get("size", 11)),
        labelcolor=colour_of(font.get("color", COLOURS.muted)),
        labelbottom=told.get("showticklabels", True),
    )
    if told.get("tickvals") is not None:
        texts, places = told.get("ticktext"), numbers(told["tickvals"], names)
        words = [_number(told, place) for place in places] if texts is None else [plain_text(text)[0] for text in texts]
        axis.set_ticks(list(places), words)
    elif names:
        axis.set_ticks(list(names.values()), [plain_text(name)[0] for name in names])
    else:
        axis.set_major_locator(MaxNLocator(max(2, told.get("nticks", 8) - 1), steps=[1, 2, 5, 10]))
        axis.set_major_formatter(FuncFormatter(lambda value, _: _number(told, value)))
    if told.get("showgrid", True):
        axis.grid(visible=True, color=colour_of(told.get("gridcolor", COLOURS.grid)), linewidth=0.5)
    if title := _title(told):
        if letter == "y":  # beside the panel there is room for as many letters as it is high
            title = textwrap.fill(title, max(12, int(axes.get_window_extent().height / axes.figure.dpi / 0.07)))
        axis.set_label_text(title, fontsize=points(told["title"].get("font", {}).get("size", 12)), color=COLOURS.muted)


def _number(told: Mapping[str, Any], value: float) -> str:
    """What stands at a tick."""
    if str(told.get("tickformat", "")).endswith("%"):
        return percent_text(value)
    return f"{round(value, 10):g}{told.get('ticksuffix', '')}"


def _title(told: Mapping[str, Any] | None) -> str:
    return plain_text((told or {}).get("title", {}).get("text", ""))[0] if told and told.get("title") else ""
