"""From a recipe and a data set to a checkpoint."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sta_lstm.datasets import Dataset, Fold
from sta_lstm.disk import write_whole
from sta_lstm.errors import SettingsError
from sta_lstm.evaluation.curves import CURVES, TrainingCurves
from sta_lstm.evaluation.evaluation import Evaluation, evaluate
from sta_lstm.evaluation.forecast import forecast_errors
from sta_lstm.evidence.trust import ATTENTION, trust_in
from sta_lstm.model.checkpoint import Checkpoint, save_checkpoint
from sta_lstm.model.networks.network import Network
from sta_lstm.samples import SNAPSHOT_FOLDER
from sta_lstm.training.card import card
from sta_lstm.training.examples import Examples, dataset_examples, evaluate_examples
from sta_lstm.training.loop import EpochLog, fit
from sta_lstm.training.origin import Origin, TrainingRun
from sta_lstm.training.processes import Processes
from sta_lstm.training.recipe import Recipe
from sta_lstm.training.runs.folder import RunFolder
from sta_lstm.training.runs.snapshots import (
    EPOCH,
    N_EPOCHS,
    RUN,
    STAGE,
    Snapshots,
    run_name,
    snapshot_epochs,
    stage_after,
)
from sta_lstm.training.seeds import new_network
from sta_lstm.training.watch import progress_bar, tensorboard


def train(
    recipe: Recipe,
    dataset: Dataset,
    fold: Fold | Sequence[int],
    *,
    variant: str | None = None,
    seed: int = 0,
    out: Path | None = None,
    resume: bool = False,
    keep_every: int = 0,
    progress: bool = True,
    processes: Processes | None = None,
    protocol: str = "",
    about: Mapping[str, Any] | None = None,
    measured: Mapping[str, Any] | None = None,
    examples: Examples | None = None,
    on_tested: Callable[[Evaluation], None] = lambda evaluation: None,
) -> Checkpoint:
    """Train a network by ``recipe`` and, where there are clips to test, say how well it does.

    Then it is also counted for how many of them its attention can be believed: `MOST_JUDGED` of
    `sta_lstm.evidence.trust` at most, each at the cost of a run of the network for each part of a body.

    Args:
        recipe: all settings.
        dataset: whose clips and classes.
        fold: which clips train, which test afterwards, and by which, if any are set aside, it is watched after each
            epoch; or the indices of those that train, and none tests.
        variant: of the recipe's architecture: of STA-LSTM ``"lstm"``, ``"sa"``, ``"ta"`` or ``"sta"``; the whole
            network, if left out.
        seed: of weights, order, augmentation and drop-out.
        out: folder for the checkpoint, its card, the log and the state from which an interrupted run goes on; nothing
            is written without it.
        resume: go on with the run in ``out``, if there is one.
        keep_every: leave a checkpoint of every so many epochs in the folder ``epochs`` in ``out``, beside those of the
            untrained network and of the last epoch; 0 for none. Each is as large as the final one. The accuracy that
            they state is on the clips that test: to be watched, not to choose an epoch by.
        progress: show a bar on standard error.
        processes: who trains, and where; one process on the fastest device, if left out.
        protocol: name of the protocol that ``fold`` belongs to, for the card.
        about: further entries of the checkpoint's ``training``, such as ``summary``, ``limits`` or ``command``.
        measured: further entries of its ``accuracy``, such as the mean over the folds and seeds of a cross-validation.
        examples: all clips of the data set as tensors, where they are at hand.
        on_tested: called with what the network says of the clips that test, where there are any.

    Returns:
        The checkpoint, named by `checkpoint_name`: the last epoch's weights. In several processes each returns the
        same.

    Raises:
        SettingsError: ``out`` holds a run and ``resume`` is false, or the run has other settings, or another process is
            writing it; or no clips train; or ``keep_every`` is out of range, or given without ``out``.
    """
    processes = processes or Processes()
    variant = recipe.architecture.variant_name(variant)
    fold = fold if isinstance(fold, Fold) else Fold("", tuple(fold), ())
    if not fold.train:
        raise SettingsError("there are no clips to train on; choose another fold or data set.")
    kept = snapshot_epochs(keep_every, _n_epochs(recipe, variant))
    if kept and out is None:
        raise SettingsError("snapshots need a folder: say where the run is to be kept, or keep none.")
    # All clips, so that a network for this data set reads whoever is in it, whichever fold it is trained on.
    any_layout = recipe.reads_any_layout
    clips = dataset_examples(dataset, recipe.features, any_layout=any_layout) if examples is None else examples
    origin = Origin(recipe, variant, dataset.name, dataset.citation, dataset.class_names, protocol)
    run = TrainingRun(origin, clips.subset(fold.train), fold.name, seed, about or {})
    test, aside = clips.subset(fold.test), clips.subset(fold.val)
    sources = [dataset.clips[i].source for i in fold.test]
    settings = {
        "recipe": recipe.to_json(),
        "variant": variant,
        "seed": seed,
        "processes": processes.count,
        "classes": list(dataset.class_names),
        "clips": {"count": len(run.data), "fingerprint": run.data.fingerprint()},
        **({"keep_every": keep_every} if kept else {}),
        **({"validation": {"count": len(aside), "fingerprint": aside.fingerprint()}} if fold.val else {}),
    }
    folder = None if out is None else RunFolder(out, settings, resume=resume, writes=processes.is_first)
    with contextlib.closing(folder) if folder is not None else contextlib.nullcontext():
        epochs = [] if folder is None else [*folder.epochs]
        snapshots = None
        if out is not None and kept and processes.is_first:
            of_run = run_name(settings)
            snapshots = Snapshots(
                out / SNAPSHOT_FOLDER,
                kept,
                lambda n_done, network: _snapshot(run, n_done, network, of_run, test, sources, epochs),
                run=of_run,
            )
        network = train_network(
            recipe,
            run.data,
            n_classes=len(dataset.class_names),
            variant=variant,
            seed=seed,
            processes=processes,
            folder=folder,
            validation=aside if fold.val else None,
            title=run.name if progress and processes.is_first else None,
            snapshots=snapshots,
            on_epoch=lambda log: epochs.append(log.to_json()),
        )
        went = _went(epochs)
        measured = measured or {}
        checkpoint = run.checkpoint(network, went, measured)
        if fold.test:
            unseen = [dataset.clips[i] for i in fold.test]
            evaluation = evaluate(checkpoint, unseen)
            on_tested(evaluation)
            accuracy = run.accuracy(evaluation)
            accuracy |= forecast_figures(network, test)
            trust = trust_in(checkpoint, [each.label for each in unseen], lambda number: unseen[number].load())
            accuracy |= {ATTENTION: trust.to_json()} if trust else {}
            checkpoint = run.checkpoint(network, went, {**accuracy, **measured})
        if out is not None and processes.is_first:
            save_checkpoint(checkpoint, out / f"{run.name}.safetensors")
            write_whole(out / f"{run.name}.md", card(checkpoint).encode())
        return checkpoint


def train_network(
    recipe: Recipe,
    data: Examples,
    *,
    n_classes: int,
    variant: str,
    seed: int,
    processes: Processes,
    validation: Examples | None = None,
    folder: RunFolder | None = None,
    title: str | None = None,
    snapshots: Snapshots | None = None,
    on_epoch: Callable[[EpochLog], None] = lambda log: None,
) -> Network:
    """Train a network by ``recipe`` on clips that are tensors already; no checkpoint is made around it.

    Args:
        recipe: all settings.
        data: the clips that train.
        n_classes: L.
        variant: of the network.
        seed: of everything random.
        processes: who trains.
        validation: clips that do not train, by which it is watched after each epoch.
        folder: keeps log and state.
        title: of a progress bar; none is shown without it.
        snapshots: keeps the network of some epochs.
        on_epoch: called after each epoch.
    """
    config = recipe.config(variant, n_persons=data.n_persons, layout=data.layout, n_classes=n_classes)
    network = new_network(lambda: recipe.architecture.network(config), seed).to(processes.device)
    n_done = folder.n_done if folder else 0
    with contextlib.ExitStack() as stack:
        watchers = [on_epoch]
        if title:
            watchers.append(stack.enter_context(progress_bar(title, _n_epochs(recipe, variant), n_done)))
        if folder and processes.is_first:
            watchers.append(lambda log: folder.log(log.to_json()))
            watchers.append(stack.enter_context(tensorboard(folder.path, n_done)))
            stack.callback(folder.flush)  # also after Ctrl-C: the last whole epoch's state

        def watch(log: EpochLog) -> None:
            for watcher in watchers:
                watcher(log)

        def keep(n_done: int, network: Callable[[], Network]) -> None:
            if snapshots is not None:
                snapshots.take(n_done, network)

        fit(
            network,
            data,
            recipe,
            variant=variant,
            seed=seed,
            processes=processes,
            on_epoch=watch,
            on_network=keep,
            validate=None if validation is None or not processes.is_first else partial(_validated, validation),
            keeper=folder,
        )
    return network


def _validated(data: Examples, network: Network) -> dict[str, float]:
    """How a network does on clips that do not train: accuracy, and cross-entropy in nats."""
    names = [str(number) for number in range(network.config.n_classes)]
    found = evaluate_examples(network, data, names, ["a clip"] * len(data))
    return {"accuracy": found.accuracy, "cross_entropy": found.cross_entropy}


def _went(epochs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a checkpoint tells of the epochs of its training, all of them, also where it was interrupted."""
    curves = TrainingCurves.of_log(epochs).to_json()
    return {"seconds": round(sum(float(line["seconds"]) for line in epochs), 1), **({CURVES: curves} if curves else {})}


def forecast_figures(network: Network, test: Examples) -> dict[str, dict[str, float]]:
    """How far the forecast of a network is off on clips that test, as an entry of a checkpoint's ``accuracy``."""
    metres = test.features.scale == "none"
    found = forecast_errors(network, (each for _, each in test.inputs())) if metres else {}
    return {"forecast_cm": found} if found else {}


def _n_epochs(recipe: Recipe, variant: str) -> int:
    return sum(stage.epochs for stage in recipe.stages_of(variant))


def _snapshot(
    run: TrainingRun,
    n_done: int,
    network: Network,
    of_run: str,
    test: Examples,
    sources: Sequence[str],
    epochs: Sequence[Mapping[str, Any]],
) -> Checkpoint:
    """The checkpoint of the network after ``n_done`` epochs, and how well it does on the clips that test."""
    origin = run.origin
    n_epochs = _n_epochs(origin.recipe, origin.variant)
    more = {
        "summary": f"{origin.title} after {n_done} of {n_epochs} epochs of training by the recipe "
        f"'{origin.recipe.name}' on {origin.dataset}: one of the snapshots of a run.",
        EPOCH: n_done,
        N_EPOCHS: n_epochs,
        STAGE: stage_after(origin.recipe.stages_of(origin.variant), n_done),
        RUN: of_run,
        **_went(epochs),
    }
    accuracy = {}
    if sources:
        accuracy = run.accuracy(evaluate_examples(network, test, origin.class_names, sources))
    return run.checkpoint(network, more, accuracy, of_what=f"-epoch-{n_done}")
