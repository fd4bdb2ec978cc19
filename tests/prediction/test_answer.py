"""What a model says of a clip, in words that are no surer than the model is."""

import numpy as np
import pytest
from made import made_prediction

from sta_lstm.prediction.answer import answer_line, answer_title, is_sure

NAMES = ("clap", "drink water", "iPhone", "nod")


def said(probabilities):
    """A prediction with these probabilities of the first of `NAMES`."""
    logits = np.log(np.maximum(probabilities, 1e-12))
    return made_prediction(class_names=NAMES[: len(probabilities)], logits=logits)


@pytest.mark.parametrize(
    ("probabilities", "sure", "title", "line"),
    [
        ([0.96, 0.003, 0.002, 0.035], True, "Clap", "96 % sure · next: nod 4 %"),
        ([0.9965, 0.003, 0.0003, 0.0002], True, "Clap", "over 99 % sure · next: drink water 0.3 %"),
        ([0.2, 0.1, 0.7, 0.0], True, "IPhone", "70 % sure · next: clap 20 %"),
        ([0.40, 0.32, 0.18, 0.10], False, "Unsure: clap 40 %, drink water 32 %", "next: iPhone 18 %"),
        ([0.49, 0.0, 0.26, 0.25], False, "Unsure: clap 49 %, iPhone 26 %", "next: nod 25 %"),
        ([0.55, 0.40, 0.05, 0.0], False, "Unsure: clap 55 %, drink water 40 %", "next: iPhone 5 %"),
        ([0.55, 0.45], False, "Unsure: clap 55 %, drink water 45 %", ""),
        ([1.0], True, "Clap", "100 % sure"),
    ],
)
def test_the_title_follows_the_probability(probabilities, sure, title, line):
    prediction = said(probabilities)
    assert is_sure(prediction) is sure
    assert answer_title(prediction) == title
    assert answer_line(prediction) == line
