"""Networks as ONNX files that `load_checkpoint` opens: ours, and any other of torch."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from sta_lstm.disk import write_whole
from sta_lstm.errors import CheckpointError, SettingsError
from sta_lstm.formats.rules.text import one_line
from sta_lstm.model.any_torch.forms import Form
from sta_lstm.model.checkpoint import Checkpoint, load_checkpoint
from sta_lstm.model.containers import HEADER_KEY
from sta_lstm.model.description import FORMAT_VERSION, header_values
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.model.networks.grid import Grid
from sta_lstm.model.networks.network import Network, Output
from sta_lstm.model.networks.sta_lstm import StaLstm
from sta_lstm.model.onnx.exported import FRAME_SCORES, INPUTS, LOGITS
from sta_lstm.model.onnx.grid_graph import grid_graph
from sta_lstm.model.onnx.network import TRIED_FRAMES, Answering, OnnxConfig
from sta_lstm.model.onnx.sta_lstm_graph import sta_lstm_graph
from sta_lstm.model.onnx.torch_exporter import exported
from sta_lstm.model.run import evaluating
from sta_lstm.skeletons import SkeletonLayout
from sta_lstm.skeletons.layouts import layout_named
from sta_lstm.words import whole_text

_NEEDED = ("onnx", "onnxruntime", "onnxscript")
#: Networks whose graph is written here rather than by PyTorch's exporter.
_WRITERS: Mapping[type[Network], Callable[[Network], Any]] = {StaLstm: sta_lstm_graph, Grid: grid_graph}
#: Clips and frames on which a file is compared with torch, and how far it may be off.
_TRIED = ((1, 1), (2, 7), (3, 40))
_TOLERANCE = 1e-4
#: Persons that a model reads whose form has an axis for them, as in `sta_lstm.explain`.
_USUAL_PERSONS = 2


def to_onnx(
    model: Checkpoint | nn.Module,
    path: str | os.PathLike[str],
    *,
    layout: SkeletonLayout | str | None = None,
    class_names: Sequence[str] | None = None,
    form: str = "NCTVM",
    persons: int | None = None,
    recipe: FeatureRecipe | None = None,
    gives: str = "logits",
    name: str = "",
    training: Mapping[str, Any] | None = None,
    accuracy: Mapping[str, Any] | None = None,
) -> Path:
    """Write a model as an ONNX file, which the app, the command line and `load_checkpoint` open as a checkpoint.

    A checkpoint of ours says there all that it says in torch, and needs no more than its path. Of any other model of
    torch it has to be said what it reads and gives. What was written is compared with torch before it is kept.

    Example:
        >>> import sta_lstm
        >>> sta_lstm.to_onnx(model, "mine.onnx", layout="ntu-25", class_names=names)  # doctest: +SKIP

    Args:
        model: a checkpoint, or a module from a batch of clips to logits, N × L.
        path: of the file.
        layout: the joints that the model reads, in its order, or the name of a layout.
        class_names: L names, in the order of the logits.
        form: the order of the axes that it reads: N clips, C features, T frames, V joints, M persons, those in
            brackets on one axis; ``"NCTVM"``, ``"NTVC"``, ``"NT(MVC)"``.
        persons: that it reads: 2 where the form has M and this is left out, 1 where it has none. Who is absent is all
            zeros.
        recipe: how positions become what it reads; positions in metres, y up, if left out. ``resample`` says how many
            frames it reads, where it does not read any number.
        gives: ``"logits"``, or ``"probabilities"``, which sum to 1.
        name: what to call it; its class, if left out.
        training: how it was trained, for its card, as `Checkpoint.training`: ``{"dataset": "sbu"}``.
        accuracy: how well it does, as `Checkpoint.accuracy`: ``{"this_checkpoint": 0.91, "split": "56 unseen clips"}``.

    Returns:
        The path.

    Raises:
        SettingsError: a package is missing, the model cannot be exported, or the file does not say what torch says.
        CheckpointError: the file cannot be written, or is not what was said of the model.
    """
    missing = [package for package in _NEEDED if find_spec(package) is None]
    if missing:
        raise SettingsError(
            f"writing ONNX needs {' and '.join(missing)}, which is not installed: pip install 'sta-lstm[onnx]'."
        )
    path = Path(path)
    if isinstance(model, Checkpoint):
        if layout is not None or class_names is not None or persons is not None or recipe is not None:
            raise SettingsError(f"checkpoint '{model.name}' says itself what it reads: give its path and nothing else.")
        content = _of_checkpoint(model)
    else:
        if layout is None or class_names is None:
            raise SettingsError("to_onnx needs to know what the model reads and gives: add layout=… and class_names=….")
        layout = layout if isinstance(layout, SkeletonLayout) else layout_named(layout)
        known = {"training": dict(training or {}), "accuracy": dict(accuracy or {})}
        content = _of_module(model, layout, tuple(class_names), form, persons, recipe, gives, name, known)
    write_whole(path, content, error=CheckpointError)
    return path


def _of_checkpoint(checkpoint: Checkpoint) -> bytes:
    network = checkpoint.network
    where = f"checkpoint '{checkpoint.name}'"
    if network.only_answers:
        raise SettingsError(f"{where} is an ONNX file already: copy the file.")
    if checkpoint.architecture.is_code:
        raise SettingsError(f"{where} stands for a model of torch: give to_onnx that model, with layout=….")
    alone = replace(checkpoint, others=())
    architecture = checkpoint.architecture
    kinds = [each.name for each in (*architecture.maps, *architecture.curves)]
    write = _WRITERS.get(type(network))
    if write is not None:
        made = write(network)
    else:
        K, C = network.config.n_all_joints, network.config.n_channels
        x = torch.randn(2, TRIED_FRAMES, K, C, device=network.device)
        given = (x, torch.ones_like(x[..., 0], dtype=torch.bool), torch.tensor([TRIED_FRAMES, 20], device=x.device))
        with evaluating(network):
            kinds += [FRAME_SCORES] if network(*given).frame_scores is not None else []
            made = exported(_AsTuple(network, kinds), given, INPUTS, [{0, 1}, {0, 1}, {0}], [LOGITS, *kinds], where)
    told = {name: value for name, value in header_values(alone).items() if name != "any_layout"}
    content = _with_header(made, told)
    opened = load_checkpoint(content, name=checkpoint.name)
    for n_clips, n_frames in _TRIED:
        x, mask, lengths = _made_up(network, n_clips, n_frames)
        with torch.inference_mode(), evaluating(network):
            torch_says = network(*(each.to(network.device) for each in (x, mask, lengths)))
            onnx_says = opened.network(x, mask, lengths)
        for one, other in zip(_all_of(torch_says), _all_of(onnx_says), strict=True):
            _check_same(one, other, where, n_clips, n_frames)
    _end(opened)
    return content


def _of_module(
    model: nn.Module,
    layout: SkeletonLayout,
    class_names: tuple[str, ...],
    form: str,
    persons: int | None,
    recipe: FeatureRecipe | None,
    gives: str,
    name: str,
    known: Mapping[str, Any],
) -> bytes:
    if not isinstance(model, nn.Module):
        raise SettingsError(f"a checkpoint or a torch.nn.Module can be exported; got {type(model).__name__}.")
    name = one_line(name, 100) or type(model).__name__
    recipe = recipe or FeatureRecipe(centre="none")
    n_persons = persons or (_USUAL_PERSONS if Form.of(form).has_persons else 1)
    try:
        config = OnnxConfig(n_persons, layout.n_joints, recipe.n_channels, len(class_names), form, gives)
    except ValueError as error:
        raise SettingsError(f"'{name}' cannot be exported: {error}.") from error
    weights = next(model.parameters(), torch.zeros(()))
    x = torch.randn(config.shape(2, recipe.resample or TRIED_FRAMES)).to(weights.device)
    free = {0} if recipe.resample else {0, Form.of(form).axes.index("T")}
    with evaluating(model):
        made = exported(model, (x,), ["x"], [free], [LOGITS], f"'{name}'")
    header = {
        "format_version": FORMAT_VERSION,
        "architecture": "onnx",
        "name": name,
        "config": asdict(config),
        "layout": layout.to_json(),
        "min_persons": 1,
        "class_names": list(class_names),
        "recipe": recipe.to_json(),
        **known,
    }
    content = _with_header(made, header)
    opened = load_checkpoint(content, name=name)
    for n_clips, n_frames in _TRIED:
        n_frames = recipe.resample or n_frames
        x = torch.randn(n_clips, n_frames, config.n_all_joints, config.n_channels)
        apart = config.in_form(x)
        try:
            with torch.inference_mode(), evaluating(model):
                said = model(apart.to(weights.device))
        except RuntimeError:
            continue  # the model itself reads no clips so short
        if gives == "probabilities":
            said = said.clamp(min=torch.finfo(torch.float32).tiny).log()
        _check_same(said, opened.network(x).logits, f"'{name}'", n_clips, n_frames)
    _end(opened)
    return content


class _AsTuple(nn.Module):
    """A network of ours with its output in a row."""

    def __init__(self, network: Network, kinds: Sequence[str]) -> None:
        super().__init__()
        self.network, self.kinds = network, kinds

    def forward(self, x: Tensor, mask: Tensor, lengths: Tensor) -> tuple[Tensor, ...]:
        """Logits, then maps, curves and frame scores by their names."""
        said = self.network(x, mask, lengths)
        named = {**said.maps, **said.curves, FRAME_SCORES: said.frame_scores}
        return (said.logits, *(named[kind] for kind in self.kinds))


def _with_header(model: Any, values: Mapping[str, Any]) -> bytes:
    del model.metadata_props[:]
    entry = model.metadata_props.add()
    entry.key, entry.value = HEADER_KEY, whole_text(json.dumps(values, ensure_ascii=False))
    content: bytes = model.SerializeToString()
    return content


def _made_up(network: Network, n_clips: int, n_frames: int) -> tuple[Tensor, Tensor, Tensor]:
    """Clips of different lengths in which persons come and go."""
    config, generator = network.config, torch.Generator().manual_seed(n_clips)
    x = torch.randn(n_clips, n_frames, config.n_all_joints, config.n_channels, generator=generator)
    there = torch.rand(n_clips, n_frames, config.n_persons, generator=generator) > 0.3
    lengths = torch.randint(1, n_frames + 1, (n_clips,), generator=generator)
    lengths[0] = n_frames
    return x, there.repeat_interleave(config.n_joints, 2), lengths


def _all_of(said: Output) -> list[Tensor]:
    scores = [] if said.frame_scores is None else [said.frame_scores]
    return [said.logits, *said.maps.values(), *said.curves.values(), *scores]


def _check_same(one: Tensor, other: Tensor, where: str, n_clips: int, n_frames: int) -> None:
    one = one.detach().cpu().float()
    off = float((one - other).abs().max())
    if one.shape != other.shape or not off <= _TOLERANCE * max(1.0, float(one.abs().max())):
        raise SettingsError(
            f"{where} says something else in ONNX than in torch: {n_clips} × {n_frames} frames are off by {off:.2g}. "
            "The exporter fixed what depends on the clip: export it for one length, FeatureRecipe(resample=64)."
        )


def _end(opened: Checkpoint) -> None:
    """End the process in which a file was tried."""
    if isinstance(opened.network, Answering):
        opened.network.end()
