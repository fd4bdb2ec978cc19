"""Whether attention can be believed, as figures: what each part of a body costs, and curves of removal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go

from sta_lstm.evidence.faithfulness.curves import Curve
from sta_lstm.figures.style import DASHES, MAX_TICK_CHARACTERS, add_lines, palette, plain, styled
from sta_lstm.prediction.verdict import Held, PartEvidence, Trust, Verdict
from sta_lstm.scene.scale import place, tick_marks
from sta_lstm.words import PERCENT, percent_text, person_letter

#: Rankings that know nothing of the model, which are drawn thin and grey.
BASELINES = ("motion energy", "random")
#: Pairs of parts that stand beside the parts.
MOST_PAIRS = 3
#: Where the panel of what is lost ends, and that of attention as far before the right edge, as shares of the width.
_LOST = 0.46


def part_bars(verdict: Verdict, *, dark: bool = False) -> go.Figure:
    """Two bars for each part of each body: what the answer loses once it is held, and beside it how attended it is.

    Attention is on the one scale of all pictures (`sta_lstm.scene.scale`), with a line at an equal share. The part that
    costs most stands on top; above it, where parts were held two by two, the `MOST_PAIRS` pairs that cost most. Where
    attention is true, long bars stand beside long bars.
    """
    colours = palette(dark=dark)
    rows = sorted((Held((part,), part.cost) for part in verdict.parts), key=_cost)
    rows += sorted(verdict.pairs, key=_cost)[-MOST_PAIRS:]
    names = [" + ".join(_name(part, verdict) for part in row.parts) for row in rows]
    costs, attends = [100 * row.cost for row in rows], verdict.trust is not Trust.NONE
    figure = go.Figure()
    figure.add_bar(
        y=names,
        x=costs,
        orientation="h",
        name="lost when held still",
        marker={"color": colours.support, "cornerradius": 3},
        hovertemplate=f"%{{y}}: %{{x:.1f}} points of {percent_text(verdict.probability)} are lost<extra></extra>",
    )
    layout: dict[str, Any] = {
        "xaxis": {
            "title": {"text": "points lost"},
            "range": [min(0.0, 1.1 * min(costs)), max(1.0, 1.1 * max(costs))],
            "nticks": 5,
            "domain": [0, _LOST] if attends else [0, 1],
        },
        "yaxis": {"showgrid": False},
    }
    if attends:  # attention that is not learned is shared out by the number of joints
        focus = np.array([row.focus for row in rows])
        marks = tick_marks(focus)
        figure.add_bar(
            y=names,
            x=place(focus),
            xaxis="x2",
            yaxis="y2",
            orientation="h",
            name="attention",
            marker={"color": colours.accent, "cornerradius": 3},
            customdata=[[row.focus, 100 * row.share] for row in rows],
            hovertemplate=f"%{{y}}: %{{customdata[0]:.1f}} times an equal share, %{{customdata[1]:.0f}}{PERCENT} of "
            "all attention<extra></extra>",
        )
        at, line = float(place(1)), {"color": colours.muted, "width": 1, "dash": "dash"}
        add_lines(figure, [{"x0": at, "x1": at, "y0": 0, "y1": 1, "xref": "x2", "yref": "y2 domain", "line": line}])
        layout |= {
            "xaxis2": {
                "title": {"text": "times an equal share"},
                "range": [0, 1],
                "tickvals": list(marks),
                "ticktext": list(marks.values()),
                "domain": [1 - _LOST, 1],
                "anchor": "y2",
            },
            "yaxis2": {"showticklabels": False, "showgrid": False, "matches": "y", "anchor": "x2"},
        }
    return styled(
        figure,
        dark=dark,
        height_px=90 + 24 * len(rows),
        margin={"l": 8, "r": 18, "t": 34, "b": 44},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        bargap=0.3,
        **layout,
    )


def _cost(held: Held) -> float:
    return held.cost


def _name(part: PartEvidence, verdict: Verdict) -> str:
    return f"{part.part} {person_letter(part.person)}" if verdict.several else part.part


def removal_curves(curves: Mapping[str, Curve], class_name: str, *, dark: bool = False) -> go.Figure:
    """The probability of a class while a clip is taken apart, by the order of each ranking; lower is truer.

    Args:
        curves: by the name of the ranking, each with its mean, the area beneath it, in the legend; baselines are grey.
        class_name: whose probability it is.
        dark: for a dark page.
    """
    colours = palette(dark=dark)
    figure = go.Figure()
    own = [name for name in curves if name not in BASELINES]
    for name, curve in curves.items():
        is_own = name in own
        figure.add_scatter(
            x=100 * curve.share,
            y=100 * curve.probability,
            mode="lines",
            name=f"{plain(_symbols(name), most=MAX_TICK_CHARACTERS)}: {percent_text(curve.area)}",
            line={
                "color": colours.models[own.index(name) % len(colours.models)] if is_own else colours.muted,
                "width": 2.5 if is_own else 1.5,
                "dash": "solid" if is_own else DASHES[1 + BASELINES.index(name)],
            },
            hovertemplate=f"%{{y:.0f}}{PERCENT} with %{{x:.0f}}{PERCENT} taken",
        )
    return styled(
        figure,
        dark=dark,
        height_px=290,
        margin={"l": 8, "r": 14, "t": 34, "b": 8},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        xaxis={"title": {"text": "share of the clip that is taken"}, "ticksuffix": PERCENT, "showgrid": False},
        yaxis={
            "title": {"text": f"how sure of “{plain(class_name, most=MAX_TICK_CHARACTERS)}”"},
            "range": [0, 100],
            "nticks": 6,
            "ticksuffix": PERCENT,
        },
    )


def _symbols(name: str) -> str:
    """The name of a ranking with the letters that stand for its attention: "α", "α·β", "α × displacement"."""
    letters = {"alpha": "α", "beta": "β"}
    return " ".join(letters.get(word, word) for word in name.split()).replace("α × β", "α·β")
