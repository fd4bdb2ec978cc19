"""Numbers and persons in words."""

import pytest

from sta_lstm.words import counted, listed, person_letter


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
