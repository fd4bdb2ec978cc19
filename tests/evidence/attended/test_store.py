"""A folder of attended clips: nothing is lost, nothing is there twice, and shards are parts of one run."""

import numpy as np
import pytest
from made import small_clip, tiny_checkpoint

from sta_lstm.datasets import LabelledClip
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.attended import store
from sta_lstm.evidence.attended.rows import about, attend
from sta_lstm.evidence.attended.store import AttendedFolder, about_in, rows_in

CHECKPOINT = tiny_checkpoint("sta", hidden=16)
CLIPS = [LabelledClip.of(small_clip(8, 1, seed=n), "kick", None, f"{n}.npz") for n in range(7)]
ABOUT = {"dataset": "mine"}


def test_rows_come_back_as_they_went_in(tmp_path):
    rows = list(attend(CHECKPOINT, CLIPS))
    with AttendedFolder(tmp_path, (), ABOUT) as folder:
        for row in rows:
            folder.add(row)
    found = list(rows_in(tmp_path))
    assert [row["clip"] for row in found] == [row["clip"] for row in rows]
    np.testing.assert_array_equal(found[3]["alpha"], np.asarray(rows[3]["alpha"]))
    assert about_in(tmp_path) == ABOUT | {"checkpoints": {}}
    assert next(iter(rows_in(tmp_path, ["predicted"]))) == {"predicted": rows[0]["predicted"]}


def test_what_ends_in_the_middle_goes_on_and_nothing_is_there_twice(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "PART", 2)
    rows = list(attend(CHECKPOINT, CLIPS))
    folder = AttendedFolder(tmp_path, (), ABOUT)
    for row in rows[:5]:
        folder.add(row)  # and killed here: two files of two rows, and one row lost
    assert len(list(rows_in(tmp_path))) == 4
    with AttendedFolder(tmp_path, (), ABOUT) as again:
        waiting = [each for each in CLIPS if not again.is_done(about(each, CHECKPOINT))]
        assert [each.source for each in waiting] == ["4.npz", "5.npz", "6.npz"]
        for row in attend(CHECKPOINT, waiting):
            again.add(row)
    assert sorted(row["clip"] for row in rows_in(tmp_path)) == [each.source for each in CLIPS]


def test_an_error_keeps_what_is_finished(tmp_path):
    row = next(attend(CHECKPOINT, CLIPS))

    def fail():
        with AttendedFolder(tmp_path, (), ABOUT) as folder:
            folder.add(row)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert len(list(rows_in(tmp_path))) == 1


def test_shards_write_side_by_side(tmp_path):
    rows = list(attend(CHECKPOINT, CLIPS))
    with AttendedFolder(tmp_path, (), ABOUT, shard=1) as one, AttendedFolder(tmp_path, (), ABOUT, shard=2) as two:
        for place, row in enumerate(rows):
            (one if place % 2 else two).add(row)
        with pytest.raises(SettingsError, match="another"), AttendedFolder(tmp_path, (), ABOUT, shard=2):
            pass
    assert sorted(row["clip"] for row in rows_in(tmp_path)) == [each.source for each in CLIPS]


def test_rows_of_other_maps_are_not_mixed(tmp_path):
    with AttendedFolder(tmp_path, (), ABOUT) as folder:
        folder.add(next(attend(CHECKPOINT, CLIPS)))
    with pytest.raises(SettingsError, match=r"holds rows with other maps \(ablation-limb\)"):
        AttendedFolder(tmp_path, ["ablation-limb"], ABOUT)


def test_checkpoints_come_together_and_data_sets_do_not(tmp_path):
    row = next(attend(CHECKPOINT, CLIPS))
    for revision in ("a", "b"):
        with AttendedFolder(tmp_path, (), ABOUT | {"checkpoints": {revision: {}}}) as folder:
            folder.add(row)
    assert about_in(tmp_path)["checkpoints"] == {"a": {}, "b": {}}
    with pytest.raises(SettingsError, match="holds rows of the data set 'mine'"):
        AttendedFolder(tmp_path, (), {"dataset": "another"})
    with pytest.raises(SettingsError, match="with classes of its own"):
        AttendedFolder(tmp_path, (), ABOUT | {"class_names": ["x"]})


@pytest.mark.parametrize("content", [b"", b"PAR1 and no more", b"no table"])
def test_a_damaged_file_is_one_sentence(tmp_path, content):
    (tmp_path / "shard-0001-000001.parquet").write_bytes(content)
    with pytest.raises(SettingsError, match="cannot be read as a Parquet table"):
        AttendedFolder(tmp_path, (), ABOUT)


def test_an_empty_folder_holds_nothing(tmp_path):
    assert list(rows_in(tmp_path)) == []
    with pytest.raises(SettingsError, match="holds no attended clips"):
        about_in(tmp_path)
