"""What takes the place of cells: it leaves the others alone, never puts zeros, and is known by hand in small cases."""

import numpy as np
import pytest
import torch
from made import small_clip

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.removal.fills import fills, interpolation, mean_pose, other_clip
from sta_lstm.model.features import FeatureRecipe, Features, FrameMap, clip_features
from sta_lstm.model.poses import held_still


def line(values, there=None):
    """Features of one joint on the x axis."""
    x = torch.zeros(len(values), 1, 3)
    x[:, 0, 0] = torch.tensor(values)
    mask = torch.ones(len(values), 1, dtype=torch.bool) if there is None else torch.tensor(there)[:, None]
    return Features(x * mask[..., None], mask, FrameMap(len(values), np.arange(len(values)), len(values)), (0,))


def cells(*removed):
    return torch.tensor(removed, dtype=torch.bool)[None, :, None]  # 1 × T' × 1


def of_x(filled):
    return filled[0, :, 0, 0].tolist()


def read(seed=0, n_frames=20, present=None, **recipe):
    return clip_features(small_clip(n_frames, seed=seed, present=present), FeatureRecipe(**recipe), n_persons=2)


PAIR = np.ones((20, 2), bool)
PAIR[4:8, 1] = False


@pytest.mark.parametrize("name", ["mean pose", "interpolation", "other clip"])
def test_a_fill_changes_the_cells_that_are_taken_and_no_other(name):
    features = read(present=PAIR, velocities=True, centre="none")  # else a root at the origin is zero by right
    other = read(1, 15, velocities=True, centre="none")
    fill = fills(25, other)[name]
    removed = (torch.rand(3, *features.mask.shape, generator=torch.Generator().manual_seed(0)) < 0.4) & features.mask
    filled = fill(features, removed)
    assert filled.shape == (3, *features.x.shape)
    assert torch.equal(filled[~removed], features.x.expand_as(filled)[~removed])
    assert bool((filled[removed][:, :3].abs().sum(-1) > 0).all())
    assert bool((filled[:, ~features.mask] == 0).all())
    assert torch.equal(fill(features, removed[:1] & False)[0], features.x)


def test_mean_pose_is_the_mean_of_the_frames_in_which_the_joint_is_there_and_does_not_move():
    features = line([1.0, 2.0, 6.0, 0.0], there=[True, True, True, False])
    assert of_x(mean_pose(features, cells(1, 0, 1, 0))) == [3.0, 2.0, 3.0, 0.0]
    moving = read(velocities=True)
    whole = mean_pose(moving, moving.mask[None])[0]
    assert torch.allclose(whole, held_still(moving.x[None], moving.mask[None])[0])
    assert bool((whole[..., 3:] == 0).all())


@pytest.mark.parametrize(
    ("removed", "there", "filled"),
    [
        ((0, 1, 1, 0, 0), None, [0.0, 2.0, 4.0, 6.0, 1.0]),  # between its neighbours
        ((1, 1, 0, 0, 0), None, [9.0, 9.0, 9.0, 6.0, 1.0]),  # before the first that is left
        ((0, 0, 0, 1, 1), None, [0.0, 5.0, 9.0, 9.0, 9.0]),  # after the last
        ((1, 1, 1, 1, 1), None, [4.2, 4.2, 4.2, 4.2, 4.2]),  # throughout: the mean pose
        ((0, 0, 1, 0, 0), [True, True, True, False, True], [0.0, 5.0, 11 / 3, 0.0, 1.0]),  # over a gap
    ],
)
def test_interpolation_is_a_straight_line(removed, there, filled):
    features = line([0.0, 5.0, 9.0, 6.0, 1.0], there)
    assert of_x(interpolation(features, cells(*removed))) == pytest.approx(filled, abs=1e-5)


def test_another_clip_is_made_as_long_and_its_first_person_stands_in_for_one_who_is_missing():
    features, other = read(present=PAIR), read(1, 10)
    filled = other_clip(features, features.mask[None], other=other, n_joints=25)[0]
    assert torch.equal(filled[0], torch.cat([other.x[0, :25]] * 2))
    assert torch.equal(filled[-1, :25], other.x[-1, :25])


def test_where_the_other_clips_first_person_is_away_the_one_who_is_there_stands_in():
    present = np.ones((10, 2), bool)
    present[:4, 0] = False
    features, other = read(n_frames=10, present=np.ones((10, 2), bool)), read(1, present=present)
    filled = other_clip(features, features.mask[None], other=other, n_joints=25)[0]
    assert torch.equal(filled[:4, :25], other.x[:4, 25:])
    assert torch.equal(filled[4:], other.x[4:])


def test_clips_of_other_checkpoints_cannot_stand_in():
    with pytest.raises(SettingsError, match="cannot stand in for one read as"):
        fills(25, read(velocities=True))["other clip"](read(), read().mask[None])


def test_without_another_clip_there_are_two_fills():
    assert list(fills(25)) == ["mean pose", "interpolation"]
