"""A prediction keeps the model's laws on the clip's own frames, whatever the features did to them."""

import dataclasses

import numpy as np
import pytest
import torch
from made import tiny_checkpoint

from sta_lstm.errors import MismatchError
from sta_lstm.model.features import FeatureRecipe, clip_features
from sta_lstm.prediction import predict as predict_module
from sta_lstm.prediction.predict import predict, predict_all
from sta_lstm.skeletons import Clip, layout_named

NTU = layout_named("ntu-25")
CLASSES = ("a", "b", "c", "d")


def make_checkpoint(variant="sta", resample=None, n_persons=2, **changes):
    recipe = FeatureRecipe(view="facing", resample=resample, velocities=True)
    made = tiny_checkpoint(
        variant,
        name="test",
        n_persons=n_persons,
        class_names=CLASSES,
        recipe=recipe,
        seed=1,
        hidden=12,
        spatial_hidden=9,
    )
    with torch.no_grad():
        for name, weights in made.network.named_parameters():
            if name.startswith("temporal.w"):
                weights += 0.1 * torch.randn_like(weights)
    return dataclasses.replace(made, **changes)


def make_clip(n_frames=40, n_persons=2, gaps=(), seed=0):
    rng = np.random.default_rng(seed)
    positions = rng.normal(size=(1, n_persons, 25, 3)) + 0.1 * rng.normal(size=(n_frames, n_persons, 25, 3)).cumsum(0)
    present = np.ones((n_frames, n_persons), dtype=bool)
    for frames, person in gaps:
        present[frames, person] = False
    return Clip(positions, 30, NTU, "y", present, "clip")


GAPS = {
    "whole": (),
    "second leaves": ((slice(10, 20), 1),),
    "nobody for a while": ((slice(0, 5), slice(None)), (slice(18, 22), slice(None))),
    "they take turns": ((slice(0, 20), 1), (slice(20, 40), 0)),
    "second never comes": ((slice(None), 1),),
    "first never comes": ((slice(None), 0),),
}


@pytest.mark.parametrize("gaps", GAPS.values(), ids=GAPS.keys())
@pytest.mark.parametrize("resample", [None, 17, 40, 90])
@pytest.mark.parametrize("variant", ["lstm", "sa", "ta", "sta"])
def test_laws_on_the_clips_own_frames(variant, resample, gaps):
    checkpoint, clip = make_checkpoint(variant, resample), make_clip(gaps=gaps)
    p = predict(checkpoint, clip)
    seen = clip.present.any(1)
    assert p.alpha.shape == (40, 2, 25)
    assert (p.alpha >= 0).all()
    np.testing.assert_allclose(p.alpha.sum((1, 2)), p.read.any(1), rtol=1e-5)
    assert (p.alpha[~clip.present] == 0).all()
    # Where one person takes over from another, a coarser model may have read only the first in a frame's time.
    unread = clip.present & ~p.read
    assert unread.sum() <= (2 if resample == 17 else 0)
    assert not (p.read & ~clip.present).any()
    assert (p.beta >= 0).all()
    assert (p.beta[~seen] == 0).all()
    np.testing.assert_allclose(p.contributions.sum(0), p.logits, rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(p.running[-1], p.probabilities, rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(p.running.sum(1), 1.0, rtol=1e-5)
    assert p.label == p.class_names[int(p.probabilities.argmax())]


@pytest.mark.parametrize("variant", ["lstm", "ta"])
@pytest.mark.parametrize("resample", [None, 17, 90])
def test_without_spatial_attention_alpha_is_uniform(variant, resample):
    p = predict(make_checkpoint(variant, resample), make_clip())
    np.testing.assert_allclose(p.relative_alpha, 1.0, rtol=1e-4)
    assert not p.maps[0].learned


def test_uniform_is_one_however_many_are_there():
    clip = make_clip(gaps=GAPS["second leaves"])
    relative = predict(make_checkpoint("lstm"), clip).relative_alpha
    np.testing.assert_allclose(relative[clip.present], 1.0, rtol=1e-5)
    assert (relative[~clip.present] == 0).all()


def test_without_resampling_the_numbers_are_the_networks_own():
    checkpoint, clip = make_checkpoint(), make_clip()
    from sta_lstm.model.features import clip_features

    features = clip_features(clip, checkpoint.recipe, n_persons=2)
    output = checkpoint.network(features.x[None], features.mask[None]).clip(0, 40)
    p = predict(checkpoint, clip)
    np.testing.assert_allclose(p.alpha.reshape(40, 50), output.maps["alpha"].detach().numpy(), atol=1e-6)
    np.testing.assert_allclose(p.beta, output.curves["beta"].detach().numpy(), atol=1e-6)
    np.testing.assert_allclose(p.frame_scores, output.frame_scores.detach().numpy(), atol=1e-5)
    np.testing.assert_allclose(p.logits, output.logits.detach().numpy(), atol=1e-6)


def test_an_absent_second_person_changes_nothing():
    one = make_clip(n_persons=1)
    two = Clip(
        np.concatenate([one.positions, np.full_like(one.positions, 7.0)], axis=1),
        one.fps,
        NTU,
        "y",
        np.repeat([[True, False]], 40, axis=0),
        "clip",
    )
    a, b = predict(make_checkpoint(), one), predict(make_checkpoint(), two)
    np.testing.assert_allclose(a.logits, b.logits, atol=1e-6)
    np.testing.assert_allclose(a.alpha, b.alpha[:, :1], atol=1e-6)


def test_a_single_frame_is_a_clip():
    for resample in (None, 20):
        p = predict(make_checkpoint(resample=resample), make_clip(n_frames=1))
        np.testing.assert_allclose(p.contributions.sum(0), p.logits, rtol=1e-3, atol=1e-5)
        np.testing.assert_allclose(p.alpha.sum(), 1.0, rtol=1e-5)


def test_a_model_without_temporal_attention_has_no_keyframes():
    assert predict(make_checkpoint("sa", 17), make_clip()).keyframes == ()
    assert predict(make_checkpoint("ta", 17), make_clip()).keyframes


def test_results_cannot_be_changed():
    p = predict(make_checkpoint(), make_clip())
    with pytest.raises(ValueError, match="read-only"):
        p.alpha[0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        p.logits = None


def test_a_clip_that_does_not_fit_is_refused():
    with pytest.raises(MismatchError, match=r"reads 1 person × 25 joints \(ntu-25\); clip 'clip' has 2 persons"):
        predict(make_checkpoint(n_persons=1), make_clip())


FIELDS = ("logits", "alpha", "beta", "read", "frame_scores", "keyframes", "provenance")


def test_several_checkpoints_say_together_what_each_says_and_one_recipe_is_applied_once(monkeypatch):
    made = []

    def counted(clip, recipe, *, n_persons):
        made.append((recipe.resample, n_persons))
        return clip_features(clip, recipe, n_persons=n_persons)

    monkeypatch.setattr(predict_module, "clip_features", counted)
    clip = make_clip(gaps=GAPS["second leaves"])
    checkpoints = [make_checkpoint("sta"), make_checkpoint("lstm"), make_checkpoint("ta", 17), make_checkpoint("sa")]
    checkpoints.append(make_checkpoint("sta", n_persons=3))
    together = predict_all(checkpoints, clip)
    assert made == [(None, 2), (17, 2), (None, 3)]
    for found, checkpoint in zip(together, checkpoints, strict=True):
        alone = predict(checkpoint, clip)
        for field in FIELDS:
            np.testing.assert_array_equal(getattr(found, field), getattr(alone, field))
        assert (found.maps[0].learned, found.curves[0].learned) == (alone.maps[0].learned, alone.curves[0].learned)
    n_made = len(made)
    given = predict(checkpoints[1], clip, features=clip_features(clip, checkpoints[0].recipe, n_persons=2))
    np.testing.assert_array_equal(given.alpha, together[1].alpha)
    assert len(made) == n_made


def test_one_of_several_that_does_not_fit_is_named():
    alone = make_checkpoint(n_persons=1, name="alone", recipe=FeatureRecipe(velocities=True))
    with pytest.raises(MismatchError, match="'alone'"):
        predict_all([make_checkpoint(), alone], make_clip())
