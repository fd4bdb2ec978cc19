"""Frames known by numbers in names: order, steps and gaps."""

import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.frame_numbers import number_in, timeline


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("12.jpg", 12),
        ("walk_000012.png", 12),
        ("S001/img0007.jpg", 7),
        ("take2_frame12.mp4.jpg", 4),
        ("000000", 0),
        ("walk.jpg", None),
        ("", None),
        ("walk.7z", None),
        ("9" * 5000 + ".jpg", None),
    ],
)
def test_the_last_number_of_a_name(name, number):
    assert number_in(name) == number or (number is None and number_in(name) in (None, 999_999_999_999_999))


@pytest.mark.parametrize(
    ("numbers", "frames", "n_frames", "notes"),
    [
        ([7], [0], 1, 0),
        ([0, 1, 2], [0, 1, 2], 3, 0),
        ([5, 7, 8], [0, 2, 3], 4, 1),
        ([0, 10, 20], [0, 1, 2], 3, 1),
        ([0, 10, 30], [0, 1, 3], 4, 2),
    ],
)
def test_frames_count_from_zero_in_steps_of_one(numbers, frames, n_frames, notes):
    found = timeline(numbers, "a", lacking="have no file")
    assert found[:2] == (frames, n_frames)
    assert len(found[2]) == notes


def test_what_was_done_is_said():
    assert timeline([0, 10, 30], "a", lacking="have no file")[2] == (
        "Frames are numbered in steps of 10; each that there is counts as the next frame.",
        "1 of 4 frames have no file; nobody is present there.",
    )


@pytest.mark.parametrize(
    ("numbers", "says"), [([1, 1], "'a' holds frame 1 of one recording twice"), ([0, 1, 10**9], "at most 20,000")]
)
def test_what_is_no_clip_is_refused(numbers, says):
    with pytest.raises(ClipError, match=says):
        timeline(numbers, "a", lacking="have no file")
