"""Two models against each other: at which joints and at which frames they differ."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from sta_lstm.comparison.comparison import Comparison, Pair
from sta_lstm.figures.bins import Bins
from sta_lstm.figures.panels import Panel, bar_ends, colour_bar, joint_panels
from sta_lstm.figures.style import MAX_TICK_CHARACTERS, Palette, palette, plain, styled
from sta_lstm.scene.limbs import limb_order
from sta_lstm.words import person_letter

#: Colours end here: few values are larger, and one of them must not wash out the rest.
_QUANTILE = 0.995


def alpha_difference(comparison: Comparison, pair: Pair, *, max_columns: int = 1200, dark: bool = False) -> go.Figure:
    """Joints × frames, coloured by how much more the second model attends than the first; one panel a person.

    In multiples of uniform attention. The hue is that of the model that attends more. The colours end at the 99.5th
    percentile. A person whom not all models read in a frame is blank there.

    Args:
        comparison: what to draw.
        pair: the two models, as indices.
        max_columns: a longer clip is drawn in so many columns at most, each the mean of its frames.
        dark: for a dark page.

    Raises:
        SettingsError: there are no such two models.
    """
    clip, common = comparison.predictions[0].clip, comparison.common
    order = [joint for limb in limb_order(clip.layout) for joint in limb if joint in common.joints]
    rows = [common.joints.index(joint) for joint in order]
    bins = Bins.of_cells(clip.n_frames, max_columns, len(common.persons) * len(rows))
    delta = bins.means(comparison.delta_alpha(pair))[:, :, rows]
    seconds = np.broadcast_to(bins.centres / clip.fps, (len(rows), len(bins.starts)))
    panels = [
        Panel(person, values=delta[:, place].T, details=seconds, hover="%{z:+.2f}× an equal share")
        for place, person in enumerate(common.persons)
    ]
    names = pair_names(comparison, pair, most=12)
    sizes = np.abs(delta[np.isfinite(delta)])
    most = max(0.1, float(np.quantile(sizes, _QUANTILE)) if sizes.size else 0.0)
    ends = f"{'≥ ' if sizes.size and float(sizes.max()) > most * 1.001 else ''}{most:.1f}×"
    figure = joint_panels(
        order,
        panels,
        bins,
        fps=clip.fps,
        named=comparison.has_several_persons,
        colours=lambda above: _difference_colours(most, pair, above=above, dark=dark),
        dark=dark,
    )
    above = figure.layout.coloraxis.colorbar.y - 1
    bar_ends(figure, f"{names[0]} {ends}", f"{names[1]} {ends}", above=above, dark=dark)
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
        yaxis={"title": {"text": "Δβ, times equal"}, "ticksuffix": "×", "nticks": 5},
    )
    return figure


def joint_differences(comparison: Comparison, pair: Pair, *, top: int = 10, dark: bool = False) -> go.Figure:
    """The joints on which two models differ most: a dot for each model, over the clip; 1× is uniform attention.

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
            x=[value for row in rows for value in (row["first"], row["second"], None)],
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
                x=[row[side] for row in rows],
                y=places,
                mode="markers",
                marker={
                    "color": model_colour(model, colours),
                    "size": 10,
                    "symbol": "circle" if side == "first" else "diamond",
                },
                customdata=[plain(each) for each in names],
                name=name,
                hovertemplate=f"<b>%{{customdata}}</b><br>%{{x:.2f}}× an equal share<extra>{name}</extra>",
            )
        )
    figure.add_vline(x=1, line={"color": colours.muted, "width": 1, "dash": "dash"})
    most = max([2.0, *(float(row[side]) for row in rows for side in ("first", "second"))])
    return styled(
        figure,
        dark=dark,
        height_px=24 * len(rows) + 92,
        margin={"l": 8, "r": 14, "t": 34, "b": 44},
        showlegend=True,
        legend=legend(colours),
        xaxis={
            "title": {"text": "attention, times an equal share"},
            "range": [-0.02 * most, most * 1.06],
            "ticksuffix": "×",
            "nticks": 6,
        },
        yaxis={
            "tickvals": places,
            "ticktext": [plain(name, most=MAX_TICK_CHARACTERS) for name in names],
            "range": [len(rows) - 0.5, -0.5],
            "tickfont": {"size": 11, "color": colours.text},
        },
    )


def pair_names(comparison: Comparison, pair: Pair, *, most: int = MAX_TICK_CHARACTERS) -> tuple[str, str]:
    """The names of two models, fit to be drawn, of at most ``most`` letters each."""
    first, second = (plain(comparison.names[i], most=most) for i in pair)
    return first, second


def model_colour(model: int, colours: Palette) -> str:
    """Hue of a model, the same wherever it is drawn."""
    return colours.models[model % len(colours.models)]


def _difference_colours(most: float, pair: Pair, *, above: float, dark: bool) -> dict[str, object]:
    """Diverging colour axis from -most to most, and its bar so far ``above`` the panels, as a share of their height."""
    colours = palette(dark=dark)
    first, second = (model_colour(model, colours) for model in pair)
    return {
        "cmin": -most,
        "cmax": most,
        "colorscale": [[0, first], [0.5, colours.attention[0][0]], [1, second]],
        "colorbar": colour_bar({-most: "", 0.0: "0", most: ""}, above=above, dark=dark),
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
        "font": {"size": 11, "color": colours.text},
    }
