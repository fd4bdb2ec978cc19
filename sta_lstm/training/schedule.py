"""The order of the clips in an epoch, and the learning rate as a function of the step alone: nothing to restore."""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from sta_lstm.training.examples import Examples
from sta_lstm.training.sections import Optimiser

#: One cycle (Smith, 2018, with PyTorch's figures): the rate at the start, as a share of the highest; and the range of
#: Adam's first momentum, which is low while the rate is high.
_START = 1 / 25
_MOMENTUM = (0.85, 0.95)
#: Batches among which clips are sorted, where a batch is to hold clips of about one length.
_POOL = 16


def set_rate(optimiser: torch.optim.Optimizer, settings: Optimiser, highest: float, step: int, n_steps: int) -> float:
    """Give ``optimiser`` the rate of ``step`` (0 to ``n_steps`` - 1), and return it."""
    height = _height(settings, step, n_steps)
    rate = highest * height
    for group in optimiser.param_groups:
        group["lr"] = rate
        if settings.schedule == "one-cycle":
            low, high = _MOMENTUM
            group["betas"] = (high - (high - low) * height, group["betas"][1])
    return rate


def _height(settings: Optimiser, step: int, n_steps: int) -> float:
    """The rate as a share of the highest."""
    rise = max(settings.warm_up * n_steps - 1, 0.0)
    if step < rise:
        if settings.schedule == "one-cycle":
            return _START + (1 - _START) * (1 - math.cos(math.pi * step / rise)) / 2
        return (step + 1) / (rise + 2)
    if settings.schedule == "constant":
        return 1.0
    return (1 + math.cos(math.pi * (step - rise) / max(n_steps - rise, 1))) / 2


def epoch_order(data: Examples, size: int, *, by_length: bool, generator: torch.Generator) -> Iterator[Tensor]:
    """Rows of ``data`` in the batches of one epoch, each row once, in an order drawn from ``generator``.

    With ``by_length``, and where clips keep lengths of their own, clips are sorted by length within pools of some
    batches, so that little of a batch is padding.
    """
    order = torch.randperm(len(data), generator=generator)
    if not by_length or data.features.resample is not None:
        yield from torch.split(order, size)
        return
    lengths = data.lengths.cpu()
    batches = [
        rows
        for pool in torch.split(order, size * _POOL)
        for rows in torch.split(pool[lengths[pool].argsort(stable=True)], size)
    ]
    for index in torch.randperm(len(batches), generator=generator).tolist():
        yield batches[index]


def n_batches(data: Examples, size: int) -> int:
    """Batches of one epoch; pools hold whole batches, so sorting by length makes no more of them."""
    return -(-len(data) // size)
