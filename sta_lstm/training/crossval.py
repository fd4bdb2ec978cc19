"""Cross-validation: every fold of a protocol, from several seeds, in one process or in several at once."""

from __future__ import annotations

import contextlib
import datetime
import itertools
import json
import multiprocessing
import multiprocessing.connection
import os
import platform
import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from sta_lstm.datasets import Dataset, Fold
from sta_lstm.disk import write_whole
from sta_lstm.errors import SettingsError
from sta_lstm.training.examples import Examples, dataset_examples, evaluate_examples
from sta_lstm.training.folder import differences
from sta_lstm.training.loop import EpochLog
from sta_lstm.training.processes import Processes
from sta_lstm.training.recipe import Recipe
from sta_lstm.training.train import train_network

Run = dict[str, Any]

#: Between the names of two folds that are left out together.
_PAIR = " + "


@dataclass(frozen=True, eq=False)
class _Work:
    """What every run of a cross-validation has in common."""

    recipe: Recipe
    data: Examples
    class_names: tuple[str, ...]
    sources: tuple[str, ...]
    variant: str
    device: str


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
) -> dict[str, Any]:
    """Train on every fold from every seed, and test each network on the clips that its fold sets aside.

    Nothing is chosen on a test fold: the last epoch's weights are tested, once. To choose settings, cross-validate
    `pairs_left_out`, and read `choosing`.

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

    Returns:
        Plain JSON values. ``mean`` and ``std`` are of the seeds' accuracies, a seed's accuracy being the mean over its
        folds; ``per_seed`` and ``per_fold`` are means, ``runs`` the single runs, ``settings`` the whole recipe.

    Raises:
        SettingsError: there is no seed or fold, or ``runs_file`` belongs to other settings.
        DatasetError: no such protocol.
    """
    variant = recipe.architecture.variant_name(variant)
    named = isinstance(protocol, str)
    folds = dataset.folds(protocol) if isinstance(protocol, str) else tuple(protocol)
    seeds = tuple(dict.fromkeys(seeds))
    if not seeds or not folds:
        raise SettingsError("a cross-validation needs at least one seed and one fold.")
    start = time.perf_counter()
    data = dataset_examples(dataset, recipe.features)
    sources = tuple(each.source for each in dataset.clips)
    work = _Work(recipe, data, dataset.class_names, sources, variant, device)
    head = {
        "recipe": recipe.name,
        "variant": variant,
        "data": dataset.name,
        "protocol": protocol if named else "given folds",
        "n_clips": len(data),
        "fingerprint": data.fingerprint(),
        "folds": {fold.name: [len(fold.train), len(fold.test)] for fold in folds},
        "settings": json.loads(json.dumps(recipe.to_json())),
    }
    runs = _kept(runs_file, head)
    todo = [
        (fold, seed)
        for seed in seeds
        for fold in folds
        if not any((run["fold"], run["seed"]) == (fold.name, seed) for run in runs)
    ]
    title = f"{recipe.name}-{variant}"
    with tqdm(total=len(seeds) * len(folds), desc=title, unit="run", disable=not progress) as bar:
        bar.update(len(seeds) * len(folds) - len(todo))
        for run in _results(work, todo, workers):
            runs.append(run)
            if runs_file is not None:
                write_whole(runs_file, json.dumps({**head, "runs": runs}, indent=1).encode())
            bar.set_postfix(accuracy=f"{np.mean([each['accuracy'] for each in runs]):.1%}", refresh=False)
            bar.update()
    order = {(fold.name, seed): i for i, (seed, fold) in enumerate((s, f) for s in seeds for f in folds)}
    runs = [run for run in runs if (run["fold"], run["seed"]) in order]
    runs.sort(key=lambda run: order[run["fold"], run["seed"]])
    return {
        **_summary(runs, seeds),
        **head,
        "seeds": list(seeds),
        "seconds": round(time.perf_counter() - start, 1),
        "run_seconds": round(sum(run["seconds"] for run in runs), 1),
        "workers": workers,
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "class_names": list(dataset.class_names),
        "confusion": np.sum([run["confusion"] for run in runs], axis=0).tolist(),
        "runs": runs,
    }


def pairs_left_out(folds: Sequence[Fold]) -> tuple[Fold, ...]:
    """Folds for choosing settings: each leaves out what two of ``folds`` test, trains on the rest and tests both.

    Seen from one fold, the pairs that it is in are splits inside its training clips: what they say of the *other*
    fold of the pair is known without a look at its own test clips. `choosing` sums that up.

    Raises:
        SettingsError: there are fewer than three folds, or two test the same clip.
    """
    tested = [i for fold in folds for i in fold.test]
    if len(folds) < 3 or len(set(tested)) < len(tested):
        raise SettingsError(
            "settings can be chosen inside the folds of a protocol if it has three or more that test different clips."
        )
    return tuple(
        Fold(
            name=f"{one.name}{_PAIR}{other.name}",
            train=tuple(i for i in one.train if i not in set(other.test)),
            test=one.test + other.test,
        )
        for one, other in itertools.combinations(folds, 2)
    )


def choosing(runs: Sequence[Run], folds: Sequence[Fold], sources: Sequence[str]) -> dict[str, float]:
    """For each fold, accuracy inside its training clips: what settings for it may be chosen by.

    Args:
        runs: of a cross-validation of `pairs_left_out`.
        folds: those of the protocol.
        sources: of all clips.
    """
    tests = {fold.name: [sources[i] for i in fold.test] for fold in folds}

    def inside(outer: str, run: Run) -> float | None:
        pair = str(run["fold"]).split(_PAIR)
        if outer not in pair:
            return None
        other = tests[pair[1 - pair.index(outer)]]
        return 1 - sum(source in run["wrong"] for source in other) / len(other)

    found = {outer: [inside(outer, run) for run in runs] for outer in tests}
    return {outer: float(np.mean([share for share in shares if share is not None])) for outer, shares in found.items()}


def _results(work: _Work, todo: Sequence[tuple[Fold, int]], workers: int) -> Iterator[Run]:
    """The runs, as they are done."""
    if workers <= 1 or len(todo) <= 1:
        n_threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            for fold, seed in todo:
                yield _run(work, fold, seed)
        finally:
            torch.set_num_threads(n_threads)
        return
    # Forked processes would inherit torch's threads in whatever state they are.
    context = multiprocessing.get_context("spawn")
    others = set(multiprocessing.active_children())
    with ProcessPoolExecutor(min(workers, len(todo)), context, initializer=_enter, initargs=(work,)) as pool:
        with _interrupts_ignored():
            waiting: list[Future[Run]] = [pool.submit(_run_here, fold, seed) for fold, seed in todo]
        try:
            for done in as_completed(waiting):
                yield done.result()
        except BaseException as error:
            # Runs take minutes: whoever interrupts does not wait for those under way.
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in set(multiprocessing.active_children()) - others:
                worker.terminate()
            if isinstance(error, BrokenProcessPool):
                raise SettingsError(
                    "a process of the cross-validation was ended from outside, perhaps for its memory. Take fewer "
                    "workers; what is done is kept."
                ) from error
            raise


@contextlib.contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Processes that begin in here leave Ctrl-C to the one that waits for them, from their first moment on."""
    if threading.current_thread() is not threading.main_thread():  # signals are the main thread's
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


_work: _Work | None = None


def _enter(work: _Work) -> None:
    """Begin a worker's process."""
    global _work
    _work = work
    torch.set_num_threads(1)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Train no longer than there is somebody to take the result; a process that is killed tells nobody."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _run_here(fold: Fold, seed: int) -> Run:
    if _work is None:
        raise RuntimeError("this process was not begun with _enter")
    return _run(_work, fold, seed)


def _run(work: _Work, fold: Fold, seed: int) -> Run:
    """Train and test one network."""
    start = time.perf_counter()
    last: list[EpochLog] = []

    def remember(log: EpochLog) -> None:
        last[:] = [log]

    network = train_network(
        work.recipe,
        work.data.subset(fold.train),
        n_classes=len(work.class_names),
        variant=work.variant,
        seed=seed,
        processes=Processes(work.device),
        on_epoch=remember,
    )
    seconds = time.perf_counter() - start
    figures = evaluate_examples(
        network, work.data.subset(fold.test), work.class_names, [work.sources[i] for i in fold.test]
    )
    return {
        "fold": fold.name,
        "seed": seed,
        "accuracy": figures.accuracy,
        "mean_class_accuracy": figures.mean_class_accuracy,
        "n_test": len(figures.clips),
        **figures.entropies,
        "train_accuracy": last[0].accuracy,
        "train_total": last[0].total,
        "seconds": round(seconds, 1),
        "wrong": {each.source: each.predicted for each in figures.clips if each.predicted != each.label},
        "confusion": figures.confusion.tolist(),
    }


def _summary(runs: Sequence[Run], seeds: Sequence[int]) -> dict[str, Any]:
    def mean(figure: str, **chosen: Any) -> float:
        return float(np.mean([run[figure] for run in runs if all(run[key] == chosen[key] for key in chosen)]))

    per_seed = {str(seed): mean("accuracy", seed=seed) for seed in seeds}
    figures = list(per_seed.values())
    n_clips = [run["n_test"] for run in runs]
    return {
        "mean": float(np.mean(figures)),
        "std": float(np.std(figures, ddof=1)) if len(figures) > 1 else 0.0,
        "per_seed": per_seed,
        "per_fold": {name: mean("accuracy", fold=name) for name in dict.fromkeys(run["fold"] for run in runs)},
        "mean_over_clips": float(np.average([run["accuracy"] for run in runs], weights=n_clips)),
        "mean_class_accuracy": mean("mean_class_accuracy"),
        **{name: mean(name) for name in runs[0] if name.endswith("_entropy")},
    }


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
