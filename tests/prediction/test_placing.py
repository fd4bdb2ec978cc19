"""A model's own arrays on a clip: rows in time, joints and persons are brought to the clip's, and sums are kept."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import small_clip

from sta_lstm.errors import PredictionError
from sta_lstm.prediction.placing import Placing
from sta_lstm.skeletons import LAYOUTS

CLIP = small_clip(n_frames=12, n_persons=2)
JOINTS = CLIP.layout.joints
RNG = np.random.default_rng(0)


def shares(n_rows=12, n_persons=2, n_joints=25):
    values = RNG.random((n_rows, n_persons, n_joints))
    return values / values.sum((1, 2), keepdims=True)


def test_arrays_of_the_clips_own_form_stay_as_they_are():
    values = shares().astype(np.float32)
    placed, notes = Placing.of(CLIP).shares("alpha", values)
    assert placed.tobytes() == values.tobytes()
    assert notes == ()
    assert Placing.of(CLIP).map("cam", values).tobytes() == values.tobytes()
    assert Placing.of(CLIP).notes(12) == ()


@given(st.permutations(range(25)))
def test_another_order_of_joints_is_the_same_map(order):
    values = shares()
    names = [JOINTS[column] for column in order]
    np.testing.assert_array_equal(
        Placing.of(CLIP, names).map("cam", values[:, :, order]), Placing.of(CLIP).map("cam", values)
    )


def test_joints_are_matched_by_any_words_for_them():
    names = [joint.title().replace(" ", "_") for joint in JOINTS]
    assert Placing.of(CLIP, names).columns == tuple(range(25))
    coco = LAYOUTS["coco-17"].joints
    placing = Placing.of(CLIP, coco)
    assert placing.columns[JOINTS.index("left knee")] == coco.index("left knee")
    assert placing.columns[JOINTS.index("spine mid")] == -1
    said = " ".join(placing.notes(12))
    assert "nose" in said
    assert "nothing of spine base, spine mid, neck, head, left hand" in said


@given(st.integers(1, 40), st.integers(1, 4))
def test_sums_are_kept_whatever_the_rows_and_the_padding(n_rows, n_persons):
    values = shares(n_rows, n_persons)
    values[:, 2:] = 0
    values /= values.sum((1, 2), keepdims=True)
    placed, _ = Placing.of(CLIP).shares("alpha", values)
    np.testing.assert_allclose(placed.sum((1, 2)), 1, atol=1e-5)
    weights = RNG.random(n_rows)
    np.testing.assert_allclose(Placing.of(CLIP).curve("beta", weights, keep_sum=True).sum(), weights.sum(), rtol=1e-5)


def test_rows_are_joined_by_lines_and_lie_where_they_are_said_to():
    line = Placing.of(CLIP, frames=[2, 6]).curve("x", [1.0, 3.0])
    np.testing.assert_allclose(line, [1, 1, 1, 1.5, 2, 2.5, 3, 3, 3, 3, 3, 3])
    np.testing.assert_allclose(Placing.of(CLIP).curve("x", [1.0, 3.0])[[0, 11]], [1, 3])
    constant = Placing.of(CLIP).map("cam", np.full((3, 2, 25), 0.25))
    np.testing.assert_allclose(constant, 0.25)


def test_what_lay_on_joints_that_the_clip_lacks_is_shared_and_said():
    values = np.full((12, 2, 26), 1 / 52)
    placed, notes = Placing.of(CLIP, [*JOINTS, "tail"]).shares("alpha", values)
    np.testing.assert_allclose(placed, 1 / 50, rtol=1e-6)
    assert notes == ("4\N{NO-BREAK SPACE}% of 'alpha' lay on no joint of the clip; the others share it.",)
    assert "tail" in Placing.of(CLIP, [*JOINTS, "tail"]).notes(12)[0]


def test_of_who_is_not_there_nothing_is_said():
    placed = Placing.of(CLIP).map("cam", np.ones((12, 1, 25)))  # of a model that reads one person
    assert np.isnan(placed[:, 1]).all()
    assert (placed[:, 0] == 1).all()
    left = dataclasses.replace(CLIP, present=CLIP.present & [True, False])
    uniform = np.full((12, 2, 25), 1 / 50)
    assert np.isnan(Placing.of(left).map("cam", uniform)[:, 1]).all()
    alone, notes = Placing.of(left).shares("alpha", uniform)
    np.testing.assert_allclose(alone[:, 0], 1 / 25, rtol=1e-6)
    assert "50" in notes[0]


@pytest.mark.parametrize(
    ("joints", "frames", "values", "sentence"),
    [
        (None, None, np.ones((12, 2, 24)), "has 24 joints; expected 25.*Name each joint"),
        (JOINTS[:5], None, np.ones((12, 2, 25)), "has 25 joints; expected 5"),
        (["a", "b"], None, None, "none of which is a joint of clip"),
        (["head", "head"], None, None, "names 'head' twice"),
        ([], None, None, "a list of 1 to 1,000 names"),
        (["head", 3], None, None, "a list of 1 to 1,000 names"),
        (None, [3, 2], None, "frame numbers that rise"),
        (None, [0, np.nan], None, "frame numbers that rise"),
        (None, [50, 60], None, "runs from 50 to 60, and clip .* from 0 to 11"),
        (None, [0, 5], np.ones((3, 2, 25)), "has 3 rows in time, and 'frames' 2"),
        (None, None, np.ones((12, 3, 25)), "says something of 3 persons, and clip .* shows 2"),
        (None, None, np.ones(12), "is 12; expected rows in time × persons × joints"),
        (None, None, np.ones((0, 2, 25)), "is 0 × 2 × 25"),
        (None, None, np.full((12, 2, 25), "x"), "something else than numbers"),
        (None, None, [[1, 2], [3]], "something else than numbers"),
    ],
)
def test_what_does_not_go_with_the_clip_is_one_sentence_that_says_what_to_do(joints, frames, values, sentence):
    with pytest.raises(PredictionError, match=sentence):
        Placing.of(CLIP, joints, frames).map("cam", np.ones((12, 2, 25)) if values is None else values)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (np.ones((12, 2, 25)), r"sums to 50 over the joints of row 0"),
        (np.full((12, 2, 25), np.nan), "a share of attention is a number from 0 to 1"),
        (-shares(), "a share of attention is a number from 0 to 1"),
    ],
)
def test_what_is_no_attention_is_refused(values, sentence):
    with pytest.raises(PredictionError, match=sentence):
        Placing.of(CLIP).shares("alpha", values)


def test_what_is_masked_has_no_value():
    masked = np.ma.masked_array(np.ones((12, 2, 25)), mask=np.zeros((12, 2, 25), bool))
    masked[3, 0, 4] = np.ma.masked
    placed = Placing.of(CLIP).map("cam", masked)
    assert np.argwhere(np.isnan(placed)).tolist() == [[3, 0, 4]]
