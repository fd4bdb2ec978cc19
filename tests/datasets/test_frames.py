"""OpenPose's frames, a file each, in data sets: a folder of them is one clip."""

import pytest

from sta_lstm.datasets.open import is_dataset
from sta_lstm.errors import DatasetError


def described(dataset):
    return [(each.source, each.label, each.load().n_frames) for each in dataset.clips]


def test_the_frames_of_a_video_in_a_classes_folder_are_one_clip(put, put_frames, opened, tmp_path):
    put_frames("wave", "anna", 5)
    put_frames("wave", "ben", 3, first=7)
    put("wave/cleo.npz")
    put_frames("kick", "", 6)
    assert described(opened(tmp_path)) == [
        ("kick", "kick", 6),
        ("wave/anna", "wave", 5),
        ("wave/ben", "wave", 3),
        ("wave/cleo.npz", "wave", 12),
    ]


def test_a_folder_of_frames_in_a_classes_folder_is_one_clip(put_frames, opened, tmp_path):
    put_frames("wave/anna", "video", 5)
    put_frames("wave/ben", "ben", 3)
    put_frames("wave/ben", "again", 4)
    put_frames("wave/single", "one", 1)
    (tmp_path / "wave/other").mkdir()
    assert is_dataset(tmp_path)
    dataset = opened(tmp_path)
    assert described(dataset) == [
        ("wave/anna/video", "wave", 5),
        ("wave/ben/again", "wave", 4),
        ("wave/ben", "wave", 3),
        ("wave/single/one", "wave", 1),
    ]
    assert [each.source for each in dataset.skipped] == ["wave/other"]


def test_a_manifest_names_the_folder(put, put_frames, manifest_of, opened, tmp_path):
    put_frames("clips/anna", "video", 6)
    put("clips/b.npz")
    manifest_of("path,label,start,end", "clips/anna,wave,0,4", "clips/anna/,kick,4,", "clips/b.npz,wave,,")
    assert described(opened(tmp_path)) == [
        ("clips/anna [0:4]", "wave", 4),
        ("clips/anna [4:]", "kick", 2),
        ("clips/b.npz", "wave", 12),
    ]


def test_a_manifest_whose_folder_holds_several_recordings_or_none(put_frames, manifest_of, opened, tmp_path):
    put_frames("clips/anna", "one")
    put_frames("clips/anna", "two")
    manifest_of("path,label", "clips/anna,wave")
    with pytest.raises(
        DatasetError, match=r"'clips/anna' holds the frames of 2 recordings \(one, two\); expected those"
    ):
        opened(tmp_path)
    (tmp_path / "clips/empty").mkdir()
    manifest_of("path,label", "clips/empty,wave")
    with pytest.raises(DatasetError, match="there is no file 'clips/empty'"):
        opened(tmp_path)


def test_a_damaged_frame_is_named(put, put_frames, opened, tmp_path):
    put("wave/1.npz")
    place = put_frames("wave/anna", "video", 3)
    (place / "video_000000000001_keypoints.json").write_text('{"people": [')
    (skipped,) = opened(tmp_path).skipped
    assert skipped.source == "wave/anna/video"
    assert "video_000000000001_keypoints.json', line 1" in skipped.reason


def test_what_is_kept_of_it_follows_every_frame(put_frames, opened, tmp_path):
    place = put_frames("set/wave", "anna", 5)
    first = opened(tmp_path / "set", cache=tmp_path / "kept").clips[0].load()
    (place / "anna_000000000004_keypoints.json").unlink()
    shorter = opened(tmp_path / "set", cache=tmp_path / "kept").clips[0].load()
    put_frames("set/wave", "anna", 4, first=1)  # the same bodies, a frame later
    later = opened(tmp_path / "set", cache=tmp_path / "kept").clips[0].load()
    again = opened(tmp_path / "set", cache=tmp_path / "kept").clips[0].load()
    assert (first.n_frames, shorter.n_frames, later.n_frames) == (5, 4, 5)
    assert (later.positions[0] == later.positions[1]).all()
    assert (first.positions[0] != first.positions[1]).any()
    assert (again.positions == later.positions).all()
