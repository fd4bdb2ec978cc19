"""Many clips: the most disputed first, and means over them."""

import pytest
from comparison.answers import A, B

from sta_lstm.comparison.models import compare
from sta_lstm.comparison.survey import Survey


def test_survey_puts_the_most_disputed_clip_first():
    survey = Survey()
    survey.add(compare([A, A], names=["a", "b"]), clip="calm")
    survey.add(compare([A, B], names=["a", "b"], families=["f", "f"]), clip="disputed", label="wave")
    table = survey.clips()
    assert table["clip"].tolist() == ["disputed", "calm"]
    assert table["disagreement"].tolist()[1] == 0
    (row,) = survey.pairs().to_dict("records")
    assert row["clips"] == survey.n_clips == 2
    assert row["two_seeds"]
    assert survey.provenance == (A.provenance, A.provenance)
    expected = compare([A, B]).pairs[0].figures.alpha_divergence / 2
    assert row["alpha_divergence"] == pytest.approx(expected)
