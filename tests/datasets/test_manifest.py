"""Manifests: good ones in CSV and Parquet, and all that can be wrong with one."""

import pandas as pd
import pytest

from sta_lstm.datasets.manifest import is_manifest
from sta_lstm.errors import DatasetError, SettingsError


@pytest.fixture
def two_files(put):
    put("clips/a.npz")
    put("clips/b.csv", "kick left")


def test_every_column(two_files, manifest_of, opened, tmp_path):
    manifest_of(
        "path,label,subject,split,start,end",
        "clips/a.npz,wave,anna,train,,",
        "clips/b.csv,kick,ben,test,0,5",
        'clips/b.csv,"kick, high",ben,Val,5,',
    )
    dataset = opened(tmp_path)
    assert dataset.name == tmp_path.name
    assert [
        (each.source, each.label, each.subject, each.load().label, each.load().n_frames) for each in dataset.clips
    ] == [
        ("clips/a.npz", "wave", "anna", "wave", 12),
        ("clips/b.csv [0:5]", "kick", "ben", "kick", 5),
        ("clips/b.csv [5:]", "kick, high", "ben", "kick, high", 7),
    ]
    assert dataset.class_names == ("kick", "kick, high", "wave")
    fold = dataset.fold("split")
    assert (fold.train, fold.test, fold.val) == ((0,), (1,), (2,))


def test_cuts_are_the_recordings_own_frames(two_files, manifest_of, opened, planted):
    dataset = opened(manifest_of("label,start,end,path", "wave,3,7,clips/a.npz", name="mine.csv"))
    assert dataset.name == "mine"
    assert (dataset.clips[0].load().positions == planted["wave right hand"].positions[3:7]).all()
    assert dataset.clips[0].load().name.endswith("[3:7]")


def test_parquet_is_the_same(two_files, manifest_of, opened, described, tmp_path):
    lines = ("path,label,subject,start,end", "clips/a.npz,wave,1,,", "clips/b.csv,kick,2,2,9", "clips/b.csv,kick,1,,2")
    csv = manifest_of(*lines, name="one.csv")
    pd.read_csv(csv).to_parquet(tmp_path / "one.parquet")  # start and end have gaps, and so become 2.0 and NaN
    pd.read_csv(csv).to_csv(tmp_path / "two.csv", index=False)
    wanted = described(opened(csv))
    assert described(opened(tmp_path / "one.parquet")) == wanted
    assert described(opened(tmp_path / "two.csv")) == wanted.replace('"one"', '"two"')


def test_subjects_give_their_protocol(two_files, manifest_of, opened, tmp_path):
    manifest_of("path,label,subject", "clips/a.npz,wave,anna", "clips/b.csv,kick,ben")
    assert [fold.name for fold in opened(tmp_path).folds("leave-one-subject-out")] == ["anna", "ben"]


def test_blank_lines_byte_order_marks_and_other_columns_do_no_harm(two_files, opened, tmp_path):
    text = "\ufeffpath,label,note\r\nclips/a.npz,wave,x\r\n\r\n,,\r\nclips\\b.csv,kick,y\r\n"
    (tmp_path / "manifest.csv").write_text(text, encoding="utf-8", newline="")
    assert [each.label for each in opened(tmp_path).clips] == ["wave", "kick"]


def test_a_recording_that_cannot_be_read_is_skipped(two_files, manifest_of, opened, tmp_path):
    (tmp_path / "clips/c.npz").write_bytes(b"PK\x03\x04 nothing")
    manifest_of("path,label,start,end", "clips/a.npz,wave,,", "clips/c.npz,wave,,", "clips/b.csv,kick,6,40")
    dataset = opened(tmp_path)
    assert [each.source for each in dataset.clips] == ["clips/a.npz"]
    assert [each.source for each in dataset.skipped] == ["clips/c.npz", "clips/b.csv [6:40]"]
    assert "c.npz" in dataset.skipped[0].reason
    assert dataset.skipped[1].reason == "it is frames 6 to 40 (exclusive) of a recording that has 12."


GOOD = "clips/a.npz,wave,train,0,4"


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ((), "lacks the columns path, label; its first line names nothing"),
        (("path,action",), "lacks the columns label; its first line names path, action"),
        (("path;label", "clips/a.npz;wave"), "lacks the columns path, label; its first line names path;label"),
        (("path,label,label",), "has two columns 'label'"),
        (("path,label",), "has no rows"),
        (("path,label", "", ","), "has no rows"),
        (("path,label", "clips/a.npz,wave,3"), "line 2 has 3 values; the header has 2 columns"),
        (("path,label", "clips/a.npz,"), "line 2: the label is empty"),
        (("path,label", ",wave"), "line 2: the path is empty"),
        (("path,label", "clips/a.npz,wave", "clips/gone.npz,wave"), "line 3: there is no file 'clips/gone.npz' in"),
        (("path,label", "", "x,wave", "y,wave"), "line 3: there is no file 'x' in"),
        (("path,label", "x,wave", "y,wave"), "1 more are missing"),
        (("path,label", "clips,wave"), "line 2: there is no file 'clips'"),
        (("path,label", "../a.npz,wave"), "line 2: the path '../a.npz' leads out of the folder"),
        (("path,label", "clips/../../a.npz,wave"), "leads out of the folder that holds the clips"),
        (("path,label", "..\\a.npz,wave"), "leads out of the folder that holds the clips"),
        (("path,label", "..,wave"), "leads out of the folder that holds the clips"),
        (("path,label", "/no/such/a.npz,wave"), "there is no file '/no/such/a.npz'"),
        (("path,label", "C:\\a.npz,wave"), "there is no file 'C:/a.npz'"),
        (("path,label", "clips/a.npz,wave", "./clips//a.npz,kick"), "line 3 repeats line 2: 'clips/a.npz'"),
        (("path,label,split,start,end", GOOD, "clips/a.npz,wave,test,0,4"), "line 3 repeats line 2"),
        (
            ("path,label,split,start,end", GOOD, "clips/b.csv,kick,dev,0,4"),
            "line 3: the split is 'dev'; expected train",
        ),
        (("path,label,split,start,end", GOOD, "clips/b.csv,kick,,0,4"), "line 3 has no split, though other rows have"),
        (("path,label,split,start,end", "clips/a.npz,wave,,4,4"), "line 2: start is 4 and end 4; expected start < end"),
        (("path,label,split,start,end", "clips/a.npz,wave,,,0"), "line 2: start is 0 and end 0"),
        (("path,label,split,start,end", "clips/a.npz,wave,,-1,4"), "line 2: start is '-1'; expected a frame number"),
        (("path,label,split,start,end", "clips/a.npz,wave,,0,1.5"), "line 2: end is '1.5'; expected a frame number"),
        (("path,label", 'clips/a.npz,"wave'), "line 2 is not CSV"),
    ],
)
def test_a_wrong_manifest_is_refused_and_the_line_named(two_files, manifest_of, opened, tmp_path, lines, says):
    manifest_of(*lines)
    with pytest.raises(DatasetError) as caught:
        opened(tmp_path)
    assert says in str(caught.value)
    assert "'manifest.csv'" in str(caught.value)


@pytest.mark.parametrize("data", [b"PAR1 and no more", b"", "päth,läbel".encode("utf-16")])
@pytest.mark.parametrize("name", ["manifest.csv", "manifest.parquet"])
def test_a_file_that_is_no_table_is_refused(two_files, opened, tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DatasetError, match=name):
        opened(tmp_path)


def test_parquet_names_the_row(two_files, opened, tmp_path):
    pd.DataFrame({"path": ["clips/a.npz", "gone.npz"], "label": ["wave", "wave"]}).to_parquet(tmp_path / "m.parquet")
    with pytest.raises(DatasetError, match=r"'m\.parquet', row 2: there is no file 'gone\.npz'"):
        opened(tmp_path / "m.parquet")
    pd.DataFrame({"path": ["clips/a.npz"]}).to_parquet(tmp_path / "m.parquet")
    with pytest.raises(DatasetError, match=r"lacks the columns label"):
        opened(tmp_path / "m.parquet")


def test_two_manifests_are_one_too_many(two_files, manifest_of, opened, tmp_path):
    manifest_of("path,label", "clips/a.npz,wave")
    (tmp_path / "manifest.parquet").write_bytes(b"")
    with pytest.raises(DatasetError, match="which one counts"):
        opened(tmp_path)


def test_paths_may_lie_below_another_folder_or_be_absolute(two_files, manifest_of, opened, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    table = manifest_of("path,label", "a.npz,wave", "b.csv,kick")
    moved = table.rename(elsewhere / "mine.csv")
    with pytest.raises(DatasetError, match="name with --root the folder below which it lies"):
        opened(moved)
    assert [each.source for each in opened(moved, root=tmp_path / "clips").clips] == ["a.npz", "b.csv"]
    with pytest.raises(DatasetError, match="there is no folder"):
        opened(moved, root=tmp_path / "nowhere")
    with pytest.raises(SettingsError, match="a root is for the paths of a manifest"):
        opened(tmp_path / "clips", kind="folders", root=tmp_path)
    rows = (f"{tmp_path}/clips/a.npz,wave", f"{tmp_path}/clips/b.csv,kick")
    (elsewhere / "far.csv").write_text("\n".join(("path,label", *rows)))
    # What they are called goes into tables that are published: no folder of this machine is in it.
    assert [each.source for each in opened(elsewhere / "far.csv").clips] == ["a.npz", "b.csv"]
    (tmp_path / "near.csv").write_text("\n".join(("path,label", *rows)))
    assert [each.source for each in opened(tmp_path / "near.csv").clips] == ["clips/a.npz", "clips/b.csv"]


def test_a_manifest_is_told_by_its_columns(two_files, manifest_of, tmp_path):
    table = manifest_of("path,label", "clips/none.npz,wave", name="mine.csv")
    assert is_manifest(table)
    pd.read_csv(table).to_parquet(tmp_path / "mine.parquet")
    assert is_manifest(tmp_path / "mine.parquet")
    assert not is_manifest(tmp_path / "clips" / "b.csv")
    (tmp_path / "odd.parquet").write_bytes(b"PAR1")
    assert not is_manifest(tmp_path / "odd.parquet")
    assert not is_manifest(tmp_path / "clips")


def test_one_file_named_in_two_ways_is_a_repeat_and_two_files_of_one_name_are_told_apart(put, opened, tmp_path):
    put("clips/a.npz")
    put("far/one/clips/a.npz", "kick left")
    put("far/two/clips/a.npz", "kick left")
    near, twice = tmp_path / "near", tmp_path / "twice.csv"
    twice.write_text(f"path,label\nclips/a.npz,wave\n{tmp_path}/clips/a.npz,wave\n")
    with pytest.raises(DatasetError, match=r"line 3 repeats line 2"):
        opened(twice)
    near.mkdir()
    rows = [f"{tmp_path}/{each}/clips/a.npz,{each[-3:]}" for each in ("far/one", "far/two")]
    (near / "mine.csv").write_text("\n".join(("path,label", *rows, f"{tmp_path}/clips/a.npz,all")))
    names = [each.source for each in opened(near / "mine.csv").clips]
    assert len(set(names)) == 3
    assert names[:2] == ["one/clips/a.npz", "two/clips/a.npz"]
    assert not any(name.startswith("/") for name in names)
