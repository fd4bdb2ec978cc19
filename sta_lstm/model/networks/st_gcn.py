"""ST-GCN: convolutions over the bones of a body and over time, without attention.

Yan, Xiong, Lin: Spatial Temporal Graph Convolutional Networks for Skeleton-Based Action Recognition, AAAI 2018
(arXiv 1801.07455), in a size that trains on two cores.

Letters: N clips in a batch, T frames, M persons, J joints a person, K = M·J joints in all, B = N·M bodies, C features
or channels, P = 3 parts of a joint's neighbourhood, L classes.

Each body is read by itself. What lies in padding, and who is absent, is zero before every convolution over time and is
left out of every mean, those of the normalisation among them: so nothing of an answer depends on them.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any, Self

import torch
from torch import Tensor, nn
from torch.nn import functional

from sta_lstm.model.networks.network import Network, NetworkConfig, Output
from sta_lstm.model.networks.settings import number, of_layout, whole

#: Parts of a neighbourhood: the joint itself, neighbours nearer to the body's root, and those farther from it.
_PARTS = 3
#: How far running means move with one batch.
_MOMENTUM = 0.1


@dataclass(frozen=True)
class StGcnConfig(NetworkConfig):
    """Shape of an ST-GCN; the sizes are those of `NetworkConfig`.

    The first half of the blocks has ``channels``, the second half twice as many, and the first of these reads every
    second frame.

    Attributes:
        n_blocks: blocks of a graph convolution and one over time. The paper has 9.
        channels: of the first blocks. The paper has 64.
        kernel: frames that a convolution over time reads; odd. The paper has 9.
        dropout: behind each convolution over time. The paper has 0.5.
        bones: pairs of joints that a bone joins, by number.
        root: number of the joint from which the neighbourhoods are divided.

    Raises:
        ValueError: a value is of another type or out of range.
    """

    n_blocks: int = whole(4, 1, 16)
    channels: int = whole(32, 1, 512)
    kernel: int = whole(9, 1, 31)
    dropout: float = number(0.3, 0, 1, below=True)
    bones: tuple[tuple[int, int], ...] = of_layout(())
    root: int = of_layout(0)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.kernel % 2 == 0:
            raise ValueError(f"kernel is {self.kernel}; expected an odd number of frames")
        joints = [self.root, *(joint for bone in self.bones for joint in bone)]
        if any(type(joint) is not int or not 0 <= joint < self.n_joints for joint in joints):
            raise ValueError(f"bones and root name a joint that is none of 0 to {self.n_joints - 1}")

    def of_body(self, bones: tuple[tuple[int, int], ...], root: int) -> dict[str, Any]:
        """The bones and the root."""
        return {"bones": bones, "root": root}

    @classmethod
    def from_json(cls, values: object) -> Self:
        """A configuration from the JSON of a checkpoint.

        Raises:
            ValueError: a key is missing or unknown, or a value is out of range.
        """
        if isinstance(values, dict) and "bones" in values:
            bones = values["bones"]
            if not isinstance(bones, list) or not all(isinstance(bone, list) and len(bone) == 2 for bone in bones):
                raise ValueError("bones is no list of pairs of joints")
            values = values | {"bones": tuple((first, second) for first, second in bones)}
        return super().from_json(values)

    @property
    def widths(self) -> tuple[int, ...]:
        """Channels of each block."""
        plain = (self.n_blocks + 1) // 2
        return (self.channels,) * plain + (2 * self.channels,) * (self.n_blocks - plain)

    @property
    def description(self) -> dict[str, str]:
        """Blocks and channels, and the graph."""
        return {
            "blocks": f"{self.n_blocks} of {', '.join(map(str, self.widths))} channels",
            "convolution over time": f"{self.kernel} frames",
            "graph": f"{len(self.bones)} bones a body, divided from the root",
        }


class MaskedNorm(nn.Module):
    """Batch normalisation by the mean and variance of what is there alone: no padding, nobody who is absent."""

    mean: Tensor
    variance: Tensor

    def __init__(self, n_channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(n_channels))
        self.bias = nn.Parameter(torch.zeros(n_channels))
        self.register_buffer("mean", torch.zeros(n_channels))
        self.register_buffer("variance", torch.ones(n_channels))

    def forward(self, x: Tensor, there: Tensor) -> Tensor:
        """B × C × T × J, normalised; what is not there is not zero afterwards.

        Args:
            x: B × C × T × J.
            there: 1 where a joint is there and 0 elsewhere; B × 1 × T × J, or B × C × T × J.
        """
        mean, variance = self.mean, self.variance
        if self.training:
            axes = (0, 2, 3)
            n = there.sum(axes).clamp(min=1)  # C, or 1
            mean = (x * there).sum(axes) / n  # C
            variance = ((x - mean[:, None, None]).square() * there).sum(axes) / n
            with torch.no_grad():
                self.mean.lerp_(mean.to(self.mean.dtype), _MOMENTUM)
                self.variance.lerp_(variance.to(self.variance.dtype), _MOMENTUM)
        scale = self.weight * (variance + 1e-5).rsqrt()
        return x * scale[:, None, None] + (self.bias - mean * scale)[:, None, None]


class GraphConvolution(nn.Module):
    """y_j = b + Σ_p W_p Σ_i A_p[i, j] E_p[i, j] x_i, with A the graph and E what is learned of each edge.

    The paper adds a b_p to each W_p x_i, before the sum over the neighbours.
    """

    def __init__(self, n_inputs: int, n_channels: int, n_joints: int) -> None:
        super().__init__()
        self.weigh = nn.Conv2d(_PARTS * n_inputs, n_channels, 1)
        self.edges = nn.Parameter(torch.ones(_PARTS, n_joints, n_joints))

    def forward(self, x: Tensor, graph: Tensor) -> Tensor:
        """From B × C × T × J and the graph (P × J × J) to B × C' × T × J."""
        read: Tensor = self.weigh(torch.cat([x @ part for part in graph * self.edges], 1))  # from B × P·C × T × J
        return read


class Block(nn.Module):
    """A graph convolution, one over time, and the way around both."""

    def __init__(self, n_inputs: int, n_channels: int, config: StGcnConfig, *, stride: int, is_first: bool) -> None:
        super().__init__()
        self.stride, self.is_first = stride, is_first
        self.space = GraphConvolution(n_inputs, n_channels, config.n_joints)
        self.space_norm = MaskedNorm(n_channels)
        kernel = config.kernel
        self.time = nn.Conv2d(n_channels, n_channels, (kernel, 1), (stride, 1), (kernel // 2, 0))
        self.time_norm = MaskedNorm(n_channels)
        self.dropout = nn.Dropout(config.dropout)
        changes = not is_first and (stride > 1 or n_inputs != n_channels)
        self.around = nn.Conv2d(n_inputs, n_channels, 1, (stride, 1)) if changes else None
        self.around_norm = MaskedNorm(n_channels) if changes else None

    def forward(self, x: Tensor, there: Tensor, graph: Tensor) -> Tensor:
        """From B × C × T × J, zero where nothing is ``there`` (B × 1 × T × J), to the same of every stride-th frame."""
        after = there[:, :, :: self.stride]
        y = functional.relu(self.space_norm(self.space(x, graph), there)) * there
        y = self.dropout(self.time_norm(self.time(y), after))
        if self.around is not None and self.around_norm is not None:
            x = self.around_norm(self.around(x), after)
        if not self.is_first:
            y = y + x
        return functional.relu(y) * after


class StGcn(Network):
    """The whole network.

    Example:
        >>> config = StGcnConfig(n_persons=1, n_joints=3, n_channels=3, n_classes=5, bones=((0, 1), (1, 2)))
        >>> StGcn(config)(torch.zeros(2, 40, 3, 3)).logits.shape
        torch.Size([2, 5])
    """

    config: StGcnConfig

    def __init__(self, config: StGcnConfig) -> None:
        super().__init__(config)
        self.input_norm = MaskedNorm(config.n_joints * config.n_channels)
        widths = config.widths
        inputs = (config.n_channels, *widths)
        self.blocks = nn.ModuleList(
            Block(inputs[i], width, config, stride=1 + (width > inputs[i] and i > 0), is_first=i == 0)
            for i, width in enumerate(widths)
        )
        self.classify = nn.Linear(widths[-1], config.n_classes)
        self._graph = neighbourhoods(config.n_joints, config.bones, config.root)

    def forward(self, x: Tensor, mask: Tensor | None = None, lengths: Tensor | None = None) -> Output:
        """Read a batch of whole clips.

        Args:
            x: N × T × K × C. Padding may hold anything finite.
            mask: N × T × K, whether a joint's person is in the frame. All are, if left out.
            lengths: N, frames of each clip before padding; T, if left out.

        Returns:
            logits, a linear function of the mean over all joints that are there, and so a sum over frames, Σ_t β_t z_t;
            the curve ``beta``, 1/T, since it learns no attention, and 0 in padding; frame scores z_t, 0 in padding. A
            frame's z_t has read the frames around it, later ones too: a convolution over time reads both ways.

        Raises:
            ValueError: a shape is not the one above.
        """
        mask, lengths = self.check_input(x, mask, lengths)
        N, T, _, C = x.shape
        M, J = self.config.n_persons, self.config.n_joints
        there = mask.view(N, T, M, J).transpose(1, 2).reshape(N * M, 1, T, J).to(x.dtype)  # B × 1 × T × J
        y = x.view(N, T, M, J, C).permute(0, 2, 4, 1, 3).reshape(N * M, C, T, J)
        y = _unfolded(self.input_norm(_folded(y), _folded(there.expand_as(y))), J) * there
        graph = self._graph.to(x)
        for block in self.blocks:
            y = block(y, there, graph)
            there = there[:, :, :: block.stride]
        n_there = there.reshape(N, -1).sum(1).clamp(min=1)
        rows = y.view(N, M, *y.shape[1:]).sum((1, 4)) / n_there[:, None, None]  # N × C' × R, of every stride-th frame
        logits = self.classify(rows.sum(2))
        real = torch.arange(T, device=x.device) < lengths[:, None]  # N × T
        beta = real / lengths[:, None].clamp(min=1)
        return Output(logits, {}, {"beta": beta.to(x.dtype)}, self._frame_scores(rows, real, lengths))

    def _frame_scores(self, rows: Tensor, real: Tensor, lengths: Tensor) -> Tensor:
        """z_t, N × T × L: each row's share of the score (N × C' × R), told of the frames (N × T) that it stands for."""
        T, R = real.shape[1], rows.shape[2]
        stride = (T + R - 1) // R  # rounded up, of positive numbers: ONNX rounds negative ones otherwise
        row = torch.arange(T, device=rows.device) // stride  # T
        left = lengths[:, None] - row * stride  # N × T, from the row's first frame on
        said = functional.linear(rows.transpose(1, 2), self.classify.weight)[:, row]  # N × T × L
        shares = lengths[:, None] / left.clamp(1, stride)
        return (said * shares[..., None] + self.classify.bias) * real[..., None]

    @property
    def last_layer(self) -> tuple[str, str]:
        """The last block."""
        return f"blocks.{len(self.blocks) - 1}", "(NM)CTV"

    @property
    def units(self) -> tuple[int, ...]:
        """Numbers a frame that each layer reads or gives, those of all joints."""
        layers = (module for module in self.modules() if isinstance(module, nn.Conv2d))
        return tuple(max(layer.in_channels, layer.out_channels) * self.config.n_all_joints for layer in layers)

    @property
    def work(self) -> int:
        """Each weight of a convolution is used for every joint."""
        return sum(weights.numel() for weights in self.parameters()) * self.config.n_all_joints


def neighbourhoods(n_joints: int, bones: tuple[tuple[int, int], ...], root: int) -> Tensor:
    """A, P × J × J: who is read by whom, in the paper's spatial configuration; A[p, i, j] weighs i where j is made.

    A joint reads itself and those that a bone joins to it: of part 0 those as far from the root as itself, of part 1
    the nearer and of part 2 the farther ones, in bones. All that one joint reads weighs 1 together. A joint that no way
    leads to from the root is as far as all others of that kind.
    """
    near: list[set[int]] = [{joint} for joint in range(n_joints)]
    for one, other in bones:
        near[one].add(other)
        near[other].add(one)
    distance = {root: 0}
    waiting = deque([root])
    while waiting:
        joint = waiting.popleft()
        for other in sorted(near[joint] - distance.keys()):
            distance[other] = distance[joint] + 1
            waiting.append(other)
    graph = torch.zeros(_PARTS, n_joints, n_joints, device="cpu")
    for joint, others in enumerate(near):
        for other in others:
            farther = distance.get(other, n_joints) - distance.get(joint, n_joints)
            graph[0 if farther == 0 else 1 if farther < 0 else 2, other, joint] = 1 / len(others)
    return graph


def _folded(x: Tensor) -> Tensor:
    """B × C·J × T × 1 of B × C × T × J: each joint's features are channels of their own."""
    return x.transpose(2, 3).flatten(1, 2)[..., None]


def _unfolded(x: Tensor, n_joints: int) -> Tensor:
    """The inverse."""
    B, _, T, _ = x.shape
    return x.view(B, -1, n_joints, T).transpose(2, 3)
