"""Products of two sizes that a stranger chooses: just above its limit each is refused in words, before it is made."""

import json
import tracemalloc
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from made import made_prediction, small_clip, tiny_checkpoint

from sta_lstm.comparison.clock import clip_on_clock, on_clock
from sta_lstm.comparison.history import history
from sta_lstm.errors import MismatchError, PredictionError, SettingsError, StaLstmError
from sta_lstm.evidence.faithfulness.curves import deletions
from sta_lstm.evidence.maps import needs
from sta_lstm.evidence.maps.explain import explain
from sta_lstm.evidence.removal.cells import groups
from sta_lstm.evidence.smallest import smallest_edit
from sta_lstm.evidence.verdict import judge
from sta_lstm.export.video import gif_bytes
from sta_lstm.limits import CLASS_SCORES, JOINTS, LAYER, TOGETHER, Limit
from sta_lstm.model import run as runner
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.features import FeatureRecipe, clip_features
from sta_lstm.model.networks.sta_lstm import StaLstm, StaLstmConfig
from sta_lstm.player import payload
from sta_lstm.prediction import laws
from sta_lstm.prediction.files import prediction_bytes
from sta_lstm.prediction.maps import JointMap
from sta_lstm.prediction.predict import check_together, predict, predict_all
from sta_lstm.skeletons.clip import MAX_FRAMES, Clip
from sta_lstm.skeletons.layout import SkeletonLayout
from sta_lstm.skeletons.layouts import NTU_25

#: What a refusal may take: it makes no array.
MOST_BYTES = 4 * 2**20


def named(n):
    return tuple(f"class {i}" for i in range(n))


def mute(n_classes=3, **network):
    """A checkpoint with weights of the right shapes and no memory; asked, it fails the test."""
    sizes = {"spatial_hidden": 4, "temporal_hidden": 4, "hidden": 4, "n_layers": 1, **network}
    with torch.device("meta"):
        made = StaLstm(StaLstmConfig(2, NTU_25.n_joints, 3, n_classes, **sizes))

    def forward(*_inputs):
        raise AssertionError("the network was asked")

    made.forward = forward
    return Checkpoint("mute", made, NTU_25, 1, named(n_classes), FeatureRecipe())


def body(n_joints):
    """A layout of so many joints in a row."""
    joints = tuple(f"j{i}" for i in range(n_joints))
    bones = tuple(pairwise(joints))
    return SkeletonLayout(f"row-{n_joints}", "a row", joints, bones, (), "j0", ("j0", "j1"), "y", "made up")


LONG = small_clip(MAX_FRAMES)
WIDE = small_clip(5_001, layout=body(400))
ANSWER = made_prediction(LONG)
MANY_CLASSES = made_prediction(small_clip(4), class_names=named(10_000))
LARGE = mute(hidden=500, n_layers=2)
READ = clip_features(LONG, LARGE.recipe, n_persons=2)


def crowd():
    """A result whose table would have four million rows; nothing looks at its arrays."""
    clip = SimpleNamespace(name="crowd", n_frames=MAX_FRAMES, n_persons=8, n_joints=25)
    return SimpleNamespace(clip=clip, maps=(None,), curves=(None,))


def walk():
    parts = groups(READ, NTU_25, "joint")
    return deletions(LARGE, READ, parts, [range(len(parts))])


def explained(name):
    return explain(LARGE, LONG, [name], prediction=ANSWER, features=READ)


CASES = {
    "frames × classes": lambda: predict(mute(251), LONG),
    "frames × classes, few frames": lambda: predict(mute(10_000), small_clip(501)),
    "frames × classes, resampled": lambda: predict(
        replace(mute(10_000), recipe=FeatureRecipe(resample=2_000)), small_clip(4)
    ),
    "frames × hidden": lambda: predict(mute(hidden=4096), LONG),
    "frames × weights": lambda: predict(mute(hidden=500, n_layers=16), LONG),
    "frames × persons × joints": lambda: Clip(
        np.broadcast_to(np.float32(0), (MAX_FRAMES, 8, 51, 3)), 30.0, NTU_25, "y", np.ones((1, 1)), "huge"
    ),
    "frames × room for persons × joints": lambda: clip_features(WIDE, FeatureRecipe(velocities=True), n_persons=8),
    "snapshots × frames": lambda: history(range(100), [mute(20)] * 100, LONG),
    "checkpoints × frames × classes": lambda: predict_all([mute(240)] * 20, LONG),
    "members × frames": lambda: check_together(LONG, 250, 16),
    "steps × classes": lambda: on_clock(MANY_CLASSES, np.zeros(501, np.intp), 30.0),
    "steps × joints": lambda: clip_on_clock(WIDE, np.zeros(20_001, np.intp), 30.0),
    "parts × frames": lambda: judge(mute(hidden=600, n_layers=2), ANSWER, features=READ),
    "joints × frames": lambda: explained("ablation-joint"),
    "frames × frames": lambda: explained("ablation-frame"),
    "gradients × frames": lambda: explained("gradient-input"),
    "points × frames": lambda: explained("integrated-gradients"),
    "pieces × frames": lambda: next(smallest_edit(LARGE, LONG)),
    "removals × frames": walk,
    "rows × columns": lambda: prediction_bytes(crowd(), ".csv"),
    "pictures × pixels": lambda: gif_bytes(made_prediction(small_clip(1_501))),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_too_large_is_refused_before_it_is_made(case, monkeypatch):
    if case == "members × frames":
        monkeypatch.setattr("sta_lstm.prediction.predict.TOGETHER", Limit(2 * 10**7, TOGETHER.what))
    if case in ("gradients × frames", "points × frames"):
        monkeypatch.setattr(needs, "find_spec", lambda name: True)  # it is not reached
    tracemalloc.start()
    try:
        with pytest.raises(StaLstmError) as refused:
            CASES[case]()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    told = str(refused.value)
    assert "at most" in told
    assert any(word in told for word in ("Keep", "Cut", "Align", "Save"))
    assert sum(character.isdigit() for character in told) > 5
    assert len(told) < 400
    assert peak < (MOST_BYTES if case != "removals × frames" else 64 * 2**20), f"{peak / 2**20:.0f} MB"


def test_a_limit_says_how_many_of_the_first_go():
    limit = Limit(1_000, "things")
    limit.check("here", (10, "frames"), (100, "classes"), advice="Keep {}.")
    with pytest.raises(MismatchError, match=r"11 frames × 100 classes make 1,100 things; at most 1,000 .* Keep 10\."):
        limit.check("here", (11, "frames"), (100, "classes"), advice="Keep {}.", error=MismatchError)
    with pytest.raises(SettingsError, match=r"Keep 0\."):
        limit.check("here", (1, "frames"), (5_000, "classes"), advice="Keep {}.")


@pytest.mark.parametrize(("n_persons", "n_classes"), [(8, 18), (2, 120), (1, 60)])
def test_what_is_common_passes(n_persons, n_classes):
    clip = SimpleNamespace(name="c", n_frames=MAX_FRAMES, n_persons=n_persons, n_joints=25)
    check_together(clip, n_classes, 4)
    assert n_classes * MAX_FRAMES <= CLASS_SCORES.most
    assert n_persons * 25 * MAX_FRAMES <= JOINTS.most
    assert n_persons * 25 * MAX_FRAMES * 6 <= LAYER.most


def test_maps_together_are_bounded(monkeypatch):
    prediction = made_prediction(small_clip(20))
    monkeypatch.setattr(laws, "TOGETHER", Limit(2 * 20 * 25, TOGETHER.what))
    own = [JointMap(f"m{i}", np.zeros((20, 1, 25)), f"m{i}") for i in range(2)]
    assert len(prediction.with_maps(own[0]).maps) == 2
    with pytest.raises(PredictionError, match="at most 2 maps"):
        prediction.with_maps(*own)


@pytest.mark.parametrize("n_classes", [3, 400])
def test_a_payload_is_weighed_before_it_is_made(monkeypatch, n_classes):
    prediction = made_prediction(small_clip(300, 2), class_names=named(n_classes))
    made = len(json.dumps(payload.player_payload([prediction])))
    monkeypatch.setattr(payload, "PAYLOAD_BYTES", Limit(int(1.1 * made), "bytes"))
    payload.player_payload([prediction])
    monkeypatch.setattr(payload, "PAYLOAD_BYTES", Limit(int(0.9 * made), "bytes"))
    with pytest.raises(
        SettingsError, match=r"player with clip 'clip': 300 frames .* Keep a part of at most \d+ frames"
    ):
        payload.player_payload([prediction])


@pytest.mark.parametrize("most", [1, 30, 95, 10_000])
def test_clips_that_fill_a_layer_are_read_in_smaller_batches(monkeypatch, most):
    checkpoint = tiny_checkpoint()
    clips = [clip_features(small_clip(n, seed=n), checkpoint.recipe, n_persons=2) for n in (5, 30, 12, 20, 31, 7)]
    whole = [output.logits.numpy() for output in runner.run(checkpoint, clips)]
    monkeypatch.setattr(runner, "LAYER", Limit(most * runner.widest(checkpoint.network), LAYER.what))
    sizes = []
    ask = runner._output
    monkeypatch.setattr(
        runner, "_output", lambda network, group, grad: sizes.append(group) or ask(network, group, grad)
    )
    found = [output.logits.numpy() for output in runner.run(checkpoint, clips, batch=4)]
    assert np.allclose(found, whole, atol=1e-5)
    assert max(map(len, sizes)) <= 4
    assert all(len(group) == 1 or len(group) * max(len(each.x) for each in group) <= most for group in sizes)
