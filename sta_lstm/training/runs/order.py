"""Snapshots read again: which files are of one training, in which order, and what does not belong to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.samples import snapshot_epoch
from sta_lstm.training.runs.snapshots import EPOCH, RUN

T = TypeVar("T")
#: A header that says more is none of ours.
_MOST_EPOCHS = 10**9


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A network at one moment of its training.

    Attributes:
        file: the file's name.
        epoch: how many were done.
        checkpoint: the network.
    """

    file: str
    epoch: int
    checkpoint: Checkpoint


def run_of(checkpoint: Checkpoint) -> str:
    """What tells the run of a snapshot apart from others; empty where the snapshot does not say."""
    return str(checkpoint.training.get(RUN, ""))


def epoch_of(checkpoint: Checkpoint, file: str) -> int | None:
    """After how many epochs a snapshot was taken, by its header, else by the file's name; None for no snapshot."""
    epoch = checkpoint.training.get(EPOCH)
    return epoch if type(epoch) is int and 0 <= epoch <= _MOST_EPOCHS else snapshot_epoch(file)


def in_order(files: Sequence[tuple[str, Checkpoint]]) -> tuple[tuple[Snapshot, ...], tuple[str, ...]]:
    """The snapshots of one training, the earliest first, and a sentence on each file that is none of them.

    Where not all are alike in run, classes, joints and architecture, those that most files share are kept.

    Args:
        files: names and checkpoints.
    """
    left_out = []
    found = []
    for file, checkpoint in files:
        epoch = epoch_of(checkpoint, file)
        if epoch is None:
            left_out.append(
                f"'{file}' is a checkpoint, but not a snapshot: it does not say of which epoch it is. "
                "'sta-lstm train --keep-every N' leaves snapshots."
            )
        else:
            found.append(Snapshot(file, epoch, checkpoint))
    kinds = [_kind(snapshot.checkpoint) for snapshot in found]
    usual = max(kinds, key=Counter(kinds).__getitem__, default=None)
    kept: dict[int, Snapshot] = {}
    for snapshot, kind in zip(found, kinds, strict=True):
        if kind != usual:
            other = next(each for each, its in zip(found, kinds, strict=True) if its == usual)
            left_out.append(f"'{snapshot.file}' is left out: {_difference(snapshot, other)}.")
        elif snapshot.epoch in kept:
            left_out.append(
                f"'{snapshot.file}' is left out: '{kept[snapshot.epoch].file}' is of epoch {snapshot.epoch} too."
            )
        else:
            kept[snapshot.epoch] = snapshot
    return tuple(kept[epoch] for epoch in sorted(kept)), tuple(left_out)


def spread_out(items: Sequence[T], most: int) -> list[T]:
    """At most ``most`` of ``items``, evenly, the first and the last among them."""
    if len(items) <= most:
        return list(items)
    return [items[round(i * (len(items) - 1) / (most - 1))] for i in range(most)]


def _kind(checkpoint: Checkpoint) -> Hashable:
    """What all snapshots of one training share."""
    return (
        *(run_of(checkpoint), checkpoint.class_names, checkpoint.layout.joints),
        *(checkpoint.architecture, checkpoint.config, checkpoint.recipe, checkpoint.reads.least),
    )


def _difference(snapshot: Snapshot, usual: Snapshot) -> str:
    """In what a snapshot differs from most others, in words."""
    own, theirs = snapshot.checkpoint, usual.checkpoint
    if own.class_names != theirs.class_names:
        return (
            f"its classes are others ({len(own.class_names)}) than those of '{usual.file}' ({len(theirs.class_names)})"
        )
    if str(own.reads) != str(theirs.reads) or own.layout.joints != theirs.layout.joints:
        return f"it reads {own.reads}, and '{usual.file}' {theirs.reads}"
    if own.config != theirs.config:
        return (
            f"its network is another ({own.variant}, {own.n_parameters:,} weights) than that of '{usual.file}' "
            f"({theirs.variant}, {theirs.n_parameters:,})"
        )
    return f"it is of another run than '{usual.file}'"
