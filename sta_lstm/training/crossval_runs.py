"""The single runs of a cross-validation, in this process or in several."""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

import torch

from sta_lstm.datasets import Fold
from sta_lstm.errors import SettingsError
from sta_lstm.training.examples import Examples, evaluate_examples
from sta_lstm.training.loop import EpochLog
from sta_lstm.training.processes import Processes
from sta_lstm.training.recipe import Recipe
from sta_lstm.training.train import train_network

#: What came of one run, as plain JSON values.
Run = dict[str, Any]


@dataclass(frozen=True, eq=False)
class CrossvalWork:
    """What every run of a cross-validation has in common.

    Attributes:
        recipe: how networks are trained.
        data: all clips of the data set.
        class_names: L.
        sources: what each clip is called.
        variant: of the recipe's architecture.
        device: where the networks run.
    """

    recipe: Recipe
    data: Examples
    class_names: tuple[str, ...]
    sources: tuple[str, ...]
    variant: str
    device: str


def trained_and_tested(work: CrossvalWork, todo: Sequence[tuple[Fold, int]], workers: int) -> Iterator[Run]:
    """Train and test a network for each fold and seed of ``todo``; the runs, as they are done.

    Args:
        work: what the runs have in common.
        todo: folds, each with a seed.
        workers: runs at a time, each in a process of its own with one thread.

    Raises:
        SettingsError: a process was ended from outside.
    """
    if workers <= 1 or len(todo) <= 1:
        n_threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            for fold, seed in todo:
                yield train_and_test(work, fold, seed)
        finally:
            torch.set_num_threads(n_threads)
        return
    # Forked processes would inherit torch's threads in whatever state they are.
    context = multiprocessing.get_context("spawn")
    others = set(multiprocessing.active_children())
    with ProcessPoolExecutor(min(workers, len(todo)), context, initializer=_begin_worker, initargs=(work,)) as pool:
        with _ignoring_interrupts():
            waiting: list[Future[Run]] = [pool.submit(_run_in_worker, fold, seed) for fold, seed in todo]
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
def _ignoring_interrupts() -> Iterator[None]:
    """Processes that begin in here leave Ctrl-C to the one that waits for them, from their first moment on."""
    if threading.current_thread() is not threading.main_thread():  # signals are the main thread's
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


_work: CrossvalWork | None = None


def _begin_worker(work: CrossvalWork) -> None:
    """Begin a worker's process."""
    global _work
    _work = work
    torch.set_num_threads(1)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when its parent ends; a parent that is killed tells its workers nothing."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _run_in_worker(fold: Fold, seed: int) -> Run:
    if _work is None:
        raise RuntimeError("this process was not begun with _begin_worker")
    return train_and_test(_work, fold, seed)


def train_and_test(work: CrossvalWork, fold: Fold, seed: int) -> Run:
    """Train and test one network: the result as plain JSON values."""
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
    evaluation = evaluate_examples(
        network, work.data.subset(fold.test), work.class_names, [work.sources[i] for i in fold.test]
    )
    return {
        "fold": fold.name,
        "seed": seed,
        "accuracy": evaluation.accuracy,
        "mean_class_accuracy": evaluation.mean_class_accuracy,
        "n_test": len(evaluation.clips),
        **evaluation.entropies,
        "train_accuracy": last[0].accuracy,
        "train_total": last[0].total,
        "seconds": round(seconds, 1),
        "wrong": {each.source: each.predicted for each in evaluation.clips if each.predicted != each.label},
        "confusion": evaluation.confusion.tolist(),
    }
