"""Measures of agreement as laws: symmetric, zero for equals, bounded, SciPy's own values, and honest chance."""

import tracemalloc
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cityblock, jensenshannon
from scipy.stats import pearsonr, spearmanr

from sta_lstm.comparison.agreement import (
    correlations,
    is_flat,
    jensen_shannon,
    keyframe_overlap,
    random_keyframe_overlap,
    settled,
    shuffled_divergence,
    shuffled_variation,
    top_overlap,
    total_variation,
)

RNG = np.random.default_rng(3)
P, Q = RNG.random((9, 12)) ** 3, RNG.random((9, 12))
FRAMES = st.lists(st.integers(0, 60), min_size=1, max_size=6, unique=True)


def test_divergence_is_the_square_of_scipys_distance():
    np.testing.assert_allclose(jensen_shannon(P, Q), jensenshannon(P, Q, base=2, axis=1) ** 2, rtol=1e-9)


def test_divergence_is_symmetric_bounded_and_zero_for_equals_alone():
    np.testing.assert_array_equal(jensen_shannon(P, Q), jensen_shannon(Q, P))
    assert (jensen_shannon(P, Q) > 0).all()
    assert (jensen_shannon(P, 7 * P) < 1e-15).all()
    np.testing.assert_array_equal(jensen_shannon(P, P), 0)
    assert jensen_shannon(np.array([[1.0, 0]]), np.array([[0.0, 5]])) == 1


def test_divergence_of_a_row_without_weight_is_missing():
    p = P.copy()
    p[2] = 0
    np.testing.assert_array_equal(np.isnan(jensen_shannon(p, Q)), np.arange(9) == 2)


def test_chance_is_the_mean_over_all_orders():
    """Of four entries all 24 orders; the fifth is not there and stays where it is."""
    p, q = P[:3, :5].copy(), Q[:3, :5].copy()
    p[:, 4] = q[:, 4] = 0
    there = np.ones((3, 5), bool)
    there[:, 4] = False
    every = [jensen_shannon(p, q[:, [*order, 4]]).mean() for order in permutations(range(4))]
    assert shuffled_divergence(p, q, there) == pytest.approx(np.mean(every))
    one, other = p[0, :4] / p[0].sum(), q[0, :4] / q[0].sum()
    every = [total_variation(one, other[list(order)]) for order in permutations(range(4))]
    assert shuffled_variation(one, other) == pytest.approx(np.mean(every))


def test_chance_of_many_entries_is_near_the_exact_one():
    p, q = RNG.random((1, 3000)) ** 3, RNG.random((1, 3000))
    shuffled = [jensen_shannon(p, RNG.permuted(q, axis=1))[0] for _ in range(40)]
    assert shuffled_divergence(p, q, np.ones((1, 3000), bool)) == pytest.approx(np.mean(shuffled), rel=0.01)


def test_chance_of_uniform_maps_is_no_divergence():
    there = np.ones((4, 6), bool)
    assert shuffled_divergence(there / 6, there / 6, there) == pytest.approx(0, abs=1e-12)
    assert shuffled_divergence(0 * there, there / 6, there) is None


SHARES = st.lists(st.floats(0.01, 1), min_size=6, max_size=6).map(lambda values: np.array(values) / sum(values))


@given(SHARES, SHARES)
def test_measures_are_symmetric_bounded_and_at_rest_for_equals(p, q):
    assert total_variation(p, q) == total_variation(q, p) == pytest.approx(cityblock(p, q) / 2)
    assert shuffled_variation(p, q) == pytest.approx(shuffled_variation(q, p))
    there = np.ones((1, 6), bool)
    assert shuffled_divergence(p[None], q[None], there) == pytest.approx(
        shuffled_divergence(q[None], p[None], there), abs=1e-12
    )
    assert total_variation(p, p) == 0
    assert 0 <= total_variation(p, q) <= 1
    assert 0 <= shuffled_divergence(p[None], q[None], there) <= 1
    for k in (1, 3, 6):
        assert top_overlap(p, q, k) == top_overlap(q, p, k)
        assert 0 <= top_overlap(p, q, k) <= top_overlap(p, p, k) == 1


def test_correlations_are_scipys():
    a, b = P[0], Q[0]
    assert correlations(a, b) == (spearmanr(a, b).statistic, pearsonr(a, b).statistic)
    assert correlations(a, a) == pytest.approx((1, 1))
    assert correlations(a, b) == pytest.approx(correlations(b, a))


@pytest.mark.parametrize("flat", [np.full(12, 0.2), np.full(12, 0.1) + np.arange(12) * 1e-9, np.zeros(12)])
def test_a_constant_has_no_correlation(flat):
    assert is_flat(flat)
    assert correlations(flat, P[0]) == correlations(P[0], flat) == (None, None)


def test_two_values_have_no_correlation():
    assert correlations(np.array([0.1, 0.9]), np.array([0.4, 0.2])) == (None, None)


def test_top_overlap():
    a = np.array([5, 4, 3, 2, 1.0])
    assert top_overlap(a, a, 3) == 1
    assert top_overlap(a, a[::-1], 2) == 0
    assert top_overlap(a, a[::-1], 3) == pytest.approx(1 / 3)
    assert top_overlap(a, a[::-1], 50) == 1


@pytest.mark.parametrize(
    ("a", "b", "tolerance", "expected"),
    [
        ((3, 10), (10, 3), 0, 1),
        ((3, 10), (4, 12), 1, 0.5),
        ((3, 10), (4, 12), 2, 1),
        ((5,), (4, 6), 1, 2 / 3),  # a keyframe has one partner
        ((2, 4), (3, 5), 1, 1),  # 3 goes to 2, so that 4 has 5
        ((1,), (40,), 3, 0),
    ],
)
def test_keyframe_overlap(a, b, tolerance, expected):
    assert keyframe_overlap(a, b, tolerance) == pytest.approx(expected)


@given(FRAMES, FRAMES, st.integers(0, 10))
def test_keyframe_overlap_is_symmetric_bounded_and_grows_with_the_tolerance(a, b, tolerance):
    overlap = keyframe_overlap(a, b, tolerance)
    assert overlap == keyframe_overlap(b, a, tolerance)
    assert 0 <= overlap <= keyframe_overlap(a, b, tolerance + 1) <= 1
    assert keyframe_overlap(a, a, tolerance) == 1


def test_random_keyframes():
    """One frame of ten hits another at random once in ten times; that all frames are keyframes is a sure hit."""
    assert random_keyframe_overlap(1, 1, 10, 0) == pytest.approx(0.1, abs=0.07)
    assert random_keyframe_overlap(4, 4, 4, 0) == 1
    assert random_keyframe_overlap(3, 5, 60, 2) == random_keyframe_overlap(5, 3, 60, 2)


@pytest.mark.parametrize(
    ("labels", "frame"),
    [([2, 2, 2], 0), ([-1, 1, 0, 2, 2], 3), ([1, 1, 1, 0], 3), ([-1, -1, -1], None), ([0, 1, 0, 0], 2)],
)
def test_settled(labels, frame):
    assert settled(np.array(labels)) == frame


@pytest.mark.parametrize("n", [1, 2, 7, 200])
def test_shuffled_variation_is_the_mean_over_all_pairs(n):
    rng = np.random.default_rng(n)
    p, q = rng.dirichlet(np.ones(n), 2)
    p[: n // 2] = q[: n // 2]
    expected = n * np.abs(p[:, None] - q).mean() / 2
    assert shuffled_variation(p.astype(np.float32), q.astype(np.float32)) == pytest.approx(expected, abs=1e-6)


def test_unrelated_maps_of_many_rows_and_entries_take_little_memory():
    rng = np.random.default_rng(0)
    p, q = rng.random((2, 60, 3_000))
    there = np.ones(p.shape, bool)
    tracemalloc.start()
    rough = shuffled_divergence(p, q, there)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * 2**20
    exact = np.mean([shuffled_divergence(p[i : i + 1], q[i : i + 1], there[:1]) for i in range(0, 60, 20)])
    assert rough == pytest.approx(exact, rel=0.02)
