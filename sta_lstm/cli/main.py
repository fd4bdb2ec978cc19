"""The program: its parser, and what becomes of an error."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from types import FrameType
from typing import Any, NoReturn

from sta_lstm.cli import (
    app,
    attend,
    compare,
    convert,
    evaluate,
    export,
    export_onnx,
    faithfulness,
    info,
    predict,
    show,
)
from sta_lstm.cli.inputs.fitting import OPTIONS_FOR
from sta_lstm.cli.training import committee, crossval, recipe, table, train
from sta_lstm.errors import MismatchError, SettingsError, StaLstmError, TooLongError
from sta_lstm.words import showable

#: Bad input, and whatever else ended a command before its answer.
FAILED = 2
INTERRUPTED = 130
COMMANDS = tuple(
    module.COMMAND
    for module in (
        predict,
        compare,
        show,
        export,
        export_onnx,
        convert,
        info,
        app,
        recipe,
        train,
        evaluate,
        crossval,
        table,
        attend,
        faithfulness,
        committee,
    )
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status.

    Args:
        arguments: what follows the program's name; the process's own if left out.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A name in a script that the terminal cannot show must not end the command.
            stream.reconfigure(errors="replace")
    try:
        try:
            return _run(list(sys.argv[1:] if arguments is None else arguments))
        finally:
            if sys.stdout is not None:  # it is None where the caller closed it
                sys.stdout.flush()
    except MismatchError as error:
        return _fail(error.in_words(OPTIONS_FOR))
    except TooLongError as error:
        return _fail(f"{error} 'sta-lstm convert IN OUT' does it, with --from and --to, --every or --segments.")
    except StaLstmError as error:
        return _fail(str(error))
    except BrokenPipeError:
        _close_output()
        return 1
    except OSError as error:
        _close_output()
        return _fail(f"cannot write the answer: {error.strerror or error}.")
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(arguments: list[str]) -> int:
    arguments, passed_on = _split(arguments)
    options = _parser().parse_args(_with_signed_axes(arguments))
    options.passed_on = passed_on
    with _ended_as_by_ctrl_c():
        options.run(options)
    return 0


@contextlib.contextmanager
def _ended_as_by_ctrl_c() -> Iterator[None]:
    """Have SIGTERM, by which schedulers end what has run for too long, do what Ctrl-C does: what is done is kept."""
    if threading.current_thread() is not threading.main_thread():  # Python gives signals to the main thread alone
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(_: int, __: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Our own arguments, and for ``app`` those after ``--``, which are Streamlit's."""
    if arguments[:1] != ["app"] or "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


def _with_signed_axes(arguments: list[str]) -> list[str]:
    """``--up -y`` as ``--up=-y``: after a minus argparse expects an option."""
    joined: list[str] = []
    for word in arguments:
        if joined[-1:] == ["--up"] and word in ("-x", "-y", "-z"):
            joined[-1] = f"--up={word}"
        else:
            joined.append(word)
    return joined


class _Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line."""

    def error(self, message: str) -> NoReturn:
        raise SettingsError(f"{message} (see {self.prog} --help)")


class _Version(argparse.Action):
    """Prints the version; looked up only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any, **__: Any) -> NoReturn:
        from importlib.metadata import version

        print(f"sta-lstm {version('sta-lstm')}")
        parser.exit()


def _parser() -> _Parser:
    parser = _Parser(
        prog="sta-lstm",
        description="See why a skeleton-based action recognition model said so.",
        epilog="Exit status: 0, or 2 where the input cannot be used; one line on the error output says why.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    for command in COMMANDS:
        own = commands.add_parser(
            command.name,
            help=command.help,
            description=command.description,
            usage=command.usage,
            epilog=command.epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter if command.epilog else argparse.HelpFormatter,
            allow_abbrev=False,
        )
        command.add_arguments(own)
        own.set_defaults(run=command.run)
    return parser


def _fail(message: str) -> int:
    print(f"sta-lstm: {showable(' '.join(message.split()))}", file=sys.stderr)
    return FAILED


def _close_output() -> None:
    """Let nothing more be written to an output that nobody reads; Python would complain on its way out."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = None
