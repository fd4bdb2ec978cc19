"""A comparison: what its arrays and tables say, and where there is no value."""

import json

import numpy as np
import pytest
from comparison.answers import JOINTS, PRESENT, A, B, made_up, without_attention

import sta_lstm.comparison
from sta_lstm.comparison.measures import MEASURES
from sta_lstm.comparison.models import compare
from sta_lstm.prediction.spreadsheet import csv_bytes
from sta_lstm.prediction.summary import joint_table

NAMES = [measure.name for measure in MEASURES]


def values(figures):
    return [getattr(figures, name) for name in NAMES]


# --- what the arrays say ---


def test_attention_over_the_clip_is_that_of_the_joint_table():
    comparison = compare([A, B])
    table = joint_table(A)
    for person, joint, value, _ in table.itertuples(index=False):
        assert comparison.joint_attention[0, person, JOINTS.index(joint)] == pytest.approx(value, rel=1e-5)


def test_uniform_is_one():
    comparison = compare([without_attention(), A])
    np.testing.assert_allclose(comparison.alpha[0][PRESENT], 1, rtol=1e-6)
    np.testing.assert_allclose(comparison.beta[0], PRESENT.any(1), rtol=1e-6)
    assert comparison.beta[1][PRESENT.any(1)].mean() == pytest.approx(1)


def test_delta_is_the_second_less_the_first_and_blank_where_nobody_was_read():
    comparison = compare([A, B])
    delta = comparison.delta_alpha((0, 1))
    np.testing.assert_array_equal(np.isnan(delta).all(2), ~PRESENT)
    np.testing.assert_allclose(delta[PRESENT], (B.relative_alpha - A.relative_alpha)[PRESENT], atol=1e-5)
    np.testing.assert_array_equal(delta, -comparison.delta_alpha((1, 0)))
    np.testing.assert_array_equal(comparison.delta_beta((0, 1)), -comparison.delta_beta((1, 0)))


def test_joints_are_ranked_by_their_difference_and_say_who_uses_them():
    comparison = compare([A, B])
    table = comparison.joints((0, 1))
    assert len(table) == 8
    assert table["difference"].abs().is_monotonic_decreasing
    for row in table.itertuples():
        expected = {(True, True): "both", (True, False): "first", (False, True): "second", (False, False): "neither"}
        assert row.used_by == expected[row.first > 1.0001, row.second > 1.0001]
        assert row.difference == row.second - row.first


def test_running_predictions():
    """``a`` wavers until frame 2; ``b`` says the same throughout."""
    present = np.ones((4, 1), bool)
    scores = {"a": [[0, 1.0], [0, 1], [5, 0], [1, 0]], "b": [[1.0, 0]] * 4}
    a, b = (
        made_up(
            name=name,
            present=present,
            classes=("wave", "bow"),
            beta=np.array([0, 1, 1, 1.0]),
            frame_scores=np.array(z),
            logits=np.array(z)[1:].sum(0),
        )
        for name, z in scores.items()
    )
    comparison = compare([a, b])
    assert comparison.settled == (2, 1)
    (pair,) = comparison.pairs
    np.testing.assert_array_equal(pair.same_running, [False, False, True, True])
    assert pair.figures.running_agreement == pytest.approx(2 / 3)
    assert pair.both_know == 2
    np.testing.assert_array_equal(comparison.running_labels, [[-1, 1, 0, 0], [-1, 0, 0, 0]])


# --- what has no value is said ---


def test_a_model_without_attention_has_no_ranking_and_says_so():
    comparison = compare([A, without_attention()])
    (pair,) = comparison.pairs
    missing = {name for name in NAMES if getattr(pair.figures, name) is None}
    assert missing == {"joint_overlap", "beta_spearman", "beta_pearson", "keyframe_overlap"}
    said = " ".join(pair.notes)
    for words in ("plain has no spatial attention", "constant in plain", "none in plain"):
        assert words in said
    assert pair.figures.alpha_divergence == pytest.approx(pair.random.alpha_divergence, rel=1e-5)
    json.dumps(comparison.to_json(), allow_nan=False)


def test_a_dead_beta_is_said():
    dead = made_up(4, name="dead", beta=np.zeros(20), keyframes=(), logits=np.zeros(3))
    comparison = compare([A, dead])
    (pair,) = comparison.pairs
    assert pair.figures.beta_divergence is pair.figures.running_agreement is pair.both_know is None
    assert "zero throughout in dead" in " ".join(pair.notes)
    assert comparison.settled[1] is None
    json.dumps(comparison.to_json(), allow_nan=False)


# --- tables ---


def test_table_has_a_row_a_pair_with_the_baselines_beside():
    comparison = compare([A, B, without_attention()])
    table = comparison.table()
    assert table[["first", "second"]].to_numpy().tolist() == [["a", "b"], ["a", "plain"], ["b", "plain"]]
    for pair, (_, row) in zip(comparison.pairs, table.iterrows(), strict=True):
        for name in NAMES:
            for prefix, figures in (("", pair.figures), ("random_", pair.random)):
                value = getattr(figures, name)
                assert np.isnan(row[prefix + name]) if value is None else row[prefix + name] == value
    assert csv_bytes(table).count(b"\n") == 4


def test_json_holds_the_same():
    comparison = compare([A, B])
    found = json.loads(json.dumps(comparison.to_json(), allow_nan=False))
    (pair,) = comparison.pairs
    assert [found["pairs"][0]["figures"][name] for name in NAMES] == values(pair.figures)
    by_frame = found["pairs"][0]["alpha_divergence_by_frame"]
    assert by_frame[10] is None
    assert by_frame[5] == pair.divergence[5]
    assert [model["name"] for model in found["models"]] == ["a", "b"]


def test_nothing_can_be_changed():
    comparison = compare([A, B])
    arrays = [comparison.alpha, comparison.beta, comparison.joint_attention, comparison.probabilities]
    arrays += [comparison.running_labels, comparison.common.read, comparison.pairs[0].divergence]
    for array in [*arrays, comparison.pairs[0].same_running]:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


# --- the room's door ---


def test_every_public_name_of_the_room_is_there():
    assert set(sta_lstm.comparison.__all__) == set(dir(sta_lstm.comparison))
    for name in sta_lstm.comparison.__all__:
        assert getattr(sta_lstm.comparison, name)
    with pytest.raises(AttributeError, match="attribute nothing"):
        sta_lstm.comparison.nothing  # noqa: B018
