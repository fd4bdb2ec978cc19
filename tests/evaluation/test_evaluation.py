"""Figures that can be counted by hand."""

import numpy as np
import pytest

from sta_lstm.evaluation.evaluation import ClipResult, Evaluation


def evaluation(confusion):
    confusion = np.array(confusion)
    clips = tuple(ClipResult(str(i), "a", "a", 1.0, 1.0) for i in range(confusion.sum()))
    return Evaluation(tuple("abc"), confusion, clips, {"alpha_entropy": 0.5})


def test_accuracy_counts_clips_and_mean_class_accuracy_counts_classes():
    figures = evaluation([[8, 2, 0], [0, 1, 1], [0, 0, 0]])
    assert figures.accuracy == 9 / 12
    assert figures.class_accuracy == {"a": 0.8, "b": 0.5}
    assert figures.mean_class_accuracy == pytest.approx(0.65)
    assert figures.to_json()["confusion"] == [[8, 2, 0], [0, 1, 1], [0, 0, 0]]
    assert figures.to_json()["n_clips"] == 12
    assert figures.to_json()["alpha_entropy"] == 0.5


def test_by_class_and_cross_entropy_are_counted_by_hand():
    figures = evaluation([[8, 2, 0], [0, 1, 1], [0, 0, 0]])
    assert figures.by_class == {"a": {"clips": 10, "right": 8}, "b": {"clips": 2, "right": 1}}
    assert figures.cross_entropy == 0
    given = tuple(ClipResult("x", "a", "a", 0.5, p) for p in (0.5, 0.125))
    assert Evaluation(("a",), np.array([[2]]), given, {}).cross_entropy == pytest.approx(2 * np.log(2))
    never = (ClipResult("x", "a", "b", 1.0, 0.0),)
    assert np.isfinite(Evaluation(("a", "b"), np.array([[0, 1], [0, 0]]), never, {}).cross_entropy)
