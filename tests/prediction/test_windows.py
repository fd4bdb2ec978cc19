"""Long recordings in windows: each says what a plain run of the part says, and the parts of a joined clip are found."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from made import joined, small_clip, tiny_checkpoint

from sta_lstm import cancelling
from sta_lstm.errors import MismatchError, PredictionError
from sta_lstm.formats import load_clip
from sta_lstm.limits import WINDOWS
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.model.learned import trained_seconds
from sta_lstm.prediction.answer import answer_line, answer_name, answer_title
from sta_lstm.prediction.files import prediction_json
from sta_lstm.prediction.labels import answer_heading, label_check
from sta_lstm.prediction.predict import predict
from sta_lstm.prediction.windows import Windows, in_windows, is_long, read_windows, window_spans
from sta_lstm.samples import resolve_checkpoint, resolve_clip
from sta_lstm.skeletons.cut import cut


@pytest.mark.parametrize("resample", [None, 12])
def test_a_window_says_what_a_plain_run_of_the_part_says(resample):
    checkpoint = tiny_checkpoint(recipe=FeatureRecipe(view="facing", resample=resample, velocities=True))
    clip = small_clip(90, 2)
    windows = read_windows(checkpoint, clip, seconds=0.7)
    assert len(windows.spans) > 10
    for (start, end), found in zip(windows.spans, windows.probabilities, strict=True):
        expected = predict(checkpoint, cut(clip, start, end)).probabilities
        np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.slow
def test_windows_know_whether_the_model_ever_saw_such_a_recording_whatever_its_length():
    checkpoint = load_checkpoint(resolve_checkpoint("demo-sta"))
    planted, person = load_clip(resolve_clip("long-seven-actions")), small_clip(90, 1, layout=checkpoint.layout)
    assert read_windows(checkpoint, planted).unlike == ()
    new = read_windows(checkpoint, person)
    assert (new.unlike, new.is_familiar) == (("never met a real person",), False)


@pytest.mark.parametrize("n_frames", [2, 9, 10, 11, 100, 101])
@pytest.mark.parametrize("seconds", [0.001, 0.1, 1.0, 50.0])
def test_windows_cover_the_whole_recording(n_frames, seconds):
    spans = window_spans(small_clip(n_frames, fps=10.0), seconds)
    assert (spans[0][0], spans[-1][1]) == (0, n_frames)
    assert len({end - start for start, end in spans}) == 1
    assert all(a < b and b <= end for (a, end), (b, _) in pairwise(spans))


def test_the_answers_of_a_clip_joined_of_three_are_found_where_they_lie():
    checkpoint = load_checkpoint(resolve_checkpoint("demo-sta"))
    parts = [load_clip(resolve_clip(name)) for name in ("wave-right-hand", "drink", "bow")]
    windows = read_windows(checkpoint, joined(*parts))
    hop = windows.spans[1][0]
    assert hop == round(trained_seconds(checkpoint.training).median * 30 / 4)
    answered = [segment for segment in windows.segments() if segment.label]
    assert [segment.label for segment in answered] == ["wave right hand", "drink", "bow"]
    joints = np.cumsum([part.n_frames for part in parts])[:-1]
    for before, after, joint in zip(answered, answered[1:], joints, strict=False):
        assert before.end - hop <= joint <= after.start + hop  # what lies between is unsure, and crosses the joint
        assert after.start - before.end <= 2 * hop


def test_segments_are_runs_of_one_sure_answer():
    rows = [[0.9, 0.1], [0.7, 0.3], [0.45, 0.4], [np.nan, np.nan], [0.2, 0.8]]  # the last says so up to the end
    spans = tuple((4 * w, 4 * w + 8) for w in range(5))
    windows = Windows(("bow", "clap"), spans, np.array(rows, np.float32), 24, 0.8, 0.4)
    assert [(each.start, each.end, each.label) for each in windows.segments()] == [
        (0, 10, "bow"),
        (10, 18, None),
        (18, 24, "clap"),
    ]
    assert [each.probability for each in windows.segments()] == pytest.approx([0.8, 0.225, 0.8])
    assert [each.label for each in windows.segments(0.0)] == ["bow", None, "clap"]


def test_what_one_window_says_between_others_is_no_answer():
    says = {"b": [0.9, 0.1], "c": [0.1, 0.9]}
    spans = tuple((4 * w, 4 * w + 8) for w in range(8))
    windows = Windows(("bow", "clap"), spans, np.array([says[s] for s in "cbbcbbbc"], np.float32), 36, 0.8, 0.4)
    assert [each.label for each in windows.segments()] == ["clap", "bow", None, "bow", "clap"]


def test_a_window_with_too_few_persons_has_no_answer():
    present = np.ones((60, 2), bool)
    present[20:45, 1] = False
    checkpoint = tiny_checkpoint(min_persons=2)
    windows = read_windows(checkpoint, small_clip(present=present, fps=10.0), seconds=1.0)
    unread = [span for span, row in zip(windows.spans, windows.probabilities, strict=True) if np.isnan(row).any()]
    assert unread
    assert all(start >= 20 and end <= 45 for start, end in unread)
    (gap,) = (each for each in windows.segments(0.0) if each.label is None)
    assert 20 < gap.start < gap.end < 45


def test_more_windows_than_can_be_read_are_refused_before_any_is():
    clip = small_clip(10 * WINDOWS.most, fps=1000.0)
    with pytest.raises(MismatchError, match=r"windows that are read one by one; at most 4,000"):
        read_windows(tiny_checkpoint(), replace(clip, fps=1000.0), seconds=0.002)


def test_reading_ends_where_nobody_waits():
    class GoneError(Exception):
        pass

    def gone():
        raise GoneError

    with pytest.raises(GoneError), cancelling.asking(gone):
        read_windows(tiny_checkpoint(), small_clip(60), seconds=0.5)


def two_said(n_frames=24):
    """Windows of a recording in which somebody bows, and then claps."""
    rows = [[0.9, 0.1], [0.7, 0.3], [0.3, 0.7], [0.2, 0.8]]
    spans = tuple((4 * w, 4 * w + 12) for w in range(4))
    return Windows(("bow", "clap"), spans, np.array(rows, np.float32), n_frames, 0.8, 0.4)


def test_a_long_recording_has_attention_and_windows_and_no_answer_to_all_of_it():
    checkpoint = tiny_checkpoint()  # which does not say on what it was trained: clips of 3 s are usual
    short, long = (predict(checkpoint, small_clip(n_frames, fps=10.0, label="wave")) for n_frames in (90, 91))
    assert [is_long(checkpoint, each.clip) for each in (short, long)] == [False, True]
    assert in_windows(checkpoint, short) is short
    told = in_windows(checkpoint, long)
    assert (told.scores, told.verdict, told.class_names) == (None, None, ())
    assert told.maps == long.maps
    assert told.curves == long.curves
    assert told.provenance.unlike == told.windows.unlike
    np.testing.assert_array_equal(told.windows.probabilities, read_windows(checkpoint, long.clip).probabilities)
    assert label_check(told) is None
    values = prediction_json(told)
    assert (values["label"], values["probabilities"], values["frame_scores"]) == (None, None, None)
    assert [each["end"] for each in values["windows"]["answers"]][-1] == 91


def test_what_is_said_in_windows_is_the_title_in_the_order_of_time():
    prediction = replace(predict(tiny_checkpoint(), small_clip(24)), scores=None, windows=two_said())
    assert (answer_title(prediction), answer_name(prediction), answer_line(prediction)) == (
        "Bow, clap",
        "bow, clap",
        "",
    )
    assert answer_heading(prediction).startswith("Bow, clap · ")
    new = replace(prediction, windows=replace(two_said(), unlike=("never met",)))
    new = replace(new, provenance=replace(new.provenance, unlike=("never met",)))
    assert answer_title(new) == "Bow, clap? It never saw this kind of clip"
    unsure = replace(two_said(), probabilities=np.full((4, 2), 0.5, np.float32) - 0.01)
    assert answer_title(replace(prediction, windows=unsure)) == "Unsure all along"


def test_windows_stand_beside_no_scores_and_are_of_the_clip():
    prediction = predict(tiny_checkpoint(), small_clip(24))
    with pytest.raises(PredictionError, match="no scores of the whole"):
        replace(prediction, windows=two_said())
    with pytest.raises(PredictionError, match="the windows are of 25 frames"):
        replace(prediction, scores=None, windows=two_said(25))


@pytest.mark.parametrize(
    "frames",
    [range(24), [0] * 30 + [*range(24)], [t // 3 for t in range(72)], range(0, 24, 2), [0, 23]],
    ids=["its own", "held at first", "slow", "fast", "two frames"],
)
def test_on_a_clock_each_step_has_the_answer_of_the_frame_that_it_shows(frames):
    frames = np.array(frames)
    before, after = two_said(), two_said().on_clock(frames)

    def answers(windows):
        return [each.label for each in windows.segments() for _ in range(each.start, each.end)]

    assert answers(after) == [answers(before)[frame] for frame in frames]
    assert after.n_frames == len(frames)
