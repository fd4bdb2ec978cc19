"""MediaPipe's landmarks, in the JSON forms that people write."""

import json
from pathlib import Path

import numpy as np
import pytest
from formats.pose.mediapipe_files import (
    HIPS,
    LAYOUT,
    as_capitals,
    as_enumeration,
    as_message,
    as_named_points,
    as_names,
    as_objects,
    as_rows,
)

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.pose.mediapipe import read_mediapipe, sniff_mediapipe
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.skeletons import mirrored

CASES = Path(__file__).parent.parent / "cases"
BODIES = {"objects": as_objects, "capitals": as_capitals, "rows": as_rows, "messages": as_message}
BODIES |= {"names": as_names, "enumeration": as_enumeration, "named points": as_named_points}
#: From the bodies of a recording, frame by frame, to a file; ``key`` is what they are called.
RECORDINGS = {
    "a list of objects": lambda bodies, key: [{"timestamp": t, key: body} for t, body in enumerate(bodies)],
    "a list of lists of persons": lambda bodies, key: [{key: [body]} for body in bodies],
    "frames": lambda bodies, key: {"frames": [{key: body} for body in bodies]},
    "by number": lambda bodies, key: {str(10 + t): {key: body} for t, body in enumerate(bodies)},
    "by landmarks": lambda bodies, key: {key: bodies, "note": "mine"},
}


@pytest.mark.parametrize("recording", RECORDINGS.values(), ids=RECORDINGS)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_world_landmarks_in_every_shape(sample, world, recording, body):
    data = json.dumps(recording([body(pose) for pose in world], "pose_world_landmarks")).encode()
    clip = load_clip(data, "walk.json")
    expected = sample - sample[:, HIPS].mean(axis=1, keepdims=True)
    assert np.allclose(clip.positions[:, 0], expected, atol=1e-5)
    assert clip.layout == LAYOUT
    assert clip.up_axis == "y"
    assert "World landmarks hold the hips in one place, so walking and jumping are not seen." in clip.notes


@pytest.mark.parametrize("recording", RECORDINGS.values(), ids=RECORDINGS)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_landmarks_of_the_picture_in_every_shape(sample, picture, recording, body):
    content = recording([body(pose) for pose in picture], "pose_landmarks")
    clip = load_clip(json.dumps(content).encode(), "walk.json")
    assert (clip.positions[..., 2] == 0).all()
    assert clip.notes[0] == "2D: depth is unknown and drawn flat."
    assert "Positions are parts of a picture of unknown size; bodies look right only if it was square." in clip.notes
    assert clip.positions.shape == (8, 1, 33, 3)


@pytest.mark.parametrize("key", ["fps", "frameRate"])
def test_a_picture_whose_size_is_told_is_not_squeezed(sample, picture, key):
    content = {key: 25, "width": 1600, "height": 800, "frames": [as_objects(pose) for pose in picture]}
    clip = load_clip(json.dumps(content).encode(), "walk.json")
    scale = np.ptp(clip.positions[0, 0, :, 1]) / np.ptp(sample[0, :, 1])
    back = clip.positions[:, 0, :, :2] - clip.positions[0, 0, 0, :2]
    assert np.allclose(back, (sample - sample[0, 0])[..., :2] * scale, atol=1e-5)
    assert 0.8 < scale < 1.25
    assert clip.fps == 25


def test_bare_landmarks_with_the_hips_at_zero_are_of_the_world(world):
    clip = load_clip(json.dumps([as_objects(pose) for pose in world]).encode(), "walk.json")
    assert np.ptp(clip.positions[..., 2]) > 0.05
    assert "The hips are at zero in every frame, so these are world landmarks, in metres." in clip.notes


def test_world_landmarks_are_taken_where_there_are_both(world, picture):
    """As MediaPipe's JavaScript names them, one frame and many."""
    frames = [
        {"landmarks": [as_objects(flat)], "worldLandmarks": [as_objects(deep)]}
        for flat, deep in zip(picture, world, strict=True)
    ]
    many, one = (read_mediapipe(json.dumps(content).encode(), "walk.json") for content in (frames, frames[0]))
    assert np.allclose(many.positions[:, 0], world * (1, -1, -1), atol=1e-5)
    assert one.n_frames == 1
    assert np.array_equal(one.positions[0], many.positions[0])


def test_a_mirrored_world_is_the_mirrored_clip(world):
    flipped = (world * (-1, 1, 1))[:, list(LAYOUT.mirror_indices)]
    one, other = (read_mediapipe(json.dumps([as_objects(p) for p in w]).encode(), "a") for w in (world, flipped))
    assert np.allclose(mirrored(other).positions, one.positions, atol=1e-6)


def test_left_up_and_ahead_are_right_handed(world):
    clip = read_mediapipe(json.dumps([as_objects(pose) for pose in world]).encode(), "a")
    at = {joint: clip.positions[0, 0, j] for j, joint in enumerate(LAYOUT.joints)}
    ahead = np.cross(at["left shoulder"] - at["right shoulder"], (0, 1, 0))
    assert ahead @ (at["left foot"] - at["left heel"]) > 0


@pytest.mark.parametrize("nobody", [None, [], {}, {"pose_landmarks": None}, {"pose_landmarks": []}])
def test_frames_with_nobody(world, nobody):
    frames = [as_objects(pose) for pose in world]
    clip = read_mediapipe(json.dumps([*frames[:3], nobody, *frames[3:]]).encode(), "a")
    assert clip.present[:, 0].tolist() == [True] * 3 + [False] + [True] * 5


def test_numbers_that_are_missing_are_frames_with_nobody(world):
    frames = {str(number): as_objects(world[number]) for number in (7, 2, 4)}
    clip = read_mediapipe(json.dumps(frames).encode(), "a")
    assert clip.present[:, 0].tolist() == [True, False, True, False, False, True]


def test_several_persons_are_followed(world, picture):
    random = np.random.default_rng(0)
    frames = []
    for pose in picture:
        pair = [as_objects(pose), as_objects(pose + np.array((0.3, 0, 0)))]
        frames.append({"pose_landmarks": pair if not frames or random.uniform() < 0.5 else pair[::-1]})
    clip = read_mediapipe(json.dumps(frames).encode(), "a")
    assert clip.n_persons == 2
    assert np.allclose(np.diff(clip.positions[:, 1, 0] - clip.positions[:, 0, 0], axis=0), 0, atol=1e-5)


@pytest.mark.parametrize("body", ["names", "enumeration", "named points"])
def test_named_landmarks_are_known_by_their_content(world, body):
    data = json.dumps([BODIES[body](pose) for pose in world]).encode()
    assert load_clip(data, "mine.json").n_frames == 8


def test_world_landmarks_in_another_unit(world):
    data = json.dumps({"pose_world_landmarks": [as_objects(pose * 100) for pose in world]}).encode()
    with pytest.raises(ClipError, match="'a': world landmarks are metres from the middle of the hips, but one is"):
        read_mediapipe(data, "a")
    clip = load_clip(data, "a", options=ReadOptions(metres_per_unit=0.01))
    assert np.allclose(clip.positions[:, 0], world * (1, -1, -1), atol=1e-5)


def test_a_guessed_depth_makes_no_second_person(picture):
    clip = load_clip(CASES / "07_depth_jump_one_body.json")
    assert clip.positions.shape == (12, 1, 33, 3)
    noise = np.random.default_rng(0).uniform(-9, 9, size=(8, 1, 1)) * (0, 0, 1)
    pairs = [[as_objects(pose), as_objects(pose + np.array((0.3, 0, 0)))] for pose in picture + noise]
    clip = read_mediapipe(json.dumps([{"pose_landmarks": pair} for pair in pairs]).encode(), "a")
    assert clip.n_persons == 2


def test_several_bodies_of_the_world_are_followed_in_the_picture(world, picture):
    """Their hips are all at zero, so only the picture tells who is where."""
    frames = []
    for t, (deep, flat) in enumerate(zip(world, picture, strict=True)):
        deep_two, flat_two = [deep, deep * (-1, 1, 1)], [flat, flat + np.array((0.3, 0, 0))]
        order = slice(None, None, -1 if t % 2 else 1)
        frames.append(
            {
                "pose_landmarks": list(map(as_objects, flat_two))[order],
                "pose_world_landmarks": list(map(as_objects, deep_two))[order],
            }
        )
    clip = read_mediapipe(json.dumps(frames).encode(), "a")
    assert np.allclose(clip.positions[:, 0], world * (1, -1, -1), atol=1e-5)
    assert np.allclose(clip.positions[:, 1], world * (-1, -1, -1), atol=1e-5)


@pytest.mark.parametrize("turn", [(1, 0, 2), (0, 1, 2)])
@pytest.mark.parametrize("sign", [1, -1])
def test_nobody_is_stood_up_or_turned_over_by_posture(world, picture, turn, sign):
    """Push-ups, prayer, sleep, handstands: y points down by the format."""
    for poses, key in ((world, "pose_world_landmarks"), (picture, "pose_landmarks")):
        lying = poses[..., turn] * sign
        clip = read_mediapipe(json.dumps([{key: as_objects(pose)} for pose in lying]).encode(), "a")
        flat = clip.positions[0, 0, :, :2] - clip.positions[0, 0, 0, :2]
        expected = (lying[0, :, :2] - lying[0, 0, :2]) * (1, -1)
        scale = np.abs(flat).max() / np.abs(expected).max()
        assert np.allclose(flat, expected * scale, atol=1e-4)
        assert clip.up_axis == "y"


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (b'[{"pose_landmarks": [', True),
        (b'\xef\xbb\xbf{"fps": 30, "frames": [{"timestamp": 0, "poseLandmarks": [{"id":0,', True),
        (b'[[{"x": 0.5, "y": 0.5, "z": 0.1, "visibility": 0.99}', True),
        (b'{"face": [{"x": 0.5, "y": 0.5, "z": 0.1}', True),
        (b'[{"X": 0.5, "Y": 0.5, "Visibility": 1, "z": 0', True),
        (b'[{"x": 1, "y": 2}]', False),
        (b'[{"PoseLandmark.NOSE": {"x": 1, "y": 2, "z": 3}', True),
        (b'[{"nose": {"x": 1, "y": 2, "z": 3}, "mouth_left": {"x": 1', True),
        (b'[{"nose": {"x": 1, "y": 2, "z": 3}, "left_shoulder": {"x": 1', False),
        (b'[{"x": 1, "y": 2, "z": 3, "name": "left shoulder"}', False),
        (b'x,y,z\n"pose_landmarks": 1', False),
        (b'[{"image_id": "0.jpg", "keypoints": [1', False),
    ],
)
def test_signatures(head, is_one):
    assert sniff_mediapipe(head) == is_one
