"""MediaPipe's landmarks that are missing or hidden, and files that are damaged."""

import json
from functools import partial

import numpy as np
import pytest
from formats.pose.mediapipe_files import LAYOUT, as_names, as_objects, as_rows, point

from sta_lstm.errors import ClipError
from sta_lstm.formats.pose.mediapipe import read_mediapipe
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.words import PERCENT


def test_points_that_are_null_are_filled(world):
    frames = [as_objects(pose) for pose in world]
    frames[3][15] = None
    frames[4][16] = {"x": None, "y": None, "z": None}
    clip = read_mediapipe(json.dumps(frames).encode(), "a")
    assert np.allclose(clip.positions[3, 0, 15], clip.positions[[2, 4], 0, 15].mean(axis=0), atol=1e-6)
    assert any(note.startswith("2 joints were missing in 2 of 8 frames") for note in clip.notes)


def test_names_that_are_left_out_are_joints_that_are_missing(world):
    frames = [{name: row for name, row in as_names(pose).items() if "eye" not in name} for pose in world]
    clip = read_mediapipe(json.dumps({"frames": frames}).encode(), "a.json")
    assert set(clip.inferred) == {joint for joint in LAYOUT.joints if "eye" in joint}
    seen = [joint for joint in range(33) if "eye" not in LAYOUT.joints[joint]]
    whole = read_mediapipe(json.dumps([as_rows(pose) for pose in world]).encode(), "a.json")
    assert np.allclose(clip.positions[:, :, seen], whole.positions[:, :, seen], atol=1e-6)


def test_hidden_landmarks_are_kept_and_counted_and_left_out_if_asked(picture):
    frames = [as_objects(pose) for pose in picture]
    for frame in frames[2:4]:
        frame[15] |= {"visibility": 0.02, "x": 3.0}
    data = json.dumps(frames).encode()
    kept = read_mediapipe(data, "a")
    said = f"2 landmarks (1{PERCENT}) have a visibility below 0.1; MediaPipe places hidden"
    assert any(note.startswith(said) for note in kept.notes)
    whole = read_mediapipe(json.dumps([as_objects(pose) for pose in picture]).encode(), "a")
    assert not np.allclose(kept.positions[2, 0, 15], whole.positions[2, 0, 15], atol=0.5)
    asked = read_mediapipe(data, "a", ReadOptions(confidence=0.1))
    assert np.allclose(asked.positions[2, 0, 15], whole.positions[2, 0, 15], atol=0.3)
    assert any(note.startswith("2 joints count as missing") for note in asked.notes)
    with pytest.raises(ClipError, match="holds no joint of which the estimator was as sure as 1"):
        read_mediapipe(data, "a", ReadOptions(confidence=1))


ONE = [point(x / 40, x / 50, x / 60) for x in range(33)]
BAD = [
    ("truncated", b'[[{"x": 1', "this is not JSON"),
    ("a number", b"7", "holds no landmarks of MediaPipe: expected a list of frames, each of 33 points"),
    ("another object", b'{"a": 1}', "found an object with the keys a"),
    ("no frames", b"[]", "shows no body in any of its 0 frames"),
    ("nobody", b"[[], null]", "shows no body in any of its 2 frames"),
    ("a text", b'["a"]', "', frame 0: expected 33 points with x, y, z, found 'a'"),
    ("32 points", [ONE[:32]], "', frame 0: expected 33 points with x, y, z, found a list of 32"),
    ("a number for a point", [[*ONE[:5], 7, *ONE[6:]]], "', frame 0, landmark 5: expected a point with x, y and z, fo"),
    ("a point without y", [[{"x": 1}, *ONE[1:]]], "landmark 0: expected a point with x, y and z, found an object with"),
    ("a text for a number", [[{"x": "1", "y": 1}, *ONE[1:]]], "landmark 0: expected numbers for x, y and z; '1' is no"),
    ("rows of texts", [[["a", "b"], *[[1, 2, 3]] * 32]], "frame 0"),
    ("infinite", b"[[" + b",".join([b'{"x":1e999,"y":1,"z":1}'] * 33) + b"]]", "is infinite"),
    ("two hours", [None] * 216_000, "has 216,000 frames; at most 200,000"),
    ("far apart", {"0": ONE, "999999": ONE}, "has 1,000,000 frames; at most 200,000"),
    ("one point", [[point(0.5, 0.5, 0.5)] * 33], "every joint lies in one point"),
    ("deep", b"[" * 100_000, "lists nested too deep"),
]


@pytest.mark.parametrize(("content", "says"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_one_sentence_says_what_is_wrong(refuses, content, says):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    refuses(lambda: read_mediapipe(data, "a.json"), says, "'a.json'")


def test_accidents_to_a_file(world, picture, endures):
    random = np.random.default_rng(3)
    shapes = (
        [as_objects(pose) for pose in world[:2]],
        {"frames": [{"poseLandmarks": as_rows(pose)} for pose in picture[:3]]},
    )
    for content in shapes:
        data = json.dumps(content).encode()
        for _ in range(200):
            damaged = bytearray(data)
            for at in random.integers(0, len(data), size=3):
                damaged[at] = random.choice(list(b'0123456789-+.eE[]{},:"n '))
            endures(partial(read_mediapipe, bytes(damaged), "a.json"), "a.json")
