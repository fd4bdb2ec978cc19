"""What the tests of ``sta-lstm compare`` share: its call, and a checkpoint for other joints than those of the rest."""

from dataclasses import replace

import pytest
import torch

from sta_lstm.cli import main
from sta_lstm.model.checkpoint import load_checkpoint, save_checkpoint
from sta_lstm.model.networks.sta_lstm import StaLstm
from sta_lstm.skeletons.layouts import KINECT_20


@pytest.fixture
def compare(folder):
    """Runs the command; ``{}`` in a word is the folder of clips and checkpoints."""
    return lambda *words: main(["compare", *(word.replace("{}", str(folder)) for word in words)])


@pytest.fixture(scope="module")
def twenty(folder, tmp_path_factory):
    """``tiny`` for the joints of ``other.npz``, with other weights."""
    torch.manual_seed(1)
    checkpoint = load_checkpoint(folder / "tiny.safetensors", device="cpu")
    network = StaLstm(replace(checkpoint.config, n_joints=20))
    path = tmp_path_factory.mktemp("twenty") / "twenty.safetensors"
    return save_checkpoint(replace(checkpoint, name="twenty", network=network, layout=KINECT_20), path)
