"""Spatial attention: where on the body the model looked, as a heat map over time and as a ranking."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import plotly.graph_objects as go

from sta_lstm.arrays import AnyFloats
from sta_lstm.figures.bins import Bins
from sta_lstm.figures.cursor import with_cursor
from sta_lstm.figures.panels import Panel, colour_bar, joint_panels, panel_axis
from sta_lstm.figures.style import (
    MAX_TICK_CHARACTERS,
    SMALL_PX,
    VALUES_PX,
    add_lines,
    mark_keyframes,
    palette,
    person_colour,
    person_name,
    plain,
    says,
    styled,
)
from sta_lstm.prediction.maps import JointMap
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.strength import full_value
from sta_lstm.prediction.summary import joint_table, value_column
from sta_lstm.scene.limbs import joint_columns, limb_order
from sta_lstm.scene.scale import place, tick_marks
from sta_lstm.words import person_letter


def map_heatmap(
    prediction: Prediction,
    *,
    map_name: str | None = None,
    joint_order: Sequence[str] | None = None,
    max_columns: int = 1200,
    dark: bool = False,
) -> go.Figure:
    """Joints × frames, coloured by a map such as α; one panel a person, keyframes marked.

    Of shares of attention grey is below an equal share, violet above, so that 1× is an edge that can be seen, at their
    places on the scale of all pictures (`sta_lstm.scene.scale`). Another map has one hue from 0 up, or the player's two
    if it has a sign. A person whom the model did not read in a frame is blank there.

    Args:
        prediction: what to draw.
        map_name: which of its maps; the first, if left out.
        joint_order: the rows from top to bottom, all joints or some; limb by limb if left out.
        max_columns: a longer clip is drawn in so many columns at most, each the mean of its frames; in fewer where
            there are more than 250 rows.
        dark: for a dark page.

    Raises:
        LayoutError: ``joint_order`` names an unknown joint, or one twice.
        PredictionError: there is no such map.
    """
    clip, joint_map = prediction.clip, prediction.map_named(map_name)
    rows = joint_columns(clip.layout, joint_order)
    names = [clip.layout.joints[j] for j in rows]
    bins = Bins.of_cells(clip.n_frames, max_columns, clip.n_persons * len(rows))
    own = bins.means(np.where(prediction.read[..., None], joint_map.values, np.nan)[:, :, rows])
    shown = bins.means(np.where(prediction.read[..., None], prediction.shown(joint_map), np.nan)[:, :, rows])
    seconds = np.broadcast_to(bins.centres / clip.fps, (len(rows), len(bins.starts)))

    panels = [
        Panel(
            person=m,
            values=(place(shown[:, m]) if joint_map.relative else shown[:, m]).T,
            details=np.stack([own[:, m].T, seconds, shown[:, m].T], axis=-1).astype(np.float32),
            hover=_hover(joint_map),
            seconds="%{customdata[1]:.2f}",
            note="" if prediction.read[:, m].any() else " – not read by the model",
        )
        for m in range(clip.n_persons)
    ]
    figure = joint_panels(
        names,
        panels,
        bins,
        fps=clip.fps,
        named=clip.n_persons > 1,
        colours=lambda above: map_colours(joint_map, shown, above=above, dark=dark),
        dark=dark,
    )
    if joint_order is None:
        _part_limbs(figure, prediction, dark=dark)
    mark_keyframes(figure, prediction, dark=dark)
    return figure


def joint_ranking(
    prediction: Prediction,
    *,
    frame: int | None = None,
    map_name: str | None = None,
    top: int = 10,
    dark: bool = False,
) -> go.Figure:
    """The joints with the highest values of a map as bars, coloured by person.

    The axis is the same in every frame: the scale of all pictures for attention, whose values stand beside the bars,
    and else up to the greatest value in the clip.

    Args:
        prediction: what to draw.
        frame: the frame to look at; the mean over the clip, frames weighted by β, if left out.
        map_name: which of its maps; the first, if left out.
        top: at most so many joints.
        dark: for a dark page.

    Raises:
        SettingsError: the clip has no such frame.
        PredictionError: there is no such map.
    """
    joint_map = prediction.map_named(map_name)
    table = joint_table(prediction, frame=frame, map_name=map_name).head(top)
    if table.empty:
        return says("The model read no body in this frame.", dark=dark)
    colours = palette(dark=dark)
    persons, joints = table["person"].tolist(), table["joint"].tolist()
    several = prediction.clip.n_persons > 1
    names = [f"{person_letter(m)} · {joint}" if several else joint for m, joint in zip(persons, joints, strict=True)]
    values = table[value_column(joint_map)].to_numpy()
    bars = place(values) if joint_map.relative else values
    places = list(range(len(table)))
    figure = go.Figure()
    for m in range(prediction.clip.n_persons):
        own = [i for i in places if persons[i] == m]
        if own:
            whose = person_name(m) if several else ""
            figure.add_trace(
                go.Bar(
                    x=bars[own],
                    y=own,
                    width=0.64,
                    orientation="h",
                    name=person_name(m),
                    marker={"color": person_colour(m, dark=dark), "cornerradius": 3},
                    customdata=[[plain(joints[i]), values[i]] for i in own],
                    hovertemplate=f"<b>%{{customdata[0]}}</b><br>{_in_words(joint_map, 'customdata[1]')}"
                    f"<extra>{whose}</extra>",
                )
            )
    left, right, ticks = _bar_axis(prediction, joint_map)
    figure.add_trace(
        go.Scatter(
            x=[right] * len(table),
            y=places,
            mode="text",
            text=[f"{value:.1f}×" if joint_map.relative else f"{value:.3g}".replace("-", "−") for value in values],
            textposition="middle right",
            cliponaxis=False,
            textfont={"size": SMALL_PX, "color": colours.text},
            hoverinfo="skip",
            name="values",
        )
    )
    if joint_map.relative:
        figure.add_vline(x=float(place(1)), line={"color": colours.muted, "width": 1, "dash": "dash"})
    styled(
        figure,
        dark=dark,
        height_px=24 * len(table) + 62,
        margin={"l": 8, "r": VALUES_PX, "t": 8, "b": 44},
        barmode="overlay",
        xaxis={
            "title": {"text": _axis_title(joint_map)},
            "range": [left, right],
            **ticks,
        },
        yaxis={
            "tickvals": places,
            "ticktext": [plain(name, most=MAX_TICK_CHARACTERS) for name in names],
            "range": [len(table) - 0.5, -0.5],
            "showgrid": False,
            "tickfont": {"size": SMALL_PX, "color": colours.text},
        },
    )
    columns = [prediction.clip.layout.joints.index(joint) for joint in joints]
    return with_cursor(figure, joints=list(zip(persons, columns, strict=True)), frame=frame)


def map_colours(joint_map: JointMap, shown: AnyFloats, *, above: float, dark: bool) -> dict[str, object]:
    """Colour axis of a map as it is shown, and its bar so far ``above`` the panels, as a share of their height."""
    if joint_map.relative:
        return attention_colours(shown, above=above, dark=dark)
    size = np.abs(shown[np.isfinite(shown)])
    most = float(np.quantile(size, 0.995)) if size.size else 0.0
    most = most or float(size.max(initial=0)) or 1.0
    colours = palette(dark=dark)
    (zero, _), (_, middle, top) = colours.attention
    low, scale = 0.0, [[0, zero], [0.5, middle], [1, top]]
    if joint_map.signed:
        low, scale = -most, [[0, colours.less], [0.5, zero], [1, colours.more]]
    beyond = size.max(initial=0) > most * 1.001
    signs = ("≤ " if joint_map.signed else "", "≥ ") if beyond else ("", "")
    unit = plain(joint_map.unit, most=12)
    ends = {end: f"{sign}{end:.3g} {unit}".strip() for end, sign in zip((low, most), signs, strict=True)}
    return {
        "cmin": low,
        "cmax": most,
        "colorscale": scale,
        "colorbar": colour_bar({0.0: "0", **ends}, above=above, dark=dark),
    }


def attention_colours(relative: AnyFloats, *, above: float, dark: bool) -> dict[str, object]:
    """Colour axis of places on attention's scale, with an edge at 1×, and its bar.

    Args:
        relative: the multiples of an equal share that are shown, by their places (`sta_lstm.scene.scale.place`).
        above: how far the bar stands above the panels, as a share of their height.
        dark: for a dark page.
    """
    uniform = float(place(1))
    (zero, below), (beyond, middle, top) = palette(dark=dark).attention
    ticks = tick_marks(relative, uniform="<b>1× equal share</b>")
    return {
        "cmin": 0,
        "cmax": 1,
        "colorscale": [[0, zero], [uniform, below], [uniform, beyond], [(1 + uniform) / 2, middle], [1, top]],
        "colorbar": colour_bar(ticks, above=above, dark=dark),
    }


def _hover(joint_map: JointMap) -> str:
    if not joint_map.relative:
        return _in_words(joint_map, "z")
    name = "α" if joint_map.name == "alpha" else plain(joint_map.title, most=40)
    return f"{name} %{{customdata[0]:.4f}} · {_in_words(joint_map, 'customdata[2]')}"


def _bar_axis(prediction: Prediction, joint_map: JointMap) -> tuple[float, float, dict[str, object]]:
    """Both ends of the axis of bars, the same in every frame, and its ticks; the unit stands in the axis' title."""
    if joint_map.relative:
        marks = tick_marks(prediction.shown(joint_map))
        return 0.0, 1.0, {"tickvals": list(marks), "ticktext": list(marks.values())}
    most = full_value(joint_map)
    return -most if joint_map.signed else 0.0, most, {"nticks": 5}


def _in_words(joint_map: JointMap, letter: str) -> str:
    """Plotly's template of a value."""
    if joint_map.relative:
        return f"%{{{letter}:.2f}}× an equal share"
    return f"{plain(joint_map.title, most=40)} %{{{letter}:.3g}} {plain(joint_map.unit, most=12)}".rstrip()


def _axis_title(joint_map: JointMap) -> str:
    name = "α" if joint_map.name == "alpha" else plain(joint_map.title, most=MAX_TICK_CHARACTERS)
    if joint_map.relative:
        return f"{'attention' if name == 'α' else name}, times an equal share"
    return f"{name}, {plain(joint_map.unit, most=12)}" if joint_map.unit else name


def _part_limbs(figure: go.Figure, prediction: Prediction, *, dark: bool) -> None:
    """A thin line between two limbs."""
    ends = list(accumulate(len(limb) for limb in limb_order(prediction.clip.layout)))[:-1]
    line = {"color": palette(dark=dark).muted, "width": 0.6}
    lines = [
        {"yref": panel_axis("y", m), "y0": end - 0.5, "y1": end - 0.5}
        for m in range(prediction.clip.n_persons)
        for end in ends
        if prediction.read[:, m].any()
    ]
    add_lines(figure, [{**each, "xref": "x domain", "x0": 0, "x1": 1, "line": line, "name": "limb"} for each in lines])
