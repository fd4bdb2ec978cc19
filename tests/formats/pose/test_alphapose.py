"""AlphaPose's results, and COCO's results and annotations, in one JSON file."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from sta_lstm.formats import load_clip
from sta_lstm.formats.pose.alphapose import read_alphapose, sniff_alphapose
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons import LAYOUTS, mirrored
from sta_lstm.skeletons.convert import converted

COCO, HALPE = LAYOUTS["coco-17"], LAYOUTS["halpe-26"]


@pytest.fixture(scope="module")
def pixels():
    """A sample clip as a camera sees it: T × 26 × 2 pixels of Halpe, of which the first 17 are COCO's."""
    clip = load_clip(next(path for path in sample_clips() if path.stem == "wave-right-hand"))
    places = converted(clip, HALPE).positions[:, 0, :, :2].astype(np.float64)
    return places * (300, -300) + (960, 700)


def keypoints(pose, confidence=0.9):
    return [
        value
        for joint in pose.tolist()
        for value in (*(joint if joint[0] == joint[0] else (0, 0)), confidence if joint[0] == joint[0] else 1e-5)
    ]


def result(frame, pose, **more):
    return {"image_id": f"{frame}.jpg", "category_id": 1, "keypoints": keypoints(pose), "score": 2.9, **more}


def results(poses, n_joints=17, **more):
    return json.dumps([result(t, pose[:n_joints], **more) for t, pose in enumerate(poses)]).encode()


def annotations(poses, size=(1920, 1080), parts=(1, 1)):
    """COCO's form; the pictures stand in another order than the frames."""
    order = np.random.default_rng(0).permutation(len(poses)).tolist()
    return json.dumps(
        {
            "info": {"year": 2017},
            "images": [
                {"id": 100 + t, "file_name": f"v_{t:05d}.jpg", "width": size[0], "height": size[1]} for t in order
            ],
            "annotations": [
                {"id": t, "image_id": 100 + t, "category_id": 1, "keypoints": keypoints(poses[t][:17] / parts, 2)}
                for t in order
            ]
            + [{"id": 9999, "image_id": 100, "category_id": 3, "bbox": [1, 2, 3, 4]}],
            "categories": [{"id": 1, "name": "person"}],
        }
    ).encode()


def by_picture(poses, people="people", joints="pose_keypoints_2d"):
    """As --format open and cmu write them: 18 joints, the second between the shoulders."""
    order = (0, None, 6, 8, 10, 5, 7, 9, 12, 14, 16, 11, 13, 15, 2, 1, 4, 3)
    frames = {}
    for t, pose in enumerate(poses):
        eighteen = np.array([pose[[5, 6]].mean(axis=0) if j is None else pose[j] for j in order])
        frames[f"{t}.jpg"] = {"version": "AlphaPose v0.3", people: [{joints: keypoints(eighteen)}]}
    return json.dumps(frames).encode()


def same_shape(clip, pixels, columns=slice(None)):
    """Whether the clip has the shape of the pixels, with y up, one size and one place on the ground for all frames."""
    shape = pixels[:, columns] * (1, -1)
    scale = np.ptp(clip.positions[:, 0, :, 1]) / np.ptp(shape[..., 1])
    back = clip.positions[:, 0, :, :2] - clip.positions[0, 0, 0, :2]
    return np.allclose(back, (shape - shape[0, 0]) * scale, atol=1e-4)


@pytest.mark.parametrize(("n_joints", "layout"), [(17, COCO), (26, HALPE)])
def test_a_projected_recording_comes_back(pixels, n_joints, layout):
    clip = load_clip(results(pixels, n_joints), "alphapose-results.json")
    assert clip.layout == layout
    assert clip.present.all()
    assert same_shape(clip, pixels, slice(n_joints))
    assert 1.4 < np.ptp(clip.positions[0, 0, :, 1]) < 1.9


def test_annotations_are_put_in_the_order_of_their_pictures(pixels):
    clip = load_clip(annotations(pixels), "person_keypoints.json")
    assert clip.layout == COCO
    assert same_shape(clip, pixels, slice(17))


def test_parts_of_a_picture_whose_size_is_told(pixels):
    clip = load_clip(annotations(pixels, parts=(1920, 1080)), "a.json")
    assert same_shape(clip, pixels, slice(17))
    assert "Positions are parts of a picture of 1920 × 1080 pixels." in clip.notes


@pytest.mark.parametrize(("people", "joints"), [("people", "pose_keypoints_2d"), ("bodies", "joints")])
def test_results_by_picture(pixels, people, joints):
    clip = load_clip(by_picture(pixels, people, joints), "alphapose-results.json")
    assert clip.layout == LAYOUTS["coco-18"]
    whole = load_clip(results(pixels), "a.json")
    wrist = [layout.layout.index("left wrist") for layout in (clip, whole)]
    paths = [np.diff(one.positions[:, 0, j], axis=0) for one, j in zip((clip, whole), wrist, strict=True)]
    assert np.allclose(*paths, atol=2e-3)


@pytest.mark.parametrize(("n_joints", "body"), [(136, 26), (133, 17)])
def test_face_and_hands_are_left_out(pixels, n_joints, body):
    more = np.zeros((len(pixels), n_joints - body, 2)) + pixels.mean(axis=(0, 1))
    clip = load_clip(results(np.concatenate((pixels[:, :body], more), axis=1), n_joints), "a.json")
    assert clip.n_joints == body
    assert same_shape(clip, pixels, slice(body))
    assert f"Of {n_joints} keypoints the body's {body} are read; face and hands are left out." in clip.notes


def test_a_flipped_video_is_the_mirrored_clip(pixels):
    poses = pixels[:, :17]
    flipped = ((1920, 0) + poses * (-1, 1))[:, list(COCO.mirror_indices)]
    one, other = (load_clip(results(these), "a.json") for these in (poses, flipped))
    assert np.allclose(mirrored(other).positions, one.positions, atol=1e-5)


@pytest.mark.parametrize("idx", [(7, 3), ([7], [3]), ([[7.0]], [3.0]), (None, None), (0.0, 0.0), ([0], [0])])
def test_persons_in_any_order_are_told_apart(pixels, idx):
    """By their ID; without one, or where all have the same, by nearness."""
    random = np.random.default_rng(1)
    people = []
    for t in range(len(pixels)):
        pair = [result(t, pixels[t, :17], idx=idx[0]), result(t, pixels[t, :17] + 500.0, idx=idx[1])]
        people += pair if t == 0 or random.uniform() < 0.5 else pair[::-1]
    clip = read_alphapose(json.dumps(people).encode(), "a.json")
    assert clip.n_persons == 2
    apart = clip.positions[:, 1] - clip.positions[:, 0]
    assert np.allclose(apart, apart[0, 0], atol=1e-5)
    assert any("by nearness" in note for note in clip.notes) == (idx[0] in (None, 0.0, [0]))


def test_frames_without_anybody_are_absence(pixels):
    people = [result(t, pixels[t, :17]) for t in (3, 4, 7)]
    clip = read_alphapose(json.dumps(people).encode(), "a.json")
    assert clip.present[:, 0].tolist() == [True, True, False, False, True]
    assert "2 of 5 frames hold no person; nobody is present there." in clip.notes


def test_pictures_without_numbers_are_taken_as_they_come(pixels):
    people = [
        result(t, pixels[t, :17]) | {"image_id": picture} for t, picture in enumerate(("b.jpg", "a.jpg", "c.jpg"))
    ]
    clip = read_alphapose(json.dumps(people).encode(), "a.json")
    assert same_shape(clip, pixels[:3], slice(17))
    assert "The pictures' names do not number them; they were taken in the file's order." in clip.notes


@pytest.mark.parametrize("name", ["frame{}_cam1.jpg", "img_{:04d}_rendered.png", "{}.json", "a/b2_{}.mp4.jpg"])
def test_the_number_that_varies_orders_the_frames(pixels, name):
    order = np.random.default_rng(1).permutation(20).tolist()
    people = [result(t, pixels[t, :17]) | {"image_id": name.format(t)} for t in order]
    clip = read_alphapose(json.dumps(people).encode(), "a.json")
    assert same_shape(clip, pixels[:20], slice(17))
    assert not any("file's order" in note for note in clip.notes)


def test_numbers_of_which_none_is_the_frames_are_said(pixels):
    people = [result(0, pixels[0, :17]) | {"image_id": f"cam{c}_{t}.jpg"} for c in range(2) for t in range(2)]
    notes = read_alphapose(json.dumps(people).encode(), "a.json").notes
    assert "No number in the pictures' names tells them apart; they were taken in the file's order." in notes


def test_one_body_that_is_hidden_for_a_while_stays_one():
    clip = load_clip(Path(__file__).parent.parent / "cases" / "08_one_body_hidden_20_frames.json")
    assert clip.n_persons == 1
    assert (~clip.present).sum() == 20
    assert any("it is away for up to 20 frames" in note for note in clip.notes)


def test_how_many_joints_are_not_sure_is_said(pixels):
    people = [result(t, pose[:17]) for t, pose in enumerate(pixels)]
    people[3]["keypoints"][3 * 9 : 3 * 10] = [9999.0, 1.0, 0.06]
    data = json.dumps(people).encode()
    clip = load_clip(data, "a.json")
    assert "1 joint counts as missing, because the estimator was less sure of them than 0.1 (of 1)." in clip.notes
    assert (
        np.ptp(clip.positions[..., 0])
        < 5
        < np.ptp(load_clip(data, "a.json", options=ReadOptions(confidence=0.05)).positions[..., 0])
    )


def test_joints_below_the_threshold_are_filled(pixels):
    poses = pixels[:, :17].copy()
    poses[5, 9] = np.nan
    clip = load_clip(results(poses), "a.json")
    assert np.allclose(clip.positions[5, 0, 9], clip.positions[[4, 6], 0, 9].mean(axis=0), atol=1e-6)


def test_a_chosen_layout_decides_between_those_of_17_joints(pixels):
    clip = load_clip(results(pixels), "a.json", options=ReadOptions(layout=LAYOUTS["h36m-17"]))
    assert clip.layout == LAYOUTS["h36m-17"]


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (b'[{"image_id": "0.jpg", "category_id": 1, "keypoints": [1', True),
        (b'\xef\xbb\xbf [\r\n {"category_id":1,"image_id":7,"keypoints":[', True),
        (b'{"images": [{"id": 1', True),
        (b'{"info": {"description": "COCO"}, ', True),
        (b'{"0.jpg": {"version": "AlphaPose v0.3", "people": [', True),
        (b'{"version":"AlphaPose v0.3","people":[', False),
        (b'[{"x": 1}]', False),
        (b'{"file_name": "a", "skeletons": [', False),
    ],
)
def test_signatures(head, is_one):
    assert sniff_alphapose(head) == is_one


# Bad input -----------------------------------------------------------------------------------------------------------

SOUND = result(0, np.arange(34).reshape(17, 2) * 10.0 + 1)


def listed(*people):
    return json.dumps(people).encode()


BAD = [
    ("truncated", b'[{"image_id": "0.jpg", "keypoints": [1, 2', "line 1, character 42: this is not JSON"),
    ("a number", b"7", "neither AlphaPose's nor COCO's: expected a list of objects with 'image_id'"),
    ("empty list", b"[]", "holds no person with keypoints"),
    ("empty object", b"{}", "holds no person with keypoints"),
    ("numbers", b"[1, 2]", "', 0: expected an object with 'image_id' and 'keypoints', found 1"),
    ("no picture", listed({"keypoints": [1, 2, 1]}), "found an object with the keys keypoints"),
    ("picture is a list", listed({"image_id": [1], "keypoints": [1, 2, 1]}), "expected an object with 'image_id'"),
    ("no keypoints", listed({"image_id": 1, "score": 1}), "found null"),
    ("keypoints are text", listed({"image_id": 1, "keypoints": "abc"}), "found 'abc'"),
    ("empty keypoints", listed({"image_id": 1, "keypoints": []}), "found a list of 0"),
    ("not three each", listed({"image_id": 1, "keypoints": [1, 2, 3, 4]}), "expected the list x, y, confidence"),
    ("a text among them", listed({"image_id": 1, "keypoints": ["x"] * 51}), "expected numbers, found 'x'"),
    ("nested", listed({"image_id": 1, "keypoints": [[1, 2, 3]] * 51}), "expected numbers, found a list of 3"),
    (
        "20 joints",
        listed({"image_id": 1, "keypoints": [1, 2, 1] * 20}),
        "has persons of 20 joints; this format is read",
    ),
    (
        "two models",
        listed(SOUND, result(1, np.ones((26, 2)))),
        "', 1 has 26 joints; those before have 17. A recording has one model",
    ),
    ("nothing found", listed({"image_id": 1, "keypoints": [5, 5, 0] * 17}), "no person of whom any joint was found"),
    ("one point", listed({"image_id": 1, "keypoints": [5, 5, 1] * 17}), "every joint lies in one point"),
    ("infinite", b'[{"image_id": 1, "keypoints": [' + b",".join([b"1e999"] * 51) + b"]}]", "is infinite"),
    (
        "far apart",
        listed(SOUND, SOUND | {"image_id": "7.jpg"}, SOUND | {"image_id": "999998.jpg"}),
        "has 999,999 frames",
    ),
    ("pictures of numbers", b'{"0.jpg": 7}', "neither AlphaPose's nor COCO's"),
    ("pictures without people", b'{"0.jpg": {"version": "AlphaPose"}}', "0.jpg: expected a list 'people' or 'bodies'"),
    ("people are numbers", b'{"0.jpg": {"people": [7]}}', "0.jpg, person 0: expected 'pose_keypoints_2d', found 7"),
    ("annotations of nothing", b'{"images": 7, "annotations": [{"image_id": 1}]}', "holds no person with keypoints"),
    ("deep", b"[" * 100_000, "lists nested too deep"),
]


@pytest.mark.parametrize(("data", "says"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_one_sentence_says_what_is_wrong(refuses, data, says):
    refuses(lambda: read_alphapose(data, "a.json"), says, "'a.json'")


def test_accidents_to_a_file(pixels, endures):
    random = np.random.default_rng(3)
    for data in (results(pixels[:3]), annotations(pixels[:3]), by_picture(pixels[:3])):
        for _ in range(150):
            damaged = bytearray(data)
            for at in random.integers(0, len(data), size=4):
                damaged[at] = random.choice(list(b'0123456789-+.eE[]{},:"n '))
            endures(partial(read_alphapose, bytes(damaged), "a.json"), "a.json")
