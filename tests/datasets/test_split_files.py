"""A file of splits as a data set: recordings, labels, and which train and which test."""

import numpy as np
import pytest

from sta_lstm.datasets import open_dataset
from sta_lstm.errors import DatasetError
from sta_lstm.formats import load_clip
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons import LAYOUTS
from sta_lstm.skeletons.convert import converted


@pytest.fixture(scope="module")
def rows():
    clip = load_clip(next(path for path in sample_clips() if path.stem == "wave-right-hand"))
    return converted(clip, LAYOUTS["ntu-25"]).positions[:, 0].reshape(-1, 75)


def write(path, rows, n_train=70, n_test=9, **more):
    x = np.zeros((n_train + n_test, 60, 150), dtype=np.float32)
    for number in range(len(x)):
        x[number, : 20 + number % 30, :75] = rows[: 20 + number % 30]
    y = np.arange(len(x)) % 12
    np.savez_compressed(path, x_train=x[:n_train], y_train=np.eye(60)[y[:n_train]], **more)
    if n_test:
        np.savez_compressed(
            path,
            x_train=x[:n_train],
            y_train=np.eye(60)[y[:n_train]],
            **{"x_test": x[n_train:], "y_test": np.eye(60)[y[n_train:]], **more},
        )
    return path


@pytest.mark.parametrize("kind", ["auto", "splits"])
def test_recordings_labels_and_the_split(tmp_path, rows, kind):
    found = open_dataset(write(tmp_path / "NTU60_CS.npz", rows), kind=kind, cache=False, workers=1)
    assert found.name == "NTU60_CS"
    assert len(found.clips) == 79
    assert found.class_names == tuple(f"class {number}" for number in range(12))
    assert [found.clips[number].source for number in (0, 69, 70, 78)] == ["train 0", "train 69", "test 0", "test 8"]
    fold = found.fold("split")
    assert (len(fold.train), len(fold.test), len(fold.val)) == (70, 9, 0)
    clip = found.clips[67].load()
    assert (clip.label, clip.n_frames, clip.n_persons, clip.layout.name) == ("class 7", 27, 1, "ntu-25")
    assert np.allclose(clip.positions[:, 0].reshape(-1, 75), rows[:27], atol=1e-6)


def test_the_cache_keeps_them(tmp_path, rows):
    path = write(tmp_path / "a.npz", rows, 5, 3)
    first = open_dataset(path, cache=tmp_path / "cache", workers=1)
    again = open_dataset(path, cache=tmp_path / "cache", workers=1)
    assert [clip.fingerprint for clip in first.clips] == [clip.fingerprint for clip in again.clips]


def test_a_file_that_names_its_classes(tmp_path, rows):
    names = np.array([f"act {chr(97 + number)}" for number in range(60)])
    found = open_dataset(write(tmp_path / "a.npz", rows, 24, 0, class_names=names), cache=False, workers=1)
    assert found.class_names == tuple(f"act {chr(97 + number)}" for number in range(12))


@pytest.mark.parametrize(
    ("arrays", "says"),
    [
        ({"poses": np.ones((9, 72)), "betas": np.ones(10)}, "rotations of a body model"),
        (
            {"x_train": np.zeros((3, 9, 150)), "y_train": np.arange(3)},
            "holds no clips; expected an .npz .*3 were sk",
        ),
        ({"x_train": np.ones((3, 9, 150))}, "nothing in the file says what it shows"),
        ({"x_train": np.ones((3, 9, 150)), "y_train": np.arange(2)}, "labels 2 recordings; 'x_train' holds 3"),
    ],
)
def test_what_is_no_data_set(tmp_path, arrays, says):
    np.savez(tmp_path / "a.npz", **arrays)
    with pytest.raises(DatasetError, match=says):
        open_dataset(tmp_path / "a.npz", cache=False, workers=1)


def test_a_damaged_file(tmp_path):
    (tmp_path / "a.npz").write_bytes(b"PK\x03\x04spam")
    with pytest.raises(DatasetError, match=r"'a\.npz' is damaged or cut short"):
        open_dataset(tmp_path / "a.npz", cache=False, workers=1)
