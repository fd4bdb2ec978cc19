"""What moves most is not the answer."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score
from sklearn.neighbors import NearestCentroid

from sta_lstm.datasets.synthetic import ACTIONS, TRAIN_SEEDS, motion_energy, planted_set
from sta_lstm.skeletons import Clip
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


@pytest.mark.slow
@pytest.mark.parametrize("window", [1, 15])
def test_motion_energy_alone_does_not_find_the_truth(window, noisy):
    chance, found = [], []
    for clips in noisy.values():
        energies = [motion_energy(planted.clip, window=window) for planted in clips]
        scores = [
            average_precision_score(planted.truth.ravel(), energy.ravel())
            for planted, energy in zip(clips, energies, strict=True)
        ]
        found.append(np.mean(scores))
        chance.append(np.mean([planted.truth.mean() for planted in clips]))
    assert np.mean(chance) < np.mean(found) < 0.55


@pytest.mark.slow
def test_motion_energy_alone_does_not_tell_the_classes_apart(noisy):
    def table(clips):
        rows = np.zeros((len(clips), 2, NTU_25.n_joints))
        for row, planted in zip(rows, clips, strict=True):
            row[: planted.clip.n_persons] = motion_energy(planted.clip).mean(axis=0)
        return rows.reshape(len(clips), -1), [planted.action for planted in clips]

    model = NearestCentroid().fit(*table(planted_set(TRAIN_SEEDS[: 20 * len(ACTIONS)])))
    tested = [planted for clips in noisy.values() for planted in clips]
    assert 1 / len(ACTIONS) < model.score(*table(tested)) < 0.7


def test_meaningless_gestures_are_as_large_as_actions_in_most_clips(still):
    larger = []
    for planted in (planted for clips in still.values() for planted in clips):
        energy = motion_energy(planted.clip)
        larger.append(energy[~planted.truth].max() > energy[planted.truth].max())
    assert np.mean(larger) > 0.5
