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
    seconds,
    styled,
    write_lines,
)
from sta_lstm.prediction.prediction import Prediction

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MAX_FRAMES_SHOWN = 12
#: Frames that stand in where β has no peaks.
_EVEN = 5
_TITLE_IN, _CAPTION_IN, _LEGEND_IN, _MARGIN_IN = 0.24, 0.5, 0.26, 0.04


def shown_frames(prediction: Prediction) -> tuple[int, ...]:
    """The keyframes in the order of time; where there is none, frames spread evenly over the clip."""
    if prediction.keyframes:
        return tuple(sorted(prediction.keyframes))
    last = prediction.clip.n_frames - 1
    return tuple(sorted({round(share * last) for share in np.linspace(0, 1, _EVEN)}))


@styled
def filmstrip(prediction: Prediction, *, frames: Sequence[int] | None = None) -> Figure:
    """The bodies at the keyframes in the order of time, seen by one camera; frame, time and β under each.

    Whether the attention can be believed stands above, where that was tested.

    Args:
        prediction: what to draw.
        frames: which frames; the keyframes if left out.

    Raises:
        SettingsError: no frame or more than 12, one that the clip has not, or matplotlib is not installed.
    """
    from matplotlib.figure import Figure

    chosen = shown_frames(prediction) if frames is None else tuple(check_frame(prediction, f) for f in frames)
    if not 1 <= len(chosen) <= MAX_FRAMES_SHOWN:
        raise SettingsError(f"a filmstrip shows 1 to {MAX_FRAMES_SHOWN} frames; it was given {len(chosen)}.")
    gap_in = 0.06
    cell_in = min(1.9, (PAGE_IN - 2 * _MARGIN_IN - gap_in * (len(chosen) - 1)) / len(chosen))
    body_in = min(2.3, max(1.25, 1.45 * cell_in))
    said = caption(prediction, PAGE_IN - 2 * _MARGIN_IN)
    height = _TITLE_IN + LINE_IN * len(said) + body_in + _CAPTION_IN + _LEGEND_IN
    figure = Figure(figsize=(PAGE_IN, height))
    stage = Stage.of(prediction, 100 * cell_in, 100 * body_in, frames=chosen)
    most = float(prediction.beta.max()) or 1.0
    for place, frame in enumerate(chosen):
        left = (_MARGIN_IN + place * (cell_in + gap_in)) / PAGE_IN
        axes = figure.add_axes((left, (_CAPTION_IN + _LEGEND_IN) / height, cell_in / PAGE_IN, body_in / height))
        stage.prepare(axes)
        stage.draw(axes, frame)
        if not prediction.clip.present[frame].any():
            axes.text(50 * cell_in, 50 * body_in, "nobody here", ha="center", color=COLOURS.muted, fontsize=SMALL_PT)
        below = figure.add_axes((left, _LEGEND_IN / height, cell_in / PAGE_IN, _CAPTION_IN / height))
        below.set(xlim=(0, 1), ylim=(0, 1))
        below.set_axis_off()
        beta = float(prediction.beta[frame])
        # The bar makes β of one picture comparable with another's at a glance.
        below.plot([0.1, 0.9], [0.9, 0.9], color="#e3e5ea", linewidth=2, solid_capstyle="butt")
        below.plot([0.1, 0.1 + 0.8 * beta / most], [0.9, 0.9], color=COLOURS.accent, linewidth=2, solid_capstyle="butt")
        below.text(0.5, 0.6, f"frame {frame}", ha="center", va="center", fontsize=TEXT_PT)
        small: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": SMALL_PT, "color": COLOURS.muted}
        below.text(0.5, 0.26, f"{seconds(prediction, frame)} · β {beta:#.3g}", **small)
    title = answer(prediction)
    figure.text(_MARGIN_IN / PAGE_IN, 1 - 0.5 * _TITLE_IN / height, title, va="center", weight="bold")
    write_lines(figure, said, left=_MARGIN_IN / PAGE_IN, top_in=_TITLE_IN + 0.4 * LINE_IN)
    legend_left = (_MARGIN_IN + 0.02) / PAGE_IN
    draw_legend(figure.add_axes((legend_left, 0, 1 - 2 * legend_left, _LEGEND_IN / height)), prediction)
    return figure
