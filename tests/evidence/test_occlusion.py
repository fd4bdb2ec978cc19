"""An answer told by occlusion is the drop of plain re-runs, shared out; it is the same for models of any kind."""

import numpy as np
import pytest
from made import small_clip, tiny_checkpoint

from sta_lstm import compare
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.maps.explain import explain
from sta_lstm.evidence.occlusion import MAP_TITLE, by_occlusion
from sta_lstm.prediction.predict import predict

CLIP = small_clip(n_frames=24, n_persons=2)


@pytest.mark.parametrize("variant", ["sta", "lstm"])
def test_shares_are_what_is_lost_without_each_joint(variant):
    checkpoint = tiny_checkpoint(variant, hidden=16)
    prediction = predict(checkpoint, CLIP)
    found = by_occlusion(checkpoint, prediction)
    asked = explain(checkpoint, CLIP, ["ablation-joint"], prediction=prediction).maps[-1].values
    lost = np.maximum(np.nan_to_num(asked), 0)
    expected = lost / lost.sum((1, 2), keepdims=True)
    np.testing.assert_allclose(found.maps[0].values, expected, atol=1e-6)
    np.testing.assert_allclose(found.alpha.sum((1, 2)), 1, atol=1e-5)
    np.testing.assert_allclose(found.beta.sum(), 1, atol=1e-5)
    assert found.maps[0].title == MAP_TITLE
    assert (len(found.maps), len(found.curves)) == (1, 1)
    assert (found.label, found.verdict) == (prediction.label, None)
    np.testing.assert_array_equal(found.probabilities, prediction.probabilities)


def test_a_model_without_attention_is_compared_with_one_that_attends():
    one, other = tiny_checkpoint("sta", hidden=16), tiny_checkpoint("lstm", hidden=16)
    found = compare([by_occlusion(each, predict(each, CLIP)) for each in (one, other)], names=["one", "other"])
    assert found.pairs[0].figures.joint_overlap is not None
    same = compare([by_occlusion(one, predict(one, CLIP))] * 2, names=["one", "twin"])
    assert same.pairs[0].figures.joint_overlap == 1
    assert same.pairs[0].figures.alpha_divergence == pytest.approx(0, abs=1e-6)


def test_where_nothing_is_lost_all_weighs_alike(monkeypatch):
    checkpoint = tiny_checkpoint("lstm", hidden=16)
    monkeypatch.setattr("sta_lstm.evidence.occlusion.joint_drops", lambda asked, grain: np.zeros((24, 2, 25)))
    found = by_occlusion(checkpoint, predict(checkpoint, CLIP))
    assert not found.maps[0].learned
    assert not found.curves[0].learned
    assert found.keyframes == ()


def test_one_frame_is_its_own_mean_pose():
    checkpoint, clip = tiny_checkpoint("sta", hidden=16), small_clip(n_frames=1, n_persons=1)
    with pytest.raises(SettingsError, match="one frame alone"):
        by_occlusion(checkpoint, predict(checkpoint, clip))
