"""A data set's first start (every recording parsed) against its second (from the cache), SBU and UTKinect.

Each ratio is the median over pairs measured in turn, so that a machine whose speed drifts slows both sides alike. Where
the time of a second start goes: listing the folder, hashing every recording, and the cache's one file.

Then the memory of opening folders of generated clips, ten times as many in the second, each in a process of its own:
the peak of its resident memory at a first and a second start, with a walk over all clips. ``--clips N`` sets how many.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from sta_lstm.datasets import open_dataset
from sta_lstm.formats import save_clip
from sta_lstm.skeletons import LAYOUTS, Clip

PAIRS = 9
#: Opens a data set, walks over it, and prints the seconds of opening and the peaks of resident memory in MiB.
OPENING = """
import resource, sys, time
from sta_lstm.datasets import open_dataset
from sta_lstm.formats import built_in_formats

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

built_in_formats()
before, start = peak(), time.perf_counter()
dataset = open_dataset(sys.argv[1], cache=sys.argv[2], workers=1)
seconds, opened = time.perf_counter() - start, peak()
n_frames = sum(each.load().n_frames for each in dataset.clips)
print(len(dataset.clips), n_frames, seconds, before, opened, peak())
"""


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


def generate(folder, n_clips):
    """Clips of 20 to 30 frames of one person, as our NumPy archives, in folders of ten classes; their megabytes."""
    layout, random = LAYOUTS["ntu-25"], np.random.default_rng(0)
    n_bytes = 0
    for number in range(n_clips):
        place = folder / f"class-{number % 10}"
        place.mkdir(parents=True, exist_ok=True)
        positions = random.normal(size=(random.integers(20, 31), 1, 25, 3)).astype(np.float32)
        present = np.ones(positions.shape[:2], dtype=bool)
        save_clip(Clip(positions, 30.0, layout, "y", present, f"{number}"), place / f"{number:06}.npz")
        n_bytes += positions.nbytes
    return n_bytes / 1e6


def memory(n_clips):
    """A line for each start of a folder of so many clips."""
    with tempfile.TemporaryDirectory() as place:
        megabytes = generate(Path(place) / "data", n_clips)
        for start in ("first", "second"):
            command = [sys.executable, "-c", OPENING, f"{place}/data", f"{place}/cache"]
            answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
            found, _, seconds, before, opened, walked = map(float, answer)
            print(
                f"{found:7,.0f} {megabytes:8.1f}  {start:6} | {seconds:8.2f} | {before:8.0f} {opened - before:+10.1f} "
                f"{walked - before:+10.1f}"
            )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--clips", type=int, default=20_000)
    options = parser.parse_args()
    print("  clips       MB  start  |  opens s | MiB before, opened, and after a walk over all clips")
    for n_clips in (options.clips // 10, options.clips):
        memory(n_clips)
    first_and_second()


def first_and_second():
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
