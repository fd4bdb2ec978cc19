"""Which of an array's axes are recordings and which persons; files of splits with their labels; dicts of arrays."""

import io
import pickle
import zipfile

import numpy as np
import pytest
from formats.arrays.array_files import npy, npz

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip, recordings
from sta_lstm.formats.arrays.npz import npz_entries
from sta_lstm.formats.arrays.numpy_array import npy_entries
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons import LAYOUTS
from sta_lstm.skeletons.convert import converted

COCO, NTU = ReadOptions(layout=LAYOUTS["coco-17"]), ReadOptions(layout=LAYOUTS["ntu-25"])


@pytest.fixture(scope="module")
def sample():
    """A sample clip in the joints of any layout: T × J × 3."""
    clip = load_clip(next(path for path in sample_clips() if path.stem == "wave-right-hand"))
    return lambda layout: converted(clip, LAYOUTS[layout]).positions[:, 0].astype(np.float64)


@pytest.mark.parametrize("n_recordings", [2, 3, 8, 20])
@pytest.mark.parametrize("n_frames", [12, 97])
@pytest.mark.parametrize("n_values", [2, 3])
def test_a_first_axis_is_one_of_recordings(sample, n_recordings, n_frames, n_values):
    """Never persons in silence, whether they are few or many, alike or apart."""
    body = sample("coco-17")[:n_frames, :, :n_values] + 3
    stack = np.stack([body * (1 + 0.01 * number) + number for number in range(n_recordings)])
    data = npy(stack if n_values == 3 else stack * 100)
    assert len(npy_entries(data, "train.npy")) == n_recordings
    clip = load_clip(data, "train.npy", options=ReadOptions(layout=LAYOUTS["coco-17"], entry="1"))
    assert (clip.n_persons, clip.n_frames) == (1, n_frames)
    assert any("this is number 1. Its first axis was taken for recordings" in note for note in clip.notes)
    inside = npz(data=stack)
    assert npz_entries(inside, "a.npz") == tuple(f"data {number}" for number in range(n_recordings))
    last = load_clip(inside, "a.npz", options=ReadOptions(layout=LAYOUTS["coco-17"], entry=f"data {n_recordings - 1}"))
    assert last.n_persons == 1


def test_a_second_body_that_is_missing_at_times_is_a_person(sample):
    both = np.stack([sample("coco-17"), sample("coco-17") + 1])
    both[1, 5:9] = 0
    clip = load_clip(npy(both), "two.npy", options=COCO)
    assert clip.n_persons == 2
    assert np.flatnonzero(~clip.present[:, 1]).tolist() == [5, 6, 7, 8]
    assert "was taken for persons, because one is missing at times" in clip.notes[0]
    assert npy_entries(npy(both), "two.npy") == ("two.npy",)
    padded = np.stack([sample("coco-17"), sample("coco-17") + 1])
    padded[1, 60:] = 0  # a shorter recording
    short = load_clip(npy(padded), "two.npy", options=ReadOptions(layout=LAYOUTS["coco-17"], entry="1"))
    assert (short.n_persons, short.n_frames) == (1, 60)
    nobody = np.stack([sample("coco-17"), np.zeros_like(sample("coco-17"))])
    assert load_clip(npy(nobody), "one.npy", options=COCO).n_persons == 1


def test_a_name_says_that_persons_come_first(sample):
    both = np.stack([sample("coco-17"), sample("coco-17") + 1])
    assert load_clip(npz(keypoint=both), "two.npz", options=COCO).n_persons == 2
    assert load_clip(npz(joints=both), "two.npz", options=COCO).n_persons == 1


def test_persons_beside_the_joints_are_said(sample):
    both = np.stack([sample("coco-17"), sample("coco-17") + 1], axis=1)
    clip = load_clip(npy(both), "two.npy", options=COCO)
    assert clip.n_persons == 2
    assert clip.notes[0] == "The axis of length 2 before the joints was taken for persons."


@pytest.mark.parametrize("shape", ["T11JC", "1TJC", "T1JC", "TJC1", "1T1JC"])
def test_axes_of_one_say_nothing(sample, shape):
    body = sample("coco-17")
    sizes = {"T": len(body), "J": 17, "C": 3, "1": 1}
    data = npy(body.reshape([sizes[axis] for axis in shape]))
    assert npy_entries(data, "walk.npy") == ("walk.npy",)
    clip = load_clip(data, "walk.npy", options=COCO)
    assert np.allclose(clip.positions[:, 0], body, atol=1e-6)


def movenet(body):
    """T × J × 3 (y, x, score) in parts of a picture."""
    body = body - (body[..., 0].mean(), body[..., 1].min(), 0)
    return np.stack((1 - (body[..., 1] + 0.2) / 2.5, body[..., 0] / 2.5 + 0.5, np.full(body.shape[:2], 0.8)), axis=-1)


def test_y_before_x_is_put_right(sample):
    body = sample("coco-17")
    first, plain = movenet(body), movenet(body)[..., [1, 0, 2]]
    clip = load_clip(npy(first), "movenet.npy", options=COCO)
    other = load_clip(npy(plain), "yolo.npy", options=COCO)
    assert np.allclose(clip.positions, other.positions, atol=1e-6)
    assert any("were taken for y, x and a confidence" in note for note in clip.notes)
    assert not any("y, x" in note for note in other.notes)
    kept = load_clip(npy(first), "lies.npy", options=ReadOptions(layout=LAYOUTS["coco-17"], up_axis="y"))
    assert not np.allclose(kept.positions, clip.positions, atol=0.1)


def test_metres_with_a_small_depth_are_no_confidence(sample):
    body = sample("coco-17") + np.array((2, 1, 0.5))
    clip = load_clip(npy(body), "walk.npy", options=COCO)
    assert np.ptp(clip.positions[..., 2]) > 0


# Files of splits -----------------------------------------------------------------------------------------------------


def splits(sample, n_persons=1, names=None, one_hot=True, **more):
    body = sample("ntu-25").reshape(-1, 75)
    x = np.zeros((5, 300, 150), dtype=np.float32)
    for number in range(5):
        x[number, : 40 + number, :75] = body[: 40 + number]
        if n_persons == 2:
            x[number, 10 : 40 + number, 75:] = body[10 : 40 + number] + 0.5
    y = np.array((3, 4, 3, 11, 4))
    labels = np.eye(60)[y] if one_hot else y
    named = {} if names is None else {"class_names": np.array(names)}
    return npz(x_train=x[:3], y_train=labels[:3], x_test=x[3:], y_test=labels[3:], **named, **more)


@pytest.mark.parametrize("one_hot", [True, False])
def test_split_files_are_recordings_with_labels(sample, one_hot):
    data = splits(sample, one_hot=one_hot)
    found = recordings(data, "NTU60_CS.npz")
    names = ["train 0", "train 1", "train 2", "test 0", "test 1"]
    assert [each.entry for each in found] == names
    clips = [each.load() for each in found]
    assert [clip.label for clip in clips] == ["class 3", "class 4", "class 3", "class 11", "class 4"]
    assert [clip.n_frames for clip in clips] == [40, 41, 42, 43, 44]
    assert {(clip.layout.name, clip.n_persons) for clip in clips} == {("ntu-25", 1)}
    assert [clip.name for clip in clips] == names
    assert np.allclose(clips[1].positions[:, 0], sample("ntu-25")[:41], atol=1e-6)
    assert "taken for NTU RGB+D's" in " ".join(clips[0].notes)
    assert "259 frames of zeros at the end were left out." in clips[1].notes


def test_names_of_classes_and_a_second_person(sample):
    data = splits(sample, n_persons=2, names=[f"action {number}" for number in range(60)])
    clip = load_clip(data, "NTU60_CS.npz", options=ReadOptions(entry="test 0"))
    assert (clip.label, clip.n_persons) == ("action 11", 2)
    assert not clip.present[:10, 1].any()
    assert clip.present[10:, 1].all()


def test_one_recording_of_a_compressed_file_is_read_alone(sample):
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        zipfile.ZipFile(io.BytesIO(splits(sample))) as plain,
    ):
        for name in plain.namelist():
            archive.writestr(name, plain.read(name))
    for entry in ("train 2", "test 1"):
        one = load_clip(splits(sample), "a.npz", options=ReadOptions(entry=entry))
        other = load_clip(buffer.getvalue(), "a.npz", options=ReadOptions(entry=entry))
        assert np.array_equal(one.positions, other.positions)


def test_an_axis_order_of_st_gcn_in_a_split_file(sample):
    body = sample("ntu-25")[:40]
    x = np.stack([np.stack([body, np.zeros_like(body)], axis=-1).transpose(2, 0, 1, 3)] * 3)  # N C T J M
    data = npz(x_train=x, y_train=np.array((1, 2, 0)))
    clip = load_clip(data, "a.npz", options=ReadOptions(layout=LAYOUTS["ntu-25"], entry="train 1"))
    assert (clip.label, clip.n_persons) == ("class 2", 1)
    assert np.allclose(clip.positions[:, 0], body, atol=1e-6)


def test_wrong_split_files(sample):
    with pytest.raises(ClipError, match=r"'a\.npz' holds no recording 'train 9'; its arrays of positions are x_train"):
        load_clip(splits(sample), "a.npz", options=ReadOptions(entry="train 9"))
    with pytest.raises(ClipError, match="'y_train' labels 2 recordings; 'x_train' holds 3"):
        load_clip(npz(x_train=np.ones((3, 9, 150)), y_train=np.arange(2)), "a.npz")
    with pytest.raises(ClipError, match=r"holds labels \(y_train, y_test\), and no joints' positions"):
        load_clip(npz(y_train=np.eye(60)[:3], y_test=np.eye(60)[:3]), "a.npz")
    with pytest.raises(ClipError, match="so no frame shows a body"):
        load_clip(npz(x_train=np.zeros((3, 9, 150)), y_train=np.eye(60)[:3]), "a.npz")


@pytest.mark.parametrize("key", ["fps", "frame_rate", "framerate", "mocap_framerate", "mocap_frame_rate", "FPS"])
def test_the_rate_by_any_name(sample, key):
    for value in (np.array(120.0), np.array([120]), 120):
        clip = load_clip(npz(joints=sample("smpl-22"), **{key: value}), "walk.npz")
        assert clip.fps == 120


# Dicts and lists of arrays -------------------------------------------------------------------------------------------


def saved(value):
    return npy(np.array(value, dtype=object), allow_pickle=True)


def h36m_32(body):
    """T × 32 × 3, of which the joints that papers use are ``body``."""
    joints = np.zeros((len(body), 32, 3))
    joints[:, [0, 1, 2, 3, 6, 7, 8, 12, 13, 14, 15, 17, 18, 19, 25, 26, 27]] = body
    return joints


def test_human36m_as_videopose3d_keeps_it(sample):
    body = sample("h36m-17")
    whole = {"S1": {"Walking 1": h36m_32(body), "Eating": h36m_32(body + 1)}, "S5": {"Walking": h36m_32(body + 2)}}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, positions_3d=np.array(whole, dtype=object))
    data = buffer.getvalue()
    entries = npz_entries(data, "data_3d_h36m.npz")
    assert entries == ("positions_3d/S1/Walking 1", "positions_3d/S1/Eating", "positions_3d/S5/Walking")
    clip = load_clip(data, "data_3d_h36m.npz", options=ReadOptions(entry=entries[2]))
    assert clip.layout.name == "h36m-17"
    assert np.allclose(clip.positions[:, 0], body + 2, atol=1e-6)
    assert "Of Human3.6M's 32 joints the usual 17 were taken" in " ".join(clip.notes)
    first = load_clip(data, "data_3d_h36m.npz")
    assert first.notes[0] == ("The file holds 3 recordings; this is positions_3d/S1/Walking 1. Choose by name.")


def test_those_in_space_are_offered_first(sample):
    flat = sample("coco-17")[..., :2] * 300 + 500
    value = {"positions_2d": {"S1": flat}, "positions_3d": {"S1": sample("coco-17")}}
    assert (
        load_clip(saved(value), "a.npy", options=COCO)
        .notes[0]
        .startswith("The file holds 2 recordings; this is positions_3d/S1")
    )
    part = np.concatenate((flat, np.ones((*flat.shape[:2], 1))), axis=-1)
    data = npz(a=part, b=sample("coco-17"))
    assert npz_entries(data, "a.npz") == ("b", "a")


def test_ntu_as_raw_npy(sample):
    body = sample("ntu-25")
    value = {
        "file_name": "S001C001P001R001A050",
        "nbodys": [1] * len(body),
        "njoints": 25,
        "skel_body0": body,
        "skel_body1": np.where(np.arange(len(body))[:, None, None] > 9, body + 1, 0),
        "rgb_body0": body[..., :2],
        "depth_body0": body[..., :2],
    }
    clip = load_clip(saved(value), "S001C001P001R001A050.skeleton.npy")
    assert (clip.layout.name, clip.n_persons) == ("ntu-25", 2)
    assert np.allclose(clip.positions[:, 0], body, atol=1e-6)
    assert not clip.present[:10, 1].any()


@pytest.mark.parametrize("protocol", range(2, 6))
def test_arrays_in_a_pickle(sample, protocol):
    data = pickle.dumps({"keypoints3d": sample("coco-17") * 100, "fps": 60, "name": "dance"}, protocol)
    clip = load_clip(data, "dance.pkl", options=COCO)
    assert clip.fps == 60
    assert np.allclose(clip.positions[:, 0], sample("coco-17"), atol=1e-5)
    many = pickle.dumps([{"joints": sample("smpl-22")}, {"joints": sample("smpl-22") + 1}], protocol)
    assert [each.entry for each in recordings(many, "many.pkl")] == ["0/joints", "1/joints"]
    frames = pickle.dumps({"poses": list(sample("smpl-22"))}, protocol)
    assert np.allclose(load_clip(frames, "a.pkl").positions[:, 0], sample("smpl-22"), atol=1e-6)


class Code:
    """An object whose unpickling would run code."""

    def __reduce__(self):
        return (eval, ("1 / 0",))


@pytest.mark.parametrize("value", [Code(), {"keypoints3d": Code()}, [np.ones(3), Code()]])
def test_code_is_never_run(value):
    for data, name in ((pickle.dumps(value), "a.pkl"), (saved(value), "a.npy")):
        with pytest.raises(ClipError, match=r"which is never opened, because it can run code: it names '.*eval'"):
            load_clip(data, name)


def test_a_pickle_without_positions_says_what_it_holds():
    with pytest.raises(ClipError, match=r"holds no array of positions; it holds a \(2 × 2\)\. Save positions"):
        load_clip(pickle.dumps({"a": np.ones((2, 2))}), "a.pkl")
    with pytest.raises(ClipError, match="holds no array of positions; it holds no arrays of numbers"):
        load_clip(pickle.dumps({"a": 1}), "a.pkl")


def test_a_pickle_that_bites_its_tail_ends():
    value = {"a": []}
    value["a"].append(value)
    value["b"] = [value] * 50
    with pytest.raises(ClipError, match="holds no array of positions"):
        load_clip(pickle.dumps(value), "loop.pkl")
