"""Checks that a map must pass before anything is read into it.

*Other attention put in*: where uniform or permuted weights in the place of α or β leave the answer as it is, that
attention does not decide it (Jain, Wallace: Attention is not Explanation, NAACL 2019). *Cascading randomisation*: a map
that stays alike while the network's layers are made random one after another shows the clip rather than the network
(Adebayo et al.: Sanity Checks for Saliency Maps, NeurIPS 2018). *Seeds compared*: what networks of one recipe do not
share is chance.

Letters: T' frames that the network reads, K joints of all persons, L classes.
"""

from __future__ import annotations

import copy
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
import torch
from torch import Tensor, nn

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.faithfulness.noise import rank_correlation
from sta_lstm.evidence.faithfulness.rankers import Asked, Ranker, answered, rank
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.networks.network import Network, Output

#: What takes the place of learned attention.
Weights = Literal["uniform", "permuted"]
WEIGHTS: tuple[Weights, ...] = get_args(Weights)
#: The parts of a network whose output is attention, and what that is called.
_ATTENTION = {"spatial": "alpha", "temporal": "beta"}


@dataclass(frozen=True)
class Change:
    """What became of an answer.

    Attributes:
        moved: total variation of the probabilities: 0 nothing moved, 1 everything.
        lost: what the class that was named lost of its probability.
        flipped: whether another class is named now.
    """

    moved: float
    lost: float
    flipped: bool


def with_other_attention(asked: Asked, name: str, weights: Weights, *, seed: int = 0) -> Change:
    """What becomes of the answer with other weights in the place of ``"alpha"`` or ``"beta"``.

    *Uniform*: all joints of a frame alike, or each frame the clip's mean. *Permuted*: one order for the whole clip, of
    the joints that are there, or of the frames; what α and β are is then kept, and only whose they are is not.

    Raises:
        SettingsError: the network does not learn such attention, or ``weights`` is neither.
    """
    if weights not in WEIGHTS:
        raise SettingsError(f"weights cannot be {str(weights)[:40]!r}; expected one of {', '.join(WEIGHTS)}.")
    network = copy.deepcopy(asked.checkpoint.network)
    module = _attention(network, name, asked.checkpoint)
    generator = torch.Generator().manual_seed(seed)
    mask = asked.features.mask

    def put_in(_module: nn.Module, _inputs: object, learned: Tensor) -> Tensor:
        if name == "beta":
            order = torch.randperm(learned.shape[1], generator=generator).to(learned.device)
            return learned.mean(1, keepdim=True).expand_as(learned) if weights == "uniform" else learned[:, order]
        there = mask.to(learned.device)
        if weights == "uniform":
            return there / there.sum(-1, keepdim=True).clamp(min=1) * torch.ones_like(learned)
        return _permuted(learned, there, generator)

    with_hook: Any = module.register_forward_hook(put_in)
    try:
        after = answered(replace(asked.checkpoint, network=network), asked.clip, asked.features)
    finally:
        with_hook.remove()
    return _change(asked.output, after.output)


def cascade(checkpoint: Checkpoint, *, seed: int = 0) -> Iterator[tuple[str, Checkpoint]]:
    """The checkpoint with its layers made random one after another, from the answer down to the input.

    Weights are drawn from a normal distribution of their own mean and spread. The name is that of the layer that was
    added to the random ones; the last checkpoint is all random.
    """
    generator = torch.Generator().manual_seed(seed)
    network = copy.deepcopy(checkpoint.network)
    own = [(name, module) for name, module in network.named_modules() if list(module.parameters(recurse=False))]
    for name, module in reversed(_from_the_input(network, own)):
        for weights in module.parameters(recurse=False):
            draw = torch.randn(weights.shape, generator=generator).to(weights)
            spread = weights.std(correction=0)
            weights.data = weights.mean() + spread * draw
        yield name, replace(checkpoint, network=copy.deepcopy(network))


def randomised(
    asked: Asked, rankers: Mapping[str, Ranker], random: Sequence[tuple[str, Checkpoint]]
) -> dict[str, dict[str, float]]:
    """How alike each ranking stays along a `cascade`: by its name, Spearman's correlation by the last random layer."""
    before = {name: rank(asked, ranker, name) for name, ranker in rankers.items()}
    found: dict[str, dict[str, float]] = {name: {} for name in rankers}
    for layer, checkpoint in random:
        after = answered(checkpoint, asked.clip, asked.features)
        for name, ranker in rankers.items():
            found[name][layer] = rank_correlation(before[name], rank(after, ranker, name), asked.features.mask)
    return found


def seeds_alike(committee: Sequence[Asked], rankers: Mapping[str, Ranker]) -> dict[str, float]:
    """How alike networks of one recipe rank a clip: Spearman's correlation, the mean over pairs of them.

    Raises:
        SettingsError: fewer than two, or they do not read the clip alike or have other classes.
    """
    check_alike([each.checkpoint for each in committee])
    mask = committee[0].features.mask
    found = {}
    for name, ranker in rankers.items():
        each = [rank(asked, ranker, name) for asked in committee]
        found[name] = float(np.mean([rank_correlation(a, b, mask) for a, b in itertools.combinations(each, 2)]))
    return found


def check_alike(checkpoints: Sequence[Checkpoint]) -> None:
    """Refuse checkpoints that are no seeds of one recipe.

    Raises:
        SettingsError: fewer than two, or their joints, persons, features, classes or kinds of network differ.
    """
    if len(checkpoints) < 2:
        raise SettingsError("one checkpoint has nothing to be compared with; give two or more of one recipe.")
    first = checkpoints[0]
    twice = [name for name, count in Counter(each.revision or id(each) for each in checkpoints).items() if count > 1]
    if twice:
        raise SettingsError(f"checkpoint '{first.name}' is given twice; give checkpoints that differ in their seed.")
    alike: dict[str, Callable[[Checkpoint], object]] = {
        "layout": lambda each: each.layout.joints,
        "persons": lambda each: each.config.n_persons,
        "features": lambda each: each.recipe,
        "classes": lambda each: each.class_names,
        "kind of network": lambda each: each.variant,
    }
    for other in checkpoints[1:]:
        unlike = [what for what, of in alike.items() if of(first) != of(other)]
        if unlike:
            raise SettingsError(
                f"checkpoints '{first.name}' and '{other.name}' differ in {', '.join(unlike)}; seeds can be compared "
                "where they were trained by one recipe. Give checkpoints that differ in their seed alone."
            )


def _attention(network: Network, name: str, checkpoint: Checkpoint) -> nn.Module:
    parts = network.parts()
    found = {_ATTENTION[part]: modules[0] for part, modules in parts.items() if part in _ATTENTION}
    if name not in found or name not in checkpoint.config.learned:
        learned = ", ".join(sorted(found.keys() & checkpoint.config.learned)) or "none"
        raise SettingsError(
            f"checkpoint '{checkpoint.name}' ({checkpoint.variant}) learns no attention '{name}' that others could "
            f"take the place of; it learns: {learned}."
        )
    return found[name]


def _permuted(learned: Tensor, there: Tensor, generator: torch.Generator) -> Tensor:
    """α (1 × T' × K) with the joints of those who are there in an order of their own; each frame sums to one again."""
    columns = there.any(0).nonzero()[:, 0]
    order = columns[torch.randperm(len(columns), generator=generator).to(columns.device)]
    moved = learned.clone()
    moved[..., columns] = learned[..., order]
    moved = moved * there
    total = moved.sum(-1, keepdim=True)
    uniform = there / there.sum(-1, keepdim=True).clamp(min=1)
    return torch.where(total > 0, moved / total.clamp(min=torch.finfo(moved.dtype).tiny), uniform)


def _from_the_input(network: Network, layers: list[tuple[str, nn.Module]]) -> list[tuple[str, nn.Module]]:
    """Layers from the input to the answer: those of attention, then the main network's, each in their own order."""
    parts = network.parts()
    attention = {id(layer) for part in _ATTENTION for module in parts.get(part, ()) for layer in module.modules()}
    return sorted(layers, key=lambda each: id(each[1]) not in attention)


def _change(before: Output, after: Output) -> Change:
    p, q = before.logits.softmax(-1), after.logits.softmax(-1)
    own = int(p.argmax())
    return Change(float((p - q).abs().sum() / 2), float(p[own] - q[own]), int(q.argmax()) != own)
