"""What stands within a chart, drawn for print: heat maps, bars, lines and marks, as Plotly's figures name them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sta_lstm.arrays import Float64s

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: A pixel of Plotly's figures in points: their letters of 12 pixels are of 8 points here.
PX_PT = 2 / 3
_LEAST_PT = 6.5
_RGBA = re.compile(r"rgba?\(([^)]*)\)")
_TAG = re.compile(r"</?[a-z]+ ?/?>")
_DASHES: dict[str, Any] = {
    "dash": (0, (4, 1.5)),
    "dot": (0, (1, 1.2)),
    "dashdot": (0, (4, 1.2, 1, 1.2)),
    "longdash": (0, (7, 1.5)),
    "longdashdot": (0, (7, 1.5, 1, 1.5)),
}
_SYMBOLS = {"diamond": "D", "square": "s", "cross": "P", "x": "X", "triangle-up": "^"}
_HORIZONTAL = {"left": "right", "right": "left"}  # text that stands left of a point ends there
_VERTICAL = {"top": "bottom", "bottom": "top", "middle": "center"}

#: The places of an axis that has names instead of numbers: those by their places.
Names = dict[str, int]


def colour_of(css: object) -> Any:
    """A colour of Plotly's as one of matplotlib's."""
    match = _RGBA.fullmatch(str(css))
    if match is None:
        return css
    red, green, blue, *opacity = (float(part) for part in match[1].split(","))
    return (red / 255, green / 255, blue / 255, opacity[0] if opacity else 1.0)


def plain_text(text: object) -> tuple[str, bool]:
    """Text of a figure without its tags and entities, and whether it is bold."""
    marked = str(text).replace("<br>", "\n")
    return html.unescape(_TAG.sub("", marked)), "<b>" in marked


def points(px: float) -> float:
    """A size of letters in pixels as points; none is too small to be read."""
    return max(_LEAST_PT, px * PX_PT)


def numbers(values: Any, names: Names) -> Float64s:
    """The places of values on their axis; NaN for none."""
    listed = [] if values is None else list(values)
    found = [names[each] if isinstance(each, str) else np.nan if each is None else each for each in listed]
    return np.asarray(found, dtype=np.float64)


def names_of(traces: Sequence[Mapping[str, Any]], letter: str) -> Names:
    """The names that stand on an axis of these traces, in the order in which they come; none where it has numbers."""
    found: Names = {}
    for trace in traces:
        for value in [] if trace.get(letter) is None else list(trace[letter]):
            if isinstance(value, str):
                found.setdefault(value, len(found))
    return found


def draw_trace(
    axes: Axes, trace: Mapping[str, Any], names: tuple[Names, Names], coloraxis: Mapping[str, Any], shift: float
) -> Any:
    """Draw one trace; what a legend shows of it.

    Args:
        axes: where.
        trace: a heat map, bars, or a scatter of lines, marks and words.
        names: of the two axes.
        coloraxis: of the figure.
        shift: by which bars stand beside their places.
    """
    kind = trace.get("type", "scatter")
    if kind == "heatmap":
        return _heatmap(axes, trace, names, coloraxis)
    if kind == "bar":
        return _bars(axes, trace, names, shift)
    return _scatter(axes, trace, names)


def colours_of(trace: Mapping[str, Any], coloraxis: Mapping[str, Any]) -> tuple[Any, Any]:
    """The colours of a heat map, and the values at which they begin and end."""
    from matplotlib.colors import LinearSegmentedColormap, Normalize

    own = "colorscale" in trace
    scale = (trace if own else coloraxis)["colorscale"]
    low, high = (trace.get("zmin"), trace.get("zmax")) if own else (coloraxis["cmin"], coloraxis["cmax"])
    stops = [(float(at), colour_of(colour)) for at, colour in scale]
    return LinearSegmentedColormap.from_list("chart", stops, N=1024), Normalize(low, high)


def _heatmap(axes: Axes, trace: Mapping[str, Any], names: tuple[Names, Names], coloraxis: Mapping[str, Any]) -> Any:
    colours, norm = colours_of(trace, coloraxis)
    z = np.asarray(trace["z"], dtype=np.float64)
    x, y = (
        _edges(numbers(trace.get(letter), own), n) for letter, own, n in zip("xy", names, z.shape[::-1], strict=True)
    )
    gap = PX_PT if trace.get("ygap") else 0.0
    mesh = axes.pcolormesh(x, y, np.ma.masked_invalid(z), cmap=colours, norm=norm, rasterized=True)
    if gap:
        for edge in y[1:-1]:
            axes.axhline(edge, color="white", linewidth=gap)
        for edge in x[1:-1] if trace.get("xgap") else ():
            axes.axvline(edge, color="white", linewidth=gap)
    if trace.get("text") is not None and trace.get("texttemplate"):
        _write_cells(axes, trace, z, (x[:-1] + x[1:]) / 2, (y[:-1] + y[1:]) / 2, mesh)
    return None


def _write_cells(axes: Axes, trace: Mapping[str, Any], z: Float64s, x: Float64s, y: Float64s, mesh: Any) -> None:
    """A word in each cell, dark on light and light on dark."""
    size = points(trace.get("textfont", {}).get("size", 11))
    for row, column in np.ndindex(*z.shape):
        text, _ = plain_text(trace["text"][row][column])
        if text and np.isfinite(z[row, column]):
            red, green, blue, _ = mesh.to_rgba(z[row, column])
            colour = "white" if 0.3 * red + 0.59 * green + 0.11 * blue < 0.55 else "black"
            axes.text(float(x[column]), float(y[row]), text, ha="center", va="center", fontsize=size, color=colour)


def _edges(centres: Float64s, n: int) -> Float64s:
    """Where n cells begin and end that lie around their centres."""
    if len(centres) != n:
        centres = np.arange(n, dtype=np.float64)
    if n == 1:
        return np.array([centres[0] - 0.5, centres[0] + 0.5])
    between = (centres[:-1] + centres[1:]) / 2
    return np.concatenate([[2 * centres[0] - between[0]], between, [2 * centres[-1] - between[-1]]])


def _bars(axes: Axes, trace: Mapping[str, Any], names: tuple[Names, Names], shift: float) -> Any:
    lying = trace.get("orientation") == "h"
    x, y = (numbers(trace.get(letter), own) for letter, own in zip("xy", names, strict=True))
    places, lengths = (y + shift, x) if lying else (x + shift, y)
    thick = trace.get("width", 0.7)
    colour = trace.get("marker", {}).get("color")
    colours = [colour_of(each) for each in colour] if isinstance(colour, list | tuple) else colour_of(colour)
    draw = axes.barh if lying else axes.bar
    bars = draw(places, lengths, thick, color=colours, linewidth=0, zorder=2)
    texts = trace.get("text")
    if texts is not None and trace.get("textposition") == "outside":
        words = [plain_text(each)[0] for each in texts]
        axes.bar_label(bars, words, padding=2, fontsize=points(trace.get("textfont", {}).get("size", 11)))
    return bars


def _scatter(axes: Axes, trace: Mapping[str, Any], names: tuple[Names, Names]) -> Any:
    x, y = (numbers(trace.get(letter), own) for letter, own in zip("xy", names, strict=True))
    mode = trace.get("mode", "lines")
    opacity = float(trace.get("opacity", 1.0))
    line, marker = trace.get("line", {}), trace.get("marker", {})
    if not len(x) or not opacity:
        return None
    if trace.get("fill"):
        fill = colour_of(trace.get("fillcolor", line.get("color")))
        if trace["fill"] == "toself":
            axes.fill(x, y, color=fill, alpha=opacity, linewidth=0)
        else:
            axes.fill_between(x, y, color=fill, linewidth=0)
    handle = None
    if ("lines" in mode and line.get("width", 2)) or "markers" in mode:
        style: dict[str, Any] = {"linestyle": "none"}
        if "lines" in mode:
            dash = _DASHES.get(line.get("dash", "solid"), "solid")
            style = {"linestyle": dash, "linewidth": line.get("width", 2) * PX_PT}
        if "markers" in mode:
            symbol = _SYMBOLS.get(marker.get("symbol", "circle"), "o")
            size = marker.get("size", 6) * PX_PT * (0.75 if symbol == "D" else 1.0)  # a diamond is measured by its side
            style |= {"marker": symbol, "markersize": size, "markeredgewidth": 0}
        colour = colour_of(line.get("color") if "lines" in mode else marker.get("color"))
        clip = trace.get("cliponaxis", True)
        (handle,) = axes.plot(x, y, color=colour, alpha=opacity, clip_on=clip, zorder=3, **style)
    if "text" in mode:
        _write(axes, trace, x, y)
    return handle


def _write(axes: Axes, trace: Mapping[str, Any], x: Float64s, y: Float64s) -> None:
    """Words at points."""
    upright, _, sideways = trace.get("textposition", "middle center").partition(" ")
    font = trace.get("textfont", {})
    away = {"top": 4, "bottom": -4}.get(upright, 0), {"left": -2, "right": 2}.get(sideways, 0)
    for text, at_x, at_y in zip(trace["text"], x.tolist(), y.tolist(), strict=True):
        axes.annotate(
            plain_text(text)[0],
            (at_x, at_y),
            away[::-1],
            textcoords="offset points",
            ha=_HORIZONTAL.get(sideways, "center"),
            va=_VERTICAL.get(upright, "center"),
            fontsize=points(font.get("size", 11)),
            color=colour_of(font.get("color", "black")),
            annotation_clip=False,
        )
