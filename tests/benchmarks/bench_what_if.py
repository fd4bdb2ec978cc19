"""What if: from a click to the redrawn answer, on the side of the server, for a clip of 100 frames, warm.

Every round makes an edit that was not made before: it is applied, turned into features, asked of the network and
brought back to the clip's frames; then the payload of both panes is made, and what of it is sent. The whole run of the
page's part is measured too, through Streamlit's own `AppTest`, which runs all of the page and not that part alone.
Beside it, the search for the smallest edit that changes the answer, from its start to its end.
"""

import json
import statistics
import time
from itertools import pairwise

import numpy as np
import torch

from sta_lstm.datasets.synthetic import planted_clip
from sta_lstm.evidence.edits import Edit, apply, format_edits
from sta_lstm.evidence.smallest import smallest_edit
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.model.features import clip_features
from sta_lstm.player import player_patch, player_payload
from sta_lstm.prediction.predict import predict
from sta_lstm.samples import resolve_checkpoint
from sta_lstm.skeletons import Clip
from sta_lstm.ui.panels.edits.what_if import both_panes

N_FRAMES, ROUNDS = 100, 20


def clip_of(n_frames):
    """A planted clip, repeated or cut to ``n_frames``."""
    clip = planted_clip("wave right hand", 0).clip
    at = np.arange(n_frames) % clip.n_frames
    return Clip(clip.positions[at], clip.fps, clip.layout, clip.up_axis, clip.present[at], "edited")


def clicks(checkpoint, clip):
    """Milliseconds of each step, a row for each click."""
    before = predict(checkpoint, clip)
    alone = player_payload([before])
    shown = None
    for i in range(ROUNDS):
        edit = Edit("hold", ("right arm",), None, (i, i + 40))
        at = [time.perf_counter()]
        edited = apply(clip, [edit])
        at.append(time.perf_counter())
        features = clip_features(edited, checkpoint.recipe, n_persons=checkpoint.reads.most)
        at.append(time.perf_counter())
        after = predict(checkpoint, edited, features=features)
        at.append(time.perf_counter())
        payload = both_panes(before, after, alone)
        at.append(time.perf_counter())
        patch = None if shown is None else player_patch(shown, payload)
        at.append(time.perf_counter())
        shown = payload
        sizes = [len(json.dumps(each)) / 1000 for each in (payload, patch)]
        yield [*(1000 * (b - a) for a, b in pairwise(at)), *sizes]


def page_seconds():
    """Seconds of a whole run of the page Inspect after a click on "Try it", warm; each edit is a new one."""
    import logging

    from streamlit.testing.v1 import AppTest

    from sta_lstm.samples import bundle_folder

    logging.disable(logging.WARNING)
    app = AppTest.from_file(str(bundle_folder() / "app.py"), default_timeout=240)
    for key, word in {"clip": "drink", "checkpoint": "demo-sta", "edit": "hold:head"}.items():
        app.query_params[key] = word
    app.run()
    took = []
    for i in range(ROUNDS // 2):
        next(each for each in app.get("slider") if each.label == "In the frames").set_value((i, i + 40))
        app.run()
        next(each for each in app.get("button") if each.label == "Try it").click()
        start = time.perf_counter()
        app.run()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def main():
    checkpoint = load_checkpoint(resolve_checkpoint("demo-sta"), device="cpu")
    clip = clip_of(N_FRAMES)
    rows = list(clicks(checkpoint, clip))[2:]
    names = ("edit", "features", "network and maps", "payload of two panes", "patch")
    sizes = [statistics.median(row[place] for row in rows) for place in (-2, -1)]
    rows = [row[: len(names)] for row in rows]
    print(f"{N_FRAMES} frames, {torch.get_num_threads()} threads, torch {torch.__version__}; medians of {len(rows)}")
    for name, values in zip(names, zip(*rows, strict=True), strict=True):
        print(f"  {name:22} {statistics.median(values):7.1f} ms")
    print(f"  {'together':22} {statistics.median(map(sum, rows)):7.1f} ms")
    print(f"  {'payload, patch':22} {sizes[0]:7.1f} kB, {sizes[1]:.1f} kB")
    print(f"  {'whole page, AppTest':22} {1000 * page_seconds():7.1f} ms")
    start = time.perf_counter()
    steps = list(smallest_edit(checkpoint, clip))
    print(f"smallest edit: {time.perf_counter() - start:.2f} s, {len(steps)} steps: {format_edits(steps[-1].edits)}")


if __name__ == "__main__":
    main()
