"""Entropies that can be counted by hand."""

import numpy as np
import pytest

from sta_lstm.evaluation.entropy import curve_entropy, map_entropy

ALL = np.ones((6, 10), dtype=bool)
ONE_PERSON = ALL & (np.arange(10) < 5)
HALF = ALL & (np.arange(6) < 3)[:, None]
ONE_FRAME = ALL & (np.arange(6) < 1)[:, None]


@pytest.mark.parametrize("mask", [ALL, ONE_PERSON, HALF, ONE_FRAME])
def test_entropy_is_one_for_uniform_attention_and_nothing_for_one_that_is_stuck(mask):
    uniform = mask / np.maximum(mask.sum(1, keepdims=True), 1)
    there = mask.any(1)
    assert map_entropy(uniform.astype(np.float32), mask) == pytest.approx(1)
    assert map_entropy(uniform.reshape(6, 2, 5), mask.reshape(6, 2, 5)) == pytest.approx(1)
    assert curve_entropy(3 * there.astype(np.float32), there) == pytest.approx(1)
    stuck = np.zeros((6, 10), dtype=np.float32)
    stuck[:, 0] = mask[:, 0]
    assert map_entropy(stuck, mask) == 0
    first = np.zeros(6, dtype=np.float32)
    first[0] = 3.0
    assert curve_entropy(first, there) == (1 if mask is ONE_FRAME else 0)  # one choice is uniform


def test_half_of_the_frames_are_the_logarithm_of_half():
    assert curve_entropy(np.array([1, 1, 0, 0, 0, 0.0]), np.ones(6, bool)) == pytest.approx(np.log(2) / np.log(6))


def test_the_entropy_of_a_map_is_the_mean_over_frames_with_somebody():
    values = np.array([[1, 0, 0], [1 / 3, 1 / 3, 1 / 3], [0, 0, 0]])
    assert map_entropy(values, values > -1) == pytest.approx(1 / 3)
    mask = np.array([[True] * 3, [True] * 3, [False] * 3])
    assert map_entropy(values, mask) == pytest.approx(0.5)


def test_nothing_to_look_at_has_no_entropy():
    assert np.isnan(map_entropy(np.zeros((4, 3)), np.zeros((4, 3), bool)))
    assert np.isnan(curve_entropy(np.zeros(4), np.ones(4, bool)))
    assert np.isnan(curve_entropy(np.ones(4), np.zeros(4, bool)))
