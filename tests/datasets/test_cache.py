"""Laws of the cache: a second start equals the first, what changed is read again, and no damage gets through."""

import dataclasses
import io
import itertools
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from sta_lstm.datasets import cache as disk
from sta_lstm.datasets import open_dataset, store_file
from sta_lstm.errors import DatasetError
from sta_lstm.formats import save_clip
from sta_lstm.skeletons import Clip


def files_in(kept):
    return sorted(path.name for path in kept.iterdir())


def test_a_second_start_equals_the_first_and_reads_nothing(folder, kept, reads, described):
    steps = []
    first = described(open_dataset(folder, cache=kept, workers=1))
    again = open_dataset(folder, cache=kept, workers=1, progress=lambda *step: steps.append(step))
    assert described(again) == first
    assert reads == [4]
    assert steps == [(4, 4)]
    fields = {field.name for field in dataclasses.fields(Clip)}
    assert all(vars(each.load()).keys() == fields for each in again.clips)
    assert all(
        not each.load().positions.flags.writeable and not each.load().present.flags.writeable for each in again.clips
    )


@pytest.mark.parametrize("name", ["sbu", "utkinect", "ntu"])
def test_real_data_come_back_to_the_last_bit(data_folder, kept, reads, described, name):
    first = described(open_dataset(data_folder / name, cache=kept, workers=1))
    assert described(open_dataset(data_folder / name, cache=kept, workers=1)) == first
    assert len(reads) == 1


def test_layouts_of_a_persons_own_come_back(put, planted, tmp_path, kept, reads, described):
    clip = planted["wave right hand"]
    (tmp_path / "data/wave").mkdir(parents=True)
    layout = dataclasses.replace(clip.layout, name="my-25", title="Mine")
    save_clip(dataclasses.replace(clip, layout=layout), tmp_path / "data/wave/1.npz")
    put("data/wave/2.npz")
    first = open_dataset(tmp_path / "data", cache=kept)
    assert described(open_dataset(tmp_path / "data", cache=kept)) == described(first)
    assert {each.load().layout.name for each in first.clips} == {"my-25", "ntu-25"}
    assert reads == [2]


def test_whatever_changes_is_read_again(folder, kept, reads, put):
    def n_clips():
        return len(open_dataset(folder, cache=kept, workers=1).clips)

    assert n_clips() == 3
    put("data/kick/2.npz", "kick left")  # the same name, other bytes
    assert n_clips() == 4
    put("data/kick/3.npz", "kick left")
    assert n_clips() == 5
    (folder / "wave/1.npz").rename(folder / "wave/one.npz")
    assert n_clips() == 5
    (folder / "wave/one.npz").unlink()
    assert n_clips() == 4
    assert reads == [4, 4, 5, 5, 4]
    assert n_clips() == 4
    assert len(reads) == 5
    assert len(files_in(kept)) == 1  # what was kept of the folder before is gone


def test_one_changed_byte_of_the_same_size_and_time_is_read_again(sbu_folder, kept, reads):
    folder = sbu_folder("s01s02", "s02s03")
    file = folder / "s01s02/01/001/skeleton_pos.txt"
    before = open_dataset(folder, cache=kept).clips[0].load().positions
    times = file.stat()
    text = file.read_text()
    file.write_text(text[:2] + text[2:].replace("3", "4", 1))
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert not np.array_equal(open_dataset(folder, cache=kept).clips[0].load().positions, before)
    assert reads == [2, 2]


def test_a_folder_that_moved_or_was_touched_is_not_read_again(folder, kept, reads, tmp_path, described):
    first = open_dataset(folder, cache=kept)
    moved = folder.rename(tmp_path / "moved")
    (moved / "wave/1.npz").touch()
    again = open_dataset(moved, cache=kept)
    assert described(again) == described(first).replace('"data"', '"moved"')
    assert reads == [4]


def test_new_labels_and_splits_need_no_reading(folder, manifest_of, kept, reads):
    for label in ("wave", "hello"):
        manifest = manifest_of(
            "path,label,split", f"wave/1.npz,{label},train", "kick/1.csv,kick,test", name="data/m.csv"
        )
        dataset = open_dataset(manifest, cache=kept)
        assert [(each.label, each.load().label) for each in dataset.clips] == [(label, label), ("kick", "kick")]
    manifest = manifest_of("path,label,start,end", "wave/1.npz,wave,2,5", name="data/m.csv")
    assert open_dataset(manifest, cache=kept).clips[0].load().n_frames == 3
    assert reads == [2, 1]


def damage_cut(data):
    return data[: len(data) // 2]


def damage_bit(data):
    return data[:-100] + bytes([data[-100] ^ 1]) + data[-99:]


def damage_float(data):
    at = int.from_bytes(data[:8], "little") + 8 + 40
    return data[:at] + bytes([data[at] ^ 64]) + data[at + 1 :]


def damage_index(data):
    return data.replace(b"wave/1.npz", b"wave/9.npz") if b"wave/1.npz" in data else data.replace(b"30.0", b"31.0", 1)


@pytest.mark.parametrize(
    "damage",
    [
        damage_cut,
        damage_bit,
        damage_float,
        damage_index,
        lambda data: b"",
        lambda data: b"\xff" * 200,
        lambda data: data + b"x",
    ],
)
def test_a_damaged_cache_is_made_anew(folder, kept, reads, described, damage):
    first = described(open_dataset(folder, cache=kept))
    (file,) = kept.iterdir()
    data = file.read_bytes()
    damaged = damage(data)
    assert damaged != data
    file.write_bytes(damaged)
    again = open_dataset(folder, cache=kept)
    assert "was damaged; the recordings were read again" in " ".join(again.notes)
    assert reads == [4, 4]
    assert file.read_bytes() == data
    assert described(open_dataset(folder, cache=kept)) == first
    assert reads == [4, 4]


def test_a_cache_that_cannot_be_written_is_gone_without(folder, tmp_path, reads):
    (tmp_path / "file").write_text("no folder")
    dataset = open_dataset(folder, cache=tmp_path / "file")
    assert len(dataset.clips) == 3
    assert "could not be written" in " ".join(dataset.notes)


class FullDisk(io.FileIO):
    """A file on a disk that takes no more after 3,000 bytes."""

    def write(self, data):
        left = 3_000 - self.tell()
        if left <= 0:
            raise OSError(28, "No space left on device")
        return super().write(data[:left])


@pytest.mark.parametrize("and_the_temporary_one", [False, True])
def test_a_full_disk_leaves_the_folder_as_it_was(folder, kept, monkeypatch, described, reads, and_the_temporary_one):
    def part_file(place):
        file, path = real(place)
        file.close()
        return FullDisk(path, "w+"), path

    open_dataset(folder, cache=kept)
    before = {path.name: path.read_bytes() for path in kept.iterdir()}
    (folder / "kick/2.npz").unlink()
    real = disk.part_file
    monkeypatch.setattr(disk, "part_file", part_file)
    if and_the_temporary_one:
        names = map(str, itertools.count())
        full = lambda buffering: FullDisk(kept.parent / next(names), "w+")  # noqa: E731
        monkeypatch.setattr(store_file.tempfile, "TemporaryFile", full)
    dataset = open_dataset(folder, cache=kept)
    assert "No space left on device" in " ".join(dataset.notes)
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == before
    assert len(reads) == 2
    noted = dataclasses.replace(dataset, notes=dataset.notes[1:])
    assert described(noted) == described(open_dataset(folder, cache=False))


def test_a_cache_that_cannot_get_its_name_is_used_all_the_same(folder, kept, monkeypatch):
    def refuse(self, target):
        raise OSError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    dataset = open_dataset(folder, cache=kept)
    assert "Permission denied" in " ".join(dataset.notes)
    assert [each.load().n_frames for each in dataset.clips] == [12, 12, 12]
    assert not kept.exists()


def test_where_an_open_file_keeps_its_name(folder, kept, monkeypatch, described, reads):
    """As on Windows: the file is closed, named, and opened again."""
    wanted = described(open_dataset(folder, cache=False))
    monkeypatch.setattr(disk, "_RENAMES_OPEN_FILES", False)
    for _ in range(2):
        assert described(open_dataset(folder, cache=kept)) == wanted
    assert reads == [4, 4]
    assert len(files_in(kept)) == 1


def test_clips_outlive_the_cache_file(folder, kept, described):
    dataset = open_dataset(folder, cache=kept)
    before = described(dataset)
    shutil.rmtree(kept)
    assert described(dataset) == before


def test_a_cache_cut_short_while_it_is_open_is_said(folder, kept):
    dataset = open_dataset(folder, cache=kept)
    (file,) = kept.iterdir()
    os.truncate(file, 600)
    with pytest.raises(DatasetError, match="was cut short while it was open"):
        dataset.clips[0].load()


@pytest.mark.parametrize("fill", [b"\xff", b"\x00"], ids=["NaN", "zeros"])
def test_a_cache_overwritten_while_it_is_open_is_said(folder, kept, fill):
    dataset = open_dataset(folder, cache=kept)
    (file,) = kept.iterdir()
    with file.open("r+b") as stream:
        stream.seek(512)
        stream.write(fill * 400)
    with pytest.raises(DatasetError, match=r"was changed while it was open\. Open the data set again"):
        dataset.clips[0].load()


def test_an_interrupted_start_keeps_nothing(folder, kept):
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_dataset(folder, cache=kept, progress=stop)
    assert not kept.exists()


def test_nothing_is_kept_if_not_wanted_or_if_there_is_nothing(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    open_dataset(folder, cache=False)
    with pytest.raises(DatasetError):
        open_dataset(tmp_path / "data/wave", cache=None)
    assert not (tmp_path / "xdg").exists()
    open_dataset(folder)
    assert len(files_in(tmp_path / "xdg/sta-lstm/datasets")) == 1


@pytest.mark.parametrize(
    ("variable", "folder"), [("/x/cache", "/x/cache"), ("", "/home/me/.cache"), ("relative", "/home/me/.cache")]
)
def test_the_users_own_cache_folder(monkeypatch, variable, folder):
    monkeypatch.setenv("XDG_CACHE_HOME", variable)
    monkeypatch.setenv("HOME", "/home/me")
    assert disk.cache_folder() == Path(folder) / "sta-lstm" / "datasets"


def test_the_file_is_a_small_safetensors_file(folder, kept):
    dataset = open_dataset(folder, cache=kept)
    (file,) = kept.iterdir()
    tensors = load_file(file)
    assert tensors["positions"].dtype == np.float32
    assert tensors["positions"].size == sum(each.load().positions.size for each in dataset.clips)
    assert file.stat().st_size < 1.2 * sum(each.load().positions.nbytes for each in dataset.clips)
