"""What figures of a data set share: the colours of means and of spreads, and which row is whose."""

from __future__ import annotations

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.evidence.attended.looking import Looking
from sta_lstm.figures.joints import attention_colours
from sta_lstm.figures.panels import colour_bar
from sta_lstm.figures.style import palette


def row_of(found: Looking, class_name: str | None) -> int:
    """The row of a class in what was found; that of all classes together, where there is no such class."""
    return found.class_names.index(class_name) if class_name in found.class_names else len(found.class_names)


def colours_of(values: Float64s, *, spread: bool, above: float, dark: bool) -> dict[str, object]:
    """The colour axis of means, which are attention as everywhere, or of spreads: one hue from 0 up to the most.

    Args:
        values: multiples of an equal share, NaN where there is none.
        spread: which of the two they are.
        above: how far the bar of the colours stands above the panels, as a share of their height.
        dark: for a dark page.
    """
    if not spread:
        return attention_colours(values, above=above, dark=dark)
    most = float(values[np.isfinite(values)].max(initial=0)) or 1.0
    (zero, _), (_, middle, top) = palette(dark=dark).attention
    return {
        "cmin": 0,
        "cmax": most,
        "colorscale": [[0, zero], [0.5, middle], [1, top]],
        "colorbar": colour_bar({0.0: "0", most: f"± {most:.2g}×"}, above=above, dark=dark),
    }
