"""The files that ``sta-lstm compare`` writes."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sta_lstm.cli.text import notice
from sta_lstm.disk import check_place, write_whole
from sta_lstm.errors import SettingsError

if TYPE_CHECKING:
    import pandas as pd

    from sta_lstm.comparison.comparison import Comparison
    from sta_lstm.prediction.provenance import Provenance


def check_outputs(options: argparse.Namespace, *inputs: Path) -> None:
    """Find out before anything is computed that ``--html`` or ``--out`` cannot be written.

    Raises:
        SettingsError: a name has another ending, both are the same, one is among ``inputs``, or there is no place.
    """
    for path, suffix in ((options.html, ".html"), (options.out, ".csv")):
        if path is None:
            continue
        if path.suffix.lower() != suffix:
            raise SettingsError(f"cannot write '{path}': choose a name that ends in {suffix}.")
        check_place(path, inputs=inputs)
    if options.html is not None and options.out is not None and options.html.resolve() == options.out.resolve():
        raise SettingsError("two outputs have the same name; give each file its own.")


def write_page(
    comparison: Comparison,
    path: Path,
    *,
    title: str | None = None,
    recorded: Sequence[Sequence[int]] | None = None,
    timed: bool = True,
) -> None:
    """Write the player with a pane each as one page; of two clips with the recorded frame at each step.

    Args:
        comparison: what is shown.
        path: of the page.
        title: its heading; the clip and how many models there are, if left out.
        recorded: of two clips, the frame of each at each step.
        timed: whether seconds of the steps mean anything.
    """
    from sta_lstm.player import player_html, player_payload

    if title is None:
        title = f"{comparison.predictions[0].clip.name} · {len(comparison.names)} models"
    payload = player_payload(comparison.predictions, titles=comparison.names, recorded=recorded, timed=timed)
    page = player_html(payload, title=title)
    write_whole(path, page.encode("utf-8", "backslashreplace"))
    notice(f"wrote {path}")


def write_table(table: pd.DataFrame, path: Path, provenance: Iterable[Provenance]) -> None:
    """Write a table as CSV, with where its results come from."""
    from sta_lstm.prediction.spreadsheet import csv_bytes

    write_whole(path, csv_bytes(table, provenance=provenance))
    notice(f"wrote {path}")
