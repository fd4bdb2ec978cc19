"""Names of actions are compared as people do: marks, capitals and list numbers do not tell them apart."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import made_prediction, small_clip

from sta_lstm.prediction.labels import Agreement, check_label, class_of, label_check, near_class, words_of

CLASSES = ("sit down", "stand up", "pick up", "shake hands", "wave right hand", "wave left hand", "clap", "drink")


@pytest.mark.parametrize(
    ("label", "class_name"),
    [
        ("sitDown", "sit down"),
        ("SitDown", "sit down"),
        ("sit_down", "sit down"),
        ("Sit-down", "sit down"),
        ("SIT DOWN", "sit down"),
        (" sit  down. ", "sit down"),
        ("A008 sit down", "sit down"),
        ("08_sit_down", "sit down"),
        ("pickUp", "pick up"),
        ("waveRightHand", "wave right hand"),
        ("clap", "clap"),
        ("down sit", None),
        ("shaking hands", None),
        ("wave hand", None),
        ("", None),
        ("A058", None),
    ],
)
def test_one_name_in_many_spellings(label, class_name):
    assert class_of(label, CLASSES) == class_name


@pytest.mark.parametrize(
    ("label", "class_name"),
    [
        ("shaking hands", "shake hands"),
        ("handShake", "shake hands"),
        ("hand shaking", "shake hands"),
        ("clapping", "clap"),
        ("drinking", "drink"),
        ("standing up", "stand up"),
        ("waves with the left hand", "wave left hand"),
        ("drink water", None),
        ("kicking", None),
        ("", None),
    ],
)
def test_what_is_near_and_not_the_same(label, class_name):
    assert class_of(label, CLASSES) is None
    assert near_class(label, CLASSES) == class_name


def test_what_could_be_two_classes_is_neither():
    assert class_of("SIT DOWN", ("sitDown", "sit_down")) is None
    assert class_of("sitDown", ("sitDown", "sit_down")) == "sitDown"
    assert near_class("waving", ("wave", "waves")) is None


@pytest.mark.parametrize(
    ("label", "answer", "agreement", "class_name"),
    [
        ("sitDown", "sit down", Agreement.RIGHT, "sit down"),
        ("sitDown", "clap", Agreement.WRONG, "sit down"),
        ("clapping", "clap", Agreement.NEAR_RIGHT, "clap"),
        ("clapping", "drink", Agreement.NEAR_WRONG, "clap"),
        ("kick", "drink", Agreement.UNKNOWN, None),
    ],
)
def test_an_answer_beside_a_label(label, answer, agreement, class_name):
    found = check_label(label, answer, CLASSES)
    assert (found.agreement, found.class_name, found.label) == (agreement, class_name, label)


@pytest.mark.parametrize(
    ("label", "answer", "words"),
    [
        ("sitDown", "sit down", "correct"),
        ("sitDown", "clap", "wrong: labelled “sitDown”"),
        ("shaking hands", "shake hands", "labelled “shaking hands”, which is near to this class"),
        ("shaking hands", "clap", "labelled “shaking hands”, which is near to “shake hands”, not to this class"),
        ("kick", "drink", "labelled “kick”, which is none of this model’s classes"),
    ],
)
def test_an_answer_beside_a_label_in_words(label, answer, words):
    assert check_label(label, answer, CLASSES).words == words


def test_a_clip_without_a_label_leaves_nothing_to_check():
    prediction = made_prediction(small_clip())
    assert label_check(replace(prediction, clip=replace(prediction.clip, label=None))) is None
    labelled = replace(prediction, clip=replace(prediction.clip, label=prediction.label.upper()))
    assert label_check(labelled).agreement is Agreement.RIGHT


@given(st.lists(st.text("abcdefgh", min_size=2, max_size=8), min_size=1, max_size=4))
def test_every_way_to_write_words_is_one_name(words):
    camel = words[0] + "".join(word.capitalize() for word in words[1:])
    for written in (camel, "_".join(words), "-".join(words).upper(), f"A12 {' '.join(words)}", "  ".join(words)):
        assert words_of(written) == tuple(words)
        assert class_of(written, (" ".join(words), "another name")) == " ".join(words)


@given(st.text(max_size=20), st.lists(st.text(max_size=20), unique=True, max_size=5))
def test_whatever_it_is_called_it_is_a_class_or_none(label, names):
    assert class_of(label, names) in (*names, None)
    assert near_class(label, names) in (*names, None)
    if label in names:
        assert class_of(label, names) == label
