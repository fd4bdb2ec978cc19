"""Motion energy is the speed of a joint, and nothing is known of it where somebody comes or goes."""

import numpy as np
import pytest

from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.energy import motion_energy
from sta_lstm.skeletons.layouts import NTU_25


def clip_of(positions, present=None):
    present = np.ones(positions.shape[:2], bool) if present is None else present
    return Clip(positions, 10.0, NTU_25, "y", present, "made up")


def moving(n_frames=5, n_persons=1):
    positions = np.random.default_rng(0).normal(size=(1, n_persons, 25, 3)).repeat(n_frames, axis=0)
    positions[:, :, 3, 0] += 0.2 * np.arange(n_frames)[:, None]  # 2 m/s at 10 frames a second
    return positions


def test_energy_is_speed():
    energy = motion_energy(clip_of(moving()))
    assert energy[:, 0, 3] == pytest.approx(2.0, abs=1e-4)
    assert np.delete(energy, 3, axis=2) == pytest.approx(0.0, abs=1e-4)
    assert motion_energy(clip_of(moving(n_frames=1))).max() == 0


def test_energy_is_averaged_over_a_window():
    clip = clip_of(np.concatenate([moving(4), moving(4)[-1:].repeat(4, axis=0)]))
    plain, averaged = motion_energy(clip), motion_energy(clip, window=3)
    assert averaged[1:-1] == pytest.approx((plain[:-2] + plain[1:-1] + plain[2:]) / 3, abs=1e-5)


def test_someone_who_comes_or_goes_has_no_speed():
    present = np.ones((6, 2), bool)
    present[:3, 1] = False
    energy = motion_energy(clip_of(moving(6, 2), present))
    assert energy[:4, 1].max() == 0
    assert energy[4:, 1, 3] == pytest.approx(2.0, abs=1e-4)
    assert energy[:, 0, 3] == pytest.approx(2.0, abs=1e-4)
