"""The scale of attention: where multiples of an equal share stand, and back."""

import numpy as np
import pytest

from sta_lstm.scene.scale import FULL, TICKS, place, tick_marks


@pytest.mark.parametrize(
    ("multiple", "expected"), [(0, 0), (1, 0.25), (3, 0.5), (7, 0.75), (15, 1), (46, 1), (-3, -0.5)]
)
def test_known_places(multiple, expected):
    assert place(multiple) == pytest.approx(expected)


def test_what_has_no_value_has_no_place():
    assert np.isnan(place(np.nan))


def test_places_lead_back_to_their_multiples_and_grow_with_them():
    def multiple_at(places):
        return np.sign(places) * np.expm1(np.abs(places) * np.log1p(FULL))

    multiples = np.linspace(0, FULL, 40)
    assert multiple_at(place(multiples)) == pytest.approx(multiples)
    assert multiple_at(place(-multiples)) == pytest.approx(-multiples)
    assert (np.diff(place(multiples)) > 0).all()


def test_ticks_stand_at_equal_steps():
    assert np.diff(place(TICKS)) == pytest.approx(1 / (len(TICKS) - 1))


@pytest.mark.parametrize(("most", "end"), [(15.0, "15×"), (15.1, "≥ 15×"), (np.nan, "15×")])
def test_more_than_the_end_is_said_only_where_there_is_more(most, end):
    marks = tick_marks(np.array([0.5, most]), uniform="one")
    assert list(marks.values()) == ["0", "one", "3×", "7×", end]
    assert list(marks) == pytest.approx([0, 0.25, 0.5, 0.75, 1])


def test_another_end_keeps_nothing_at_nothing():
    assert place([0, 2.0], full=2.0) == pytest.approx([0, 1])
