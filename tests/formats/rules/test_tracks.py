"""Who is who: furniture that was taken for a body."""

import numpy as np
import pytest

from sta_lstm.formats.rules.tracks import Sighting, activity, stillness_note


def track(moves, n_frames=40, seed=0):
    """A body of 1.7 m whose joints leave their places by about so many metres."""
    random = np.random.default_rng(seed)
    pose = random.uniform((-0.3, -0.8, 2.9), (0.3, 0.9, 3.1), size=(25, 3))
    return [Sighting(t, str(seed), pose + random.normal(0, moves, size=(25, 3))) for t in range(n_frames)]


@pytest.mark.parametrize(
    ("first", "second", "is_said"),
    [(0.002, 0.1, True), (0.1, 0.002, False), (0.1, 0.1, False), (0.1, 1.0, False), (0.002, 0.004, False)],
)
def test_a_first_person_who_hardly_moves_is_told(first, second, is_said):
    notes = stillness_note([track(first), track(second, seed=1)])
    assert bool(notes) == is_said
    if is_said:
        assert notes[0].startswith("Person B moves ")
        assert "times as much as person A" in notes[0]


def test_one_who_does_not_move_at_all_and_one_alone():
    assert "moves far more than person A" in stillness_note([track(0.0), track(0.1, seed=1)])[0]
    assert stillness_note([track(0.0)]) == ()


def test_joints_that_are_missing_move_nobody():
    whole, holed = track(0.05), track(0.05)
    for sighting in holed[::3]:
        sighting.pose[4] = np.nan
    assert activity(holed) == pytest.approx(activity(whole), rel=0.05)
