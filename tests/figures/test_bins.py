"""Long clips in few columns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sta_lstm.figures.bins import Bins


@given(st.integers(1, 500), st.integers(1, 60))
def test_columns_hold_every_frame_once(n_frames, most):
    bins = Bins.at_most(n_frames, most)
    assert 1 <= len(bins.starts) <= most
    assert bins.counts.sum() == n_frames
    assert bins.counts.min() >= 1
    values = np.random.default_rng(0).normal(size=(n_frames, 2))
    np.testing.assert_allclose(bins.sums(values).sum(0), values.sum(0), atol=1e-9)
    np.testing.assert_allclose(bins.means(values) * bins.counts[:, None], bins.sums(values), atol=1e-9)


def test_a_clip_that_fits_is_left_alone():
    values = np.array([[1.0], [np.nan], [3.0]])
    bins = Bins.at_most(3, 3)
    assert bins.words == ""
    np.testing.assert_array_equal(bins.centres, [0, 1, 2])
    np.testing.assert_array_equal(bins.means(values), values)


@pytest.mark.parametrize(("n_frames", "centres"), [(4, [0.5, 2.5]), (3, [0.5, 2.0])])
def test_columns_stand_in_the_middle_of_their_frames(n_frames, centres):
    np.testing.assert_array_equal(Bins.at_most(n_frames, 2).centres, centres)


def test_a_mean_leaves_out_what_is_missing():
    values = np.array([1.0, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(Bins.at_most(4, 2).means(values), [1.0, np.nan])
