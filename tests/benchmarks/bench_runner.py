"""Two hundred edits of one clip of 100 frames: through the runner in batches, against a loop that asks for each.

Edits hold one joint still for a while, as an ablation does. First the whole way from clips, once with `predict` and
once with features and runner; then the network alone, on features that are there, one by one and in batches. Each
ratio is the median over rounds in which all sides are measured in turn.
"""

import dataclasses
import multiprocessing
import statistics
import time

import numpy as np
import torch

from sta_lstm.datasets.synthetic import planted_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.model.features import clip_features
from sta_lstm.model.run import run
from sta_lstm.prediction.predict import predict
from sta_lstm.samples import resolve_checkpoint
from sta_lstm.skeletons import Clip

N_EDITS, N_FRAMES = 200, 100
ROUNDS = 3
#: Clips that are asked one by one beside a process that keeps a processor busy.
N_BUSY = 60


def clip_of(n_frames):
    """A planted clip, repeated or cut to ``n_frames``."""
    clip = planted_clip("wave right hand", 0).clip
    at = np.arange(n_frames) % clip.n_frames
    return Clip(clip.positions[at], clip.fps, clip.layout, clip.up_axis, clip.present[at], "edited")


def edits_of(clip):
    """Copies of ``clip`` in each of which one joint keeps its place over ten frames."""
    for i in range(N_EDITS):
        joint, first = i % clip.n_joints, (i * 7) % (clip.n_frames - 10)
        positions = clip.positions.copy()
        positions[first : first + 10, :, joint] = positions[first, :, joint]
        yield dataclasses.replace(clip, positions=positions)


def seconds(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def burn():
    while True:
        pass


def busy(checkpoint, features):
    """Median and greatest milliseconds of one clip's answer on one thread and on all, with and without company."""
    x, mask = features[0].x[None], features[0].mask[None]

    def one():
        list(run(checkpoint, features[:1]))

    def on_all():
        with torch.inference_mode():
            checkpoint.network(x, mask)

    for company in (0, 1):
        others = [multiprocessing.Process(target=burn, daemon=True) for _ in range(company)]
        for other in others:
            other.start()
        rounds = [(1000 * seconds(one), 1000 * seconds(on_all)) for _ in range(N_BUSY)][5:]
        for other in others:
            other.kill()
        ours, all_threads = zip(*rounds, strict=True)
        where = "beside one busy process" if company else "alone"
        print(
            f"one clip {where}: {statistics.median(ours):.1f} ms (at most {max(ours):.0f}) on one thread, "
            f"{statistics.median(all_threads):.1f} ms (at most {max(all_threads):.0f}) on {torch.get_num_threads()}"
        )


def main():
    print(f"{N_EDITS} edits of {N_FRAMES} frames, {torch.get_num_threads()} threads, torch {torch.__version__}")
    print("clip         | loop of predict s   features and runner s   ratio | one by one s   in batches s   ratio")
    checkpoint = load_checkpoint(resolve_checkpoint("demo-sta"), device="cpu")
    for resample in (checkpoint.recipe.resample, None):
        recipe = dataclasses.replace(checkpoint.recipe, resample=resample)
        own = dataclasses.replace(checkpoint, recipe=recipe)
        edits = list(edits_of(clip_of(N_FRAMES)))

        def made(own=own, edits=edits):
            return [clip_features(clip, own.recipe, n_persons=own.reads.most) for clip in edits]

        features = made()
        sides = {
            "loop": lambda own=own, edits=edits: [predict(own, clip) for clip in edits],
            "all": lambda own=own, made=made: list(run(own, made())),
            "alone": lambda own=own, features=features: [list(run(own, [each])) for each in features],
            "run": lambda own=own, features=features: list(run(own, features)),
        }
        logits = torch.stack([output.logits for output in sides["run"]()])
        alone = torch.stack([outputs[0].logits for outputs in sides["alone"]()])
        rounds = [{side: seconds(action) for side, action in sides.items()} for _ in range(ROUNDS)]
        took = {side: statistics.median(each[side] for each in rounds) for side in sides}
        whole = statistics.median(each["loop"] / each["all"] for each in rounds)
        network = statistics.median(each["alone"] / each["run"] for each in rounds)
        title = f"{resample or N_FRAMES} frames"
        print(
            f"{title:12} | {took['loop']:17.2f} {took['all']:23.2f} {whole:6.1f}× | {took['alone']:12.2f} "
            f"{took['run']:14.2f} {network:6.1f}×   (largest difference {(logits - alone).abs().max():.0e})"
        )
    busy(checkpoint, features)


if __name__ == "__main__":
    main()
