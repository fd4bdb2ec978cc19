"""A checkpoint that reads every layout: one file, whatever bodies come, and plain words on those it never met."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from made import small_clip

from sta_lstm.datasets import LabelledClip
from sta_lstm.errors import MismatchError
from sta_lstm.evaluation.evaluation import evaluate
from sta_lstm.evidence.maps.explain import explain
from sta_lstm.evidence.verdict import judge
from sta_lstm.model.architectures import GRID
from sta_lstm.model.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.model.fitting import check_fit, find_misfit, fitted
from sta_lstm.model.headers import header_of
from sta_lstm.model.networks.grid import GridConfig
from sta_lstm.prediction.predict import predict, predict_all, predict_each
from sta_lstm.skeletons import converted, layout_named
from sta_lstm.skeletons.body_grid import body_cells
from sta_lstm.skeletons.layouts import BODIES, HAND_21, KINECT_20, NTU_25, SBU_15

RECIPE = FeatureRecipe(centre="trunk", velocities=True, resample=16)


@pytest.fixture(scope="module")
def checkpoint():
    torch.manual_seed(0)
    config = GridConfig(2, 25, 6, 3, hidden=8, n_heads=2, cells=body_cells(NTU_25))
    network = GRID.network(config)
    with torch.no_grad():
        for weights in network.parameters():
            weights += 0.3 * torch.randn_like(weights)
    training = {"layouts": ["ntu-25", "kinect-20"]}
    return Checkpoint("g", network.eval().requires_grad_(False), NTU_25, 1, ("a", "b", "c"), RECIPE, training)


@pytest.mark.parametrize("layout", BODIES.values(), ids=BODIES)
def test_every_layout_of_a_body_is_read_those_never_trained_on_too(checkpoint, layout):
    clip = small_clip(20, 2, layout, seed=1)
    check_fit(clip, checkpoint.reads, name="g")
    assert fitted(clip, checkpoint.reads, convert=True) is clip
    found = predict(checkpoint, clip)
    assert found.alpha.shape == (20, 2, layout.n_joints)
    np.testing.assert_allclose(found.alpha.sum((1, 2)), 1, rtol=1e-5)
    np.testing.assert_allclose(found.beta.sum(), 1, rtol=1e-5)
    np.testing.assert_allclose(found.contributions.sum(0), found.logits, atol=1e-4)
    np.testing.assert_allclose(found.links.sum((2, 3)), 1, rtol=1e-5)
    unmet = [said for said in found.provenance.unlike if "never trained on these" in said]
    assert bool(unmet) == (layout.name not in ("ntu-25", "kinect-20"))
    assert all(f"{layout.n_joints} joints ({layout.name}), only on ntu-25 and kinect-20" in said for said in unmet)


def test_joints_in_another_order_say_the_same(checkpoint):
    clip = small_clip(20, 2, NTU_25, seed=2)
    order = np.random.default_rng(0).permutation(25)
    layout = replace(NTU_25, name="mixed", joints=tuple(NTU_25.joints[j] for j in order))
    mixed = replace(clip, layout=layout, positions=clip.positions[:, :, order])
    one, other = predict(checkpoint, clip), predict(checkpoint, mixed)
    np.testing.assert_allclose(other.logits, one.logits, atol=1e-5)
    np.testing.assert_allclose(other.alpha, one.alpha[:, :, order], atol=1e-6)
    np.testing.assert_allclose(other.links, one.links[:, order][..., order], atol=1e-6)


def test_who_is_absent_has_no_attention_and_changes_nothing(checkpoint):
    clip = small_clip(20, 1, NTU_25, seed=3)
    beside = replace(
        clip,
        positions=np.concatenate([clip.positions, np.full_like(clip.positions, 5.0)], 1),
        present=np.concatenate([clip.present, np.zeros_like(clip.present)], 1),
    )
    one, other = predict(checkpoint, clip), predict(checkpoint, beside)
    np.testing.assert_allclose(other.logits, one.logits, atol=1e-6)
    assert not other.alpha[:, 1].any()
    assert not other.links[1].any()
    assert not other.links[:, :, 1].any()


def test_a_checkpoint_that_was_saved_says_the_same(checkpoint, tmp_path):
    path = save_checkpoint(checkpoint, tmp_path / "g.safetensors")
    loaded = load_checkpoint(path, device="cpu")
    assert loaded.config == checkpoint.config
    for layout in (NTU_25, SBU_15):
        clip = small_clip(12, 2, layout, seed=4)
        np.testing.assert_array_equal(predict(loaded, clip).logits, predict(checkpoint, clip).logits)
    header = header_of(path)
    assert header.any_layout
    assert header.fits(small_clip(4, 1, SBU_15))
    assert not header.fits(small_clip(4, 1, HAND_21))
    assert header.reads(KINECT_20.joints, 1)
    assert not header.reads(SBU_15.joints, 1)  # it reads them, and has never met them


def test_in_the_eyes_of_another_layout_it_shares_its_weights(checkpoint):
    other = checkpoint.of_layout(SBU_15)
    assert (other.layout, other.config.n_joints, other.revision) == (SBU_15, 15, checkpoint.revision)
    for mine, theirs in zip(checkpoint.network.parameters(), other.network.parameters(), strict=True):
        assert mine is theirs
    assert checkpoint.config.n_joints == 25
    assert other.of_layout(NTU_25).config == checkpoint.config
    assert checkpoint.of_layout(NTU_25) is checkpoint
    assert checkpoint.of_layout(HAND_21) is checkpoint


def test_a_hand_is_no_body(checkpoint):
    with pytest.raises(MismatchError, match=r"reads 1 to 2 persons × any joints of a body \(ntu-25\); clip 'made' has"):
        predict(checkpoint, small_clip(4, 1, HAND_21, name="made"))


def test_persons_are_still_counted(checkpoint):
    misfit = find_misfit(small_clip(4, 3, SBU_15), checkpoint.reads)
    assert misfit.conversion is None
    assert misfit.n_persons == 3


def test_clips_of_several_layouts_are_asked_together(checkpoint):
    clips = [small_clip(9 + i, 1, layout, seed=i) for i, layout in enumerate((NTU_25, SBU_15, KINECT_20, SBU_15))]
    alone = [predict(checkpoint, clip) for clip in clips]
    for one, other in zip(alone, predict_each(checkpoint, clips), strict=True):
        np.testing.assert_allclose(other.logits, one.logits, atol=1e-5)
        np.testing.assert_allclose(other.alpha, one.alpha, atol=1e-5)
    (same,) = predict_all([checkpoint], clips[1])
    np.testing.assert_array_equal(same.logits, alone[1].logits)
    labelled = [LabelledClip.of(clip, "a", None, str(i)) for i, clip in enumerate(clips)]
    said = [each.predicted for each in evaluate(checkpoint, labelled).clips]
    assert said == [each.label for each in alone]


def test_its_answer_is_explained_and_judged(checkpoint):
    clip = converted(small_clip(12, 1, NTU_25, seed=5), layout_named("coco-17"))
    found = explain(checkpoint, clip, ["ablation-limb", "gradient-input"])
    assert found.map_named("ablation-limb").values.shape == (12, 1, 17)
    assert judge(checkpoint, found).parts
