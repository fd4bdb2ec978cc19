"""Verdicts on many clips, counted: which clips, what they add up to, and what of a stranger's header is believed."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import small_clip, tiny_checkpoint

from sta_lstm.evidence.trust import OUTCOMES, TrustCounts, spread_over_classes, trust_in
from sta_lstm.prediction.verdict import Trust

COUNTS = TrustCounts(7, 90, {Trust.BELIEVE: 3, Trust.PARTLY: 0, Trust.DOUBT: 2, Trust.EVEN: 1, Trust.SPREAD: 1})


@given(st.lists(st.sampled_from("abcd"), max_size=40), st.integers(0, 50))
def test_clips_are_spread_over_the_classes_as_evenly_as_they_allow(labels, most):
    taken = spread_over_classes(labels, most)
    assert len(taken) == len(set(taken)) == min(most, len(labels))
    counts, there = Counter(labels[number] for number in taken), Counter(labels)
    most_of_one = max(counts.values(), default=0)
    assert all(counts[label] >= min(there[label], most_of_one - 1) for label in there)


def test_counts_add_up_to_what_was_judged():
    clips = [small_clip(n_frames=n) for n in (5, 6, 7)]
    found = trust_in(tiny_checkpoint(), ["wave", "wave", "bow"], clips.__getitem__, most=2)
    assert (found.n_judged, found.n_clips) == (2, 3)
    assert sum(found.counts[each] for each in OUTCOMES) == 2
    assert TrustCounts.from_json(found.to_json()).to_json() == found.to_json()


def test_a_model_without_spatial_attention_has_nothing_to_count():
    assert trust_in(tiny_checkpoint("ta"), ["wave"], lambda number: small_clip()) is None
    assert trust_in(tiny_checkpoint(), [], lambda number: small_clip()) is None


@pytest.mark.parametrize(
    "change",
    [{"judged": 8}, {"of": 6}, {"believe": -1, "doubt": 6}, {"believe": "3"}, {"believe": True}, {"even": 1.0}],
)
def test_counts_that_contradict_themselves_are_none(change):
    assert TrustCounts.from_json(COUNTS.to_json()) == COUNTS
    assert TrustCounts.from_json(COUNTS.to_json() | change) is None


@pytest.mark.parametrize("value", [None, "<b>", [], {}, 3, {"judged": 0, "of": 0}])
def test_of_a_header_without_counts_there_are_none(value):
    assert TrustCounts.from_json(value) is None


def test_in_a_few_words():
    assert COUNTS.short == "α believable in 3 of the 6 that can be checked"
