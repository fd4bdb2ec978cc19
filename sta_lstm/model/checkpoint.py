"""A checkpoint: one safetensors file that says everything needed to use it again, and never runs code.

The header's entry ``sta_lstm`` is JSON with the keys of `Checkpoint`, a ``format_version`` and the ``architecture``.
A ``.pt`` file with a state dict (bare, or `wrapped`) is read too, with the same JSON in a ``.json`` of the same name,
and an ONNX file with the same JSON in its metadata.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import safetensors.torch
import torch

from sta_lstm.disk import write_whole
from sta_lstm.errors import CheckpointError, SettingsError, StaLstmError
from sta_lstm.formats.guard import foreseen
from sta_lstm.formats.rules.text import one_line
from sta_lstm.model.architectures import Architecture, architecture_of
from sta_lstm.model.committee import check_alike, packed
from sta_lstm.model.containers import (
    HEADER_KEY,
    MAX_HEADER,
    check_size,
    is_torch_zip,
    read_safetensors,
    read_state_dict,
    read_whole,
)
from sta_lstm.model.description import described, header_values, whole_number
from sta_lstm.model.devices import choose_device
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.model.networks.network import Network, NetworkConfig
from sta_lstm.model.onnx.graph import read_graph
from sta_lstm.model.onnx.load import onnx_networks
from sta_lstm.model.onnx.wire import is_onnx
from sta_lstm.model.reads import Reads
from sta_lstm.model.weights import networks_of
from sta_lstm.skeletons import SkeletonLayout
from sta_lstm.skeletons.body_grid import body_cells
from sta_lstm.words import whole_text


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A trained network with all that belongs to it.

    Attributes:
        name: what people call it.
        network: on its device. One that was loaded is in evaluation mode, its weights need no gradient, and all who
            loaded it share it: read it only.
        layout: the joints that it was trained on; some networks read others too (`reads`, `of_layout`).
        min_persons: fewest persons in a clip that it was trained on; see `reads`.
        class_names: L names, in the order of the logits.
        recipe: how a clip becomes its input.
        training: how it was trained, as plain JSON values.
        accuracy: how well it does on which split, as plain JSON values.
        revision: hash of the file, or of the weights where it was never in one.
        others: further networks of the same shape, trained alike from other seeds, on the same device; `network` alone
            is asked, and they tell how far another training would have attended alike.
    """

    name: str
    network: Network
    layout: SkeletonLayout
    min_persons: int
    class_names: tuple[str, ...]
    recipe: FeatureRecipe
    training: Mapping[str, Any] = field(default_factory=dict)
    accuracy: Mapping[str, Any] = field(default_factory=dict)
    revision: str = ""
    others: tuple[Network, ...] = ()

    def __post_init__(self) -> None:
        self._check_types()
        config = self.network.config
        where = f"checkpoint '{self.name}'"
        check_alike(self.network, self.others, where)
        if len(self.class_names) != config.n_classes or len(set(self.class_names)) != config.n_classes:
            raise CheckpointError(
                f"{where} names {len(set(self.class_names))} classes; its network has {config.n_classes}."
            )
        if self.layout.n_joints != config.n_joints:
            raise CheckpointError(
                f"{where} has the layout '{self.layout.name}' of {self.layout.n_joints} joints; its network reads "
                f"{config.n_joints}."
            )
        if self.recipe.n_channels != config.n_channels:
            raise CheckpointError(
                f"{where}: its feature recipe makes {self.recipe.n_channels} features a joint; its network reads "
                f"{config.n_channels}."
            )
        if self.network.n_frames not in (None, self.recipe.resample):
            made = self.recipe.resample or "as many as the clip has"
            raise CheckpointError(
                f"{where}: its network reads clips of {self.network.n_frames} frames alone; its feature recipe makes "
                f"{made}. Write it again with a recipe that resamples to {self.network.n_frames}."
            )
        if not 1 <= self.min_persons <= config.n_persons:
            raise CheckpointError(
                f"{where} asks for at least {self.min_persons} persons; its network reads 1 to {config.n_persons}."
            )

    def _check_types(self) -> None:
        kinds: dict[str, tuple[type, ...]] = {
            "name": (str,),
            "layout": (SkeletonLayout,),
            "min_persons": (int,),
            "class_names": (tuple, list),
            "recipe": (FeatureRecipe,),
            "training": (Mapping,),
            "accuracy": (Mapping,),
            "revision": (str,),
        }
        for field_name, kind in kinds.items():
            value = getattr(self, field_name)
            if not isinstance(value, kind) or isinstance(value, bool):
                raise CheckpointError(
                    f"the {field_name} of a checkpoint must be a {kind[0].__name__}; got {type(value).__name__} "
                    f"{value!r:.60}."
                )
        if not isinstance(getattr(self.network, "config", None), NetworkConfig):
            raise CheckpointError(
                f"checkpoint '{self.name}' needs a network with a NetworkConfig as its config; got "
                f"{type(self.network).__name__}."
            )
        if not all(isinstance(each, str) for each in self.class_names):
            raise CheckpointError(
                f"the class names of checkpoint '{self.name}' are texts; got {self.class_names!r:.60}."
            )
        object.__setattr__(self, "class_names", tuple(self.class_names))

    @property
    def config(self) -> NetworkConfig:
        """Shape and variant of the network."""
        return self.network.config

    @property
    def architecture(self) -> Architecture:
        """To which the network belongs.

        Raises:
            SettingsError: none that is registered.
        """
        return architecture_of(self.network)

    @property
    def variant(self) -> str:
        """What the network is called in the literature, "TA-LSTM"."""
        return self.architecture.variant_title(self.config)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.network.device

    @property
    def n_parameters(self) -> int:
        """Number of weights."""
        return self.network.n_weights

    @property
    def members(self) -> tuple[Checkpoint, ...]:
        """Each network of the committee as a checkpoint of its own, this one first; one alone is its own committee."""
        alone = replace(self, others=())
        return (alone, *(replace(alone, network=network) for network in self.others))

    @property
    def reads(self) -> Reads:
        """The clips that fit it."""
        any_layout = self.config.reads_any_layout and not self.network.only_answers
        return Reads(self.layout, self.min_persons, self.config.n_persons, any_layout)

    def of_layout(self, layout: SkeletonLayout) -> Checkpoint:
        """The same checkpoint, with the same weights, as it reads bodies of ``layout``.

        It is this one itself where that is its own layout, where it reads no other, or where ``layout`` is of no body.
        """
        if layout.joints == self.layout.joints or not self.reads.takes(layout):
            return self
        grid = self.config.on_grid(body_cells(layout) or ())
        config = replace(self.config, n_joints=layout.n_joints, **grid)
        others = tuple(each.of_layout(config) for each in self.others)
        return replace(self, layout=layout, network=self.network.of_layout(config), others=others)


def save_checkpoint(checkpoint: Checkpoint, path: str | os.PathLike[str]) -> Path:
    """Write ``checkpoint`` as safetensors, beside ``path`` first and then renamed, so that no half file is left.

    Raises:
        CheckpointError: the file cannot be written.
        SettingsError: the network is of no registered architecture, is code, which no file holds, or is an ONNX file.
    """
    path, architecture = Path(path), checkpoint.architecture
    architecture.check_kept(checkpoint.name)
    if checkpoint.network.only_answers:
        raise SettingsError(f"checkpoint '{checkpoint.name}' is an ONNX file, whose weights stay in it: copy the file.")
    header = header_values(checkpoint)
    tensors = packed((checkpoint.network, *checkpoint.others))
    content = safetensors.torch.save(tensors, {HEADER_KEY: whole_text(json.dumps(header, ensure_ascii=False))})
    n_header = int.from_bytes(content[:8], "little")
    if n_header > MAX_HEADER:
        raise CheckpointError(
            f"the header of checkpoint '{checkpoint.name}' takes {n_header:,} bytes; at most {MAX_HEADER:,} are read."
        )
    with contextlib.suppress(OSError):  # what was wrong is said below
        path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content, error=CheckpointError)
    return path


def load_checkpoint(
    source: str | os.PathLike[str] | bytes,
    *,
    name: str | None = None,
    device: str = "auto",
    header: bytes | None = None,
) -> Checkpoint:
    """Read a checkpoint from a file or from its bytes.

    Args:
        source: path or content of a ``.safetensors`` file, of a ``.pt`` file with a state dict, or of an ONNX file that
            `to_onnx` wrote, which runs in a process of its own.
        name: what to call it in messages; the file's name, if left out.
        device: ``"auto"`` (CUDA, then MPS, then CPU) or a device's name.
        header: the JSON that belongs to a ``.pt`` file given as bytes; for a path it is read from the ``.json`` beside.

    Raises:
        CheckpointError: not one of our checkpoints, or damaged; the message says which and what was found.
        SettingsError: the device is not there.
    """
    target = choose_device(device)
    if isinstance(source, bytes):
        content, name = source, name or "uploaded checkpoint"
        check_size(len(content), name)
    else:
        path = Path(source)
        name = name or path.name
        content = read_whole(path, name)
        if header is None and path.suffix != ".safetensors" and path.with_suffix(".json").is_file():
            header = read_whole(path.with_suffix(".json"), path.with_suffix(".json").name)
    where = f"checkpoint '{whole_text(name)}'"
    with foreseen(name, "the reader of checkpoints", CheckpointError):
        if is_onnx(content):
            graph = read_graph(content, where)
            networks, text = partial(onnx_networks, content, graph), graph.header
        else:
            read = partial(read_state_dict, header=header) if is_torch_zip(content) else read_safetensors
            tensors, text = read(content, where=where)
            networks = partial(networks_of, tensors)
        return _build(networks, text, where, hashlib.sha256(content).hexdigest()[:16], target)


def _build(
    networks: Callable[[Architecture, NetworkConfig, object, str], list[Network]],
    text: str,
    where: str,
    revision: str,
    device: torch.device,
) -> Checkpoint:
    values, known = described(text, where)
    try:
        config = known.config.from_json(values["config"])
        network, *others = (
            each.to(device).eval().requires_grad_(False)
            for each in networks(known, config, values.get("members", 1), where)
        )
        return Checkpoint(
            name=whole_text(str(values["name"])),
            network=network,
            others=tuple(others),
            layout=SkeletonLayout.from_json(values["layout"]),
            min_persons=whole_number(values["min_persons"], "min_persons"),
            class_names=tuple(whole_text(str(name)) for name in values["class_names"]),
            recipe=FeatureRecipe.from_json(values["recipe"]),
            training=dict(values["training"]),
            accuracy=dict(values["accuracy"]),
            revision=revision,
        )
    except CheckpointError:
        raise
    except StaLstmError as error:
        raise CheckpointError(f"{where}: {error}") from error
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        said = one_line(str(error), 200)
        raise CheckpointError(f"{where}: its description lacks or garbles a setting ({said}).") from error
