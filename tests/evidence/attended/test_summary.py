"""Attention of a clip in few numbers: a mean of multiples of an equal share, of joints and of phases."""

import numpy as np
import pytest

from sta_lstm.evidence.attended.summary import PHASES, joint_attention, phase_attention, view_of


def alpha_of(read, seed=0):
    """Random α, T × M × J, of those who are read, T × M."""
    read = np.asarray(read, bool)
    weights = np.random.default_rng(seed).random((*read.shape, 5)) * read[..., None]
    total = weights.sum((1, 2), keepdims=True)
    return np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)


def test_attention_that_is_spread_evenly_is_one_everywhere():
    np.testing.assert_allclose(joint_attention(np.full((7, 2, 5), 0.1), np.arange(7.0)), 1)
    np.testing.assert_allclose(phase_attention(np.ones(33)), 1)


def test_joints_of_all_who_are_read_throughout_have_a_mean_of_one():
    assert joint_attention(alpha_of(np.ones((9, 2))), np.random.default_rng(1).random(9)).mean() == pytest.approx(1)


def test_frames_are_weighted_by_beta_and_those_without_a_body_count_for_nothing():
    alpha = alpha_of([[1, 0], [1, 1], [0, 0], [1, 1]])
    beta = np.array([0.0, 2.0, 9.0, 0.0])
    np.testing.assert_allclose(joint_attention(alpha, beta), alpha[1] * 10)
    alone = joint_attention(alpha[:1], None)
    np.testing.assert_allclose(alone, [alpha[0, 0] * 5, np.zeros(5)])
    assert not joint_attention(alpha[2:3], beta[2:3]).any()


@pytest.mark.parametrize("n_frames", [1, 7, 20, 333])
def test_phases_have_a_mean_of_one_and_follow_beta(n_frames):
    beta = np.zeros(n_frames)
    beta[-1] = 3
    phases = phase_attention(beta)
    assert len(phases) == PHASES
    assert phases.mean() == pytest.approx(1)
    assert phases.argmax() >= PHASES - max(1, PHASES // n_frames)


def test_a_beta_of_nothing_has_no_phases():
    assert phase_attention(np.zeros(5)) is None


@pytest.mark.parametrize(
    ("source", "view"),
    [
        ("S001C003P008R002A058.skeleton", "camera 3"),
        ("nw/a01_s01_e00_v02.json", "view 2"),
        ("multiview/view_3/a01.json", "view 3"),
        ("s01s02/01/001", None),
        ("", None),
    ],
)
def test_views_are_told_by_names(source, view):
    assert view_of(source) == view
