"""The Guide's way from any model to a picture: its code runs as it stands, and its commands do what they say."""

import re
import shlex

import numpy as np
import pytest

import sta_lstm
from sta_lstm.cli.main import main
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
    saving, showing = blocks("python")
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
