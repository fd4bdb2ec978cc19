"""Smoothing is SciPy's Savitzky–Golay filter, stretch by stretch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import savgol_filter

from sta_lstm.skeletons.quality.smoothing import SMOOTH_ORDER, SMOOTH_WINDOW, smoothed


@given(seed=st.integers(0, 2**32 - 1), n_frames=st.integers(SMOOTH_WINDOW, 60))
def test_it_is_the_filter_of_scipy(seed, n_frames):
    positions = np.random.default_rng(seed).normal(size=(n_frames, 1, 4, 3)).astype(np.float32)
    asked = savgol_filter(positions.astype(np.float64), SMOOTH_WINDOW, SMOOTH_ORDER, axis=0, mode="interp")
    np.testing.assert_allclose(smoothed(positions, np.ones((n_frames, 1), bool)), asked, rtol=1e-6, atol=1e-6)


def test_each_stretch_is_smoothed_by_itself_and_a_short_one_stays():
    rng = np.random.default_rng(0)
    positions = rng.normal(size=(20, 1, 2, 3)).astype(np.float32)
    present = np.ones((20, 1), bool)
    present[[9, 14]] = False  # stretches of 9, 4 and 5 frames
    found = smoothed(positions, present)
    np.testing.assert_array_equal(found[9:15], positions[9:15])
    for run in (slice(0, 9), slice(15, 20)):
        alone = smoothed(positions[run], np.ones((run.stop - run.start, 1), bool))
        np.testing.assert_array_equal(found[run], alone)
        assert not np.array_equal(found[run], positions[run])


@pytest.mark.parametrize("n_frames", range(SMOOTH_WINDOW))
def test_a_clip_that_is_shorter_than_the_filter_stays(n_frames):
    positions = np.random.default_rng(0).normal(size=(n_frames, 1, 2, 3)).astype(np.float32)
    np.testing.assert_array_equal(smoothed(positions, np.ones((n_frames, 1), bool)), positions)
