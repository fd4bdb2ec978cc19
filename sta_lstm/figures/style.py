"""How every figure looks: colours that a colour-blind reader tells apart, no background or font of its own."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from sta_lstm.prediction.prediction import Prediction
from sta_lstm.scene import look
from sta_lstm.scene.look import hex_of
from sta_lstm.words import label_line, percent_text, person_letter, probability_text

#: The page's font by name: Plotly measures labels outside the page, where "inherit" would be another font.
FONT = "'Source Sans', system-ui, sans-serif"
#: Size of all text in a figure, pixels: that of the small print beside it.
SMALL_PX = look.DESK.small
#: Longest name on an axis; the whole name stands in the hover text.
MAX_TICK_CHARACTERS = 22
MAX_HOVER_CHARACTERS = 120
#: Margin in which the values of bars stand, pixels: the same on a phone and where letters are twice as large.
VALUES_PX = 58


#: Lines of a figure differ in more than their colours.
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, as CSS colours.

    Attributes:
        persons: one hue a person; they differ in hue and, for two persons, not in brightness.
        accent: β, keyframes, the predicted class.
        support: evidence for a class.
        against: evidence against a class.
        more: joints with more than nothing, where less than nothing means something too.
        less: joints with less than nothing.
        others: classes beside the predicted one.
        models: what is compared side by side, models or clips; none has the hue of the first two persons.
        text: axis titles and values.
        muted: ticks, reference lines, bars that are not the point.
        grid: grid lines and frames.
        ground: of the page.
        attention: colour scale below and above uniform: (from zero, up to uniform), (from uniform, up to the most).
    """

    persons: tuple[str, ...]
    accent: str
    support: str
    against: str
    more: str
    less: str
    others: tuple[str, ...]
    models: tuple[str, ...]
    text: str
    muted: str
    grid: str
    ground: str
    attention: tuple[tuple[str, str], tuple[str, str, str]]


LIGHT = Palette(
    persons=tuple(map(hex_of, look.LIGHT.persons)),
    accent=look.LIGHT.accent,
    support=hex_of(look.LIGHT.support),
    against=hex_of(look.LIGHT.against),
    more=hex_of(look.LIGHT.more),
    less=hex_of(look.LIGHT.less),
    others=("#0072B2", "#D55E00", "#009E73", "#b8860b", "#CC79A7", "#56B4E9", "#7a7a7a"),
    models=tuple(map(hex_of, look.LIGHT.models)),
    text=look.LIGHT.text,
    muted=look.LIGHT.muted,
    grid="rgba(107, 114, 128, 0.22)",
    ground=look.LIGHT.background,
    attention=(("#eff1f4", "#cdd1d8"), ("#d2c4f5", "#7c3aed", "#2e0a6b")),
)

DARK = Palette(
    persons=tuple(map(hex_of, look.DARK.persons)),
    accent=look.DARK.accent,
    support=hex_of(look.DARK.support),
    against=hex_of(look.DARK.against),
    more=hex_of(look.DARK.more),
    less=hex_of(look.DARK.less),
    others=("#56B4E9", "#E69F5A", "#2fbf94", "#e0c04c", "#e3a3c7", "#9fd3f2", "#a8a8a8"),
    models=tuple(map(hex_of, look.DARK.models)),
    text=look.DARK.text,
    muted=look.DARK.muted,
    grid="rgba(154, 161, 173, 0.22)",
    ground=look.DARK.background,
    attention=(("#1c2029", "#4a4e58"), ("#5b4796", "#a78bfa", "#f3eeff")),
)


def palette(*, dark: bool) -> Palette:
    """The colours for a dark page or a light one."""
    return DARK if dark else LIGHT


def person_name(person: int) -> str:
    """What figures call the person with index ``person``."""
    return f"person {person_letter(person)}"


def person_colour(person: int, *, dark: bool) -> str:
    """Hue of the person with index ``person``."""
    hues = palette(dark=dark).persons
    return hues[person % len(hues)]


def joint_colour(person: int, sign: int, *, dark: bool) -> str:
    """Hue of a joint: that of its sign, 1 or −1, where its map has one; of its person where that is 0."""
    colours = palette(dark=dark)
    if sign:
        return colours.more if sign > 0 else colours.less
    return person_colour(person, dark=dark)


def see_through(colour: str, opacity: float) -> str:
    """A colour written #rrggbb, of that opacity from 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity:.2f})"


def mixed(colour: str, ground: str, share: float) -> str:
    """What a colour of that opacity looks like on a ground, both written #rrggbb: letters are chosen to fit that."""
    parts = ((int(one[at : at + 2], 16) for one in (colour, ground)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(share * over + (1 - share) * under):02x}" for over, under in parts)


def plain(text: str, *, most: int = MAX_HOVER_CHARACTERS) -> str:
    """``text`` so that Plotly shows it letter by letter, at most ``most`` letters of it.

    Plotly reads a subset of HTML in every text, links included, ``$…$`` as LaTeX, and ``%{…}`` as a value in what it
    shows on hovering; names come from uploaded files. It knows no entity for a quotation mark, which needs none.
    """
    return html.escape(label_line(text, most), quote=False).replace("$", "&#36;").replace("%{", "&#37;{")


def shares(*ticks: float) -> dict[str, Any]:
    """Where an axis of shares from 0 to 1 has ticks, in per cent as everywhere."""
    return {"tickvals": list(ticks), "ticktext": [percent_text(tick) for tick in ticks]}


def shares_down_to(lowest: float, *, most: int = 6) -> dict[str, Any]:
    """At most ``most`` such ticks, evenly spaced from 100 % down to ``lowest``, a share below 1."""
    step = next(step for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5) if (1 - lowest) / step < most)
    return shares(*(1 - step * n for n in range(most) if 1 - step * n >= lowest))


def hover_shares(values: Iterable[float]) -> list[str]:
    """Shares as a hover text says them, for a template's ``customdata``; empty where there is none."""
    return ["" if math.isnan(value) else probability_text(value) for value in values]


def styled(figure: go.Figure, *, dark: bool, height_px: int, **layout: Any) -> go.Figure:
    """``figure`` in the house's style: transparent, in the page's font, with margins that fit a phone."""
    colours = palette(dark=dark)
    house = {
        "template": "none",
        "height": height_px,
        "autosize": True,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": SMALL_PX, "color": colours.text},
        "hoverlabel": {"align": "left", "namelength": -1, "font": {"family": FONT, "size": SMALL_PX}},
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "showlegend": False,
        "dragmode": False,
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": colours.muted, "activecolor": colours.text},
        "bargap": 0.35,
    }
    axis = {
        "automargin": True,
        "tickangle": 0,
        "showline": False,
        "zeroline": False,
        "ticks": "",
        "gridcolor": colours.grid,
        "linecolor": colours.grid,
        "tickfont": {"size": SMALL_PX, "color": colours.muted},
        "title": {"font": {"size": SMALL_PX, "color": colours.muted}, "standoff": 6},
    }
    given = figure.layout.to_plotly_json()
    axes = {name for name in (*given, *layout) if name.startswith(("xaxis", "yaxis"))} | {"xaxis", "yaxis"}
    # Plotly takes milliseconds for each change of a layout, and so it is put together before it is handed over.
    figure.layout = _over(_over(_over(given, house), dict.fromkeys(axes, axis)), layout)
    return figure


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """``below`` with what ``above`` says, key by key into the depth."""
    merged = dict(below)
    for key, value in above.items():
        under = below.get(key)
        merged[key] = _over(under, value) if isinstance(under, Mapping) and isinstance(value, Mapping) else value
    return merged


def mark_keyframes(figure: go.Figure, prediction: Prediction, *, dark: bool) -> None:
    """A thin vertical mark at every keyframe, across all panels of ``figure``."""
    line = {"color": palette(dark=dark).accent, "width": 1, "dash": "dot"}
    marks = [{"x0": frame, "x1": frame, "y0": 0, "y1": 1} for frame in prediction.keyframes]
    add_lines(figure, [{**mark, "xref": "x", "yref": "paper", "line": line, "name": "keyframe"} for mark in marks])


def add_lines(figure: go.Figure, lines: Sequence[Mapping[str, Any]]) -> None:
    """Draw straight lines over the panels of ``figure``; one by one, Plotly would copy all before for each."""
    if lines:
        figure.layout.shapes = (*figure.layout.shapes, *({"type": "line", **line} for line in lines))


def says(text: str, *, dark: bool, height_px: int = 120) -> go.Figure:
    """An empty figure that says why it is empty."""
    figure = go.Figure()
    figure.add_annotation(
        text=plain(text),
        showarrow=False,
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
        font={"color": palette(dark=dark).muted, "size": SMALL_PX},
    )
    axis = {"visible": False}
    return styled(figure, dark=dark, height_px=height_px, xaxis=axis, yaxis=axis)


def class_line(place: int, colours: Palette, *, strong: bool = False) -> dict[str, Any]:
    """The line of a class: the predicted one (``place`` 0) in the accent colour, the others beside it.

    Args:
        place: among the classes that are shown.
        colours: of the theme.
        strong: draw it as heavily as the predicted one.
    """
    return {
        "color": colours.accent if place == 0 else colours.others[(place - 1) % len(colours.others)],
        "width": 2.5 if place == 0 or strong else 1.5,
        "dash": DASHES[place % len(DASHES)],
    }


def legend_below(colours: Palette) -> dict[str, Any]:
    """A legend in rows at the foot of the figure, which has the room that they take."""
    foot = {"x": 0, "y": 0, "yanchor": "bottom", "yref": "container"}
    return {"orientation": "h", **foot, "font": {"size": SMALL_PX, "color": colours.text}}
