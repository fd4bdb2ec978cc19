"""``sta-lstm attend --engine ray``: the same work, shared out to the processes of a Ray cluster."""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import time
from collections.abc import Callable
from typing import Any

from sta_lstm.cli.inputs.data import bar
from sta_lstm.errors import SettingsError, StaLstmError

Counts = dict[str, dict[str, Any]]
#: A process that ends is begun again so often: it goes on with what it has not written yet.
_MOST_RETRIES = 2


def on_cluster(options: argparse.Namespace, work: Callable[[argparse.Namespace], Counts]) -> Counts:
    """What `work` does of every shard, each in a process of the cluster.

    The cluster is the one that RAY_ADDRESS names, else one on this machine that ends with the work. Every machine of it
    must find the data set, the checkpoints and the folder for the results at the same paths.

    Args:
        options: of ``sta-lstm attend``.
        work: does one shard.

    Raises:
        SettingsError: Ray is not installed, or cannot be reached.
        StaLstmError: what a shard refuses.
    """
    try:
        ray: Any = importlib.import_module("ray")
        exceptions: Any = importlib.import_module("ray.exceptions")
    except ImportError as error:
        raise SettingsError("--engine ray needs Ray: pip install '.[ray]'") from error

    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody
    address = os.environ.get("RAY_ADDRESS")
    n_workers = options.workers or (None if address else os.cpu_count() or 1)
    try:
        where: dict[str, Any] = {"address": address} if address else {"num_cpus": n_workers, "include_dashboard": False}
        ray.init(log_to_driver=False, logging_level=logging.ERROR, **where)
    except (exceptions.RayError, ConnectionError, OSError, ValueError, RuntimeError) as error:
        raise SettingsError(f"Ray does not start, or is not at '{address or 'this machine'}': {error}") from error
    try:
        if n_workers is None:
            n_workers = max(1, int(ray.cluster_resources().get("CPU", 1)))
        start = time.perf_counter()
        remote = ray.remote(_one_shard).options(
            num_cpus=1, num_gpus=1 if options.device == "cuda" else 0, max_retries=_MOST_RETRIES
        )
        settings = {**vars(options), "engine": "loop", "workers": None}
        waiting = [remote.remote(work, {**settings, "shard": f"{i + 1}/{n_workers}"}) for i in range(n_workers)]
        total: Counts = {}
        with bar("attending", "shard") as show:
            for n_done in range(1, n_workers + 1):
                (ready,), waiting = ray.wait(waiting, num_returns=1)
                _add(total, ray.get(ready))
                show(n_done, n_workers)
    except exceptions.RayTaskError as error:
        if isinstance(error.cause, StaLstmError):
            raise error.cause from error
        raise
    finally:
        ray.shutdown()
    for counts in total.values():
        counts["seconds"] = round(time.perf_counter() - start, 2)
    return total


def _one_shard(work: Callable[[argparse.Namespace], Counts], settings: dict[str, Any]) -> Counts:
    return work(argparse.Namespace(**settings))


def _add(total: Counts, more: Counts) -> None:
    """Add what one shard did."""
    for name, counts in more.items():
        ours = total.setdefault(name, dict.fromkeys(counts, 0))
        for what, number in counts.items():
            ours[what] += number
