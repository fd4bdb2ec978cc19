"""What a command is to the parser."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One command of the program.

    Attributes:
        name: the word that calls it.
        help: what it does, in the list of commands.
        description: what it does, in its own help.
        add_arguments: declares its arguments.
        run: does it. Raises `StaLstmError` where the input cannot be used.
        usage: its usage line, where argparse's own would be wrong.
        epilog: more of its help, as it is laid out.
    """

    name: str
    help: str
    description: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], None]
    usage: str | None = None
    epilog: str | None = None


def add_device(parser: argparse.ArgumentParser) -> None:
    """Declare ``--device``, which means the same wherever a network runs."""
    parser.add_argument(
        "--device", default="auto", choices=("auto", "cpu", "cuda", "mps"), help="where the model runs (default: auto)"
    )


def command_line(*words: str, options: Mapping[str, object]) -> str:
    """A command as a person would type it, for cards and results; the caller leaves folders of this machine out."""
    return shlex.join(["sta-lstm", *words, *(str(word) for pair in options.items() for word in pair)])
