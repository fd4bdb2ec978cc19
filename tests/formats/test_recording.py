"""A recording is read when it is asked for, and its fingerprint follows its content."""

import json

import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats import ReadOptions, recordings, save_clip
from sta_lstm.formats.recording import data_recording, file_recording, frames_recording, unreadable


@pytest.fixture
def file(small_clip, tmp_path):
    save_clip(small_clip(), tmp_path / "a.npz")
    return tmp_path / "a.npz"


def frame(x):
    joints = [value for joint in range(25) for value in (x + 7 * joint, x + 9 * joint, 0.9)]
    return json.dumps({"version": 1.3, "people": [{"person_id": [-1], "pose_keypoints_2d": joints}]})


def test_a_file_is_not_looked_at_before_it_is_asked_for(tmp_path):
    recording = file_recording(tmp_path / "gone.npz")
    assert (recording.name, recording.files) == ("gone.npz", (tmp_path / "gone.npz",))
    for ask in (recording.load, recording.content, recording.fingerprint):
        with pytest.raises(ClipError, match=r"gone\.npz"):
            ask()


def test_options_reach_the_reader(file):
    assert file_recording(file).load(ReadOptions(fps=10)).fps == 10
    assert data_recording("a.npz", file.read_bytes).load(ReadOptions(fps=10)).fps == 10


def test_the_fingerprint_follows_every_byte_and_no_time(file):
    before = file_recording(file).fingerprint()
    file.touch()
    assert file_recording(file).fingerprint() == before
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    assert file_recording(file).fingerprint() != before


def test_the_fingerprint_of_frames_follows_each_of_them(tmp_path):
    names = [f"walk_{number:012d}_keypoints.json" for number in range(3)]
    for number, name in enumerate(names):
        (tmp_path / name).write_text(frame(100 + 40 * number))
    recording = frames_recording(tmp_path, names, "walk")
    assert recording.files == tuple(tmp_path / name for name in names)
    before = recording.fingerprint()
    (tmp_path / names[1]).write_text(frame(150))
    assert recording.fingerprint() != before
    with pytest.raises(ClipError, match="is spread over several files"):
        recording.content()


def test_in_memory_and_on_disk_are_one_recording(file):
    (listed,) = recordings(file)
    (uploaded,) = recordings(file.read_bytes(), "a.npz")
    assert listed.source == file
    assert uploaded.source is None
    assert (listed.format, listed.content()) == (uploaded.format, uploaded.content())
    assert listed.load().positions.tobytes() == uploaded.load().positions.tobytes()


def test_what_cannot_be_read_says_so_whatever_is_asked():
    recording = unreadable("a.npz", "it is empty.", format_name="NumPy array")
    assert (recording.format, recording.reason) == ("NumPy array", "it is empty.")
    for ask in (recording.load, recording.content, recording.fingerprint):
        with pytest.raises(ClipError, match="it is empty"):
            ask()
