"""NTU RGB+D: everything from the names of the files."""

import pytest

from sta_lstm.datasets.ntu import TRAINING_SUBJECTS

NAMES = (
    "S001C001P001R001A001",  # set-up odd, camera 1, trains
    "S002C002P003R001A001",  # set-up even, camera 2, tests
    "S003C003P008R002A058",  # set-up odd, camera 3, trains
)


def test_real_files(data_folder, opened):
    dataset = opened(data_folder / "ntu")
    assert dataset.name == "ntu60"
    assert [(each.source[:-9], each.label, each.subject, each.load().n_frames) for each in dataset.clips] == [
        ("S001C001P001R001A001", "drink water", "P001", 103),
        ("S001C003P008R002A058", "shaking hands", "P008", 70),
        ("S003C001P015R001A034", "rub two hands together", "P015", 71),
    ]
    assert dataset.class_names == ("drink water", "rub two hands together", "shaking hands")  # by the action's number


def test_protocols_follow_from_the_names(put, tmp_path, opened):
    for name in NAMES:
        put(f"{name}.skeleton")
    dataset = opened(tmp_path)
    assert {name: (folds[0].train, folds[0].test) for name, folds in dataset.protocols.items()} == {
        "cross-subject": ((0, 2), (1,)),
        "cross-view": ((1, 2), (0,)),
        "cross-setup": ((1,), (0, 2)),
    }
    assert dataset.fold("cross-view").name == "cross-view"


def test_the_published_training_subjects():
    first_edition = {1, 2, 4, 5, 8, 9, *range(13, 20), 25, 27, 28, 31, 34, 35, 38}
    assert {subject for subject in TRAINING_SUBJECTS if subject <= 40} == first_edition
    assert (len(first_edition), len(TRAINING_SUBJECTS), max(TRAINING_SUBJECTS)) == (20, 53, 103)


@pytest.mark.parametrize("more", ["S018C001P001R001A001", "S001C001P001R001A061"])
def test_second_edition_is_told_by_set_up_or_action(put, tmp_path, opened, more):
    put(f"{NAMES[0]}.skeleton")
    put(f"{more}.skeleton")
    assert opened(tmp_path).name == "ntu120"


def test_files_lie_where_the_archives_put_them(put, tmp_path, opened):
    put(f"nturgb+d_skeletons/{NAMES[0]}.skeleton")
    put(f"nturgb+d_skeletons120/{NAMES[1]}.skeleton")
    put(f"nturgb+d_skeletons120/{NAMES[0]}.skeleton")
    put("nturgb+d_skeletons120/walk.skeleton")
    put("nturgb+d_skeletons120/.hidden.skeleton")
    dataset = opened(tmp_path)
    assert [each.source for each in dataset.clips] == [f"{NAMES[0]}.skeleton", f"{NAMES[1]}.skeleton"]
    assert [(each.source, each.reason.split(",")[0]) for each in dataset.skipped] == [
        (f"nturgb+d_skeletons120/{NAMES[0]}.skeleton", f"it is nturgb+d_skeletons/{NAMES[0]}.skeleton again."),
        ("walk.skeleton", "its name is not like S001C001P001R001A001"),
    ]


def test_the_authors_list_of_what_to_skip(put, tmp_path, opened):
    """Their list has prose above the names, and names of recordings that a partial copy lacks."""
    for name in NAMES:
        put(f"{name}.skeleton")
    listed = tmp_path / "missing.txt"
    listed.write_text(
        f"The list of samples with missing skeletons,\r\n2 in all:\r\n{NAMES[1]}\r\nS017C003P020R002A060\r\n"
    )
    dataset = opened(tmp_path, skip_list=listed)
    assert [each.source[:-9] for each in dataset.clips] == [NAMES[0], NAMES[2]]
    assert [(each.source, each.reason) for each in dataset.skipped] == [
        (f"{NAMES[1]}.skeleton", "'missing.txt' names it.")
    ]
    assert any(
        note.startswith("'missing.txt' names 2 recordings to skip; 1 is here. Not here: ") for note in dataset.notes
    )


def test_a_damaged_file_is_skipped(put, tmp_path, opened):
    put(f"{NAMES[0]}.skeleton")
    (tmp_path / f"{NAMES[1]}.skeleton").write_text("10\n1\n")
    skipped = opened(tmp_path).skipped[0]
    assert skipped.source == f"{NAMES[1]}.skeleton"
    assert "cut short" in skipped.reason
