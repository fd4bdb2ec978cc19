"""What the looks of bodies mean, in a line beneath a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sta_lstm.export.joints import HOLE, disputed
from sta_lstm.export.style import COLOURS, SMALL_PT, person_label
from sta_lstm.figures.style import person_colour
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.strength import full_value
from sta_lstm.scene.look import TUBE, opacity
from sta_lstm.scene.scale import tick_marks
from sta_lstm.words import label_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Inches: the whole legend in one line, with all that can stand in it, and with persons alone.
_ONE_LINE_IN, _PERSONS_IN = 5.4, 4.0
#: How full strength below 0 and above is drawn: hue, and the marker that bears the sign.
_SIGNED = {-1.0: (COLOURS.less, "_"), 1.0: (COLOURS.more, "+")}


def draw_legend(axes: Axes, prediction: Prediction) -> None:
    """What size and strength mean, and who is who, in one line; ``axes`` is a strip as wide as the page.

    Where joints were inferred or networks disagree this takes more room, and on a narrow page a second line. Where a
    map has a sign, its two hues stand here, and who is who stands over the bodies.
    """
    from matplotlib.colors import to_rgba

    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.set_axis_off()
    width_in = axes.get_window_extent().width / axes.figure.dpi
    clip = prediction.clip
    several, signed = disputed(prediction) is not None, prediction.maps[0].signed
    sided = "left" in clip.layout.sides
    crowded = several or sided or (bool(clip.inferred) and (signed or clip.n_persons > 1))
    least_in = _ONE_LINE_IN if crowded else _PERSONS_IN if clip.n_persons > 1 and not signed else 0.0
    two_lines = width_in < least_in
    pen = _Pen(axes, width_in, y=0.78 if two_lines else 0.5)
    title, marks = _meaning(prediction)
    pen.say(title)
    for share, words in marks:
        hue, sign = _SIGNED[share] if signed and share else (COLOURS.text, "")
        pen.dot(to_rgba(hue, opacity(abs(share))), 3.2 + 5.0 * abs(share), sign)
        pen.say(words)
    if two_lines and signed:
        pen.second_line()
    if clip.inferred:
        pen.hole()
        pen.say("hollow: inferred")
    if two_lines and not signed:
        pen.second_line()
    if several:
        pen.dashes()
        pen.say("dashed: networks disagree")
    if sided:
        pen.tube()
        pen.say("open: left")
    persons = range(clip.n_persons if clip.n_persons > 1 and not signed else 0)
    for m in persons:
        pen.dot(to_rgba(person_colour(m, dark=False)), 6, gap_in=0.1 if m == 0 else 0.0)
        pen.say(person_label(prediction, m))


@dataclass
class _Pen:
    """Writes words and marks beside each other into a strip of that width in inches, from ``x`` on, at height ``y``."""

    axes: Axes
    width_in: float
    y: float
    x: float = 0.0

    def second_line(self) -> None:
        """Go on beneath."""
        self.x, self.y = 0.0, 0.22

    def say(self, text: str) -> None:
        """Write ``text``."""
        self.axes.text(self.x, self.y, text, va="center", ha="left", fontsize=SMALL_PT, color=COLOURS.text)
        self.x += (0.053 * len(text) + 0.1) / self.width_in

    def dot(self, colour: tuple[float, ...], diameter_pt: float, sign: str = "", *, gap_in: float = 0.0) -> None:
        """A joint, and the marker of its sign on it."""
        x, y = self._place(gap_in)
        self.axes.plot(x, y, "o", color=colour, markersize=diameter_pt, markeredgewidth=0, clip_on=False)
        if sign:
            size, edge = 0.5 * diameter_pt, 0.13 * diameter_pt
            self.axes.plot(x, y, sign, color="white", markersize=size, markeredgewidth=edge)

    def hole(self) -> None:
        """A joint that was inferred."""
        x, y = self._place(0.05)
        self.axes.plot(x, y, "o", color=COLOURS.text, markersize=6, markeredgewidth=0, clip_on=False)
        self.axes.plot(x, y, "o", color="white", markersize=6 * HOLE, markeredgewidth=0)

    def dashes(self) -> None:
        """A joint on which networks disagree."""
        dashes, edge = [(0, (1.7, 1.0))], COLOURS.text
        x, y = self._place(0.1)
        self.axes.scatter(x, y, 30, "white", linestyles=dashes, edgecolors=edge, linewidths=1, clip_on=False)

    def tube(self) -> None:
        """A bone of the left side."""
        (x,), (y,) = self._place(0.05)
        half = 0.07 / self.width_in
        for width_pt, colour in ((4.0, COLOURS.muted), (4.0 * TUBE, "white")):
            ends = [x - half, x + half]
            self.axes.plot(ends, [y, y], color=colour, lw=width_pt, solid_capstyle="butt", clip_on=False)

    def _place(self, gap_in: float) -> tuple[list[float], list[float]]:
        """Where a mark goes: so much further on where something stands before it. What is next comes after it."""
        x = self.x + (0.05 + (gap_in if self.x else 0.0)) / self.width_in
        self.x = x + 0.11 / self.width_in
        return [x], [self.y]


def _meaning(prediction: Prediction) -> tuple[str, list[tuple[float, str]]]:
    """What the first map is called, and what a joint at some strengths, below 0 at values below 0, stands for."""
    first = prediction.maps[0]
    title = label_line(first.title, 24)
    if not first.relative:
        most = f"{full_value(first):.3g} {label_line(first.unit, 8)}".rstrip()
        least = [(-1.0, f"−{most}")] if first.signed else []
        return title, [*least, (0.0, "0"), (1.0, f"+{most}" if first.signed else most)]
    if not first.learned:
        return "no spatial attention: every joint counts alike", []
    marks = tick_marks(prediction.shown(first), uniform="1× an equal share")
    return "α of a joint" if first.name == "alpha" else title, list(marks.items())
