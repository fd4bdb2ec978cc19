"""The trainer learns, repeats itself exactly, and augments without breaking bodies."""

import numpy as np
import pytest
import torch

from sta_lstm.datasets.synthetic import planted_set
from sta_lstm.errors import SettingsError
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.model.network import Network, NetworkConfig
from sta_lstm.training.fit import TrainingSettings, accuracy, augmented, examples, fit

ACTIONS = ("wave left hand", "squat")
RECIPE = FeatureRecipe(view="facing", resample=24, velocities=True)


@pytest.fixture(scope="module")
def data():
    return examples([p.clip for p in planted_set(range(40), actions=ACTIONS)], ACTIONS, RECIPE, n_persons=2)


def network(seed=0):
    torch.manual_seed(seed)
    return Network(
        NetworkConfig(n_persons=2, n_joints=25, n_channels=6, n_classes=2, hidden=16, n_layers=1, spatial_hidden=8)
    )


def test_it_learns_two_actions_and_says_how_it_goes(data):
    model, logs = network(), []
    settings = TrainingSettings(epochs=12, batch_size=8, lambda_alpha=1e-3, lambda_beta=1e-3, lambda_weights=1e-6)
    fit(model, data, settings, on_epoch=logs.append)
    assert [log.epoch for log in logs] == list(range(12))
    assert logs[-1].cross_entropy < logs[0].cross_entropy
    assert min(logs[-1].alpha_penalty, logs[-1].beta_penalty, logs[-1].weight_penalty) > 0
    unseen = examples(
        [p.clip for p in planted_set(range(1_500_000, 1_500_020), actions=ACTIONS)], ACTIONS, RECIPE, n_persons=2
    )
    assert accuracy(model, unseen) >= 0.9
    assert not model.training


def test_the_same_seed_gives_the_same_weights(data):
    settings = TrainingSettings(epochs=1, batch_size=16)
    models = [network(), network()]
    for model in models:
        fit(model, data, settings)
    for ours, theirs in zip(models[0].parameters(), models[1].parameters(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=0, atol=0)
    other = network()
    fit(other, data, TrainingSettings(epochs=1, batch_size=16, seed=1))
    assert not torch.equal(other.classify.weight, models[0].classify.weight)


def test_augmentation_keeps_shapes_of_bodies(data):
    settings = TrainingSettings(turn_deg=30.0, resize=0.0, noise_m=0.0)
    x = augmented(data.x, data.mask, settings)
    before, after = (part.view(len(data), 24, 2, 25, 6) for part in (data.x, x))
    bones = [part[..., 1:, :3] - part[..., :-1, :3] for part in (before, after)]
    torch.testing.assert_close(bones[0].norm(dim=-1), bones[1].norm(dim=-1), rtol=1e-3, atol=1e-5)
    torch.testing.assert_close(before[..., [1, 4]], after[..., [1, 4]])  # the vertical stays
    assert not torch.allclose(before, after)
    assert (x[~data.mask] == 0).all()


def test_a_turn_reaches_at_most_the_angle_that_was_asked_for(data):
    turned = augmented(data.x, data.mask, TrainingSettings(turn_deg=30.0, resize=0.0, noise_m=0.0))
    a, b = (part[..., [0, 2]].double() for part in (data.x, turned))
    far = a.norm(dim=-1) > 0.1
    cosine = (a * b).sum(-1)[far] / (a.norm(dim=-1) * b.norm(dim=-1))[far]
    assert np.rad2deg(np.arccos(cosine.clamp(-1, 1).min().item())) <= 30.01


def test_noise_is_of_the_size_that_was_asked_for(data):
    noisy = augmented(data.x, data.mask, TrainingSettings(turn_deg=0.0, resize=0.0, noise_m=0.02))
    difference = (noisy - data.x)[data.mask]
    assert difference[:, :3].std().item() == pytest.approx(0.02, rel=0.05)
    assert difference[:, 3:].abs().max() < 1e-5


def test_clips_of_different_lengths_need_a_recipe_that_resamples():
    clips = [p.clip for p in planted_set(range(2), actions=ACTIONS)]
    with pytest.raises(SettingsError, match="set the recipe's resample"):
        examples(clips, ACTIONS, FeatureRecipe(), n_persons=2)
    with pytest.raises(SettingsError, match="labels that are no class: squat; classes: wave left hand"):
        examples(clips, ACTIONS[:1], RECIPE, n_persons=2)
