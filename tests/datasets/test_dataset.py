"""What a data set refuses, how folds are looked up, and what the report says."""

import pytest

from sta_lstm.datasets import Dataset, Fold, LabelledClip, Skipped, report
from sta_lstm.errors import DatasetError

FOLD = Fold("1", train=(0, 1), test=(2,))


@pytest.fixture
def clips(planted):
    labels = ("kick left", "wave right hand", "wave right hand")
    return tuple(LabelledClip.of(planted[label], label, f"P{i}", f"{i}.npz") for i, label in enumerate(labels))


@pytest.fixture
def dataset(clips):
    def build(**fields):
        values = {
            "name": "mine",
            "clips": clips,
            "class_names": ("kick left", "wave right hand"),
            "protocols": {"all": (FOLD,)},
        }
        return Dataset(**{**values, **fields})

    return build


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"clips": ()}, "'mine' has no clips"),
        (
            {"class_names": ("wave right hand",)},
            "'0.npz' has the label 'kick left', which is not a class; classes: wave right hand",
        ),
        ({"class_names": ("kick left", "wave right hand", "jump")}, "has no clip of these classes: jump"),
        ({"class_names": ("kick left", "wave right hand", "kick left")}, "names a class twice: kick left"),
        ({"protocols": {"all": ()}}, "protocol 'all' has no folds"),
        ({"protocols": {"all": (FOLD, FOLD)}}, "protocol 'all' names a fold twice: 1"),
        ({"protocols": {"all": (Fold("1", (), ()),)}}, "fold '1' holds no clips"),
        ({"protocols": {"all": (Fold("1", (0, 1), (3,)),)}}, "names clips from 0 to 3; expected indices from 0 to 2"),
        ({"protocols": {"all": (Fold("1", (0, -1), (2,)),)}}, "names clips from -1 to 2"),
        ({"protocols": {"all": (Fold("1", (0, 1), (1,)),)}}, "uses the clip '1.npz' twice; a clip trains or tests"),
        ({"protocols": {"all": (Fold("1", (0, 0), (1,)),)}}, "uses the clip '0.npz' twice"),
        ({"protocols": {"all": (Fold("1", (0,), (1,), val=(1,)),)}}, "uses the clip '1.npz' twice"),
    ],
)
def test_contradictions_are_refused(dataset, fields, says):
    with pytest.raises(DatasetError) as caught:
        dataset(**fields)
    assert says in str(caught.value)


def test_fold_is_found_by_name_or_because_it_is_the_only_one(dataset):
    two = dataset(protocols={"one": (FOLD,), "two": (FOLD, Fold("2", (2,), (0,)))})
    assert two.fold("one") is two.fold("one", "1") is FOLD
    assert two.fold("two", "2").test == (0,)
    assert [fold.name for fold in two.folds("two")] == ["1", "2"]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("five-folds",), "has no protocol 'five-folds'; it has: all"),
        (("all", "9"), "protocol 'all' of data set 'mine' has no fold '9'; it has: 1, 2"),
        (("all",), "protocol 'all' of data set 'mine' needs the name of a fold; it has: 1, 2"),
    ],
)
def test_a_wrong_look_up_lists_what_there_is(dataset, asked, says):
    with pytest.raises(DatasetError, match=says):
        dataset(protocols={"all": (FOLD, Fold("2", (2,), (0,)))}).fold(*asked)


def test_protocols_cannot_be_changed(dataset):
    with pytest.raises(TypeError):
        dataset().protocols["more"] = ()


def test_report_counts_and_explains(dataset):
    skipped = (*(Skipped(f"{i}.txt", "it is empty.") for i in range(5)), Skipped("x.npz", "it is damaged."))
    protocols = {"all": (Fold("1", train=(1,), test=(0,), val=(2,)),)}
    lines = report(dataset(skipped=skipped, protocols=protocols, notes=("A note.",))).splitlines()
    assert lines[:3] == [
        "mine: 3 clips, 2 classes, 3 subjects",
        "frames: 12 to 12 a clip, median 12; 36 in all",
        "layout: ntu-25 (3 clips)",
    ]
    assert "kick left            1  only one: the fold that tests it cannot train on it" in lines
    assert "wave right hand      2" in lines
    assert "protocol all, 1 fold" in lines
    assert "  1                 1 train      1 test      1 val  never trained on: kick left" in lines
    assert "skipped: 6" in lines
    assert "  0.txt, 1.txt, 2.txt and 2 more: it is empty." in lines
    assert "  x.npz: it is damaged." in lines
    assert lines[-1] == "A note."


def test_report_of_many_folds_and_reasons_stays_short(dataset):
    folds = tuple(Fold(f"{i}", (0,), (1,)) for i in range(60))
    skipped = tuple(Skipped("x", f"reason {i}") for i in range(60))
    text = report(dataset(protocols={"all": folds}, skipped=skipped))
    assert "… and 40 folds more" in text
    assert "… and 40 reasons more" in text
    assert len(text.splitlines()) < 60
