"""What is in a data set, and what is not, in plain text for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

import numpy as np

from sta_lstm.datasets.dataset import Dataset, Fold
from sta_lstm.words import counted, few_of

#: Most lines of a list whose length follows from the recordings.
_MOST_LINES = 20


def report(dataset: Dataset) -> str:
    """The report of ``dataset``: counts, folds, what was skipped and why, and its notes; lines end without a blank."""
    parts = (_counts(dataset), _classes(dataset), _protocols(dataset), _skipped(dataset), _notes(dataset))
    return "\n\n".join("\n".join(lines) for part in parts if (lines := tuple(part))) + "\n"


def _counts(dataset: Dataset) -> Iterator[str]:
    clips = dataset.clips
    subjects = {labelled.subject for labelled in dataset.clips} - {None}
    counts = [counted(len(clips), "clip"), counted(len(dataset.class_names), "class")]
    if subjects:
        counts.append(counted(len(subjects), "subject"))
    yield f"{dataset.name}: {', '.join(counts)}"
    frames = [clip.n_frames for clip in clips]
    yield f"frames: {min(frames):,} to {max(frames):,} a clip, median {np.median(frames):g}; {sum(frames):,} in all"
    layouts = Counter(clip.layout.name for clip in clips)
    named = (f"{name} ({counted(count, 'clip')})" for name, count in layouts.most_common())
    yield f"layout: {', '.join(named)}"
    if len(layouts) > 1:
        yield "  A network reads one layout: leave the clips of the others out, or save them with the same joints."


def _classes(dataset: Dataset) -> Iterator[str]:
    counts = Counter(labelled.label for labelled in dataset.clips)
    width = max(map(len, dataset.class_names))
    for name in dataset.class_names:
        lonely = "  only one: the fold that tests it cannot train on it" if counts[name] == 1 else ""
        yield f"{name:{width}} {counts[name]:6,}{lonely}"


def _protocols(dataset: Dataset) -> Iterator[str]:
    labels = [labelled.label for labelled in dataset.clips]
    for protocol, folds in dataset.protocols.items():
        yield f"protocol {protocol}, {counted(len(folds), 'fold')}"
        for fold in folds[:_MOST_LINES]:
            yield f"  {fold.name:12} {_fold(fold, labels)}"
        if len(folds) > _MOST_LINES:
            yield f"  … and {counted(len(folds) - _MOST_LINES, 'fold')} more"


def _fold(fold: Fold, labels: list[str]) -> str:
    counts = f"{len(fold.train):6,} train {len(fold.test):6,} test"
    if fold.val:
        counts += f" {len(fold.val):6,} val"
    learned = {labels[i] for i in fold.train}
    unseen = sorted({labels[i] for i in fold.test} - learned)
    return counts + (f"  never trained on: {', '.join(unseen)}" if unseen and learned else "")


def _skipped(dataset: Dataset) -> Iterator[str]:
    if not dataset.skipped:
        return
    yield f"skipped: {len(dataset.skipped):,}"
    by_reason = sorted(dataset.skipped, key=lambda skipped: skipped.reason)
    lines = []
    for reason, group in groupby(by_reason, key=lambda skipped: skipped.reason):
        sources = [skipped.source for skipped in group]
        lines.append(f"  {few_of(sources, 3)}: {reason}")
    yield from lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        yield f"  … and {len(lines) - _MOST_LINES:,} reasons more"


def _notes(dataset: Dataset) -> Iterator[str]:
    yield from dataset.notes
