"""How every exported picture looks, whatever a person's own matplotlib is set to."""

from __future__ import annotations

import functools
import textwrap
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from sta_lstm.errors import SettingsError
from sta_lstm.figures.style import palette
from sta_lstm.prediction.answer import answer_name
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.words import label_line, person_letter, probability_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = palette(dark=False)
#: Points.
TEXT_PT = 8.0
SMALL_PT = 7.0
#: Height of a line of small print, inches.
LINE_IN = 0.135
#: Width of a page of two columns, inches.
PAGE_IN = 7.0
#: How wide a picture may be asked for, millimetres: from one column of a journal to a poster.
MIN_WIDTH_MM, MAX_WIDTH_MM = 80, 400
MM_IN = 25.4
MAX_NAME_CHARACTERS = 48

# The settings of matplotlib belong to the process, so that two threads may not change them at the same time.
_SETTINGS = threading.RLock()
_STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib, so that every machine draws the same
    "font.size": TEXT_PT,
    "axes.linewidth": 0.6,
    "axes.edgecolor": COLOURS.muted,
    "axes.labelcolor": COLOURS.text,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.labelsize": TEXT_PT,
    "xtick.color": COLOURS.muted,
    "ytick.color": COLOURS.muted,
    "xtick.labelsize": SMALL_PT,
    "ytick.labelsize": SMALL_PT,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "text.color": COLOURS.text,
    "text.parse_math": False,  # names come from files, and a dollar sign in them is a dollar sign
    "hatch.linewidth": 0.4,
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "sta-lstm",
    "pdf.fonttype": 42,  # TrueType: journals refuse Type 3
}

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def house_style() -> Iterator[None]:
    """Draws in our style, and leaves the settings of matplotlib as they were.

    Raises:
        SettingsError: matplotlib is not installed.
    """
    try:
        import matplotlib
    except ImportError as error:
        raise missing("matplotlib") from error

    kept: dict[Any, Any] = {
        key: matplotlib.rcParamsDefault[key] for key in matplotlib.rcParamsDefault if key != "backend"
    }
    with _SETTINGS, matplotlib.rc_context({**kept, **_STYLE}):
        yield


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """``draw``, in the `house_style`."""

    @functools.wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        with house_style():
            return draw(*args, **kwargs)

    return drawn


def inches(width_mm: float | None, otherwise: float) -> float:
    """How wide a picture is that was asked for in millimetres; ``otherwise`` inches where nobody asked.

    Raises:
        SettingsError: narrower than one column, or wider than any page.
    """
    if width_mm is None:
        return otherwise
    if not MIN_WIDTH_MM <= width_mm <= MAX_WIDTH_MM:
        raise SettingsError(
            f"a picture is {MIN_WIDTH_MM} to {MAX_WIDTH_MM} mm wide; it was asked to be {width_mm:g} mm wide."
        )
    return width_mm / MM_IN


def missing(package: str) -> SettingsError:
    """What to say where a package of the extra is not there."""
    return SettingsError(f"this file needs {package}, which is not installed: pip install 'sta-lstm[export]'")


def answer(prediction: Prediction, most: int = MAX_NAME_CHARACTERS) -> str:
    """The predicted class and its probability; of a result without classes, what it says in turn, or who made it."""
    if prediction.scores is None:
        return label_line(answer_name(prediction) if prediction.windows else prediction.checkpoint, most)
    return f"{label_line(answer_name(prediction), most)} ({probability_text(float(prediction.probabilities.max()))})"


def title_line(text: str, width_in: float) -> str:
    """``text`` as a bold title that fits into that width."""
    return label_line(text, max(12, int(width_in * 72 / (0.68 * TEXT_PT))))


def caption(prediction: Prediction, width_in: float) -> list[str]:
    """Whether the attention can be believed, in lines of small print of that width; none where nobody tested it."""
    if prediction.verdict is None:
        return []
    # DejaVu Sans is half as wide as it is high, and a little more.
    return textwrap.wrap(label_line(prediction.verdict.short, 200), max(20, int(width_in * 72 / (0.58 * SMALL_PT))))


def write_lines(figure: Figure, lines: Sequence[str], *, left: float, top_in: float) -> None:
    """Write lines of small print beneath each other.

    Args:
        figure: what they are written on.
        lines: the text.
        left: where they begin, as a share of the figure's width.
        top_in: inches from the figure's upper edge to the middle of the first line.
    """
    height_in = figure.get_figheight()
    for row, line in enumerate(lines):
        y = 1 - (top_in + LINE_IN * row) / height_in
        figure.text(left, y, line, va="center", fontsize=SMALL_PT, color=COLOURS.muted)


def person_label(prediction: Prediction, person: int) -> str:
    """``"person A"``; nothing for the only one."""
    return f"person {person_letter(person)}" if prediction.clip.n_persons > 1 else ""


def seconds(prediction: Prediction, frame: int) -> str:
    """When ``frame`` is, by the clip's own rate."""
    return f"{frame / prediction.clip.fps:.2f} s"
