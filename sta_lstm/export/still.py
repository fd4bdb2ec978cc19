"""One frame as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sta_lstm.errors import SettingsError
from sta_lstm.export.bodies import Stage
from sta_lstm.export.legend import draw_legend
from sta_lstm.export.style import LINE_IN, TEXT_PT, answer, caption, inches, seconds, styled, title_line, write_lines
from sta_lstm.prediction.prediction import Prediction

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Inches; one that is wider is no higher than this.
_STILL_IN, _HIGHEST_IN = (4.0, 4.6), 8.0


def check_frame(prediction: Prediction, frame: int) -> int:
    """``frame``, where the clip has it; else a `SettingsError`."""
    last = prediction.clip.n_frames - 1
    if not 0 <= frame <= last:
        raise SettingsError(f"clip '{prediction.clip.name}' has no frame {frame}; it has the frames 0 to {last}.")
    return frame


def default_frame(prediction: Prediction) -> int:
    """The highest keyframe, or the middle of the clip where there is none."""
    return prediction.keyframes[0] if prediction.keyframes else prediction.clip.n_frames // 2


@styled
def still(prediction: Prediction, *, frame: int | None = None, width_mm: float | None = None) -> Figure:
    """One frame as a picture, under a line on whether its attention can be believed, where that was tested.

    Args:
        prediction: what to draw.
        frame: which; the highest keyframe if left out.
        width_mm: how wide, from 80 to 400; 102 if left out.

    Raises:
        SettingsError: the clip has no such frame, another width, or matplotlib is not installed.
    """
    from matplotlib.figure import Figure

    frame = default_frame(prediction) if frame is None else check_frame(prediction, frame)
    width, legend_in = inches(width_mm, _STILL_IN[0]), 0.3
    height = min(width * _STILL_IN[1] / _STILL_IN[0], max(_HIGHEST_IN, 0.75 * width))
    said, body_in = caption(prediction, 0.94 * width), height - legend_in - 0.42
    height += LINE_IN * len(said)
    figure = Figure(figsize=(width, height))
    axes = figure.add_axes((0, legend_in / height, 1, body_in / height))
    stage = Stage.of(prediction, 100 * width, 100 * body_in, frames=(frame,))
    stage.prepare(axes)
    stage.draw(axes, frame)
    when = f"frame {frame} · {seconds(prediction, frame)} · β {float(prediction.beta[frame]):#.3g}"
    title = title_line(answer(prediction), 0.94 * width)
    figure.text(0.03, 1 - 0.134 / height, title, fontsize=TEXT_PT, va="center", weight="bold")
    write_lines(figure, [when, *said], left=0.03, top_in=0.311)
    draw_legend(figure.add_axes((0.03, 0, 0.94, legend_in / height)), prediction)
    return figure
