"""The charts of the pages for print: a figure of `sta_lstm.figures`, drawn anew at a width in millimetres.

Plotly's own pictures need a browser. Its figures say what they show, and what ours say is drawn here: heat maps, bars,
lines and marks on one panel or several, beneath or beside each other, with their titles, ticks, legends and bars of
colours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from sta_lstm.export.axes import set_axis
from sta_lstm.export.style import COLOURS, PAGE_IN, inches, styled
from sta_lstm.export.traces import (
    PX_PT,
    colour_of,
    colours_of,
    draw_trace,
    names_of,
    plain_text,
    points,
)
from sta_lstm.words import label_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

#: Pixels of Plotly's figures an inch, and dots an inch of what is no line.
_PX_IN, _DPI = 72 / PX_PT, 300
#: Inches: around everything, and of a row of a legend.
_MARGIN_IN, _ROW_IN = 0.06, 0.16
#: Pixels from the foot of a bar's words to the bar.
_BAR_WORDS_PX = 18
_ANCHORS = {"left": "left", "right": "right", "center": "center", "top": "top", "bottom": "bottom", "middle": "center"}


@styled
def chart(figure: go.Figure, *, width_mm: float | None = None) -> Figure:
    """``figure`` for print, as high as on a page; letters keep their size, whatever the width.

    Args:
        figure: one of `sta_lstm.figures`, for a light page.
        width_mm: how wide, from 80 to 400; 178 if left out.

    Raises:
        SettingsError: another width, or matplotlib is not installed.
    """
    width = inches(width_mm, PAGE_IN)
    # How wide the names beside the panels are is known once they are drawn.
    room = _Chart.of(figure, width, left_in=0.5, right_in=_MARGIN_IN)
    left, right = room.draw_and_measure()
    made = _Chart.of(figure, width, left_in=left, right_in=right)
    made.draw_and_measure()
    return made.drawn


@dataclass(frozen=True, eq=False)
class _Chart:
    """A chart in the making.

    Attributes:
        traces, layout: of Plotly's figure.
        drawn: what it is drawn on.
        box: of the panels together: left, bottom, width and height, in inches.
        handles: for the legend, with their names.
    """

    traces: Sequence[Mapping[str, Any]]
    layout: Mapping[str, Any]
    drawn: Figure
    box: tuple[float, float, float, float]

    @classmethod
    def of(cls, figure: go.Figure, width: float, *, left_in: float, right_in: float) -> _Chart:
        """A chart with so much room beside its panels."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        layout = figure.layout.to_plotly_json()
        traces = [trace.to_plotly_json() for trace in figure.data]
        inner = width - left_in - right_in
        above, below = (layout["margin"][side] / _PX_IN for side in "tb")
        height = layout["height"] / _PX_IN - above - below
        more_in = _ROW_IN * (_legend_rows(traces, layout, inner)[1] - 1)
        is_below = layout.get("legend", {}).get("yref") == "container"
        above, below = (above, below + more_in) if is_below else (above + more_in, below)
        drawn = Figure(figsize=(width, above + height + below), dpi=_DPI)
        FigureCanvasAgg(drawn)
        return cls(traces, layout, drawn, (left_in, below, inner, height))

    def draw_and_measure(self) -> tuple[float, float]:
        """Draw all of it; how much room it would have at the left and at the right, in inches."""
        panels: dict[str, Axes] = {}
        handles: dict[str, Any] = {}
        names = [name for name in self.layout if name.startswith("yaxis")]
        for name in sorted(names, key=lambda name: (len(name), name)):
            number = name.removeprefix("yaxis")
            own = [trace for trace in self.traces if trace.get("yaxis", "y") == f"y{number}"]
            panels[number] = self._panel(number, own, handles)
        if not panels:
            panels[""] = self._panel("", [], handles)
        self._bar()
        self._legend(handles)
        for shape in self.layout.get("shapes", ()):
            self._shape(shape, panels)
        for note in self.layout.get("annotations", ()):
            self._annotation(note, panels)
        renderer = self.drawn.canvas.get_renderer()  # type: ignore[attr-defined]
        boxes = [each for axes in panels.values() if (each := axes.get_tightbbox(renderer)) is not None]
        width, dpi = self.drawn.get_figwidth(), self.drawn.dpi
        left = self.box[0] - min(box.x0 for box in boxes) / dpi
        right = max(box.x1 for box in boxes) / dpi - (self.box[0] + self.box[2])
        return min(left, 0.5 * width) + _MARGIN_IN, min(max(right, 0.0), 0.2 * width) + _MARGIN_IN

    def _panel(self, number: str, traces: Sequence[Mapping[str, Any]], handles: dict[str, Any]) -> Axes:
        low, high = self._axis("y", number).get("domain", (0, 1))
        start, end = self._axis("x", number).get("domain", (0, 1))
        (left, bottom, *_), (right, top, *_) = self._place(start, low), self._place(end, high)
        axes = self.drawn.add_axes((left, bottom, right - left, top - bottom))
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_axisbelow(True)
        shown = [trace for trace in traces if trace.get("xaxis", "x") in ("x", f"x{number}")]
        names = names_of(shown, "x"), names_of(shown, "y")
        bars = [trace for trace in shown if trace.get("type") == "bar"]
        grouped = self.layout.get("barmode") == "group" and len(bars) > 1
        for trace in shown:
            told, shift = trace, 0.0
            if grouped and trace in bars:
                thick = (1 - self.layout.get("bargap", 0.2)) / len(bars)
                told, shift = {**trace, "width": thick}, (bars.index(trace) - (len(bars) - 1) / 2) * thick
            handle = draw_trace(axes, told, names, self.layout.get("coloraxis", {}), shift)
            if handle is not None and trace.get("showlegend", True) and "hovertemplate" in trace:
                handles.setdefault(plain_text(trace.get("name", ""))[0], handle)
        for letter, own in zip("xy", names, strict=True):
            set_axis(axes, letter, self._axis(letter, number), own)
        return axes

    def _axis(self, letter: str, number: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.layout.get(f"{letter}axis{number}") or self.layout.get(f"{letter}axis") or {}
        return found

    def _place(self, x: float, y: float) -> tuple[float, float, float, float]:
        """A place in the box of the panels, and the size of that box, as shares of the whole figure."""
        left, bottom, width, height = self.box
        whole = self.drawn.get_figwidth(), self.drawn.get_figheight()
        return (left + x * width) / whole[0], (bottom + y * height) / whole[1], width / whole[0], height / whole[1]

    def _bar(self) -> None:
        """The bar of the colours, above the panels."""
        from matplotlib.cm import ScalarMappable

        maps = [trace for trace in self.traces if trace.get("type") == "heatmap"]
        told = {**self.layout.get("coloraxis", {}), **(maps[0] if maps and "colorbar" in maps[0] else {})}
        bar = told.get("colorbar")
        if not maps or bar is None:
            return
        left, bottom, width, _ = self._place(0.0, bar["y"])
        high = self.drawn.get_figheight()
        place = (left, bottom + _BAR_WORDS_PX / _PX_IN / high, bar["len"] * width, bar["thickness"] / _PX_IN / high)
        axes = self.drawn.add_axes(place)
        colours, norm = colours_of(maps[0], self.layout.get("coloraxis", {}))
        made = self.drawn.colorbar(ScalarMappable(norm, colours), cax=axes, orientation="horizontal")
        if made.solids is not None:
            made.solids.set_rasterized(True)
        made.outline.set_linewidth(0.3)
        words = [plain_text(text)[0] for text in bar["ticktext"]]
        made.set_ticks(list(bar["tickvals"]), labels=words)
        axes.tick_params(length=2, pad=1.5, labelsize=points(bar["tickfont"]["size"]))

    def _legend(self, handles: Mapping[str, Any]) -> None:
        legend: Mapping[str, Any] = self.layout.get("legend", {})
        if not self.layout.get("showlegend") or not handles:
            return
        below = legend.get("yref") == "container"
        left, bottom, _, _ = self._place(0.0, 1.0)
        high = self.drawn.get_figheight()
        anchor = (left, 0.01) if below else (left, bottom + 0.02 / high)
        named = list(handles.items())[:: -1 if legend.get("traceorder") == "reversed" else 1]
        columns, _ = _legend_rows(self.traces, self.layout, self.box[2])
        self.drawn.legend(
            [handle for _, handle in named],
            [name for name, _ in named],
            loc="lower left",
            bbox_to_anchor=anchor,
            ncols=columns,
            frameon=False,
            fontsize=points(legend.get("font", {}).get("size", 11)),
            borderpad=0,
            borderaxespad=0,
            handlelength=1.6,
            columnspacing=1.2,
        )

    def _shape(self, shape: Mapping[str, Any], panels: Mapping[str, Axes]) -> None:
        from matplotlib.lines import Line2D
        from matplotlib.patches import Rectangle

        axes = panels.get(str(shape.get("yref", "y")).split(" ")[0].removeprefix("y"), panels[next(iter(panels))])
        where = self._transform(shape, axes)
        line = shape.get("line", {})
        x0, x1, y0, y1 = (shape[name] for name in ("x0", "x1", "y0", "y1"))
        if shape.get("type") == "rect":
            place = {"xy": (x0, y0), "width": x1 - x0, "height": y1 - y0}
            axes.add_patch(
                Rectangle(**place, transform=where, color=colour_of(shape["fillcolor"]), linewidth=0, zorder=0)
            )
            return
        dash = {"dot": (0, (1, 1.6)), "dash": (0, (3, 2))}.get(line.get("dash", ""), "solid")
        look = {"color": colour_of(line["color"]), "linewidth": line.get("width", 1) * PX_PT, "linestyle": dash}
        axes.add_artist(Line2D([x0, x1], [y0, y1], transform=where, clip_on=False, zorder=2.5, **look))

    def _annotation(self, note: Mapping[str, Any], panels: Mapping[str, Axes]) -> None:
        axes = panels.get(str(note.get("yref", "y")).split(" ")[0].removeprefix("y"), panels[next(iter(panels))])
        text, bold = plain_text(note["text"])
        size = points(note.get("font", {}).get("size", 12))
        if note.get("xanchor") == "left" and note.get("x") == 0:  # a long one ends with the panel
            text = label_line(text, max(12, int(self.box[2] * 72 / (0.58 * size))))
        axes.text(
            note["x"],
            note["y"],
            text,
            transform=self._transform(note, axes),
            ha=_ANCHORS[note.get("xanchor", "center")],
            va=_ANCHORS[note.get("yanchor", "middle")],
            fontsize=size,
            color=colour_of(note.get("font", {}).get("color", COLOURS.text)),
            weight="bold" if bold and text == text.strip() and note["text"].startswith("<b>") else "normal",
            clip_on=False,
        )

    def _transform(self, placed: Mapping[str, Any], axes: Axes) -> Transform:
        """From the two axes that something names to its place."""
        from matplotlib.transforms import Bbox, BboxTransformTo, TransformedBbox, blended_transform_factory

        found: list[Transform] = []
        for letter in "xy":
            where = str(placed.get(f"{letter}ref", letter))
            if where == "paper":
                left, bottom, width, height = self._place(0.0, 0.0)
                box = Bbox.from_bounds(left, bottom, width, height)
                found.append(BboxTransformTo(TransformedBbox(box, self.drawn.transFigure)))
            else:
                found.append(axes.transAxes if where.endswith("domain") else axes.transData)
        return blended_transform_factory(*found)


def _legend_rows(traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], width_in: float) -> tuple[int, int]:
    """In how many columns and rows the names of a legend stand."""
    names = {
        plain_text(trace.get("name", ""))[0]
        for trace in traces
        if trace.get("showlegend", True) and "hovertemplate" in trace
    }
    if not layout.get("showlegend") or not names:
        return 1, 1
    columns = max(1, int(width_in / (0.42 + 0.066 * max(map(len, names)))))
    return min(columns, len(names)), -(-len(names) // columns)
