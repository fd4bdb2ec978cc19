"""From an ONNX file that was looked through to the network that answers for it."""

from __future__ import annotations

import torch

from sta_lstm.errors import CheckpointError
from sta_lstm.model.architectures import Architecture
from sta_lstm.model.networks.network import Network, NetworkConfig
from sta_lstm.model.onnx.exported import Exported
from sta_lstm.model.onnx.graph import Graph
from sta_lstm.model.onnx.network import Answering, OnnxNetwork
from sta_lstm.model.onnx.runtime import Runtime


def onnx_networks(
    content: bytes, graph: Graph, architecture: Architecture, config: NetworkConfig, n_members: object, where: str
) -> list[Network]:
    """The one network of a file, after it was tried.

    Args:
        content: the whole file.
        graph: what it holds.
        architecture: that its description names.
        config: of the network, by the same.
        n_members: networks that it says it has.
        where: names the file, for messages.

    Raises:
        CheckpointError: onnxruntime is not installed or cannot run it, it needs too much memory or time, or it is not
            what its description says.
    """
    if n_members != 1:
        raise CheckpointError(f"{where} is an ONNX file that says it has several networks; it holds one.")
    runtime = Runtime(content, where)
    network: Answering
    if architecture.network is OnnxNetwork:
        network = OnnxNetwork(config, runtime, graph)
    else:
        with torch.device("meta"):  # its shape without its weights
            like = architecture.network(config)
        network = Exported(architecture, like, runtime, graph)
    network.try_out()
    return [network]
