"""Rankings: attention as the network gave it, motion as it was, chance that is always the same."""

import numpy as np
import pytest
import torch
from made import small_clip, tiny_checkpoint

from sta_lstm.datasets.synthetic import motion_energy
from sta_lstm.errors import MismatchError, SettingsError
from sta_lstm.evidence.faithfulness.rankers import ask, clip_seed, further, of_clip, on_network_frames, rank, rankers
from sta_lstm.evidence.maps.explain import explain
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.skeletons.layouts import KINECT_20


@pytest.mark.parametrize(
    ("variant", "names"),
    [
        ("sta", ["alpha", "beta", "alpha × beta"]),
        ("sa", ["alpha"]),
        ("ta", ["beta"]),
        ("lstm", []),
    ],
)
def test_what_is_not_learned_ranks_nothing(variant, names):
    assert list(rankers(tiny_checkpoint(variant))) == [*names, "motion energy", "random"]


def test_attention_is_the_networks():
    asked = ask(tiny_checkpoint(), small_clip(8, 2))
    found = {name: rank(asked, ranker, name) for name, ranker in rankers(asked.checkpoint).items()}
    torch.testing.assert_close(found["alpha"], asked.output.maps["alpha"] * 50)
    torch.testing.assert_close(found["beta"][:, 7], asked.output.curves["beta"])
    torch.testing.assert_close(found["alpha × beta"].sum(1), asked.output.curves["beta"])


def test_motion_energy_is_that_of_the_clip_on_the_networks_frames():
    clip = small_clip(20, 2)
    asked = ask(tiny_checkpoint(), clip)
    own = rank(asked, rankers(asked.checkpoint)["motion energy"], "motion energy")
    np.testing.assert_allclose(own, motion_energy(clip).reshape(20, 50), rtol=1e-6)


def test_a_map_on_other_frames_keeps_its_mean():
    asked = ask(tiny_checkpoint(recipe=FeatureRecipe(resample=7)), small_clip(20))
    values = np.random.default_rng(0).random((20, 1, 25))
    own = on_network_frames(asked.features, values)
    assert own.shape == (7, 50)
    np.testing.assert_allclose(own[:, :25].mean(0), values[:, 0].mean(0), rtol=1e-5)
    assert not own[:, 25:].any()
    flat = on_network_frames(asked.features, np.ones((20, 1, 25)))
    np.testing.assert_allclose(flat[:, :25], 1, rtol=1e-6)


def test_random_is_of_the_clip_and_the_seed():
    checkpoint = tiny_checkpoint()
    a, b = (ask(checkpoint, small_clip(6, seed=seed)) for seed in (0, 1))

    def drawn(asked, seed):
        return rank(asked, rankers(checkpoint, seed=seed)["random"], "random")

    torch.testing.assert_close(drawn(a, 0), drawn(ask(checkpoint, small_clip(6, name="other")), 0))
    assert not torch.equal(drawn(a, 0), drawn(a, 1))
    assert not torch.equal(drawn(a, 0), drawn(b, 0))
    assert clip_seed(a.clip, 0) < 2**63


def test_nobody_has_no_rank():
    present = np.ones((6, 2), bool)
    present[2:4, 1] = False
    asked = ask(tiny_checkpoint(), small_clip(present=present))

    def gaps(asked):
        return torch.where(asked.features.mask, 1.0, torch.nan)

    torch.testing.assert_close(rank(asked, gaps, "mine"), asked.features.mask.float())
    for name, ranker in rankers(asked.checkpoint).items():
        assert not rank(asked, ranker, name)[~asked.features.mask].any()


def test_a_map_of_somebody_elses_is_a_ranking():
    asked = ask(tiny_checkpoint(), small_clip(6))
    ranker = of_clip(lambda checkpoint, clip: np.abs(clip.positions[..., 0]))
    assert rank(asked, ranker, "mine").shape == (6, 50)


def test_a_signed_map_ranks_by_how_much_it_says_either_way():
    present = np.ones((8, 2), bool)
    present[2:5, 1] = False
    asked = ask(tiny_checkpoint(), small_clip(present=present))
    own = rank(asked, further(["integrated-gradients"])["integrated-gradients"], "mine").numpy()
    said = explain(asked.checkpoint, asked.clip, ["integrated-gradients"]).maps[-1].values.reshape(8, 50)
    there = asked.features.mask.numpy()
    assert (said[there] < 0).any()
    np.testing.assert_allclose(own[there], np.abs(said[there]), rtol=1e-3, atol=1e-6)
    assert not own[~there].any()


def test_a_curve_gives_all_joints_of_a_frame_the_same():
    asked = ask(tiny_checkpoint(), small_clip(8))
    own = rank(asked, further(["contributions"])["contributions"], "mine")[:, :25]
    said = explain(asked.checkpoint, asked.clip, ["contributions"]).curves[-1].values
    np.testing.assert_allclose(own, np.abs(said)[:, None].repeat(25, 1), rtol=1e-4)


# --- bad input ---


def test_a_ranking_of_another_shape_or_with_gaps_is_refused():
    asked = ask(tiny_checkpoint(), small_clip(6))
    with pytest.raises(SettingsError, match=r"'mine' of clip 'clip' has the shape \(5, 50\); expected \(6, 50\)"):
        rank(asked, lambda asked: torch.zeros(5, 50), "mine")
    with pytest.raises(SettingsError, match="holds values that are no numbers"):
        rank(asked, lambda asked: torch.full((6, 50), torch.nan), "mine")


def test_a_clip_that_does_not_fit_is_refused():
    with pytest.raises(MismatchError, match="kinect-20"):
        ask(tiny_checkpoint(), small_clip(layout=KINECT_20))
