"""Cross-validation: every fold of a protocol, from several seeds, in one process or in several at once."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from sta_lstm.datasets import Dataset, Fold
from sta_lstm.disk import claim, write_whole
from sta_lstm.errors import SettingsError
from sta_lstm.training.examples import dataset_examples
from sta_lstm.training.folds.results import head_of, results_of
from sta_lstm.training.folds.runs import CrossvalWork, Run, Todo, trained_and_tested
from sta_lstm.training.origin import Origin
from sta_lstm.training.recipe import Recipe
from sta_lstm.training.runs.folder import differences


def crossval(
    recipe: Recipe,
    dataset: Dataset,
    *,
    protocol: str | Sequence[Fold],
    variant: str | None = None,
    seeds: Sequence[int] = (0,),
    workers: int = 1,
    progress: bool = True,
    device: str = "auto",
    runs_file: Path | None = None,
    keep: Path | None = None,
    about: Callable[[Fold, int], Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Train on every fold from every seed, and test each network on the clips that its fold sets aside.

    Nothing is chosen on a test fold: the last epoch's weights are tested, once. To choose settings, cross-validate
    `pairs_left_out`, and read `accuracy_inside`.

    Args:
        recipe: all settings.
        dataset: whose clips and classes.
        protocol: name of one of its protocols, or folds.
        variant: of the recipe's architecture; the whole network, if left out.
        seeds: one network a fold and seed.
        workers: runs at a time, each in a process and with one thread of its own. Results are the same for any number.
        progress: show a bar on standard error.
        device: where the networks run.
        runs_file: keeps what is done (JSON), so that a cross-validation that was interrupted goes on.
        keep: folder for the networks, each a checkpoint ``FOLD/VARIANT-SEED/NAME.safetensors``; None keeps
            none.
        about: further entries of a kept checkpoint's ``training``, such as its command, by fold and seed.

    Returns:
        Plain JSON values. ``mean`` and ``std`` are of the seeds' accuracies, a seed's accuracy being the mean over its
        folds; ``per_seed`` and ``per_fold`` are means, ``runs`` the single runs, ``settings`` the whole recipe.

    Raises:
        SettingsError: there is no seed or fold, ``runs_file`` belongs to other settings, or another process is writing
            to it or to the same networks in ``keep``.
        DatasetError: no such protocol.
    """
    variant = recipe.architecture.variant_name(variant)
    folds = dataset.folds(protocol) if isinstance(protocol, str) else tuple(protocol)
    seeds = tuple(dict.fromkeys(seeds))
    if not seeds or not folds:
        raise SettingsError("a cross-validation needs at least one seed and one fold.")
    start = time.perf_counter()
    data = dataset_examples(dataset, recipe.features, any_layout=recipe.reads_any_layout)
    sources = tuple(each.source for each in dataset.clips)
    protocol_name = protocol if isinstance(protocol, str) else ""
    origin = Origin(recipe, variant, dataset.name, dataset.citation, dataset.class_names, protocol_name)
    work = CrossvalWork(origin, data, sources, device, keep)
    head = head_of(origin, data, folds)
    with contextlib.ExitStack() as claims:
        for place in _written(runs_file, keep, origin.name(0)):
            claims.callback(claim(place))
        runs = [run for run in _kept(runs_file, head) if _is_kept(work.checkpoint_path(run["fold"], run["seed"]))]
        todo = [
            Todo(fold, seed, {} if about is None else about(fold, seed))
            for seed in seeds
            for fold in folds
            if not any((run["fold"], run["seed"]) == (fold.name, seed) for run in runs)
        ]
        with tqdm(total=len(seeds) * len(folds), desc=origin.name(0), unit="run", disable=not progress) as bar:
            bar.update(len(seeds) * len(folds) - len(todo))
            for run in trained_and_tested(work, todo, workers):
                runs.append(run)
                if runs_file is not None:
                    write_whole(runs_file, json.dumps({**head, "runs": runs}, indent=1).encode())
                bar.set_postfix(accuracy=f"{np.mean([each['accuracy'] for each in runs]):.1%}", refresh=False)
                bar.update()
    order = {(fold.name, seed): i for i, (seed, fold) in enumerate((s, f) for s in seeds for f in folds)}
    runs = [run for run in runs if (run["fold"], run["seed"]) in order]
    runs.sort(key=lambda run: order[run["fold"], run["seed"]])
    return results_of(head, runs, dataset.class_names, seconds=time.perf_counter() - start, workers=workers)


def _written(runs_file: Path | None, keep: Path | None, name: str) -> Iterator[Path]:
    """Places that no other cross-validation may write to at the same time; one of another name may keep beside this."""
    if runs_file is not None:
        yield runs_file
    if keep is not None:
        try:
            keep.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"cannot write '{keep}': {error.strerror or error}.") from error
        yield keep / name


def _is_kept(path: Path | None) -> bool:
    """Whether the network of a run that is done lies where it is to be kept."""
    return path is None or path.is_file()


def _kept(path: Path | None, head: Mapping[str, Any]) -> list[Run]:
    """The runs that an interrupted cross-validation has done."""
    if path is None or not path.is_file():
        return []
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        runs: list[Run] = kept.pop("runs")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(f"'{path}' does not hold the runs of a cross-validation. Remove it.") from error
    changed = differences(head, kept)
    if changed:
        raise SettingsError(f"the runs in '{path}' had other settings: {changed}. Take those, or name another file.")
    return runs
