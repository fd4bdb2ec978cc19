"""Northwestern-UCLA, MSR-Action3D and UTD-MHAD: everything from the names of the files."""

import shutil

import pytest

from sta_lstm.datasets.named_files import NAMED_FILES
from sta_lstm.errors import DatasetError
from sta_lstm.formats import load_clip

FOLDERS = {"nw-ucla": "nw-ucla", "msr-action3d": "msraction3d", "utd-mhad": "utd-mhad"}


@pytest.mark.parametrize("known", NAMED_FILES, ids=lambda each: each.kind)
def test_real_files_are_labelled_by_their_names_as_their_own_readers_label_them(data_folder, opened, known):
    folder = data_folder / FOLDERS[known.kind]
    dataset = opened(folder)
    assert dataset.name == known.kind
    assert len(dataset.clips) >= 2
    for each in dataset.clips:
        assert each.label == load_clip(folder / each.source).label
        assert known.pattern.fullmatch(each.source)["subject"].lstrip("0") == each.subject.lstrip("s0")
    assert list(dataset.class_names) == [name for name in known.actions.values() if name in dataset.class_names]
    assert dataset.citation == known.citation


def copies(tmp_path, file, *names):
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, tmp_path / name)
    return tmp_path


@pytest.fixture
def ucla(data_folder):
    return data_folder / "nw-ucla" / "a01_s01_e00_v01.json"


def test_protocols_follow_from_the_names(ucla, tmp_path, opened):
    names = ("a01_s01_e00_v01.json", "a01_s02_e00_v02.json", "view_3/a12_s03_e01_v03.json")
    dataset = opened(copies(tmp_path, ucla, *names))
    assert [(each.label, each.subject) for each in dataset.clips] == [
        ("pick up with one hand", "s01"),
        ("pick up with one hand", "s02"),
        ("carry", "s03"),
    ]
    folds = {name: [(fold.train, fold.test) for fold in folds] for name, folds in dataset.protocols.items()}
    assert folds == {
        "cross-view": [((0, 1), (2,))],
        "odd-even": [((0, 2), (1,))],
        "leave-one-subject-out": [((1, 2), (0,)), ((0, 2), (1,)), ((0, 1), (2,))],
    }


def test_what_is_no_clip_of_it_is_named_with_the_reason(ucla, tmp_path, opened):
    names = (
        "a01_s01_e00_v01.json",
        "a02_s02_e00_v02.json",
        "a07_s01_e00_v01.json",
        "about.json",
        "x/a01_s01_e00_v01.json",
    )
    skipped = {each.source: each.reason for each in opened(copies(tmp_path, ucla, *names)).skipped}
    assert skipped == {
        "a07_s01_e00_v01.json": "there is no action 7 in this data set.",
        "about.json": "its name is not like a01_s01_e00_v01.json, which tells the action.",
        "x/a01_s01_e00_v01.json": "a file of that name was there before.",
    }


def test_part_of_a_data_set_says_that_its_results_do_not_compare(data_folder, opened):
    notes = opened(data_folder / "utd-mhad").notes
    assert "The data set has 861 clips, and here are 2: results do not compare with others'." in notes


def test_a_kind_that_is_not_there_is_one_sentence(tmp_path, opened):
    with pytest.raises(DatasetError, match=r"holds no clips; expected UTD-MHAD's files \(a1_s1_t1_skeleton\.mat\)"):
        opened(tmp_path, kind="utd-mhad")
