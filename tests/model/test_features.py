"""Each switch of the feature recipe does what its name says, and the way back to the clip's frames loses nothing."""

import dataclasses

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import savgol_filter

from sta_lstm.errors import MismatchError, SettingsError
from sta_lstm.model.features import FeatureRecipe, FrameMap, clip_features, features_of_all
from sta_lstm.skeletons import Clip, layout_named

NTU = layout_named("ntu-25")
ROOT = NTU.index("spine base")
PLAIN = FeatureRecipe(centre="none")


def walkers(n_frames=12, n_persons=2, seed=0, **changes):
    rng = np.random.default_rng(seed)
    body = rng.normal(size=(1, n_persons, 25, 3)) + np.arange(n_persons)[:, None, None] * [2.0, 0.0, 0.0]
    positions = body + np.cumsum(rng.normal(scale=0.05, size=(n_frames, n_persons, 25, 3)), axis=0) + [1.0, 0.0, 3.0]
    values = {
        "positions": positions,
        "fps": 30.0,
        "layout": NTU,
        "up_axis": "y",
        "present": np.ones((n_frames, n_persons), dtype=bool),
        "name": "walkers",
    }
    return Clip(**{**values, **changes})


def positions_of(features, n_joints=25):
    return features.x.numpy()[..., :3].reshape(len(features.x), -1, n_joints, 3)


def turned(clip, angle):
    cos, sin = np.cos(angle), np.sin(angle)
    return dataclasses.replace(clip, positions=clip.positions @ np.array([[cos, 0, -sin], [0, 1, 0], [sin, 0, cos]]))


def test_without_switches_the_positions_pass_unchanged():
    clip = walkers()
    features = clip_features(clip, PLAIN, n_persons=2)
    np.testing.assert_array_equal(positions_of(features), clip.positions)
    assert features.mask.all()
    assert features.x.dtype == torch.float32


def test_centring_subtracts_what_it_says():
    clip = walkers()
    roots = clip.positions[:, :, ROOT]
    for centre, origin in {
        "clip": roots[:1].mean(1)[:, None, None],
        "frame": roots.mean(1)[:, None, None],
        "person": roots[:, :, None],
    }.items():
        features = clip_features(clip, FeatureRecipe(centre=centre), n_persons=2)
        np.testing.assert_allclose(positions_of(features), clip.positions - origin, atol=1e-5)


@pytest.mark.parametrize("centre", ["clip", "frame", "person"])
def test_centring_forgets_where_the_clip_was_taken(centre):
    clip = walkers()
    moved = dataclasses.replace(clip, positions=clip.positions + np.float32([5.0, -1.0, 2.0]))
    recipe = FeatureRecipe(centre=centre)
    np.testing.assert_allclose(
        clip_features(clip, recipe, n_persons=2).x, clip_features(moved, recipe, n_persons=2).x, atol=1e-5
    )


def test_torso_scale_forgets_the_size_of_the_body():
    clip = walkers()
    larger = dataclasses.replace(clip, positions=clip.positions * 1.7)
    recipe = FeatureRecipe(scale="torso")
    np.testing.assert_allclose(
        clip_features(clip, recipe, n_persons=2).x, clip_features(larger, recipe, n_persons=2).x, atol=1e-4
    )


@pytest.mark.parametrize("angle", [0.3, 2.0, -3.0])
@pytest.mark.parametrize(("view", "n_persons"), [("facing", 1), ("facing", 2), ("pair", 2), ("pair", 1)])
def test_a_turned_view_forgets_where_the_sensor_stood(view, n_persons, angle):
    clip = walkers(n_persons=n_persons)
    recipe = FeatureRecipe(view=view)
    x = clip_features(clip, recipe, n_persons=2).x
    np.testing.assert_allclose(x, clip_features(turned(clip, angle), recipe, n_persons=2).x, atol=1e-4)


def test_a_pair_lies_along_x_and_a_facing_person_has_the_left_at_larger_x():
    clip = turned(walkers(), 1.0)
    pair = positions_of(clip_features(clip, FeatureRecipe(view="pair"), n_persons=2))
    line = pair[0, 1, ROOT] - pair[0, 0, ROOT]
    assert line[0] > 0
    assert abs(line[2]) < 1e-4
    facing = positions_of(clip_features(clip, FeatureRecipe(view="facing"), n_persons=2))[:5, 0]
    sides = [facing[:, [NTU.index(f"{side} {part}") for part in ("shoulder", "hip")]] for side in ("left", "right")]
    across = (sides[0] - sides[1]).mean((0, 1))
    assert across[0] > 0
    assert abs(across[2]) < 1e-4


def test_turning_keeps_every_distance_and_the_vertical():
    clip = turned(walkers(), 0.7)
    before = positions_of(clip_features(clip, FeatureRecipe(), n_persons=2))
    after = positions_of(clip_features(clip, FeatureRecipe(view="pair"), n_persons=2))
    np.testing.assert_allclose(before[..., 1], after[..., 1], atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(before, axis=-1), np.linalg.norm(after, axis=-1), rtol=1e-4)
    volume = [np.linalg.det(p[0, 0, 1:4] - p[0, 0, 0]) for p in (before, after)]
    np.testing.assert_allclose(*volume, rtol=1e-3)  # a mirror image would change its sign


def test_the_vertical_is_y_whatever_the_clip_says():
    clip = walkers()
    z_up = dataclasses.replace(clip, positions=clip.positions[..., [2, 0, 1]], up_axis="z")
    np.testing.assert_array_equal(clip_features(clip, PLAIN, n_persons=2).x, clip_features(z_up, PLAIN, n_persons=2).x)


def test_smoothing_is_the_filter_of_the_older_models():
    clip = walkers(n_persons=1)
    smooth = positions_of(clip_features(clip, FeatureRecipe(smooth=True, centre="none"), n_persons=1))
    expected = np.tensordot(np.array([-3, 12, 17, 12, -3]) / 35, clip.positions[2:7], axes=1)
    np.testing.assert_allclose(smooth[4], expected, atol=1e-5)


def test_smoothing_does_not_reach_across_a_gap():
    present = np.ones((12, 1), dtype=bool)
    present[5:7] = False
    clip = walkers(n_persons=1, present=present)
    smooth = positions_of(clip_features(clip, FeatureRecipe(smooth=True, centre="none"), n_persons=1))
    np.testing.assert_allclose(smooth[:5], savgol_filter(clip.positions[:5], 5, 2, axis=0), atol=1e-5)


def test_resampling_interpolates_and_meets_the_ends():
    clip = walkers(n_frames=10, n_persons=1)
    features = clip_features(clip, FeatureRecipe(centre="none", resample=19), n_persons=1)
    p = positions_of(features)
    np.testing.assert_allclose(p[::2], clip.positions, atol=1e-5)
    np.testing.assert_allclose(p[1::2], (clip.positions[:-1] + clip.positions[1:]) / 2, atol=1e-5)


def test_velocities_are_metres_a_second_and_survive_resampling():
    t = np.arange(30) / 30
    positions = np.zeros((30, 1, 25, 3)) + np.random.default_rng(0).normal(size=(25, 3))
    positions[..., 0] += 0.6 * t[:, None, None]  # a body that glides at 0.6 m/s
    clip = walkers(n_frames=30, n_persons=1, positions=positions, present=np.ones((30, 1), dtype=bool))
    for resample in (None, 12, 50):
        features = clip_features(clip, FeatureRecipe(resample=resample, velocities=True), n_persons=1)
        np.testing.assert_allclose(features.x[1:, :, 3], 0.6, atol=1e-3)
        assert (features.x[0, :, 3:] == 0).all()
        np.testing.assert_allclose(features.x[:, :, 4:], 0.0, atol=1e-3)


def test_velocities_know_how_long_nobody_was_seen():
    positions = np.zeros((9, 1, 25, 3)) + np.random.default_rng(0).normal(size=(25, 3))
    positions[..., 2] += np.arange(9)[:, None, None] / 30  # 1 m/s
    present = np.ones((9, 1), dtype=bool)
    present[3:6] = False
    features = clip_features(walkers(positions=positions, present=present), FeatureRecipe(velocities=True), n_persons=1)
    np.testing.assert_allclose(features.x[1:, :, 5], 1.0, atol=1e-3)


def test_a_person_who_comes_and_goes_leaves_no_jump():
    present = np.ones((12, 2), dtype=bool)
    present[4:8, 1] = False
    clip = walkers(present=present)
    features = clip_features(clip, FeatureRecipe(velocities=True), n_persons=3)
    mask = features.mask.reshape(12, 3, 25)
    np.testing.assert_array_equal(mask[:, :2], np.repeat(present[..., None], 25, axis=2))
    assert not mask[:, 2].any()
    assert (features.x[~features.mask] == 0).all()
    assert (features.x[8].reshape(3, 25, 6)[1, :, 3:] == 0).all()  # back again: no velocity yet


@pytest.mark.parametrize("resample", [None, 30])
def test_many_clips_at_once_are_read_as_each_by_itself(resample):
    recipe = FeatureRecipe(smooth=True, scale="torso", centre="clip", view="pair", resample=resample, velocities=True)
    present = np.ones((25, 2), bool)
    present[3:9] = False
    present[12:, 1] = False
    clips = [walkers(40, 2), walkers(25, 2, present=present, seed=1), walkers(7, 1, seed=2)]
    for one, together in zip(clips, features_of_all(clips, recipe, n_persons=2), strict=True):
        alone = clip_features(one, recipe, n_persons=2)
        torch.testing.assert_close(together.x, alone.x)
        assert torch.equal(together.mask, alone.mask)
        assert (together.persons, together.frames.n_model) == (alone.persons, alone.frames.n_model)
        np.testing.assert_array_equal(together.frames.read, alone.frames.read)


def test_frames_without_bodies_never_reach_the_network():
    present = np.ones((12, 2), dtype=bool)
    present[[0, 1, 6]] = False
    clip = walkers(present=present)
    features = clip_features(clip, FeatureRecipe(), n_persons=2)
    np.testing.assert_array_equal(features.frames.read, [2, 3, 4, 5, 7, 8, 9, 10, 11])
    assert features.mask.any(1).all()


def test_too_many_persons_are_refused():
    with pytest.raises(MismatchError, match="shows 2 persons; the checkpoint reads at most 1"):
        clip_features(walkers(), FeatureRecipe(), n_persons=1)


@given(
    n_frames=st.integers(1, 60),
    n_model=st.one_of(st.none(), st.integers(2, 60)),
    gaps=st.integers(0, 2**32 - 1),
)
def test_the_way_back_keeps_sums_and_means(n_frames, n_model, gaps):
    rng = np.random.default_rng(gaps)
    read = np.flatnonzero(rng.random(n_frames) < 0.8)
    if len(read) == 0:
        read = np.array([0])
    frames = FrameMap(n_frames, read, n_model or len(read))
    values = rng.random((frames.n_model, 3)).astype(np.float32)
    spread = frames.spread(values)
    np.testing.assert_allclose(spread.sum(0), values.sum(0), rtol=1e-4)
    assert (np.delete(spread, read, axis=0) == 0).all()
    assert (spread[read] > 0).all()
    constant = frames.average(np.full((frames.n_model, 2, 2), 0.7, dtype=np.float32))
    np.testing.assert_allclose(constant[read], 0.7, rtol=1e-5)
    flat = frames.spread(np.ones((frames.n_model, 1), dtype=np.float32))[read]
    np.testing.assert_allclose(flat, frames.n_model / len(read), rtol=1e-5)  # what is uniform stays uniform
    average = frames.average(values)
    assert (average[read] <= values.max() + 1e-6).all()


@pytest.mark.parametrize(
    "recipe",
    [FeatureRecipe(), FeatureRecipe(True, "torso", "person", "pair", 40, True)],
)
def test_a_recipe_survives_json(recipe):
    assert FeatureRecipe.from_json(recipe.to_json()) == recipe


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"centre": "middle"}, "centre is 'middle'; expected one of none, clip, frame, person"),
        ({"view": None}, "view is None"),
        ({"resample": 1}, "resample is 1; expected 2 to 2000"),
        ({"resample": True}, "resample is True"),
        ({"smooth": 1}, "expected true or false"),
        ({"colour": "blue"}, "expected the switches"),
    ],
)
def test_a_bad_switch_is_named(change, said):
    with pytest.raises(SettingsError, match=said):
        FeatureRecipe.from_json({**FeatureRecipe().to_json(), **change})
