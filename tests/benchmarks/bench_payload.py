"""From a file to a payload ready for the player: a 300-frame clip, warm, and where the time goes."""

import json
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

from sta_lstm.formats import load_clip, save_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.model.features import clip_features
from sta_lstm.player import player_payload
from sta_lstm.prediction.predict import predict
from sta_lstm.samples import resolve_checkpoint, resolve_clip
from sta_lstm.skeletons import Clip

N_FRAMES, REPEATS = 300, 15


def long_clip():
    """A sample, played to and fro until it has 300 frames."""
    clip = load_clip(resolve_clip("shake-hands"))
    there_and_back = np.concatenate([np.arange(clip.n_frames), np.arange(clip.n_frames - 2, 0, -1)])
    rows = np.resize(there_and_back, N_FRAMES)
    return Clip(clip.positions[rows], clip.fps, clip.layout, clip.up_axis, clip.present[rows], "long")


def main():
    checkpoint = load_checkpoint(resolve_checkpoint("demo-sta"), device="cpu")
    with tempfile.TemporaryDirectory() as folder:
        for suffix in (".skeleton", ".csv", ".npz"):
            path = Path(folder) / f"long{suffix}"
            save_clip(long_clip(), path)
            times = {"read the file": [], "features": [], "model and attention": [], "payload": [], "JSON": []}
            for repeat in range(REPEATS + 1):
                marks = [time.perf_counter()]
                clip = load_clip(path)
                marks.append(time.perf_counter())
                clip_features(clip, checkpoint.recipe, n_persons=checkpoint.config.n_persons)
                marks.append(time.perf_counter())
                prediction = predict(checkpoint, clip)
                marks.append(time.perf_counter())
                payload = player_payload([prediction])
                marks.append(time.perf_counter())
                text = json.dumps(payload)
                marks.append(time.perf_counter())
                if repeat:  # the first warms up
                    for name, elapsed in zip(times, np.diff(marks), strict=True):
                        times[name].append(1000 * elapsed)
            medians = {name: statistics.median(values) for name, values in times.items()}
            medians["model and attention"] -= medians["features"]  # predict makes the features once more
            raw = sum(
                array.nbytes for array in (clip.positions, prediction.alpha, prediction.beta, prediction.frame_scores)
            )
            parts = ", ".join(f"{name} {value:.1f}" for name, value in medians.items())
            print(
                f"{suffix:9} {path.stat().st_size / 1000:6.0f} kB: {sum(medians.values()):6.1f} ms ({parts}); "
                f"payload {len(text) / 1000:.0f} kB, {len(text) / raw:.2f} × its raw arrays"
            )


if __name__ == "__main__":
    main()
