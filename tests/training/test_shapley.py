"""Attention trained to be shares: coalitions follow the Shapley kernel, and true shares cost nothing."""

import itertools
import math

import numpy as np
import pytest
import torch
from made import small_clip

from sta_lstm.model.architectures import STA_LSTM
from sta_lstm.model.networks.network import Network, NetworkConfig, Output
from sta_lstm.model.networks.sta_lstm import VARIANTS, StaLstm, StaLstmConfig
from sta_lstm.model.poses import held_still
from sta_lstm.scene.limbs import body_parts
from sta_lstm.training.augment import part_of_each_joint
from sta_lstm.training.examples import Batch
from sta_lstm.training.shapley import (
    N_WINDOWS,
    NOTHING,
    Explainer,
    coalitions,
    draw_players,
    explainer_of,
    shapley_penalty,
)

PART = torch.tensor([0, 0, 1, 2, 2, 3])
BOTH = Explainer("alpha", "beta")


def dice(seed=0):
    return torch.Generator().manual_seed(seed)


def batch_of(n=4, n_frames=16, n_persons=2, seed=0):
    """Clips of which every second one is half as long, with padding; in the first the second person is absent."""
    K = n_persons * len(PART)
    lengths = torch.tensor([n_frames if row % 2 else n_frames // 2 for row in range(n)])
    mask = (torch.arange(n_frames) < lengths[:, None])[..., None].repeat(1, 1, K)
    mask[0, :, len(PART) :] = False
    x = torch.randn(n, n_frames, K, 3, generator=dice(seed)) * mask[..., None]
    return Batch(x, mask, lengths, torch.arange(n) % 2)


class Additive(Network):
    """Scores of the first class are a sum over cells, so the share of each cell is known."""

    def __init__(self, true_shares):
        super().__init__(NetworkConfig(n_persons=2, n_joints=len(PART), n_channels=3, n_classes=2))
        self.true_shares = true_shares
        self.asked = []

    def forward(self, x, mask=None, lengths=None):
        self.asked.append(self.training)
        self.x = x
        moved = (x[..., 3] != 0).float()  # a cell that is held has no velocity
        score = 10 * (moved * self.true_shares.repeat(len(x) // len(self.true_shares), 1, 1)).sum((1, 2))
        logits = torch.stack([score, -score], -1)
        return Output(logits, {"alpha": mask.float()}, {"beta": mask.any(-1).float()})


def moving(batch):
    """The batch with a velocity that is 1 wherever somebody is, and one class for all."""
    return batch._replace(x=torch.cat([batch.x, batch.mask[..., None].float()], -1), labels=batch.labels * 0)


def true_output(batch, seed=1):
    """Attention drawn at random, and the shares of the score that it stands for."""
    alpha = torch.rand(batch.mask.shape, generator=dice(seed)) * batch.mask
    alpha = alpha / alpha.sum(-1, keepdim=True).clamp(min=1e-9)
    beta = torch.rand(batch.mask.shape[:2], generator=dice(seed + 1)) * batch.mask.any(-1)
    output = Output(torch.zeros(len(alpha), 2), {"alpha": alpha}, {"beta": beta})
    return output, alpha * (beta / beta.sum(-1, keepdim=True))[..., None]


def penalty_of(batch, told, true_shares, seed=3, pose="first pose"):
    return shapley_penalty(Additive(true_shares), told, batch, PART, BOTH, dice(seed), pose)


@pytest.mark.parametrize("pose", ["first pose", "mean pose"])
def test_true_shares_cost_nothing_whatever_the_coalition(pose):
    batch = moving(batch_of())
    told, shares = true_output(batch)
    for seed in range(5):
        assert penalty_of(batch, told, shares, seed, pose) < 1e-10


@pytest.mark.parametrize("pose", ["first pose", "mean pose"])
def test_what_is_outside_a_coalition_stands_in_the_pose_that_is_asked_for(pose):
    batch = moving(batch_of())
    told, shares = true_output(batch)
    network = Additive(shares)
    shapley_penalty(network, told, batch, PART, BOTH, dice(), pose)
    _, still, mixed = network.x.chunk(3)
    assert torch.equal(still, held_still(batch.x, batch.mask, pose))
    inside = (mixed == batch.x).all(-1)
    assert torch.equal(mixed, torch.where(inside[..., None], batch.x, still))


def test_other_shares_cost_the_mean_square_of_what_they_are_off():
    batch = moving(batch_of())
    told, _ = true_output(batch, seed=1)
    _, shares = true_output(batch, seed=7)
    inside = coalitions(batch, PART, BOTH, dice(3))
    off = ((true_output(batch, seed=1)[1] - shares) * inside).sum((1, 2))
    torch.testing.assert_close(penalty_of(batch, told, shares), off.square().mean())


def test_clips_with_nothing_to_share_are_left_out():
    batch = moving(batch_of())
    told, shares = true_output(batch)
    assert penalty_of(batch, told, shares * 0.04) == 0  # all cells together raise the score by less than half


def test_the_network_is_asked_without_drop_out_and_goes_on_training():
    batch = moving(batch_of())
    network = Additive(true_output(batch)[1]).train()
    shapley_penalty(network, true_output(batch)[0], batch, PART, BOTH, dice())
    assert network.asked == [False]
    assert network.training


def test_attention_alone_has_a_gradient_from_it():
    torch.manual_seed(0)
    batch = batch_of()
    network = StaLstm(StaLstmConfig(2, len(PART), 3, 2, hidden=8, n_layers=1, spatial_hidden=4, temporal_hidden=4))
    with torch.no_grad():
        network.classify.weight.mul_(50)  # so that there is something to share
    output = network(batch.x, batch.mask, batch.lengths)
    shapley_penalty(network, output, batch, PART, BOTH, dice()).backward()
    touched = {name.split(".")[0] for name, each in network.named_parameters() if each.grad is not None}
    assert touched == {"spatial", "temporal"}
    assert all(each.grad.abs().sum() > 0 for each in network.spatial.U.parameters())


@pytest.mark.parametrize("n_players", [2, 3, 6])
def test_the_shares_that_fit_the_drawn_coalitions_best_are_shapley_values(n_players):
    """A game with any values: least squares over the drawn coalitions against the exact enumeration."""
    rng = np.random.default_rng(n_players)
    value = {players: rng.normal() for players in powerset(n_players)}
    exact = [
        sum(
            math.factorial(len(s)) * math.factorial(n_players - len(s) - 1) / math.factorial(n_players)
            * (value[tuple(sorted((*s, player)))] - value[s])
            for s in powerset(n_players)
            if player not in s
        )
        for player in range(n_players)
    ]  # fmt: skip
    drawn = draw_players(200_000, n_players, dice(1)).numpy()
    prize = value[tuple(range(n_players))] - value[()]
    gain = np.array([value[tuple(np.flatnonzero(row))] - value[()] for row in drawn])
    # Shares sum to the prize: the last one is what the others leave.
    A = drawn[:, :-1].astype(float) - drawn[:, -1:]
    found = np.linalg.lstsq(A, gain - drawn[:, -1] * prize, rcond=None)[0]
    np.testing.assert_allclose([*found, prize - found.sum()], exact, atol=0.02)


def powerset(n):
    return [s for size in range(n + 1) for s in itertools.combinations(range(n), size)]


def test_no_coalition_is_nobody_or_all():
    sizes = draw_players(5000, 6, dice()).sum(1)
    assert set(sizes.tolist()) == {1, 2, 3, 4, 5}
    assert draw_players(3, 1, dice()).all()


def test_coalitions_are_of_parts_of_each_person_or_of_stretches_of_time():
    batch = batch_of(n=400)
    inside = coalitions(batch, PART, BOTH, dice())
    of_time = (inside == inside[:, :, :1]).all(-1).all(-1)
    assert 0.4 < of_time.float().mean() < 0.6
    by_part = inside[~of_time]
    assert (by_part == by_part[:, :1]).all()  # throughout the clip
    persons = by_part[:, 0].view(-1, 2, len(PART))
    assert (persons[..., [0, 3]] == persons[..., [1, 4]]).all()  # joints of one part go together
    assert (persons[:, 0] != persons[:, 1]).any()  # each person has their own


def test_stretches_of_time_are_of_one_length_and_begin_anywhere():
    batch = batch_of(n=2000, n_frames=16 * N_WINDOWS)
    rows = torch.nonzero(batch.lengths == 16 * N_WINDOWS).flatten()
    inside = coalitions(batch, PART, Explainer(None, "beta"), dice())[rows, :, 0]  # N × T
    changes = inside[:, 1:] != inside[:, :-1]
    where = torch.nonzero(changes)
    begin = torch.tensor([int(where[where[:, 0] == row][0, 1] + 1) % 16 for row in range(len(rows))])
    assert len(set(begin.tolist())) == 16
    assert all(int((each[1] + 1) % 16) == int(begin[each[0]]) for each in where)


def test_only_what_is_learned_is_asked_for():
    for name, expected in (
        ("sta", BOTH),
        ("sa", Explainer("alpha", None)),
        ("ta", Explainer(None, "beta")),
        ("lstm", NOTHING),
    ):
        network = StaLstm(VARIANTS[name].of(StaLstmConfig(1, 3, 3, 2)))
        assert explainer_of(STA_LSTM, network) == expected
    batch = batch_of(n=100)
    of_parts = coalitions(batch, PART, Explainer("alpha", None), dice())
    assert (of_parts == of_parts[:, :1]).all()
    of_time = coalitions(batch, PART, Explainer(None, "beta"), dice())
    assert (of_time == of_time[:, :, :1]).all()


def test_every_joint_belongs_to_a_part():
    layout = small_clip().layout
    part = part_of_each_joint(layout)
    assert len(part) == layout.n_joints
    assert sorted(set(part.tolist())) == list(range(len(body_parts(layout))))
