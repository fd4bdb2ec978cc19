"""PyTorch's own exporter of ONNX, quietly, and in one sentence where it fails."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from sta_lstm.errors import SettingsError
from sta_lstm.formats.rules.text import one_line


def exported(
    model: nn.Module,
    given: tuple[Tensor, ...],
    inputs: Sequence[str],
    free: Sequence[set[int]],
    outputs: Sequence[str],
    where: str,
) -> Any:
    """What PyTorch's exporter makes of a module, as an ``onnx.ModelProto``.

    Args:
        model: in evaluation mode.
        given: an example of what it reads.
        inputs: names for that.
        free: of each, the axes of any length.
        outputs: names for what it gives.
        where: names the model, for messages.

    Raises:
        SettingsError: it cannot be exported.
    """
    lengths = tuple(dict.fromkeys(sorted(axes), torch.export.Dim.DYNAMIC) for axes in free)
    try:
        with _quiet():
            program = torch.export.export(model, given, dynamic_shapes=lengths, strict=False)
            made = torch.onnx.export(
                program, input_names=list(inputs), output_names=list(outputs), dynamo=True, verbose=False
            )
    except Exception as error:  # an exporter fails in every way that there is
        raise SettingsError(
            f"{where} cannot be exported ({type(error).__name__}: {one_line(str(error), 200)}). Where it reads one "
            "number of frames alone, say so: FeatureRecipe(resample=64). Loops that depend on the clip have to go."
        ) from error
    if made is None:
        raise SettingsError(f"{where} cannot be exported: PyTorch's exporter gave nothing. Update torch.")
    return made.model_proto


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what the exporter says to those who write exporters."""
    log = logging.getLogger("torch.onnx")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(before)
