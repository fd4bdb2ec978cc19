"""What a model says of a clip, in words that are no surer than the model is."""

from dataclasses import replace

import numpy as np
import pytest
from made import made_prediction

from sta_lstm.prediction.answer import answer_line, answer_name, answer_title, is_familiar, is_sure

NAMES = ("clap", "drink water", "iPhone", "nod")


def said(probabilities):
    """A prediction with these probabilities of the first of `NAMES`."""
    logits = np.log(np.maximum(probabilities, 1e-12))
    return made_prediction(class_names=NAMES[: len(probabilities)], logits=logits)


@pytest.mark.parametrize(
    ("probabilities", "sure", "title", "line"),
    [
        ([0.96, 0.003, 0.002, 0.035], True, "Clap", "96 % sure · next: nod 4 %"),
        ([0.9965, 0.003, 0.0003, 0.0002], True, "Clap", "over 99 % sure · next: drink water 0.3 %"),
        ([0.2, 0.1, 0.7, 0.0], True, "IPhone", "70 % sure · next: clap 20 %"),
        ([0.40, 0.32, 0.18, 0.10], False, "Unsure: clap 40 %, drink water 32 %", "next: iPhone 18 %"),
        ([0.49, 0.0, 0.26, 0.25], False, "Unsure: clap 49 %, iPhone 26 %", "next: nod 25 %"),
        ([0.55, 0.40, 0.05, 0.0], False, "Unsure: clap 55 %, drink water 40 %", "next: iPhone 5 %"),
        ([0.55, 0.45], False, "Unsure: clap 55 %, drink water 45 %", ""),
        ([1.0], True, "Clap", "100 % sure"),
    ],
)
def test_the_title_follows_the_probability(probabilities, sure, title, line):
    prediction = said(probabilities)
    assert is_sure(prediction) is sure
    assert answer_title(prediction) == title
    assert answer_line(prediction) == line


@pytest.mark.parametrize("unlike", [("never met a real person",), ("this clip is longer", "converted from sbu-15")])
@pytest.mark.parametrize("probabilities", [[0.999, 0.001], [0.96, 0.04], [0.55, 0.45], [1.0]])
def test_no_title_is_a_verdict_on_a_kind_of_clip_that_was_never_seen(probabilities, unlike):
    alike = said(probabilities)
    new = replace(alike, provenance=replace(alike.provenance, unlike=unlike))
    assert (is_familiar(alike), is_familiar(new)) == (True, False)
    assert "never saw" not in answer_title(alike)
    assert (answer_name(alike), answer_name(new)) == ("clap", "clap?")
    assert answer_title(new).startswith("Clap? " if is_sure(new) else "Unsure: ")
    assert answer_title(new).endswith("It never saw this kind of clip")
    assert answer_line(new) == answer_line(alike).replace(" sure", " by its own reckoning")
    assert "sure" not in answer_line(new)
