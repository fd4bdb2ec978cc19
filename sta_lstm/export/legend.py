"""What the looks of bodies mean, in a line beneath a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sta_lstm.export.joints import HOLE, disputed
from sta_lstm.export.style import COLOURS, SMALL_PT, person_label
from sta_lstm.figures.style import person_colour
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.strength import full_value
from sta_lstm.scene.look import FULL, opacity
from sta_lstm.words import label_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Inches: the whole legend in one line.
_ONE_LINE_IN = 5.4


def draw_legend(axes: Axes, prediction: Prediction) -> None:
    """What size and strength mean, and who is who, in one line; ``axes`` is a strip as wide as the page.

    Where joints were inferred or networks disagree this takes more room, and on a narrow page a second line.
    """
    from matplotlib.colors import to_rgba

    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.set_axis_off()
    width_in = axes.get_window_extent().width / axes.figure.dpi
    clip = prediction.clip
    several = disputed(prediction) is not None
    two_lines = (several or (bool(clip.inferred) and clip.n_persons > 1)) and width_in < _ONE_LINE_IN
    x, y = 0.0, 0.78 if two_lines else 0.5

    def say(text: str, colour: str = COLOURS.text) -> None:
        nonlocal x
        axes.text(x, y, text, va="center", ha="left", fontsize=SMALL_PT, color=colour)
        x += (0.053 * len(text) + 0.1) / width_in

    def dot(colour: tuple[float, ...], diameter_pt: float) -> None:
        nonlocal x
        x += 0.05 / width_in
        axes.plot([x], [y], "o", color=colour, markersize=diameter_pt, markeredgewidth=0, clip_on=False)
        x += 0.11 / width_in

    title, marks = _meaning(prediction)
    say(title)
    for share, words in marks:
        dot(to_rgba(COLOURS.text, opacity(share)), 3.2 + 5.0 * share)
        say(words)
    if clip.inferred:
        x += 0.05 / width_in
        dot(to_rgba(COLOURS.text), 6)
        axes.plot([x - 0.11 / width_in], [y], "o", color="white", markersize=6 * HOLE, markeredgewidth=0)
        say("hollow: inferred")
    if two_lines:
        x, y = -0.1 / width_in, 0.22
    if several:
        x += 0.15 / width_in
        dashes, edge = [(0, (1.7, 1.0))], COLOURS.text
        axes.scatter([x], [y], 30, "white", linestyles=dashes, edgecolors=edge, linewidths=1, clip_on=False)
        x += 0.11 / width_in
        say("dashed: networks disagree")
    if clip.n_persons > 1:
        x += 0.1 / width_in
        for m in range(clip.n_persons):
            dot(to_rgba(person_colour(m, dark=False)), 6)
            say(person_label(prediction, m))


def _meaning(prediction: Prediction) -> tuple[str, list[tuple[float, str]]]:
    """What the first map is called, and what a joint at some strengths stands for."""
    first = prediction.maps[0]
    title = label_line(first.title, 24)
    if not first.relative:
        most = f"{full_value(prediction, first):.3g} {label_line(first.unit, 8)}".rstrip()
        return title, [(0.0, "0"), (1.0, f"± {most}" if first.signed else most)]
    if not first.learned:
        return "no spatial attention: every joint counts alike", []
    marks = [(0.0, "0"), (1 / FULL, "1× uniform"), (1.0, f"≥ {FULL:g}×")]
    return "α of a joint" if first.name == "alpha" else title, marks
