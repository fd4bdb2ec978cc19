"""Curves of a network whose answers are known, and what holds of curves of any."""

import itertools

import numpy as np
import pytest
import torch
from evidence.toy import N_JOINTS, nothing, toy, worth
from made import small_clip, tiny_checkpoint

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.faithfulness.curves import Curve, deletions, order, scores
from sta_lstm.evidence.faithfulness.rankers import ask
from sta_lstm.evidence.removal.cells import GRAINS, groups
from sta_lstm.evidence.removal.fills import fills
from sta_lstm.evidence.removal.logits import logits_without
from sta_lstm.skeletons.layouts import NTU_25


def softmax(logits):
    return torch.tensor(logits, dtype=torch.float64).softmax(-1).numpy()


@pytest.fixture
def asked():
    return ask(tiny_checkpoint(), small_clip(12))


def deletion(asked, parts, own, **more):
    """The walk by one order."""
    return deletions(asked.checkpoint, asked.features, parts, [own], **more)[0]


def joints_of(asked):
    return groups(asked.features, NTU_25, "joint")


# --- known answers ---


def test_a_linear_network_loses_what_each_joint_adds():
    asked = toy()
    own = order(worth(asked), joints_of(asked))
    assert own == tuple(range(N_JOINTS))
    curve = deletion(asked, joints_of(asked), own, fill=nothing)
    left = worth(asked).sum(0).double().numpy()
    logits = np.concatenate([[left.sum()], left.sum() - left.cumsum()])
    np.testing.assert_allclose(curve.probability, 1 / (1 + np.exp(-logits)), atol=1e-6)
    np.testing.assert_allclose(curve.share, np.arange(N_JOINTS + 1) / N_JOINTS)


def test_the_true_order_has_the_least_area_and_its_reverse_the_most():
    asked = toy([3.0, 1.0, 0.3, *[0.0] * (N_JOINTS - 3)])
    parts = joints_of(asked)[:3]
    areas = {each: deletion(asked, parts, each, fill=nothing).area for each in itertools.permutations(range(3))}
    assert min(areas, key=areas.get) == (0, 1, 2) == order(worth(asked), parts)
    assert max(areas, key=areas.get) == (2, 1, 0) == order(-worth(asked), parts)


def test_random_orders_have_the_mean_area_of_all_orders():
    asked = toy([3.0, 1.0, 0.3, -0.5, *[0.0] * (N_JOINTS - 4)])
    parts = joints_of(asked)[:4]

    def area(own):
        return deletion(asked, parts, own, fill=nothing).area

    every = [area(each) for each in itertools.permutations(range(4))]
    generator = torch.Generator().manual_seed(0)
    drawn = [area(order(torch.rand(4, N_JOINTS, generator=generator), parts)) for _ in range(200)]
    assert np.mean(drawn) == pytest.approx(np.mean(every), abs=4 * np.std(every) / 200**0.5)


def test_signed_contributions_do_not_cancel_in_cpd():
    weights = [2.0, -2.0, *[0.0] * (N_JOINTS - 2)]
    asked = toy(weights)
    own = tuple(range(N_JOINTS))
    curve = deletion(asked, joints_of(asked), own, fill=nothing)
    two = 2 / N_JOINTS
    assert curve.probability[0] == pytest.approx(curve.at(two))  # together they do nothing
    step = abs(curve.probability[0] - curve.probability[1])
    assert curve.change_up_to(two) == pytest.approx(2 * 2 * step)  # two steps, and two classes that mirror each other
    assert curve.change_up_to(1.0) == pytest.approx(curve.change_up_to(two))


def test_scores_are_read_off_the_curves():
    share = np.array([0.0, 0.5, 1.0])
    falling = Curve(share, np.array([[0.9, 0.1], [0.5, 0.5], [0.1, 0.9]]), 0)
    rising = Curve(share, np.array([[0.1, 0.9], [0.8, 0.2], [0.9, 0.1]]), 0)
    found = scores(falling, rising, share=0.5)
    assert found == pytest.approx(
        {
            "deletion": 0.5,
            "insertion": 0.65,
            "over reverse": 0.15,
            "comprehensiveness": 0.4,
            "sufficiency": 0.1,
            "CPD": 0.8,
            "CPP": 0.2,
        }
    )


# --- laws ---


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("fill", ["mean pose", "interpolation", "other clip"])
def test_a_curve_starts_with_the_clip_and_ends_with_fill(asked, grain, fill):
    other = ask(asked.checkpoint, small_clip(9, seed=5)).features
    own_fill = fills(25, other)[fill]
    parts = groups(asked.features, NTU_25, grain)
    own = order(torch.rand(asked.features.mask.shape), parts)
    curve = deletion(asked, parts, own, fill=own_fill)
    whole, first, filled = softmax(
        logits_without(
            asked.checkpoint,
            asked.features,
            [torch.zeros_like(asked.features.mask), parts[own[0]].cells, asked.features.mask],
            own_fill,
        )
    )
    np.testing.assert_allclose(curve.probabilities[0], asked.probabilities, atol=1e-6)
    np.testing.assert_allclose(curve.probabilities[0], whole, atol=1e-6)
    np.testing.assert_allclose(curve.probabilities[1], first, atol=1e-6)
    np.testing.assert_allclose(curve.probabilities[-1], filled, atol=1e-6)
    assert curve.share[0] == 0
    assert curve.share[-1] == 1
    assert (np.diff(curve.share) > 0).all()
    assert curve.target == asked.predicted


def test_the_reverse_read_from_its_end_shows_what_comes_first(asked):
    ranking = torch.rand(asked.features.mask.shape, generator=torch.Generator().manual_seed(1))
    parts = joints_of(asked)
    own = order(ranking, parts)
    shown = deletion(asked, parts, own[::-1]).backwards()
    reverse = deletion(asked, parts, order(-ranking, parts))
    np.testing.assert_allclose(shown.probabilities, reverse.probabilities[::-1], atol=1e-6)
    assert shown.area == pytest.approx(reverse.area)
    assert shown.share[0] == 0
    (first,) = logits_without(asked.checkpoint, asked.features, [asked.features.mask & ~parts[own[0]].cells])
    np.testing.assert_allclose(shown.probabilities[1], softmax(first), atol=1e-6)
    np.testing.assert_allclose(shown.probabilities[-1], asked.probabilities, atol=1e-6)
    np.testing.assert_allclose(shown.backwards().backwards().probabilities, shown.probabilities)


def test_fewer_steps_lie_on_the_whole_curve(asked):
    parts = joints_of(asked)
    own = tuple(range(len(parts)))
    whole = deletion(asked, parts, own)
    coarse = deletion(asked, parts, own, steps=4)
    assert len(coarse.share) == 5
    at = np.searchsorted(whole.share, coarse.share - 1e-9)
    np.testing.assert_allclose(coarse.probabilities, whole.probabilities[at], atol=1e-6)
    more = deletion(asked, parts, own, steps=10_000)
    np.testing.assert_array_equal(more.share, whole.share)


def test_several_orders_at_once_are_each_its_own(asked):
    parts = joints_of(asked)
    ways = [tuple(range(25)), tuple(range(25))[::-1], tuple(range(25))]
    together = deletions(asked.checkpoint, asked.features, parts, ways, steps=6)
    for own, curve in zip(ways, together, strict=True):
        alone = deletion(asked, parts, own, steps=6)
        np.testing.assert_allclose(curve.probabilities, alone.probabilities, atol=1e-6)
        assert curve.target == alone.target
    assert deletions(asked.checkpoint, asked.features, parts, []) == []


def test_the_class_that_is_followed_may_be_another(asked):
    parts = joints_of(asked)
    curve = deletion(asked, parts, range(len(parts)), target=2)
    np.testing.assert_allclose(curve.probability, curve.probabilities[:, 2])


def test_equal_groups_stand_in_an_order_that_the_seed_draws(asked):
    parts = joints_of(asked)
    half = torch.zeros(asked.features.mask.shape)
    half[:, :5] = 1.0
    orders = {order(half, parts, seed=seed) for seed in range(5)}
    assert len(orders) == 5
    assert all(set(each[:5]) == set(range(5)) for each in orders)
    assert order(half, parts, seed=3) == order(half, parts, seed=3)


def test_a_flat_ranking_gives_no_order(asked):
    parts = joints_of(asked)
    frames = torch.rand(12, 1).expand(12, asked.features.mask.shape[1])
    assert order(frames, parts) is None
    assert order(frames, groups(asked.features, NTU_25, "frame")) is not None


# --- unhappy ---


def test_one_frame_is_a_curve_of_one_step():
    asked = ask(tiny_checkpoint(), small_clip(1))
    parts = groups(asked.features, NTU_25, "frame")
    curve = deletion(asked, parts, order(torch.rand(1, 50), parts))
    assert len(curve.share) == 2
    np.testing.assert_allclose(curve.probabilities[0], asked.probabilities, atol=1e-6)


def test_persons_who_come_and_go_leave_the_curve_finite():
    present = np.ones((10, 2), bool)
    present[3:6, 1] = False
    asked = ask(tiny_checkpoint(), small_clip(present=present))
    for grain in GRAINS:
        parts = groups(asked.features, NTU_25, grain)
        for fill in fills(25).values():
            curve = deletion(asked, parts, range(len(parts)), fill=fill)
            assert np.isfinite(curve.probabilities).all()
            assert curve.share[-1] == 1


@pytest.mark.parametrize("own", [(), (0, 0, 1), (0, 1), (0, 1, 2, 3)])
def test_an_order_names_each_group_once(asked, own):
    with pytest.raises(SettingsError, match="expected each once"):
        deletion(asked, joints_of(asked)[:3], own)


def test_a_class_that_is_not_there_and_no_step_are_refused(asked):
    parts = joints_of(asked)
    with pytest.raises(SettingsError, match="no class 3; its 3 classes count from 0: wave, kick, bow"):
        deletion(asked, parts, range(len(parts)), target=3)
    with pytest.raises(SettingsError, match="a curve of 0 steps"):
        deletion(asked, parts, range(len(parts)), steps=0)
    with pytest.raises(SettingsError, match="nothing can be removed"):
        order(torch.zeros(1, 1), ())


def test_a_curve_checks_itself():
    with pytest.raises(SettingsError, match="as many answers as shares"):
        Curve(np.array([0.0, 1.0]), np.ones((3, 2)), 0)
    with pytest.raises(SettingsError, match="a class that is there"):
        Curve(np.array([0.0, 1.0]), np.ones((2, 2)), 2)
