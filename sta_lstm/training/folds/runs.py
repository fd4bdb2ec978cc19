"""The single runs of a cross-validation, in this process or in several."""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import torch

from sta_lstm.datasets import Fold
from sta_lstm.errors import SettingsError
from sta_lstm.evaluation.evaluation import Evaluation
from sta_lstm.model.checkpoint import save_checkpoint
from sta_lstm.training.examples import Examples, evaluate_examples
from sta_lstm.training.loop import EpochLog
from sta_lstm.training.origin import Origin, TrainingRun
from sta_lstm.training.processes import Processes
from sta_lstm.training.train import train_network

#: What came of one run, as plain JSON values.
Run = dict[str, Any]


@dataclass(frozen=True, eq=False)
class CrossvalWork:
    """What every run of a cross-validation has in common.

    Attributes:
        origin: recipe, variant and data set.
        data: all clips of the data set.
        sources: what each clip is called.
        device: where the networks run.
        keep: folder for their checkpoints; None keeps none.
    """

    origin: Origin
    data: Examples
    sources: tuple[str, ...]
    device: str
    keep: Path | None = None

    def checkpoint_path(self, fold: str, seed: int) -> Path | None:
        """Where the network of a fold and seed is kept, if it is."""
        if self.keep is None:
            return None
        run = self.keep / quote(fold, safe="") / f"{self.origin.variant}-{seed}"
        return run / f"{self.origin.name(seed)}.safetensors"


class Todo(NamedTuple):
    """One run that is to be done.

    Attributes:
        fold: which clips train, and which test.
        seed: of everything random.
        about: further entries of the checkpoint's ``training``.
    """

    fold: Fold
    seed: int
    about: Mapping[str, Any]


def trained_and_tested(work: CrossvalWork, todo: Sequence[Todo], workers: int) -> Iterator[Run]:
    """Train and test a network for each fold and seed of ``todo``; the runs, as they are done.

    Args:
        work: what the runs have in common.
        todo: what is to be done.
        workers: runs at a time, each in a process of its own with one thread.

    Raises:
        SettingsError: a process was ended from outside.
    """
    if workers <= 1 or len(todo) <= 1:
        n_threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            for each in todo:
                yield train_and_test(work, each)
        finally:
            torch.set_num_threads(n_threads)
        return
    # Forked processes would inherit torch's threads in whatever state they are.
    context = multiprocessing.get_context("spawn")
    others = set(multiprocessing.active_children())
    with ProcessPoolExecutor(min(workers, len(todo)), context, initializer=_begin_worker, initargs=(work,)) as pool:
        with _ignoring_interrupts():
            waiting: list[Future[Run]] = [pool.submit(_run_in_worker, each) for each in todo]
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


def _run_in_worker(todo: Todo) -> Run:
    if _work is None:
        raise RuntimeError("this process was not begun with _begin_worker")
    return train_and_test(_work, todo)


def train_and_test(work: CrossvalWork, todo: Todo) -> Run:
    """Train and test one network, keep it where it is to be kept: the result as plain JSON values."""
    start = time.perf_counter()
    last: list[EpochLog] = []

    def remember(log: EpochLog) -> None:
        last[:] = [log]

    origin, (fold, seed, about) = work.origin, todo
    data = work.data.subset(fold.train)
    network = train_network(
        origin.recipe,
        data,
        n_classes=len(origin.class_names),
        variant=origin.variant,
        seed=seed,
        processes=Processes(work.device),
        on_epoch=remember,
    )
    seconds = round(time.perf_counter() - start, 1)
    evaluation = evaluate_examples(
        network, work.data.subset(fold.test), origin.class_names, [work.sources[i] for i in fold.test]
    )
    path = work.checkpoint_path(fold.name, seed)
    if path is not None:
        run = TrainingRun(origin, data, fold.name, seed, about)
        path.parent.mkdir(parents=True, exist_ok=True)
        save_checkpoint(run.checkpoint(network, {"seconds": seconds}, run.accuracy(evaluation)), path)
    return run_values(fold, seed, evaluation, last[0].to_json(), seconds)


def run_values(fold: Fold, seed: int, evaluation: Evaluation, last: Mapping[str, Any], seconds: float) -> Run:
    """One run as plain JSON values.

    Args:
        fold: which clips trained, and which tested.
        seed: of everything random.
        evaluation: what the network says of those that tested.
        last: the line of the log on the last epoch.
        seconds: that the training took.
    """
    return {
        "fold": fold.name,
        "seed": seed,
        "accuracy": evaluation.accuracy,
        "mean_class_accuracy": evaluation.mean_class_accuracy,
        "n_test": len(evaluation.clips),
        **evaluation.entropies,
        "train_accuracy": last["accuracy"],
        "train_total": last["total"],
        "seconds": seconds,
        "wrong": {each.source: each.predicted for each in evaluation.clips if each.predicted != each.label},
        "confusion": evaluation.confusion.tolist(),
    }
