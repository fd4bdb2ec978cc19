"""Two clips, tiny checkpoints of random weights, sound and broken; and a small data set with a recipe for it."""

import numpy as np
import pytest
import torch
from made import tiny_checkpoint

import sta_lstm
from sta_lstm.cli import main
from sta_lstm.datasets.synthetic import planted_set
from sta_lstm.model.checkpoint import save_checkpoint
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.layouts import KINECT_20, NTU_25


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """``walk.npz`` (30 frames, a person), ``other.npz`` (another layout), ``tiny.safetensors`` and its variants."""
    folder = tmp_path_factory.mktemp("cli")
    rng = np.random.default_rng(0)
    still = rng.normal(size=(1, 1, 25, 3))
    moving = still + rng.normal(scale=0.05, size=(30, 1, 25, 3)).cumsum(0)
    clip = Clip(moving, 30.0, NTU_25, "y", np.ones((30, 1), bool), "walk.npz", "wave", ("Two gaps filled.",))
    sta_lstm.save_clip(clip, folder / "walk.npz")
    other = Clip(moving[:, :, :20], 30.0, KINECT_20, "y", np.ones((30, 1), bool), "other.npz")
    sta_lstm.save_clip(other, folder / "other.npz")
    for name, variant in (("tiny", "sta"), ("plain", "lstm")):
        checkpoint = tiny_checkpoint(variant, name=name, training={"epochs": 3, "seed": 7}, accuracy={"test": 0.975})
        save_checkpoint(checkpoint, folder / f"{name}.safetensors")
        torch.save(checkpoint.network.state_dict(), folder / f"{name}.pt")
    (folder / "empty.csv").write_bytes(b"")
    (folder / "noise.skeleton").write_bytes(bytes(range(256)) * 8)
    content = (folder / "tiny.safetensors").read_bytes()
    (folder / "cut.safetensors").write_bytes(content[: len(content) // 2])
    (folder / "tiny.csv").write_bytes(content)  # a checkpoint under a clip's name
    (folder / "evil.safetensors").write_bytes(b"\x80\x04cos\nsystem\n(S'false'\ntR.")
    return folder


ACTIONS = ("bow", "squat", "wave left hand")
RECIPE = """
description = "Trains in a second."

[features]
view = "facing"
resample = 16

[network]
hidden = 8
n_layers = 2
dropout = 0.1
spatial_hidden = 4
temporal_hidden = 4

[optimiser]
learning_rate = 0.02

[batches]
size = 8

[[stages]]
epochs = 4
"""


@pytest.fixture(scope="session")
def planted(tmp_path_factory):
    """A folder with one sub-folder a class, eight planted clips in each."""
    folder = tmp_path_factory.mktemp("data") / "planted"
    for i, each in enumerate(planted_set(range(24), actions=ACTIONS)):
        place = folder / each.action
        place.mkdir(parents=True, exist_ok=True)
        sta_lstm.save_clip(each.clip, place / f"{i:02}.npz")
    return folder


@pytest.fixture(scope="session")
def recipe(tmp_path_factory):
    """A recipe of four epochs in a file of its own."""
    path = tmp_path_factory.mktemp("recipe") / "tiny.toml"
    path.write_text(RECIPE)
    return path


@pytest.fixture(scope="session")
def trained(planted, recipe, tmp_path_factory):
    """The folder of a finished run: STA, seed 1, fold 2 of the stratified five."""
    out = tmp_path_factory.mktemp("trained")
    arguments = ["train", str(recipe), "--data", str(planted), "--out", str(out), "--seed", "1", "--fold", "2"]
    assert main([*arguments, "--device", "cpu"]) == 0
    return out


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory):
    """Data sets are cached here, not in the home of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield
