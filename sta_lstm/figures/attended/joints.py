"""Where a model looked over a whole data set: classes × joints, and a body a class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from sta_lstm.arrays import AnyFloats, Float64s
from sta_lstm.evidence.attended.looking import Looking
from sta_lstm.evidence.attended.slices import Model
from sta_lstm.figures.attended.colours import colours_of, row_of
from sta_lstm.figures.panels import name_panel
from sta_lstm.figures.style import MAX_TICK_CHARACTERS, SMALL_PX, palette, person_colour, person_name, plain, styled
from sta_lstm.scene.limbs import joint_columns
from sta_lstm.scene.scale import place
from sta_lstm.skeletons.layouts import LAYOUTS

_ROW_PX, _HEADING_PX, _TOP_PX = 14, 20, 62
#: Room for slanted names of classes, of which so many are told.
_NAMES_PX, _MOST_NAMES = 120, 40
_BODY_PX = 440
_SMALLEST_PX, _LARGEST_PX = 6.0, 26.0


def class_joint_heatmap(found: Looking, model: Model, *, spread: bool = False, dark: bool = False) -> go.Figure:
    """Joints × classes, a panel a person: mean attention as multiples of an equal share, or its spread.

    Means have the colours of attention everywhere, grey below an equal share and violet above. A spread is in shades of
    one hue from 0 up; where there are fewer than two groups, its cells are blank.

    Args:
        found: what to draw.
        model: whose joints they are; they stand limb by limb where the layout is a known one.
        spread: the standard deviation between groups, and not the mean.
        dark: for a dark page.
    """
    rows = _order(model)
    values = (found.joints_spread if spread else found.joints)[:-1, :, rows]  # classes × persons × joints
    n_persons = values.shape[1]
    inner_px = _ROW_PX * len(rows) * max(1, n_persons) + _HEADING_PX * max(0, n_persons - 1)
    above = _HEADING_PX / max(1, inner_px)
    figure = make_subplots(
        rows=max(1, n_persons), cols=1, shared_xaxes=True, vertical_spacing=above if n_persons > 1 else 0
    )
    joints = [model.joints[j] for j in rows]
    for m in range(n_persons):
        figure.add_trace(_cells(values[:, m], joints, found, person_name(m), spread=spread), row=m + 1, col=1)
    styled(
        figure,
        dark=dark,
        height_px=round(inner_px + _TOP_PX + _NAMES_PX),
        margin={"l": 8, "r": 14, "t": _TOP_PX, "b": 8},
        coloraxis=colours_of(values, spread=spread, above=above, dark=dark),
    )
    figure.update_yaxes(
        showgrid=False,
        tickvals=list(range(len(rows))),
        ticktext=[plain(joint, most=MAX_TICK_CHARACTERS) for joint in joints],
        range=[len(rows) - 0.5, -0.5],
        tickfont={"size": SMALL_PX, "color": palette(dark=dark).text},
    )
    n_classes = len(found.class_names)
    figure.update_xaxes(showgrid=False, range=[-0.5, n_classes - 0.5])
    ticks = list(range(0, n_classes, max(1, n_classes // _MOST_NAMES)))
    figure.update_xaxes(
        row=max(1, n_persons),
        col=1,
        tickvals=ticks,
        ticktext=[plain(found.class_names[i], most=MAX_TICK_CHARACTERS) for i in ticks],
        tickangle=-45,
        tickfont={"size": SMALL_PX, "color": palette(dark=dark).text},
    )
    for m in range(n_persons if n_persons > 1 else 0):
        name_panel(figure, m, m, dark=dark)
    return figure


def _cells(values: Float64s, joints: Sequence[str], found: Looking, person: str, *, spread: bool) -> go.Heatmap:
    """The cells of a person; ``values`` are classes × joints."""
    classes = [plain(name) for name in found.class_names]
    told = f"± %{{customdata:.2f}}× between {found.over}" if spread else "%{customdata:.2f}× an equal share"
    return go.Heatmap(
        z=values.T if spread else place(values.T),
        x=list(range(len(values))),
        y=list(range(len(joints))),
        # Arrays of letters: Plotly takes ten times as long for objects.
        text=np.array([[f"<b>{plain(joint)}</b><br>{name}" for name in classes] for joint in joints], dtype=str),
        customdata=values.T,
        coloraxis="coloraxis",
        hoverongaps=False,
        xgap=1,
        hovertemplate=f"%{{text}}<br>{told}<extra>{person}</extra>",
    )


def class_body(
    found: Looking, model: Model, pose: Sequence[Sequence[float]], *, class_name: str | None = None, dark: bool = False
) -> go.Figure:
    """Mean attention of each joint in clips of a class, on a body that stands still; persons beside each other.

    Balls are as large and as dark as the multiples of an equal share are high; what a joint has on hovering is the mean
    and the spread between groups.

    Args:
        found: what to draw.
        model: whose joints they are.
        pose: J × 2, as `skeletons.geometry.seen_from_front` gives it.
        class_name: one of the classes; all together if left out.
        dark: for a dark page.
    """
    which, points = row_of(found, class_name), np.asarray(pose, dtype=np.float64)
    n_persons = found.joints.shape[1]
    apart = 1.25 * max(float(np.ptp(points[:, 0])), 0.5)
    figure = go.Figure()
    for m in range(n_persons):
        seen = np.stack([points[:, 0] + m * apart, points[:, 1]], axis=1)
        _body(figure, found, model, seen, which, m, dark=dark)
    axis = {"visible": False, "fixedrange": True}
    half = 0.55 * apart
    return styled(
        figure,
        dark=dark,
        height_px=_BODY_PX,
        margin={"l": 8, "r": 14, "t": _TOP_PX, "b": 8},
        coloraxis=colours_of(found.joints[which], spread=False, above=_HEADING_PX / _BODY_PX, dark=dark),
        xaxis={**axis, "range": [-half, (n_persons - 1) * apart + half]},
        yaxis={**axis, "range": [-0.06, 1.2], "scaleanchor": "x"},
    )


def _body(
    figure: go.Figure, found: Looking, model: Model, seen: Float64s, which: int, person: int, *, dark: bool
) -> None:
    """Draw bones and balls of one person, whose joints are ``seen``, J × 2, for the class of that row."""
    colours, several = palette(dark=dark), found.joints.shape[1] > 1
    bones = LAYOUTS[model.layout].bone_indices if model.layout in LAYOUTS else ()
    line = np.full((len(bones), 3, 2), np.nan)  # a gap after each bone
    line[:, :2] = seen[np.array(bones, dtype=int).reshape(-1, 2)]
    figure.add_scatter(
        x=line[..., 0].ravel(),
        y=line[..., 1].ravel(),
        mode="lines",
        line={"color": colours.muted, "width": 3},
        opacity=0.45,
        hoverinfo="skip",
        name="bones",
    )
    mean, spread = found.joints[which, person], found.joints_spread[which, person]
    places = np.nan_to_num(place(mean))
    figure.add_scatter(
        x=seen[:, 0],
        y=seen[:, 1],
        mode="markers",
        marker={
            "size": _SMALLEST_PX + (_LARGEST_PX - _SMALLEST_PX) * places,
            "color": places,
            "coloraxis": "coloraxis",
            "line": {"width": 1, "color": colours.muted},
            "opacity": 1,
        },
        text=[_told(name, a, b, found) for name, a, b in zip(model.joints, mean, spread, strict=True)],
        hovertemplate=f"%{{text}}<extra>{person_name(person) if several else ''}</extra>",
        name=person_name(person),
    )
    if several:
        figure.add_annotation(
            x=float((seen[:, 0].min() + seen[:, 0].max()) / 2),
            y=1.1,
            text=f"<b>{person_name(person)}</b>",
            showarrow=False,
            font={"size": SMALL_PX, "color": person_colour(person, dark=dark)},
            yanchor="bottom",
        )


def strongest(
    found: Looking, model: Model, *, class_name: str | None = None, most: int = 4
) -> list[tuple[int, str, float]]:
    """The joints with the most attention in clips of a class: person, name, multiple of an equal share."""
    values: AnyFloats = found.joints[row_of(found, class_name)]
    flat = np.nan_to_num(values).ravel()
    best = np.argsort(-flat, kind="stable")[:most]
    width = values.shape[1]
    return [(int(i) // width, model.joints[int(i) % width], float(flat[i])) for i in best if flat[i] > 1]


def _order(model: Model) -> list[int]:
    """The columns of the joints as a picture has them, from top to bottom."""
    layout = LAYOUTS.get(model.layout)
    known = layout is not None and layout.joints == model.joints
    return joint_columns(layout, None) if layout is not None and known else list(range(len(model.joints)))


def _told(joint: str, mean: float, spread: float, found: Looking) -> str:
    """One joint on hovering."""
    apart = f"<br>± {spread:.2f}× between {found.over}" if np.isfinite(spread) else ""
    return f"<b>{plain(joint)}</b><br>{mean:.2f}× an equal share{apart}"
