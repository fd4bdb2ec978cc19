"""A folder as one table: each clip once, what is damaged left out, what is no such folder told in a sentence."""

from contextlib import suppress

import numpy as np
import pyarrow.parquet as pq
import pytest
from made import attended_folder, attended_row, small_clip, tiny_checkpoint

from sta_lstm.datasets import LabelledClip
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.attended.rows import attend
from sta_lstm.evidence.attended.store import LATER, AttendedFolder, files_in
from sta_lstm.evidence.attended.table import open_attended


def test_rows_come_in_with_what_their_clip_is_to_all_checkpoints(tmp_path):
    rows = [attended_row("a"), attended_row("b"), attended_row("a", predicted="bow", revision="bbbb")]
    table = open_attended(attended_folder(tmp_path, rows))
    assert table.ask("SELECT clip, n_asked, n_alike, disputed FROM rows ORDER BY id") == [
        ("a", 2, 1, 0.5),
        ("b", 1, 1, 0.0),
        ("a", 2, 1, 0.5),
    ]
    assert table.joints.shape == (3, 25)
    assert table.phases.shape == (3, 20)


def test_a_clip_that_was_asked_about_twice_has_one_row(tmp_path):
    attended_folder(tmp_path, [attended_row("a"), attended_row("b")])
    (file,) = files_in(tmp_path)
    (tmp_path / "shard-0002-000001.parquet").write_bytes(file.read_bytes())
    table = open_attended(tmp_path)
    assert table.ask("SELECT clip FROM rows ORDER BY id") == [("a",), ("b",)]
    assert len(table.joints) == 2


def test_an_answer_is_judged_where_the_clip_has_a_label_that_the_checkpoint_knows(tmp_path):
    labels = ("wave", "yodel", None, "")
    rows = [attended_row(f"{n}", label=label) for n, label in enumerate(labels)]
    rows.append(attended_row("unread", predicted=None, probability=None))
    table = open_attended(attended_folder(tmp_path, rows))
    assert table.ask("SELECT judged FROM rows ORDER BY id") == [(True,), (False,), (False,), (False,), (False,)]


def test_a_file_of_an_earlier_version_is_worked_out_again(tmp_path):
    checkpoint = tiny_checkpoint("sta", hidden=16)
    clips = [LabelledClip.of(small_clip(n, 1 + n % 2), "kick", None, f"S001C002P001R001A00{n}") for n in (9, 30)]
    with AttendedFolder(tmp_path, (), {"dataset": "x"}) as folder:
        for row in attend(checkpoint, clips):
            folder.add(row)
    whole = open_attended(tmp_path)
    (file,) = files_in(tmp_path)
    pq.write_table(pq.read_table(file).drop(list(LATER)), file)
    old = open_attended(tmp_path)
    np.testing.assert_allclose(old.joints, whole.joints, rtol=0.01, atol=2e-3)
    np.testing.assert_allclose(old.phases, whole.phases, rtol=0.01, atol=2e-3)
    assert old.ask("SELECT DISTINCT view FROM rows") == [("camera 2",)]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 and half of it"])
def test_a_damaged_file_is_left_out_and_told(tmp_path, content):
    attended_folder(tmp_path, [attended_row()])
    (tmp_path / "shard-0009-000001.parquet").write_bytes(content)
    table = open_attended(tmp_path)
    assert table.ask("SELECT count(*) FROM rows") == [(1,)]
    assert [("shard-0009" in each, "cannot be read" in each) for each in table.left_out] == [(True, True)]


def test_bytes_that_were_flipped_never_end_in_anything_but_a_sentence(tmp_path):
    attended_folder(tmp_path, [attended_row(str(n)) for n in range(5)])
    (file,) = files_in(tmp_path)
    content = file.read_bytes()
    for place in np.linspace(4, len(content) - 9, 60).astype(int):
        file.write_bytes(content[:place] + bytes([content[place] ^ 0x5A]) + content[place + 1 :])
        with suppress(SettingsError):
            open_attended(tmp_path)


def test_what_is_no_such_folder_is_one_sentence(tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "file").write_bytes(b"")
    for name in ("other", "file", "missing"):
        with pytest.raises(SettingsError, match=f"'{name}' holds no attended clips"):
            open_attended(tmp_path / name)
    (tmp_path / "other" / "shard-0001-000001.parquet").write_bytes(b"no table")
    with pytest.raises(SettingsError, match="cannot be read as a Parquet table"):
        open_attended(tmp_path / "other")


@pytest.mark.parametrize(
    ("about", "says"),
    [({"dataset": "other"}, "data sets 'made' and 'other'"), ({"class_names": ["x"]}, "the same classes")],
)
def test_parts_that_do_not_belong_together_are_refused(tmp_path, about, says):
    attended_folder(tmp_path / "a", [attended_row()])
    attended_folder(tmp_path / "b", [attended_row()], **about)
    (tmp_path / "b" / "shard-0001-000001.parquet").rename(tmp_path / "a" / "shard-0002-000001.parquet")
    with pytest.raises(SettingsError, match=says):
        open_attended(tmp_path / "a")


def test_the_data_base_reads_no_file(tmp_path):
    table = open_attended(attended_folder(tmp_path, [attended_row()]))
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with pytest.raises(Exception, match="disabled"):
        table.ask(f"SELECT * FROM read_csv('{secret}')")


def test_attention_that_changed_since_is_a_sentence(tmp_path):
    table = open_attended(attended_folder(tmp_path, [attended_row("a")]))
    (file,) = files_in(tmp_path)
    file.write_bytes(b"")
    with pytest.raises(SettingsError, match="cannot be read"):
        table.joints  # noqa: B018
    file.unlink()
    attended_folder(tmp_path, [attended_row("a"), attended_row("b")])
    with pytest.raises(SettingsError, match="changed meanwhile"):
        table.phases  # noqa: B018
