"""The Guide's way from any model to a picture: its code runs as it stands, and its commands do what they say."""

import re
import shlex

import numpy as np
import pytest
import torch
from torch import nn

import sta_lstm
from sta_lstm.cli.main import main
from sta_lstm.evidence.faithfulness.clips import Examiner
from sta_lstm.evidence.faithfulness.settings import Settings
from sta_lstm.samples import resolve_clip
from sta_lstm.ui.lessons.any_model import ANY_MODEL


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", ANY_MODEL, re.DOTALL)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with a clip, and what a model of half the frames and another order of joints says of it."""
    clip = sta_lstm.load_clip(resolve_clip("kick-right"))
    (tmp_path / "clip.skeleton").write_bytes(resolve_clip("kick-right").read_bytes())
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    alpha = rng.random((clip.n_frames // 2, 2, clip.n_joints))
    alpha[:, 1] = 0  # padding
    return {
        "alpha": alpha / alpha.sum((1, 2), keepdims=True),
        "cam": alpha.copy(),
        "joint_names": [joint.title().replace(" ", "") for joint in reversed(clip.layout.joints)],
        "probabilities": [0.9, 0.1],
        "class_names": ["kick", "clap"],
    }


def test_the_code_and_the_commands_make_the_picture(desk, tmp_path, capsys):
    saving, showing, *_ = blocks("python")
    exec(saving, desk)
    (commands,) = blocks("sh")
    lines = [shlex.split(line, comments=True) for line in commands.splitlines()]
    assert [line[:2] for line in lines] == [["sta-lstm", "info"], ["sta-lstm", "show"]]
    for line in lines:
        assert main(line[1:]) == 0
    assert "my ST-GCN" in capsys.readouterr().out
    page = tmp_path / "shown.html"
    assert "my ST-GCN" in page.read_text(encoding="utf-8")
    page.unlink()
    exec(showing, desk)
    assert page.stat().st_size > 100_000
    assert [each.name for each in desk["shown"].maps] == ["alpha", "cam"]


class Network(nn.Module):
    """N × C × T × V × M, with two blocks, as many models have them."""

    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([nn.Conv2d(3, 4, (3, 1), padding=(1, 0)), nn.Conv2d(4, 4, (3, 1), (2, 1), (1, 0))])
        self.classify = nn.Linear(4, 2)

    def forward(self, x):
        N, C, T, V, M = x.shape
        y = x.permute(0, 4, 1, 2, 3).reshape(N * M, C, T, V)
        for block in self.blocks:
            y = torch.relu(block(y))
        return self.classify(y.mean((2, 3)).view(N, M, -1).mean(1))


def test_the_code_of_a_torch_model_makes_the_picture(desk, tmp_path):
    torch.manual_seed(0)
    desk |= {"sta_lstm": sta_lstm, "clip": sta_lstm.load_clip("clip.skeleton"), "network": Network()}
    exec(blocks("python")[2], desk)
    assert "my network" in (tmp_path / "shown.html").read_text(encoding="utf-8")
    asked = ["ablation-joint", "ablation-limb", "integrated-gradients", "grad-cam"]
    assert [each.name for each in desk["shown"].maps[1:]] == asked
    assert not any(each.learned for each in desk["shown"].maps)


def test_its_faithfulness_is_measured_as_the_guide_says():
    torch.manual_seed(0)
    clip = sta_lstm.load_clip(resolve_clip("kick-right"))
    checkpoint = sta_lstm.as_checkpoint(Network(), clip, form="NCTVM")
    settings = Settings(("limb",), rankings=("integrated-gradients", "ablation-limb"))
    found = Examiner(checkpoint, settings).examine(clip)
    assert {each.ranking for each in found.scores} >= {*settings.rankings, "motion energy", "random"}
    assert not found.left_out
    assert "Examiner(checkpoint, Settings(rankings=" in ANY_MODEL


def test_the_code_of_an_onnx_file_makes_a_checkpoint(desk, tmp_path, capsys):
    torch.manual_seed(0)
    desk |= {"sta_lstm": sta_lstm, "network": Network()}
    exec(blocks("python")[3], desk)
    assert main(["predict", "clip.skeleton", "--checkpoint", "mine.onnx"]) == 0
    assert "my network" in capsys.readouterr().out
