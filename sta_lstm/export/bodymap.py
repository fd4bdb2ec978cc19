"""Spatial attention on one body: α of each joint over the whole clip, on a pose of that clip."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sta_lstm.arrays import Float32s, Float64s
from sta_lstm.export.bodies import Body, Stage, draw_bodies, fitted_view
from sta_lstm.export.joints import mostly_disputed
from sta_lstm.export.legend import draw_legend
from sta_lstm.export.style import (
    COLOURS,
    LINE_IN,
    MAX_NAME_CHARACTERS,
    SMALL_PT,
    TEXT_PT,
    caption,
    inches,
    person_label,
    styled,
    write_lines,
)
from sta_lstm.prediction.answer import answer_name
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.strength import as_strength, signs
from sta_lstm.prediction.summary import joint_table, value_column
from sta_lstm.scene.camera import Box, preset
from sta_lstm.skeletons.geometry import measure, typical_pose
from sta_lstm.words import label_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_CELL_IN, _BODY_IN, _TITLE_IN, _LEGEND_IN = 3.4, 3.6, 0.42, 0.3
#: A narrower person has no room for names; and room for the name of one beneath another.
_LEAST_CELL_IN, _NAME_IN = 3.1, 0.2
_NAMED = 6
#: A name of two lines.
_LINE_PX = 26.0


@styled
def body_map(prediction: Prediction, *, width_mm: float | None = None) -> Figure:
    """Mean α of each joint as a multiple of uniform, frames weighted by β, on the most typical pose of each person.

    The pose is that frame's whose joints lie nearest to their median places; it is seen from its own front. The joints
    with the most attention are named. Whether the attention can be believed stands above, where that was tested.

    Args:
        prediction: what to draw.
        width_mm: how wide, from 80 to 400; 86 for each person if left out. Where there is no room beside each other,
            persons stand in several rows.

    Raises:
        SettingsError: another width, or matplotlib is not installed.
    """
    from matplotlib.figure import Figure

    clip = prediction.clip
    persons = [m for m in range(clip.n_persons) if prediction.read[:, m].any()]
    width = inches(width_mm, max(_CELL_IN * max(1, len(persons)), 4.0))
    n_columns = max(1, min(len(persons), int(width / _LEAST_CELL_IN)))
    n_rows = max(1, -(-len(persons) // n_columns))
    cell_in = min(_CELL_IN, width / n_columns)
    body_in = cell_in * _BODY_IN / _CELL_IN
    said = caption(prediction, 0.96 * width)
    height = n_rows * body_in + (n_rows - 1) * _NAME_IN + _TITLE_IN + LINE_IN * len(said) + _LEGEND_IN
    figure = Figure(figsize=(width, height))
    table = joint_table(prediction)
    for place, person in enumerate(persons):
        row, column = divmod(place, n_columns)
        left = (column + 0.5 * (width / cell_in - n_columns)) * cell_in / width
        bottom_in = _LEGEND_IN + (n_rows - 1 - row) * (body_in + _NAME_IN)
        axes = figure.add_axes((left, bottom_in / height, cell_in / width, body_in / height))
        rows = table[table["person"] == person].set_index("joint")[value_column(prediction.maps[0])]
        values = rows.reindex(list(clip.layout.joints)).to_numpy(dtype=np.float64)
        _draw(axes, prediction, person, values, (100 * cell_in, 100 * body_in))
    is_answered = prediction.scores or prediction.windows
    figure.text(
        0.02,
        1 - 0.32 * _TITLE_IN / height,
        label_line(answer_name(prediction) if is_answered else prediction.checkpoint, MAX_NAME_CHARACTERS),
        va="center",
        weight="bold",
    )
    first = prediction.maps[0]
    words = "mean α over the clip, frames weighted by β"
    if first.name != "alpha":
        words = f"{label_line(first.title, 40)}, mean over the clip"
    write_lines(figure, [words, *said], left=0.02, top_in=0.74 * _TITLE_IN)
    draw_legend(figure.add_axes((0.02, 0, 0.96, _LEGEND_IN / height)), prediction)
    return figure


def _draw(axes: Axes, prediction: Prediction, person: int, values: Float64s, size: tuple[float, float]) -> None:
    """One person in ``axes`` of that ``size`` in pixels: ``values`` are J multiples of uniform."""
    width, height = size
    clip = prediction.clip
    pose = typical_pose(clip, person)
    alone = replace(clip, positions=pose[None, None], present=np.ones((1, 1), bool), up_axis="y")
    geometry = measure(alone)
    # Names stand at both sides.
    middle = Box(0.26 * width, 4, 0.48 * width, height - 24)
    view = fitted_view(pose, geometry, preset("front", geometry.front_yaw), middle)
    stage = Stage(prediction, geometry, alone.positions, view, Box(0, 0, width, height))
    stage.prepare(axes)
    first, rings = prediction.maps[0], mostly_disputed(prediction, person)
    strength = as_strength(values, first)
    body = Body(stage, person, pose, strength, signs(values, first), geometry.grounds[0], disputed=rings)
    draw_bodies(axes, [body])
    if label := person_label(prediction, person):
        axes.text(0.5 * width, height, label, ha="center", va="bottom", fontsize=TEXT_PT)
    if prediction.maps[0].learned:
        _names(axes, stage, pose, values)


def _names(axes: Axes, stage: Stage, pose: Float32s, values: Float64s) -> None:
    """The joints with the most attention, above uniform, named beside the body, no name over another."""
    layout, box = stage.prediction.clip.layout, stage.box
    seen = stage.view.project(pose)
    middle = float(np.median(seen[:, 0]))
    most = [int(j) for j in np.argsort(-values, kind="stable")[:_NAMED] if values[j] >= 1]
    for left in (True, False):
        side = sorted((j for j in most if (seen[j, 0] < middle) == left), key=lambda j: float(seen[j, 1]))
        heights = _apart([float(seen[j, 1]) for j in side], _LINE_PX, 10, box.height - 20)
        x = 0.21 * box.width if left else 0.79 * box.width
        side_of = {"relpos": (1.0 if left else 0.0, 0.5)}  # where a line leaves its name
        for j, y in zip(side, heights, strict=True):
            axes.annotate(
                f"{label_line(layout.joints[j], 20)}\n{values[j]:.1f}×",
                (float(seen[j, 0]), float(seen[j, 1])),
                (x, y),
                ha="right" if left else "left",
                va="center",
                fontsize=SMALL_PT,
                linespacing=1.05,
                arrowprops={"arrowstyle": "-", "color": COLOURS.muted, "linewidth": 0.5, "shrinkA": 2, "shrinkB": 2}
                | side_of,
                zorder=4,
            )


def _apart(places: list[float], least: float, low: float, high: float) -> list[float]:
    """``places`` in order, moved down as far as it takes to be ``least`` apart, then up to end by ``high``."""
    moved = list(places)
    for i, place in enumerate(moved):
        moved[i] = max(place, moved[i - 1] + least if i else low)
    for i in reversed(range(len(moved))):
        moved[i] = min(moved[i], moved[i + 1] - least if i + 1 < len(moved) else high)
    return moved
