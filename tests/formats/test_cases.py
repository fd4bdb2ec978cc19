"""Small inputs with one fault each, in the form in which real files come: each comes out as it should.

The body in most of them is the same: 17 joints, standing, 1.5 m from ankle to nose, facing +z, y up, the right wrist
rising; 12 frames.
"""

from pathlib import Path

import numpy as np
import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats import ReadOptions, load_clip, recordings
from sta_lstm.skeletons import LAYOUTS, y_up
from sta_lstm.skeletons.quality.findings import quality
from sta_lstm.skeletons.quality.repair import repaired

CASES = Path(__file__).parent / "cases"
COCO = ReadOptions(layout=LAYOUTS["coco-17"])


def case(number):
    (path,) = CASES.glob(f"{number:02d}_*")
    return path


def read(number, options=None):
    return load_clip(case(number), options=options or ReadOptions())


def height(clip, low="left ankle"):
    """From ``low`` to the nose, upwards, metres; of each frame."""
    names, poses = clip.layout.joints, y_up(clip)[:, 0]
    return poses[:, names.index("nose"), 1] - poses[:, names.index(low), 1]


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (1, "rotations of a body model, not positions"),
        (2, "rotations of a body model, not positions"),
        (35, "Git LFS pointer"),
        (40, "joint angles"),
    ],
)
def test_what_is_no_recording_is_refused_with_what_to_do(number, says):
    with pytest.raises(ClipError, match=says) as caught:
        read(number)
    assert any(word in str(caught.value) for word in ("Save the positions", "git lfs pull"))


@pytest.mark.parametrize("number", [6, 10, 16, 17, 19, 20, 22, 33, 34, 39])
def test_a_person_in_space_has_seventeen_joints_and_stands(number):
    clip = read(number)
    assert (clip.layout.name, clip.n_persons, clip.n_frames) == ("coco-17", 1, 12)
    assert height(clip) == pytest.approx(1.54, abs=0.02)


@pytest.mark.parametrize(("number", "fps"), [(20, 30), (22, 30), (32, 30), (33, 120), (34, 60), (39, 30)])
def test_frames_a_second(number, fps):
    assert read(number).fps == fps


@pytest.mark.parametrize(("number", "n_frames"), [(7, 12), (8, 32), (23, 12), (25, 12)])
def test_one_body_is_one_person(number, n_frames):
    clip = read(number)
    assert (clip.n_persons, clip.n_frames) == (1, n_frames)
    assert (height(clip)[clip.present[:, 0]] > 1).all()


def test_a_person_who_is_hidden_is_away():
    assert read(8).present[:, 0].tolist() == [True] * 6 + [False] * 20 + [True] * 6


@pytest.mark.parametrize("number", [13, 14])
def test_numbered_landmarks_under_any_prefix(number):
    clip = read(number)
    assert clip.layout.name == "mediapipe-33"
    assert (height(clip) > 1).all()


def test_a_split_holds_recordings_with_their_labels():
    found = recordings(case(4))
    assert len(found) == 6
    assert [each.entry for each in found][:1] == ["train 0"]


def test_left_handed_axes_are_told_and_mended():
    clip = read(10)
    (finding,) = [each for each in quality(clip) if each.kind == "mirror"]
    assert "nose lies behind the ears" in finding.sentence
    for mended in (repaired(clip, [finding.repair]), read(10, ReadOptions(mirror=True))):
        assert not [each for each in quality(mended) if each.kind == "mirror"]
        assert np.allclose(mended.positions[..., 0], -clip.positions[..., 0])


def test_whoever_lies_stays_lying_and_it_is_said_what_is_not_known():
    clip = read(11)
    assert clip.up_axis == "y"
    assert np.abs(height(clip)).max() < 0.2
    assert any("nothing says which axis points up" in note for note in clip.notes)


def test_an_upper_body_in_pixels_is_upright():
    clip = read(12)
    assert (height(clip, "left shoulder") > 0).all()


@pytest.mark.parametrize("number", [26, 27])
def test_movenet_says_y_before_x(number):
    clip = read(number, COCO)
    assert (clip.n_persons, clip.n_frames) == (1, 12)
    assert (height(clip) > 1).all()
    names = clip.layout.joints
    assert (clip.positions[:, 0, names.index("left hip"), 0] > clip.positions[:, 0, names.index("right hip"), 0]).all()


def test_recordings_are_no_persons():
    clip = read(28, COCO)
    assert clip.n_persons == 1
    assert any("holds 3 recordings" in note for note in clip.notes)


def test_a_joint_at_zero_is_a_gap():
    clip = read(29, COCO)
    assert any("count as missing" in note for note in clip.notes)
    assert (np.linalg.norm(clip.positions[:, 0], axis=-1) > 0.05).all()


def test_a_likelihood_is_believed_from_a_threshold_on_that_can_be_changed():
    joints = read(23)
    assert any("less sure of them than 0.1" in note for note in joints.notes)
    flies = read(23, ReadOptions(confidence=0.0))
    assert np.ptp(flies.positions) > np.ptp(joints.positions)


def test_what_stands_on_its_head_is_turned_over():
    clip = read(30)
    over = read(30, ReadOptions(up_axis="-y"))
    (finding,) = [each for each in quality(clip) if each.kind == "axis"]
    assert np.array_equal(repaired(clip, [finding.repair]).positions, over.positions)
    assert not [each for each in quality(over) if each.kind == "axis"]


def test_frames_in_files_of_any_name_are_one_recording():
    (found,) = recordings(case(36))
    assert found.load().n_frames == 3
