"""UTKinect: segments by frame number, gaps and repeats, and a list of actions with holes."""

from collections import Counter

import numpy as np
import pytest

from sta_lstm.errors import DatasetError
from sta_lstm.skeletons import bone_lengths

LABELS = "s01_e01\nwalk: 10 20\nsitDown: 30 40 \n\ns02_e01\nwalk: 10 20\ncarry:  NaN NaN\n"
FRAMES = {"s01_e01": [8, 10, 12, 12, 16, 20, 22, 30, 34, 38], "s02_e01": [2, 10, 14, 18, 90]}


def first_joints(labelled):
    """Which lines of the file a clip's frames were made of; 2.5 is half-way between lines 2 and 3."""
    return labelled.load().positions[:, 0, 0, 0].astype(float).round(3).tolist()


def test_the_whole_data_set(data_folder, opened):
    dataset = opened(data_folder / "utkinect")
    assert (dataset.name, len(dataset.clips)) == ("utkinect", 199)
    assert {each.subject for each in dataset.clips} == {f"s{i:02}" for i in range(1, 11)}
    counts = Counter(each.label for each in dataset.clips)
    assert [counts[name] for name in dataset.class_names] == [20, 20, 20, 20, 19, 20, 20, 20, 20, 20]
    assert [(each.source, each.reason) for each in dataset.skipped] == [
        ("s10_e02 carry", "actionLabel_modified.txt gives it no frames (NaN).")
    ]
    assert dataset.notes == ("Where actions begin and end is taken from actionLabel_modified.txt.",)
    assert {(each.load().layout.name, each.load().fps, each.load().n_persons) for each in dataset.clips} == {
        ("kinect-20", 15.0, 1)
    }


def test_its_protocols(data_folder, opened):
    dataset = opened(data_folder / "utkinect")
    sizes = [(fold.name, len(fold.test)) for fold in dataset.folds("leave-one-subject-out")]
    assert sizes == [*((f"s{i:02}", 20) for i in range(1, 10)), ("s10", 19)]
    fold = dataset.fold("odd-even")
    assert {dataset.clips[i].subject for i in fold.train} == {"s01", "s03", "s05", "s07", "s09"}
    assert (len(fold.train), len(fold.test)) == (100, 99)


def test_its_bodies_are_those_of_people(data_folder, opened):
    """The proof of layout and unit: a thigh of some 40 cm; whoever walks faces the sensor or the side, not a mirror."""
    dataset = opened(data_folder / "utkinect")
    layout = dataset.clips[0].load().layout
    thigh = layout.bones.index(("left hip", "left knee"))
    lengths = np.concatenate([bone_lengths(each.load())[:, 0, thigh] for each in dataset.clips])
    assert 0.3 < np.median(lengths) < 0.5
    claps = np.concatenate([each.load().positions[:, 0] for each in dataset.clips if each.label == "clap hands"])
    left, right = claps[:, layout.index("left shoulder")], claps[:, layout.index("right shoulder")]
    ahead = np.cross(left - right, (0.0, 1.0, 0.0))
    assert (ahead[:, 2] < 0).mean() > 0.95  # towards the sensor


def test_a_segment_is_the_rows_whose_frame_number_lies_in_it(utkinect_folder, opened):
    dataset = opened(utkinect_folder(FRAMES, LABELS))
    assert [(each.source, each.label, each.subject) for each in dataset.clips] == [
        ("s01_e01 walk", "walk", "s01"),
        ("s01_e01 sit down", "sit down", "s01"),
        ("s02_e01 walk", "walk", "s02"),
    ]
    assert [first_joints(each) for each in dataset.clips] == [[1, 3, 4.5], [7, 8, 9], [1, 2, 3]]
    assert dataset.clips[0].load().notes == (
        "1 frame was written more than once; the first of each is kept.",
        "Frame numbers step by 2 to 4; frames 4 numbers apart, 15 a second, are filled in between them along "
        "straight lines.",
    )
    assert dataset.clips[1].load().notes == ()
    assert dataset.skipped[0].reason == "actionLabel.txt gives it no frames (NaN)."


def test_a_moment_beside_a_lost_body_has_none(utkinect_folder, opened):
    folder = utkinect_folder({"s01_e01": [10, 14, 16, 20, 22, 26]}, "s01_e01\nwalk: 10 26\n")
    path = folder / "joints_s01_e01.txt"
    lines = path.read_text().split("\n")
    lines[2] = " ".join([lines[2].split()[0], *["0"] * 60])  # frame 16
    path.write_text("\n".join(lines))
    clip = opened(folder).clips[0].load()
    assert clip.present[:, 0].tolist() == [True, True, False, True, True]  # 10, 14, 18, 22, 26
    assert "1 pose was all zeros or all NaN; the body counts as absent there." in clip.notes


def test_the_modified_list_wins(utkinect_folder, opened):
    folder = utkinect_folder(FRAMES, LABELS)
    (folder / "actionLabel_modified.txt").write_text(LABELS.replace("walk: 10 20", "walk: 10 16"))
    dataset = opened(folder)
    assert first_joints(dataset.clips[0]) == [1, 3]
    assert "actionLabel_modified.txt" in dataset.notes[0]


def test_what_has_no_rows_or_no_file_is_skipped(utkinect_folder, opened):
    labels = LABELS + "throw: 50 60\ns03_e01\nwalk: 1 2\n"
    folder = utkinect_folder({**FRAMES, "s04_e01": [1, 2]}, labels)
    assert [(each.source, each.reason) for each in opened(folder).skipped] == [
        ("s02_e01 carry", "actionLabel.txt gives it no frames (NaN)."),
        ("s03_e01 walk", "there is no joints_s03_e01.txt."),
        ("joints_s04_e01.txt", "actionLabel.txt does not mention it."),
        ("s02_e01 throw", "no line has a frame number from 50 to 60."),
    ]


def test_a_damaged_joint_file_costs_its_segments_alone(utkinect_folder, opened):
    folder = utkinect_folder(FRAMES, LABELS)
    (folder / "joints_s01_e01.txt").write_text("10 1.0 2.0\n")
    dataset = opened(folder)
    assert [each.source for each in dataset.clips] == ["s02_e01 walk"]
    assert [each.source for each in dataset.skipped[1:]] == ["s01_e01 walk", "s01_e01 sit down"]
    assert "line 1: expected 61 numbers, found 3" in dataset.skipped[1].reason


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        ("walk: 10 20\n", "line 1: expected a recording"),
        ("s01_e01\nfly: 10 20\n", "line 2: expected a recording (s01_e01), then actions"),
        ("s01_e01\nwalk: 10\n", "line 2: expected"),
        ("s01_e01\n\nwalk: 20 10\n", "line 3: the action begins at frame 20, after its end, 10"),
        ("s01_e01\nwalk: -1 10\n", "found 'walk: -1 10'"),
    ],
)
def test_a_damaged_list_is_refused(utkinect_folder, opened, labels, says):
    with pytest.raises(DatasetError) as caught:
        opened(utkinect_folder(FRAMES, labels))
    assert says in str(caught.value)
    assert "actionLabel.txt" in str(caught.value)


def test_without_a_list_it_is_asked_for(utkinect_folder, opened):
    folder = utkinect_folder(FRAMES, LABELS)
    (folder / "actionLabel.txt").unlink()
    with pytest.raises(DatasetError, match=r"lacks UTKinect's list of actions: actionLabel_modified\.txt or"):
        opened(folder, kind="utkinect")
