"""The unit of a recording, found out from the height of its body."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.units import ASSUMED_HEIGHT_M, UNITS, body_height, is_unit_assumed, metres_per_unit


def bodies(height=1.7, n_frames=5):
    """T × 1 × 8 × 3: a body of that height, in a row of frames that drift to the side."""
    poses = np.random.default_rng(2).uniform((-0.2, 0.0, -0.2), (0.2, 1.0, 0.2), size=(n_frames, 1, 8, 3))
    poses[..., 0, 1], poses[..., 1, 1] = 0.0, 1.0
    return poses * height + np.arange(n_frames)[:, None, None, None]


@given(height=st.floats(0.01, 1e5), shift=st.floats(-1e3, 1e3))
def test_height_scales_with_the_body_and_not_with_its_place(height, shift):
    assert body_height(bodies(height) + shift) == pytest.approx(height, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("axes", [(0, 1, 2), (1, 2, 0), (2, 0, 1)])
def test_height_is_along_whichever_axis_is_longest(axes):
    assert body_height(bodies()[..., axes]) == pytest.approx(1.7)


def test_height_in_two_dimensions():
    assert body_height(bodies()[..., :2]) == pytest.approx(1.7)


def test_gaps_and_lost_bodies_do_not_count():
    poses = bodies(n_frames=9)
    poses[0] = np.nan
    poses[1:3] = 0.0
    poses[3, 0, 2:] = np.nan
    poses[4, 0, 5] = 500.0  # one joint that jumped: the median of all poses does not mind
    poses[5, 0, 5] = np.inf
    assert body_height(poses) == pytest.approx(1.7)


@pytest.mark.parametrize("poses", [np.zeros((4, 1, 8, 3)), np.full((4, 1, 8, 3), np.nan), np.zeros((0, 1, 8, 3))])
def test_no_body_has_no_height_and_no_unit(poses):
    assert body_height(poses) == 0.0
    with pytest.raises(ClipError, match=r"'walk\.csv': every joint lies in one point in all frames"):
        metres_per_unit(poses, "walk.csv")


@pytest.mark.parametrize("unit", ["metres", "centimetres", "millimetres"])
@pytest.mark.parametrize("height", [0.51, 0.9, 1.7, 2.29])
def test_unit_is_found_out(unit, height):
    found, note = metres_per_unit(bodies(height / UNITS[unit]), "walk.csv")
    assert found == UNITS[unit]
    assert note.startswith(
        f"The file does not say its unit; it was taken for {unit}, which makes a body of {height:.2f}"
    )


@given(height=st.floats(1e-3, 1e5))
def test_no_body_fits_two_units(height):
    fits = [unit for unit in ("metres", "centimetres", "millimetres") if 0.5 <= height * UNITS[unit] <= 2.3]
    assert len(fits) <= 1


@given(height=st.floats(1e-3, 1e6))
def test_whatever_the_unit_the_body_comes_out_as_tall_as_people(height):
    factor, note = metres_per_unit(bodies(height), "walk.csv")
    assert 0.49 <= height * factor <= 2.31
    assert note.startswith("The file does not say its unit")


@pytest.mark.parametrize("height", [480.0, 5.0, 0.2, 17_000.0])
def test_a_body_in_no_unit_is_made_as_tall_as_a_person(height):
    factor, note = metres_per_unit(bodies(height), "walk.csv")
    assert height * factor == pytest.approx(ASSUMED_HEIGHT_M)
    assert "it was scaled to 1.7 m" in note


@pytest.mark.parametrize("height", [1.7, 172.0, 480.0])
def test_a_unit_that_was_found_out_is_an_assumed_one(height):
    assert is_unit_assumed([metres_per_unit(bodies(height), "walk.csv")[1]])


@pytest.mark.parametrize(
    ("note", "assumed"),
    [
        ("What is seen of the body was scaled to 1.7 m.", True),
        ("No feet are seen; the body was scaled so that its trunk fits a body of 1.7 m.", True),
        ("A unit of the file was taken for 0.01 metres by hand; the file does not say its unit.", False),
        ("The columns' names say that a unit is 0.001 metres.", False),
        ("The file does not say its unit; by the names of its joints it is of the CMU database.", False),
    ],
)
def test_what_notes_say_of_the_unit(note, assumed):
    assert is_unit_assumed(["Two gaps were filled.", note]) is assumed
    assert not is_unit_assumed([])
