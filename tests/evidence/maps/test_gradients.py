"""Gradients: captum and finite differences as oracles, sums that meet what they divide, gaps that stay gaps."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from captum.attr import InputXGradient, IntegratedGradients
from made import ntu_samples, small_clip, tiny_checkpoint

from sta_lstm import load_checkpoint, load_clip
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.maps import gradients
from sta_lstm.evidence.maps.explain import explain
from sta_lstm.model.features import FeatureRecipe, clip_features
from sta_lstm.model.poses import held_still
from sta_lstm.model.run import run
from sta_lstm.samples import resolve_checkpoint, sample_clips

PRESENT = np.ones((18, 2), bool)
PRESENT[3:8, 1] = False
CLIP = small_clip(present=PRESENT)
CHECKPOINT = tiny_checkpoint(recipe=FeatureRecipe(velocities=True), dropout=0.5)


def kick_above_mean(checkpoint, clip):
    """What the network reads, its mean pose, and the score of 'kick' as a function of the first; in doubles."""
    features = clip_features(clip, checkpoint.recipe, n_persons=2)
    network, mask = checkpoint.network.double(), features.mask[None]

    def score(x):
        logits = network(x, mask.expand(len(x), -1, -1)).logits
        return logits[:, 1] - logits.mean(-1)

    x = features.x[None].double()
    return x, held_still(x, mask), score


@pytest.fixture
def oracle():
    """The same, of a checkpoint of its own with the same weights."""
    return kick_above_mean(tiny_checkpoint(recipe=FeatureRecipe(velocities=True), dropout=0.5), CLIP)


def joints(attribution):
    return attribution[0].sum(-1).detach().numpy().reshape(18, 2, 25)


def asked(name, checkpoint=CHECKPOINT, clip=CLIP, **more):
    return explain(checkpoint, clip, [name], **more).maps[1].values


def test_gradient_times_input_is_captums_and_that_of_finite_differences(oracle):
    x, _, score = oracle
    found = asked("gradient-input", class_name="kick")
    theirs = joints(InputXGradient(score).attribute(x.clone().requires_grad_()))
    assert found[PRESENT] == pytest.approx(theirs[PRESENT], abs=1e-5)
    step = torch.zeros_like(x)
    step[0, 12, 30] = 1e-4 * x[0, 12, 30]
    slope = float(score(x + step) - score(x - step)) / 2e-4
    assert found[12, 1, 5] == pytest.approx(slope, abs=1e-5)


def test_integrated_gradients_are_captums_with_many_points(oracle):
    x, still, score = oracle
    found = asked("integrated-gradients", class_name="kick")
    theirs = joints(IntegratedGradients(score).attribute(x, still, n_steps=500, internal_batch_size=100))
    assert found[PRESENT] == pytest.approx(theirs[PRESENT], abs=2e-3 * np.abs(theirs).sum())


def test_gaps_have_no_value_and_take_nothing_from_others():
    for name in ("gradient-input", "integrated-gradients"):
        for resample in (None, 11, 40):
            values = asked(name, tiny_checkpoint(recipe=FeatureRecipe(velocities=True, resample=resample)))
            assert np.array_equal(np.isnan(values).all(2), ~PRESENT)
            assert np.array_equal(np.isnan(values).any(2), ~PRESENT)


def difference(checkpoint, clip, target, versus=None):
    """What the motion adds to a score: o(clip) - o(mean pose)."""
    features = clip_features(clip, checkpoint.recipe, n_persons=checkpoint.reads.most)
    still = replace(features, x=held_still(features.x[None], features.mask[None])[0])
    whole, base = (output.logits.double() for output in run(checkpoint, [features, still]))
    gain = whole - base
    return float(gain[target] - (gain.mean() if versus is None else gain[versus]))


@pytest.mark.parametrize("resample", [None, 11, 40])
def test_integrated_gradients_sum_to_what_the_motion_adds_though_persons_come_and_go(resample):
    checkpoint = tiny_checkpoint(recipe=FeatureRecipe(velocities=True, resample=resample))
    values = asked("integrated-gradients", checkpoint, class_name="kick", versus="bow")
    wanted = difference(checkpoint, CLIP, 1, 2)
    assert np.nansum(values, dtype=float) == pytest.approx(wanted, abs=0.005 * float(np.nansum(np.abs(values))) + 1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("path", ntu_samples(), ids=lambda path: path.stem)
def test_completeness_on_every_sample(path):
    checkpoint, clip = load_checkpoint(resolve_checkpoint("demo-sta")), load_clip(path)
    result = explain(checkpoint, clip, ["integrated-gradients"])
    target = result.class_names.index(result.label)
    values = result.maps[1].values
    within = max(0.02, 0.005 * float(np.nansum(np.abs(values))))
    assert np.nansum(values, dtype=float) == pytest.approx(difference(checkpoint, clip, target), abs=within)


@pytest.mark.slow
def test_a_network_that_makes_up_its_mind_at_once_costs_few_hundred_runs(monkeypatch):
    runs, scorer = [], gradients._scorer

    def counted(question):
        score = scorer(question)

        def counting(x):
            runs.append(len(x))
            return score(x)

        return counting

    monkeypatch.setattr(gradients, "_scorer", counted)
    explain(load_checkpoint(resolve_checkpoint("demo-sta")), load_clip(sample_clips()[0]), ["integrated-gradients"])
    assert sum(runs) < 500


def test_the_weights_and_the_mode_of_the_network_are_left_alone():
    before = [weights.clone() for weights in CHECKPOINT.network.parameters()]
    asked("integrated-gradients")
    assert not CHECKPOINT.network.training
    for old, new in zip(before, CHECKPOINT.network.parameters(), strict=True):
        assert torch.equal(old, new)
        assert new.grad is None


def test_a_clip_too_long_and_a_sum_that_is_not_met_are_refused(monkeypatch):
    monkeypatch.setattr(gradients, "MAX_FRAMES", 17)
    with pytest.raises(SettingsError, match=r"would need those of 18 frames .* Cut the clip"):
        asked("integrated-gradients")
    monkeypatch.undo()
    monkeypatch.setattr(gradients, "path_gradients", lambda question: (question.features.x, 1e9))
    with pytest.raises(SettingsError, match=r"do not account for 1e\+09 of its score.* Ask for ablation-joint"):
        asked("integrated-gradients")
