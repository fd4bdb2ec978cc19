"""OpenPose's files of one frame each, under any name: one recording, in folders and archives."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from sta_lstm.formats import load_clip, recordings
from sta_lstm.formats.pose.openpose import OPENPOSE, openpose_entries
from sta_lstm.formats.pose.openpose_frames import as_archive, by_recording, in_folder, is_archive_of_frames, is_frame

CASES = Path(__file__).parent.parent / "cases"
NAMES = [
    *("cam01.{:04d}.json", "frame{}_cam1.json", "img_{:04d}_rendered.json", "{}.json", "walk_{:012d}_keypoints.json"),
    *("frame{}_cam1_keypoints.json", "walk-{}.JSON", "take 2/{:06d}.json"),
]


def frame(shift=0.0):
    values = [part for j in range(25) for part in (100.0 + 10 * (j % 5) + shift, 50.0 + 12 * (j // 5), 0.9)]
    return json.dumps({"version": 1.3, "people": [{"person_id": [-1], "pose_keypoints_2d": values}]}).encode()


def zipped(files, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture(params=NAMES)
def files(request):
    """Twelve frames by name, in the order of a directory; the third is not there."""
    named = {request.param.format(t): frame(3.0 * t) for t in range(12) if t != 2}
    return dict(sorted(named.items()))


def is_whole(clip):
    left = clip.positions[clip.present[:, 0], 0, 0, 0]
    return clip.n_frames == 12 and np.flatnonzero(~clip.present[:, 0]).tolist() == [2] and (np.diff(left) > 0).all()


def test_a_folder_of_frames_is_one_recording(files, tmp_path):
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (found,) = recordings(tmp_path)
    assert found.format == OPENPOSE.name
    assert is_whole(found.load())
    place = tmp_path / Path(next(iter(files))).parent
    assert sorted(map(len, in_folder(place, [path.name for path in place.iterdir()]).values())) == [11]


@pytest.mark.parametrize("folder", ["", "out/"])
@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_of_frames_is_one_recording(files, folder, compression):
    data = zipped(
        {folder: b""} | {folder + name: each for name, each in files.items()} if folder else files, compression
    )
    (found,) = recordings(data, "walk.zip")
    assert is_whole(found.load())
    assert is_whole(load_clip(data, "walk.zip"))
    assert len(openpose_entries(data, "walk.zip")) == 1


def test_the_case():
    (found,) = recordings(CASES / "36_frames_named_otherwise")
    assert found.load().n_frames == 3
    assert found.name == "cam01"


def test_cameras_and_takes_are_recordings_of_their_own():
    names = [f"cam{c}/take{k}_frame{t}.json" for c in range(2) for k in range(2) for t in range(3)]
    found = recordings(zipped({name: frame(k) for k, name in enumerate(names)}), "all.zip")
    assert [each.load().n_frames for each in found] == [3] * 4


def test_other_json_stays_what_it_is(tmp_path):
    for name, data in {"a_1.json": frame(), "a_2.json": b'{"people": 3}', "b_1.json": frame(), "c.json": b"[]"}.items():
        (tmp_path / name).write_bytes(data)
    assert [each.name for each in recordings(tmp_path)] == ["a_1.json", "a_2.json", "b_1.json", "c.json"]


def test_names_alone_decide_where_nothing_can_be_read():
    assert by_recording(["a_1.json", "a_2.json"]) == {}
    assert by_recording(["a_1_keypoints.json", "a_2_keypoints.json"]) == {
        "a": [(1, "a_1_keypoints.json"), (2, "a_2_keypoints.json")]
    }


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (b'{"version":1.3,"people":[', True),
        (b'{"people": []}', True),
        (b'{"people":[{"person_id":[-1]', True),
        (b'{"people":[{"pose_keypoints_2d":[', True),
        (b'{"people":[{"frame":0,"joints":{"nose"', False),
        (b'[{"people":[', False),
    ],
)
def test_how_a_frame_begins(head, is_one):
    assert is_frame(head) == is_one
    assert is_archive_of_frames(as_archive([("x.json", head)])) == is_one


def test_heads_of_archives_that_are_cut_or_damaged():
    data = zipped({"f/": b"", "f/1.json": frame(), "f/2.json": frame()})
    for at in range(120):
        assert is_archive_of_frames(data[:at]) in (True, False)
        damaged = bytearray(data)
        damaged[at] ^= 0xFF
        assert is_archive_of_frames(bytes(damaged)) in (True, False)


def test_other_files_in_an_archive_are_told_pictures_aside():
    files = {f"{t}.json": frame(t) for t in range(3)}
    with_pictures = {**files, "0.jpg": b"", "__MACOSX/._0.json": b"", ".DS_Store": b""}
    assert not any("other files" in note for note in load_clip(zipped(with_pictures), "a.zip").notes)
    notes = load_clip(zipped({**files, "walk.skeleton": b"1\n0\n"}), "a.zip").notes
    assert "The archive holds other files, too (1, the first 'walk.skeleton'); they were left out." in notes
