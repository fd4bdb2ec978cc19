"""What the page of two clips has to save: its figures for print, and its tables."""

from __future__ import annotations

from collections.abc import Sequence

from sta_lstm import figures
from sta_lstm.comparison.alignment import Alignment
from sta_lstm.comparison.clips import PAIR, ClipPair
from sta_lstm.figures.clips import linked_betas, warping_path
from sta_lstm.figures.curves import beta_curves
from sta_lstm.ui.panels import share


def prints(found: ClipPair | None, aligned: Alignment | None, names: Sequence[str]) -> dict[str, share.Print]:
    """The figures of the page, for print."""
    chart = share.chart_print
    prints = {} if aligned is None else {"Which frames belong together": chart(warping_path, aligned, names=names)}
    if found is None:
        return prints
    attends = found.predictions[0].maps[0].learned
    where = {"Where the two differ": chart(figures.alpha_difference, found.comparison, pair=PAIR)} if attends else {}
    return {
        "When it looked": chart(linked_betas, found),
        "When it looked, on the common clock": chart(beta_curves, found.comparison),
        "When the two differ": chart(figures.beta_difference, found.comparison, pair=PAIR),
        **where,
        **prints,
    }


def tables(found: ClipPair) -> list[share.Table]:
    """The numbers of the page."""
    made = {"Steps": found.steps, "Moments": found.moments, "Joints": found.joints}
    return [share.csv_table(f"{name}, CSV", name.lower(), table, found.predictions) for name, table in made.items()]
