"""Maps of attention, contributions and baselines, against what is known by hand."""

from dataclasses import replace

import numpy as np
import pytest
from made import ntu_samples, small_clip, tiny_checkpoint

from sta_lstm import load_checkpoint, load_clip
from sta_lstm.datasets.open import open_dataset
from sta_lstm.evidence.maps.attention import product_map
from sta_lstm.evidence.maps.explain import explain
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.prediction.predict import predict
from sta_lstm.samples import resolve_checkpoint
from sta_lstm.skeletons.energy import motion_energy

PRESENT = np.ones((24, 2), bool)
PRESENT[3:8, 1] = False
PRESENT[20:] = False
CLIP = small_clip(present=PRESENT)


def explained(name, clip=CLIP, checkpoint=None, **more):
    result = explain(checkpoint or tiny_checkpoint(), clip, [name], **more)
    return result, (result.maps[1:] or result.curves[1:])[0].values


@pytest.mark.parametrize("variant", ["sta", "sa", "ta"])
@pytest.mark.parametrize("resample", [None, 15, 40])
@pytest.mark.parametrize("score", ["mean", "sum"])
def test_alpha_beta_shares_out_the_clip_and_keeps_the_shares_of_each_frame(variant, resample, score):
    checkpoint = tiny_checkpoint(variant, recipe=FeatureRecipe(resample=resample), score=score)
    result, shares = explained("alpha-beta", checkpoint=checkpoint)
    assert np.nansum(shares, dtype=float) == pytest.approx(1, abs=1e-5)
    assert np.nansum(shares, axis=(1, 2)) == pytest.approx(result.beta / result.beta.sum(), abs=1e-6)
    there = result.read
    assert shares[there] == pytest.approx((result.alpha * (result.beta / result.beta.sum())[:, None, None])[there])


@pytest.mark.parametrize("variant", ["sta", "sa", "ta"])
def test_the_product_is_one_where_both_are_uniform_and_keeps_the_order_of_alpha_in_each_frame(variant):
    result = predict(tiny_checkpoint(variant), CLIP)
    product = product_map(result)
    there = result.read
    expected = result.relative_alpha * result.relative_beta[:, None, None]
    assert product.values[there] == pytest.approx(expected[there], rel=1e-5)
    assert np.isnan(product.values[~there]).all()
    assert result.with_maps(product).map_named("alpha-beta").unit == "×"


def test_attention_that_is_zero_throughout_shares_nothing():
    checkpoint = tiny_checkpoint(beta_bias=-100.0)
    result, shares = explained("alpha-beta", checkpoint=checkpoint)
    assert result.beta.max() == 0
    assert np.nanmax(shares) == 0


def test_alpha_times_displacement_by_hand():
    checkpoint = tiny_checkpoint(recipe=FeatureRecipe(centre="none"))
    result, found = explained("alpha-displacement", small_clip(12), checkpoint)
    positions = result.clip.positions
    distance = np.linalg.norm(positions - positions.mean(0), axis=-1)
    assert found == pytest.approx(result.relative_alpha * distance, rel=1e-4)


def test_who_stands_still_is_nowhere_displaced_though_they_come_and_go():
    checkpoint = tiny_checkpoint(recipe=FeatureRecipe(centre="none", resample=31))
    still = np.tile(CLIP.positions[:1], (24, 1, 1, 1)) + np.array([1.0, 3.0])[:, None, None]
    clip = replace(CLIP, positions=still)
    _, found = explained("alpha-displacement", clip, checkpoint)
    assert found[PRESENT] == pytest.approx(0, abs=1e-5)


def sums_to_the_logits(checkpoint, clip):
    plain = predict(checkpoint, clip)
    for i, name in enumerate(plain.class_names):
        _, added = explained("contributions", clip, checkpoint, class_name=name)
        assert added.sum(dtype=float) == pytest.approx(float(plain.logits[i]), abs=1e-4)
    first, last = plain.class_names[0], plain.class_names[-1]
    _, between = explained("contributions", clip, checkpoint, class_name=first, versus=last)
    assert between.sum(dtype=float) == pytest.approx(float(plain.logits[0] - plain.logits[-1]), abs=1e-4)


@pytest.mark.parametrize("path", ntu_samples(), ids=lambda path: path.stem)
def test_contributions_sum_to_the_logit_on_every_sample(path):
    sums_to_the_logits(load_checkpoint(resolve_checkpoint("demo-sta")), load_clip(path))


@pytest.mark.parametrize("resample", [None, 15, 40])
def test_contributions_sum_to_the_logit_where_persons_come_and_go(resample):
    sums_to_the_logits(tiny_checkpoint(recipe=FeatureRecipe(resample=resample)), CLIP)


@pytest.mark.real_data
def test_contributions_sum_to_the_logit_on_a_real_recording(data_folder):
    clips = open_dataset(data_folder / "sbu").clips
    for each in (clips[0], clips[-1]):
        sums_to_the_logits(load_checkpoint(resolve_checkpoint("sbu-sta")), each.load())


def test_motion_energy_asks_no_network_and_knows_nothing_of_who_is_absent():
    result, found = explained("motion-energy")
    assert np.array_equal(found[PRESENT], motion_energy(CLIP)[PRESENT])
    assert np.isnan(found[~PRESENT]).all()
    assert result.maps[1].unit == "m/s"


def test_chance_is_what_the_seed_says():
    first, again, other = (explained("random", seed=seed)[1] for seed in (1, 1, 2))
    assert np.array_equal(first, again, equal_nan=True)
    assert not np.array_equal(first, other, equal_nan=True)
    assert 0 <= np.nanmin(first) < 0.05 < 0.95 < np.nanmax(first) <= 1
