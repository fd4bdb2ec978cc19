"""Long planted recordings: actions in their order, at the times that are told, by a body that stays the same."""

import numpy as np
import pytest

from sta_lstm.datasets.synthetic import SAMPLE_SEEDS
from sta_lstm.datasets.synthetic.sequence import planted_sequence
from sta_lstm.errors import SettingsError
from sta_lstm.skeletons.quality.findings import quality

ACTIONS = ("bow", "kick right", "drink")


def test_actions_lie_where_it_is_told_with_rest_between_them():
    clip, segments = planted_sequence(ACTIONS, SAMPLE_SEEDS[7])
    assert [each.label for each in segments] == list(ACTIONS)
    edges = [0, *(frame for each in segments for frame in (each.start, each.end)), clip.n_frames]
    pauses = [after - before for before, after in zip(edges[::2], edges[1::2], strict=True)]
    assert all(15 <= pause <= 36 for pause in pauses)
    assert (clip.n_persons, clip.layout.name, quality(clip)) == (1, "ntu-25", ())


def test_who_acts_moves_and_who_rests_hardly_does():
    clip, segments = planted_sequence(ACTIONS, SAMPLE_SEEDS[7], noise=0.0)
    speed = np.linalg.norm(np.diff(clip.positions[:, 0], axis=0), axis=-1).max(1)
    acts = np.zeros(len(speed), bool)
    for each in segments:
        acts[each.start : each.end] = True
        assert speed[each.start : each.end].max() > 10 * np.median(speed[~acts][:15])


def test_a_seed_makes_the_same_always_and_another_makes_another():
    one, again, other = (planted_sequence(ACTIONS, seed)[0].positions for seed in (5, 5, 6))
    np.testing.assert_array_equal(one, again)
    assert one.shape != other.shape or not np.allclose(one, other)


@pytest.mark.parametrize("actions", [(), ("bow", "dance"), ("bow", "shake hands")])
def test_what_one_person_cannot_do_is_refused(actions):
    with pytest.raises(SettingsError, match="a planted sequence is made of one person's actions; got"):
        planted_sequence(actions, 1)
