"""What a model said of one person, told on the clip of all: nothing of it changes, and it meets its like."""

import numpy as np
import pytest

from sta_lstm import load_checkpoint, predict
from sta_lstm.comparison.models import compare
from sta_lstm.errors import MismatchError
from sta_lstm.formats import load_clip
from sta_lstm.prediction.persons import with_all_persons
from sta_lstm.samples import resolve_checkpoint, resolve_clip
from sta_lstm.skeletons import Clip, one_person


@pytest.fixture(scope="module")
def clip():
    """Two persons, of whom B comes late."""
    whole = load_clip(resolve_clip("shake-hands"))
    present = whole.present.copy()
    present[:7, 1] = False
    return Clip(whole.positions, whole.fps, whole.layout, whole.up_axis, present, whole.name)


@pytest.fixture(scope="module")
def alone(clip):
    """What the demo model says of B alone."""
    return predict(load_checkpoint(resolve_checkpoint("demo-sta")), one_person(clip, 1))


def test_nothing_is_said_that_was_not_said_of_the_person(clip, alone):
    told = with_all_persons(alone, clip, 1)
    assert told.clip is clip
    np.testing.assert_array_equal(told.relative_alpha[:, 1], alone.relative_alpha[:, 0])
    np.testing.assert_array_equal(told.beta, alone.beta)
    assert not told.alpha[:, 0].any()
    assert not told.read[:, 0].any()
    assert told.label == alone.label


def test_the_person_is_compared_with_themselves_and_with_nobody_else(clip, alone):
    both = predict(load_checkpoint(resolve_checkpoint("demo-sta")), clip)
    found = compare([both, with_all_persons(alone, clip, 1)], names=["both", "alone"])
    assert found.common.persons == (1,)
    assert "Person A, whom only these models read: both." in found.left_out
    same = compare([with_all_persons(alone, clip, 1), with_all_persons(alone, clip, 1)], names=["one", "again"])
    assert same.pairs[0].figures.alpha_divergence == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("person", [0, 2, -1])
def test_a_result_for_somebody_else_is_refused(clip, alone, person):
    with pytest.raises(MismatchError, match=f"not for the person in column {person} of 'shake-hands"):
        with_all_persons(alone, clip, person)


def test_a_result_for_both_is_refused(clip, alone):
    both = predict(load_checkpoint(resolve_checkpoint("demo-sta")), clip)
    with pytest.raises(MismatchError, match=r"\(2 × ntu-25"):
        with_all_persons(both, clip, 1)
