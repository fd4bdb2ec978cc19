"""Six questions of one clip, each with an answer that is known by hand."""

import numpy as np
import pytest
from made import made_prediction, small_clip

from sta_lstm.datasets.synthetic import motion_energy, planted_clip
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.planted.rankings import (
    Ranking,
    attention_ranking,
    map_ranking,
    pointing_ranking,
    random_ranking,
)
from sta_lstm.evidence.planted.truth import QUESTIONS, AnswerKey, answer_key, by_limb, clip_scores, truth_table
from sta_lstm.prediction import JointMap
from sta_lstm.scene.limbs import body_parts
from sta_lstm.skeletons.layouts import NTU_25

ARM = [NTU_25.index(f"left {part}") for part in ("elbow", "wrist", "hand", "hand tip", "thumb")]


def key_of(truth, counted=None):
    return AnswerKey(truth, np.ones_like(truth) if counted is None else counted, NTU_25, "wave")


def arm_waves(n_frames=10, n_persons=2):
    """The first person's left arm carries the action in frames 3 to 6."""
    truth = np.zeros((n_frames, n_persons, NTU_25.n_joints), bool)
    truth[3:7, 0, ARM] = True
    return truth


def test_who_marks_all_that_is_true_scores_one_in_every_question():
    truth = arm_waves()
    assert clip_scores(key_of(truth), map_ranking(truth.astype(float))) == pytest.approx(dict.fromkeys(QUESTIONS, 1.0))


def test_a_map_of_one_value_scores_the_share_of_truth():
    truth = arm_waves()
    scores = clip_scores(key_of(truth), map_ranking(np.ones(truth.shape)))
    chance = {"joints": 5 / 50, "limbs": 1 / 12, "top": 5 / 50, "share": 5 / 50, "frames": 4 / 10, "both": 20 / 500}
    assert scores == pytest.approx(chance)


def test_one_who_points_at_one_true_joint_is_never_wrong_and_scores_low_in_average_precision():
    scores = clip_scores(key_of(arm_waves()), pointing_ranking(arm_waves()))
    assert scores["top"] == scores["share"] == scores["frames"] == 1
    # Of five true joints one comes first, and the other four share a place with 45 that are not.
    assert scores["joints"] == pytest.approx(1 / 5 + 4 / 5 * 5 / 50)


def test_share_and_top_are_by_frame():
    truth = arm_waves(n_persons=1)
    values = np.zeros(truth.shape)
    values[3:5, 0, ARM[0]] = 3.0  # two of four frames are right
    values[3:7, 0, NTU_25.index("head")] = 1.0
    scores = clip_scores(key_of(truth), map_ranking(values))
    assert scores["top"] == pytest.approx(2 / 4)
    assert scores["share"] == pytest.approx((2 * 3 / 4 + 2 * 0) / 4)


def test_negative_numbers_are_no_share_of_attention():
    truth = arm_waves(n_persons=1)
    values = np.where(truth, 2.0, -5.0)
    assert clip_scores(key_of(truth), map_ranking(values))["share"] == 1


def test_frames_without_any_attention_hold_no_share():
    truth = arm_waves()
    assert clip_scores(key_of(truth), map_ranking(np.zeros(truth.shape)))["share"] == 0


def test_what_is_undecided_is_not_asked_about():
    truth = arm_waves(n_persons=1)
    undecided = np.zeros_like(truth)
    undecided[3:7, 0, NTU_25.index("head")] = True
    values = truth + 9.0 * undecided
    strict, fair = (
        clip_scores(key_of(truth), map_ranking(values)),
        clip_scores(key_of(truth, ~undecided), map_ranking(values)),
    )
    assert strict["top"] == 0
    assert fair["top"] == fair["share"] == fair["joints"] == fair["both"] == fair["limbs"] == 1
    assert strict["joints"] < 1


def test_where_all_that_is_counted_is_true_nothing_can_be_told():
    truth = arm_waves(n_persons=1)
    scores = clip_scores(key_of(truth, truth), map_ranking(truth.astype(float)))
    assert np.isnan(scores["joints"])
    assert np.isnan(scores["limbs"])
    assert scores["top"] == 1


def test_a_part_of_the_body_scores_by_its_mean_whatever_its_size():
    truth = arm_waves(1 + 9, 1)
    scores, true, counted = by_limb(key_of(truth), np.ones(truth.shape))
    assert scores == pytest.approx(1.0)
    assert true[3].sum() == 1
    assert not true[0].any()
    assert counted.all()


def test_a_part_of_which_little_is_true_is_neither_right_nor_wrong():
    truth = np.zeros((4, 1, NTU_25.n_joints), bool)
    truth[1:3, 0, [NTU_25.index(joint) for joint in ("neck", "head", "left shoulder")]] = True
    _, true, counted = by_limb(key_of(truth), np.ones(truth.shape))
    names = [part.name for part in body_parts(NTU_25)]
    assert [names[i] for i in np.flatnonzero(true[1, 0])] == ["head"]
    assert [names[i] for i in np.flatnonzero(~counted[1, 0])] == ["left arm"]
    assert counted[0].all()


def test_attention_ranks_joints_by_alpha_frames_by_beta_and_both_by_their_product():
    prediction = made_prediction(small_clip(8, 2))
    ranking = attention_ranking(prediction)
    assert ranking.joints == pytest.approx(prediction.relative_alpha)
    assert ranking.frames == pytest.approx(prediction.beta)
    assert ranking.both == pytest.approx(prediction.relative_alpha * prediction.beta[:, None, None])


def test_any_map_of_a_result_can_be_ranked_by_its_name():
    clip = small_clip(8, 1)
    energy = JointMap("energy", motion_energy(clip), title="motion energy", unit="m/s")
    ranking = attention_ranking(made_prediction(clip, maps=(energy,)), "energy")
    assert ranking.both == pytest.approx(energy.values)
    assert ranking.frames == pytest.approx(energy.values.sum((1, 2)))


def test_a_table_has_a_row_a_clip_question_and_ranking():
    planted = [planted_clip("clap", seed) for seed in (0, 1)]
    rng = np.random.default_rng(0)
    rankings = [
        {"energy": map_ranking(motion_energy(p.clip)), "random": random_ranking(rng, p.truth.shape)} for p in planted
    ]
    keys = [answer_key(made_prediction(p.clip), p.truth, p.undecided) for p in planted]
    table = truth_table(keys, rankings)
    assert len(table) == 2 * 2 * len(QUESTIONS)
    assert set(table["action"]) == {"clap"}
    assert table["value"].between(0, 1).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda t: clip_scores(key_of(t), map_ranking(np.zeros((3, 1, 25)))),
            r"\(3, 1, 25\) cannot be scored by a truth",
        ),
        (
            lambda t: clip_scores(key_of(np.zeros_like(t)), map_ranking(np.zeros(t.shape))),
            "marks nothing that was read",
        ),
        (lambda t: AnswerKey(t[..., :20], t[..., :20], NTU_25, ""), "does not go with the layout 'ntu-25'"),
        (lambda t: Ranking(np.zeros(t.shape), np.zeros(3), np.zeros(t.shape)), "expected T × M × J, T and T × M × J"),
        (lambda t: map_ranking(np.full(t.shape, np.nan)), "not finite; put 0 where a map knows nothing"),
    ],
)
def test_what_does_not_go_together_is_refused(call, message):
    with pytest.raises(SettingsError, match=message):
        call(arm_waves())
