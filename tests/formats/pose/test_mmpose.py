"""MMPose's predictions: what its demos and its inferencer write."""

import json
from functools import partial

import numpy as np
import pytest

from sta_lstm.formats import load_clip
from sta_lstm.formats.load import format_of
from sta_lstm.formats.pose.mmpose import read_mmpose, sniff_mmpose
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons import LAYOUTS
from sta_lstm.skeletons.convert import converted

COCO = LAYOUTS["coco-17"]


@pytest.fixture(scope="module")
def places():
    """Eight frames of a sample in a layout: T × J × 3, metres, y up."""
    clip = load_clip(next(path for path in sample_clips() if path.stem == "wave-right-hand"))
    return lambda layout: converted(clip, LAYOUTS[layout]).positions[:8, 0].astype(np.float64)


def pixels(poses):
    return (poses[..., :2] * (300, -300) + (960, 700)).round(3)


def persons(*poses, score=0.9):
    return [
        {
            "keypoints": pose.tolist(),
            "keypoint_scores": [score] * len(pose),
            "bbox": [[1.0, 2.0, 3.0, 4.0]],
            "bbox_score": 0.99,
        }
        for pose in poses
    ]


def meta(layout, dataset="mine", names=None):
    """As json_tricks writes it, arrays as objects; JSON has texts as keys."""
    names = names or [joint.replace(" ", "_") for joint in layout.joints]
    return {
        "dataset_name": dataset,
        "num_keypoints": len(names),
        "keypoint_id2name": {str(number): name for number, name in enumerate(names)},
        "keypoint_name2id": {name: number for number, name in enumerate(names)},
        "flip_pairs": [[2, 1]],
        "keypoint_colors": {"__ndarray__": [[51, 153, 255]], "dtype": "uint8", "shape": [1, 3]},
        "skeleton_links": [[15, 13], [13, 11]],
    }


def video(*frames, first=1, **more):
    listed = [{"frame_id": first + t, "instances": instances} for t, instances in enumerate(frames)]
    return {**more, "instance_info": listed}


def read(content, options=ReadOptions(), name="results_walk.json"):  # noqa: B008 - frozen
    return load_clip(json.dumps(content).encode(), name, options=options)


def shape_of(poses):
    """Sizes do not follow from pixels: a pose by its proportions, … × J × 2, upright."""
    flat = poses[..., :2] - poses[..., :2].mean(axis=-2, keepdims=True)
    return flat / np.abs(flat).max()


@pytest.mark.parametrize("indent", [None, "\t"])
@pytest.mark.parametrize("first", [0, 1, 7])
def test_a_video_of_the_demos(places, first, indent):
    poses = places("coco-17")
    content = video(*map(persons, pixels(poses)), first=first, meta_info=meta(COCO, "coco"))
    data = json.dumps(content, indent=indent).encode()
    assert format_of(data, "a.json").name == "MMPose JSON"
    clip = load_clip(data, "a.json")
    assert clip.layout == COCO
    assert clip.positions.shape == (8, 1, 17, 3)
    assert np.allclose(shape_of(clip.positions[:, 0]), shape_of(poses), atol=0.01)
    assert not clip.positions[..., 2].any()


def test_the_lists_that_the_inferencer_writes(places):
    poses = pixels(places("coco-17"))
    whole = read(video(*map(persons, poses), meta_info=meta(COCO, "coco")))
    alone = read(video(*map(persons, poses))["instance_info"])
    picture = read(persons(poses[0], poses[0] + 500))
    assert np.array_equal(alone.positions, whole.positions)
    assert picture.positions.shape == (1, 2, 17, 3)
    assert read({"instance_info": persons(poses[0])}).n_frames == 1


def test_joints_are_told_by_their_names(places):
    """In an order of its own, and without the ears."""
    joints = [joint for joint in reversed(COCO.joints) if not joint.endswith("ear")]
    poses = pixels(places("coco-17"))[:, [COCO.index(joint) for joint in joints]]
    names = [joint.replace(" ", "_") for joint in joints]
    clip = read(video(*map(persons, poses), meta_info=meta(COCO, names=names)))
    assert set(clip.layout.joints) == set(joints)
    expected = shape_of(poses * (1, -1))
    found = shape_of(clip.positions[:, 0, [clip.layout.index(joint) for joint in joints]])
    assert np.allclose(found, expected, atol=1e-4)


def test_names_in_another_order_are_a_known_layout(places):
    joints = COCO.joints[::-1]
    poses = pixels(places("coco-17"))
    straight = read(video(*map(persons, poses), meta_info=meta(COCO)))
    turned = read(video(*map(persons, poses[:, ::-1]), meta_info=meta(COCO, names=list(joints))))
    assert straight.layout == turned.layout == COCO
    assert np.array_equal(straight.positions, turned.positions)


def test_positions_in_space_with_z_up(places):
    """As the demo of 3D poses writes them."""
    poses = places("h36m-17") * (1, 1, -1)
    frames = [persons(pose[:, [0, 2, 1]], score=1.0) for pose in poses]
    names = ["root", "right_hip", "right_knee", "right_foot", "left_hip", "left_knee", "left_foot", "spine", "thorax"]
    names += ["neck_base", "head", *[f"{side}_{part}" for side in ("left", "right") for part in ("a", "b", "c")]]
    deep = meta(LAYOUTS["h36m-17"], "h36m", names)
    clip = read(video(*frames, meta_info=meta(COCO, "coco"), meta_info_3d=deep))
    assert clip.layout == LAYOUTS["h36m-17"]
    assert clip.up_axis == "z"
    bones = np.linalg.norm(np.diff(clip.positions[:, 0], axis=1), axis=-1)
    assert np.allclose(bones, np.linalg.norm(np.diff(poses, axis=1), axis=-1), atol=1e-4)


@pytest.mark.parametrize(("n_keypoints", "layout"), [(133, "coco-17"), (136, "halpe-26")])
def test_of_a_whole_body_the_body_is_read(places, n_keypoints, layout):
    poses = pixels(places(layout))
    whole = np.concatenate([poses, np.ones((8, n_keypoints - poses.shape[1], 2))], axis=1)
    clip = read(video(*map(persons, whole)))
    assert clip.layout.name == layout
    assert np.array_equal(clip.positions, read(video(*map(persons, poses))).positions)
    assert any("face and hands are left out" in note for note in clip.notes)


def test_a_keypoint_without_a_score_worth_the_name_is_missing(places):
    frames = [persons(pose) for pose in pixels(places("coco-17"))]
    for instances in frames:
        instances[0]["keypoint_scores"][COCO.index("left ear")] = 0.05
    assert read(video(*frames)).inferred == ("left ear",)


def test_persons_are_followed_and_frames_with_nobody_stay(places):
    poses = pixels(places("coco-17"))
    frames = [persons(*((pose, pose + 900) if t % 2 else (pose + 900, pose))) for t, pose in enumerate(poses)]
    frames[3] = []
    clip = read(video(*frames))
    assert clip.positions.shape[:2] == (8, 2)
    assert clip.present.sum(axis=1).tolist() == [2, 2, 2, 0, 2, 2, 2, 2]
    steps = np.diff(clip.positions[4:], axis=0)
    assert np.abs(steps).max() < 0.5


def test_the_tracker_is_believed(places):
    poses = pixels(places("coco-17"))
    frames = [persons(pose, pose + 5) for pose in poses]
    for t, instances in enumerate(frames):
        for number, person in enumerate(instances):
            person["track_id"] = (number + t) % 2
    clip = read(video(*frames))
    assert clip.n_persons == 2
    assert not np.allclose(clip.positions[0, 0], clip.positions[1, 0], atol=1e-3)


def test_the_owner_chooses_the_layout(places):
    poses = pixels(places("ntu-25"))
    assert read(video(*map(persons, poses)), ReadOptions(layout=LAYOUTS["ntu-25"])).layout.name == "ntu-25"


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (b'{"meta_info": {"dataset_name": "coco"', True),
        (b'\xef\xbb\xbf{\n\t"meta_info": {', True),
        (b'{"instance_info": [', True),
        (b'[{"frame_id": 0, "instances": [', True),
        (b'[{"keypoints": [[1.5, 2.5], [', True),
        (b'[{"keypoints": [1.5, 2.5, ', False),
        (b'[{"image_id": "1.jpg", "keypoints": [[1', False),
        (b'{"instances": []}', False),
        (b"", False),
    ],
)
def test_signatures(head, is_one):
    assert sniff_mmpose(head) == is_one


def damaged(**changes):
    """A recording of two persons whose second is changed so."""
    pose = np.arange(34.0).reshape(17, 2)
    first, second = persons(pose, pose + 3)
    return video([first, second | changes])


BAD = [
    ({"meta_info": {}}, "is JSON, but not MMPose's: expected a list of frames or persons"),
    ({"instance_info": []}, "is JSON, but not MMPose's"),
    ({"instance_info": [7]}, "person 0: expected an object with 'keypoints' and 'keypoint_scores', found 7"),
    ({"instance_info": [{"frame_id": 1, "instances": []}]}, "holds no person with keypoints"),
    ({"instance_info": [{"frame_id": 1, "instances": {}}]}, "frame 1: expected a list 'instances', found an empty"),
    ({"instance_info": [{"frame_id": "1", "instances": []}]}, "expected a whole number 'frame_id', found '1'"),
    ({"instance_info": [{"frame_id": -1, "instances": []}]}, "expected a whole number 'frame_id', found -1"),
    (damaged(keypoints=None), "frame 1, person 1: expected an object with 'keypoints'"),
    (damaged(keypoints=[]), "0 keypoints have the scores a list of 17"),
    (damaged(keypoint_scores=[0.9] * 16), "17 keypoints have the scores a list of 16; expected a list of one each"),
    (damaged(keypoint_scores=7), "17 keypoints have the scores 7"),
    (damaged(keypoint_scores=["a"] * 17), "frame 1, person 1: expected numbers, found 'a'"),
    (damaged(keypoints=[[1, 2]] * 16 + [[1, 2, 3]]), "the same in all; found a list of 3"),
    (damaged(keypoints=[[1, 2]] * 16 + [3]), "expected keypoints of 2 or 3 numbers, the same in all; found 3"),
    (damaged(keypoints=[[1, "x"]] * 17), "expected numbers, found 'x'"),
    (damaged(keypoints=[[1, [2]]] * 17), "expected numbers, found a list of 1"),
    (damaged(keypoints=[[1, 10**400]] * 17), "expected numbers"),
    (damaged(keypoints=[[1, 2]] * 16, keypoint_scores=[0.9] * 16), "has 16 joints; those before have 17"),
    (video(persons(np.ones((17, 4)))), "expected keypoints of 2 or 3 numbers"),
    (video(persons(np.ones((17, 2)))), "every joint lies in one point"),
    (video(persons(np.ones((17, 2)), score=0.0)), "shows no body in any of its 1 frames"),
    (video(persons(np.ones((21, 2)))), "has persons of 21 joints; this format is read with 17 (coco-17), 26"),
    (video(*[persons(np.ones((17, 2)))] * 2, meta_info=meta(COCO, names=["a"] * 17)), "two joints called 'a'"),
]


@pytest.mark.parametrize(("content", "says"), BAD, ids=range(len(BAD)))
def test_one_sentence_says_what_is_wrong(refuses, content, says):
    refuses(lambda: read_mmpose(json.dumps(content).encode(), "a.json"), says, "'a.json'")


def test_accidents_to_a_file(places, endures):
    random = np.random.default_rng(3)
    data = json.dumps(video(*map(persons, pixels(places("coco-17")[:2])), meta_info=meta(COCO))).encode()
    for _ in range(200):
        broken = bytearray(data)
        for at in random.integers(0, len(data), size=3):
            broken[at] = random.integers(32, 127)
        cut = random.integers(0, len(data)) if random.uniform() < 0.3 else len(data)
        endures(partial(read_mmpose, bytes(broken[:cut]), "a.json"), "a.json")
