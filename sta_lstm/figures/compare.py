"""Two models against each other: at which joints and at which frames they differ."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from sta_lstm.comparison.comparison import Comparison, Pair
from sta_lstm.figures.bins import Bins
from sta_lstm.figures.cursor import with_cursor
from sta_lstm.figures.panels import Panel, bar_ends, colour_bar, joint_panels
from sta_lstm.figures.style import MAX_TICK_CHARACTERS, SMALL_PX, Palette, palette, plain, styled
from sta_lstm.scene.limbs import limb_order
from sta_lstm.scene.scale import TICKS, place, tick_marks
from sta_lstm.words import person_letter

#: Letters of a model's name where two stand beside a number.
_MOST_NAME = 12
#: Steps from one end of the scale of attention to the other.
_STEPS = len(TICKS) - 1


def alpha_difference(comparison: Comparison, pair: Pair, *, max_columns: int = 1200, dark: bool = False) -> go.Figure:
    """Joints × frames, coloured by how much more the second model attends than the first; one panel a person.

    A difference is that of two places on the one scale of attention (`sta_lstm.scene.scale`), whose ticks, 0, 1, 3, 7
    and 15 times an equal share, are a step apart: full colour is four steps, from nothing to the end. The hue is that
    of the model that attends more. A person whom not all models read in a frame is blank there.

    Args:
        comparison: what to draw.
        pair: the two models, as indices.
        max_columns: a longer clip is drawn in so many columns at most, each of the mean attention in its frames.
        dark: for a dark page.

    Raises:
        SettingsError: there are no such two models.
    """
    clip, common = comparison.predictions[0].clip, comparison.common
    order = [joint for limb in limb_order(clip.layout) for joint in limb if joint in common.joints]
    rows = [common.joints.index(joint) for joint in order]
    bins = Bins.of_cells(clip.n_frames, max_columns, len(common.persons) * len(rows))
    first, second = (
        bins.means(np.where(common.read[..., None], comparison.alpha[i], np.nan)[:, :, rows])
        for i in comparison.checked(pair)
    )
    delta = place(second) - place(first)
    seconds = np.broadcast_to(bins.centres / clip.fps, (len(rows), len(bins.starts)))
    names = pair_names(comparison, pair, most=_MOST_NAME)
    panels = [
        Panel(
            person,
            values=delta[:, m].T,
            details=np.stack([seconds, first[:, m].T, second[:, m].T], axis=-1).astype(np.float32),
            hover=f"{names[0]} %{{customdata[1]:.2f}}× · {names[1]} %{{customdata[2]:.2f}}× an equal share",
            seconds="%{customdata[0]:.2f}",
        )
        for m, person in enumerate(common.persons)
    ]
    figure = joint_panels(
        order,
        panels,
        bins,
        fps=clip.fps,
        named=comparison.has_several_persons,
        colours=lambda above: _difference_colours(pair, above=above, dark=dark),
        dark=dark,
    )
    above = figure.layout.coloraxis.colorbar.y - 1
    bar_ends(figure, *(f"{name} +{_STEPS} steps" for name in names), above=above, dark=dark)
    return figure


def beta_difference(comparison: Comparison, pair: Pair, *, max_bars: int = 400, dark: bool = False) -> go.Figure:
    """How much more weight the second model gives each frame than the first, in multiples of uniform attention.

    Args:
        comparison: what to draw.
        pair: the two models, as indices.
        max_bars: a longer clip is drawn in so many bars at most, each the mean of its frames.
        dark: for a dark page.

    Raises:
        SettingsError: there are no such two models.
    """
    clip, colours = comparison.predictions[0].clip, palette(dark=dark)
    bins = Bins.at_most(clip.n_frames, max_bars)
    values = bins.means(comparison.delta_beta(pair))
    figure = go.Figure()
    for name, model, own in zip(pair_names(comparison, pair), pair, (values < 0, values >= 0), strict=True):
        figure.add_trace(
            go.Bar(
                x=bins.centres[own],
                y=values[own],
                width=bins.width * 0.84,
                marker={"color": model_colour(model, colours), "line": {"width": 0}},
                customdata=bins.centres[own] / clip.fps,
                name=f"more in {name}",
                hovertemplate="frame %{x} · %{customdata:.2f} s<br>%{y:+.2f}× an equal share<extra></extra>",
            )
        )
    figure.add_hline(y=0, line={"color": colours.muted, "width": 1})
    styled(
        figure,
        dark=dark,
        height_px=210,
        barmode="overlay",
        hovermode="x",
        margin={"l": 8, "r": 14, "t": 34, "b": 44},
        showlegend=True,
        legend=legend(colours),
        xaxis=frame_axis(comparison, bins.words),
        yaxis={"title": {"text": "Δβ"}, "ticksuffix": "×", "nticks": 5},
    )
    return with_cursor(figure, x="frame")


def _what(comparison: Comparison) -> str:
    """What joints have a share of: attention, or what was worked out in its place."""
    first = comparison.predictions[0].maps[0]
    return "attention" if first.name == "alpha" else plain(first.title.partition(":")[0])


def joint_differences(comparison: Comparison, pair: Pair, *, top: int = 10, dark: bool = False) -> go.Figure:
    """The joints on which two models differ most: a dot for each model, over the clip, on the one scale of attention.

    Args:
        comparison: what to draw.
        pair: the two models, as indices.
        top: at most so many joints.
        dark: for a dark page.

    Raises:
        SettingsError: there are no such two models.
    """
    table = comparison.joints(pair).head(top)
    colours = palette(dark=dark)
    several = comparison.has_several_persons
    rows = table.to_dict("records")
    names = [f"{person_letter(row['person'])} · {row['joint']}" if several else str(row["joint"]) for row in rows]
    places = list(range(len(rows)))
    figure = go.Figure(
        go.Scatter(
            x=[value for row in rows for value in (float(place(row["first"])), float(place(row["second"])), None)],
            y=[place for place in places for _ in range(3)],
            mode="lines",
            line={"color": colours.muted, "width": 2},
            hoverinfo="skip",
            showlegend=False,
            name="difference",
        )
    )
    for side, name, model in zip(("first", "second"), pair_names(comparison, pair), pair, strict=True):
        figure.add_trace(
            go.Scatter(
                x=place(table[side]),
                y=places,
                mode="markers",
                marker={
                    "color": model_colour(model, colours),
                    "size": 10,
                    "symbol": "circle" if side == "first" else "diamond",
                },
                customdata=[[plain(each), row[side]] for each, row in zip(names, rows, strict=True)],
                name=name,
                hovertemplate=(
                    "<b>%{customdata[0]}</b><br>%{customdata[1]:.2f}× an equal share<extra>" + name + "</extra>"
                ),
            )
        )
    figure.add_vline(x=float(place(1)), line={"color": colours.muted, "width": 1, "dash": "dash"})
    marks = tick_marks(table[["first", "second"]].to_numpy())
    styled(
        figure,
        dark=dark,
        height_px=24 * len(rows) + 92,
        margin={"l": 8, "r": 14, "t": 34, "b": 44},
        showlegend=True,
        legend=legend(colours),
        xaxis={
            "title": {"text": f"{_what(comparison)}, times an equal share"},
            "range": [-0.02, 1.02],
            "tickvals": list(marks),
            "ticktext": list(marks.values()),
        },
        yaxis={
            "tickvals": places,
            "ticktext": [plain(name, most=MAX_TICK_CHARACTERS) for name in names],
            "range": [len(rows) - 0.5, -0.5],
            "tickfont": {"size": SMALL_PX, "color": colours.text},
        },
    )
    layouts = {prediction.clip.layout.joints for prediction in comparison.predictions}
    if len(layouts) > 1:  # a row is then another joint in each pane of the player
        return figure
    (joints,) = layouts
    return with_cursor(figure, joints=[(row["person"], joints.index(row["joint"])) for row in rows])


def pair_names(comparison: Comparison, pair: Pair, *, most: int = MAX_TICK_CHARACTERS) -> tuple[str, str]:
    """The names of two models, fit to be drawn, of at most ``most`` letters each."""
    first, second = (plain(comparison.names[i], most=most) for i in pair)
    return first, second


def model_colour(model: int, colours: Palette) -> str:
    """Hue of a model, the same wherever it is drawn."""
    return colours.models[model % len(colours.models)]


def _difference_colours(pair: Pair, *, above: float, dark: bool) -> dict[str, object]:
    """Diverging colour axis of differences of places, with its bar.

    Args:
        pair: the two models.
        above: how far the bar stands above the panels, as a share of their height.
        dark: for a dark page.
    """
    colours = palette(dark=dark)
    first, second = (model_colour(model, colours) for model in pair)
    # A mark a step; what the ends are is said beneath them, and on a telephone there is no room between.
    ticks = {step / _STEPS: "" if step else "0" for step in range(-_STEPS, _STEPS + 1)}
    return {
        "cmin": -1,
        "cmax": 1,
        "colorscale": [[0, first], [0.5, colours.attention[0][0]], [1, second]],
        "colorbar": colour_bar(ticks, above=above, dark=dark),
    }


def frame_axis(comparison: Comparison, words: str) -> dict[str, object]:
    """The horizontal axis in frames, with ``words`` on those that are not drawn one by one."""
    clip = comparison.predictions[0].clip
    return {
        "title": {"text": f"frame ({clip.fps:g} a second{words})"},
        "range": [-0.5, clip.n_frames - 0.5],
        "showgrid": False,
    }


def legend(colours: Palette) -> dict[str, object]:
    """A legend in one line above the panel."""
    return {
        "orientation": "h",
        "x": 0,
        "y": 1.02,
        "yanchor": "bottom",
        "font": {"size": SMALL_PX, "color": colours.text},
    }
