"""The fuzz for as long as you like (``make fuzz``): processes that try inputs, and one that watches them.

Large files near the limits of each reader take their turn with small ones. A crash is an exception that is no
ClipError, a message that does not help, a warning, a reader that takes more than two seconds of processor time (twice)
or a gigabyte, or a process that dies. Each is made small and saved once.
"""

import argparse
import hashlib
import multiprocessing
import os
import pickle
import sys
import time
from collections import Counter
from multiprocessing.connection import wait
from pathlib import Path
from random import SystemRandom

from fuzz.judge import Verdict
from fuzz.tries import last_words, try_many

#: A process that is silent for so long hangs; to make a large file takes most of it on a busy machine.
PATIENCE_S = 240
_OUTCOMES = ("read", "refused", "crash")


def main():
    options = _options()
    root = SystemRandom().getrandbits(32) if options.seed is None else options.seed
    options.out.mkdir(parents=True, exist_ok=True)
    print(f"seed {root}: {options.minutes:g} minutes, {options.jobs} processes", flush=True)
    end = time.monotonic() + 60 * options.minutes
    found = _Found(options.out)
    workers = [_Worker(f"{root} {job}", end, options.out / f"process-{job}.current") for job in range(options.jobs)]
    while any(worker.works for worker in workers):
        wait([worker.connection for worker in workers if worker.works], timeout=1)
        for worker in workers:
            worker.attend(found)
    found.report()
    return 1 if found.crashes else 0


def _options():
    parser = argparse.ArgumentParser(prog="make fuzz ARGS=…", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--seed", type=int, help="the same inputs as a run that printed it, as far as time allows")
    parser.add_argument("--out", type=Path, default=Path("build/fuzz"), help="where crashing inputs are kept")
    return parser.parse_args()


class _Worker:
    """A process that tries inputs; when one ends it or holds it up, another takes its place."""

    def __init__(self, numbers, end, current):
        self._numbers, self._end, self._current, self._lives = numbers, end, current, 0
        self.works = True
        self._start()

    def _start(self):
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe(duplex=False)
        arguments = (f"{self._numbers} {self._lives}", self._end, self._current, theirs)
        self._process = context.Process(target=try_many, args=arguments, daemon=True)
        self._process.start()
        theirs.close()
        self._heard = time.monotonic()

    def attend(self, found):
        """Hear what there is, and see that the process lives."""
        if not self.works:
            return
        try:
            while self.connection.poll():
                news = self.connection.recv()
                self._heard = time.monotonic()
                if news is None:
                    self.works = False
                    return
                found.add(*news)
        except (EOFError, OSError):
            self._process.join()
            self._replace(found, f"the process ended with {self._process.exitcode}")
        else:
            if time.monotonic() - self._heard > PATIENCE_S:
                self._process.kill()
                self._replace(found, f"hung for {PATIENCE_S} s")

    def _replace(self, found, why):
        case = pickle.loads(self._current.read_bytes())  # written by the process just before
        said = last_words(self._current).read_text(errors="replace")[-6000:]
        found.keep(case, Verdict("crash", f"{why}: {case.format}", f"{why}\n{said}"))
        self._lives += 1
        self._start()


class _Found:
    """What all processes have found so far."""

    def __init__(self, out):
        self._out, self._tally, self.crashes = out, Counter(), Counter()
        self._slowest, self._largest = {}, {}

    def add(self, counts, crashes, slowest, largest):
        self._tally.update(counts)
        for ours, theirs in ((self._slowest, slowest), (self._largest, largest)):
            ours.update({name: max(ours.get(name, (0, "")), cost) for name, cost in theirs.items()})
        for case, verdict in crashes:
            self.keep(case, verdict)

    def keep(self, case, verdict):
        """Save the first input of each kind of crash."""
        self.crashes[verdict.why] += 1
        if self.crashes[verdict.why] > 1:
            return
        stem = hashlib.sha256(case.data).hexdigest()[:12]
        (self._out / f"{stem}-{Path(case.name).name[-60:]}").write_bytes(case.data)
        said = f"{verdict.why}\nname: {case.name!r}\noptions: {case.options!r}\n\n{verdict.details}\n"
        (self._out / f"{stem}.txt").write_text(said)
        print(f"CRASH {verdict.why}: {self._out / stem}* ({len(case.data):,} bytes)", flush=True)

    def report(self):
        names = sorted({name for name, _ in self._tally})
        print(f"{'made from':26}" + "".join(f"{head:>10}" for head in (*_OUTCOMES, "s", "MiB")))
        for name in names:
            counts = "".join(f"{self._tally[name, outcome]:10,}" for outcome in _OUTCOMES)
            slowest, largest = (costs.get(name, (0, ""))[0] for costs in (self._slowest, self._largest))
            print(f"{name:26}{counts}{slowest:10.2f}{largest / 1024**2:10,.0f}")
        n_tried = sum(self._tally.values())
        print(f"inputs tried {n_tried:,}, crashes {sum(self.crashes.values()):,} of {len(self.crashes)} kinds")
        seconds, slowest = max(self._slowest.values(), default=(0, ""))
        n_bytes, largest = max(self._largest.values(), default=(0, ""))
        print(f"slowest {seconds:.2f} s: {slowest}")
        print(f"largest {n_bytes / 1024**2:,.0f} MiB: {largest}")
        if self.crashes:
            print(
                f"Inputs and reasons are in {self._out}. Mend the reader, and add the input, as small as it gets, to "
                "tests/formats/test_regressions.py: its name, its bytes, and what must come of it."
            )


if __name__ == "__main__":
    sys.exit(main())
