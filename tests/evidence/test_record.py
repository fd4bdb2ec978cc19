"""How far to trust an answer: what a checkpoint carries, and how unlike the clip is to what it learned from."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import small_clip, tiny_checkpoint

from sta_lstm.evidence.record import TrackRecord, about_checkpoint, about_clip, standing
from sta_lstm.formats import load_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.model.fitting import fitted
from sta_lstm.model.headers import header_of
from sta_lstm.model.learned import Kind
from sta_lstm.samples import resolve_checkpoint, resolve_clip, sample_checkpoints, sample_clips
from sta_lstm.skeletons import converted, doubled, layout_named

UNMET = "never met a real person"
MADE_UP = "this clip is made up, and the model learned from real people"
#: What each sample checkpoint carries, and what the list says of it.
FACTS = {
    "demo-lstm": ("right on 98.4 % of 1,000 unseen planted clips", UNMET),
    "demo-sa": (
        "right on 99.4 % of 1,000 unseen planted clips",
        UNMET,
        "α believable in 45 of the 59 that can be checked",
    ),
    "demo-grid": (
        "right on 99.7 % of 1,000 unseen planted clips",
        UNMET,
        "α believable in 67 of the 94 that can be checked",
    ),
    "demo-stgcn": ("right on 99.3 % of 1,000 unseen planted clips", UNMET),
    "demo-ta": ("right on 97.5 % of 1,000 unseen planted clips", UNMET),
    **dict.fromkeys(
        ("demo-sta", "demo-sta-committee"),
        (
            "right on 98.9 % of 1,000 unseen planted clips (5 trainings: 99.2 ± 0.4 %)",
            UNMET,
            "α believable in 57 of the 65 that can be checked",
        ),
    ),
    "sbu-lstm": ("right on 91 % of 55 unseen clips of real people (sbu)",),
    "sbu-sa": (
        "right on 89 % of 55 unseen clips of real people (sbu)",
        "α believable in 20 of the 32 that can be checked",
    ),
    "sbu-ta": ("right on 87 % of 55 unseen clips of real people (sbu)",),
    "sbu-grid": (
        "right on 93 % of 55 unseen clips of real people (sbu)",
        "α believable in 8 of the 20 that can be checked",
    ),
    "sbu-stgcn": ("right on 84 % of 55 unseen clips of real people (sbu)",),
    **dict.fromkeys(
        ("sbu-sta", "sbu-sta-committee"),
        (
            "right on 89 % of 55 unseen clips of real people "
            "(sbu; mean of all 5 folds, 5 trainings each: 93.9 ± 0.4 %)",
            "α believable in 23 of the 40 that can be checked",
        ),
    ),
    "utkinect-sta": (
        "right on 95 % of 20 unseen clips of real people (utkinect)",
        "α believable in 7 of the 9 that can be checked",
    ),
}
ABOUT = {
    "demo-sta": "1–2 persons, 25 joints · planted motions · 98.9 %",
    "demo-grid": "1–2 persons, any joints · planted motions · 99.7 %",
    "sbu-sta": "2 persons, 15 joints · real people (sbu) · 89 %",
    "utkinect-sta": "1 person, 20 joints · real people (utkinect) · 95 %",
}


def record_of(name):
    path = resolve_checkpoint(name)
    header = header_of(path)
    return TrackRecord.of_header(header.training, header.accuracy)


def known(**training):
    """A checkpoint of which nothing is known but how often it is right, and these entries."""
    return tiny_checkpoint(training=training, accuracy={"accuracy": 0.9})


def cautions_of(clip_name, checkpoint_name):
    """How a sample clip is unlike what a sample checkpoint learned from, brought to its joints where it has others."""
    checkpoint = load_checkpoint(resolve_checkpoint(checkpoint_name), device="cpu")
    clip = fitted(load_clip(resolve_clip(clip_name)), checkpoint.reads, convert=True, double=True)
    return standing(checkpoint, clip).cautions


@pytest.mark.parametrize("path", sample_checkpoints(), ids=lambda path: path.stem)
def test_what_a_sample_checkpoint_carries(path):
    record = record_of(path.stem)
    assert record.facts == FACTS[path.stem]
    assert record.kind is (Kind.PLANTED if path.stem.startswith("demo") else Kind.RECORDED)


@pytest.mark.parametrize(("name", "about"), ABOUT.items())
def test_a_checkpoint_in_a_list(name, about):
    assert about_checkpoint(header_of(resolve_checkpoint(name))) == about


@pytest.mark.parametrize("path", sample_clips(), ids=lambda path: path.stem)
def test_a_sample_under_a_model_of_planted_motions(path):
    clip, real = load_clip(path), path.stem.startswith("real-")
    if clip.layout.name == "ntu-25":
        long = ("this clip is 5× longer than any it learned from (20 s, at most 4 s)",)
        told = (UNMET, "6 of 25 joints inferred") if real else long if path.stem.startswith("long-") else ()
        assert cautions_of(path.stem, "demo-sta") == told
    assert about_clip(clip).split(" · ")[1] == ("real person" if real else "planted")


@pytest.mark.parametrize(
    ("clip", "checkpoint", "cautions"),
    [
        ("sbu-15-push", "sbu-sta", (MADE_UP, "converted from ntu-25, 1 of 15 joints inferred")),
        ("kinect-20-throw", "utkinect-sta", (MADE_UP, "converted from ntu-25, 2 of 20 joints inferred")),
        ("kinect-20-throw", "demo-sta", ("converted from ntu-25, 11 of 25 joints inferred",)),
        (
            "real-run",
            "sbu-sta",
            ("converted from ntu-25, 3 of 15 joints inferred", "its second person is a copy of the first"),
        ),
    ],
)
def test_a_sample_under_a_model_of_another_kind(clip, checkpoint, cautions):
    found = cautions_of(clip, checkpoint)
    assert [each.split(",")[0] for each in found] == [each.split(",")[0] for each in cautions]


@pytest.mark.parametrize(
    ("seconds", "caution"),
    [
        (0.2, "this clip is shorter than any it learned from (0.2 s, at least 1 s)"),
        (0.9, None),
        (2.0, None),
        (4.9, None),
        (6.0, "this clip is longer than any it learned from (6 s, at most 4 s)"),
        (40.0, "this clip is 10× longer than any it learned from (40 s, at most 4 s)"),
    ],
)
def test_a_clip_of_another_length(seconds, caution):
    checkpoint = known(clip_seconds={"shortest": 1.0, "median": 2.0, "longest": 4.0})
    clip = small_clip(n_frames=round(10 * seconds), fps=10.0)
    assert standing(checkpoint, clip).cautions == (() if caution is None else (caution,))
    assert standing(checkpoint, clip, is_in_windows=True).cautions == ()


def test_of_a_checkpoint_that_carries_nothing_nothing_is_known():
    found = standing(tiny_checkpoint(), small_clip())
    assert found.cautions == ("nothing is known of its accuracy, nor of what it learned from",)
    assert found.facts == ()
    mine = TrackRecord.of(tiny_checkpoint(training={"dataset": "mine"}))
    assert (mine.kind, mine.facts) == (Kind.UNKNOWN, ("nothing is known of its accuracy",))
    right = TrackRecord.of(tiny_checkpoint(training={"dataset": "mine"}, accuracy={"accuracy": 0.5}))
    assert right.facts == ("right on 50 % of unseen clips of mine",)


def test_nothing_is_said_twice():
    for name in FACTS:
        found = standing(load_checkpoint(resolve_checkpoint(name), device="cpu"), small_clip())
        assert not set(found.facts) & set(found.cautions)


def test_what_is_done_to_a_clip_is_told():
    clip = small_clip(layout=layout_named("ntu-25"), n_persons=1)
    record = known()
    assert standing(record, clip).cautions == ()
    assert standing(record, doubled(clip)).cautions == ("its second person is a copy of the first",)
    (said,) = standing(record, converted(clip, layout_named("sbu-15"))).cautions
    assert said == "converted from ntu-25, 1 of 15 joints inferred"
    few = replace(clip, inferred=clip.layout.joints[:2])
    assert standing(record, few).cautions == ("2 of 25 joints inferred",)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(("dataset", "source", "clip_seconds", "shortest", "longest"))
WORTH = st.sampled_from(
    ("accuracy", "this_checkpoint", "split", "seeds", "mean_over_seeds", "std_over_seeds", "attention")
)


TINY = tiny_checkpoint()


@given(st.dictionaries(NAMES, ANYTHING), st.dictionaries(WORTH, ANYTHING))
def test_whatever_a_header_holds_some_words_come_of_it(training, accuracy):
    record = TrackRecord.of_header(training, accuracy)
    found = standing(replace(TINY, training=training, accuracy=accuracy), small_clip())
    assert all(isinstance(each, str) and len(each) < 300 for each in (*found.facts, *found.cautions))
    assert record.accuracy is None or 0 <= record.accuracy <= 1
