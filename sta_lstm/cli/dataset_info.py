"""A data set for people at a terminal: what is in it, how it is divided, and what is odd about its recordings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sta_lstm.cli.inputs.data import bar, read_dataset
from sta_lstm.cli.inputs.remarks import Remarks
from sta_lstm.cli.text import print_lines

if TYPE_CHECKING:
    from sta_lstm.datasets import Dataset

#: Of more clips so many are looked at for what is odd, spread evenly over them.
_MOST_LOOKED_AT = 2_000


def print_dataset(path: Path, root: Path | None, *, as_json: bool) -> None:
    """Print what a data set is, and each kind of note and doubt about its clips with the first of them.

    Args:
        path: its folder, or its manifest.
        root: the folder below which a manifest's relative paths lie; its own, if left out.
        as_json: as one JSON object.

    Raises:
        DatasetError: there is none, or none of its clips can be read.
    """
    from sta_lstm.datasets import report

    dataset = read_dataset(path, root=root)
    remarks, n_seen = _remarks(dataset)
    if as_json:
        print(json.dumps({**_values(dataset), "looked_at": n_seen, "recordings": remarks.to_json()}))
        return
    print_lines(report(dataset).splitlines())
    print_lines(remarks.lines())
    if n_seen < len(dataset.clips):
        print_lines([f"  {n_seen:,} of {len(dataset.clips):,} clips were looked at, spread evenly"])


def _remarks(dataset: Dataset) -> tuple[Remarks, int]:
    """What is to know of the clips, and how many were looked at."""
    remarks, clips = Remarks(), dataset.clips
    n_seen = min(len(clips), _MOST_LOOKED_AT)
    with bar("looking at the clips", "clip") as show:
        for number in range(n_seen):
            each = clips[number * len(clips) // n_seen]
            remarks.add(each.source, each.load())
            show(number + 1, n_seen)
    return remarks, n_seen


def _values(dataset: Dataset) -> dict[str, Any]:
    labels = [clip.label for clip in dataset.clips]
    return {
        "kind": "dataset",
        "name": dataset.name,
        "clips": len(dataset.clips),
        "classes": {name: labels.count(name) for name in dataset.class_names},
        "subjects": sorted({clip.subject for clip in dataset.clips if clip.subject is not None}),
        "protocols": {
            protocol: {
                fold.name: {"train": len(fold.train), "val": len(fold.val), "test": len(fold.test)} for fold in folds
            }
            for protocol, folds in dataset.protocols.items()
        },
        "skipped": [{"source": each.source, "reason": each.reason} for each in dataset.skipped],
        "notes": list(dataset.notes),
    }
