"""Opening: which kind a folder is of, folders of classes, what to skip, and what cannot be opened."""

import os

import pytest

from sta_lstm.datasets import open_dataset
from sta_lstm.errors import DatasetError, SettingsError


def test_one_sub_folder_a_class(put, tmp_path, opened):
    put("wave/1.npz")
    put("wave/2.csv")
    put("kick/1.skeleton", "kick left")
    put("kick/deep/2.npz")
    (tmp_path / "kick/readme.txt").write_text("Recorded in May.")
    (tmp_path / "kick/.DS_Store").write_bytes(b"\0")
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "notes.txt").write_text("x")
    dataset = opened(tmp_path)
    assert [(each.source, each.label, each.subject) for each in dataset.clips] == [
        ("kick/1.skeleton", "kick", None),
        ("wave/1.npz", "wave", None),
        ("wave/2.csv", "wave", None),
    ]
    assert dataset.class_names == ("kick", "wave")
    assert all(each.load().label == each.label for each in dataset.clips)
    assert [each.source for each in dataset.skipped] == ["notes.txt", "kick/deep", "kick/readme.txt"]
    assert "not a skeleton recording" in dataset.skipped[2].reason


def test_a_class_without_a_readable_clip_is_no_class(put, tmp_path, opened):
    put("wave/1.npz")
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/1.npz").write_bytes(b"PK\x03\x04")
    assert opened(tmp_path).class_names == ("wave",)


@pytest.mark.parametrize("kind", ["auto", "folders"])
def test_classes_give_stratified_folds(put, tmp_path, opened, kind):
    for i in range(5):
        put(f"wave/{i}.npz")
        put(f"kick/{i}.npz")
    dataset = opened(tmp_path, kind=kind)
    assert [(len(fold.train), len(fold.test)) for fold in dataset.folds("stratified-five-folds")] == [(8, 2)] * 5
    assert "leave-one-subject-out" not in dataset.protocols


def test_a_manifest_outweighs_what_else_is_there(put, manifest_of, tmp_path, opened):
    put("wave/1.npz")
    put("S001C001P001R001A001.skeleton")
    manifest_of("path,label", "wave/1.npz,hello")
    assert [each.label for each in opened(tmp_path).clips] == ["hello"]
    assert [each.label for each in opened(tmp_path, kind="folders").clips] == ["wave"]
    assert [each.label for each in opened(tmp_path, kind="ntu").clips] == ["drink water"]


@pytest.mark.parametrize("line", ["wave/1.npz", "wave/1", "  wave/1.npz \r"])
def test_skip_list_names_sources_with_or_without_ending(put, tmp_path, opened, line):
    put("wave/1.npz")
    put("wave/2.npz")
    (tmp_path / "skip.list").write_text(f"{line}\nwave/9.npz\n\n")
    dataset = opened(tmp_path, skip_list=tmp_path / "skip.list")
    assert [each.source for each in dataset.clips] == ["wave/2.npz"]
    assert any(
        note.startswith("'skip.list' names 2 recordings to skip; 1 is here. Not here: ") for note in dataset.notes
    )


def test_skip_list_must_be_there_and_leave_something(put, tmp_path, opened):
    put("wave/1.npz")
    with pytest.raises(DatasetError, match="the list of what to skip: there is no file"):
        opened(tmp_path, skip_list=tmp_path / "gone.txt")
    (tmp_path / "all.txt").write_text("wave/1")
    with pytest.raises(DatasetError, match=r"holds no clips; .* first of them all\.txt|first of them wave/1\.npz"):
        opened(tmp_path, skip_list=tmp_path / "all.txt")


@pytest.mark.parametrize(
    ("files", "kind", "says"),
    [
        ({}, "auto", "holds no clips that a data set is made of. Expected one of these: SBU's folders"),
        ({"notes.txt": "x"}, "auto", "holds no clips that a data set is made of"),
        ({"docs/notes.txt": "x"}, "auto", "holds no clips that a data set is made of"),
        ({"docs/notes.txt": "x"}, "folders", "1 were skipped, the first of them docs/notes.txt: 'notes.txt' is no"),
        ({"wave/1.npz": "x"}, "auto", "expected one sub-folder of clips for each class. 1 were skipped"),
        ({}, "sbu", "holds no clips; expected SBU's folders"),
        ({}, "ntu", "holds no clips; expected NTU RGB+D's files"),
        ({}, "utkinect", "lacks UTKinect's list of actions"),
        ({}, "manifest", "there is no manifest"),
        ({}, "folders", "holds no clips; expected one sub-folder"),
    ],
)
def test_a_folder_without_clips_is_refused(tmp_path, opened, files, kind, says):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    with pytest.raises(DatasetError) as caught:
        opened(tmp_path, kind=kind)
    assert says in str(caught.value)
    assert tmp_path.name in str(caught.value)


@pytest.mark.parametrize("path", ["gone", "a\0b", "x" * 5000])
def test_a_path_that_is_none_is_refused(tmp_path, opened, path):
    with pytest.raises(DatasetError, match=r"there is no folder|cannot be the path"):
        opened(f"{tmp_path}/{path}")


def test_a_file_that_is_no_manifest_is_refused(put, opened):
    with pytest.raises(DatasetError, match="is neither a folder nor a manifest"):
        opened(put("1.npz"))


@pytest.mark.parametrize(
    ("options", "says"),
    [({"kind": "kinetics"}, "known kinds: auto, sbu"), ({"workers": 0}, "by 0 workers; expected 1")],
)
def test_settings_are_checked(tmp_path, options, says):
    with pytest.raises(SettingsError, match=says):
        open_dataset(tmp_path, cache=False, **options)


def test_a_pipe_among_the_clips_is_named_and_never_read(put, tmp_path):
    put("data/wave/1.npz")
    os.mkfifo(tmp_path / "data/wave/2.npz")
    found = open_dataset(tmp_path / "data", cache=tmp_path / "kept")
    assert len(found.clips) == 1
    assert "not an ordinary file" in " ".join(each.reason for each in found.skipped)
    assert list((tmp_path / "kept").iterdir())  # the others are kept all the same
