"""Our readers against plain ones of the same files: NTU RGB+D and SBU against `csv` and `float()`, BVH against others.

The plain readers do what a script does that trusts its files: they check nothing, and build the same array. Two of them
read NTU RGB+D: one converts all twelve numbers of a joint, as the data set's own code does, the other x, y and z alone.
Each ratio is the median over pairs measured in turn, so that a machine whose speed drifts slows both sides alike;
beside it stands the ratio of the fastest runs, which other programs disturb least.
"""

import csv
import importlib.util
import io
import os
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

from sta_lstm.formats.bvh.bvh import CMU_UNIT, read_bvh
from sta_lstm.formats.datasets.ntu import read_ntu
from sta_lstm.formats.datasets.sbu import read_sbu

PAIRS = 15
SLOW_PAIRS = 3


def plain_ntu(data, keep=3):
    """T × M × 25 × 3 of bodies by ID."""
    rows = csv.reader(io.StringIO(data.decode("ascii")), delimiter=" ")
    n_frames = int(next(rows)[0])
    tracks = {}
    for frame in range(n_frames):
        for _ in range(int(next(rows)[0])):
            identity = next(rows)[0]
            joints = [[float(value) for value in next(rows)[:keep]] for _ in range(int(next(rows)[0]))]
            tracks.setdefault(identity, []).append((frame, joints))
    positions = np.zeros((n_frames, len(tracks), 25, 3), dtype=np.float32)
    for person, track in enumerate(tracks.values()):
        for frame, joints in track:
            positions[frame, person] = np.array(joints)[:, :3]
    return positions


def plain_sbu(data):
    """T × 2 × 15 × 3, metres."""
    rows = [[float(value) for value in row] for row in csv.reader(io.StringIO(data.decode("ascii")))]
    normalised = np.array(rows)[:, 1:].reshape(-1, 2, 15, 3)
    return ((normalised * (-2560, -1920, 10000 / 7.8125) + (1280, 960, 0)) / 1000).astype(np.float32)


def with_pybvh(path):
    import pybvh

    return pybvh.read_bvh_file(path, world_up="+y").node_positions()[:, None] * CMU_UNIT


def with_bvhio(path):
    import bvhio

    root = bvhio.readAsHierarchy(str(path))
    joints = [joint for joint, _, _ in root.layout()]
    first, last = root.getKeyframeRange()
    frames = []
    for frame in range(first, last + 1):
        root.loadPose(frame)
        frames.append([list(joint.PositionWorld) for joint in joints])
    return np.array(frames)[:, None] * CMU_UNIT


def seconds(function, inputs):
    start = time.perf_counter()
    for one in inputs:
        function(one)
    return time.perf_counter() - start


def row(what, ours, plain, inputs, plain_inputs, pairs=PAIRS):
    """Print the medians of both sides over all inputs together, and how many times ours is faster."""
    measured = [(seconds(ours, inputs), seconds(plain, plain_inputs)) for _ in range(pairs + 1)][
        1:
    ]  # the first warms up
    mine, theirs = zip(*measured, strict=True)
    ratio = statistics.median(b / a for a, b in measured)
    print(
        f"{what:44} {len(inputs):5} | {1000 * statistics.median(mine):9.2f} {1000 * statistics.median(theirs):10.2f} "
        f"{ratio:8.2f}× {min(theirs) / min(mine):9.2f}×"
    )


def check(what, ours, plain, tolerance):
    if ours.shape != plain.shape or np.abs(ours - plain).max() > tolerance:
        raise SystemExit(f"{what}: the two readers differ")


def main():
    named = os.environ.get("STA_LSTM_DATA")
    if not named:
        print("skipped: STA_LSTM_DATA is not set, so there are no real recordings to read")
        return
    ntu = [file.read_bytes() for file in sorted((Path(named) / "ntu").glob("*.skeleton"))]
    sbu = [file.read_bytes() for file in sorted((Path(named) / "sbu").rglob("skeleton_pos.txt"))]
    for data in ntu:
        check("NTU", read_ntu(data, "a").positions, plain_ntu(data), 0)
    for data in sbu:
        check("SBU", read_sbu(data, "a").positions, plain_sbu(data), 0)
    print(f"{'':44} files |   ours ms   other ms   faster   fastest")
    row("NTU RGB+D, csv and float() of a joint's 12", lambda d: read_ntu(d, "a"), lambda d: plain_ntu(d, 12), ntu, ntu)
    row("NTU RGB+D, csv and float() of x, y, z", lambda d: read_ntu(d, "a"), plain_ntu, ntu, ntu)
    row("SBU, csv and float()", lambda d: read_sbu(d, "a"), plain_sbu, sbu, sbu)

    bvh = Path(named) / "bvh" / "01_01.bvh"
    data = bvh.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "01_01.bvh"  # the other readers take paths
        copy.write_bytes(data)
        for name, other, pairs in (("pybvh", with_pybvh, PAIRS), ("bvhio", with_bvhio, SLOW_PAIRS)):
            if importlib.util.find_spec(name) is None:
                print(f"BVH, {name}: skipped, it is not installed")
                continue
            theirs, mine = other(copy), read_bvh(data, "a").positions
            if name == "pybvh":
                check("BVH", mine, theirs, 1e-6)
            row(f"BVH, {len(mine):,} frames, {name}", lambda d: read_bvh(d, "a"), other, [data], [copy], pairs)


if __name__ == "__main__":
    main()
