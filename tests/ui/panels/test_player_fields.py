"""What an address tells of the player: a camera that stands as it does unasked says nothing, within a rounding."""

import math

import numpy as np
import pytest

from sta_lstm.ui.panels.player_fields import _is_reset

RESET = {"yaw": 0.48, "pitch": 0.2, "zoom": 1.0, "panX": 0.0, "panY": 0.0, "fitYaw": 0.48, "fitPitch": 0.2}


@pytest.mark.parametrize("yaw", np.linspace(-math.pi, math.pi, 9))
def test_a_turn_there_and_back_is_still_the_first_look(yaw):
    camera = RESET | {"yaw": np.nextafter(yaw, 9), "fitYaw": yaw, "zoom": np.nextafter(1.0, 2)}
    assert _is_reset(camera)


@pytest.mark.parametrize(
    "change",
    [{"yaw": 0.5}, {"pitch": 0.3, "fitPitch": 0.3}, {"zoom": 1.1}, {"panX": 0.01}, {"panY": -0.01}, {"fitPitch": 0.21}],
)
def test_a_camera_that_was_turned_is_told(change):
    assert not _is_reset(RESET | change)


def test_a_camera_that_does_not_say_for_what_it_was_fitted_is_told():
    assert not _is_reset({name: value for name, value in RESET.items() if not name.startswith("fit")})
    assert _is_reset(None)
