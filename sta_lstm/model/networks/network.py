"""What every architecture has in common: its configuration, its network, and what the network says of clips.

Letters: N clips in a batch, T frames, M persons, J joints a person, K = M·J joints in all, C features a joint,
L classes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, NamedTuple, Self, TypeVar

import torch
from torch import Tensor, nn

from sta_lstm.model.networks.settings import find_fault, whole

ConfigType = TypeVar("ConfigType", bound="NetworkConfig")


@dataclass(frozen=True)
class NetworkConfig:
    """The sizes that a network of any architecture has; an architecture's own configuration adds its settings.

    Fields that are made with the functions of `sta_lstm.model.networks.settings` say what they take, here and in a
    training recipe.

    Attributes:
        n_persons: M.
        n_joints: J, joints of one person.
        n_channels: C, features of a joint.
        n_classes: L.

    Raises:
        ValueError: a value is of another type or out of range.
    """

    n_persons: int = whole(None, 1, 8)
    n_joints: int = whole(None, 1, 512)
    n_channels: int = whole(None, 1, 64)
    n_classes: int = whole(None, 2, 10_000)

    def __post_init__(self) -> None:
        fault = find_fault(self)
        if fault is not None:
            raise ValueError(fault)

    @property
    def n_all_joints(self) -> int:
        """K = M·J."""
        return self.n_persons * self.n_joints

    def of_body(self, bones: tuple[tuple[int, int], ...], root: int) -> dict[str, Any]:
        """Settings that follow from how the joints of a body hang together; none, for a network that does not ask.

        Args:
            bones: pairs of joints, by number.
            root: number of the joint that centring subtracts.
        """
        return {}

    def on_grid(self, cells: tuple[int, ...]) -> dict[str, Any]:
        """Settings that follow from where the joints lie in the grid of a body; none, for a network that does not ask.

        Args:
            cells: J, the cell of each joint, as `sta_lstm.skeletons.body_grid.body_cells` has it.
        """
        return {}

    @property
    def reads_any_layout(self) -> bool:
        """Whether a network of these weights reads bodies of every layout, once it is told where the joints lie."""
        return False

    @property
    def learned(self) -> frozenset[str]:
        """The maps and curves of the output that this network learns; others are uniform, and say nothing of a clip."""
        return frozenset()

    @property
    def description(self) -> dict[str, str]:
        """What a card says of the network's shape, by heading; here, each setting of the architecture's own."""
        sizes = {each.name for each in fields(NetworkConfig)}
        own = (each.name for each in fields(self) if each.name not in sizes)
        return {name.replace("_", " "): str(getattr(self, name)) for name in own}

    @classmethod
    def from_json(cls, values: object) -> Self:
        """A configuration from the JSON of a checkpoint, which has every field and no other.

        Raises:
            ValueError: a key is missing or unknown, or a value is out of range.
        """
        if not isinstance(values, dict):
            raise ValueError(f"expected an object of settings, got {type(values).__name__}")
        known = {each.name for each in fields(cls)}
        if set(values) != known:
            missing, unknown = sorted(known - set(values)), sorted(set(values) - known)
            raise ValueError(f"missing settings: {missing or 'none'}; unknown settings: {unknown or 'none'}")
        return cls(**values)


@dataclass(frozen=True)
class Variant:
    """One of the networks that an architecture stands for.

    Attributes:
        title: its name in the literature, "TA-LSTM".
        settings: the values of the configuration that make it this one.
        parts: the subnetworks that it has beside ``main``.
    """

    title: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[str, ...] = ()

    def of(self, config: ConfigType) -> ConfigType:
        """``config`` with the settings of this variant."""
        return replace(config, **self.settings)


class Output(NamedTuple):
    """What a network says of a batch of clips.

    Attributes:
        logits: N × L.
        maps: by name, each N × T × K: how much each joint of each frame counted, such as ``"alpha"``.
        curves: by name, each N × T: how much each frame counted, such as ``"beta"``.
        frame_scores: N × T × L, what each frame says of each class; None where the architecture has no such thing.
        links: N × K × K, how much each joint (row) attends to each other (column); None where joints do not.
        forecast_error: a scalar, in training mode alone: the mean square error of the frames that were forecast, where
            the architecture forecasts any.
    """

    logits: Tensor
    maps: dict[str, Tensor]
    curves: dict[str, Tensor]
    frame_scores: Tensor | None = None
    links: Tensor | None = None
    forecast_error: Tensor | None = None

    def float(self) -> Output:
        """The same in single precision."""
        return Output(
            self.logits.float(),
            {name: values.float() for name, values in self.maps.items()},
            {name: values.float() for name, values in self.curves.items()},
            None if self.frame_scores is None else self.frame_scores.float(),
            None if self.links is None else self.links.float(),
            None if self.forecast_error is None else self.forecast_error.float(),
        )

    def clip(self, row: int, n_frames: int) -> Output:
        """What was said of one clip of the batch: L, and T × …, of its own ``n_frames`` alone."""
        return Output(
            self.logits[row],
            {name: values[row, :n_frames] for name, values in self.maps.items()},
            {name: values[row, :n_frames] for name, values in self.curves.items()},
            None if self.frame_scores is None else self.frame_scores[row, :n_frames],
            None if self.links is None else self.links[row],
        )


class Network(nn.Module):
    """A network of any architecture: it has a configuration, reads a batch of clips and gives an `Output`.

    A subclass says in `parts` what stages of training train and freeze, and in `for_stage` what it is without some of
    them; one that is always trained as a whole need say neither.

    Attributes:
        config: its sizes and settings.
        joint_order: which joint of a person each column is in what `last_layer` and others give; None for its own.
        n_frames: of every clip that it reads; None for any number.
        only_answers: whether it runs in another program, as an ONNX file does: its weights are not at hand, so that
            nothing in it can be changed, and no gradients flow.
        even_attention: in training mode alone, the probability that a clip is read with all joints weighing alike,
            whatever the attention says; whoever trains sets it.
    """

    joint_order: tuple[int, ...] | None = None
    n_frames: int | None = None
    only_answers = False
    even_attention = 0.0

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.config = config

    def forward(self, x: Tensor, mask: Tensor | None = None, lengths: Tensor | None = None) -> Output:
        """Read a batch of whole clips.

        Args:
            x: N × T × K × C. Padding may hold anything finite.
            mask: N × T × K, whether a joint's person is in the frame. All are, if left out.
            lengths: N, frames of each clip before padding; T, if left out.
        """
        raise NotImplementedError

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return next(self.parameters()).device

    @property
    def last_layer(self) -> tuple[str, str]:
        """Name of the last module that gives numbers for every frame and joint, and in which form; empty for none.

        The form is told in letters, as that of `sta_lstm.model.any_torch.forms`.
        """
        return "", ""

    def layer(self, name: str) -> nn.Module:
        """The module of that name.

        Raises:
            AttributeError: there is none.
        """
        return self.get_submodule(name)

    @property
    def units(self) -> tuple[int, ...]:
        """Numbers a frame that each layer gives: what bounds memory."""
        return tuple(weights.shape[0] for weights in self.parameters() if weights.ndim > 1)

    @property
    def work(self) -> int:
        """Multiplications a frame, about: what bounds time."""
        return sum(weights.numel() for weights in self.parameters())

    @property
    def n_weights(self) -> int:
        """Numbers in its weights."""
        return sum(weights.numel() for weights in self.parameters())

    @property
    def kind(self) -> type[Network]:
        """The class of its architecture: its own, but for one that stands for another."""
        return type(self)

    def parts(self) -> dict[str, tuple[nn.Module, ...]]:
        """The modules of each part that stages of training train or freeze, by its name."""
        return {"main": (self,)}

    def for_stage(self, attention: Collection[str], n_layers: int = 0) -> Network:
        """The network that a stage of training trains, which shares its parts with this one.

        Args:
            attention: the subnetworks in use.
            n_layers: layers of a smaller main network, made for the stage alone; 0 for this network's own.

        Raises:
            ValueError: this architecture cannot do without a part.
        """
        if attention or n_layers:
            raise ValueError(f"{type(self).__name__} is trained as a whole")
        return self

    def of_layout(self, config: NetworkConfig) -> Network:
        """The same network, with the same weights, for bodies of another layout, whose configuration is ``config``.

        Raises:
            ValueError: this architecture reads the joints alone that it was made for.
        """
        raise ValueError(f"{type(self).__name__} reads one layout")

    def check_input(self, x: Tensor, mask: Tensor | None, lengths: Tensor | None) -> tuple[Tensor, Tensor]:
        """Mask (N × T × K, false in padding) and lengths (N) of a batch, where they were left out as well.

        Raises:
            ValueError: a shape is not that of `forward`.
        """
        K, C = self.config.n_all_joints, self.config.n_channels
        if x.ndim != 4 or x.shape[2:] != (K, C) or x.shape[1] == 0:
            raise ValueError(f"x has shape {tuple(x.shape)}; expected clips × frames × {K} joints × {C} features")
        N, T = x.shape[:2]
        if mask is not None and (mask.dtype != torch.bool or mask.shape != (N, T, K)):
            raise ValueError(f"mask is {mask.dtype} {tuple(mask.shape)}; expected bool {(N, T, K)}")
        if lengths is not None and lengths.shape != (N,):
            raise ValueError(f"lengths has shape {tuple(lengths.shape)}; expected {(N,)}")
        if mask is None:
            mask = x.new_ones(x.shape[:3], dtype=torch.bool)
        if lengths is None:
            lengths = torch.full((N,), T, device=x.device)
        real = torch.arange(T, device=x.device) < lengths[:, None]  # N × T
        return mask & real[..., None], lengths
