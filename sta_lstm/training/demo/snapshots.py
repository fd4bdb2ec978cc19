"""Snapshots of a small network's training on planted motions, from untrained to done, and their card."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Callable
from pathlib import Path

from sta_lstm.datasets.synthetic import ACTIONS, TEST_SEEDS, TRAIN_SEEDS, planted_clip
from sta_lstm.model.checkpoint import Checkpoint, load_checkpoint
from sta_lstm.model.learned import PLANTED
from sta_lstm.model.networks.network import Network
from sta_lstm.samples import CHECKPOINT_SUFFIX, SNAPSHOT_FOLDER, snapshot_name
from sta_lstm.training.card import card
from sta_lstm.training.examples import Examples, evaluate_examples
from sta_lstm.training.loop import EpochLog
from sta_lstm.training.processes import Processes
from sta_lstm.training.recipe import load_recipe
from sta_lstm.training.runs.snapshots import EPOCH, N_EPOCHS, RUN, STAGE, Snapshots, run_name
from sta_lstm.training.train import train_network

RECIPE = load_recipe("demo-small")
#: Fewer clips make shorter epochs: attention is learned within the first ten, and there is a snapshot of most of them.
N_TRAIN = 600
EPOCHS = (0, 1, 2, 3, 4, 6, 9, 14, 23, 40)
NAME = "demo-small-sta"
CLASS_NAMES = tuple(ACTIONS)


def write_snapshots(
    folder: Path,
    train: Examples,
    test: Examples,
    processes: Processes,
    *,
    summary: str,
    limits: str,
    on_epoch: Callable[[EpochLog], None],
) -> None:
    """Train the small network and write what it was after some epochs, in half precision, with a card.

    Args:
        folder: of the run.
        train: the clips that train.
        test: clips that it has not seen.
        processes: who trains.
        summary: for the card.
        limits: for the card.
        on_epoch: called after each epoch.
    """
    run = run_name({"recipe": RECIPE.to_json(), "clips": train.fingerprint()})

    def checkpoint(n_done: int, network: Network) -> Checkpoint:
        half = copy.deepcopy(network).half()
        evaluation = evaluate_examples(copy.deepcopy(half).float(), test, CLASS_NAMES, [""] * len(test))
        return Checkpoint(
            name=f"{NAME}-epoch-{n_done}",
            network=half.eval().requires_grad_(False),
            layout=planted_clip(CLASS_NAMES[0], 0).clip.layout,
            min_persons=1,
            class_names=CLASS_NAMES,
            recipe=RECIPE.features,
            training={
                "summary": f"{summary} This is one of the snapshots of its training, in half precision.",
                "data": f"{len(train):,} planted clips of {len(CLASS_NAMES)} actions, seeds from {TRAIN_SEEDS[0]}",
                "dataset": PLANTED,
                "clip_seconds": train.clip_seconds,
                "recipe": RECIPE.to_json(),
                "seed": 0,
                EPOCH: n_done,
                N_EPOCHS: RECIPE.n_epochs,
                STAGE: RECIPE.stages[0].name,
                RUN: run,
                "command": "python -m sta_lstm.training.demo",
                "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
                "limits": limits,
            },
            accuracy={
                "accuracy": evaluation.accuracy,
                "split": f"{len(test):,} planted clips, seeds from {TEST_SEEDS[0]:,}, none of them used in training",
                **evaluation.entropies,
            },
        )

    for earlier in (folder / SNAPSHOT_FOLDER).glob(f"epoch-*{CHECKPOINT_SUFFIX}"):
        earlier.unlink()
    snapshots = Snapshots(folder / SNAPSHOT_FOLDER, EPOCHS, checkpoint, run=run)
    train_network(
        RECIPE,
        train,
        n_classes=len(CLASS_NAMES),
        variant="sta",
        seed=0,
        processes=processes,
        snapshots=snapshots,
        on_epoch=on_epoch,
    )
    written = [load_checkpoint(snapshots.folder / snapshot_name(epoch), device="cpu") for epoch in EPOCHS]
    (folder / f"{NAME}.md").write_text(card(written[-1], snapshots=written))
