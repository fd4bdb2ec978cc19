"""The smallest edit that changes an answer: it does, exactly, and no piece of it can be left out."""

from dataclasses import replace

import numpy as np
import pytest
from made import small_clip, tiny_checkpoint

from sta_lstm.errors import MismatchError
from sta_lstm.evidence.edits import apply
from sta_lstm.evidence.removal.cells import window_edges
from sta_lstm.evidence.smallest import smallest_edit
from sta_lstm.formats import load_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.prediction.predict import predict
from sta_lstm.samples import resolve_checkpoint, resolve_clip


@pytest.fixture(scope="module")
def demo():
    return load_checkpoint(resolve_checkpoint("demo-sta"), device="cpu")


def search(checkpoint, name):
    clip = load_clip(resolve_clip(name))
    return clip, list(smallest_edit(checkpoint, clip))


@pytest.fixture(scope="module")
def kick(demo):
    return search(demo, "kick-right")


def test_holding_the_kicking_leg_is_enough(demo, kick):
    last = kick[1][-1]
    assert last.changes
    assert [(edit.kind, edit.targets, edit.person) for edit in last.edits] == [("hold", ("right leg",), 0)]
    assert last.share < 0.1
    assert last.class_names[int(last.before.argmax())] == "kick right"


def test_its_probabilities_are_those_of_the_edited_clip(demo, kick):
    clip, steps = kick
    for step in (steps[0], steps[-1]):
        again = predict(demo, apply(clip, step.edits))
        np.testing.assert_allclose(step.after, again.probabilities, atol=1e-5)
        np.testing.assert_allclose(step.before, predict(demo, clip).probabilities, atol=1e-5)


@pytest.mark.parametrize("name", ["squat", "wave-left-hand"])
def test_no_stretch_of_it_can_be_left_out(demo, name):
    clip, steps = search(demo, name)
    (edit,) = steps[-1].edits
    first, last = edit.frames
    windows = [(a, b - 1) for a, b in window_edges(clip.n_frames) if first <= a and b - 1 <= last]
    assert len(windows) > 1
    for shorter in ((windows[1][0], last), (first, windows[-2][1])):
        answer = predict(demo, apply(clip, [replace(edit, frames=shorter)]))
        assert answer.label == demo.class_names[int(steps[0].before.argmax())]


def test_it_tells_how_far_it_has_come(kick):
    _, steps = kick
    progress = [step.progress for step in steps]
    assert progress == sorted(progress)
    assert progress[-1] == 1
    assert [step.is_done for step in steps] == [False] * (len(steps) - 1) + [True]


@pytest.mark.slow
def test_where_holding_changes_nothing_somebody_is_taken_out(demo):
    clip, steps = search(demo, "shake-hands")
    last = steps[-1]
    assert last.changes
    assert {edit.kind for edit in last.edits} == {"hide"}
    np.testing.assert_allclose(last.after, predict(demo, apply(clip, last.edits)).probabilities, atol=1e-5)


def test_who_stops_keeps_the_best_so_far(demo):
    clip = load_clip(resolve_clip("drink"))
    steps = smallest_edit(demo, clip)
    first = next(steps)
    steps.close()
    assert first.edits
    assert first.after[first.before.argmax()] < first.before.max()


def test_an_answer_that_nothing_changes_is_told_as_such():
    checkpoint = tiny_checkpoint(n_persons=1)
    state = checkpoint.network.state_dict()
    bias = next(name for name in state if name.startswith("classify") and name.endswith("bias"))
    state[bias][0] = 100.0
    last = list(smallest_edit(checkpoint, small_clip(n_frames=9)))[-1]
    assert last.is_done
    assert not last.changes


def test_a_clip_that_does_not_fit_is_refused():
    with pytest.raises(MismatchError):
        next(smallest_edit(tiny_checkpoint(n_persons=1), small_clip(n_persons=2)))


def test_a_clip_of_one_frame():
    assert list(smallest_edit(tiny_checkpoint(), small_clip(n_frames=1)))[-1].is_done
