"""PYSKL's annotation pickles: built as PYSKL builds them, many in one file, and damaged ones."""

import pickle
from pathlib import Path

import numpy as np
import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.datasets.ntu import read_ntu
from sta_lstm.formats.load import format_of
from sta_lstm.formats.pose.pyskl import pyskl_entries
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.skeletons import LAYOUTS

pytestmark = pytest.mark.filterwarnings("error")
NAME = "mine.pkl"


def walker(n_frames=6, n_joints=17, at=900.0):
    """T × V × 2: a body of some 400 pixels, head up, that goes to the right."""
    points = np.random.default_rng(n_joints).uniform((at, 300), (at + 150, 500), size=(n_joints, 2))
    points[-2:, 1] = 700 if n_joints != 18 else 310
    return points + np.arange(n_frames)[:, None, None] * (5.0, 0.0)


def annotation(name="S001C001P001R001A023", keypoint=None, **fields):
    keypoint = walker()[None] if keypoint is None else keypoint
    values = {
        "frame_dir": name,
        "label": 22,
        "img_shape": (1080, 1920),
        "original_shape": (1080, 1920),
        "total_frames": keypoint.shape[1],
        "num_person_raw": len(keypoint),
        "keypoint": keypoint.astype(np.float16),
        "keypoint_score": np.full(keypoint.shape[:3], 0.9, dtype=np.float16),
    }
    values |= fields
    return {key: value for key, value in values.items() if value is not None}


def file(*annotations, protocol=4, split=True):
    names = [each.get("frame_dir") for each in annotations if isinstance(each, dict)]
    value = {"split": {"train": names, "val": []}, "annotations": list(annotations)} if split else list(annotations)
    return pickle.dumps(value, protocol)


@pytest.mark.parametrize("protocol", range(2, 6))
@pytest.mark.parametrize("split", [True, False])
def test_a_recording_of_coco_joints(protocol, split):
    clip = load_clip(file(annotation(), protocol=protocol, split=split), NAME)
    assert (clip.layout.name, clip.n_persons, clip.n_frames, clip.up_axis) == ("coco-17", 1, 6, "y")
    assert (clip.name, clip.label, clip.fps) == ("S001C001P001R001A023", "hand waving", 30.0)
    expected = walker()
    inside = clip.positions[:, 0]
    scale = np.ptp(inside[0, :, 1]) / np.ptp(expected[0, :, 1])
    assert np.allclose(np.ptp(inside[..., 0]), np.ptp(expected[..., 0]) * scale, rtol=1e-2)
    assert inside[0, expected[0, :, 1].argmin(), 1] == inside[0, :, 1].max()  # y is turned to point up
    assert inside[-1, 0, 0] > inside[0, 0, 0]  # x is not
    assert (clip.positions[..., 2] == 0).all()
    assert "2D: depth is unknown and drawn flat." in clip.notes
    assert any("30 frames a second were assumed" in note for note in clip.notes)


@pytest.mark.parametrize(
    ("n_joints", "axes", "layout"),
    [(17, 2, "coco-17"), (18, 2, "coco-18"), (25, 2, "openpose-25"), (25, 3, "ntu-25"), (20, 3, "kinect-20")],
)
def test_joints_are_told_by_their_number(n_joints, axes, layout):
    flat = walker(n_joints=n_joints) / 300
    keypoint = np.concatenate([flat, np.full((*flat.shape[:2], 1), 3.0)], axis=-1)[None, ..., :axes]
    assert load_clip(file(annotation(keypoint=keypoint)), NAME).layout.name == layout


def test_ntus_3d_annotations_equal_its_own_files(data_folder):
    """What PYSKL's ``ntu60_3danno.pkl`` holds are the recording's metres, persons first."""
    path = Path(data_folder / "ntu" / "S001C003P008R002A058.skeleton")
    ntu = read_ntu(path.read_bytes(), path.name)
    value = annotation(path.stem, ntu.positions.swapaxes(0, 1), keypoint_score=None, img_shape=None)
    value["keypoint"] = ntu.positions.swapaxes(0, 1)
    clip = load_clip(file(value), NAME)
    assert np.array_equal(clip.positions, ntu.positions)
    assert np.array_equal(clip.present, ntu.present)
    assert (clip.label, clip.layout.name, clip.up_axis) == (ntu.label, "ntu-25", "y")
    assert any("taken for metres" in note for note in clip.notes)
    assert "y was taken to point up: along it heads are above feet." in clip.notes


def test_joints_without_a_score_are_filled_and_padding_is_nobody():
    keypoint = np.stack([walker(), walker(at=300.0), np.zeros((6, 17, 2))])
    keypoint[1, :2] = 0
    scores = np.full(keypoint.shape[:3], 0.8)
    scores[0, 3, 5] = 0
    clip = load_clip(file(annotation(keypoint=keypoint, keypoint_score=scores)), NAME)
    assert clip.present.tolist() == [[True, False]] * 2 + [[True, True]] * 4
    whole = load_clip(file(annotation(keypoint=keypoint)), NAME)
    assert np.allclose(clip.positions[3, 0, 5], whole.positions[3, 0, 5], atol=0.01)
    assert any(note.startswith("1 joint was missing in 1 of 6 frames") for note in clip.notes)


@pytest.mark.parametrize("n_axes", [3, 4])
def test_a_confidence_beside_the_pixels_is_no_depth(n_axes):
    keypoint = np.concatenate([walker(), np.full((6, 17, 1), 0.5)], axis=-1)
    keypoint[2, 4, 2] = 0
    clip = load_clip(pickle.dumps({"keypoint": keypoint if n_axes == 3 else keypoint[None]}), NAME)
    assert (clip.layout.name, clip.positions[..., 2].any()) == ("coco-17", False)
    assert clip.notes[0] == (
        "The third value of each joint lies between 0 and 1, beside pixels; it was taken for a confidence."
    )
    assert any(note.startswith("1 joint was missing in 1 of 6 frames") for note in clip.notes)


def test_of_many_persons_eight_are_kept():
    keypoint = np.stack([walker(at=100.0 * (m + 1)) for m in range(11)])
    keypoint[2, 1:] = keypoint[5, :4] = keypoint[7, 0] = 0
    clip = load_clip(file(annotation(keypoint=keypoint)), NAME)
    assert clip.n_persons == 8
    assert clip.present.all()
    assert "11 persons in all; the 8 that are seen in the most frames were kept." in clip.notes


def test_one_of_many_recordings_is_chosen_by_name():
    data = file(*(annotation(name, walker(n)[None]) for name, n in [("b", 4), ("b (2)", 5), ("b", 6), ("a/c é", 7)]))
    assert pyskl_entries(data, NAME) == ("b", "b (2)", "b (3)", "a/c é")
    lengths = {entry: load_clip(data, NAME, options=ReadOptions(entry=entry)) for entry in pyskl_entries(data, NAME)}
    assert [(clip.name, clip.n_frames) for clip in lengths.values()] == [
        *(("b", 4), ("b (2)", 5), ("b (3)", 6), ("a/c é", 7))
    ]
    first = load_clip(data, NAME)
    assert (first.name, first.n_frames, first.label) == ("b", 4, "class 22")
    assert first.notes[0] == "The file holds 4 recordings; this is the first, b. Choose by name."
    with pytest.raises(
        ClipError, match=r"'mine\.pkl' holds no recording 'z'; it holds 4: b, b \(2\), b \(3\), a/c é\."
    ):
        load_clip(data, NAME, options=ReadOptions(entry="z"))


@pytest.mark.parametrize(
    ("name", "label", "expected"),
    [
        ("x", 7, "class 7"),
        ("x", "jump", "jump"),
        ("x", None, None),
        ("x", [1, 2], None),
        ("x", np.int64(3), "class 3"),
    ],
)
def test_labels(name, label, expected):
    clip = load_clip(file(annotation(name, label=label, total_frames=10**6000)), NAME)
    assert clip.label == expected
    assert not any("announces" in note for note in clip.notes)
    assert load_clip(file(annotation("x", label=10**6000)), NAME).label is None


def test_a_single_annotation_a_layout_of_ones_own_and_a_wrong_count_of_frames():
    value = annotation(keypoint=walker(n_joints=20)[None], total_frames=9, frame_dir=None)
    clip = load_clip(pickle.dumps(value), NAME, options=ReadOptions(layout=LAYOUTS["msr-20"], fps=12.0))
    assert (clip.layout.name, clip.fps, clip.name) == ("msr-20", 12.0, "recording 0")
    assert clip.notes[0] == "The file announces 9 frames; it holds 6."


def test_content_decides():
    assert format_of(file(annotation()), "walk.csv").name == "PYSKL annotations"
    assert format_of(pickle.dumps([annotation()], 0), "walk.pkl").name == "PYSKL annotations"


class Code:
    def __reduce__(self):
        return (eval, ("1 / 0",))


BAD = [
    (file(annotation(extra=Code())), r"never opened, because it can run code: it names 'builtins\.eval'"),
    (pickle.dumps({"keypoint": Code()}, 0), r"never opened, because it can run code: it names '__builtin__\.eval'"),
    (pickle.dumps(Code()), r"never opened, because it can run code"),
    (file(annotation())[:-40], r"is a Python pickle that is damaged or cut short"),
    (file(), r"without annotations of skeletons; expected a list of dicts with the arrays 'keypoint'"),
    (pickle.dumps({"split": 3, "annotations": {"keypoint": 3}}), r"without annotations of skeletons"),
    (file({"frame_dir": "a", "raw_file": "k400/a.pkl"}), r"Its annotations name other files \('raw_file'\)"),
    (file({"keypoints": 3}), r"without annotations of skeletons"),
    (file(annotation(keypoint_score=[1, 2])), r"'keypoint_score' is not a NumPy array of numbers"),
    (pickle.dumps({"keypoint": "spam"}), r"'keypoint' is not a NumPy array of numbers"),
    (file(annotation(keypoint=walker())), r"'keypoint_score' has the shape|is not a NumPy"),
    (
        file(annotation(keypoint_score=np.ones((1, 5, 17)))),
        r"'keypoint_score' has the shape 1 × 5 × 17; 'keypoint' has",
    ),
    (
        pickle.dumps({"keypoint": np.ones((3, 4))}),
        r"'keypoint' has the shape 3 × 4; expected persons × frames × joints",
    ),
    (pickle.dumps({"keypoint": np.ones((1, 3, 17, 4))}), r"'keypoint' has the shape 1 × 3 × 17 × 4; expected persons"),
    (pickle.dumps({"keypoint": np.ones((1, 0, 17, 2))}), r"'keypoint' has the shape 1 × 0 × 17 × 2; no recording"),
    (pickle.dumps({"keypoint": np.ones((1, 200_001, 1, 2))}), r"has 200,001 frames; at most 200,000"),
    (pickle.dumps({"keypoint": np.ones((30, 20_000, 17, 1), bool).repeat(2, 3)}), r"not a NumPy array of numbers"),
    (
        pickle.dumps({"keypoint": np.ones((30, 20_000, 17, 2), "i1")}),
        r"has the shape 30 × 20,000 × 17 × 2; no recording",
    ),
    (
        pickle.dumps({"keypoint": np.ones((1, 3, 19, 2))}),
        r"has bodies of 19 joints, but does not name them, and no known",
    ),
    (file(annotation(keypoint_score=np.zeros((1, 6, 17)))), r"the recording shows nobody"),
    (pickle.dumps({"keypoint": np.full((1, 3, 17, 2), np.inf)}), r"is infinite"),
    (pickle.dumps({"keypoint": np.ones((1, 3, 17, 2))}), r"every joint lies in one point"),
    (pickle.dumps({"keypoint": np.full((1, 3, 25, 3), np.nan)}), r"the recording shows nobody"),
]


@pytest.mark.parametrize(("data", "says"), BAD, ids=range(len(BAD)))
def test_bad_input(data, says):
    with pytest.raises(ClipError, match=says) as caught:
        load_clip(data, NAME)
    assert NAME in str(caught.value)
    assert len(str(caught.value)) < 600
    assert "\n" not in str(caught.value)


def test_a_signalling_nan_is_a_joint_that_was_not_found():
    """Found by mutations: NaN of that kind warn whenever they are multiplied."""
    keypoint = walker()[None].astype(np.float16)
    keypoint[0, 2, 3] = np.array([0x7D00, 0x7D01], dtype=np.uint16).view(np.float16)
    clip = load_clip(pickle.dumps(annotation(keypoint=keypoint)), NAME)
    assert any(note.startswith("1 joint was missing in 1 of 6 frames") for note in clip.notes)


def test_accidents_give_a_clip_or_a_sentence():
    sound = file(annotation(), annotation("b", np.ones((2, 4, 17, 2)) * 5), protocol=2)
    random = np.random.default_rng(10)
    for _ in range(200):
        damaged = bytearray(sound)
        for _ in range(int(random.integers(1, 4))):
            damaged[int(random.integers(len(damaged)))] = int(random.integers(256))
        try:
            load_clip(bytes(damaged), NAME)
        except ClipError as error:
            assert "\n" not in str(error)  # noqa: PT017
