"""Folds inside folds: nobody's settings are chosen by the clips that test them."""

import pytest

from sta_lstm.datasets import Fold
from sta_lstm.errors import SettingsError
from sta_lstm.training.folds.inner import accuracy_inside, pairs_left_out


def thirds():
    tests = [range(4), range(4, 7), range(7, 10)]
    return tuple(Fold(str(i), tuple(j for j in range(10) if j not in t), tuple(t)) for i, t in enumerate(tests))


def test_pairs_are_left_out_whole():
    folds = thirds()
    pairs = pairs_left_out(folds)
    assert [pair.name for pair in pairs] == ["0 + 1", "0 + 2", "1 + 2"]
    for pair in pairs:
        assert sorted(pair.train + pair.test) == list(range(10))
        for name in pair.name.split(" + "):
            fold = folds[int(name)]
            assert set(fold.test) <= set(pair.test)
            assert set(pair.train) <= set(fold.train)


@pytest.mark.parametrize(
    "folds", [thirds()[:2], (*thirds()[:2], Fold("again", (0,), (4,)))], ids=["two folds", "a clip tested twice"]
)
def test_pairs_of_other_folds_are_refused(folds):
    with pytest.raises(SettingsError, match="three or more that test different clips"):
        pairs_left_out(folds)


def test_what_chooses_for_a_fold_is_never_its_own_clips():
    sources = [f"clip {i}" for i in range(10)]

    def runs(wrong):
        return [{"fold": pair.name, "wrong": dict.fromkeys(wrong(pair), "x")} for pair in pairs_left_out(thirds())]

    clean = accuracy_inside(runs(lambda pair: []), thirds(), sources)
    assert clean == {"0": 1.0, "1": 1.0, "2": 1.0}
    # All of fold 0's clips wrong: fold 0 itself does not hear of it; one of the two pairs of each other fold does.
    zero = accuracy_inside(runs(lambda pair: sources[:4] if "0" in pair.name else []), thirds(), sources)
    assert zero == {"0": 1.0, "1": 0.5, "2": 0.5}
    one_clip = accuracy_inside(runs(lambda pair: ["clip 4"] if pair.name == "0 + 1" else []), thirds(), sources)
    assert one_clip == pytest.approx({"0": 1 - 1 / 6, "1": 1.0, "2": 1.0})
