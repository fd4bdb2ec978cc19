"""Where the bodies of a clip are: laws for every clip. A test in the browser holds the player to the same numbers."""

from dataclasses import replace

import numpy as np
import pytest

from sta_lstm.formats import load_clip
from sta_lstm.samples import resolve_clip
from sta_lstm.skeletons.geometry import measure

CLIPS = ("bow", "kick-right", "shake-hands", "squat", "wave-left-hand")


@pytest.fixture(params=CLIPS)
def clip(request):
    return load_clip(resolve_clip(request.param))


def moved(clip, change):
    return replace(clip, positions=np.where(clip.present[..., None, None], change(clip.positions), 0))


def turned_by(angle, other):
    """How far two angles differ, the short way round."""
    return abs((angle - other + np.pi) % (2 * np.pi) - np.pi)


def test_a_turn_about_the_vertical_turns_the_front_and_nothing_else(clip):
    c, s = np.cos(0.4), np.sin(0.4)
    before = measure(clip)
    after = measure(moved(clip, lambda p: p @ np.array([[c, 0, -s], [0, 1, 0], [s, 0, c]])))
    assert turned_by(after.front_yaw, before.front_yaw + 0.4) < 0.02
    assert after.size == pytest.approx(before.size, rel=1e-5)
    assert after.grounds == pytest.approx(before.grounds, abs=1e-5)


def test_a_shift_moves_centre_and_ground_and_nothing_else(clip):
    before, after = measure(clip), measure(moved(clip, lambda p: np.add(p, (0.5, 0.25, -1))))
    assert after.centre == pytest.approx(np.add(before.centre, (0.5, 0.25, -1)), abs=1e-5)
    assert after.grounds == pytest.approx(np.add(before.grounds, 0.25), abs=1e-5)
    assert after.front_yaw == pytest.approx(before.front_yaw, abs=1e-5)


def test_a_body_of_another_size_has_another_size(clip):
    before, after = measure(clip), measure(moved(clip, lambda p: 1.5 * p))
    assert after.size == pytest.approx(1.5 * before.size, rel=1e-5)


def test_the_up_axis_does_not_matter(clip):
    lying = replace(clip, positions=clip.positions[..., (2, 0, 1)], up_axis="z")
    before, after = measure(clip), measure(lying)
    assert after.centre == pytest.approx(before.centre)
    assert after.front_yaw == pytest.approx(before.front_yaw)


def test_one_wild_joint_moves_nothing(clip):
    positions = clip.positions.copy()
    positions[0, 0, 5] += (40, 0, 0)
    assert measure(replace(clip, positions=positions)).centre == pytest.approx(measure(clip).centre, abs=0.05)


def test_two_who_face_each_other_are_seen_from_the_side():
    clip = load_clip(resolve_clip("shake-hands"))
    first, second = (clip.positions[:, m].mean((0, 1)) for m in range(2))
    yaw = measure(clip).front_yaw
    line = (second - first)[[0, 2]]
    assert abs(np.dot((np.sin(yaw), np.cos(yaw)), line / np.linalg.norm(line))) < 0.1
