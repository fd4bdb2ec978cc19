"""What a checkpoint says of the clips that it learned from, and how a clip is of another kind than those."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import small_clip

from sta_lstm.model.learned import PLANTED, USUAL_SECONDS, ClipSeconds, Kind, kind_of, trained_seconds, unlike
from sta_lstm.skeletons import converted, doubled, layout_named
from sta_lstm.skeletons.made_up import said_to_be_made_up


@pytest.mark.parametrize(
    "told",
    [
        *(None, {}, 3.0, [1, 2, 3], {"shortest": 1}, {"median": "2"}),
        {"shortest": 1, "median": float("nan"), "longest": 3},
        {"shortest": 3, "median": 2, "longest": 1},
        {"shortest": 0, "median": 0, "longest": 0},
        {"shortest": 1, "median": 2, "longest": 1e9},
        {"shortest": 1, "longest": 3},
    ],
)
def test_a_checkpoint_that_does_not_say_how_long_its_clips_were(told):
    seconds = trained_seconds({"clip_seconds": told})
    assert (seconds.median, seconds.is_told, seconds.in_words) == (USUAL_SECONDS, False, "about 3 s")
    assert all(seconds.unlike(any_length) == "" for any_length in (0.1, 3.0, 1000.0))


def test_a_clip_is_long_beside_those_that_a_model_knows():
    seconds = trained_seconds({"clip_seconds": {"shortest": 1, "median": 2, "longest": 8.04}})
    assert seconds == ClipSeconds(1.0, 2.0, 8.04)
    assert seconds.in_words == "1 to 8 s"
    assert [seconds.is_long(small_clip(n, fps=10.0)) for n in (60, 80, 81)] == [False, False, True]
    assert ClipSeconds(1, 2, 3).is_long(small_clip(61, fps=10.0))


ACCOUNTS = {
    Kind.PLANTED: {"dataset": PLANTED},
    Kind.RECORDED: {"dataset": "sbu", "source": "Yun et al."},
    Kind.UNKNOWN: {"dataset": "mine"},
}
SECONDS = {"shortest": 1.0, "median": 2.0, "longest": 4.0}


@given(
    kind=st.sampled_from(Kind),
    told=st.booleans(),
    planted=st.booleans(),
    seconds=st.sampled_from([0.5, 0.9, 2.0, 4.9, 5.1, 30.0]),
    is_converted=st.booleans(),
    is_doubled=st.booleans(),
)
def test_a_clip_is_alike_where_nothing_sets_it_apart_and_what_does_is_said_once(
    kind, told, planted, seconds, is_converted, is_doubled
):
    training = ACCOUNTS[kind] | ({"clip_seconds": SECONDS} if told else {})
    assert kind_of(training) is kind
    clip = small_clip(round(10 * seconds), fps=10.0)
    clip = said_to_be_made_up(clip) if planted else clip
    clip = converted(clip, layout_named("sbu-15")) if is_converted else clip
    clip = doubled(clip) if is_doubled else clip
    apart = (
        kind is (Kind.RECORDED if planted else Kind.PLANTED),
        told and not 0.8 <= seconds <= 5.0,
        is_converted,
        is_doubled,
    )
    found = unlike(training, clip)
    assert len(found) == len(set(found)) == sum(apart)
    assert all(found)


def test_joints_that_no_sensor_saw_are_no_other_kind():
    clip = small_clip()
    assert unlike({}, replace(clip, inferred=clip.layout.joints[:2])) == ()
