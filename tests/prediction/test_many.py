"""Many clips, a row each: answers as `predict` gives them, labels, ranges, and why something was not read."""

import math
from dataclasses import replace
from functools import partial

import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.prediction.many import ClipRow, clip_row, clips_table
from sta_lstm.prediction.predict import predict
from sta_lstm.samples import resolve_checkpoint, resolve_clip
from sta_lstm.skeletons.movement import measured, measures_of, ranges_of


@pytest.fixture(scope="module")
def checkpoint():
    return load_checkpoint(resolve_checkpoint("demo-sta"))


@pytest.fixture(scope="module")
def clip():
    return load_clip(resolve_clip("drink"))


def row_of(clip, checkpoint, measures=(), **more):
    return clip_row("a clip", lambda: clip, checkpoint, measures, **more)


def test_a_row_says_what_predict_says(checkpoint, clip):
    row, answer = row_of(clip, checkpoint), predict(checkpoint, clip)
    assert (row.answer, row.probability) == (answer.label, pytest.approx(float(answer.probabilities.max())))
    assert (row.label, row.sign, row.reason) == ("drink", "✓", "")
    assert row.facts == {
        "seconds": pytest.approx(clip.seconds, abs=1e-3),
        "frames": clip.n_frames,
        "frames_per_second": 30.0,
        "persons": 1,
        "layout": "ntu-25",
    }


@pytest.mark.parametrize(
    ("label", "sign"), [("Drink", "✓"), ("drinking", "≈"), ("clap", "✗"), ("juggle", ""), (None, "")]
)
def test_labels_are_compared_as_people_do(checkpoint, clip, label, sign):
    assert row_of(replace(clip, label=label), checkpoint).sign == sign


def test_ranges_are_those_of_the_first_person(checkpoint):
    two = load_clip(resolve_clip("shake-hands"))
    row = row_of(two, checkpoint, ["elbow angle", "head speed", "no such measure"])
    named = {each.name: each for each in measures_of(two)}
    elbow, head = (ranges_of(each) for each in measured(two, [named["elbow angle"], named["head speed"]]))
    assert row.ranges == {
        "left elbow angle range (deg)": elbow[0].extent,
        "right elbow angle range (deg)": elbow[1].extent,
        "head speed greatest (m/s)": head[0].high,
    }


def test_a_clip_that_does_not_fit_is_measured_and_not_asked_unless_it_is_converted(checkpoint):
    load = partial(load_clip, resolve_clip("kinect-20-throw"))
    row = clip_row("a clip", load, checkpoint, ["knee angle"])
    assert row.answer is None
    assert "reads 1 to 2 persons × 25 joints" in row.reason
    assert len(row.ranges) == 2
    converted = clip_row("a clip", load, checkpoint, ["knee angle"], convert=True)
    assert converted.answer is not None
    assert converted.reason == ""
    assert converted.ranges == row.ranges  # of the joints as they were recorded
    assert len(converted.remarks) > len(row.remarks)


def test_what_cannot_be_read_is_a_row_with_the_reason(checkpoint):
    def load():
        raise ClipError("it is a poem.")

    row = clip_row("poem.txt", load, checkpoint, ["knee angle"])
    assert row == ClipRow("poem.txt", reason="it is a poem.", probability=row.probability)
    table = clips_table([row])
    assert table["not_read"].tolist() == ["it is a poem."]
    assert table["frames"].isna().all()


def test_rows_make_one_table_with_the_columns_of_all(checkpoint, clip):
    rows = [
        ClipRow("broken", reason="damaged."),
        row_of(clip, checkpoint, ["knee angle"]),
        row_of(load_clip(resolve_clip("squat")), checkpoint, ["wrist speed"]),
    ]
    table = clips_table(rows)
    assert table["clip"].tolist() == ["broken", "a clip", "a clip"]
    assert str(table["frames"].dtype) == "Int64"  # whole numbers stay whole beside what is missing
    assert table["left knee angle range (deg)"].notna().tolist() == [False, True, False]
    assert table["right wrist speed greatest (m/s)"].notna().tolist() == [False, False, True]
    assert list(clips_table([]))[:5] == ["clip", "answer", "probability", "unlike", "label"]


def test_a_recording_of_several_actions_has_no_one_answer_and_its_row_says_why(checkpoint):
    row = row_of(load_clip(resolve_clip("long-seven-actions")), checkpoint, ["elbow angle"])
    assert (row.answer, row.sign) == (None, "")
    assert math.isnan(row.probability)
    assert row.reason.startswith("it is 20 s long, and the model knows clips of 1.7 to 4 s: look at it by itself")
    assert row.ranges
