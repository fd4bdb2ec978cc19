"""Bars beside a player as a page's own elements: they are there before what draws the larger figures is fetched."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from sta_lstm.scene.look import DESK

#: Of a bar's row, and of the axis and its title beneath all of them.
_ROW_PX, _AXIS_PX = 24, 44

BARS_STYLE = f"""
<style>
.sta-bars, .sta-bars :is(li, p) {{ font-size: {DESK.body}px; line-height: 1.2; }}
.sta-bars ol {{
  display: grid; grid-template-columns: fit-content(58%) minmax(40px, 1fr) max-content; column-gap: 0.5rem;
  margin: 0; padding: 0; list-style: none;
}}
.sta-bars li {{
  display: grid; grid-template-columns: subgrid; grid-column: 1 / -1; align-items: center; height: {_ROW_PX}px;
  margin: 0; border-radius: 4px;
}}
.sta-bars[data-told*="joints"] li:not([aria-hidden]) {{ cursor: pointer; }}
.sta-bars li.sta-pinned {{ background: color-mix(in srgb, var(--st-primary-color) 16%, transparent); }}
.sta-bars li.sta-pinned {{ outline: 1px solid var(--st-primary-color); }}
.sta-bars li > :first-child {{ overflow: hidden; text-overflow: ellipsis; white-space: nowrap; text-align: end; }}
.sta-bars li > :last-child {{ font-variant-numeric: tabular-nums; text-align: end; }}
.sta-bars .sta-track {{ position: relative; height: 15px; }}
.sta-bars .sta-track i {{ position: absolute; inset-block: 0; border-radius: 3px; }}
.sta-bars .sta-track i.sta-mark {{ inset-block: -5px; border-left: 1px dashed; border-radius: 0; opacity: 0.45; }}
.sta-bars .sta-ticks {{ position: relative; height: 1.2em; opacity: 0.78; white-space: nowrap; }}
.sta-bars .sta-ticks {{ font-size: {DESK.small}px; }}
.sta-bars .sta-ticks span {{ position: absolute; transform: translateX(-50%); }}
.sta-bars .sta-ticks span:first-child {{ transform: none; }}
.sta-bars .sta-ticks span:last-child {{ transform: translateX(-100%); }}
.sta-bars p {{ margin: 0.2rem 0 0; text-align: center; opacity: 0.78; }}
</style>
"""


#: Of what a figure shows on hovering: the person, where there are several.
_WHOSE = re.compile(r"<extra>(.+)</extra>")


@dataclass(frozen=True, slots=True)
class _Bar:
    """A bar from zero to a value."""

    end: float
    colour: str
    about: str
    value: str


def height_px(n_bars: int) -> int:
    """How high so many bars are, with their axis."""
    return _ROW_PX * n_bars + _AXIS_PX


def bars_html(figure: go.Figure) -> str:
    """The horizontal bars of ``figure`` as HTML: each with its name, its value and the axis they share.

    What the figure tells of its rows (`sta_lstm.figures.cursor`) stands in ``data-told``: the player reads it there.

    Args:
        figure: of bars beside each other, a name a place, as `sta_lstm.figures.probability_bars` and
            `sta_lstm.figures.joint_ranking` make them; or one that says why there are none.
    """
    layout = figure.layout
    bars = _bars_of(figure)
    if not bars:
        told = "".join(f"<p>{_safe(each.text)}</p>" for each in layout.annotations)
        return f'<div class="sta-bars" style="min-height: {layout.height:.0f}px">{told}</div>'
    left, right = layout.xaxis.range
    names = dict(zip(layout.yaxis.tickvals, layout.yaxis.ticktext, strict=True))

    def share(value: float) -> float:
        return 100 * float(np.clip((value - left) / (right - left), 0, 1))

    marks = "".join(f'<i class="sta-mark" style="left: {share(each.x0):.2f}%"></i>' for each in layout.shapes)
    rows = []
    for place, bar in sorted(bars.items()):
        start, end = sorted((share(0), share(bar.end)))
        drawn = f'<i style="left: {start:.2f}%; width: {end - start:.2f}%; background: {_safe(bar.colour)}"></i>'
        rows.append(
            f'<li title="{_safe(bar.about)}: {_safe(bar.value)}"><span>{_safe(names[place])}</span>'
            f'<span class="sta-track">{drawn}{marks}</span><span>{_safe(bar.value)}</span></li>'
        )
    ticks = "".join(
        f'<span style="left: {share(value):.2f}%">{_safe(text)}</span>' for value, text in _ticks(layout.xaxis)
    )
    scale = f'<li aria-hidden="true"><span></span><span class="sta-ticks">{ticks}</span><span></span></li>'
    told = json.dumps((layout.meta or {}).get("sta", {}))
    title = f"<p>{_safe(layout.xaxis.title.text)}</p>"
    return f'<div class="sta-bars" data-told="{_safe(told)}"><ol>{"".join(rows)}{scale}</ol>{title}</div>'


def _bars_of(figure: go.Figure) -> dict[float, _Bar]:
    """The bars by their places, with the values that a trace of text beside them, or their own text, tells."""
    values = {
        place: text
        for trace in figure.data
        if trace.text is not None
        for place, text in zip(trace.y, trace.text, strict=True)
    }
    bars = {}
    for trace in figure.data:
        if not isinstance(trace, go.Bar):
            continue
        colours = trace.marker.color
        for i, (place, value) in enumerate(zip(trace.y, trace.x, strict=True)):
            about = trace.customdata[i]
            colour = colours if isinstance(colours, str) else colours[i]
            name = about if isinstance(about, str) else str(about[0])
            whose = _WHOSE.search(trace.hovertemplate or "")
            name = f"{name}, {whose[1]}" if whose else name
            bars[place] = _Bar(float(value), colour, name, values[place])
    return bars


def _ticks(axis: go.layout.XAxis) -> Sequence[tuple[float, str]]:
    """Those of the axis; where it leaves them to Plotly, its ends and zero."""
    if axis.tickvals is not None:
        return list(zip(axis.tickvals, axis.ticktext, strict=True))
    return [(value, f"{value:.3g}".replace("-", "−")) for value in sorted({*axis.range, 0.0})]


def _safe(text: str) -> str:
    """Text of a figure, in which some marks are entities already, as HTML that says it letter by letter."""
    return html.escape(html.unescape(str(text)))
