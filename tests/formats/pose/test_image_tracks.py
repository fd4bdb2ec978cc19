"""Persons who are found anew in each frame, in any order, are followed over time."""

import sys
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sta_lstm.errors import ClipError
from sta_lstm.formats.pose.image_tracks import MAX_IN_A_FRAME, MAX_SIGHTINGS, NO_IDENTITY, followed
from sta_lstm.formats.rules.tracks import Sighting
from sta_lstm.skeletons import LAYOUTS

COCO = LAYOUTS["coco-17"]
FOLLOWED = "The file does not say who is who; persons were followed from frame to frame by nearness."


def crowd(n_frames=30, n_persons=3):
    """T × M × 17 × 2 pixels: persons side by side who sway, half a body apart."""
    random = np.random.default_rng(4)
    bodies = random.uniform(0, (100, 300), size=(n_persons, 17, 2)) + np.arange(n_persons).reshape(-1, 1, 1) * (150, 0)
    sway = 8 * np.sin(np.arange(n_frames)[:, None] / 4 + np.arange(n_persons)).reshape(n_frames, n_persons, 1, 1)
    return bodies + sway


def sightings_of(places, identities=None, order=None, but=()):
    found = []
    for frame, bodies in enumerate(places):
        persons = range(len(bodies)) if order is None else order[frame]
        found += [
            Sighting(frame, NO_IDENTITY if identities is None else identities[person], bodies[person])
            for person in persons
            if (frame, person) not in but
        ]
    return found


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000))
def test_in_whatever_order_persons_come_they_are_followed(seed):
    places = crowd()
    order = [[0, 1, 2], *(np.random.default_rng(seed).permutation(3).tolist() for _ in range(29))]
    again, present, notes = followed(sightings_of(places, order=order), 30, COCO, "crowd")
    assert np.array_equal(again, places)
    assert present.all()
    assert notes == (FOLLOWED,)


def test_all_move_least_together():
    """The second has moved to where the first was: nearest first would exchange them."""
    body = np.random.default_rng(0).uniform(0, 300, size=(17, 2))
    places = body + np.array([[[0.0], [100.0]], [[90.0], [190.0]]])[..., None] * (1.0, 0.0)
    again, _, _ = followed(sightings_of(places, order=[[0, 1], [1, 0]]), 2, COCO, "walk")
    assert np.array_equal(again, places)


def test_ids_of_the_file_are_believed():
    places = crowd()[:, :2]
    places[15:] = places[15:, ::-1]  # they change places
    again, _, notes = followed(sightings_of(places, identities=["7", "3"]), 30, COCO, "crowd")
    assert np.array_equal(again, places)
    assert notes == ()


def test_who_is_lost_for_a_moment_is_found_again():
    places = crowd(n_persons=2)
    gone = {(frame, 1) for frame in range(10, 20)}
    again, present, _ = followed(sightings_of(places, but=gone), 30, COCO, "crowd")
    assert present.shape == (30, 2)
    assert not present[10:20, 1].any()
    assert np.isnan(again[10:20, 1]).all()
    assert np.array_equal(again[present], places[present])


def test_single_joints_that_are_missing_do_not_matter():
    places = crowd(n_persons=2)
    places[np.random.default_rng(2).uniform(size=places.shape[:3]) < 0.4] = np.nan
    again, _, _ = followed(sightings_of(places), 30, COCO, "crowd")
    assert np.array_equal(again, places, equal_nan=True)


def test_a_body_of_a_few_frames_is_a_tracking_error():
    places = crowd(60, 2)
    gone = {(frame, 1) for frame in range(3, 60)}
    again, _, notes = followed(sightings_of(places, but=gone), 60, COCO, "crowd")
    assert again.shape[1] == 1
    assert notes == ("More than one body is seen in 3 frames only, fewer than 11; dropped as a tracking error.",)


def alone(n_frames=60, gone=(), jumps=()):
    """One body, which is away in some frames and somewhere else from others on."""
    body = np.random.default_rng(0).uniform(0, 300, size=(17, 2))
    places = body + 5 * np.sin(np.arange(n_frames) / 4)[:, None, None]
    for frame in jumps:
        places[frame:] += (900.0, 50.0)
    return places, [Sighting(t, NO_IDENTITY, pose) for t, pose in enumerate(places) if t not in gone]


@pytest.mark.parametrize(
    ("gone", "jumps", "said"),
    [
        ((), (), None),
        (range(10, 20), (), None),
        (range(10, 40), (), "it is away for up to 30 frames"),
        ((), (30,), "it is found far from where it was once"),
        (range(50), (), None),
        (range(1, 59), (30, 40), "it is away for up to 58 frames and it is found far from where it was once"),
        ((), range(1, 60), "it is found far from where it was 59 times"),
    ],
)
def test_one_body_at_a_time_is_one_person(gone, jumps, said):
    places, sightings = alone(gone=gone, jumps=jumps)
    again, present, notes = followed(sightings, 60, COCO, "dance")
    assert again.shape[1] == 1
    assert np.array_equal(again[present], places[present[:, 0]])
    assert len(sightings) == present.sum()
    assert (said is None and notes == ()) or said in notes[0]


@pytest.mark.parametrize("where", [0, 30, 59])
def test_a_ghost_of_a_few_frames_does_not_make_one_body_several(where):
    """It stands first in the file, and the body moves too fast to be followed by nearness."""
    places, sightings = alone(jumps=range(1, 60))
    ghost = Sighting(where, NO_IDENTITY, places[where] + 30_000)
    sightings.insert(where, ghost)
    again, _, notes = followed(sightings, 60, COCO, "dance")
    assert again.shape[1] == 1
    assert np.array_equal(again[:, 0], places)
    assert notes[0] == "More than one body is seen in 1 frame only, fewer than 11; dropped as a tracking error."


def test_a_guessed_depth_decides_nothing():
    flat = crowd(n_persons=2)
    depth = np.random.default_rng(1).uniform(-5e3, 5e3, size=(30, 2, 1, 1))
    places = np.concatenate([flat, np.broadcast_to(depth, (*flat.shape[:3], 1))], axis=-1)
    again, _, _ = followed(sightings_of(places, order=[[0, 1]] + [[1, 0]] * 29), 30, COCO, "crowd", n_sure=2)
    assert np.array_equal(again, places)
    noisy, _, _ = followed(sightings_of(places), 30, COCO, "crowd")
    assert noisy.shape[1] > 2


def test_an_id_that_changes_where_the_body_stays_is_joined():
    _, sightings = alone()
    named = [s._replace(identity="1" if s.frame < 30 else "8") for s in sightings]
    again, _, notes = followed(named, 60, COCO, "walk")
    assert again.shape[1] == 1
    assert notes == ("The tracker lost a body and found it in the same place under another ID once; joined.",)
    far = [s._replace(pose=s.pose + 2_000 * (s.frame >= 30)) for s in named]
    assert followed(far, 60, COCO, "walk")[0].shape[1] == 2


def test_furniture_that_stands_first_is_told():
    places = crowd(n_persons=2)
    places[:, 0] = places[0, 0] + np.random.default_rng(0).normal(0, 0.2, size=(30, 17, 2))
    _, _, notes = followed(sightings_of(places), 30, COCO, "crowd")
    assert "times as much as person A, who may be furniture" in notes[-1]
    _, _, notes = followed(sightings_of(places[:, ::-1]), 30, COCO, "crowd")
    assert notes == (FOLLOWED,)


def test_eight_persons_are_kept():
    places = crowd(n_persons=10)
    gone = {(frame, person) for frame in range(15) for person in (2, 5)}
    again, _, notes = followed(sightings_of(places, but=gone), 30, COCO, "crowd")
    assert np.array_equal(again, places[:, [0, 1, 3, 4, 6, 7, 8, 9]])
    assert notes[-1] == "10 bodies in all; the 8 that are seen in the most frames were kept."


def test_more_persons_in_a_frame_than_can_be_followed_are_left_out():
    _, _, notes = followed(sightings_of(crowd(3, MAX_IN_A_FRAME + 2)), 3, COCO, "crowd")
    assert notes[1] == "Of more than 16 persons in a frame the others were left out (6 poses)."


def test_nobody_and_far_too_many_are_refused():
    with pytest.raises(ClipError, match="'empty' shows no body in any of its 7 frames"):
        followed([], 7, COCO, "empty")
    one = Sighting(0, NO_IDENTITY, np.zeros((17, 2)))
    with pytest.raises(ClipError, match="'flood' holds 100,001 bodies in 7 frames; at most 100,000"):
        followed([one] * (MAX_SIGHTINGS + 1), 7, COCO, "flood")


def test_a_hostile_crowd_costs_no_more_a_frame_in_a_longer_recording():
    """Sixteen bodies at random places in each frame: nobody is ever found again."""
    places = np.random.default_rng(0).uniform(0, 1, size=(400, MAX_IN_A_FRAME, 17, 2))
    places += np.random.default_rng(1).uniform(0, 1e4, size=(400, MAX_IN_A_FRAME, 1, 1))
    few, many = (calls_of(followed, sightings_of(places[:n]), n, COCO, "flood") for n in (100, 400))
    assert many < 4.5 * few


def calls_of(function, *arguments):
    """How many calls, Python's and NumPy's, a call makes: a cost that no clock measures."""
    calls = Counter()
    sys.setprofile(lambda frame, event, argument: calls.update([event]))
    try:
        function(*arguments)
    finally:
        sys.setprofile(None)
    return calls["call"] + calls["c_call"]
