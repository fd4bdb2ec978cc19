"""What moves most is not the answer."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score
from sklearn.neighbors import NearestCentroid

from sta_lstm.datasets.synthetic import ACTIONS, TRAIN_SEEDS, motion_energy, planted_set
from sta_lstm.skeletons.layouts import NTU_25


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
