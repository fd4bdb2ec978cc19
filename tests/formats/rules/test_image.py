"""From places in a picture to metres: upright, of a body's size, on the ground, flat."""

import numpy as np
import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats.rules.image import clip_from_image, from_image, picture_size
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.skeletons import LAYOUTS, mirrored

COCO = LAYOUTS["coco-17"]
#: A body that stands and faces the camera, 1.7 high from ankles to eyes: x to the right, y up.
STANDING = {
    "nose": (0.0, 1.65),
    "left eye": (0.03, 1.7),
    "left ear": (0.07, 1.66),
    "left shoulder": (0.2, 1.4),
    "left elbow": (0.25, 1.1),
    "left wrist": (0.3, 0.85),
    "left hip": (0.13, 0.9),
    "left knee": (0.13, 0.5),
    "left ankle": (0.13, 0.0),
}


def standing(n_frames=6):
    """T × 1 × 17 × 2 as a camera without a picture sees it, y up; the body walks to the right."""
    joints = {**STANDING, **{f"right{joint[4:]}": (-x, y) for joint, (x, y) in STANDING.items() if "left" in joint}}
    body = np.array([joints[joint] for joint in COCO.joints])
    return body + np.arange(n_frames).reshape(-1, 1, 1, 1) * (0.1, 0.0), np.ones((n_frames, 1), dtype=bool)


def in_picture(points, width=1920, height=1080):
    """Pixels, y down, of a picture that shows four metres from top to bottom."""
    return (points * (1, -1) * height / 4) + (width / 3, height * 0.8)


UNITS = {
    "pixels": (1.0, 0.0),
    "parts of a square picture": (1 / 1080, 0.0),
    "from -1 to 1": (2 / 1080, -1.0),
    "a photograph": (7.3, 11.0),
    "numbers like metres": (1.8 / 460, 0.1),
    "numbers like millimetres": (4.0, 0.0),
}


@pytest.mark.parametrize(("factor", "offset"), UNITS.values(), ids=UNITS)
def test_whatever_the_unit_the_body_comes_back(factor, offset):
    points, present = standing()
    positions, notes = from_image(in_picture(points) * factor + offset, present, COCO, "walk")
    assert np.allclose(positions[..., 2], 0)
    assert np.allclose(positions[..., 1], points[..., 1], atol=1e-9)
    assert np.allclose(np.diff(positions[..., 0], axis=0), np.diff(points[..., 0], axis=0), atol=1e-9)
    assert notes[0] == "2D: depth is unknown and drawn flat."
    assert notes[-1].endswith("units was scaled to 1.7 m.")


def test_parts_of_a_width_and_of_a_height_are_undone_where_the_picture_is_known():
    points, present = standing()
    pixels = in_picture(points)
    expected, _ = from_image(pixels, present, COCO, "walk")
    parts = pixels / (1920, 1080)
    positions, notes = from_image(parts, present, COCO, "walk", picture=(1920, 1080))
    assert np.allclose(positions, expected)
    assert notes[1] == "Positions are parts of a picture of 1920 × 1080 pixels."
    squeezed, notes = from_image(parts, present, COCO, "walk")
    assert np.ptp(squeezed[..., 0]) == pytest.approx(np.ptp(expected[..., 0]) * 1080 / 1920)
    assert notes[1] == "Positions are parts of a picture of unknown size; bodies look right only if it was square."


def test_a_flipped_picture_is_the_mirrored_clip():
    points, present = standing()
    pixels = in_picture(points)
    one = clip_from_image(pixels, present, COCO, "walk", AS_STORED)
    flipped = ((1920, 0) + pixels * (-1, 1))[:, :, list(COCO.mirror_indices)]
    other = mirrored(clip_from_image(flipped, present, COCO, "walk", AS_STORED))
    assert np.allclose(other.positions, one.positions, atol=1e-6)


def test_left_up_and_ahead_are_right_handed():
    """Who faces the camera has the left hand at the right of the picture; left × up points to the camera."""
    points, present = standing()
    clip = clip_from_image(in_picture(points), present, COCO, "walk", AS_STORED)
    at = {joint: clip.positions[0, 0, j] for j, joint in enumerate(COCO.joints)}
    assert np.cross(at["left shoulder"] - at["right shoulder"], at["nose"] - at["left hip"])[2] > 0


def test_a_pixel_of_known_size_is_believed():
    points, present = standing()
    positions, notes = from_image(in_picture(points), present, COCO, "walk", metres_per_unit=0.01)
    assert np.ptp(positions[0, ..., 1]) == pytest.approx(1.7 * 1080 / 4 * 0.01)
    assert notes == ("2D: depth is unknown and drawn flat.",)


@pytest.mark.parametrize(
    ("hidden", "says"),
    [
        (("ankle",), "its trunk fits"),
        (("ankle", "knee", "left hip"), "its trunk fits"),
        (("ankle", "knee", "hip"), "its shoulders fits"),
        (("ankle", "knee", "hip", "shoulder"), "What is seen of the body was scaled to 1.7 m"),
    ],
)
def test_without_feet_other_measures_of_the_body_count(hidden, says):
    points, present = standing()
    pixels = in_picture(points)
    pixels[..., [any(part in joint for part in hidden) for joint in COCO.joints], :] = np.nan
    positions, notes = from_image(pixels, present, COCO, "walk")
    assert says in " ".join(notes)
    shoulders = positions[0, 0, COCO.index("left shoulder")] - positions[0, 0, COCO.index("right shoulder")]
    if "shoulder" not in hidden:
        assert 0.35 < shoulders[0] < 0.5


def test_joints_that_are_missing_are_filled_and_those_never_seen_are_named():
    points, present = standing()
    pixels = in_picture(points)
    pixels[2, 0, COCO.index("left wrist"), 0] = np.nan
    pixels[:, 0, COCO.index("right ear")] = np.nan
    clip = clip_from_image(pixels, present, COCO, "walk", AS_STORED, label="wave", notes=("Before.",))
    assert np.allclose(clip.positions[2, 0, 9], clip.positions[[1, 3], 0, 9].mean(0), atol=1e-6)
    assert clip.inferred == ("right ear",)
    assert clip.label == "wave"
    assert clip.notes[0] == "Before."
    assert clip.notes[-3:] == (
        "The file does not say its frame rate; 30 frames a second were assumed.",
        "1 joint was missing in 1 of 6 frames (first 'left wrist' of person 0 in frame 2); "
        "filled along straight lines between the frames in which each was seen.",
        "Never seen: right ear; placed where the nearest joint along the bones is.",
    )


def test_the_frame_rate_is_the_files_else_the_owners():
    points, present = standing()
    assert clip_from_image(points, present, COCO, "walk", ReadOptions(fps=25), fps=24.0).fps == 24
    assert clip_from_image(points, present, COCO, "walk", ReadOptions(fps=25)).fps == 25


def test_the_ground_is_under_the_feet_although_one_is_lost_for_a_moment():
    points, present = standing(40)
    pixels = in_picture(points)
    pixels[3, 0, COCO.index("left ankle")] += (0, 5000)
    positions, _ = from_image(pixels, present, COCO, "walk")
    assert np.median(positions[..., COCO.index("right ankle"), 1]) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (np.nan, "no joint of any body is seen in any frame"),
        (5.0, "every joint lies in one point"),
        (np.inf, "frame 0, person 0: the place of 'nose' is infinite"),
    ],
)
def test_what_is_no_body_is_refused(values, says):
    with pytest.raises(ClipError, match=f"'walk'.*{says}"):
        clip_from_image(np.full((3, 1, 17, 2), values), np.ones((3, 1), dtype=bool), COCO, "walk", AS_STORED)


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [(640, 480.0, (640.0, 480.0)), (0, 480, None), (None, 480, None), ("640", 480, None), (640, 10**400, None)],
)
def test_sizes_of_pictures(width, height, size):
    assert picture_size(width, height) == size
