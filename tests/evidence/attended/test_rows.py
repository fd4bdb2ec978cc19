"""A row says what `predict` says of the clip by itself; what cannot be asked has its reason."""

import numpy as np
import pytest
from made import small_clip, tiny_checkpoint

from sta_lstm.datasets import LabelledClip
from sta_lstm.evidence.attended.rows import attend, shaped
from sta_lstm.evidence.maps.explain import explain
from sta_lstm.prediction.predict import predict

CHECKPOINT = tiny_checkpoint("sta", hidden=16)
CLIPS = [small_clip(n, 1 + n % 2, seed=n) for n in (9, 30, 12, 30, 7)]


def labelled(clips=CLIPS):
    return [LabelledClip.of(clip, "kick", f"s{n}", f"{n}.npz") for n, clip in enumerate(clips)]


@pytest.mark.parametrize("together", [1, 2, 64])
def test_a_row_is_the_answer_to_the_clip_alone(together):
    rows = list(attend(CHECKPOINT, labelled(), together=together))
    assert [row["clip"] for row in rows] == [f"{n}.npz" for n in range(5)]
    for row, clip in zip(rows, CLIPS, strict=True):
        alone = predict(CHECKPOINT, clip)
        assert (row["predicted"], row["label"], row["revision"]) == (alone.label, "kick", CHECKPOINT.revision)
        np.testing.assert_allclose(shaped(row, "alpha"), alone.alpha, atol=1e-3)
        np.testing.assert_allclose(shaped(row, "beta"), alone.beta, rtol=2e-3)
        np.testing.assert_allclose(row["probabilities"], alone.probabilities, atol=1e-3)
        assert row["keyframes"] == list(alone.keyframes)


def test_further_maps_stand_in_it_by_name():
    (row,) = attend(CHECKPOINT, labelled(CLIPS[:1]), ["ablation-limb", "contributions"])
    asked = explain(CHECKPOINT, CLIPS[0], ["ablation-limb", "contributions"])
    np.testing.assert_allclose(shaped(row, "ablation-limb"), asked.maps[-1].values, rtol=2e-3, atol=1e-4)
    np.testing.assert_allclose(shaped(row, "contributions"), asked.curves[-1].values, rtol=2e-3, atol=1e-4)


def test_a_model_without_attention_has_none():
    (row,) = attend(tiny_checkpoint("lstm", hidden=16), labelled(CLIPS[:1]))
    assert (row["alpha"], row["beta"]) == (None, None)
    with pytest.raises(KeyError, match="alpha"):
        shaped(row, "alpha")


def test_what_cannot_be_asked_is_a_row_with_its_reason():
    three, long = small_clip(9, 3), small_clip(3000, 1)
    rows = list(attend(CHECKPOINT, labelled([CLIPS[0], three, long, CLIPS[1]])))
    assert ["predicted" in row for row in rows] == [True, False, False, True]
    assert "3 persons" in rows[1]["reason"]
    assert "too long to be one action" in rows[2]["reason"]
    (one,) = attend(CHECKPOINT, labelled([small_clip(1, 1)]), ["ablation-joint"])
    assert one["predicted"]
    assert "one frame alone" in one["reason"]
    assert "ablation-joint" not in one
