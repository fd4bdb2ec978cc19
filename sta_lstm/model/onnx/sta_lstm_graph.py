"""STA-LSTM as an ONNX graph, operator by operator.

PyTorch's own exporters are not asked: the tracing one writes the length of a clip into the graph, and the other takes a
minute for three layers of LSTM. ONNX has the LSTM as one operator, so the graph is as short as the paper's formulas.

Letters: N clips, T frames, K joints of all persons, C features, I = K·C, H hidden units, L classes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from sta_lstm.model.networks.network import Network
from sta_lstm.model.networks.sta_lstm import SpatialAttention, StaLstm, TemporalAttention

#: Of the operators; onnxruntime knows it since its version 1.13.
OPSET = 17


def sta_lstm_graph(network: Network) -> Any:
    """The graph of an STA-LSTM of any variant, as an ``onnx.ModelProto`` that reads x, mask and lengths.

    Raises:
        TypeError: it is no STA-LSTM.
    """
    import onnx
    from onnx import TensorProto, helper

    if not isinstance(network, StaLstm):
        raise TypeError(f"{type(network).__name__} is no STA-LSTM")
    config = network.config
    K, C, L = config.n_all_joints, config.n_channels, config.n_classes
    graph = _Writer()
    _write(graph, network)
    reads: dict[str, tuple[int, list[str | int]]] = {
        "x": (TensorProto.FLOAT, ["N", "T", K, C]),
        "mask": (TensorProto.BOOL, ["N", "T", K]),
        "lengths": (TensorProto.INT64, ["N"]),
    }
    gives: dict[str, list[str | int]] = {
        "logits": ["N", L],
        "alpha": ["N", "T", K],
        "beta": ["N", "T"],
        "frame_scores": ["N", "T", L],
    }
    made = helper.make_graph(
        graph.nodes,
        "STA-LSTM",
        [helper.make_tensor_value_info(name, kind, shape) for name, (kind, shape) in reads.items()],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in gives.items()],
        graph.weights,
    )
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=min(9, onnx.IR_VERSION))


class _Writer:
    """Writes nodes one after another; a value is the name of what gives it."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.weights: list[Any] = []

    def node(self, operator: str, *inputs: str, name: str = "", n_outputs: int = 1, **attributes: Any) -> str:
        """What an operator gives, the first of it; called ``name`` where the graph gives it."""
        from onnx import helper

        first = name or f"v{len(self.nodes)}"
        outputs = [first, *(f"{first}.{i}" for i in range(1, n_outputs))]
        self.nodes.append(helper.make_node(operator, list(inputs), outputs, **attributes))
        return first

    def constant(self, values: Any, kind: Any = np.int64) -> str:
        """Numbers that are part of the graph."""
        from onnx import numpy_helper

        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values, dtype=kind), name))
        return name

    def linear(self, layer: nn.Linear, value: str) -> str:
        """A linear layer, of the last axis."""
        made = self.node("MatMul", value, self.constant(_array(layer.weight).T, np.float32))
        if "bias" not in dict(layer.named_parameters()):
            return made
        return self.node("Add", made, self.constant(_array(layer.bias), np.float32))

    def lstm(self, layer: nn.LSTM, value: str) -> str:
        """All layers of an LSTM: N × T × H of N × T × I."""
        value = self.node("Transpose", value, perm=[1, 0, 2])
        for number in range(layer.num_layers):
            input_weights, hidden_weights, input_bias, hidden_bias = (
                _gates(_array(getattr(layer, f"{what}_l{number}")))
                for what in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
            )
            biases = np.concatenate([input_bias, hidden_bias])
            given = (self.constant(each[None], np.float32) for each in (input_weights, hidden_weights, biases))
            every = self.node("LSTM", value, *given, hidden_size=layer.hidden_size)  # T × 1 × N × H
            value = self.node("Squeeze", every, self.constant([1]))
        return self.node("Transpose", value, perm=[1, 0, 2])

    def before(self, value: str) -> str:
        """Hidden states one frame earlier, zero at the first."""
        padded = self.node("Pad", value, self.constant([0, 1, 0, 0, 0, 0]))
        return self.node("Slice", padded, self.constant([0]), self.constant([-1]), self.constant([1]))

    def product(self, one: str, other: str, name: str = "") -> str:
        """Both, number by number."""
        return self.node("Mul", one, other, name=name)

    def wider(self, value: str, axis: int) -> str:
        """With one axis more."""
        return self.node("Unsqueeze", value, self.constant([axis]))

    def floats(self, value: str) -> str:
        """In single precision."""
        return self.node("Cast", value, to=1)


def _write(graph: _Writer, network: StaLstm) -> None:
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
    graph: _Writer, spatial: SpatialAttention | None, flat: str, there: str, present: str, n_present: str
) -> str:
    if spatial is None:
        return graph.node("Div", present, graph.node("Max", n_present, graph.constant(1, np.float32)), name="alpha")
    before = graph.before(graph.lstm(spatial.lstm, flat))
    s = graph.node("Tanh", graph.node("Add", graph.linear(spatial.W_x, flat), graph.linear(spatial.W_h, before)))
    lowest = graph.constant(torch.finfo(torch.float32).min, np.float32)
    s = graph.node("Where", there, graph.linear(spatial.U, s), lowest)
    return graph.product(graph.node("Softmax", s, axis=2), present, name="alpha")


def _gate(graph: _Writer, temporal: TemporalAttention | None, flat: str, real: str, name: str) -> str:
    if temporal is None:
        return graph.node("Identity", real, name=name)
    before = graph.before(graph.lstm(temporal.lstm, flat))
    gate = graph.node("Relu", graph.node("Add", graph.linear(temporal.w_x, flat), graph.linear(temporal.w_h, before)))
    return graph.product(graph.node("Squeeze", gate, graph.constant([2])), real, name=name)


def _array(weights: torch.Tensor) -> NDArray[Any]:
    return weights.detach().cpu().float().numpy()


def _gates(weights: NDArray[Any]) -> NDArray[Any]:
    """PyTorch has the gates of an LSTM as input, forget, cell and output; ONNX as input, output, forget and cell."""
    first, forget, cell, output = np.split(weights, 4)
    return np.concatenate([first, output, forget, cell])
