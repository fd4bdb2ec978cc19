"""What a list of recordings may cost is counted; beyond it files are listed unopened, and open when they are chosen."""

import io
import pickle
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from fuzz.sample import body

from sta_lstm.formats import ReadOptions, collection, recordings
from sta_lstm.formats.arrays import pickled
from sta_lstm.formats.rules.archive import opened
from sta_lstm.formats.rules.effort import Effort, SpentError, at_most, spend
from sta_lstm.samples import resolve_clip
from sta_lstm.skeletons import LAYOUTS


def archive(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return buffer.getvalue()


def two_recordings(filler=0):
    pose = body("smpl-22")
    return pickle.dumps({"a": {"poses3d": pose}, "b": {"poses3d": pose}, "filler": [0] * filler}, 4)


def test_what_is_spent_is_counted_within_the_block_alone():
    spend(n_bytes=10**12)
    effort = Effort(100, 100)
    with at_most(effort):
        spend(n_bytes=60, steps=10)
        with pytest.raises(SpentError):
            spend(n_bytes=40)
    assert effort.is_spent
    spend(steps=10**12)
    assert not Effort(1, 1).is_spent
    assert Effort(1, 0).is_spent


def test_beyond_the_steps_files_are_listed_unopened_and_open_when_chosen(monkeypatch):
    data = archive({f"{k}.pkl": two_recordings(60_000) for k in range(6)})
    monkeypatch.setattr(collection, "EFFORT", replace(collection.EFFORT, steps=200_000))
    found = [each.name for each in recordings(data, "a.zip")]
    assert found[:2] == ["0.pkl · a/poses3d", "0.pkl · b/poses3d"]
    assert found[-3:] == ["3.pkl", "4.pkl", "5.pkl"]
    last = recordings(data, "a.zip")[-1]
    assert last.format == ""  # nobody looked
    clip = last.load(ReadOptions(layout=LAYOUTS["smpl-22"]))
    assert any("The file holds 2 recordings" in note for note in clip.notes)


def test_beyond_the_bytes_files_are_listed_unopened(monkeypatch):
    data = archive({f"{k}.pkl": two_recordings() + bytes(100_000) for k in range(6)})
    monkeypatch.setattr(collection, "EFFORT", replace(collection.EFFORT, n_bytes=250_000))
    assert [each.name for each in recordings(data, "a.zip")][-4:] == ["2.pkl", "3.pkl", "4.pkl", "5.pkl"]


def test_an_archive_of_bombs_is_listed_with_so_many_steps_in_all(monkeypatch):
    """However many files an archive has, its list takes no more than one limit and a file."""
    followed = []
    run = pickled._Machine.run
    monkeypatch.setattr(pickled._Machine, "run", lambda self, data: followed.append(len(data)) or run(self, data))
    monkeypatch.setattr(collection, "EFFORT", replace(collection.EFFORT, steps=100_000))
    bomb = b"\x80\x04]\x94(" + b"K\x01" * 20_000 + b"e."
    for n_files in (20, 200):
        followed.clear()
        assert len(recordings(archive({f"{k}.pkl": bomb for k in range(n_files)}), "a.zip")) == n_files
        assert len(followed) <= 6


def test_arrays_within_arrays_within_archives_count_as_what_they_unpack_to(monkeypatch):
    buffer = io.BytesIO()
    np.savez_compressed(buffer, keypoints=np.zeros((500, 2, 25, 3)), other=np.zeros((500, 2, 25, 3)))
    monkeypatch.setattr(collection, "EFFORT", replace(collection.EFFORT, n_bytes=400_000))
    found = recordings(archive({f"{k}.npz": buffer.getvalue() for k in range(20)}), "a.zip")
    names = [each.name for each in found]
    assert names[-1] == "9.npz"
    assert "·" in names[0]


def test_a_long_list_of_files_counts():
    data = archive({str(k): b"" for k in range(1000)})
    with at_most(Effort(10**9, 5000)), pytest.raises(SpentError), opened(data, "a.zip"):
        pass


@pytest.mark.parametrize("head", [";a" * 2000, "left hand " * 400, "#\n" * 2000, "1,2\n" * 900, "a"])
def test_however_many_files_so_many_are_looked_at(monkeypatch, head):
    """To tell what a file is takes some thousandths of a second, and an archive may hold tens of thousands."""
    looked = []
    format_of = collection.format_of
    monkeypatch.setattr(collection, "format_of", lambda data, name: looked.append(name) or format_of(data, name))
    monkeypatch.setattr(collection, "EFFORT", replace(collection.EFFORT, steps=50_000))
    for n_files in (200, 400):
        looked.clear()
        found = recordings(archive({f"{k:03}.csv": head.encode() for k in range(n_files)}), "a.zip")
        assert [each.name for each in found] == [f"{k:03}.csv" for k in range(n_files)]
        assert len(looked) < 170
        assert found[0].format != found[-1].format == ""


def test_a_file_that_was_not_looked_at_opens_all_the_same(monkeypatch):
    data = resolve_clip("squat").read_bytes()
    monkeypatch.setattr(collection, "EFFORT", replace(collection.EFFORT, steps=1))
    for name in ("a.csv", "b"):
        (found,) = recordings(archive({name: data}), "a.zip")
        assert found.load().n_frames > 100


def test_a_folder_on_disk_that_is_not_looked_at_is_read_from_there(monkeypatch, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(resolve_clip("squat").read_bytes())
    monkeypatch.setattr(collection, "EFFORT_ON_DISK", replace(collection.EFFORT_ON_DISK, steps=1))
    (found,) = recordings(tmp_path)
    assert found.files == (path,)
    assert pickle.loads(pickle.dumps(found)).load().n_frames > 100


def test_of_folders_in_folders_the_last_are_kept():
    (found,) = recordings(archive({"d/" * 30_000 + "a.txt": b"x"}), "a.zip")
    assert found.name.endswith("d/a.txt")
    assert len(found.name) < 200
