"""Many recordings at once: folders, archives and files of several, listed unread, and hostile ones refused."""

import io
import json
import pickle
import zipfile
import zlib

import numpy as np
import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats import collection, files_in, load_clip
from sta_lstm.formats.arrays.npz import write_npz
from sta_lstm.formats.collection import recordings
from sta_lstm.formats.datasets.ntu import write_ntu
from sta_lstm.formats.rules import archive
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.formats.tables.own_csv import write_table


def zipped(files, **options):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as opened:
        for name, data in files.items():
            opened.writestr(name, data)
    return buffer.getvalue()


def openpose_frame(shift=0.0):
    values = [part for j in range(25) for part in (100.0 + 10 * (j % 5) + shift, 50.0 + 12 * (j // 5), 0.9)]
    return json.dumps({"version": 1.3, "people": [{"person_id": [-1], "pose_keypoints_2d": values}]})


@pytest.fixture
def files(small_clip, sbu_file, sbu_numbers):
    """What a person may have in a folder, by path."""
    annotations = [{"keypoint": np.ones((1, 4, 17, 2)) * np.arange(17)[:, None], "frame_dir": name} for name in "ab"]
    return {
        "a/walk.skeleton": write_ntu(small_clip()),
        "a/run.npz": write_npz(small_clip()),
        "a/cut.npz": write_npz(small_clip())[:900],
        "b/table.csv": write_table(small_clip()),
        "b/set.pkl": pickle.dumps(annotations),
        "s01s02/03/001/skeleton_pos.txt": sbu_file(sbu_numbers),
        "README.txt": b"It was a dark and stormy night.\n",
        "inner.zip": zipped({"walk.skeleton": b"1\n0\n"}),
        **{f"video/take_{t:012d}_keypoints.json": openpose_frame(t) for t in range(3)},
        "video/other_000000000000_keypoints.json": openpose_frame(),
        "__MACOSX/a/._walk.skeleton": b"\x00\x05\x16\x07",
        ".DS_Store": b"\x00\x00\x00\x01Bud1",
    }


@pytest.fixture
def folder(files, tmp_path):
    for name, data in files.items():
        (tmp_path / "all" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "all" / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return tmp_path / "all"


NAMES = [
    *("README.txt", "a/cut.npz", "a/run.npz", "a/walk.skeleton", "b/set.pkl · a", "b/set.pkl · b", "b/table.csv"),
    *("inner.zip", "s01s02/03/001/skeleton_pos.txt", "video/other_000000000000_keypoints.json", "video/take"),
]


def test_a_folder_and_an_archive_list_the_same(folder, files):
    of_folder, of_archive = recordings(folder), recordings(zipped(files), "all.zip")
    assert [each.name for each in of_folder] == [each.name for each in of_archive] == NAMES
    for one, other in zip(of_folder, of_archive, strict=True):
        assert (one.format, bool(one.reason)) == (other.format, bool(other.reason))
        if not one.reason:
            assert np.array_equal(one.load().positions, other.load().positions)


def test_what_cannot_be_read_says_why(folder):
    reasons = {each.name: each.reason for each in recordings(folder) if each.reason}
    assert reasons.keys() == {"README.txt", "a/cut.npz", "inner.zip"}
    assert "is not a skeleton recording that can be read" in reasons["README.txt"]
    assert "damaged or cut short" in reasons["a/cut.npz"]
    assert "is an archive within an archive" in reasons["inner.zip"]
    for each in recordings(folder):
        if each.reason:
            with pytest.raises(ClipError, match=r"README|cut|inner"):
                each.load()


def test_each_is_what_it_is_by_itself(folder, small_clip, same):
    found = {each.name: each for each in recordings(folder)}
    same(found["a/run.npz"].load(), small_clip())
    same(found["b/table.csv"].load(), small_clip())
    assert (
        found["s01s02/03/001/skeleton_pos.txt"].load().label
        == load_clip(folder / "s01s02/03/001/skeleton_pos.txt").label
    )
    assert found["video/take"].load().n_frames == 3
    assert found["b/set.pkl · b"].load().name.endswith("b")


def test_what_is_said_of_the_reading_holds_for_each(folder):
    for each in recordings(folder):
        if not each.reason and each.name != "video/other_000000000000_keypoints.json":
            assert each.load(ReadOptions(fps=12)).fps == 12, each.name


def test_a_single_file_is_a_list_of_one_or_of_its_entries(folder, small_clip, same):
    (only,) = recordings(folder / "a/run.npz")
    same(only.load(), small_clip())
    assert [each.name for each in recordings(folder / "b/set.pkl")] == ["set.pkl · a", "set.pkl · b"]
    assert len(recordings(write_npz(small_clip()), "a.npz")) == 1
    (bad,) = recordings(b"spam", "a.txt")
    assert "a.txt" in bad.reason


def test_nothing_is_read_before_it_is_asked_for(folder, monkeypatch):
    monkeypatch.setattr(collection, "load_clip", lambda *_, **__: pytest.fail("it was read"))
    assert len(recordings(folder)) == len(NAMES)


def test_names_that_lead_out_lead_nowhere(tmp_path, monkeypatch, small_clip):
    monkeypatch.chdir(tmp_path)
    names = ("../../evil.npz", "/etc/evil.npz", "C:\\evil.npz", "a/../../b.npz", "\x1b[31mred\n.npz")
    found = recordings(zipped(dict.fromkeys(names, write_npz(small_clip()))), "all.zip")
    assert {each.name for each in found} == {"evil.npz", "etc/evil.npz", "a/b.npz", "?[31mred .npz"}
    assert all(each.load().n_frames == 12 for each in found)
    assert list(tmp_path.iterdir()) == []


def test_links_in_an_archive_are_left_out(small_clip):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        link = zipfile.ZipInfo("link.npz")
        link.external_attr = 0o120777 << 16
        opened.writestr(link, "/etc/passwd")
        opened.writestr("a.csv", write_table(small_clip()))
    assert [each.name for each in recordings(buffer.getvalue(), "all.zip")] == ["a.csv"]


def test_links_to_folders_are_not_followed(folder, tmp_path):
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "gone.npz").symlink_to(tmp_path / "nowhere")
    found = {each.name: each for each in recordings(folder)}
    assert found["gone.npz"].reason == "'gone.npz' is not an ordinary file."
    assert not any("loop" in name for name in found)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (zipped({}), "holds no files"),
        (zipped({"folder/": b"", ".hidden": b"x"}), "holds no files"),
        (zipped({"a.csv": b"x" * 100})[:60], "damaged or cut short"),
        (b"PK\x03\x04" + bytes(100), "damaged or cut short"),
    ],
)
def test_archives_that_are_none(data, says):
    with pytest.raises(ClipError) as caught:
        recordings(data, "all.zip")
    assert says in str(caught.value)
    assert "'all.zip'" in str(caught.value)


def test_bombs_are_refused(monkeypatch):
    bomb = zipped({f"{i}.csv": bytes(3_000_000) for i in range(4)})
    assert len(bomb) < 20_000
    (first, *_) = recordings(bomb, "all.zip")
    with pytest.raises(ClipError, match="is binary"):
        first.load()
    monkeypatch.setattr(files_in, "MAX_BYTES", 2_000_000)
    (first, *_) = recordings(bomb, "all.zip")
    assert "unpacks to 3,000,000 bytes; at most 2,000,000 are read" in first.reason
    monkeypatch.setattr(files_in, "MAX_UNPACKED", 10_000_000)
    with pytest.raises(ClipError, match=r"'all\.zip' unpacks to 0\.0 GiB; at most"):
        recordings(bomb, "all.zip")
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    with pytest.raises(ClipError, match="holds 4 files; at most 3"):
        recordings(bomb, "all.zip")


def test_too_many(folder, monkeypatch):
    monkeypatch.setattr(collection, "MAX_RECORDINGS", 5)
    with pytest.raises(ClipError, match="'all' holds over 5 recordings"):
        recordings(folder)
    monkeypatch.setattr(files_in, "MAX_FILES", 5)
    with pytest.raises(ClipError, match="'all' holds over 5 files"):
        recordings(folder)


def test_a_damaged_member_is_refused_by_itself(small_clip):
    table = write_table(small_clip())
    data = bytearray(zipped({"a.csv": table, "b.csv": table}))
    at = data.index(b"a.csv") + 400
    data[at : at + 20] = zlib.compress(b"spam" * 9)[:20]
    a, b = recordings(bytes(data), "all.zip")
    assert b.load().n_frames == 12
    with pytest.raises(ClipError, match=r"all\.zip|a\.csv"):
        a.load()


def test_real_recordings(data_folder):
    """Of everything in the folder of real data but what lies there besides recordings, one is bad, and it is known."""
    for name, count in (("msraction3d", 4), ("nw-ucla", 3), ("bvh", 1), ("ntu", 3)):
        found = [each for each in recordings(data_folder / name) if not each.reason]
        assert len(found) == count, name
        assert all("a13_s09_e02" in each.name or each.load().n_frames for each in found)
