"""How far a network's forecast of the next frames is off, beside two forecasts that know nothing of bodies."""

from __future__ import annotations

from collections.abc import Iterable

import torch

from sta_lstm.model.forecasts import Forecaster
from sta_lstm.model.networks.network import Network
from sta_lstm.model.run import Input, evaluating

#: How the forecasts are called.
OWN, STILL, CONSTANT = "network", "standing still", "constant velocity"
_CM = 100


def forecast_errors(network: Network, inputs: Iterable[Input]) -> dict[str, float]:
    """Mean distances in centimetres between where joints were foretold and where they came to be.

    Frames are those that the network reads, and positions are as it reads them: about the trunk, where that is their
    origin. Every joint of every frame counts that is there then, one frame before and when it is foretold.

    Args:
        network: one that forecasts; of any other nothing is said.
        inputs: clips, whose first three features are positions in metres.

    Returns:
        By "who, how far ahead", such as ``"standing still, 5 frames"``; empty where nothing was foretold.
    """
    if not isinstance(network, Forecaster):
        return {}
    sums: dict[str, list[float]] = {}
    with torch.inference_mode(), evaluating(network):
        for each in inputs:
            x, mask = each.x.to(network.device)[None], each.mask.to(network.device)[None]
            told = network.forecast(x, mask)[0]  # T × K × F × 3
            at, there = x[0, ..., :3], mask[0]
            for step in range(1, told.shape[2] + 1):
                if len(at) <= step + 1:
                    break
                counts = there[:-step][1:] & there[: -step - 1] & there[step + 1 :]  # of frames from the second on
                moved = (at[step:] - at[:-step])[1:][counts]
                velocity = (at[1:] - at[:-1])[: len(counts)][counts]
                foretold = {OWN: told[1:-step, :, step - 1][counts], STILL: torch.zeros_like(moved)}
                foretold[CONSTANT] = step * velocity
                for who, guess in foretold.items():
                    total = sums.setdefault(f"{who}, {step} frame{'s' * (step > 1)}", [0.0, 0.0])
                    total[0] += float(torch.linalg.vector_norm(guess - moved, dim=-1).sum())
                    total[1] += len(moved)
    return {name: round(_CM * total / count, 3) for name, (total, count) in sums.items() if count}
