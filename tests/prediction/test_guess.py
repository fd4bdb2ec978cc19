"""A guess beside the model's answer and the clip's own label."""

from dataclasses import replace

import pytest
from made import made_prediction, small_clip

from sta_lstm.prediction.guess import check_guess

CLASSES = ("shake hands", "sit down", "clap")


def answered(label):
    """An answer "clap" to a clip with that label."""
    return made_prediction(replace(small_clip(), label=label), class_names=CLASSES, logits=[0.0, 0.0, 3.0])


@pytest.mark.parametrize(
    ("said", "label", "is_models", "is_true"),
    [
        ("clap", "clap", True, True),
        ("clap", "sitDown", True, False),
        ("sit down", "sitDown", False, True),
        ("shake hands", "shaking hands", False, True),
        ("clap", "shaking hands", True, False),
        ("clap", None, True, None),
        ("sit down", "yodel", False, None),
    ],
)
def test_it_agrees_with_the_model_the_label_both_or_neither(said, label, is_models, is_true):
    guess = check_guess(said, answered(label))
    assert (guess.said, guess.answer) == (said, "clap")
    assert (guess.is_models, guess.is_true) == (is_models, is_true)
