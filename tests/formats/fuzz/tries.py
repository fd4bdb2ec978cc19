"""What one process of ``make fuzz`` does: it tries inputs, measures what they cost, and tells of it now and then."""

import faulthandler
import gc
import os
import pickle
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import pyarrow as pa
from fuzz.cases import damaged, damaged_large
from fuzz.growing import grown
from fuzz.judge import Verdict, judged
from fuzz.large import large_seeds
from fuzz.minimise import smallest
from fuzz.pace import Pace
from fuzz.seeds import real_seeds, seeds
from fuzz.strategies import FAMILIES
from hypothesis import HealthCheck, Phase, given, seed, settings

from sta_lstm.heap import give_back

MAX_SECONDS, MAX_BYTES = 2.0, 1024**3
#: What a process may hold beyond what it holds at the start: no reader may take the machine down.
_LIMIT_BYTES = 6 * 1024**3
_ROUND, _TELL_S = 400, 10
#: How often a large file is damaged before another is made.
_ROUND_OF_LARGE = 4
#: How many files that grow are tried in between.
_ROUND_OF_GROWN = 6


def try_many(numbers, end, current_path, connection):
    """Try inputs until ``end``; after each round tell of it. What is said at a death stands in `last_words`."""
    with last_words(current_path).open("wb", buffering=0) as words:
        os.dup2(words.fileno(), 2)
    faulthandler.enable()
    random = Random(numbers)
    folder = os.environ.get("STA_LSTM_DATA")
    files = seeds() + (real_seeds(folder) if folder else ())
    judged(damaged(random, files))  # whatever is loaded at first use
    _limit_memory()
    with current_path.open("wb", buffering=0) as current:
        tries = _Tries(current)
        while time.monotonic() < end:
            for _ in range(_ROUND):
                tries.judge(damaged(random, files))
                if time.monotonic() > end:
                    break
                if tries.seconds_since_told() > _TELL_S:
                    connection.send(tries.told())
            _draw(random, tries)
            connection.send(tries.told())
            for each in large_seeds(random):
                for accidents in (None, *[random] * _ROUND_OF_LARGE):
                    tries.judge(damaged_large(accidents, each))
                    connection.send(tries.told())
                if time.monotonic() > end:
                    break
            for _ in range(_ROUND_OF_GROWN):
                tries.judge(grown(random))
                connection.send(tries.told())
    connection.send(None)


def last_words(current_path):
    """Where a process that tries inputs says why it dies."""
    return current_path.with_suffix(".died")


def _draw(random, tries):
    """Some files from each grammar."""
    for strategy in FAMILIES.values():

        @seed(random.getrandbits(32))
        @settings(
            max_examples=12,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=strategy)
        def draw(case):
            tries.judge(case)

        draw()


class _Tries:
    """What one process has found since it last told of it."""

    def __init__(self, current):
        self._current = current
        self._pace = Pace()
        self._known = set()
        self._clear()

    def _clear(self):
        self._counts, self._found, self._since = Counter(), [], time.monotonic()
        self._slowest, self._largest = {}, {}

    def judge(self, case):
        self._current.seek(0)
        self._current.truncate()
        self._current.write(pickle.dumps(case))  # for the one who watches, should this process die
        verdict, grown = _measured(case, self._pace)
        what = f"{case.name} ({len(case.data):,} bytes, from {case.format})"
        for costs, cost in ((self._slowest, verdict.seconds), (self._largest, grown)):
            costs[case.format] = max(costs.get(case.format, (0, "")), (cost, what))
        self._counts[case.format, verdict.outcome] += 1
        if verdict.outcome == "crash" and verdict.why not in self._known:
            self._known.add(verdict.why)
            if len(case.data) < 100_000:
                case = smallest(case, lambda other: judged(other).why == verdict.why)
            self._found.append((case, verdict))

    def seconds_since_told(self):
        return time.monotonic() - self._since

    def told(self):
        """Everything found, for each format the slowest and the largest input; from now on new things are counted."""
        self._pace.look()
        news = self._counts, self._found, self._slowest, self._largest
        self._clear()
        return news


def _measured(case, pace):
    """The verdict, and by how many bytes the process grew meanwhile; too slow or too large is a crash."""
    if case.is_large:
        _give_back()
    before = _reset_peak()
    verdict = judged(case)
    grown = _peak() - before
    if verdict.outcome != "crash" and verdict.seconds > MAX_SECONDS:
        # A page fault or a collection of garbage may slow one try, and other processes each.
        seconds = pace.undisturbed(judged(case).seconds)
        if seconds > MAX_SECONDS:
            verdict = Verdict("crash", f"slow: {case.format}", f"{seconds:.1f} s of processor time", seconds)
    if verdict.outcome != "crash" and grown > MAX_BYTES:
        verdict = Verdict("crash", f"large: {case.format}", f"{grown / 1024**2:,.0f} MiB", verdict.seconds)
    return verdict, grown


def _give_back():
    """Memory that is free, but still held, would hide what a reader takes."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    give_back()


def _reset_peak():
    """What the process holds now, in bytes; from here on `_peak` counts."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
        return _status("VmRSS:")
    except OSError:  # no Linux: then peaks only grow
        return _peak()


def _peak():
    try:
        return _status("VmHWM:")
    except OSError:
        kilo = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * kilo


def _status(key):
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(key))
    return int(line.split()[1]) * 1024


def _limit_memory():
    try:
        held = _status("VmSize:")
    except OSError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (held + _LIMIT_BYTES, resource.RLIM_INFINITY))
