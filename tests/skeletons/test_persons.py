"""One person of several, and one person doubled."""

import numpy as np
import pytest

from sta_lstm.errors import ClipError
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.layouts import SBU_15
from sta_lstm.skeletons.persons import doubled, one_person, persons_shown


def clip_of(*present):
    shown = np.array(present, dtype=bool).T
    positions = np.random.default_rng(0).normal(size=(*shown.shape, 15, 3))
    return Clip(positions, 30, SBU_15, "y", shown, "walk", notes=("A note.",))


def test_one_of_two():
    clip = clip_of([1, 1, 0], [0, 1, 1])
    alone = one_person(clip, 1)
    assert alone.n_persons == 1
    assert np.array_equal(alone.positions[:, 0], clip.positions[:, 1])
    assert alone.present[:, 0].tolist() == [False, True, True]
    assert alone.notes == ("A note.", "Person B alone; 1 other left out.")
    assert one_person(alone, 0) is alone


def test_a_track_without_a_body_is_no_person():
    clip = clip_of([0, 0], [1, 1])
    assert persons_shown(clip) == (1,)
    assert one_person(clip, 1).notes == ("A note.",)
    with pytest.raises(ClipError, match="'walk' shows no person A; it shows B"):
        one_person(clip, 0)


@pytest.mark.parametrize("person", [-1, 2, 99])
def test_no_such_person(person):
    with pytest.raises(ClipError, match="it shows A, B"):
        one_person(clip_of([1], [1]), person)


def test_doubled():
    clip = clip_of([0, 0], [1, 0])
    twice = doubled(clip)
    assert twice.n_persons == 2
    assert np.array_equal(twice.positions[:, 0], twice.positions[:, 1])
    assert np.array_equal(twice.positions[:, 0], clip.positions[:, 1])
    assert twice.present.tolist() == [[True, True], [False, False]]
    assert "copy of the first" in twice.notes[-1]


def test_two_are_not_doubled():
    with pytest.raises(ClipError, match="shows 2 persons; only a clip of one person"):
        doubled(clip_of([1], [1]))
