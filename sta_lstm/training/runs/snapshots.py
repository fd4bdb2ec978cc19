"""Snapshots: the network as it was after some of the epochs, each a checkpoint like any other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from sta_lstm.errors import CheckpointError, SettingsError
from sta_lstm.model.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from sta_lstm.model.networks.network import Network
from sta_lstm.samples import CHECKPOINT_SUFFIX, snapshot_epoch, snapshot_name
from sta_lstm.training.sections import Stage

#: Entries of a snapshot's ``training``: epochs that were done (0 for the untrained network), those of the whole run,
#: the stage, and what is the same for all snapshots of one run.
EPOCH, N_EPOCHS, STAGE, RUN = "epoch", "epochs", "stage", "run"
MOST_SNAPSHOTS = 1_000


def snapshot_epochs(every: int, n_epochs: int) -> tuple[int, ...]:
    """The epochs whose network is kept: the untrained one, every ``every``-th and the last; none where it is 0.

    Raises:
        SettingsError: ``every`` is negative, more than there are epochs, or so small that too many would be kept.
    """
    if every == 0:
        return ()
    if not 1 <= every <= n_epochs:
        raise SettingsError(
            f"keep-every is {every:,}, and the run has {n_epochs:,} epochs; expected a number from 1 to {n_epochs:,}, "
            "or 0 for no snapshots."
        )
    if n_epochs / every > MOST_SNAPSHOTS - 2:
        raise SettingsError(
            f"keep-every is {every:,}, and of {n_epochs:,} epochs that would be {n_epochs // every + 1:,} snapshots; "
            f"at most {MOST_SNAPSHOTS:,} are kept. Take {-(-n_epochs // (MOST_SNAPSHOTS - 2))} or more."
        )
    return (*range(0, n_epochs, every), n_epochs)


def run_name(settings: Mapping[str, Any]) -> str:
    """What is the same for all snapshots of a run, and for none of another: a hash of all that decides the run."""
    text = json.dumps(settings, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:12]


def stage_after(stages: Sequence[Stage], epoch: int) -> str:
    """The name of the stage to which the ``epoch``-th epoch belongs, counted from 1; the first one's for 0."""
    for stage in stages:
        if epoch <= stage.epochs:
            return stage.name
        epoch -= stage.epochs
    return stages[-1].name


class Snapshots:
    """Writes the snapshots of one run.

    Attributes:
        folder: where they lie.
        epochs: after how many epochs one is taken.
    """

    def __init__(
        self, folder: Path, epochs: Collection[int], checkpoint: Callable[[int, Network], Checkpoint], *, run: str
    ) -> None:
        """Open a folder for snapshots.

        Args:
            folder: made with the first of them.
            epochs: after how many epochs one is taken.
            checkpoint: makes it, from how many epochs are done and the network.
            run: of which they are; see `run_name`.

        Raises:
            SettingsError: snapshots of another run lie in the folder, among which these would not be told apart.
        """
        self.folder, self.epochs = folder, frozenset(epochs)
        self._checkpoint = checkpoint
        for path in sorted(folder.glob(f"*{CHECKPOINT_SUFFIX}")):
            if snapshot_epoch(path) is not None and _run_of(path) != run:
                raise SettingsError(
                    f"'{path}' is not a snapshot of this run. Remove the folder '{folder}', or choose another for the "
                    "run."
                )

    def take(self, n_done: int, network: Callable[[], Network]) -> None:
        """Write a snapshot after ``n_done`` epochs, if there is to be one; to be given to `fit` as ``on_network``.

        Raises:
            CheckpointError: it cannot be written.
        """
        if n_done in self.epochs:
            save_checkpoint(self._checkpoint(n_done, network()), self.folder / snapshot_name(n_done))


def _run_of(path: Path) -> str | None:
    try:
        return str(load_checkpoint(path, device="cpu").training.get(RUN))
    except CheckpointError:
        return None
