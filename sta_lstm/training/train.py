"""From a recipe and a data set to a checkpoint."""

from __future__ import annotations

import contextlib
import datetime
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sta_lstm.datasets import Dataset, Fold
from sta_lstm.disk import write_whole
from sta_lstm.errors import SettingsError
from sta_lstm.model.checkpoint import Checkpoint, save_checkpoint
from sta_lstm.model.network import Network
from sta_lstm.training.card import card
from sta_lstm.training.evaluate import Evaluation, evaluate
from sta_lstm.training.examples import Examples, dataset_examples
from sta_lstm.training.folder import RunFolder
from sta_lstm.training.loop import EpochLog, fit, new_network
from sta_lstm.training.processes import Processes
from sta_lstm.training.recipe import Recipe
from sta_lstm.training.sections import Variant
from sta_lstm.training.watch import progress_bar, tensorboard

LIMITS = (
    "For research and teaching. It knows the actions, the sensor and the kind of scene of its training clips, and "
    "names one of its classes whatever it is shown. It was not made to watch or to judge people."
)


def train(
    recipe: Recipe,
    dataset: Dataset,
    fold: Fold | Sequence[int],
    *,
    variant: Variant = "sta",
    seed: int = 0,
    out: Path | None = None,
    resume: bool = False,
    progress: bool = True,
    processes: Processes | None = None,
    protocol: str = "",
    about: Mapping[str, Any] | None = None,
    measured: Mapping[str, Any] | None = None,
) -> Checkpoint:
    """Train a network by ``recipe`` and, where there are clips to test, say how well it does.

    Args:
        recipe: all settings.
        dataset: whose clips and classes.
        fold: which clips train, and which test afterwards; or the indices of those that train, and none tests.
        variant: ``"lstm"``, ``"sa"``, ``"ta"`` or ``"sta"``.
        seed: of weights, order, augmentation and drop-out.
        out: folder for the checkpoint, its card, the log and the state from which an interrupted run goes on; nothing
            is written without it.
        resume: go on with the run in ``out``, if there is one.
        progress: show a bar on standard error.
        processes: who trains, and where; one process on the fastest device, if left out.
        protocol: name of the protocol that ``fold`` belongs to, for the card.
        about: further entries of the checkpoint's ``training``, such as ``summary``, ``limits`` or ``command``.
        measured: further entries of its ``accuracy``, such as the mean over the folds and seeds of a cross-validation.

    Returns:
        The checkpoint ``RECIPE-VARIANT``: the last epoch's weights. In several processes each returns the same.

    Raises:
        SettingsError: ``out`` holds a run and ``resume`` is false, or the run has other settings; or no clips train.
    """
    processes = processes or Processes()
    fold = fold if isinstance(fold, Fold) else Fold("", tuple(fold), ())
    if not fold.train:
        raise SettingsError("there are no clips to train on; choose another fold or data set.")
    # All clips, so that a network for this data set reads whoever is in it, whichever fold it is trained on.
    data = dataset_examples(dataset, recipe.features).subset(fold.train)
    settings = {
        "recipe": recipe.to_json(),
        "variant": variant,
        "seed": seed,
        "processes": processes.count,
        "classes": list(dataset.class_names),
        "clips": {"count": len(data), "fingerprint": data.fingerprint()},
    }
    name = f"{recipe.name}-{variant}"
    start = time.perf_counter()
    network = train_network(
        recipe,
        data,
        n_classes=len(dataset.class_names),
        variant=variant,
        seed=seed,
        processes=processes,
        folder=None if out is None else RunFolder(out, settings, resume=resume, writes=processes.is_first),
        title=name if progress and processes.is_first else None,
    )
    described = {
        "summary": f"{network.config.variant} trained by the recipe '{recipe.name}' on {dataset.name}.",
        "data": f"{dataset.name}, {len(data):,} clips of {len(dataset.class_names)} classes",
        **({"source": dataset.citation} if dataset.citation else {}),
        **({"protocol": protocol} if protocol else {}),
        **({"fold": fold.name} if fold.name else {}),
        "recipe": recipe.to_json(),
        "seed": seed,
        "seconds": round(time.perf_counter() - start, 1),
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "limits": LIMITS,
        **(about or {}),
    }
    measured = measured or {}
    checkpoint = _checkpoint(name, network, data, dataset, recipe, described, measured)
    if fold.test:
        evaluation = evaluate(checkpoint, [dataset.clips[i] for i in fold.test])
        accuracy = {**_accuracy(evaluation, protocol, fold), **measured}
        checkpoint = _checkpoint(name, network, data, dataset, recipe, described, accuracy)
    if out is not None and processes.is_first:
        save_checkpoint(checkpoint, out / f"{name}.safetensors")
        write_whole(out / f"{name}.md", card(checkpoint).encode())
    return checkpoint


def train_network(
    recipe: Recipe,
    data: Examples,
    *,
    n_classes: int,
    variant: Variant,
    seed: int,
    processes: Processes,
    folder: RunFolder | None = None,
    title: str | None = None,
    on_epoch: Callable[[EpochLog], None] = lambda log: None,
) -> Network:
    """The same for clips that are tensors already, and without a checkpoint around the network.

    Args:
        recipe: all settings.
        data: the clips that train.
        n_classes: L.
        variant: of the network.
        seed: of everything random.
        processes: who trains.
        folder: keeps log and state.
        title: of a progress bar; none is shown without it.
        on_epoch: called after each epoch.
    """
    config = recipe.config(variant, n_persons=data.n_persons, n_joints=data.layout.n_joints, n_classes=n_classes)
    network = new_network(lambda: Network(config), seed).to(processes.device)
    n_done = folder.n_done if folder else 0
    with contextlib.ExitStack() as stack:
        watchers = [on_epoch]
        if title:
            n_epochs = sum(stage.epochs for stage in recipe.stages_of(variant))
            watchers.append(stack.enter_context(progress_bar(title, n_epochs, n_done)))
        if folder and processes.is_first:
            watchers.append(lambda log: folder.log(log._asdict()))
            watchers.append(stack.enter_context(tensorboard(folder.path, n_done)))
            stack.callback(folder.flush)  # also after Ctrl-C: the last whole epoch's state

        def watch(log: EpochLog) -> None:
            for watcher in watchers:
                watcher(log)

        fit(network, data, recipe, seed=seed, processes=processes, on_epoch=watch, keeper=folder)
    return network


def _checkpoint(
    name: str,
    network: Network,
    data: Examples,
    dataset: Dataset,
    recipe: Recipe,
    training: Mapping[str, Any],
    accuracy: Mapping[str, Any],
) -> Checkpoint:
    return Checkpoint(
        name=name,
        network=network,
        layout=data.layout,
        min_persons=data.min_persons,
        class_names=dataset.class_names,
        recipe=recipe.features,
        training=training,
        accuracy=accuracy,
    )


def _accuracy(evaluation: Evaluation, protocol: str, fold: Fold) -> dict[str, Any]:
    where = ", ".join(part for part in (protocol, f"fold {fold.name}" if fold.name else "") if part)
    return {
        "accuracy": evaluation.accuracy,
        "mean_class_accuracy": evaluation.mean_class_accuracy,
        "split": f"{len(evaluation.clips):,} clips that it has not seen" + (f" ({where})" if where else ""),
        "alpha_entropy": evaluation.alpha_entropy,
        "beta_entropy": evaluation.beta_entropy,
    }
