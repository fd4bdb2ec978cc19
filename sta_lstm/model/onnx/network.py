"""A network that runs in another program: what an ONNX file says of clips, as a `Network` that answers and no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sta_lstm.errors import CheckpointError, SettingsError
from sta_lstm.model.any_torch.forms import Form
from sta_lstm.model.networks.network import Network, NetworkConfig, Output
from sta_lstm.model.networks.settings import choice
from sta_lstm.model.onnx.graph import Graph
from sta_lstm.model.onnx.process import End
from sta_lstm.model.onnx.runtime import Runtime

#: Frames of the clips on which a file is tried, where it reads any number.
TRIED_FRAMES = 32
#: Most frames of a clip that a file may ask for; as many as a recipe resamples to.
MOST_FRAMES = 2000
#: How far an answer may be from the same answer beside another clip.
_TOLERANCE = 1e-3
_KINDS = {"tensor(float)": np.float32, "tensor(double)": np.float64, "tensor(float16)": np.float16}
#: Numbers of an answer that are taken from the process: 400 MB.
_MOST_BYTES = 400 * 10**6


@dataclass(frozen=True)
class OnnxConfig(NetworkConfig):
    """How a network of somebody else's reads clips and what it gives; the sizes are those of `NetworkConfig`.

    Attributes:
        form: the order of its input's axes, see `sta_lstm.model.any_torch.forms`.
        gives: what it says of each class: logits, or probabilities that sum to 1.

    Raises:
        ValueError: a value is of another type or out of range.
    """

    form: str = field(default="NCTVM")
    gives: str = choice("logits", "probabilities")

    def __post_init__(self) -> None:
        super().__post_init__()
        form = Form.of(self.form)
        if form.axes[0] != "N" or "T" not in form.axes:
            raise ValueError(f"form is {self.form!r}; expected N first, and T on an axis of its own, such as NCTVM")
        if self.n_persons > 1 and not form.has_persons:
            raise ValueError(f"form is {self.form!r}, which has no M for {self.n_persons} persons")

    @property
    def description(self) -> dict[str, str]:
        """How it is read and run, and what its file does not tell."""
        return {
            **super().description,
            "runs in": "onnxruntime, in a process of its own",
            "attention": "none is told by the file; what counts is found by holding parts of the body still",
        }

    def in_form(self, x: Tensor) -> Tensor:
        """What networks of ours read, N × T × K × C, in the form."""
        apart = x.reshape(*x.shape[:2], self.n_persons, self.n_joints, self.n_channels)
        return Form.of(self.form).given(apart.transpose(1, 2))  # of N × M × T × V × C

    def shape(self, n_clips: int, n_frames: int) -> tuple[int, ...]:
        """That of so many clips of so many frames, in the form."""
        sizes = {"N": n_clips, "T": n_frames, "M": self.n_persons, "V": self.n_joints, "C": self.n_channels}
        return Form.of(self.form).shape(**sizes)


class Answering(Network):
    """A network that runs in onnxruntime: it has no weights in this process, and gives no gradients."""

    only_answers = True

    def __init__(self, config: NetworkConfig, runtime: Runtime | None = None, graph: Graph | None = None) -> None:
        """Stand for a file.

        Args:
            config: of the network.
            runtime: that runs it.
            graph: what the file holds.
        """
        super().__init__(config)
        if runtime is None or graph is None:
            raise ValueError("an ONNX network is read from a file, by load_checkpoint; it is not made or trained here")
        self.runtime, self.graph = runtime, graph

    def forward(self, x: Tensor, mask: Tensor | None = None, lengths: Tensor | None = None) -> Output:
        """Read a batch of whole clips, as every `Network` does.

        Raises:
            ValueError: a shape is not that of a network of this configuration.
            SettingsError: gradients are asked for.
            CheckpointError: the file cannot be run, needs too much memory or time, or does not give what it says.
        """
        mask, lengths = self.check_input(x, mask, lengths)
        if x.requires_grad and torch.is_grad_enabled():
            raise SettingsError(
                f"{self.runtime.where} runs in onnxruntime, through which no gradients flow. Ask for maps that hold "
                "parts still, such as ablation-limb, or load the model in torch."
            )
        output = self.answer(x, mask, lengths)
        if not bool(output.logits.isfinite().all()):
            raise CheckpointError(
                f"{self.runtime.where} gives no finite numbers for this clip, or for it with a part held still: it may "
                "divide by what is 0 where nothing moves. Export it with a small number added there."
            )
        return output

    def answer(self, x: Tensor, mask: Tensor, lengths: Tensor) -> Output:
        """What the file says of a batch whose shapes were checked."""
        raise NotImplementedError

    def check_ends(self) -> None:
        """Refuse a graph that does not read what its description says.

        Raises:
            CheckpointError: it reads something else; the message says what.
        """
        raise NotImplementedError

    @property
    def device(self) -> torch.device:
        """The CPU, where onnxruntime runs."""
        return torch.device("cpu")

    def end(self) -> None:
        """End the process in which it runs; the next question starts another."""
        self.runtime.end()

    def try_out(self) -> None:
        """Ask it about two small clips, to learn whether it is what its description says.

        Raises:
            CheckpointError: it is not.
        """
        self.check_ends()
        if (self.n_frames or 0) > MOST_FRAMES:
            raise CheckpointError(
                f"{self.runtime.where} reads clips of {self.n_frames:,} frames, and at most {MOST_FRAMES:,} are read "
                "at once. Export it for fewer, or for any number."
            )
        generator = torch.Generator().manual_seed(0)
        shape = (2, self.n_frames or TRIED_FRAMES, self.config.n_all_joints, self.config.n_channels)
        x = torch.randn(shape, generator=generator)
        both, first = self(x).logits, self(x[:1]).logits
        if float((both[:1] - first).abs().max()) > _TOLERANCE * max(1.0, float(both.abs().max())):
            raise CheckpointError(
                f"{self.runtime.where} says something else of a clip the second time: it may have been exported in "
                "training mode. Call model.eval() and export it again."
            )

    def asked(self, inputs: Mapping[str, NDArray[Any]], names: list[str]) -> dict[str, NDArray[Any]]:
        """The outputs of these names, for these inputs."""
        return dict(zip(names, self.runtime.ask(inputs, names, _MOST_BYTES), strict=True))

    def taken(self, values: NDArray[Any], name: str, shape: tuple[int, ...]) -> Tensor:
        """An output as it should be.

        Raises:
            CheckpointError: it is of another shape.
        """
        if values.shape != shape or values.dtype.kind != "f":
            raise CheckpointError(
                f"{self.runtime.where} should give {times(shape)} numbers as '{name}', by its description; it gives "
                f"{times(values.shape)} ({values.dtype}). Export it again with what it really reads and gives."
            )
        return torch.from_numpy(values.astype(np.float32))


class OnnxNetwork(Answering):
    """A network of somebody else's: it reads what its form says, clips of one length at a time, and gives logits."""

    config: OnnxConfig

    def answer(self, x: Tensor, mask: Tensor, lengths: Tensor) -> Output:
        """Logits alone, of clips of one length at a time: the graph knows of no padding."""
        (end,) = self.runtime.inputs
        one_by_one = end.shape[0] == 1
        logits = x.new_zeros(len(x), self.config.n_classes, dtype=torch.float32)
        for length in sorted(set(lengths.tolist())):
            (rows,) = (lengths == length).nonzero(as_tuple=True)
            for part in rows.split(1) if one_by_one else (rows,):
                logits[part] = self._logits(self.config.in_form(x[part, :length]), end)
        return Output(logits, {}, {})

    def _logits(self, x: Tensor, end: End) -> Tensor:
        name = self.runtime.outputs[0].name
        found = self.asked({end.name: x.detach().cpu().numpy().astype(_KINDS[end.kind])}, [name])
        said = self.taken(found[name], name, (len(x), self.config.n_classes))
        if self.config.gives == "logits":
            return said
        if not bool((said >= 0).all()) or not bool(((said.sum(1) - 1).abs() < _TOLERANCE).all()):
            raise CheckpointError(
                f"{self.runtime.where} should give probabilities, and what it gives does not sum to 1. Export it with "
                "gives='logits'."
            )
        return said.clamp(min=torch.finfo(said.dtype).tiny).log()

    @property
    def units(self) -> tuple[int, ...]:
        """Its widest layer may give its numbers for every joint."""
        return (self.graph.widest * self.config.n_all_joints,)

    @property
    def work(self) -> int:
        """Any weight may be used for every joint."""
        return self.n_weights * self.config.n_all_joints

    @property
    def n_weights(self) -> int:
        """Numbers in the tables of the file."""
        return self.graph.n_weights

    def check_ends(self) -> None:
        """Refuse a graph that does not read the form; learn how many frames it reads.

        Raises:
            CheckpointError: it reads something else; the message says what.
        """
        where, config = self.runtime.where, self.config
        ends = self.runtime.inputs
        if len(ends) != 1 or ends[0].kind not in _KINDS:
            told = ", ".join(f"{each.name} ({each.kind})" for each in ends) or "nothing"
            raise CheckpointError(f"{where} reads {told}; expected one array of numbers. Export it with one input.")
        if not self.runtime.outputs or self.runtime.outputs[0].kind not in _KINDS:
            raise CheckpointError(f"{where} gives no numbers; expected logits or probabilities. Export it with them.")
        shape, axes = ends[0].shape, Form.of(config.form).axes
        fixed = shape[axes.index("T")] if len(shape) == len(axes) else None
        n_frames = fixed if isinstance(fixed, int) else TRIED_FRAMES
        expected = config.shape(1, n_frames)
        fits = len(shape) == len(axes) and all(
            not isinstance(found, int) or found == wanted for found, wanted in zip(shape, expected, strict=True)
        )
        if not fits:
            found = " × ".join("any" if not isinstance(each, int) else f"{each:,}" for each in shape)
            raise CheckpointError(
                f"{where} reads {found}; its description says {config.form}, which is {times(expected)} for one clip "
                f"of {n_frames} frames. Export it again with the form, persons and layout that it reads."
            )
        self.n_frames = fixed if isinstance(fixed, int) else None


def times(shape: tuple[int, ...]) -> str:
    """A shape in words."""
    return " × ".join(f"{size:,}" for size in shape) or "no"
