"""``sta-lstm export-onnx``: a checkpoint as one ONNX file, which runs without torch."""

from __future__ import annotations

import argparse
from pathlib import Path

from sta_lstm.cli.command import Command
from sta_lstm.cli.text import notice
from sta_lstm.disk import check_place
from sta_lstm.errors import SettingsError
from sta_lstm.words import counted


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("checkpoint", metavar="NAME-OR-PATH", help="a checkpoint, or the name of a sample: demo-sta, …")
    parser.add_argument("out", type=Path, metavar="FILE.onnx", help="where it is written")


def _run(options: argparse.Namespace) -> None:
    from sta_lstm.samples import ONNX_SUFFIX, resolve_checkpoint

    if options.out.suffix != ONNX_SUFFIX:
        raise SettingsError(f"ONNX is written as {ONNX_SUFFIX}; '{options.out.name}' ends otherwise.")
    path = resolve_checkpoint(options.checkpoint)
    check_place(options.out, inputs=[Path(path)])

    from sta_lstm.model.checkpoint import load_checkpoint
    from sta_lstm.model.onnx.write import to_onnx

    checkpoint = load_checkpoint(path, device="cpu")
    to_onnx(checkpoint, options.out)
    alone = f", the first of {counted(len(checkpoint.members), 'network')}" if checkpoint.others else ""
    notice(f"{options.out}: {checkpoint.variant} '{checkpoint.name}'{alone}; it says what it says in torch.")


COMMAND = Command(
    name="export-onnx",
    help="a checkpoint as one ONNX file",
    description="Write a checkpoint as an ONNX file, which every command and the app open again, and which onnxruntime "
    "runs without torch. It is compared with torch before it is kept. Needs: pip install 'sta-lstm[onnx]'.",
    add_arguments=_add_arguments,
    run=_run,
)
