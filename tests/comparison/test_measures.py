"""Measures of agreement as people read them: shares in per cent, labels as yes or no, numbers with two digits."""

import pytest

from sta_lstm.comparison.measures import MEASURES

_BY_NAME = {each.name: each for each in MEASURES}


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("joint_overlap", 0.8, "80 %"),
        ("keyframe_overlap", 0.9231, "92 %"),
        ("running_agreement", 0.96, "96 %"),
        ("probability_change", 0.01, "1 %"),
        ("same_label", 1.0, "yes"),
        ("same_label", 0.0, "no"),
        ("same_label", 0.0588, "6 %"),
        ("beta_spearman", -0.123, "−0.12"),
        ("beta_pearson", -0.001, "0.00"),
        ("alpha_divergence", 0.3691, "0.37"),
    ],
)
def test_a_value_in_words(name, value, text):
    assert _BY_NAME[name].text(value).replace("\N{NO-BREAK SPACE}", " ") == text
