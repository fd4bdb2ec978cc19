"""Relatives of the cases: other inputs of the same kinds, each read rightly, asked about or refused."""

import io

import numpy as np
import pytest
from made import person

from sta_lstm.errors import ClipError
from sta_lstm.formats import ReadOptions, load_clip
from sta_lstm.skeletons import LAYOUTS, y_up

COCO, KINECT, NTU = (LAYOUTS[name] for name in ("coco-17", "kinect-20", "ntu-25"))


def turned(poses, axis, degrees):
    """Poses after a turn about x or z."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    matrix = {"x": [[1, 0, 0], [0, c, -s], [0, s, c]], "z": [[c, -s, 0], [s, c, 0], [0, 0, 1]]}[axis]
    return poses @ np.array(matrix).T


def csv(names, values):
    """A wide table of joints in space."""
    buffer = io.StringIO()
    header = ",".join(f"{name}_{axis}" for name in names for axis in "xyz")
    np.savetxt(buffer, values.reshape(len(values), -1), fmt="%.5f", delimiter=",", header=header, comments="")
    return buffer.getvalue().encode()


def lines(values, mark=" ", frames=None):
    """Numbers alone, a line a row, frame numbers before them if there are any."""
    buffer = io.StringIO()
    rows = values if frames is None else np.c_[frames, values]
    np.savetxt(buffer, rows, fmt=["%d"] * (frames is not None) + ["%.5f"] * values.shape[1], delimiter=mark)
    return buffer.getvalue().encode()


def saved(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def npy(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def names_of(layout):
    return [joint.replace(" ", "_") for joint in layout.joints]


def rise(clip, high="nose", low="left ankle"):
    """How far one joint is above another, metres; of each frame."""
    names = clip.layout.joints
    return y_up(clip)[:, 0, names.index(high), 1] - y_up(clip)[:, 0, names.index(low), 1]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("walk.csv", lines(np.random.default_rng(0).uniform(size=(90, 90)), ",", np.arange(1, 91))),
        ("walk.csv", lines(np.random.default_rng(0).uniform(-90, 90, size=(90, 90)), ",", np.arange(1, 91))),
        ("walk.txt", lines(np.random.default_rng(0).normal(size=(90, 60)), " ", np.arange(0, 360, 4))),
        ("walk.txt", lines(np.random.default_rng(0).uniform(size=(400, 4)))),
        ("walk.txt", lines(np.c_[person("ntu-25", 20).reshape(-1, 3), np.full(500, 0.9)])),
    ],
    ids=["SBU", "angles", "UTKinect", "MSR", "25 joints in MSR's form"],
)
def test_numbers_as_wide_as_a_data_sets_are_no_body_for_that(name, data):
    with pytest.raises(ClipError, match="holds no positions of a body"):
        load_clip(data, name)


@pytest.mark.parametrize("first", [0, 1, 700])
def test_frames_that_step_by_one_are_all_frames(first):
    clip = load_clip(lines(person("kinect-20", 60).reshape(60, 60), " ", np.arange(first, first + 60)), "walk.txt")
    assert (clip.n_frames, clip.fps) == (60, 30)
    assert any("By the width of its lines alone" in note for note in clip.notes)


@pytest.mark.parametrize(("axis", "degrees"), [("x", -90), ("x", 90), ("x", -75), ("z", 90), ("z", -90)])
@pytest.mark.parametrize("layout", [NTU, KINECT], ids=lambda layout: layout.name)
def test_whoever_lies_before_a_kinect_stays_lying(layout, axis, degrees):
    poses = person(layout.name, 20)
    lying = turned(poses - poses.mean((0, 1)), axis, degrees)
    for data, name in ((csv(names_of(layout), lying), "walk.csv"), (saved(joints=lying), "walk.npz")):
        clip = load_clip(data, name, options=ReadOptions(layout=layout))
        assert clip.up_axis == "y"
        assert np.abs(rise(clip, "head")).max() < 0.9
        assert any("Bodies lie along" in note for note in clip.notes)


@pytest.mark.parametrize("begins", [5, 15, 35])
@pytest.mark.parametrize("layout", ["mediapipe-33", "coco-17"])
def test_whoever_falls_stood_before(layout, begins):
    poses = person(layout, 60)
    angles = np.clip((np.arange(60) - begins) * 6, 0, 90)
    falls = np.stack([turned(pose, "z", angle) for pose, angle in zip(poses, angles, strict=True)])
    clip = load_clip(csv(names_of(LAYOUTS[layout]), falls), "fall.csv")
    assert rise(clip)[:begins].min() > 0.8
    assert np.abs(rise(clip)[-10:]).max() < 0.5


@pytest.mark.parametrize("prefix", ["", "world_", "pose_world_landmarks_"])
@pytest.mark.parametrize("offset", [0.0, -0.1])
def test_metres_of_mediapipe_are_no_parts_of_a_picture(prefix, offset):
    layout = LAYOUTS["mediapipe-33"]
    poses = person("mediapipe-33", 20)
    hips = [layout.index("left hip"), layout.index("right hip")]
    world = (poses - poses[:, hips].mean(1, keepdims=True)) * [1, -1, -1] + offset
    clip = load_clip(csv([f"{prefix}{name}" for name in names_of(layout)], world), "walk.csv")
    assert np.ptp(clip.positions[..., 2]) > 0.1
    assert rise(clip).min() > 1


@pytest.mark.parametrize(
    ("places", "scores"), [("keypoints", "scores"), ("keypoint", "keypoint_score"), ("kpts", "conf")]
)
def test_scores_in_an_array_of_their_own_are_heeded(places, scores):
    points = person("coco-17", 40)[..., :2] * [300, -300] + [600, 700]
    certain = np.full(points.shape[:2], 0.9)
    points[5:9, 9] += 900
    certain[5:9, 9] = 0.03
    data = saved(**{places: points, scores: certain})
    clip = load_clip(data, "walk.npz", options=ReadOptions(layout=COCO))
    assert any("4 joints count as missing" in note for note in clip.notes)
    assert np.ptp(clip.positions[:, 0, 9, 0]) < 1
    flies = load_clip(data, "walk.npz", options=ReadOptions(layout=COCO, confidence=0.0))
    assert np.ptp(flies.positions[:, 0, 9, 0]) > 2


@pytest.mark.parametrize("joint", ["left wrist", "right ankle"])
def test_zeros_beside_the_root_of_a_centred_body_are_missing(joint):
    layout = LAYOUTS["h36m-17"]
    poses = person("h36m-17", 60)
    centred = poses - poses[:, :1]
    centred[::3, layout.index(joint)] = 0
    clip = load_clip(npy(centred), "walk.npy", options=ReadOptions(layout=layout))
    assert any("20 joints stood at exactly (0, 0, 0)" in note for note in clip.notes)


def test_names_of_the_body_model_and_of_hands_are_their_layouts():
    names = "pelvis left_hip right_hip spine1 left_knee right_knee spine2 left_ankle right_ankle spine3 left_foot "
    names += "right_foot neck left_collar right_collar head left_shoulder right_shoulder left_elbow right_elbow "
    names = (names + "left_wrist right_wrist left_hand right_hand").split()
    for write in (str, lambda name: name.replace("left_", "L_").replace("right_", "R_").title()):
        assert load_clip(csv(list(map(write, names)), person("smpl-24", 20)), "walk.csv").layout.name == "smpl-24"
    fingers = [
        f"{finger}_{part}" for finger in ("INDEX_FINGER", "MIDDLE_FINGER", "RING_FINGER", "PINKY") for part in "MPDT"
    ]
    fingers = [name[:-1] + {"M": "MCP", "P": "PIP", "D": "DIP", "T": "TIP"}[name[-1]] for name in fingers]
    hand = ["WRIST", "THUMB_CMC", "THUMB_MCP", "THUMB_IP", "THUMB_TIP", *fingers]
    still = np.random.default_rng(1).normal(size=(21, 3)) * 0.03 + np.zeros((30, 1, 1))
    clip = load_clip(csv(hand, still), "hand.csv")
    assert clip.layout.name == "hand-21"
    assert np.ptp(clip.positions, axis=(0, 1, 2)).max() < 0.4


@pytest.mark.parametrize("sign", [1, -1])
def test_of_legs_alone_hips_are_above_ankles(sign):
    legs = [j for j, joint in enumerate(COCO.joints) if joint.split()[-1] in ("hip", "knee", "ankle")]
    poses = person("coco-17", 20)[:, legs] * [1, sign, sign]
    clip = load_clip(csv([names_of(COCO)[j] for j in legs], poses), "legs.csv")
    assert rise(clip, "left hip").min() > 0.3


@pytest.mark.parametrize("mark", [":", ";"])
def test_time_codes_do_not_say_how_many_frames_a_second_has(mark):
    rows = csv(names_of(COCO), person("coco-17", 30)).decode().splitlines()
    codes = ["time", *(f"00:00:01{mark}{frame:02d}" for frame in range(30))]
    text = "\n".join(f"{code},{row}" for code, row in zip(codes, rows, strict=True))
    with pytest.raises(ClipError, match=r"time codes .* name the frame rate"):
        load_clip(text.encode(), "walk.csv")


def test_an_estimator_that_is_unsure_of_all_is_said():
    poses = person("coco-17", 20)[..., :2] * [300, -300] + [600, 700]
    data = saved(keypoints=np.concatenate([poses, np.full((20, 17, 1), 0.07)], axis=-1))
    with pytest.raises(ClipError, match="lower the least confidence"):
        load_clip(data, "walk.npz", options=ReadOptions(layout=COCO))
    assert load_clip(data, "walk.npz", options=ReadOptions(layout=COCO, confidence=0.0)).n_frames == 20


def test_places_with_scores_are_places():
    poses = person("coco-17", 20)
    movenet = np.concatenate([poses[..., [1]] * -0.3 + 0.7, poses[..., [0]] * 0.3 + 0.5, np.full((20, 17, 1), 0.8)], -1)
    clip = load_clip(saved(keypoints_with_scores=movenet[:, None]), "walk.npz", options=ReadOptions(layout=COCO))
    assert rise(clip).min() > 0.8
