"""The paired bootstrap: what all clips agree on is sure, what is chance is not."""

import numpy as np
import pandas as pd
import pytest

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.paired import differences, paired_difference


def test_a_difference_that_every_clip_shows_has_no_width():
    theirs = np.random.default_rng(0).random(50)
    found = paired_difference(theirs + 0.1, theirs)
    assert (found.mean, found.low, found.high) == pytest.approx((0.1, 0.1, 0.1))
    assert found.excludes_nought
    assert found.clips == 50


def test_what_clips_do_not_agree_on_includes_nought():
    rng = np.random.default_rng(0)
    assert not paired_difference(rng.random(60), rng.random(60)).excludes_nought


def test_the_interval_is_the_standard_errors():
    apart = np.random.default_rng(1).normal(size=400)
    found = paired_difference(apart, np.zeros(400))
    error = apart.std() / 20
    assert found.low == pytest.approx(apart.mean() - 1.96 * error, abs=0.2 * error)
    assert found.high == pytest.approx(apart.mean() + 1.96 * error, abs=0.2 * error)


def test_the_same_seed_gives_the_same_interval_and_the_reverse_its_mirror_image():
    rng = np.random.default_rng(2)
    ours, theirs = rng.random(30), rng.random(30)
    assert paired_difference(ours, theirs) == paired_difference(ours, theirs)
    forth, back = paired_difference(ours, theirs), paired_difference(theirs, ours)
    assert (back.low, back.high) == pytest.approx((-forth.high, -forth.low), abs=1e-3)


def test_clips_without_an_answer_are_left_out_of_both():
    found = paired_difference(np.array([1.0, np.nan, 2.0]), np.array([0.0, 5.0, np.nan]))
    assert (found.mean, found.clips) == (1.0, 1)


def test_seeds_of_one_recipe_are_averaged_clip_by_clip():
    rows = [
        {"clip": clip, "action": "bow", "question": "top", "ranking": name, "value": value}
        for clip in range(4)
        for name, value in (("attention", 0.4), ("attention", 0.8), ("random", 0.1))
    ]
    found = differences(pd.DataFrame(rows), "attention", "random")
    assert found["top"].mean == pytest.approx(0.5)
    assert found["top"].clips == 4


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: paired_difference(np.zeros(3), np.zeros(2)), "cannot be paired"),
        (lambda: paired_difference(np.array([np.nan]), np.array([1.0])), "no clip has both"),
        (
            lambda: differences(
                pd.DataFrame({"clip": [0], "question": ["top"], "ranking": ["random"], "value": [1.0]}),
                "best",
                "random",
            ),
            "no ranking 'best'; there are: random",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused(call, message):
    with pytest.raises(SettingsError, match=message):
        call()
