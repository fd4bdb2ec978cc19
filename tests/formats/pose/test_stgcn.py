"""ST-GCN's Kinetics-Skeleton JSON: built as its authors describe it, and damaged files."""

import json

import numpy as np
import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.load import format_of
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.skeletons import LAYOUTS

pytestmark = pytest.mark.filterwarnings("error")
NAME = "--07WQ2iBlw.json"
#: A body that stands, face to the camera: places of OpenPose's 18 joints in parts of the picture, y down.
BODY = np.array(
    [
        *((0.50, 0.20), (0.50, 0.30)),
        *((0.44, 0.30), (0.42, 0.42), (0.41, 0.53), (0.56, 0.30), (0.58, 0.42), (0.59, 0.53)),
        *((0.46, 0.55), (0.46, 0.72), (0.46, 0.88), (0.54, 0.55), (0.54, 0.72), (0.54, 0.88)),
        *((0.49, 0.18), (0.51, 0.18), (0.47, 0.19), (0.53, 0.19)),
    ]
)


def person(at=0.0, lost=(), body=BODY):
    points = body + np.array((at, 0.0))
    points[list(lost)] = 0
    score = [0.0 if joint in lost else 0.9 for joint in range(len(points))]
    return {"pose": points.round(4).ravel().tolist(), "score": score}


def video(*frames, label="abseiling", first=1, indices=None):
    """Frames, each a list of persons."""
    indices = indices or range(first, first + len(frames))
    data = [{"frame_index": t, "skeleton": people} for t, people in zip(indices, frames, strict=True)]
    return json.dumps({"data": data, "label": label, "label_index": 0}).encode()


SOUND = video(*([person(0.01 * t)] for t in range(5)))


def test_a_video_is_a_clip():
    clip = load_clip(SOUND, NAME)
    assert (clip.layout.name, clip.n_frames, clip.n_persons) == ("coco-18", 5, 1)
    assert (clip.fps, clip.label, clip.up_axis, clip.name) == (30.0, "abseiling", "y", NAME)
    at = dict(zip(clip.layout.joints, clip.positions[0, 0], strict=True))
    assert at["nose"][1] > at["spine shoulder"][1] > at["left hip"][1] > at["left knee"][1] > at["left ankle"][1]
    assert at["left shoulder"][0] > at["right shoulder"][0]  # who faces the camera has the left on the right
    assert np.isclose(np.ptp(clip.positions[0, 0, :, 1]), 1.7, atol=0.01)
    assert "Positions are parts of a picture of 340 × 256 pixels." in clip.notes
    assert "2D: depth is unknown and drawn flat." in clip.notes
    assert not any("frames a second" in note for note in clip.notes)


def test_both_sides_of_the_body_are_as_long():
    """The proof of the order: limbs of the body drawn above, left and right."""
    clip = load_clip(SOUND, NAME)
    lengths = {
        bone: np.linalg.norm(np.subtract(*(clip.positions[0, 0, clip.layout.index(joint)] for joint in bone)))
        for bone in clip.layout.bones
    }
    for bone, length in lengths.items():
        if "left" in bone[1]:
            twin = tuple(joint.replace("left", "right") for joint in bone)
            assert np.isclose(length, lengths[twin], rtol=0.02), bone
    assert max(lengths.values()) < 0.8


def test_lost_joints_are_filled_and_lost_bodies_absent():
    lost = video([person()], [person(0.01, lost=(4, 10))], [], [person(0.03)], [{"pose": [0] * 36, "score": [0] * 18}])
    clip = load_clip(lost, NAME)
    assert clip.present[:, 0].tolist() == [True, True, False, True, False]
    assert any(note.startswith("2 joints were missing in 1 of 5 frames") for note in clip.notes)
    assert clip.positions[0, 0, 4, 0] < clip.positions[1, 0, 4, 0] < clip.positions[3, 0, 4, 0]


def test_persons_are_followed_though_their_order_changes():
    frames = [[person(-0.3 + 0.01 * t), person(0.3)] for t in range(6)]
    frames[2].reverse()
    frames[4].reverse()
    clip = load_clip(video(*frames), NAME)
    assert (clip.n_persons, clip.present.all()) == (2, True)
    assert (np.diff(clip.positions[:, 0, 0, 0]) > 0).all()
    assert np.ptp(clip.positions[:, 1, 0, 0]) < 1e-6


def test_frames_that_are_left_out_or_disordered_have_their_place():
    frames = [[person(0.01 * t)] for t in (3, 0, 1)]
    clip = load_clip(video(*frames, indices=[13, 10, 11]), NAME)
    assert clip.present[:, 0].tolist() == [True, True, False, True]
    assert (np.diff(clip.positions[clip.present][:, 0, 0]) > 0).all()


@pytest.mark.parametrize(("n_joints", "layout"), [(18, "coco-18"), (17, "coco-17"), (25, "openpose-25")])
def test_other_numbers_of_joints(n_joints, layout):
    body = np.random.default_rng(1).uniform(0.2, 0.8, size=(n_joints, 2))
    assert load_clip(video([person(body=body)]), NAME).layout.name == layout


def test_a_layout_and_no_scores():
    value = json.loads(SOUND)
    for frame in value["data"]:
        del frame["skeleton"][0]["score"]
    clip = load_clip(json.dumps(value).encode(), NAME, options=ReadOptions(layout=LAYOUTS["coco-18"], fps=25.0))
    assert (clip.fps, clip.n_frames) == (25.0, 5)


def test_content_decides():
    pretty = json.dumps(json.loads(SOUND), indent=1).encode()
    for data in (SOUND, b"\xef\xbb\xbf" + pretty.replace(b"\n", b"\r\n")):
        assert format_of(data, "walk.csv").name == "Kinetics-Skeleton"


def changed(**fields):
    return video([person() | fields])


BAD = [
    (SOUND[:-50], r"this is not JSON"),
    (b'{"data": [{"frame_index": 1, "skeleton": []}]}', r"shows no body in any of its 1 frames"),
    (
        b'{"x": {"frame_index": 1, "skeleton": []}}',
        r"expected an object with a list of frames, 'data'; found an object",
    ),
    (
        b'{"data": [{"frame_index": 1, "skeleton": []}, 5]}',
        r"frame 1: expected an object with a whole number 'frame_index'",
    ),
    (video([person()], [person()], indices=[0, 200_000]), r"has 200,001 frames; at most 200,000"),
    (video([person()], indices=[-1]), r"frame 0: expected an object with a whole number 'frame_index', found -1"),
    (
        video([person()], [person()], indices=[1, 1.5]),
        r"frame 1: expected an object with a whole number .*, found 1\.5",
    ),
    (
        video([person()], {"a": 1}),
        r"frame_index 2: 'skeleton' is an object with the keys a; expected a list of persons",
    ),
    (video([person(), 7]), r"frame_index 1, person 1: expected an object with the lists 'pose' and 'score', found 7"),
    (changed(pose=[0.1] * 35), r"person 0: 'pose' is a list of 35; expected x and y of each joint in turn"),
    (changed(score=[0.5] * 17), r"person 0: 18 joints have 17 scores; expected one each"),
    (changed(pose=["a"] * 36), r"person 0: expected numbers, found 'a'"),
    (changed(pose=[[1]] * 36), r"person 0: expected numbers, found a list of 1"),
    (changed(pose=[10**400] * 36), r"person 0: expected numbers"),
    (changed(pose=[float("inf")] * 36), r"infinite"),
    (changed(pose=[0.5] * 36), r"every joint lies in one point"),
    (video([person()], [person(body=BODY[:17])]), r"person 0 has 17 joints; those before have 18"),
    (video([person(body=BODY[:11])]), r"has bodies of 11 joints, but does not name them"),
]


@pytest.mark.parametrize(("data", "says"), BAD, ids=range(len(BAD)))
def test_bad_input(data, says):
    with pytest.raises(ClipError, match=says) as caught:
        load_clip(data, NAME)
    assert NAME in str(caught.value)
    assert len(str(caught.value)) < 700
    assert "\n" not in str(caught.value)
