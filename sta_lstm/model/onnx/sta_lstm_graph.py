"""STA-LSTM as an ONNX graph, operator by operator.

PyTorch's own exporters are not asked: the tracing one writes the length of a clip into the graph, and the other takes a
minute for three layers of LSTM. ONNX has the LSTM as one operator, so the graph is as short as the paper's formulas.

Letters: N clips, T frames, K joints of all persons, C features, I = K·C, H hidden units, L classes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from sta_lstm.model.networks.network import Network
from sta_lstm.model.networks.sta_lstm import SpatialAttention, StaLstm, TemporalAttention
from sta_lstm.model.onnx.writer import GraphWriter


def sta_lstm_graph(network: Network) -> Any:
    """The graph of an STA-LSTM of any variant, as an ``onnx.ModelProto`` that reads x, mask and lengths.

    Raises:
        TypeError: it is no STA-LSTM.
    """
    if not isinstance(network, StaLstm):
        raise TypeError(f"{type(network).__name__} is no STA-LSTM")
    graph = GraphWriter()
    _write(graph, network)
    return graph.model("STA-LSTM", network.config)


def _write(graph: GraphWriter, network: StaLstm) -> None:
    config = network.config
    # Who is there: the mask, without padding.
    shape = graph.node("Shape", "x")
    n_frames = graph.node("Gather", shape, graph.constant(1))
    steps = graph.node("Range", graph.constant(0), n_frames, graph.constant(1))
    is_real = graph.node("Less", graph.wider(steps, 0), graph.wider("lengths", 1))  # N × T
    real, there = graph.floats(is_real), graph.node("And", "mask", graph.wider(is_real, 2))
    present = graph.floats(there)  # N × T × K
    n_present = graph.node("ReduceSum", present, graph.constant([2]))  # N × T × 1

    flat = graph.node("Reshape", "x", graph.constant([0, 0, config.n_all_joints * config.n_channels]))
    alpha = _alpha(graph, network.spatial, flat, there, present, n_present)
    weight = graph.wider(graph.product(alpha, n_present), 3)
    y = graph.node("Reshape", graph.product("x", weight), graph.constant([0, 0, -1]))
    z = graph.linear(network.classify, graph.lstm(network.main, y))
    z = graph.product(z, graph.wider(real, 2), name="frame_scores")

    is_mean = config.score == "mean"
    beta = _gate(graph, network.temporal, flat, real, name="" if is_mean else "beta")
    if is_mean:
        beta = graph.node("Div", beta, graph.wider(graph.floats("lengths"), 1), name="beta")
    logits = graph.node("MatMul", graph.wider(beta, 1), z)  # N × 1 × L
    graph.node("Squeeze", logits, graph.constant([1]), name="logits")


def _alpha(
    graph: GraphWriter, spatial: SpatialAttention | None, flat: str, there: str, present: str, n_present: str
) -> str:
    if spatial is None:
        return graph.node("Div", present, graph.node("Max", n_present, graph.constant(1, np.float32)), name="alpha")
    before = graph.before(graph.lstm(spatial.lstm, flat))
    s = graph.node("Tanh", graph.node("Add", graph.linear(spatial.W_x, flat), graph.linear(spatial.W_h, before)))
    lowest = graph.constant(torch.finfo(torch.float32).min, np.float32)
    s = graph.node("Where", there, graph.linear(spatial.U, s), lowest)
    return graph.product(graph.node("Softmax", s, axis=2), present, name="alpha")


def _gate(graph: GraphWriter, temporal: TemporalAttention | None, flat: str, real: str, name: str) -> str:
    if temporal is None:
        return graph.node("Identity", real, name=name)
    before = graph.before(graph.lstm(temporal.lstm, flat))
    gate = graph.node("Relu", graph.node("Add", graph.linear(temporal.w_x, flat), graph.linear(temporal.w_h, before)))
    return graph.product(graph.node("Squeeze", gate, graph.constant([2])), real, name=name)
