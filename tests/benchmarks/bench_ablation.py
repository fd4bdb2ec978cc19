"""Ablation of every joint, part of the body and frame of a clip of 100 frames, against a loop that asks for each.

Each is a map or a curve of `explain`; the loop edits what the network reads and runs it once for every joint, part and
frame, as one would write it down. Times are medians over rounds in which both are measured in turn. Then what one map
of each kind costs by itself, prediction included; and every joint by each architecture, the graph network also as
anybody's torch model, with the most memory that the process has held by then.
"""

import dataclasses
import resource
import statistics
import time
from functools import partial

import numpy as np
import torch

from sta_lstm.datasets.synthetic import planted_clip
from sta_lstm.evidence.maps.explain import explain
from sta_lstm.evidence.maps.needs import known_maps
from sta_lstm.evidence.removal.cells import groups
from sta_lstm.evidence.removal.fills import mean_pose
from sta_lstm.model.any_torch.model import as_checkpoint
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.model.features import clip_features
from sta_lstm.model.run import run
from sta_lstm.prediction.predict import predict
from sta_lstm.samples import resolve_checkpoint
from sta_lstm.skeletons import Clip

N_FRAMES, ROUNDS = 100, 3
NAMES = ("ablation-joint", "ablation-limb", "ablation-frame")


def clip_of(action, n_frames):
    """A planted clip, repeated or cut to ``n_frames``."""
    clip = planted_clip(action, 0).clip
    at = np.arange(n_frames) % clip.n_frames
    return Clip(clip.positions[at], clip.fps, clip.layout, clip.up_axis, clip.present[at], action)


def loop(checkpoint, clip):
    """The logits without each joint, part and frame, one run for each."""
    features = clip_features(clip, checkpoint.recipe, n_persons=checkpoint.reads.most)
    found = []
    for grain in ("joint", "limb", "frame"):
        for group in groups(features, clip.layout, grain):
            edited = dataclasses.replace(features, x=mean_pose(features, group.cells[None])[0])
            found.append(next(run(checkpoint, [edited])).logits)
    return found


def seconds(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def measure(title, checkpoint, clip):
    """Print both sides for one clip."""
    n_runs = len(loop(checkpoint, clip))
    rounds = [
        (seconds(lambda: explain(checkpoint, clip, NAMES)), seconds(lambda: loop(checkpoint, clip)))
        for _ in range(ROUNDS)
    ]
    ours, theirs = (statistics.median(each[i] for each in rounds) for i in (0, 1))
    ratio = statistics.median(slow / fast for fast, slow in rounds)
    print(f"{title:50} {n_runs:4} re-runs: {ours:5.2f} s, loop {theirs:5.2f} s, {ratio:4.1f}×")


def every_joint(title, checkpoint, clip):
    """Print what the ablation of every joint takes, warm, and the process's memory."""
    explain(checkpoint, clip, ["ablation-joint"])
    took = statistics.median(seconds(lambda: explain(checkpoint, clip, ["ablation-joint"])) for _ in range(ROUNDS))
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {title:22} {took:6.2f} s, {held:,.0f} MB at most")


def main():
    print(f"{N_FRAMES} frames, {torch.get_num_threads()} threads, torch {torch.__version__}")
    checkpoint = load_checkpoint(resolve_checkpoint("demo-sta"), device="cpu")
    recipe = dataclasses.replace(checkpoint.recipe, resample=None)
    whole = dataclasses.replace(checkpoint, recipe=recipe)
    clips = [clip_of(action, N_FRAMES) for action in ("wave right hand", "shake hands")]
    for clip in clips:
        measure(f"{clip.name}, read at {checkpoint.recipe.resample} frames", checkpoint, clip)
        measure(f"{clip.name}, read at {N_FRAMES} frames", whole, clip)
    print(f"each by itself, {clips[0].name}, read at {N_FRAMES} frames, prediction included")
    known = known_maps(whole, predict(whole, clips[0]))
    for name in (kind.name for kind in known):
        took = statistics.median(seconds(partial(explain, whole, clips[0], [name])) for _ in range(3))
        print(f"  {name:22} {took:6.2f} s")
    print(f"every joint, {clips[1].name}, by each architecture")
    for name in ("demo-sta", "demo-lstm", "demo-stgcn"):
        asked = load_checkpoint(resolve_checkpoint(name), device="cpu")
        asked = dataclasses.replace(asked, recipe=dataclasses.replace(asked.recipe, resample=None))
        every_joint(name, asked, clips[1])
    network = asked.network

    def as_others_are(x):  # N × C × T × V × M
        return network(x.permute(0, 2, 4, 3, 1).flatten(2, 3)).logits

    every_joint(
        "torch model, NCTVM", as_checkpoint(as_others_are, clips[1], form="NCTVM", recipe=asked.recipe), clips[1]
    )


if __name__ == "__main__":
    main()
