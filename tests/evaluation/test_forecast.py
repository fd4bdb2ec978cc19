"""How far forecasts are off: known for joints that stand, that go on, and for a network that says what comes."""

import numpy as np
import pytest
import torch

from sta_lstm.evaluation.forecast import forecast_errors
from sta_lstm.model.networks.grid import N_AHEAD, Grid, GridConfig
from sta_lstm.model.networks.sta_lstm import StaLstm, StaLstmConfig
from sta_lstm.training.examples import NetworkInput


class Says(Grid):
    """A network that says that every joint moves by 0.1 m a frame along x."""

    def forecast(self, x, mask=None, lengths=None):
        steps = torch.arange(1, N_AHEAD + 1)[:, None] * torch.tensor([0.1, 0.0, 0.0])
        return steps.expand(*x.shape[:3], N_AHEAD, 3)


NETWORK = Says(GridConfig(1, 2, 3, 2, hidden=4, n_heads=2))


def clip_of(positions, mask=None):
    x = torch.from_numpy(np.asarray(positions, dtype=np.float32))
    return NetworkInput(x, torch.ones(x.shape[:2], dtype=torch.bool) if mask is None else mask)


def test_of_joints_that_go_on_as_they_went_the_network_and_constant_velocity_are_right():
    steps = np.arange(9)[:, None, None] * np.array([0.1, 0, 0])
    found = forecast_errors(NETWORK, [clip_of(np.repeat(steps, 2, 1))])
    assert found["network, 5 frames"] == pytest.approx(0, abs=1e-3)
    assert found["constant velocity, 1 frame"] == pytest.approx(0, abs=1e-3)
    assert [found[f"standing still, {n} frame{'s' * (n > 1)}"] for n in (1, 2, 5)] == pytest.approx([10, 20, 50])


def test_of_joints_that_stand_standing_still_is_right_and_the_network_is_not():
    found = forecast_errors(NETWORK, [clip_of(np.zeros((9, 2, 3)))])
    assert found["standing still, 3 frames"] == found["constant velocity, 3 frames"] == 0
    assert found["network, 3 frames"] == pytest.approx(30)


def test_a_joint_that_is_not_there_then_does_not_count():
    positions = np.zeros((9, 2, 3))
    positions[:, 1] = 7.0 * np.arange(9)[:, None]
    mask = torch.ones(9, 2, dtype=torch.bool)
    mask[:, 1] = False
    assert forecast_errors(NETWORK, [clip_of(positions, mask)])["standing still, 1 frame"] == 0


def test_a_network_that_foretells_nothing_and_clips_too_short_have_no_errors():
    plain = StaLstm(StaLstmConfig(1, 2, 3, 2, hidden=4, n_layers=1, spatial_hidden=4, temporal_hidden=4))
    assert forecast_errors(plain, [clip_of(np.zeros((9, 2, 3)))]) == {}
    assert forecast_errors(NETWORK, [clip_of(np.zeros((2, 2, 3)))]) == {}
