"""A selection of attended clips as tables that leave: for a spreadsheet, or as a manifest that ``--data`` reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

_COLUMNS = {
    "clip": "clip",
    "label": "label",
    "predicted": "answer",
    "probability": "probability",
    "true_probability": "probability of the label",
    "checkpoint": "checkpoint",
    "revision": "revision",
    "subject": "subject",
    "view": "view",
    "split": "split",
    "n_frames": "frames",
    "seconds": "seconds",
    "n_asked": "checkpoints",
    "n_alike": "checkpoints that say the same",
    "reason": "reason",
}


def table_of(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """A row an answer, in words that a reader understands."""
    return pd.DataFrame([[row[name] for name in _COLUMNS] for row in rows], columns=list(_COLUMNS.values()))


def manifest_of(rows: Sequence[Mapping[str, Any]]) -> tuple[pd.DataFrame, int]:
    """A row a clip: its file from the data set's folder, label, subject, split, first frame, frame after the last.

    A clip under several checkpoints has one row. Splits are told where all rows have one, and the same of each clip.

    Returns:
        The manifest, and how many clips are left out of it since nothing says in which file they are.
    """
    kept: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    splits: dict[tuple[Any, ...], set[Any]] = {}
    lost = set()
    for row in rows:
        key = (row["file"], row["start"], row["end"])
        if not row["file"] or row["start"] is None or not row["label"]:
            lost.add(row["clip"])
            continue
        kept.setdefault(key, row)
        splits.setdefault(key, set()).add(row["split"])
    table = pd.DataFrame(
        {
            "path": [row["file"] for row in kept.values()],
            "label": [row["label"] for row in kept.values()],
            "subject": [row["subject"] for row in kept.values()],
        }
    )
    if all(len(each) == 1 and None not in each for each in splits.values()) and splits:
        table["split"] = [next(iter(each)) for each in splits.values()]
    cut = [row["end"] is not None or row["start"] > 0 for row in kept.values()]
    for name in ("start", "end") if any(cut) else ():
        numbers = [row[name] if is_cut else None for row, is_cut in zip(kept.values(), cut, strict=True)]
        table[name] = pd.array(numbers, dtype="Int64")
    return table, len(lost)
