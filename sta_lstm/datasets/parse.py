"""Reading many recordings at once, on several processors."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from sta_lstm.datasets.plan import Outcome, Wanted
from sta_lstm.formats.registry import registered_here

#: Called with the number of recordings done, and of all.
Progress = Callable[[int, int], None]

#: Recordings of fewer bytes together are read sooner than other processes start.
_WORTH_A_POOL = 1024**2
#: Most recordings that a worker takes at a time.
_AT_ONCE = 32


def read_all(recordings: Sequence[Wanted], workers: int, progress: Progress) -> Iterator[tuple[Outcome, ...]]:
    """The outcomes of every recording, in order, each as soon as it is there.

    Where the system grants no further processes, or kills one for its memory, this process reads what is left.
    """
    n_done = 0
    if registered_here() and multiprocessing.get_start_method() != "fork":
        workers = 1  # a process that starts afresh would not know those formats
    workers = min(workers, len(recordings))
    if workers > 1 and sum(_size(recording) for recording in recordings) >= _WORTH_A_POOL:
        for outcomes in _pooled(recordings, workers):
            n_done += 1
            progress(n_done, len(recordings))
            yield outcomes
    for n_read, recording in enumerate(recordings[n_done:], start=n_done + 1):
        outcomes = _read(recording)
        progress(n_read, len(recordings))
        yield outcomes


def _pooled(recordings: Sequence[Wanted], workers: int) -> Iterator[tuple[Outcome, ...]]:
    """The outcomes, in order, for as long as there are workers."""
    at_once = max(1, min(_AT_ONCE, len(recordings) // (4 * workers)))
    try:
        with ProcessPoolExecutor(workers, initializer=_leave_interrupts) as pool:
            yield from pool.map(_read, recordings, chunksize=at_once)
    except (BrokenProcessPool, OSError):
        return


def _leave_interrupts() -> None:
    """Ctrl-C is for the process that waits: it stops the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _read(wanted: Wanted) -> tuple[Outcome, ...]:
    return wanted.read(wanted.recording, wanted.segments)


def _size(wanted: Wanted) -> int:
    try:
        return sum(os.stat(file).st_size for file in wanted.recording.files)  # noqa: PTH116 - three times as fast
    except OSError:
        return 0
