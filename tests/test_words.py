"""Numbers, persons and strangers' text in words."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sta_lstm.words import (
    REPLACEMENT,
    address_words,
    change_text,
    counted,
    few_of,
    in_two,
    label_line,
    listed,
    person_letter,
    points_of_probability,
    points_text,
    probability_text,
    showable,
    signed_text,
    spread_text,
    whole_text,
)


@pytest.mark.parametrize(
    ("number", "noun", "words"),
    [
        (0, "frame", "0 frames"),
        (1, "frame", "1 frame"),
        (12_345, "frame", "12,345 frames"),
        (1, "class", "1 class"),
        (2, "class", "2 classes"),
        (3, "stretch", "3 stretches"),
        (3, "epoch", "3 epochs"),
    ],
)
def test_counted(number, noun, words):
    assert counted(number, noun) == words


@pytest.mark.parametrize(
    ("p", "text"),
    [
        *((0.0, "0 %"), (1e-9, "under 0.1 %"), (0.0006, "0.1 %"), (0.003, "0.3 %"), (0.0094, "0.9 %"), (0.0099, "1 %")),
        *((0.924, "92 %"), (0.9949, "99 %"), (0.995, "over 99 %"), (1 - 1e-9, "over 99 %"), (1.0, "100 %")),
    ],
)
def test_a_probability_that_is_not_quite_0_or_1_is_not_called_so(p, text):
    assert probability_text(p) == text


@pytest.mark.parametrize(("person", "letter"), [(0, "A"), (7, "H"), (25, "Z"), (26, "26")])
def test_persons_have_letters_as_far_as_they_go(person, letter):
    assert person_letter(person) == letter


@pytest.mark.parametrize(
    ("names", "said"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_listed(names, said):
    assert listed(names) == said


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("wave", "wave"),
        ("  two\nlines\tand  gaps ", "two lines and gaps"),
        ("bell\x07 and \x1b[31mred\u2028", "bell� and �[31mred"),
        ("ab\u202ecd", "ab�cd"),
        ("x" * 21, "x" * 19 + "…"),
        ("word " * 9, "word word word word…"),
        ("", ""),
    ],
)
def test_a_label_is_one_printable_line_of_bounded_length(text, label):
    assert label_line(text, 20) == label
    assert label_line(label, 20) == label


@given(st.text(st.characters(exclude_categories=[])))
def test_whatever_a_text_holds_nothing_unseen_is_left(text):
    shown = showable(text)
    assert not {unicodedata.category(each) for each in shown} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert "\n" not in shown
    assert showable(shown) == shown
    shown.encode()
    whole_text(text).encode()


@given(st.text(st.characters(categories=["L", "N", "P"], max_codepoint=0x2FF)))
def test_what_can_be_seen_stays(text):
    assert showable(text.replace("\u00ad", "")) == text.replace("\u00ad", "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\ud83d\ude00", "��"),
        ("ck\udcfe", "ck�"),
        ("\u202a\u2066\u200e\u2069", "����"),
        ("a\u200bb\u3164", "a�b�"),
        ("\u0645\u06cc\u200c\u0634\u0648\u062f", "\u0645\u06cc\u0634\u0648\u062f"),
        ("a\x85b\xa0c", "a b c"),
    ],
)
def test_showable(text, shown):
    assert showable(text) == shown


def test_a_number_that_no_character_has_is_replaced():
    odd = str(np.array([ord("a"), 0x110000], dtype="<u4").view("<U2")[0])
    assert whole_text(odd) == showable(odd) == f"a{REPLACEMENT}"


def test_an_address_calls_each_file_by_a_name_of_its_own():
    given = ["caf\udce9", "caf%E9", "wave", "caf\udce9", "b\udcff/\udcfe", "\ud800"]
    words = address_words(given)
    assert words == ["caf%E9 (2)", "caf%E9", "wave", "caf%E9 (3)", "b%FF/%FE", "%uD800"]
    assert address_words(words) == words


@pytest.mark.parametrize(
    ("message", "first", "rest"),
    [
        ("It is so. Do this. And that.", "It is so.", "Do this. And that."),
        ("It is so.", "It is so.", ""),
        ("'a. B.csv' is so. Do this.", "'a. B.csv' is so.", "Do this."),
        (
            "OpenPose's 'it. Is' (see A. Or B.) and “no. No”. Do this.",
            "OpenPose's 'it. Is' (see A. Or B.) and “no. No”.",
            "Do this.",
        ),
        ("The value is 1.5 m, e.g. two. Do this.", "The value is 1.5 m, e.g. two.", "Do this."),
        ("", "", ""),
    ],
)
def test_what_is_wrong_and_what_to_do(message, first, rest):
    assert in_two(message) == (first, rest)


@given(st.floats(-1, 1))
def test_points_say_which_way_and_never_minus_nought(difference):
    text = points_text(difference)
    assert abs(float(text.replace("−", "-")) - 100 * difference) <= 0.5
    assert text.startswith("−") is (difference < 0 and text != "0")


@pytest.mark.parametrize(
    ("difference", "text"), [(0.139, "14"), (0.003, "0.3"), (-0.02, "−2"), (-0.0001, "0"), (0, "0")]
)
def test_points(difference, text):
    assert points_text(difference) == text


@pytest.mark.parametrize(
    ("items", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a, b"), (list("abc"), "a, b and 1 more")]
)
def test_a_long_list_is_cut_and_says_how_many_it_leaves_out(items, said):
    assert few_of(items, 2) == said


def test_a_list_may_be_parted_by_another_mark():
    assert few_of([str(i) for i in range(1500)], 2, "; ") == "0; 1 and 1,498 more"


@pytest.mark.parametrize(
    ("difference", "points", "change"),
    [
        (0.65, "65 points of probability", "65 points more sure"),
        (-0.65, "65 points of probability", "65 points less sure"),
        (-0.01, "1 point of probability", "1 point less sure"),
        (0.003, "0.3 points of probability", "0.3 points more sure"),
    ],
)
def test_points_say_of_what_and_a_change_which_way(difference, points, change):
    assert points_of_probability(difference) == points
    assert change_text(difference) == change


def test_a_spread_stays_with_its_mean_on_one_line_and_in_labels():
    text = spread_text(0.9392, 0.0043)
    assert text == "93.9\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}0.4\N{NO-BREAK SPACE}%"
    assert label_line(f"  of\N{NO-BREAK SPACE}{text}  ", 40) == f"of {text}"
    assert showable(text) == text


@pytest.mark.parametrize(
    ("value", "said"), [(12, "+12.0"), (-0.26, "−0.3"), (0, "0.0"), (-0.04, "0.0"), (0.04, "0.0"), (-65.04, "−65.0")]
)
def test_a_difference_has_its_sign_and_a_true_minus(value, said):
    assert signed_text(value) == said
