"""Laws of the ways to divide clips."""

import re
from collections import Counter
from types import SimpleNamespace

import pytest

from sta_lstm.datasets.dataset import Fold
from sta_lstm.datasets.folds import (
    given_or_drawn,
    leave_one_subject_out,
    stratified,
    trained_and_tested,
    with_validation,
)
from sta_lstm.datasets.plan import LabelledSegment
from sta_lstm.errors import DatasetError


def segments(*counts, subjects=(None,), split=None):
    """So many clips of each class; the subjects take turns."""
    labels = [f"class {c}" for c, count in enumerate(counts) for _ in range(count)]
    return [LabelledSegment(f"{i}", label, subjects[i % len(subjects)], split) for i, label in enumerate(labels)]


@pytest.mark.parametrize("counts", [(5, 5), (42, 43, 40, 18), (1, 2, 3, 4), (1, 1, 1, 1, 1), (7,)])
def test_stratified_folds_share_every_class_evenly_and_test_each_clip_once(counts):
    clips = segments(*counts)
    folds = stratified(clips)
    assert [fold.name for fold in folds] == ["1", "2", "3", "4", "5"]
    assert sorted(i for fold in folds for i in fold.test) == list(range(len(clips)))
    for fold in folds:
        assert sorted((*fold.train, *fold.test)) == list(range(len(clips)))
    sizes = [len(fold.test) for fold in folds]
    assert max(sizes) - min(sizes) <= 1
    for c in range(len(counts)):
        tested = [sum(clips[i].label == f"class {c}" for i in fold.test) for fold in folds]
        assert max(tested) - min(tested) <= 1


def test_stratified_folds_follow_from_the_sources_alone():
    clips = segments(20, 20)
    tested = {clips[i].source: fold.name for fold in stratified(clips) for i in fold.test}
    backwards = clips[::-1]
    assert {backwards[i].source: fold.name for fold in stratified(backwards) for i in fold.test} == tested
    # Pinned, since published numbers depend on it. It does not follow the order of the names.
    assert [tested[str(i)] for i in range(10)] == ["3", "2", "1", "1", "4", "2", "5", "4", "1", "2"]


def test_each_subject_is_left_out_once():
    clips = segments(6, 6, subjects=("s02", "s01", "s03"))
    folds = leave_one_subject_out(clips)
    assert [fold.name for fold in folds] == ["s01", "s02", "s03"]
    for fold in folds:
        assert {clips[i].subject for i in fold.test} == {fold.name}
        assert fold.name not in {clips[i].subject for i in fold.train}
        assert len(fold.train) + len(fold.test) == 12


def test_folds_that_cannot_be_used_are_left_out_with_a_word():
    divided = trained_and_tested({"a": [Fold("1", (0,), (1,)), Fold("2", (0, 1), ())], "b": [Fold("b", (), (0, 1))]})
    assert divided.protocols == {"a": (Fold("1", (0,), (1,)),)}
    assert divided.notes == (
        "a, fold '2': there is no clip to test on; the fold is left out.",
        "b, fold 'b': there is no clip to train on; the fold is left out.",
    )


@pytest.mark.parametrize(
    ("clips", "protocols", "says"),
    [
        (segments(3, 3), {"stratified-five-folds": 5}, "drawn with seed 0"),
        (segments(3, 3, subjects=("a", "b")), {"leave-one-subject-out": 2, "stratified-five-folds": 5}, "seed 0"),
        (segments(3, 3, subjects=("a", None)), {"stratified-five-folds": 5}, "3 of 6 clips name no subject"),
        (segments(6, subjects=("a",)), {"stratified-five-folds": 5}, "fold 'a': there is no clip to train on"),
        (segments(2, 2), {}, "need 5 clips or more; there are 4"),
    ],
)
def test_what_is_known_decides_the_protocols(clips, protocols, says):
    divided = given_or_drawn(clips)
    assert {name: len(folds) for name, folds in divided.protocols.items()} == protocols
    assert says in " ".join(divided.notes)


def test_a_given_split_is_the_only_protocol():
    clips = [LabelledSegment(f"{i}", "x", "a", split) for i, split in enumerate(("test", "train", "val", "train"))]
    assert given_or_drawn(clips).protocols == {"split": (Fold("split", train=(1, 3), test=(0,), val=(2,)),)}
    only_test = [LabelledSegment("0", "x", split="test")]
    assert given_or_drawn(only_test).protocols == {"split": (Fold("split", train=(), test=(0,)),)}
    assert Counter(len(fold.test) for fold in given_or_drawn(only_test).protocols["split"]) == {1: 1}


def labelled(*counts, subjects):
    """Clips of a data set, as `segments` has them; nothing is read of them but what they are called."""
    return [
        SimpleNamespace(**{name: getattr(each, name) for name in ("label", "subject", "source")})
        for each in segments(*counts, subjects=subjects)
    ]


@pytest.mark.parametrize("share", [0.1, 0.2, 0.5, 0.75])
@pytest.mark.parametrize("n_persons", [2, 3, 10])
def test_whole_persons_are_set_aside_where_they_are_known(share, n_persons):
    clips = labelled(20, 20, subjects=[f"s{n}" for n in range(n_persons)])
    (first, *_) = leave_one_subject_out(segments(20, 20, subjects=[f"s{n}" for n in range(n_persons + 1)]))
    fold = Fold("x", first.train, first.test)
    people = {clips[i].subject for i in fold.train}
    watched = with_validation(clips, fold, share)
    assert (watched.name, watched.test) == ("x", fold.test)
    assert sorted((*watched.train, *watched.val)) == sorted(fold.train)
    assert not {clips[i].subject for i in watched.train} & {clips[i].subject for i in watched.val}
    biggest = max(sum(clips[i].subject == who for i in fold.train) for who in people)
    assert len(watched.val) < share * len(fold.train) + biggest
    assert len(watched.val) >= share * len(fold.train) or len({clips[i].subject for i in watched.train}) == 1
    assert with_validation(clips, fold, share) == watched


def test_where_no_person_is_known_every_class_gives_its_share():
    clips = labelled(20, 40, subjects=(None,))
    watched = with_validation(clips, Fold("x", tuple(range(60)), ()), 0.25)
    assert Counter(clips[i].label for i in watched.val) == {"class 0": 5, "class 1": 10}


@pytest.mark.parametrize(
    ("fold", "share", "says"),
    [
        (Fold("x", (0, 1), (), (2,)), 0.5, "sets 1 clips aside for validation already"),
        (Fold("x", (0, 1), ()), 1.0, "expected one between 0 and 1"),
        (Fold("x", (0, 1), ()), 0.01, "leaves none to validate by. Take more."),
        (Fold("x", (0, 1), ()), 0.99, "leaves none to train on. Take less."),
    ],
)
def test_no_fold_is_left_without_clips(fold, share, says):
    with pytest.raises(DatasetError, match=re.escape(says)):
        with_validation(labelled(2, 2, subjects=(None,)), fold, share)
