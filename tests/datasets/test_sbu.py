"""SBU: the official folds, and folders that are not the whole of it."""

from collections import Counter

from sta_lstm.datasets.sbu import FIVE_FOLDS


def test_the_whole_data_set(data_folder, opened):
    dataset = opened(data_folder / "sbu")
    assert (dataset.name, len(dataset.clips), dataset.skipped, dataset.notes) == ("sbu", 282, (), ())
    counts = Counter(clip.label for clip in dataset.clips)
    assert [counts[name] for name in dataset.class_names] == [42, 43, 40, 41, 18, 21, 39, 38]
    assert dataset.class_names[4:6] == ("shaking hands", "hugging")
    assert all(each.load().label == each.label and each.load().name == each.source for each in dataset.clips)


def test_official_folds(data_folder, opened):
    dataset = opened(data_folder / "sbu")
    folds = dataset.folds("five-folds")
    assert [(fold.name, len(fold.test)) for fold in folds] == [("1", 55), ("2", 52), ("3", 56), ("4", 54), ("5", 65)]
    assert sorted(i for fold in folds for i in fold.test) == list(range(282))
    for fold in folds:
        assert len(fold.train) + len(fold.test) == 282
        assert {dataset.clips[i].subject for i in fold.test} == set(FIVE_FOLDS[fold.name])


def test_part_of_it_says_that_it_is_a_part(sbu_folder, opened):
    dataset = opened(sbu_folder("s01s02", "s02s03", "s08s09"))
    assert [(each.source, each.label, each.subject) for each in dataset.clips] == [
        ("s01s02/01/001", "approaching", "s01s02"),
        ("s02s03/01/001", "approaching", "s02s03"),
        ("s08s09/01/001", "approaching", "s08s09"),
    ]
    assert [(fold.name, fold.train, fold.test) for fold in dataset.folds("five-folds")] == [
        ("1", (1, 2), (0,)),
        ("2", (0, 2), (1,)),
    ]
    assert dataset.notes[:2] == (
        "These sets are in none of SBU's folds, and only train: s08s09.",
        "SBU has 282 clips, and here are 3: results do not compare with others'.",
    )


def test_a_damaged_clip_is_skipped_with_its_reason(sbu_folder, opened):
    folder = sbu_folder("s01s02", "s02s03")
    (folder / "s01s02/01/001/skeleton_pos.txt").write_text("1,2,3\n")
    dataset = opened(folder)
    assert len(dataset.clips) == 1
    assert dataset.skipped[0].source == "s01s02/01/001"
    assert "expected 91 numbers, found 3" in dataset.skipped[0].reason
