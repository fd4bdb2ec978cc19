"""The camera in NumPy meets the table that the JavaScript meets."""

import json
from pathlib import Path

import numpy as np
import pytest

from sta_lstm.scene.camera import FIELD_OF_VIEW, NEAR, Box, Camera, Fit, fit_view, make_view, preset

GOLDEN = json.loads(Path(__file__).with_name("golden_projection.json").read_text(encoding="utf-8"))
NO_POINT = [np.nan] * 4


def camera_of(values):
    return Camera(values["yaw"], values["pitch"], values["zoom"], values["panX"], values["panY"])


def test_the_constants_are_those_of_the_table():
    assert np.degrees(FIELD_OF_VIEW) == pytest.approx(GOLDEN["fieldOfViewDegrees"], rel=1e-12)
    assert GOLDEN["near"] == NEAR


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: case["name"])
def test_points_fall_where_the_table_says(case):
    fit = Fit(tuple(case["fit"]["target"]), case["fit"]["distance"])
    view = make_view(camera_of(case["camera"]), fit, Box(**case["viewport"]))
    expected = [NO_POINT if row is None else row for row in case["expected"]]
    np.testing.assert_allclose(view.project(GOLDEN["points"]), expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("case", GOLDEN["fits"], ids=lambda case: case["name"])
def test_a_fit_is_as_near_as_the_table_says(case):
    fit = fit_view(case["points"], case["centre"], case["yaw"], case["pitch"], Box(**case["viewport"]))
    np.testing.assert_allclose(fit.target, case["expected"]["target"], rtol=1e-9, atol=1e-9)
    assert fit.distance == pytest.approx(case["expected"]["distance"], rel=1e-9)


@pytest.mark.parametrize("case", GOLDEN["presets"], ids=lambda case: f"{case['name']} {case['frontYaw']}")
def test_named_views(case):
    assert preset(case["name"], case["frontYaw"]) == camera_of(case["expected"])


def test_what_is_no_point_has_no_place():
    view = make_view(Camera(0, 0), Fit((0, 0, 0), 4), Box(0, 0, 400, 300))
    seen = view.project([[[0, 0, 0], [np.nan, 0, 0]]])
    assert seen.shape == (1, 2, 4)
    np.testing.assert_array_equal(np.isnan(seen), [[[False] * 4, [True] * 4]])
