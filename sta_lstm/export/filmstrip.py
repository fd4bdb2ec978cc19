"""The keyframes side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sta_lstm.errors import SettingsError
from sta_lstm.export.bodies import Stage
from sta_lstm.export.legend import draw_legend
from sta_lstm.export.still import check_frame
from sta_lstm.export.style import (
    COLOURS,
    LINE_IN,
    PAGE_IN,
    SMALL_PT,
    TEXT_PT,
    answer,
    caption,
    inches,
    seconds,
    styled,
    title_line,
    write_lines,
)
from sta_lstm.prediction.prediction import Prediction

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MAX_FRAMES_SHOWN = 12
#: Frames that stand in where β has no peaks.
_EVEN = 5
_TITLE_IN, _CAPTION_IN, _LEGEND_IN, _MARGIN_IN = 0.24, 0.5, 0.26, 0.04
#: Width of a body with what stands beneath it: so wide at the most, and so wide at least that its letters have room.
_CELL_IN, _LEAST_CELL_IN = 1.9, 0.92


def shown_frames(prediction: Prediction) -> tuple[int, ...]:
    """The keyframes in the order of time; where there is none, frames spread evenly over the clip."""
    if prediction.keyframes:
        return tuple(sorted(prediction.keyframes))
    last = prediction.clip.n_frames - 1
    return tuple(sorted({round(share * last) for share in np.linspace(0, 1, _EVEN)}))


@styled
def filmstrip(prediction: Prediction, *, frames: Sequence[int] | None = None, width_mm: float | None = None) -> Figure:
    """The bodies at the keyframes in the order of time, seen by one camera; frame, time and β under each.

    Whether the attention can be believed stands above, where that was tested.

    Args:
        prediction: what to draw.
        frames: which frames; the keyframes if left out.
        width_mm: how wide, from 80 to 400; 178 if left out. Where there is no room beside each other, they stand in
            several rows.

    Raises:
        SettingsError: no frame or more than 12, one that the clip has not, another width, or matplotlib is not
            installed.
    """
    from matplotlib.figure import Figure

    chosen = shown_frames(prediction) if frames is None else tuple(check_frame(prediction, f) for f in frames)
    if not 1 <= len(chosen) <= MAX_FRAMES_SHOWN:
        raise SettingsError(f"a filmstrip shows 1 to {MAX_FRAMES_SHOWN} frames; it was given {len(chosen)}.")
    width, gap_in = inches(width_mm, PAGE_IN), 0.06
    n_rows = -(-len(chosen) // max(1, int((width - _MARGIN_IN) / _LEAST_CELL_IN)))
    n_columns = -(-len(chosen) // n_rows)
    cell_in = min(_CELL_IN, (width - 2 * _MARGIN_IN - gap_in * (n_columns - 1)) / n_columns)
    body_in = min(2.3, max(1.25, 1.45 * cell_in))
    said = caption(prediction, width - 2 * _MARGIN_IN)
    height = _TITLE_IN + LINE_IN * len(said) + n_rows * (body_in + _CAPTION_IN) + _LEGEND_IN
    figure = Figure(figsize=(width, height))
    stage = Stage.of(prediction, 100 * cell_in, 100 * body_in, frames=chosen)
    for place, frame in enumerate(chosen):
        row, column = divmod(place, n_columns)
        left = (_MARGIN_IN + column * (cell_in + gap_in)) / width
        bottom_in = _LEGEND_IN + (n_rows - 1 - row) * (body_in + _CAPTION_IN)
        axes = figure.add_axes((left, (bottom_in + _CAPTION_IN) / height, cell_in / width, body_in / height))
        stage.prepare(axes)
        stage.draw(axes, frame)
        if not prediction.clip.present[frame].any():
            axes.text(50 * cell_in, 50 * body_in, "nobody here", ha="center", color=COLOURS.muted, fontsize=SMALL_PT)
        below = figure.add_axes((left, bottom_in / height, cell_in / width, _CAPTION_IN / height))
        _write_moment(below, prediction, frame)
    left = _MARGIN_IN / width
    title = title_line(answer(prediction), width - 2 * _MARGIN_IN)
    figure.text(left, 1 - 0.5 * _TITLE_IN / height, title, va="center", weight="bold")
    write_lines(figure, said, left=left, top_in=_TITLE_IN + 0.4 * LINE_IN)
    legend_left = (_MARGIN_IN + 0.02) / width
    draw_legend(figure.add_axes((legend_left, 0, 1 - 2 * legend_left, _LEGEND_IN / height)), prediction)
    return figure


def _write_moment(axes: Axes, prediction: Prediction, frame: int) -> None:
    """Frame, time and β; a bar makes β of one picture comparable with another's at a glance."""
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.set_axis_off()
    beta, most = float(prediction.beta[frame]), float(prediction.beta.max()) or 1.0
    axes.plot([0.1, 0.9], [0.9, 0.9], color="#e3e5ea", linewidth=2, solid_capstyle="butt")
    axes.plot([0.1, 0.1 + 0.8 * beta / most], [0.9, 0.9], color=COLOURS.accent, linewidth=2, solid_capstyle="butt")
    axes.text(0.5, 0.6, f"frame {frame}", ha="center", va="center", fontsize=TEXT_PT)
    small: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": SMALL_PT, "color": COLOURS.muted}
    axes.text(0.5, 0.26, f"{seconds(prediction, frame)} · β {beta:#.3g}", **small)
