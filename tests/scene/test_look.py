"""Sizes, opacities and colours have one home, and whoever draws reads it."""

import math
from itertools import combinations

import numpy as np
import pytest

from sta_lstm.figures.style import palette, person_colour
from sta_lstm.scene.look import DARK, DESK, FAINTEST, LIGHT, ROOM, SIDE_TURN, TUBE, hex_of, opacity, radius, scheme

#: Machado, Oliveira and Fernandes (2009), severity 1; distances are in OKLab, where 0.02 is just seen.
SIMULATIONS = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}


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


#: How much of its hue the faint whole body has, in a light and a dark scene: `drawGhost` of the player.
GHOST = {LIGHT: 0.3, DARK: 0.36}


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("matrix", [np.eye(3), *map(np.array, SIMULATIONS.values())], ids=["all", *SIMULATIONS])
@pytest.mark.parametrize("person", [0, 1])
def test_the_sides_of_a_faint_body_are_told_apart_without_hue(colours, matrix, person):
    """Two hues alone are too near: what tells the sides apart is the open middle of the left bones, on every screen."""
    lightness, chroma, hue = colours.persons[person]
    surface = srgb(colours.surface)
    hues = [srgb(hex_of((lightness, chroma, hue + turn))) for turn in (-SIDE_TURN, SIDE_TURN)]
    sides = [surface + GHOST[colours] * (each - surface) for each in hues]
    left, right, middle = (oklab(matrix @ to_linear(each)) for each in (*sides, surface))
    assert np.linalg.norm(left - middle) > 0.07
    assert np.linalg.norm(left - middle) > 2.5 * np.linalg.norm(left - right)
    assert 0.3 < TUBE < 0.6


def test_text_has_three_sizes_that_a_room_can_read():
    assert DESK.small >= 11
    assert ROOM.small >= 18
    for sizes in (DESK, ROOM):
        assert sizes.small < sizes.body < sizes.large


def test_the_hues_of_signs_stay_apart_for_everyone():
    for colours in (LIGHT, DARK):
        for matrix in (np.eye(3), *map(np.array, SIMULATIONS.values())):
            assert apart(colours.more, colours.less, matrix) > 0.12
            assert apart(colours.support, colours.against, matrix) > 0.1


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_models_stay_apart_for_everyone_and_are_never_taken_for_the_first_two_persons(colours):
    for first, second in combinations(colours.models, 2):
        for matrix in (np.eye(3), *map(np.array, SIMULATIONS.values())):
            assert apart(first, second, matrix) > 0.09
    for model in colours.models:
        for person in colours.persons[:2]:
            assert apart(model, person, np.eye(3)) > 0.12


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_no_two_classes_have_nearly_one_hue(colours):
    for first, second in combinations(colours.classes, 2):
        assert apart(first, second, np.eye(3)) > 0.06


def apart(first, second, matrix):
    one, other = (oklab(matrix @ linear(hex_of(hue))) for hue in (first, second))
    return np.linalg.norm(one - other)


def srgb(colour):
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def linear(colour):
    return to_linear(srgb(colour))


def to_linear(share):
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def oklab(rgb):
    """OKLab of linear sRGB (Björn Ottosson, 2020)."""
    to_cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.793617785, -0.0040720468],
            [1.9779984951, -2.428592205, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.808675766],
        ]
    )
    return to_lab @ np.cbrt(np.clip(to_cones @ np.clip(rgb, 0, 1), 0, None))
