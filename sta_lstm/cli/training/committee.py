"""``sta-lstm committee``: several trainings of one recipe in one file."""

from __future__ import annotations

import argparse
from pathlib import Path

from sta_lstm.cli.command import Command
from sta_lstm.cli.text import notice
from sta_lstm.disk import check_place
from sta_lstm.errors import SettingsError
from sta_lstm.words import counted


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "checkpoints", nargs="+", metavar="CHECKPOINT", help="two or more of one recipe, each from another seed"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE.safetensors", help="where the committee is written"
    )


def _run(options: argparse.Namespace) -> None:
    from sta_lstm.model.checkpoint import load_checkpoint, save_checkpoint
    from sta_lstm.model.joining import joined
    from sta_lstm.samples import resolve_checkpoint

    if options.out.suffix != ".safetensors":
        raise SettingsError(f"a committee is written as .safetensors; '{options.out.name}' ends otherwise.")
    paths = [resolve_checkpoint(each) for each in options.checkpoints]
    check_place(options.out, inputs=[Path(path) for path in paths])
    checkpoints = [load_checkpoint(path, device="cpu") for path in paths]
    committee = joined(checkpoints, options.out.stem)
    save_checkpoint(committee, options.out)
    notice(f"{options.out}: {counted(len(committee.members), 'network')}, of which the first answers.")


COMMAND = Command(
    name="committee",
    help="several trainings of one recipe in one file",
    description="Join checkpoints that one recipe trained from several seeds into one file. The first network answers; "
    "all of them together tell how far another training would have attended alike.",
    add_arguments=_add_arguments,
    run=_run,
)
