"""Weights inside what training programs put around them, and what lies in the place of a checkpoint."""

import io
import json

import pytest
import torch
from made import tiny_checkpoint

from sta_lstm.errors import CheckpointError
from sta_lstm.model.checkpoint import load_checkpoint, save_checkpoint
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.skeletons import layout_named


@pytest.fixture
def saved(tmp_path):
    recipe = FeatureRecipe(resample=20, velocities=True)
    made = tiny_checkpoint("sta", hidden=8, layout=layout_named("sbu-15"), class_names=("a", "b", "c"), recipe=recipe)
    return save_checkpoint(made, tmp_path / "tiny.safetensors")


def torch_zip(value):
    out = io.BytesIO()
    torch.save(value, out)
    return out.getvalue()


def _module(weights):
    return {f"module.{name}": each for name, each in weights.items()}


WRAPPINGS = {
    "state_dict": lambda w: {"epoch": 3, "state_dict": w, "optimizer": {"lr": 0.1}},
    "model_state_dict": lambda w: {"model_state_dict": w, "loss": 0.5},
    "model": lambda w: {"model": w, "args": {"hidden": 9}},
    "DataParallel": _module,
    "compiled": lambda w: {f"_orig_mod.{name}": each for name, each in w.items()},
    "both": lambda w: {"state_dict": _module(w)},
    "Lightning": lambda w: {
        "pytorch-lightning_version": "2.4.0",
        "global_step": 100,
        "state_dict": {**{f"model.{name}": each for name, each in w.items()}, "loss.weight": torch.ones(3)},
        "optimizer_states": [{"state": {}, "param_groups": [{"lr": 0.1}]}],
        "hyper_parameters": {"hidden": 9},
    },
    "twice": lambda w: {f"model.module.{name}": each for name, each in w.items()},
}


@pytest.mark.parametrize("wrap", WRAPPINGS.values(), ids=WRAPPINGS)
def test_weights_are_unwrapped(saved, wrap):
    expected = load_checkpoint(saved)
    header = description(saved)
    content = torch_zip(wrap(dict(expected.network.state_dict())))
    found = load_checkpoint(content, name="theirs.ckpt", header=header)
    x = torch.randn(1, 5, 30, 6)
    torch.testing.assert_close(found.network(x).logits, expected.network(x).logits)


def description(saved):
    content = saved.read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    return header["__metadata__"]["sta_lstm"].encode()


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"epoch": 3, "optimizer": {"a": torch.zeros(2)}}, "a dict of 'epoch', 'optimizer', without a dict of tensors"),
        ({"state_dict": {}}, "a dict of 'state_dict', without a dict of tensors"),
        ([torch.zeros(3)], "expected a dict of tensors, got list"),
        ({"state_dict": {"fc.weight": torch.zeros(3)}}, "does not hold the weights of the"),
        ({"state_dict": {"module.fc.weight": torch.zeros(3)}}, "does not hold the weights of the"),
    ],
)
def test_a_wrapping_without_our_weights_is_told_apart(saved, value, says):
    with pytest.raises(CheckpointError, match=says):
        load_checkpoint(torch_zip(value), name="theirs.ckpt", header=description(saved))


@pytest.mark.parametrize("name", ["a.safetensors", "a.pt", "a.ckpt"])
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", "Git LFS pointer.*git lfs pull"),
        (b"\n<!doctype html>\n<html><body>Sign in</body></html>", "is a web page"),
    ],
)
def test_what_lies_in_the_place_of_a_checkpoint_is_told(tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CheckpointError, match=says):
        load_checkpoint(tmp_path / name)
