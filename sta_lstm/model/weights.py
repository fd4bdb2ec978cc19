"""Weights from a file into the network that its header describes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from sta_lstm.errors import CheckpointError
from sta_lstm.model.architectures import Architecture
from sta_lstm.model.committee import unpacked
from sta_lstm.model.networks.network import Network, NetworkConfig
from sta_lstm.model.wrapped import with_own_names
from sta_lstm.words import few_of

#: Others of PyTorch's, such as those of 8 bits, are stored only, and not computed with.
_FLOATS = (torch.float16, torch.bfloat16, torch.float32, torch.float64)


def networks_of(
    tensors: dict[str, Tensor], architecture: Architecture, config: NetworkConfig, n_members: object, where: str
) -> list[Network]:
    """The networks of a file, one after another: see `network_of`, and `unpacked` for how several lie in one.

    Raises:
        CheckpointError: as those.
    """
    return [network_of(architecture, config, each, where) for each in unpacked(tensors, n_members, where)]


def network_of(architecture: Architecture, config: NetworkConfig, tensors: dict[str, Tensor], where: str) -> Network:
    """The network of ``config`` with ``tensors`` as its weights, after checking that they are its own.

    Args:
        architecture: of the network.
        config: its sizes.
        tensors: weights by name, as `wrapped` or as they are.
        where: names the file, for messages.

    Raises:
        CheckpointError: a weight is missing, unexpected, of another shape or no finite number.
    """
    # Shapes without memory: a header may promise anything.
    with torch.device("meta"), _AsTheyCome():
        network = architecture.network(config)
    expected = {name: tuple(weights.shape) for name, weights in network.state_dict().items()}
    tensors = with_own_names(tensors, expected)
    found = {name: tuple(weights.shape) for name, weights in tensors.items()}
    complaints = [
        *(f"missing {name} {_shape(shape)}" for name, shape in expected.items() if name not in found),
        *(f"unexpected {name} {_shape(shape)}" for name, shape in found.items() if name not in expected),
        *(
            f"{name}: expected {_shape(shape)}, found {_shape(found[name])}"
            for name, shape in expected.items()
            if name in found and found[name] != shape
        ),
    ]
    if complaints:
        raise CheckpointError(
            f"{where} does not hold the weights of the {architecture.variant_title(config)} that it describes: "
            f"{few_of(complaints, 8, '; ')}."
        )
    wrong = [name for name, weights in tensors.items() if weights.dtype not in _FLOATS or not weights.isfinite().all()]
    if wrong:
        raise CheckpointError(f"{where} has weights that are not finite numbers: {', '.join(wrong[:8])}.")
    network.load_state_dict({name: weights.float() for name, weights in tensors.items()}, assign=True)
    return network


class _AsTheyCome(TorchFunctionMode):
    """Leaves weights as they come, since others take their place: drawing some of no memory imports torch's compiler.

    That takes a second, for nothing.
    """

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """What ``func`` gives; of PyTorch's initial weights, the tensor that they would fill."""
        kwargs = kwargs or {}
        if getattr(func, "__module__", "") == "torch.nn.init":
            return kwargs["tensor"] if "tensor" in kwargs else args[0]
        return func(*args, **kwargs)


def _shape(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "scalar"
