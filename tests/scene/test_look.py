"""Sizes, opacities and colours have one home, and whoever draws reads it."""

import math

import numpy as np
import pytest

from sta_lstm.figures.style import palette, person_colour
from sta_lstm.scene.look import DARK, FAINTEST, FULL, LIGHT, hex_of, opacity, radius, scheme


@pytest.mark.parametrize("dark", [False, True])
def test_figures_have_the_players_hues(dark):
    colours, own = palette(dark=dark), scheme(dark=dark)
    assert (colours.support, colours.against) == (hex_of(own.support), hex_of(own.against))
    assert [person_colour(m, dark=dark) for m in range(8)] == [hex_of(hue) for hue in own.persons]
    assert (colours.accent, colours.text, colours.muted) == (own.accent, own.text, own.muted)


@pytest.mark.parametrize(
    ("colour", "expected"),
    [((0, 0, 0), "#000000"), ((1, 0, 0), "#ffffff"), ((0.6279554, 0.2576833, 29.2338803), "#ff0000")],
)
def test_known_colours(colour, expected):
    assert hex_of(colour) == expected


def test_what_srgb_cannot_show_is_cut_off():
    assert hex_of((0.7, 0.4, 150)).startswith("#00")


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_persons_differ_in_hue_alone(colours):
    assert {hue[:2] for hue in colours.persons} == {colours.persons[0][:2]}
    assert len({hue[2] for hue in colours.persons}) == 8


def test_nobody_vanishes_and_nothing_is_more_than_full():
    strength = np.linspace(0, 1, 5)
    assert (opacity(0.0), opacity(1.0)) == (FAINTEST, 1)
    assert math.isclose(radius(1.0) / radius(0.0), 0.031 / 0.0115)
    assert (np.diff(opacity(strength)) > 0).all()
    assert (np.diff(radius(strength)) > 0).all()
    assert FULL > 1
