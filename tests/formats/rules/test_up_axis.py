"""Which way is up: by the bodies that stand; whoever lies stays lying; and an estimator's custom decides first."""

import numpy as np
import pytest

from sta_lstm.formats import load_clip
from sta_lstm.formats.rules.up_axis import upright, y_down
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons import layout_named
from sta_lstm.skeletons.convert import converted

NTU = next(clip for clip in map(load_clip, sample_clips()) if clip.layout.name == "ntu-25" and clip.n_persons == 1)
COCO = layout_named("coco-17")
STANDING = converted(NTU, COCO).positions.astype(float)
Z_UP = STANDING[..., [2, 0, 1]]
Y_DOWN = STANDING * [1, -1, -1]
LIES_ALONG_X = STANDING[..., [1, 2, 0]]
LIES_ALONG_Z = STANDING[..., [0, 2, 1]] * [1, -1, 1]


def stretch(positions, share):
    return positions[: int(share * len(positions))]


@pytest.mark.parametrize(
    ("positions", "axis", "turned", "says"),
    [
        (STANDING, "y", False, "y was taken to point up: along it heads are above feet."),
        (Z_UP, "z", False, "z was taken to point up: along it heads are above feet."),
        (Y_DOWN, "y", True, "y points down in the file"),
        (Z_UP * [1, -1, -1], "z", True, "z points down in the file"),
        (LIES_ALONG_X, "y", False, "Bodies lie along x in every frame, and nothing says which axis points up"),
        (-LIES_ALONG_X, "y", False, "Bodies lie along x in every frame"),
    ],
)
def test_up_is_where_heads_are_and_nobody_is_stood_up_along_x(positions, axis, turned, says):
    found, up_axis, (note,) = upright(positions, COCO, None)
    assert up_axis == axis
    assert note.startswith(says)
    assert np.array_equal(found, positions) != turned
    if turned:
        assert upright(found, COCO, None)[2][0].startswith(f"{axis} was taken to point up")


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
@pytest.mark.parametrize("lying", [LIES_ALONG_X, LIES_ALONG_Z])
def test_a_fall_does_not_turn_the_clip(lying, share):
    n = int(share * len(STANDING))
    falls = np.concatenate([STANDING[: len(STANDING) - n], lying[:n]])
    found, up_axis, (note,) = upright(falls, COCO, None)
    assert (up_axis, np.array_equal(found, falls)) == ("y", True)
    assert "In other frames they lie along" in note


@pytest.mark.parametrize("layout", ["ntu-25", "kinect-20"])
def test_whoever_gets_up_before_a_sensor_whose_y_points_up_lay_before(layout):
    standing = converted(NTU, layout_named(layout)).positions.astype(float)
    lying = standing[..., [0, 2, 1]] * [1, -1, 1]
    _, up_axis, _ = upright(np.concatenate([lying, standing]), layout_named(layout), None)
    assert up_axis == "y"


@pytest.mark.parametrize("lying", [LIES_ALONG_X, LIES_ALONG_Z, -LIES_ALONG_Z])
def test_mediapipes_y_points_down_whatever_bodies_do(lying):
    mediapipe = layout_named("mediapipe-33")
    standing = converted(NTU, mediapipe).positions.astype(float)
    for pose in (standing[..., [1, 2, 0]], standing[..., [0, 2, 1]] * [1, -1, 1]):
        found, up_axis, (note,) = upright(pose, mediapipe, None)
        assert up_axis == "y"
        assert np.array_equal(found, pose * [1, -1, -1] + 0)
        assert note.startswith("y points down in the files of its estimator.")
    found, up_axis, _ = upright(standing, mediapipe, None)
    assert (up_axis, np.array_equal(found, standing)) == ("y", True)


def test_an_upper_body_has_its_nose_above_its_shoulders():
    upper = [j for j, joint in enumerate(COCO.joints) if not joint.endswith(("hip", "knee", "ankle"))]
    from sta_lstm.formats import ReadOptions
    from sta_lstm.formats.names.named_joints import layout_of_names

    layout, order, _ = layout_of_names([COCO.joints[j] for j in upper], STANDING[:, :, upper], ReadOptions(), "a")
    seen = STANDING[:, :, upper][:, :, order]
    assert np.array_equal(upright(seen, layout, None)[0], seen)
    assert np.array_equal(upright(seen * [1, -1, -1], layout, None)[0], seen + 0)


@pytest.mark.parametrize("given", ["x", "y", "z"])
def test_what_a_person_says_is_not_doubted(given):
    found, up_axis, notes = upright(Y_DOWN, COCO, given)
    assert found is Y_DOWN
    assert (up_axis, notes) == (given, ())


def test_pictures_have_y_down_unless_bodies_stand_the_other_way():
    picture = STANDING[..., :2] * [1, -1]
    assert y_down(picture, COCO) == (picture, ())
    assert y_down(LIES_ALONG_X[..., :2], COCO)[1] == ()
    points, (note,) = y_down(STANDING[..., :2], COCO)
    assert np.array_equal(points, picture)
    assert note == "y was taken to point up: along it heads are above feet."
