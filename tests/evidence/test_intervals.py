"""Bootstrap intervals: they cover as often as they say, pair what is paired, and leave out what is not known."""

import numpy as np
import pytest

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.intervals import bootstrap


def test_an_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(0)
    values = rng.exponential(size=(60, 400))  # 400 experiments of 60 clips, skewed; the true mean is 1
    found = bootstrap(values, draws=500)
    covered = ((found.low <= 1) & (found.high >= 1)).mean()
    assert 0.88 < covered < 0.98


def test_differences_of_clips_are_surer_than_their_spread():
    rng = np.random.default_rng(1)
    easy = rng.normal(size=(40, 1))
    a, b = easy + 0.1 + rng.normal(scale=0.05, size=(40, 1)), easy
    paired = bootstrap(a - b)
    assert paired.low[0] > 0
    apart = bootstrap(np.hstack([a, b]))
    assert apart.low[0] < apart.high[1]


def test_it_is_the_same_for_a_seed_and_in_any_order_of_columns():
    values = np.random.default_rng(2).normal(size=(20, 3))
    a, b = bootstrap(values, seed=4), bootstrap(values[:, ::-1], seed=4)
    np.testing.assert_allclose(a.low, b.low[::-1])
    assert not np.allclose(a.low, bootstrap(values, seed=5).low)
    np.testing.assert_allclose(a.mean, values.mean(0))


def test_what_is_not_known_is_left_out():
    values = np.array([[1.0, np.nan, np.nan], [3.0, 5.0, np.nan], [5.0, 5.0, np.nan]])
    found = bootstrap(values)
    np.testing.assert_allclose(found.mean, [3, 5, np.nan])
    assert found.low[1] == found.high[1] == 5
    assert np.isnan([found.low[2], found.high[2]]).all()


def test_one_clip_has_no_spread():
    found = bootstrap(np.array([[2.0]]))
    assert (found.mean, found.low, found.high) == (2, 2, 2)


@pytest.mark.parametrize(("values", "draws"), [(np.zeros((0, 2)), 10), (np.zeros(3), 10), (np.zeros((2, 2)), 0)])
def test_nothing_to_draw_is_refused(values, draws):
    with pytest.raises(SettingsError, match="expected one draw or more"):
        bootstrap(values, draws=draws)
