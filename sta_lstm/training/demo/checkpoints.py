"""The demo checkpoints: a network of each variant, trained on planted motions, with its card and figures."""

from __future__ import annotations

import datetime
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sta_lstm.datasets.synthetic import (
    ACTIONS,
    TEST_SEEDS,
    TRAIN_SEEDS,
    PlantedClip,
    motion_energy,
    planted_clip,
)
from sta_lstm.evidence.planted.truth import truth_scores
from sta_lstm.model.checkpoint import Checkpoint, save_checkpoint
from sta_lstm.model.networks.network import Network
from sta_lstm.prediction.predict import predict
from sta_lstm.training.card import card
from sta_lstm.training.examples import Examples, evaluate_examples, examples
from sta_lstm.training.loop import EpochLog
from sta_lstm.training.processes import Processes
from sta_lstm.training.recipe import load_recipe
from sta_lstm.training.train import train_network

CLASS_NAMES = tuple(ACTIONS)
RECIPE = load_recipe("demo")
N_PERSONS = 2
N_TRAIN, N_TEST = 3_600, 1_000

SUMMARY = (
    "A demonstration model. It was trained on planted motions: clips made by `sta_lstm.datasets.synthetic`, in which "
    "it is known which joints carry the action and when. No recording of a person was used."
)
LIMITS = (
    "For trying out the program, and for testing whether attention finds what is known to matter. Real recordings "
    "open and run, and one of these classes will be named, but the model has never met a real person: do not read its "
    "answer to a real recording as recognition."
)


def planted_examples(planted: Sequence[PlantedClip]) -> Examples:
    """Planted clips as the demo's networks read them, with their actions as labels."""
    clips = [each.clip for each in planted]
    labels = [str(clip.label) for clip in clips]
    return examples(clips, labels, CLASS_NAMES, RECIPE.features, n_persons=N_PERSONS)


def train_variant(variant: str, seed: int, data: Examples, processes: Processes) -> Network:
    """One network of the demo, trained."""
    return train_network(
        RECIPE,
        data,
        n_classes=len(CLASS_NAMES),
        variant=variant,
        seed=seed,
        processes=processes,
        on_epoch=lambda log: print_epoch(f"demo-{variant} seed {seed}", RECIPE.n_epochs, log),
    )


def print_epoch(name: str, n_epochs: int, log: EpochLog) -> None:
    """Say how an epoch of the network ``name`` went."""
    print(  # noqa: T201
        f"{name} epoch {log.epoch + 1}/{n_epochs}: cross-entropy {log.cross_entropy:.3f}, accuracy {log.accuracy:.3f}",
        flush=True,
    )


def measure(checkpoint: Checkpoint, planted: Sequence[PlantedClip], data: Examples) -> dict[str, Any]:
    """Accuracy on unseen planted clips, and how well attention finds their truth."""
    predictions = [predict(checkpoint, each.clip) for each in planted]
    scores = truth_scores(
        predictions,
        [each.truth for each in planted],
        [motion_energy(each.clip) for each in planted],
        undecided=[each.undecided for each in planted],
    )
    table = {
        f"{row['question']}, {row['ranking']}": round(row["mean"], 4)
        for row in scores.to_dict("records")
        if row["question"] not in ("top", "share")  # no average precision: tests/benchmarks/truth.py has them
        and (row["ranking"] != "attention" or _learns(checkpoint, row["question"]))
    }
    names = [each.clip.name for each in planted]
    evaluation = evaluate_examples(checkpoint.network, data, CLASS_NAMES, names)
    return {"accuracy": evaluation.accuracy, "average_precision": table}


def _learns(checkpoint: Checkpoint, question: str) -> bool:
    """Whether the checkpoint's own attention answers ``question`` (uniform attention is no answer)."""
    learned = checkpoint.config.learned
    return {"frames": "beta" in learned, "both": bool(learned)}.get(question, "alpha" in learned)


def write_checkpoint(
    variant: str,
    n_seeds: int,
    train: Examples,
    unseen: Sequence[PlantedClip],
    test: Examples,
    folder: Path,
    processes: Processes,
) -> dict[str, Any]:
    """Train one variant from several seeds, write the first with its card, and return how well all of them do.

    Args:
        variant: of STA-LSTM.
        n_seeds: how many networks.
        train: the clips that train.
        unseen: clips to test on, whose truth is known.
        test: the same clips, as the networks read them.
        folder: where the first network goes.
        processes: who trains.
    """
    start = time.perf_counter()
    trained = [_checkpoint(variant, train_variant(variant, seed, train, processes)) for seed in range(n_seeds)]
    measured = [measure(checkpoint, unseen, test) for checkpoint in trained]
    found = [each["accuracy"] for each in measured]
    precision = {
        key: float(np.mean([each["average_precision"][key] for each in measured]))
        for key in measured[0]["average_precision"]
    }
    figures = {
        "this_checkpoint": measured[0]["accuracy"],
        "mean_over_seeds": float(np.mean(found)),
        "std_over_seeds": float(np.std(found, ddof=1)) if n_seeds > 1 else 0.0,
        "seeds": n_seeds,
        "split": f"{len(unseen):,} planted clips, seeds from {TEST_SEEDS[0]:,}, none of them used in training",
        "average_precision": {key: round(value, 3) for key, value in precision.items()},
    }
    final = _checkpoint(variant, trained[0].network, accuracy=figures)
    save_checkpoint(final, folder / f"{final.name}.safetensors")
    (folder / f"{final.name}.md").write_text(card(final))
    return {"accuracy_per_seed": found, "seconds": round(time.perf_counter() - start), **figures}


def _checkpoint(variant: str, network: Network, **values: Any) -> Checkpoint:
    return Checkpoint(
        name=f"demo-{variant}",
        network=network.eval().requires_grad_(False),
        layout=planted_clip(CLASS_NAMES[0], 0).clip.layout,
        min_persons=1,
        class_names=CLASS_NAMES,
        recipe=RECIPE.features,
        training={
            "summary": SUMMARY,
            "data": f"{N_TRAIN:,} planted clips of {len(CLASS_NAMES)} actions, seeds from {TRAIN_SEEDS[0]}",
            "objective": "cross-entropy, all parts of the network at once, last epoch",
            "recipe": RECIPE.to_json(),
            "command": "python -m sta_lstm.training.demo",
            "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
            "limits": LIMITS,
        },
        **values,
    )
