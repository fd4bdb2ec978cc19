"""One stage of training: the network that it trains, and the weights that it may change."""

from __future__ import annotations

from dataclasses import replace

from torch import nn

from sta_lstm.model.network import Network
from sta_lstm.training.sections import PARTS, Stage


def stage_network(network: Network, stage: Stage) -> Network:
    """The network that ``stage`` trains, which shares its parts with ``network``.

    An attention subnetwork that is not in use is not there, so its weights are uniform: one, as in the paper, since α
    enters as a multiple of uniform. A smaller main network and its classifier belong to the stage alone.
    """
    config = network.config
    shaped = replace(
        config,
        spatial="spatial" in stage.attention,
        temporal="temporal" in stage.attention,
        n_layers=stage.layers or config.n_layers,
    )
    made = type(network)(shaped)
    if shaped.spatial:
        made.spatial = network.spatial
    if shaped.temporal:
        made.temporal = network.temporal
    if not stage.layers:
        made.main, made.dropout, made.classify = network.main, network.dropout, network.classify
    made.to(next(network.parameters()).device)
    for part in PARTS:
        for module in _modules(made, part):
            module.requires_grad_(part in stage.train)
    return made


def _modules(network: Network, part: str) -> list[nn.Module]:
    if part == "main":
        return [network.main, network.classify]
    module = network.spatial if part == "spatial" else network.temporal
    return [] if module is None else [module]
