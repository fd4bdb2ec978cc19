"""Scoring against a planted truth: right attention scores one, chance scores the share of truth."""

import numpy as np
import pytest
from made import changed, made_prediction

from sta_lstm.datasets.synthetic import motion_energy, planted_clip
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.planted.truth import average_precision, truth_scores


def knowing(planted):
    """The answer of a model that looks exactly where the action is."""
    alpha = planted.truth + 1e-3
    return made_prediction(
        planted.clip,
        alpha=alpha / alpha.sum((1, 2), keepdims=True),
        beta=planted.truth.any((1, 2)).astype(float),
        checkpoint="oracle",
    )


def scores_of(predictions, planted):
    return truth_scores(predictions, [p.truth for p in planted], [motion_energy(p.clip) for p in planted]).set_index(
        ["question", "ranking"]
    )["mean"]


def test_an_oracle_scores_one_and_chance_scores_the_share_of_truth():
    planted = [planted_clip(action, seed) for action in ("wave left hand", "push", "squat") for seed in range(8)]
    found = scores_of([knowing(p) for p in planted], planted)
    for question in ("joints", "frames", "both"):
        assert found[question, "attention"] == pytest.approx(1.0)
        assert found[question, "random"] < 0.75
        assert found[question, "motion energy"] < 1.0
    share = np.mean([p.truth.any((1, 2)).mean() for p in planted])
    assert found["frames", "random"] == pytest.approx(share, abs=0.1)


def test_reversed_attention_scores_below_chance():
    planted = [planted_clip("wave left hand", seed) for seed in range(8)]
    wrong = []
    for each in planted:
        right = knowing(each)
        alpha = right.alpha.max() - right.alpha
        wrong.append(changed(right, alpha=alpha / alpha.sum((1, 2), keepdims=True), beta=1 - right.beta))
    found = scores_of(wrong, planted)
    for question in ("joints", "frames", "both"):
        assert found[question, "attention"] < found[question, "random"]


def test_average_precision_of_a_small_ranking():
    # ranks 1 and 3 are true: (1/1 + 2/3) / 2
    assert average_precision(np.array([4.0, 3.0, 2.0, 1.0]), np.array([True, False, True, False])) == pytest.approx(
        5 / 6
    )


@pytest.mark.parametrize("truth", [[False, False], [True, True]])
def test_a_truth_of_one_kind_is_refused(truth):
    with pytest.raises(SettingsError, match="marks nothing or everything"):
        average_precision(np.zeros(2), np.array(truth))


def test_shapes_must_agree():
    with pytest.raises(SettingsError, match=r"shape \(3,\) cannot be compared with a truth of shape \(2,\)"):
        average_precision(np.zeros(3), np.array([True, False]))
