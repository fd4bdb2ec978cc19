"""The demo checkpoints: a network of each variant, trained on planted motions, with its card and figures."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from sta_lstm.datasets.synthetic import (
    ACTIONS,
    TEST_SEEDS,
    TRAIN_SEEDS,
    PlantedClip,
    motion_energy,
)
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.planted.truth import truth_scores
from sta_lstm.evidence.trust import ATTENTION, trust_in
from sta_lstm.model.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from sta_lstm.model.joining import joined
from sta_lstm.model.learned import PLANTED, learned_layouts
from sta_lstm.model.networks.network import Network
from sta_lstm.prediction.predict import predict
from sta_lstm.skeletons import SkeletonLayout, converted, layout_named
from sta_lstm.skeletons.layouts import KINECT_20, NTU_25, SBU_15
from sta_lstm.training.card import card
from sta_lstm.training.examples import Examples, evaluate_examples, examples
from sta_lstm.training.loop import EpochLog
from sta_lstm.training.origin import checkpoint_name
from sta_lstm.training.processes import Processes
from sta_lstm.training.recipe import Recipe, load_recipe
from sta_lstm.training.train import forecast_figures, train_network

CLASS_NAMES = tuple(ACTIONS)
RECIPE = load_recipe("demo")
#: Of the network without attention to compare with; it reads the same features.
GRAPH_RECIPE = load_recipe("demo-stgcn")
#: Of the network that reads every layout.
GRID_RECIPE = load_recipe("demo-grid")
#: In which clips are made for it, in turn, and one in which it has never met any.
LAYOUTS, UNMET_LAYOUT = (NTU_25, KINECT_20, SBU_15), layout_named("coco-17")
N_PERSONS = 2
N_TRAIN, N_TEST = 3_600, 1_000
#: The variant of which all seeds together ship in one file.
COMMITTEE = "sta"

SUMMARY = (
    "A demonstration model. It was trained on planted motions: clips made by `sta_lstm.datasets.synthetic`, in which "
    "it is known which joints carry the action and when. No recording of a person was used."
)
LIMITS = (
    "For trying out the program, and for testing whether attention finds what is known to matter. Real recordings "
    "open and run, and one of these classes will be named, but the model has never met a real person: do not read its "
    "answer to a real recording as recognition."
)


def planted_examples(
    planted: Sequence[PlantedClip], recipe: Recipe | None = None, layouts: Sequence[SkeletonLayout] = (NTU_25,)
) -> Examples:
    """Planted clips as a network of ``recipe`` reads them, with their actions as labels.

    Args:
        planted: clips, whose actions take turns.
        recipe: of the demo; the one of its STA-LSTM, if left out.
        layouts: to which clips are converted in turn; another with each round of the actions, so that every action
            comes in every layout.
    """
    turns = [layouts[number // len(CLASS_NAMES) % len(layouts)] for number in range(len(planted))]
    clips = [
        each.clip if layout is each.clip.layout else converted(each.clip, layout)
        for each, layout in zip(planted, turns, strict=True)
    ]
    labels = [each.action for each in planted]
    many = len(layouts) > 1
    return examples(clips, labels, CLASS_NAMES, (recipe or RECIPE).features, n_persons=N_PERSONS, any_layout=many)


@dataclass(frozen=True, eq=False)
class DemoRun:
    """How the demo's networks are trained, and where they are kept.

    Attributes:
        recipe: of which the demo is made, or another of the same features.
        data: the clips that train.
        processes: who trains.
        keep: folder for every network, as ``VARIANT-SEED/RECIPE-VARIANT.safetensors``: one that is there is not trained
            again. None keeps none.
    """

    recipe: Recipe
    data: Examples
    processes: Processes
    keep: Path | None = None

    def checkpoint(self, variant: str, seed: int) -> Checkpoint:
        """The checkpoint of a variant and seed, trained unless it is kept.

        Raises:
            SettingsError: the one that is kept was trained by another recipe.
        """
        name = checkpoint_name(self.recipe, variant)
        path = None if self.keep is None else self.keep / f"{variant}-{seed}" / f"{name}.safetensors"
        if path is not None and path.is_file():
            kept = load_checkpoint(path, device="cpu")
            if kept.training.get("recipe") != json.loads(json.dumps(self.recipe.to_json())):
                raise SettingsError(f"'{path}' was trained by another recipe. Remove it, or keep networks elsewhere.")
            return kept
        network = train_network(
            self.recipe,
            self.data,
            n_classes=len(CLASS_NAMES),
            variant=variant,
            seed=seed,
            processes=self.processes,
            on_epoch=lambda log: print_epoch(f"{name} seed {seed}", self.recipe.n_epochs, log),
        )
        made = demo_checkpoint(self.recipe, self.data, variant, seed, network)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            save_checkpoint(made, path)
        return made


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


def _over_seeds(found: Sequence[float]) -> dict[str, Any]:
    """How well networks of several seeds do; one alone has no spread."""
    if len(found) == 1:
        return {"seeds": 1}
    spread = float(np.std(found, ddof=1))
    return {"mean_over_seeds": float(np.mean(found)), "std_over_seeds": spread, "seeds": len(found)}


def write_checkpoint(
    variant: str, n_seeds: int, run: DemoRun, unseen: Sequence[PlantedClip], test: Examples, folder: Path
) -> dict[str, Any]:
    """Train one variant from several seeds, write the first with its card, and return how well all of them do.

    Of the variant with both attentions, all networks together are written as well, as a committee.

    Args:
        variant: of the recipe's architecture.
        n_seeds: how many networks.
        run: how they are trained.
        unseen: clips to test on, whose truth is known.
        test: the same clips, as the networks read them.
        folder: where the first network goes.
    """
    start = time.perf_counter()
    trained = [run.checkpoint(variant, seed) for seed in range(n_seeds)]
    measured = [measure(checkpoint, unseen, test) for checkpoint in trained]
    found = [each["accuracy"] for each in measured]
    precision = {
        key: float(np.mean([each["average_precision"][key] for each in measured]))
        for key in measured[0]["average_precision"]
    }
    figures = {
        "this_checkpoint": measured[0]["accuracy"],
        **_over_seeds(found),
        "split": f"{len(unseen):,} planted clips, seeds from {TEST_SEEDS[0]:,}, none of them used in training",
        "average_precision": {key: round(value, 3) for key, value in precision.items()},
    }
    trust = trust_in(trained[0], [each.action for each in unseen], lambda number: unseen[number].clip)
    figures |= {ATTENTION: trust.to_json()} if trust else {}
    if run.recipe.reads_any_layout:
        figures |= forecast_figures(trained[0].network, test)
        figures |= accuracy_in_layouts(trained[0], unseen, (*LAYOUTS[1:], UNMET_LAYOUT))
    final = replace(trained[0], accuracy=figures)
    _write(final, folder)
    if variant == COMMITTEE and n_seeds > 1:
        _write(joined([final, *trained[1:]], f"{final.name}-committee"), folder)
    return {"accuracy_per_seed": found, "seconds": round(time.perf_counter() - start), **figures}


def accuracy_in_layouts(
    checkpoint: Checkpoint, unseen: Sequence[PlantedClip], layouts: Sequence[SkeletonLayout]
) -> dict[str, float]:
    """How well a network that reads every layout does on the same clips converted to each of ``layouts``."""
    found = {}
    for layout in layouts:
        read = checkpoint.of_layout(layout)
        data = planted_examples(unseen, GRID_RECIPE, (layout,))
        evaluation = evaluate_examples(read.network, data, CLASS_NAMES, [each.clip.name for each in unseen])
        met = layout.name in learned_layouts(checkpoint.training)
        found[f"in_{layout.name}{'' if met else ', never trained on'}"] = evaluation.accuracy
    return found


def _write(checkpoint: Checkpoint, folder: Path) -> None:
    save_checkpoint(checkpoint, folder / f"{checkpoint.name}.safetensors")
    (folder / f"{checkpoint.name}.md").write_text(card(checkpoint))


def demo_checkpoint(recipe: Recipe, data: Examples, variant: str, seed: int, network: Network) -> Checkpoint:
    """The checkpoint of a network that was trained on ``data``, clips of the demo."""
    layouts = [each.name for each in data.layouts]
    in_turn = f", converted in turn to {', '.join(layouts[1:])}" if len(layouts) > 1 else ""
    made = Checkpoint(
        name=checkpoint_name(recipe, variant),
        network=network.eval().requires_grad_(False),
        layout=data.layout,
        min_persons=1,
        class_names=CLASS_NAMES,
        recipe=recipe.features,
        training={
            "summary": SUMMARY,
            "data": f"{len(data):,} planted clips of {len(CLASS_NAMES)} actions, seeds from {TRAIN_SEEDS[0]}{in_turn}",
            "dataset": PLANTED,
            **({"layouts": layouts} if recipe.reads_any_layout else {}),
            "clip_seconds": data.clip_seconds,
            "recipe": recipe.to_json(),
            "seed": seed,
            "command": "python -m sta_lstm.training.demo",
            "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
            "limits": LIMITS,
        },
    )
    return made.of_layout(data.layouts[0])
