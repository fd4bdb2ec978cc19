"""Flat lists of keypoints with a confidence."""

import numpy as np
import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats.pose.keypoints import keypoint_tables, layout_of_keypoints
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.skeletons import LAYOUTS


def keypoint_table(values, n_values, where, options=AS_STORED):
    """One person's places, alone and between two others."""
    alone, _ = keypoint_tables([values], n_values, lambda _: where, options)
    others = [[0.5] * len(values)] * 2
    between, _ = keypoint_tables([others[0], values, others[1]], n_values, lambda _: where, options)
    assert np.array_equal(between[1], alone[0], equal_nan=True)
    return alone[0]


def test_places_without_their_confidence():
    assert keypoint_table([1, 2, 0.5, 3, 4, 1], 3, "here").tolist() == [[1, 2], [3, 4]]
    assert keypoint_table([1, 2, 3, 0.5], 4, "here").tolist() == [[1, 2, 3]]


@pytest.mark.parametrize("joint", [[1, 2, 0], [1, 2, -1], [1, 2, None], [None, 2, 1], [1, float("nan"), 1]])
def test_a_joint_is_missing_as_a_whole(joint):
    table = keypoint_table([*joint, 3, 4, 1], 3, "here")
    assert np.isnan(table[0]).all()
    assert table[1].tolist() == [3, 4]


def test_joints_of_which_the_estimator_is_not_sure_are_missing():
    assert np.isnan(keypoint_table([1, 2, 0.09], 3, "here")).all()
    assert keypoint_table([1, 2, 0.1], 3, "here").tolist() == [[1, 2]]
    assert keypoint_table([1, 2, 0.01], 3, "here", ReadOptions(confidence=0)).tolist() == [[1, 2]]
    assert np.isnan(keypoint_table([1, 2, 0.5], 3, "here", ReadOptions(confidence=0.6))).all()


def test_how_many_are_missing_is_said_but_not_of_those_that_were_not_found():
    _, notes = keypoint_tables([[1, 2, 0.05, 3, 4, 0, 5, 6, 0.01, 7, 8, 1]], 3, str)
    assert notes == ("2 joints count as missing, because the estimator was less sure of them than 0.1 (of 1).",)


@pytest.mark.parametrize("values", [None, 7, "abc", {}, [], [1, 2], [1] * 3003, ["a"] * 3, [[1, 2, 3]] * 3, [{}] * 3])
def test_what_is_no_such_list_is_refused(values):
    with pytest.raises(ClipError, match=r"^here: expected") as caught:
        keypoint_tables([values], 3, lambda _: "here")
    assert len(str(caught.value)) < 300


def test_who_is_damaged_is_said():
    sound = [1, 2, 1] * 2
    for odd, says in (([1, 2, 1], "2 has 1 joints; those before have 2"), ([1, 2, "a"] * 2, "2: expected numbers")):
        with pytest.raises(ClipError, match=f"^{says}"):
            keypoint_tables([sound, sound, odd, sound], 3, str)


def test_the_layout_is_the_formats_or_the_owners():
    usual = ("openpose-25", "coco-18")
    assert layout_of_keypoints(25, usual, AS_STORED, "a") == LAYOUTS["openpose-25"]
    assert layout_of_keypoints(25, usual, ReadOptions(layout=LAYOUTS["ntu-25"]), "a") == LAYOUTS["ntu-25"]
    with pytest.raises(
        ClipError, match=r"'a' has persons of 15 joints; .* read with 25 \(openpose-25\), 18 \(coco-18\)"
    ):
        layout_of_keypoints(15, usual, AS_STORED, "a")
