"""The files that ``sta-lstm compare`` writes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sta_lstm.cli.text import notice
from sta_lstm.disk import check_place, write_whole

if TYPE_CHECKING:
    import pandas as pd

    from sta_lstm.comparison.comparison import Comparison


def check_outputs(options: argparse.Namespace, *inputs: Path) -> None:
    """Refuse outputs that cannot be written, before anything is computed."""
    for path in (options.html, options.out):
        if path is not None:
            check_place(path, inputs=inputs)


def write_page(
    comparison: Comparison, path: Path, *, title: str | None = None, recorded: Sequence[Sequence[int]] | None = None
) -> None:
    """Write the player with a pane each as one page; of two clips with the recorded frame at each step."""
    from sta_lstm.player import player_html, player_payload

    if title is None:
        title = f"{comparison.predictions[0].clip.name} · {len(comparison.names)} models"
    payload = player_payload(comparison.predictions, titles=comparison.names, recorded=recorded)
    page = player_html(payload, title=title)
    write_whole(path, page.encode("utf-8", "backslashreplace"))
    notice(f"wrote {path}")


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV."""
    from sta_lstm.prediction.spreadsheet import csv_bytes

    write_whole(path, csv_bytes(table))
    notice(f"wrote {path}")
