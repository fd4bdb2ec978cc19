"""A data set's first start (every recording parsed) against its second (from the cache), SBU and UTKinect.

Each ratio is the median over pairs measured in turn, so that a machine whose speed drifts slows both sides alike. Where
the time of a second start goes: listing the folder, hashing every recording, and the cache's one file.
"""

import os
import statistics
import tempfile
import time
from pathlib import Path

from sta_lstm.datasets import open_dataset

PAIRS = 9


def seconds(folder, cache, workers):
    start = time.perf_counter()
    dataset = open_dataset(folder, cache=cache, workers=workers)
    return time.perf_counter() - start, dataset


def measure(folder, workers):
    """Seconds of first and of second starts, in pairs, and the bytes of the cache."""
    pairs = []
    for _ in range(PAIRS + 1):
        with tempfile.TemporaryDirectory() as cache:
            (first, dataset), (second, again) = (seconds(folder, cache, workers) for _ in range(2))
            size = sum(file.stat().st_size for file in Path(cache).iterdir())
        if len(dataset.clips) != len(again.clips):
            raise SystemExit(f"{folder}: {len(dataset.clips)} clips, but {len(again.clips)} from the cache")
        pairs.append((first, second))
    return pairs[1:], size, len(dataset.clips)  # the first warms up


def main():
    named = os.environ.get("STA_LSTM_DATA")
    if not named:
        print("skipped: STA_LSTM_DATA is not set, so there are no real recordings to read")
        return
    print("data set  clips  workers | first start ms   second ms   faster | cache MB")
    for name in ("sbu", "utkinect"):
        for workers in sorted({1, os.cpu_count() or 1}):
            pairs, size, n_clips = measure(Path(named) / name, workers)
            first, second = (1000 * statistics.median(side) for side in zip(*pairs, strict=True))
            ratio = statistics.median(a / b for a, b in pairs)
            print(f"{name:9} {n_clips:5} {workers:8} | {first:14.1f} {second:11.1f} {ratio:7.1f}× | {size / 1e6:8.2f}")


if __name__ == "__main__":
    main()
