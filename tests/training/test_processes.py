"""Two processes that train together come to what one comes to with twice the batch."""

import dataclasses
import importlib.util
import json
import os
import runpy
import subprocess
import sys

import pytest
import torch

from sta_lstm.cli import main
from sta_lstm.datasets.synthetic import planted_set
from sta_lstm.errors import SettingsError
from sta_lstm.formats import save_clip
from sta_lstm.training.examples import Batch
from sta_lstm.training.processes import Processes, launched

# 27 training clips in batches of 8: the last one has 3, which two processes cannot share evenly. Drop-out is off, since
# each process draws its own.
RECIPE = """
[features]
resample = 24
velocities = true
[network]
hidden = 12
n_layers = 2
dropout = 0.0
spatial_hidden = 8
temporal_hidden = 8
[objective]
lambda_alpha = 0.01
lambda_beta = 0.01
lambda_weights = 1e-5
[optimiser]
average = 0.9
[batches]
size = {size}
[augmentation]
crop = 0.2
turn_deg = 20
noise_m = 0.01
[[stages]]
name = "temporal subnetwork"
epochs = 1
attention = ["temporal"]
train = ["temporal", "main"]
layers = 1
[[stages]]
epochs = 2
"""
PENALTIES = ("alpha_penalty", "beta_penalty", "variation_penalty", "weight_penalty")
TERMS = ("total", "cross_entropy", *PENALTIES, "accuracy")

needs_accelerate = pytest.mark.skipif(
    importlib.util.find_spec("accelerate") is None, reason="Hugging Face Accelerate is not installed"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A data set as people have it: one folder a class."""
    root = tmp_path_factory.mktemp("planted")
    for i, planted in enumerate(planted_set(range(34), actions=("wave left hand", "squat"))):
        place = root / str(planted.clip.label).replace(" ", "-")
        place.mkdir(exist_ok=True)
        save_clip(dataclasses.replace(planted.clip, label=None), place / f"{i:02}.npz")
    return root


@pytest.fixture
def recipe(tmp_path):
    """A function that writes the recipe with a batch size, and gives its path."""

    def write(size):
        path = tmp_path / f"of-{size}" / "planted.toml"
        path.parent.mkdir()
        path.write_text(RECIPE.format(size=size))
        return str(path)

    return write


def curve(out):
    lines = [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()[1:]]
    return [[line[term] for term in TERMS] for line in lines]


@pytest.mark.slow
@needs_accelerate
def test_two_processes_give_the_curve_of_one_with_twice_the_batch(folder, recipe, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shared = ["--data", str(folder), "--protocol", "stratified-five-folds", "--fold", "1"]
    assert main(["train", recipe(8), *shared, "--out", str(tmp_path / "one"), "--device", "cpu"]) == 0
    assert "7 clips that it has not seen (stratified-five-folds, fold 1)" in capsys.readouterr().out
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    command += ["-m", "sta_lstm.cli", "train", recipe(4), *shared, "--out", str(tmp_path / "two")]
    environment = {**os.environ, "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr[-2000:]
    one, two = curve(tmp_path / "one"), curve(tmp_path / "two")
    assert len(one) == 3
    for mine, theirs in zip(one, two, strict=True):
        assert theirs == pytest.approx(mine, rel=1e-4, abs=1e-6)
    settings = json.loads((tmp_path / "two" / "log.jsonl").read_text().splitlines()[0])["settings"]
    assert settings["processes"] == 2
    assert done.stdout.count("tested on") == 1  # one process speaks for both


@pytest.mark.parametrize("n", [1, 2, 5, 8])
def test_shares_make_up_the_batch_and_weigh_what_they_hold(n):
    batch = Batch(*(torch.arange(n) for _ in Batch._fields))
    values = torch.arange(n).double() ** 2
    rows, loss = [], 0.0
    for rank in range(3):
        processes = Processes("cpu")
        processes.count, processes.rank = 3, rank
        share, weight = processes.share(batch)
        assert len(share.labels) > 0
        if weight:
            rows += share.labels.tolist()
        loss += weight * values[share.labels].mean().item() / 3
    assert rows == list(range(n))
    assert loss == pytest.approx(values.mean().item())


def test_without_a_launcher_nobody_else_is_there(monkeypatch):
    for name in ("LOCAL_RANK", "ACCELERATE_MIXED_PRECISION"):
        monkeypatch.delenv(name, raising=False)
    assert launched() is None


def test_launched_without_accelerate_says_what_to_install(monkeypatch):
    monkeypatch.setenv("LOCAL_RANK", "0")
    monkeypatch.setitem(sys.modules, "accelerate", None)
    with pytest.raises(SettingsError, match=r"pip install 'sta-lstm\[train\]'"):
        launched()


def test_what_is_wrong_is_said_in_a_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["sta-lstm", "train", "nonsense", "--data", str(tmp_path), "--out", str(tmp_path)])
    with pytest.raises(SystemExit) as end:  # as python -m does
        runpy.run_module("sta_lstm.cli", run_name="__main__", alter_sys=True)
    assert end.value.code == 2
    assert capsys.readouterr().err.startswith("sta-lstm: there is no recipe 'nonsense'")
