"""One checkpoint on two clips: what the common clock shows is what the recordings hold, and equal clips are equal."""

from dataclasses import replace

import numpy as np
import pytest
from made import changed

from sta_lstm import load_checkpoint, load_clip, predict
from sta_lstm.comparison.alignment import KINDS, align
from sta_lstm.comparison.clips import PAIR, compare_clips
from sta_lstm.comparison.clock import on_clock
from sta_lstm.errors import MismatchError, SettingsError
from sta_lstm.samples import resolve_checkpoint, resolve_clip

STA = load_checkpoint(resolve_checkpoint("demo-sta"))
SHAKE, FIVE, WAVE = (
    predict(STA, load_clip(resolve_clip(name))) for name in ("shake-hands", "high-five", "wave-right-hand")
)


def pair(first, second, kind="dtw"):
    return compare_clips(first, second, align(first.clip, second.clip, kind))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("first", "second"), [(SHAKE, FIVE), (WAVE, FIVE)])
def test_each_step_shows_what_the_recordings_have_at_its_frames(first, second, kind):
    found = pair(first, second, kind)
    for own, on, frames in zip(
        (first, second), found.comparison.predictions, (found.alignment.first, found.alignment.second), strict=True
    ):
        np.testing.assert_array_equal(on.clip.positions, own.clip.positions[frames])
        np.testing.assert_array_equal(on.alpha, own.alpha[frames])
        np.testing.assert_array_equal(on.beta, own.beta[frames])
        assert [int(frames[step]) for step in on.keyframes] == list(own.keyframes)
        assert (on.label, on.probabilities.tolist()) == (own.label, own.probabilities.tolist())


@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_that_stands_for_many_steps_adds_to_the_scores_once(kind):
    found = pair(SHAKE, FIVE, kind)
    for own, on, frames in zip(
        (SHAKE, FIVE), found.comparison.predictions, (found.alignment.first, found.alignment.second), strict=True
    ):
        np.testing.assert_allclose(on.contributions.sum(0), own.logits, rtol=1e-4, atol=1e-4)
        weighs = on.beta > 0
        np.testing.assert_allclose(on.running[weighs], own.running[frames][weighs], atol=1e-4)


def test_frames_between_two_steps_are_counted_at_the_next():
    frames = np.array([0, 7, 30, 31, 31, SHAKE.clip.n_frames - 1])
    shown = on_clock(changed(SHAKE, beta=np.maximum(SHAKE.beta, 1e-3)), frames, 30.0)
    whole = changed(SHAKE, beta=np.maximum(SHAKE.beta, 1e-3)).contributions.sum(0)
    np.testing.assert_allclose(shown.contributions.sum(0), whole, rtol=1e-4)


def test_a_clip_and_itself_differ_in_nothing():
    found = pair(SHAKE, SHAKE)
    assert found.comparison.names == ("shake-hands.skeleton", "shake-hands.skeleton (2)")
    figures = found.comparison.pairs[0].figures
    assert (figures.alpha_divergence, figures.beta_divergence, figures.probability_change) == (0, 0, 0)
    assert figures.beta_pearson == pytest.approx(1)
    assert found.moments().empty
    assert (found.joints()["difference"] == 0).all()


def test_a_model_whose_scores_are_no_sum_over_frames_has_no_running_answer():
    plain = [replace(each, scores=replace(each.scores, frame_scores=None)) for each in (SHAKE, FIVE)]
    found = pair(*plain)
    assert found.steps()["label_first"].isna().all()
    assert found.comparison.settled == (None, None)
    assert (
        found.comparison.pairs[0].figures.alpha_divergence
        == pair(SHAKE, FIVE).comparison.pairs[0].figures.alpha_divergence
    )


def test_exchanging_the_clips_exchanges_the_result():
    there, back = pair(SHAKE, FIVE, "relative"), pair(FIVE, SHAKE, "relative")
    np.testing.assert_array_equal(there.comparison.delta_beta(PAIR), -back.comparison.delta_beta(PAIR))
    np.testing.assert_array_equal(there.comparison.delta_alpha(PAIR), -back.comparison.delta_alpha(PAIR))
    assert there.moments()["step"].tolist() == back.moments()["step"].tolist()
    assert there.joints()["joint"].tolist() == back.joints()["joint"].tolist()


def test_the_tables_name_the_largest_differences():
    found = pair(SHAKE, FIVE)
    alpha, beta = found.comparison.delta_alpha(PAIR), found.comparison.delta_beta(PAIR)
    joints, moments, steps = found.joints(), found.moments(), found.steps()
    assert abs(joints["difference"].iloc[0]) == np.nanmax(np.abs(alpha))
    assert joints["difference"].abs().is_monotonic_decreasing
    assert len(joints) == 2 * 25
    assert abs(moments["difference"].iloc[0]) == np.abs(beta).max()
    assert len(steps) == found.alignment.n_steps
    for row in moments.itertuples():
        assert row.frame_first == found.alignment.first[row.step]
        assert row.beta_second - row.beta_first == pytest.approx(row.difference)
    assert steps["label_first"].iloc[-1] == SHAKE.label
    assert steps["pose_distance"].mean() == pytest.approx(found.alignment.mean_distance)


def test_uniform_is_one_however_long_a_frame_stands():
    even = changed(WAVE, beta=np.full(WAVE.clip.n_frames, 0.01), temporal=False, keyframes=())
    found = pair(even, SHAKE)
    np.testing.assert_allclose(found.comparison.beta[0], 1, rtol=1e-5)


def test_what_is_left_out_is_said():
    said = " ".join(pair(WAVE, FIVE).comparison.left_out)
    assert "Person B of 'high-five.npz', whom the model did not read in the other clip." in said
    assert pair(WAVE, FIVE).comparison.common.persons == (0,)


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(SettingsError, match="align these two clips, in this order"):
        compare_clips(FIVE, SHAKE, align(SHAKE.clip, FIVE.clip))
    with pytest.raises(MismatchError, match="Ask one checkpoint about both"):
        pair(SHAKE, changed(FIVE, checkpoint="another"))
    with pytest.raises(MismatchError, match="read no person in both"):
        pair(changed(SHAKE, read=np.zeros_like(SHAKE.read), alpha=np.zeros_like(SHAKE.alpha)), FIVE)
    with pytest.raises(SettingsError, match="top ≥ 1"):
        compare_clips(SHAKE, FIVE, align(SHAKE.clip, FIVE.clip), top=0)
    with pytest.raises(SettingsError, match="two names"):
        compare_clips(SHAKE, FIVE, align(SHAKE.clip, FIVE.clip), names=("same", "same"))
