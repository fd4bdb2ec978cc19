"""Noise in centimetres: bounded, put where it is asked for, and known answers of a network that hardly listens."""

import numpy as np
import pytest
import torch
from made import small_clip, tiny_checkpoint

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.faithfulness.noise import cells_on_clip, displaced, prediction_gaps, rank_correlation, stability
from sta_lstm.evidence.faithfulness.rankers import ask, rankers
from sta_lstm.model.features import FeatureRecipe


@pytest.fixture
def asked():
    return ask(tiny_checkpoint(recipe=FeatureRecipe(centre="none")), small_clip(10))


def test_a_network_that_reads_one_joint_is_moved_by_it_alone(asked):
    network = asked.checkpoint.network
    read = torch.zeros(50, dtype=torch.bool)
    read[3] = True
    ranking = read.float().expand(10, 50)
    for weights in (
        network.main.weight_ih_l0,
        network.spatial.lstm.weight_ih_l0,
        network.spatial.W_x.weight,
        network.temporal.lstm.weight_ih_l0,
        network.temporal.w_x.weight,
    ):
        weights.view(weights.shape[0], 50, 3)[:, ~read] = 0
    again = ask(asked.checkpoint, asked.clip)
    gaps = prediction_gaps(again, ranking, share=1 / 25)
    assert gaps.important > 0
    assert gaps.unimportant == pytest.approx(0, abs=1e-7)
    turned = prediction_gaps(again, -ranking, share=1 / 25)
    assert turned.important == pytest.approx(0, abs=1e-7)
    assert turned.unimportant == pytest.approx(gaps.important, rel=1e-5)


def test_more_centimetres_move_it_farther(asked):
    ranking = torch.rand(10, 50, generator=torch.Generator().manual_seed(0))
    gaps = [prediction_gaps(asked, ranking, centimetres=cm).important for cm in (0.01, 1, 50)]
    assert gaps == sorted(gaps)
    assert gaps[0] < 1e-4


def test_displacement_is_bounded_and_leaves_the_absent_alone():
    present = np.ones((5, 2), bool)
    present[2, 1] = False
    clip = small_clip(present=present)
    moved = displaced(clip, np.full((5, 2, 25, 3), 0.01))
    there = present[..., None, None]
    np.testing.assert_allclose(np.where(there, moved.positions - clip.positions, 0.01), 0.01, atol=1e-6)
    np.testing.assert_array_equal(moved.positions[~present], clip.positions[~present])


def test_cells_come_back_to_the_frames_that_they_are_of():
    asked = ask(tiny_checkpoint(recipe=FeatureRecipe(resample=5)), small_clip(20))
    cells = torch.zeros(5, 50, dtype=torch.bool)
    cells[2, 4] = True
    own = cells_on_clip(asked.features, cells, asked.clip)
    assert own.shape == (20, 1, 25)
    assert np.argwhere(own).tolist() == [[t, 0, 4] for t in range(8, 12)]


def test_a_map_is_as_stable_as_the_noise_is_small(asked):
    small, large = (stability(asked, rankers(asked.checkpoint), centimetres=cm) for cm in (1e-4, 30))
    assert small["alpha"] == pytest.approx(1, abs=1e-3)
    assert large["alpha"] < small["alpha"]
    assert abs(small["random"]) < 0.2  # of another clip, however near, chance is another


def test_rank_correlation_is_of_those_who_are_there():
    there = torch.tensor([[True, True, True, False]])
    a, b = torch.tensor([[1.0, 2.0, 3.0, 9.0]]), torch.tensor([[10.0, 20.0, 30.0, 0.0]])
    assert rank_correlation(a, b, there) == pytest.approx(1)
    assert rank_correlation(a, -b, there) == pytest.approx(-1)
    assert np.isnan(rank_correlation(a, torch.ones(1, 4), there))
    assert np.isnan(rank_correlation(a, b, torch.tensor([[True, False, False, False]])))


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"centimetres": 0}, "noise of 0 cm"),
        ({"centimetres": float("nan")}, "noise of nan cm"),
        ({"draws": 0}, "0 draws"),
    ],
)
def test_no_noise_is_refused(asked, settings, says):
    with pytest.raises(SettingsError, match=says):
        stability(asked, {}, **settings)
    with pytest.raises(SettingsError, match=says):
        prediction_gaps(asked, torch.zeros(10, 50), **settings)


def test_all_cells_are_no_top(asked):
    with pytest.raises(SettingsError, match="1 of the cells cannot be shaken"):
        prediction_gaps(asked, torch.zeros(10, 50), share=1)


def test_one_frame_can_be_shaken():
    asked = ask(tiny_checkpoint(), small_clip(1))
    gaps = prediction_gaps(asked, torch.rand(1, 50))
    assert np.isfinite([gaps.important, gaps.unimportant]).all()
    assert np.isnan(stability(asked, rankers(asked.checkpoint))["motion energy"])  # nothing moves
