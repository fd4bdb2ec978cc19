"""Frames known by numbers in names: order, steps and gaps."""

import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.frame_numbers import number_in, numbered_alike, numbers_in, timeline


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
    ("numbers", "says"), [([1, 1], "'a' holds frame 1 of one recording twice"), ([0, 1, 10**9], "at most 200,000")]
)
def test_what_is_no_clip_is_refused(numbers, says):
    with pytest.raises(ClipError, match=says):
        timeline(numbers, "a", lacking="have no file")


@pytest.mark.parametrize("number", ["{}", "{:04d}", "{:012d}"])
@pytest.mark.parametrize(
    "name",
    [
        "{}.jpg",
        "frame{}_cam1.jpg",
        "img_{}_rendered.png",
        "cam01.{}.json",
        "S001/take2_f{}.mp4.jpg",
        "{} (2).bmp",
        "v2-{}-3",
    ],
)
def test_the_number_that_varies_is_the_frames_wherever_it_stands(name, number):
    frames = [10, 1, 2, 7]
    assert numbers_in([name.format(number.format(frame)) for frame in frames]) == frames


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        (["f_1_1717000000033", "f_2_1717000000066", "f_3_1717000000100"], [1, 2, 3]),
        (["1717000000033_1", "1717000000066_2"], [1, 2]),
        (["cam1_1", "cam1_2", "cam2_1", "cam2_2"], None),
        (["a.jpg", "b.jpg"], None),
        (["a1.jpg", "b2.jpg"], None),
        (["1.jpg", "01.jpg"], None),
        (["7.jpg"], [7]),
        (["a"], None),
        (["1" * 4000, "2" * 4000], None),
    ],
)
def test_names_of_which_no_single_number_is_the_frames(names, numbers):
    assert numbers_in(names) == numbers


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        (["a/c1.0000.json", "a/c1.0001.json", "a/c2.0000.json", "a/c2.0001.json"], [2, 2]),
        ([f"frame{t}_cam{c}.json" for t in range(5) for c in range(2)], [5, 5]),
        ([f"cam{c}_frame{t}.json" for t in range(2) for c in range(5)], [2] * 5),
        ([f"v{v}_{t:012d}.json" for v in range(9) for t in range(3)], [3] * 9),
        (["9.json", "10.json", "11.json"], [3]),
        (["f_1_1717000000033.json", "f_2_1717000000066.json"], [2]),
        (["a/1.json", "b/2.json", "x.json"], [1, 1, 1]),
    ],
)
def test_names_that_differ_in_the_frames_number_are_one_recording(names, groups):
    for order in (names, names[::-1]):
        found = numbered_alike(order)
        assert sorted(map(len, found)) == sorted(groups)
        assert sorted(name for group in found for _, name in group) == sorted(names)
        assert all(group == sorted(group) for group in found)


def test_numbers_that_are_times_are_taken_one_after_the_other():
    frames, n_frames, notes = timeline([0, 33, 67, 100, 133], "a", lacking="have no file")
    assert (frames, n_frames) == ([0, 1, 2, 3, 4], 5)
    assert notes == ("Frames are numbered in steps of 33 to 34, as by times; each counts as the next frame.",)
