"""Numbers, persons and strangers' text in words."""

import pytest

from sta_lstm.words import counted, label_line, listed, person_letter


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
        ("bell\x07 and \x1b[31mred\u2028", "bell and [31mred"),
        ("ab\u202ecd", "ab cd"),
        ("x" * 21, "x" * 19 + "…"),
        ("word " * 9, "word word word word…"),
        ("", ""),
    ],
)
def test_a_label_is_one_printable_line_of_bounded_length(text, label):
    assert label_line(text, 20) == label
    assert label_line(label, 20) == label
