"""What a network foretells in the space of its features is told in the clip's own."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from made import small_clip, tiny_checkpoint

from sta_lstm.errors import PredictionError
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.features import FeatureRecipe, clip_features
from sta_lstm.model.forecasts import foretold
from sta_lstm.model.networks.grid import Grid, GridConfig
from sta_lstm.prediction.predict import predict
from sta_lstm.skeletons import y_up
from sta_lstm.skeletons.body_grid import body_cells
from sta_lstm.skeletons.layouts import NTU_25


class Knows(Grid):
    """A network that has read the next frame, and foretells it alone."""

    def forecast(self, x, mask=None, lengths=None):
        moved = torch.zeros_like(x[..., :3])
        moved[:, :-1] = x[:, 1:, :, :3] - x[:, :-1, :, :3]
        return moved[..., None, :] * mask[..., None, None]


def checkpoint_of(network=Knows, **recipe):
    torch.manual_seed(0)
    config = GridConfig(2, 25, 3, 3, hidden=4, n_heads=2, cells=body_cells(NTU_25))
    network = network(config).eval().requires_grad_(False)
    return Checkpoint("g", network, NTU_25, 1, ("a", "b", "c"), FeatureRecipe(**recipe))


@pytest.mark.parametrize("recipe", [{"centre": "none"}, {"centre": "clip", "view": "facing"}, {"view": "pair"}])
@pytest.mark.parametrize("n_persons", [1, 2])
def test_a_turned_body_is_turned_back(recipe, n_persons):
    checkpoint, clip = checkpoint_of(**recipe), small_clip(9, n_persons, NTU_25, seed=1)
    features = clip_features(clip, checkpoint.recipe, n_persons=2)
    moved = np.zeros_like(clip.positions)
    moved[:-1] = np.diff(y_up(clip), axis=0)
    np.testing.assert_allclose(foretold(checkpoint, clip, features), moved, atol=1e-4)


def test_nothing_is_foretold_of_who_is_absent_or_without_metres():
    clip = small_clip(9, 2, NTU_25, seed=1)
    present = clip.present.copy()
    present[4:, 1] = False
    checkpoint = checkpoint_of()
    gone = replace(clip, present=present)
    told = foretold(checkpoint, gone, clip_features(gone, checkpoint.recipe, n_persons=2))
    assert not told[4:, 1].any()
    scaled = checkpoint_of(scale="torso")
    assert foretold(scaled, clip, clip_features(clip, scaled.recipe, n_persons=2)) is None
    plain = tiny_checkpoint()
    assert foretold(plain, clip, clip_features(clip, plain.recipe, n_persons=2)) is None
    assert predict(plain, clip).ahead is None


def test_an_answer_carries_it_and_refuses_another_form():
    found = predict(checkpoint_of(Grid), small_clip(9, 2, NTU_25, seed=1))
    assert found.ahead.shape == (9, 2, 25, 3)
    with pytest.raises(PredictionError, match="what is foretold is 8 × 2 × 25 × 3; expected finite numbers of 9 × 2"):
        replace(found, ahead=found.ahead[:8])
    with pytest.raises(PredictionError, match="links are float32 of shape 2 × 25 × 2 × 24; expected"):
        replace(found, links=found.links[..., :24])
    with pytest.raises(PredictionError, match="shares from 0 that sum to 1"):
        replace(found, links=2 * found.links)
