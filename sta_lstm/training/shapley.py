"""Attention trained to be what it is taken for: the share of the score that each joint of each frame carries.

The shares α_{t,k} β_t / Σ β of a clip sum to one. Training asks of them that they *are* the Shapley values of the game
whose players are the parts of the bodies, or stretches of time, and whose prize is the score of the right class:

    Σ_{t,k} S_{t,k} β̃_t α_{t,k}  ≈  (v(S) - v(∅)) / (v(1) - v(∅))        v(S) = o_y - mean_c o_c

with the joints outside the coalition S held still. The network itself gives v, without drop-out and without gradient,
so nothing is added to it and nothing changes when it is asked: the attention that the paper's equations give is the
explainer. Coalitions are drawn with the Shapley kernel, as in FastSHAP (Jethani, Sudarshan, Covert, Lee, Ranganath:
FastSHAP: Real-Time Shapley Value Estimation, ICLR 2022); that the shares sum to one is their efficiency.

Letters: N clips, T frames, M persons, J joints a person, K = M·J, C features, P players.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from sta_lstm.model.architectures import Architecture
from sta_lstm.model.networks.network import Network, Output
from sta_lstm.model.poses import StillPose, held_still
from sta_lstm.model.run import evaluating
from sta_lstm.training.examples import Batch

#: Stretches of time, of one length, that a clip is divided into, wherever the first begins.
N_WINDOWS = 8
#: Shares that are asked for lie within these: a coalition may do worse than nobody, or better than all.
_LOWEST, _HIGHEST = -0.5, 1.5
#: A clip whose score all cells together raise by less has nothing to share.
_LEAST_SCORE = 0.5


class Explainer(NamedTuple):
    """Which of a network's outputs are trained to be shares; None for what the network does not learn.

    Attributes:
        map: name of a map that sums to one over the joints of a frame.
        curve: name of a curve that weighs the frames.
    """

    map: str | None
    curve: str | None


#: The explainer of a network without attention.
NOTHING = Explainer(None, None)


def explainer_of(architecture: Architecture, network: Network) -> Explainer:
    """The first map and the first curve of ``network`` that are shares of attention, where it learns them."""
    learned = network.config.learned
    map_name = next((each.name for each in architecture.maps if each.relative), None)
    curve_name = next((each.name for each in architecture.curves if each.relative), None)
    return Explainer(map_name if map_name in learned else None, curve_name if curve_name in learned else None)


def shapley_penalty(
    network: Network,
    output: Output,
    batch: Batch,
    part: Tensor,
    explainer: Explainer,
    generator: torch.Generator,
    pose: StillPose = "first pose",
) -> Tensor:
    """How far the shares of a batch are from what coalitions score: the mean square over its clips, a scalar.

    Args:
        network: that gave ``output``; it is asked three times more, without gradient.
        output: what it said of ``batch``, with the gradient of its attention.
        batch: N clips.
        part: J, the part of the body that each joint belongs to.
        explainer: what is to be shares.
        generator: draws the coalitions.
        pose: in which joints outside a coalition stand still.
    """
    shares = _shares(output, batch.mask, explainer)  # N × T × K
    inside = coalitions(batch, part, explainer, generator)  # N × T × K
    value = _values(network, batch, inside, pose)  # 3 × N
    full, none, some = value
    prize = full - none
    asked = ((some - none) / prize.clamp(min=_LEAST_SCORE)).clamp(_LOWEST, _HIGHEST)
    told = (shares * inside).sum((1, 2))
    counts = prize >= _LEAST_SCORE
    penalty: Tensor = ((told - asked).square() * counts).sum() / counts.sum().clamp(min=1)
    return penalty


def coalitions(batch: Batch, part: Tensor, explainer: Explainer, generator: torch.Generator) -> Tensor:
    """One coalition a clip, as the cells that are in it: N × T × K.

    Where both map and curve are learned, a coin decides for each clip between parts of bodies, each person's drawn
    apart, and stretches of time.
    """
    N, T, K = batch.mask.shape
    device = batch.mask.device
    n_persons = K // len(part)
    of_parts = draw_players(N * n_persons, int(part.max()) + 1, generator).to(device)
    by_part = of_parts.view(N, n_persons, -1)[:, :, part].flatten(1)[:, None].expand(N, T, K)
    # Where stretches begin is drawn anew, or β would be told of blocks alone; a clip's two ends are one stretch.
    start = torch.rand(N, 1, generator=generator, device=generator.device).to(device)
    window = (torch.arange(T, device=device) * N_WINDOWS / batch.lengths[:, None] + start).long() % N_WINDOWS  # N × T
    by_window = draw_players(N, N_WINDOWS, generator).to(device).gather(1, window)[..., None].expand(N, T, K)
    if explainer.curve is None:
        return by_part
    if explainer.map is None:
        return by_window
    coin = torch.rand(N, generator=generator, device=generator.device).to(device) < 0.5
    return torch.where(coin[:, None, None], by_part, by_window)


def draw_players(n: int, n_players: int, generator: torch.Generator) -> Tensor:
    """Who of P players is in each of ``n`` coalitions (n × P), neither nobody nor all, by the Shapley kernel.

    A coalition of s players is drawn with a probability that goes with 1 / (s (P - s)), and all of one size alike.
    """
    device = generator.device
    if n_players < 2:
        return torch.ones(n, n_players, dtype=torch.bool, device=device)
    size = torch.arange(1, n_players, device=device)
    drawn = torch.multinomial(1 / (size * (n_players - size)), n, replacement=True, generator=generator) + 1
    place = torch.rand(n, n_players, generator=generator, device=device).argsort(1).argsort(1)
    return place < drawn[:, None]


def _shares(output: Output, mask: Tensor, explainer: Explainer) -> Tensor:
    """What the network says that each joint of each frame carries: N × T × K, sums to one over a clip."""
    there = mask.any(-1).float()  # N × T
    joints = mask / mask.sum(-1, keepdim=True).clamp(min=1) if explainer.map is None else output.maps[explainer.map]
    frames = there if explainer.curve is None else output.curves[explainer.curve] * there
    frames = frames / frames.sum(-1, keepdim=True).clamp(min=torch.finfo(frames.dtype).tiny)
    return joints * frames[..., None]


@torch.no_grad()
def _values(network: Network, batch: Batch, inside: Tensor, pose: StillPose) -> Tensor:
    """The game's v of all cells, of none and of those ``inside``: 3 × N."""
    still = held_still(batch.x, batch.mask, pose)
    mixed = torch.where(inside[..., None], batch.x, still)
    with evaluating(network):
        x, mask = torch.cat([batch.x, still, mixed]), batch.mask.repeat(3, 1, 1)
        logits = network(x, mask, batch.lengths.repeat(3)).logits
    above = logits - logits.mean(-1, keepdim=True)
    values: Tensor = above.gather(1, batch.labels.repeat(3)[:, None]).view(3, -1)
    return values
