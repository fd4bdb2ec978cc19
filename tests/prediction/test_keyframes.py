"""The rule for keyframes, as a table and as laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.signal import find_peaks

from sta_lstm.errors import SettingsError
from sta_lstm.prediction.keyframes import _peaks, keyframes


@pytest.mark.parametrize(
    ("beta", "expected"),
    [
        ([0, 0, 1, 0, 0, 0, 0, 3, 0, 0], (7, 2)),  # the highest first
        ([0, 1, 1, 1, 0, 0, 0, 0], (2,)),  # a plateau counts once, in its middle
        ([2, 1, 0, 0, 0, 0, 1], (0, 6)),  # the ends can be peaks
        ([0, 1, 0.9, 1.1, 0, 0, 0], (3,)),  # of two close together the higher stays
        ([0, 1, 0, 0, 0, 1, 0], (1, 5)),  # equal ones: the earlier first
        ([0, 10, 0, 0, 0, 0.3, 0, 0], (1,)),  # too small to stand out
        ([1, 1, 1, 1], ()),  # uniform attention points at no frame
        ([0, 0, 0], ()),
        ([0.5], ()),
        ([], ()),
    ],
)
def test_table(beta, expected):
    assert keyframes(np.array(beta, dtype=np.float32)) == expected


betas = arrays(np.float32, st.integers(1, 80), elements=st.floats(0, 100, width=32))


@given(beta=betas, most=st.integers(0, 6), apart=st.integers(1, 10))
def test_laws(beta, most, apart):
    frames = keyframes(beta, most=most, apart=apart)
    assert len(frames) <= most
    assert all(0 <= frame < len(beta) for frame in frames)
    heights = [beta[frame] for frame in frames]
    assert heights == sorted(heights, reverse=True)
    assert all(abs(a - b) >= apart for i, a in enumerate(frames) for b in frames[:i])
    for frame in frames:
        neighbours = beta[max(frame - 1, 0) : frame + 2]
        assert beta[frame] == neighbours.max()
    if most and np.ptp(beta) > 1e-3 * beta.max():
        assert beta[frames[0]] == beta.max()


@given(beta=betas)
def test_scale_does_not_matter(beta):
    assert keyframes(beta) == keyframes(beta * np.float32(4.0))


@given(
    values=arrays(np.float64, st.integers(1, 60), elements=st.integers(0, 6).map(float)),
    prominence=st.sampled_from([0.5, 1.0, 2.0, 5.0]),
)
def test_peaks_are_those_of_scipy(values, prominence):
    padded = np.concatenate([[-1.0], values, [-1.0]])
    asked, _ = find_peaks(padded, prominence=prominence)
    assert _peaks(padded, prominence).tolist() == asked.tolist()


def test_rounding_noise_of_a_uniform_beta_is_no_peak():
    beta = np.full(50, 1 / 50, dtype=np.float32)
    beta[::7] = np.nextafter(beta[0], np.float32(1))
    assert keyframes(beta) == ()


@pytest.mark.parametrize("wrong", [{"most": -1}, {"apart": 0}, {"prominence": 1.5}])
def test_bad_settings(wrong):
    with pytest.raises(SettingsError, match="expected most ≥ 0"):
        keyframes(np.ones(3, dtype=np.float32), **wrong)
