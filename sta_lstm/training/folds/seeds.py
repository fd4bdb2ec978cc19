"""One fold from several seeds: a whole run each, with checkpoint, card, log and curves, and one table of all."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sta_lstm.datasets import Dataset, Fold
from sta_lstm.disk import write_whole
from sta_lstm.errors import SettingsError
from sta_lstm.evaluation.evaluation import Evaluation
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.training.examples import dataset_examples
from sta_lstm.training.folds.results import head_of, results_of
from sta_lstm.training.folds.runs import Run, run_values
from sta_lstm.training.origin import Origin
from sta_lstm.training.processes import Processes
from sta_lstm.training.recipe import Recipe
from sta_lstm.training.runs.folder import check_free
from sta_lstm.training.runs.log import RESULTS, logged, seed_folder
from sta_lstm.training.train import train


def train_seeds(
    recipe: Recipe,
    dataset: Dataset,
    fold: Fold,
    seeds: Sequence[int],
    *,
    out: Path,
    variant: str | None = None,
    resume: bool = False,
    keep_every: int = 0,
    processes: Processes | None = None,
    protocol: str = "",
    about: Callable[[int], Mapping[str, Any]] = lambda seed: {},
    measured: Mapping[str, Any] | None = None,
    command: str = "",
) -> tuple[list[Checkpoint], dict[str, Any]]:
    """Train one network a seed on the same fold, the one after the other, and put what they came to together.

    Args:
        recipe: all settings.
        dataset: whose clips and classes.
        fold: one that tests clips.
        seeds: of everything random, each another.
        out: the run of a seed is kept in ``out/seed-N``, the results of all in ``out/results.json``.
        variant: of the recipe's architecture; the whole network, if left out.
        resume: go on with what is in ``out``: runs that are done are not trained again.
        keep_every: of each run, as `train` takes it.
        processes: who trains, and where.
        protocol: name of the protocol that ``fold`` belongs to.
        about: further entries of a checkpoint's ``training``, by seed.
        measured: further entries of each one's ``accuracy``.
        command: that asks for this, for the results.

    Returns:
        The checkpoints, and the results as plain JSON values, in the form of those of a cross-validation.

    Raises:
        SettingsError: the fold tests no clip, or `train` refuses.
    """
    if not fold.test:
        raise SettingsError(f"fold '{fold.name}' has no clips to test, so there is no table to make of several seeds.")
    for seed in () if resume else seeds:
        check_free(seed_folder(out, seed))  # before anything is trained
    start = time.perf_counter()
    processes = processes or Processes()
    variant = recipe.architecture.variant_name(variant)
    data = dataset_examples(dataset, recipe.features, any_layout=recipe.reads_any_layout)
    checkpoints: list[Checkpoint] = []
    runs: list[Run] = []
    for seed in dict.fromkeys(seeds):
        tested: list[Evaluation] = []
        folder = seed_folder(out, seed)
        checkpoint = train(
            recipe,
            dataset,
            fold,
            variant=variant,
            seed=seed,
            out=folder,
            resume=resume,
            keep_every=keep_every,
            processes=processes,
            protocol=protocol,
            about=about(seed),
            measured=measured,
            examples=data,
            on_tested=tested.append,
        )
        checkpoints.append(checkpoint)
        runs.append(run_values(fold, seed, tested[0], logged(folder)[-1], float(checkpoint.training["seconds"])))
    origin = Origin(recipe, variant, dataset.name, dataset.citation, dataset.class_names, protocol)
    seconds = time.perf_counter() - start
    results = results_of(head_of(origin, data, [fold]), runs, dataset.class_names, seconds=seconds, workers=1)
    results = {**({"command": command} if command else {}), **results}
    if processes.is_first:
        write_whole(out / RESULTS, (json.dumps(results, indent=1) + "\n").encode())
    return checkpoints, results
