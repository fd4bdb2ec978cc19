"""Networks as ONNX graphs, operator by operator: what writes the nodes."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from sta_lstm.model.networks.network import NetworkConfig

#: Of the operators; onnxruntime knows it since its version 1.13.
OPSET = 17


class GraphWriter:
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

    def model(self, name: str, config: NetworkConfig) -> Any:
        """All that was written, as an ``onnx.ModelProto`` that reads x, mask and lengths and gives an `Output`.

        Args:
            name: of the graph.
            config: sizes of the network.
        """
        import onnx
        from onnx import TensorProto, helper

        K, C, L = config.n_all_joints, config.n_channels, config.n_classes
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
            self.nodes,
            name,
            [helper.make_tensor_value_info(each, kind, shape) for each, (kind, shape) in reads.items()],
            [helper.make_tensor_value_info(each, TensorProto.FLOAT, shape) for each, shape in gives.items()],
            self.weights,
        )
        opset = helper.make_opsetid("", OPSET)
        return helper.make_model(made, opset_imports=[opset], ir_version=min(9, onnx.IR_VERSION))


def _array(weights: torch.Tensor) -> NDArray[Any]:
    return weights.detach().cpu().float().numpy()


def _gates(weights: NDArray[Any]) -> NDArray[Any]:
    """PyTorch has the gates of an LSTM as input, forget, cell and output; ONNX as input, output, forget and cell."""
    first, forget, cell, output = np.split(weights, 4)
    return np.concatenate([first, output, forget, cell])
