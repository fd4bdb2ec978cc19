"""Temporal attention on a page: β with its keyframes, evidence for the predicted class, and the answer as it grows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sta_lstm.export.style import COLOURS, LINE_IN, PAGE_IN, SMALL_PT, caption, inches, styled
from sta_lstm.figures.bins import Bins
from sta_lstm.prediction.answer import named
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.words import label_line, percent_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_HEIGHT_IN = 3.7
_MAX_BARS = 400
#: In a picture that is no wider, names of classes stand two in a row.
_NARROW_IN = 5.0
#: Classes of a long recording that have a row; those that come later have none.
_MOST_ROWS = 12
_DASHES = ("solid", (0, (4, 1.5)), (0, (1, 1.2)), (0, (4, 1.2, 1, 1.2)))


@styled
def timeline(prediction: Prediction, *, top: int = 4, width_mm: float | None = None) -> Figure:
    """Three panels over one axis of seconds, frames above.

    β_t with the keyframes, ranked; β_t z_t of the predicted class, which adds up to its score; the probabilities from
    the frames so far. Of a recording that was read in windows there is one panel in the place of the last two: which
    class is answered when, the stronger the surer. Frames in which the model read nobody are hatched. Whether the
    attention can be believed stands above, where that was tested.

    Args:
        prediction: what to draw.
        top: at most so many classes in the last panel, up to 4: the predicted one, then those that came highest.
        width_mm: how wide, from 80 to 400; 178 if left out.

    Raises:
        SettingsError: another width, or matplotlib is not installed.
    """
    from matplotlib.figure import Figure

    clip = prediction.clip
    width = inches(width_mm, PAGE_IN)
    said = caption(prediction, width - 0.2)
    figure = Figure(figsize=(width, _HEIGHT_IN + LINE_IN * len(said)), layout="constrained")
    if said:
        figure.suptitle("\n".join(said), x=0.02, ha="left", fontsize=SMALL_PT, color=COLOURS.muted)
    is_answered = prediction.windows is None
    heights = (1.0, 1.0, 1.25) if is_answered else (1.0, 1.6)
    panels = figure.subplots(len(heights), 1, sharex=True, height_ratios=heights)
    draw_beta(panels[0], prediction)
    if is_answered:
        _evidence(panels[1], prediction)
        _running(panels[2], prediction, min(max(1, top), len(_DASHES)), 4 if width > _NARROW_IN else 2)
    else:
        _in_turn(panels[1], prediction)
    for axes in panels[1:]:
        for frame in prediction.keyframes:
            axes.axvline(frame / clip.fps, color=COLOURS.accent, linewidth=0.6, linestyle=(0, (1, 2)))
        _hatch(axes, prediction)
    panels[-1].set_xlabel("time in seconds")
    frames = panels[0].secondary_xaxis("top", functions=(lambda s: s * clip.fps, lambda f: f / clip.fps))
    frames.set_xlabel("frame", fontsize=SMALL_PT, color=COLOURS.muted, labelpad=2)
    frames.spines["top"].set_visible(False)
    frames.tick_params(length=2, pad=1)
    figure.align_ylabels(panels)
    return figure


def draw_beta(axes: Axes, prediction: Prediction, *, ranks: bool = True) -> None:
    """β over seconds as an area, each frame at its own time, and the keyframes."""
    clip = prediction.clip
    times = np.arange(clip.n_frames) / clip.fps
    most = float(prediction.beta.max()) or 1.0
    if clip.n_frames > 1:
        axes.fill_between(times, prediction.beta, color=COLOURS.accent, alpha=0.2, linewidth=0)
        axes.plot(times, prediction.beta, color=COLOURS.accent, linewidth=1.1)
    else:  # one frame is no line
        axes.plot(times, prediction.beta, "o", color=COLOURS.accent, markersize=3)
    for rank, frame in enumerate(prediction.keyframes, start=1):
        place = (frame / clip.fps, float(prediction.beta[frame]))
        axes.plot(*place, "D", color=COLOURS.accent, markersize=3.6, markeredgecolor="white", markeredgewidth=0.5)
        if ranks:
            axes.annotate(str(rank), place, (0, 4), textcoords="offset points", ha="center", fontsize=SMALL_PT)
    half = 0.5 / clip.fps
    axes.set(xlim=(-half, times[-1] + half), ylim=(0, most * 1.28), ylabel="β")
    axes.locator_params(axis="y", nbins=3)
    _hatch(axes, prediction)
    if not prediction.curves[0].learned:
        axes.set_title("no temporal attention: every frame counts alike", fontsize=SMALL_PT, loc="left")


def _evidence(axes: Axes, prediction: Prediction) -> None:
    clip = prediction.clip
    index = int(np.argmax(prediction.logits))
    bins = Bins.at_most(clip.n_frames, _MAX_BARS)
    values = bins.sums(prediction.contributions[:, index])
    colours = [COLOURS.support if value >= 0 else COLOURS.against for value in values]
    axes.bar(bins.centres / clip.fps, values, width=0.86 * bins.width / clip.fps, color=colours)
    axes.axhline(0, color=COLOURS.muted, linewidth=0.6)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(bottom=False)
    axes.set_ylabel("evidence")
    axes.margins(y=0.12)
    axes.locator_params(axis="y", nbins=4)
    words = (
        f"for (up) and against (down) {label_line(prediction.label, 32)}, in all {float(prediction.logits[index]):+.2f}"
    )
    axes.set_title(words, fontsize=SMALL_PT, color=COLOURS.muted, loc="left", pad=3)


def _running(axes: Axes, prediction: Prediction, top: int, columns: int) -> None:
    clip = prediction.clip
    predicted = int(np.argmax(prediction.logits))
    by_peak = np.argsort(-prediction.running.max(axis=0), kind="stable")
    shown = [predicted, *(int(i) for i in by_peak if i != predicted)][:top]
    times = np.arange(clip.n_frames) / clip.fps
    for place, index in enumerate(shown):
        axes.plot(
            times,
            prediction.running[:, index],
            color=COLOURS.accent if place == 0 else COLOURS.others[place - 1],
            linewidth=1.6 if place == 0 else 1.0,
            linestyle=_DASHES[place],
            marker="o" if clip.n_frames == 1 else None,
            markersize=3,
            # A leading underscore would keep a name out of the legend; this joiner is not seen.
            label=f"\u2060{label_line(prediction.class_names[index], 24)}",
        )
    axes.set(ylim=(0, 1.03), ylabel="probability\nso far")
    axes.set_yticks([0, 0.5, 1], labels=[percent_text(share) for share in (0, 0.5, 1)])
    axes.legend(
        loc="upper center",
        bbox_to_anchor=(0.5, -0.34),
        ncols=min(columns, len(shown)),
        frameon=False,
        fontsize=SMALL_PT,
        handlelength=2.2,
        columnspacing=1.4,
    )


def _in_turn(axes: Axes, prediction: Prediction) -> None:
    """What is answered when: a row a class, in the order in which they come."""
    windows, fps = prediction.windows, prediction.clip.fps
    segments = [] if windows is None else [each for each in windows.segments() if each.label]
    names = list(dict.fromkeys(each.label or "" for each in segments))[:_MOST_ROWS]
    called = partial(named, is_familiar=windows is None or windows.is_familiar)
    for each in segments:
        if each.label in names:
            span = (each.start / fps, (each.end - each.start) / fps)
            axes.broken_barh([span], (names.index(each.label) - 0.4, 0.8), color=COLOURS.accent, alpha=each.probability)
    axes.set(ylim=(max(1, len(names)) - 0.4, -0.6), ylabel="answers")
    axes.set_yticks(range(len(names)), labels=[f"\u2060{label_line(called(name), 24)}" for name in names])
    if not names:
        axes.set_title("unsure all along", fontsize=SMALL_PT, loc="left")


def _hatch(axes: Axes, prediction: Prediction) -> None:
    """Hatches the frames in which the model read nobody."""
    empty = np.flatnonzero(np.diff(np.concatenate([[True], prediction.read.any(axis=1), [True]])))
    for first, last in empty.reshape(-1, 2):
        axes.axvspan(
            (first - 0.5) / prediction.clip.fps,
            (last - 0.5) / prediction.clip.fps,
            facecolor="none",
            edgecolor="#b6bbc5",
            hatch="////",
            linewidth=0,
        )
