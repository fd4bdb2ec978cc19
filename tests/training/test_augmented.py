"""What the network is given of an augmented clip: centre, view and velocities are those of the changed poses."""

import pytest
import torch
from training.augment_poses import SBU, dice

from sta_lstm.model.features import FeatureRecipe, clip_features
from sta_lstm.skeletons import Clip
from sta_lstm.training.augment import NONE, Augmentation, augmented, crop, exchange, mirror
from sta_lstm.training.examples import examples


def recording(seed=0, n_frames=20):
    g = dice(seed)
    positions = torch.randn(1, 2, 15, 3, generator=g) + torch.randn(n_frames, 2, 15, 3, generator=g).cumsum(0) * 0.05
    positions[:, 1, :, 0] += 2.0
    return Clip(
        positions=positions.numpy(),
        present=torch.ones(n_frames, 2, dtype=torch.bool).numpy(),
        fps=15.0,
        layout=SBU,
        up_axis="y",
        name="two",
        label="a",
    )


@pytest.mark.parametrize("view", ["pair", "facing"])
@pytest.mark.parametrize("strength", [Augmentation(exchange=1.0), Augmentation(mirror=1.0), Augmentation(crop=0.6)])
def test_centre_and_view_hold_for_the_augmented_clip(view, strength):
    """What is augmented and then laid out is what a recording of the augmented clip would be."""
    recipe = FeatureRecipe(view=view, velocities=True)
    clip = recording()
    data = examples([clip], ["a"], ["a"], recipe)
    x, _, lengths = augmented(data.poses(torch.tensor([0])), SBU, recipe, strength, dice(5))
    prepared = data.poses(torch.tensor([0]))
    changed = exchange(
        mirror(crop(prepared, strength.crop, dice(5)), SBU, strength.mirror, dice()), strength.exchange, dice()
    )
    again = Clip(
        positions=changed.positions[0].numpy(),
        present=changed.present[0].numpy(),
        fps=15.0,
        layout=SBU,
        up_axis="y",
        name="again",
    )
    assert lengths.item() == again.n_frames
    torch.testing.assert_close(x[0], clip_features(again, recipe, n_persons=2).x, rtol=1e-3, atol=1e-4)
    if view == "pair":
        root = SBU.index(SBU.root)
        line = x[0, 0, 15 + root, :3] - x[0, 0, root, :3]
        assert line[0] > 0
        assert abs(line[2]) < 1e-4


def test_velocities_are_those_of_the_augmented_positions():
    recipe = FeatureRecipe(resample=30, velocities=True)
    data = examples([recording(s) for s in range(4)], list("aaaa"), ["a"], recipe)
    strength = Augmentation(crop=0.3, speed=0.3, mirror=0.5, exchange=0.5, turn_deg=90, tilt_deg=10, scale=0.2)
    given = data.poses(torch.arange(4))
    x, _, _ = augmented(given, SBU, recipe, strength, dice(1))
    steps = x[:, 1:, :, :3] - x[:, :-1, :, :3]
    ratio = (steps / x[:, 1:, :, 3:])[x[:, 1:, :, 3:].abs() > 0.05].view(-1)
    assert ratio.min() > 0
    assert ratio.max() < 0.1  # seconds from frame to frame: one number a clip
    for i in range(4):
        fast = x[i, 1:, :, 3:].abs() > 0.1
        elapsed = (steps[i] / x[i, 1:, :, 3:])[fast]
        torch.testing.assert_close(elapsed, elapsed[:1].expand_as(elapsed), rtol=1e-2, atol=1e-4)


def test_noise_on_positions_leaves_velocities_alone_and_the_other_way_round():
    recipe = FeatureRecipe(resample=30, velocities=True)
    data = examples([recording()], ["a"], ["a"], recipe)
    given = data.poses(torch.tensor([0]))
    clean, noisy, shaken = (
        augmented(given, SBU, recipe, strength, dice())[0]
        for strength in (NONE, Augmentation(noise_m=0.1), Augmentation(noise_mps=0.1))
    )
    assert torch.equal(clean[..., 3:], noisy[..., 3:])
    assert not torch.allclose(clean[..., :3], noisy[..., :3])
    assert torch.equal(clean[..., :3], shaken[..., :3])
    assert not torch.allclose(clean[..., 3:], shaken[..., 3:])
