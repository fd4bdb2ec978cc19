"""The learning rate as a function of the step alone, so that there is nothing to store and nothing to restore."""

from __future__ import annotations

import math

import torch

from sta_lstm.training.sections import Optimiser

#: One cycle (Smith, 2018, with PyTorch's figures): the rate at the start, as a share of the highest; and the range of
#: Adam's first momentum, which is low while the rate is high.
_START = 1 / 25
_MOMENTUM = (0.85, 0.95)


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
