"""``sta-lstm``: parse, call the library, print.

Whatever takes time to import is imported by the command that needs it, so that ``--help`` answers at once. Text from
files (names, labels, notes) reaches the terminal without control characters.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import runpy
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from sta_lstm.errors import SettingsError, StaLstmError

if TYPE_CHECKING:
    from sta_lstm.attention.prediction import Prediction
    from sta_lstm.model.checkpoint import Checkpoint
    from sta_lstm.skeletons import Clip

#: Bad input, and whatever else ended a command before its answer.
FAILED = 2
INTERRUPTED = 130
_TOP = 5
_CHECKPOINT_SUFFIXES = (".safetensors", ".pt", ".pth")


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
    options = _parser().parse_args(arguments)
    if options.command == "predict":
        _predict(options)
    elif options.command == "info":
        _info(options)
    else:
        return _app(passed_on)
    return 0


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Our own arguments, and for ``app`` those after ``--``, which are Streamlit's."""
    if arguments[:1] != ["app"] or "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


# --- predict ---


def _predict(options: argparse.Namespace) -> None:
    from sta_lstm.samples import resolve_checkpoint, resolve_clip

    clip_path, checkpoint_path = resolve_clip(options.clip), resolve_checkpoint(options.checkpoint)
    if options.out is not None:
        _check_out(options.out, (clip_path, checkpoint_path))

    from sta_lstm.attention.predict import predict
    from sta_lstm.attention.tables import prediction_json, save_prediction
    from sta_lstm.formats import load_clip
    from sta_lstm.model.checkpoint import load_checkpoint

    clip = load_clip(clip_path)
    prediction = predict(load_checkpoint(checkpoint_path, device=options.device), clip)
    if options.json:
        print(json.dumps(prediction_json(prediction)))
    else:
        _print(_answer(prediction))
    if options.out is not None:
        try:
            save_prediction(prediction, options.out)
        except OSError as error:
            raise _cannot_write(options.out, error.strerror or str(error)) from error
        print(f"sta-lstm: wrote {_printable(str(options.out))}", file=sys.stderr)


def _check_out(out: Path, inputs: Sequence[Path]) -> None:
    """Find out before the model runs, rather than after, that its answer cannot be written."""
    from sta_lstm.attention.tables import check_suffix

    check_suffix(out.suffix)
    if not out.parent.is_dir():
        raise _cannot_write(out, f"there is no folder '{out.parent}'")
    if out.is_dir():
        raise _cannot_write(out, "it is a folder")
    if any(out.exists() and out.samefile(path) for path in inputs):
        raise _cannot_write(out, "it is the file that is read. Choose another name")


def _cannot_write(out: Path, why: str) -> SettingsError:
    return SettingsError(f"cannot write '{out}': {why}.")


def _answer(prediction: Prediction) -> Iterator[str]:
    """The prediction for people, line by line."""
    from sta_lstm.attention.tables import joint_table, person_letter

    clip = prediction.clip
    order = sorted(range(len(prediction.class_names)), key=lambda i: -float(prediction.logits[i]))[:_TOP]
    yield from _pairs(
        {
            "clip": f"{clip.name} ({_counts(clip)}, {clip.layout.name})",
            "checkpoint": prediction.checkpoint,
            "device": prediction.device,
            "label": prediction.label,
            "keyframes": ", ".join(f"{frame} ({frame / clip.fps:.2f} s)" for frame in prediction.keyframes)
            or ("none: β is flat" if prediction.temporal else "none: the model has no temporal attention"),
        }
    )
    yield ""
    yield "probability"
    yield from _pairs(
        {prediction.class_names[i]: f"{100 * float(prediction.probabilities[i]):5.1f} %" for i in order}, indent=2
    )
    yield ""
    if not prediction.spatial:
        yield "the model has no spatial attention: every joint counts alike"
        return
    frame = prediction.keyframes[0] if prediction.keyframes else None
    where = "over the clip" if frame is None else f"at frame {frame}"
    yield f"most attended joints {where} (1× is uniform)"
    top = joint_table(prediction, frame=frame).head(_TOP)
    names = [
        f"{person_letter(m)} {joint}" if clip.n_persons > 1 else joint
        for m, joint in zip(top["person"], top["joint"], strict=True)
    ]
    values = (f"{value:5.1f} ×" for value in top["alpha_over_uniform"])
    yield from _pairs(dict(zip(names, values, strict=True)), indent=2)


# --- info ---


def _info(options: argparse.Namespace) -> None:
    path = _resolve(options.file)
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise SettingsError(f"cannot read '{path}': {error.strerror or error}.") from error
    if _is_checkpoint(path, head):
        from sta_lstm.model.checkpoint import load_checkpoint

        values = _checkpoint_info(load_checkpoint(path, device="cpu"))
    else:
        from sta_lstm.formats import load_clip
        from sta_lstm.formats.load import format_of

        clip = load_clip(path)
        values = _clip_info(clip, format_of(head, path.name).name)
    if options.json:
        print(json.dumps(values))
    else:
        _print(_pairs(_flat(values)))


def _resolve(name_or_path: str) -> Path:
    from sta_lstm.samples import resolve_checkpoint, resolve_clip, sample_checkpoints

    is_checkpoint = name_or_path.lower().endswith(_CHECKPOINT_SUFFIXES)
    is_checkpoint |= any(name_or_path == path.stem for path in sample_checkpoints())
    return resolve_checkpoint(name_or_path) if is_checkpoint else resolve_clip(name_or_path)


def _is_checkpoint(path: Path, head: bytes) -> bool:
    """Whether a file is to be read as a checkpoint: by its first bytes, and where they say nothing by its name."""
    from sta_lstm.formats import FORMATS

    is_safetensors = head[8:9] == b"{" and int.from_bytes(head[:8], "little") < 2**32
    is_torch = head[:1] == b"\x80" or (head[:2] == b"PK" and b"/data.pkl" in head)
    if is_safetensors or is_torch:
        return True
    return path.suffix.lower() in _CHECKPOINT_SUFFIXES and not any(row.sniff(head) for row in FORMATS)


def _clip_info(clip: Clip, format_name: str) -> dict[str, Any]:
    return {
        "kind": "clip",
        "name": clip.name,
        "format": format_name,
        "layout": clip.layout.name,
        "layout_title": clip.layout.title,
        "joints": clip.n_joints,
        "persons": clip.n_persons,
        "frames": clip.n_frames,
        "frames_present": [int(count) for count in clip.present.sum(axis=0)],
        "fps": clip.fps,
        "seconds": clip.seconds,
        "up_axis": clip.up_axis,
        "label": clip.label,
        "notes": list(clip.notes),
    }


def _checkpoint_info(checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "kind": "checkpoint",
        "name": checkpoint.name,
        "variant": checkpoint.config.variant,
        "weights": checkpoint.n_parameters,
        "layout": checkpoint.layout.name,
        "layout_title": checkpoint.layout.title,
        "joints": checkpoint.layout.n_joints,
        "persons": {"least": checkpoint.min_persons, "most": checkpoint.config.n_persons},
        "classes": list(checkpoint.class_names),
        "recipe": checkpoint.recipe.to_json(),
        "accuracy": dict(checkpoint.accuracy),
        "training": dict(checkpoint.training),
        "revision": checkpoint.revision,
    }


# --- app ---


def _app(streamlit_arguments: list[str]) -> int:
    """Serve the app in this process, so that whoever ends it ends the server."""
    from sta_lstm.samples import bundle_folder

    app = bundle_folder() / "app.py"
    if not app.is_file():
        raise SettingsError(
            f"the app is missing from this installation: there is no '{app}'. Install the package again."
        )
    sys.argv = ["streamlit", "run", str(app), *streamlit_arguments]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
    return 0


# --- how it is parsed and printed ---


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

    predict = commands.add_parser(
        "predict",
        help="classify a clip and say where the model looked",
        description="Classify a clip, and say at which frames and joints the model looked.",
        allow_abbrev=False,
    )
    predict.add_argument("clip", metavar="CLIP", help="a skeleton file, or the name of a sample")
    predict.add_argument(
        "--checkpoint", required=True, metavar="NAME-OR-PATH", help="a checkpoint, or the name of a sample: demo-sta, …"
    )
    predict.add_argument(
        "--device", default="auto", choices=("auto", "cpu", "cuda", "mps"), help="where the model runs (default: auto)"
    )
    predict.add_argument("--json", action="store_true", help="print everything as one JSON object")
    predict.add_argument(
        "--out", type=Path, metavar="FILE", help="also write everything to FILE: .npz, .csv, .parquet or .json"
    )

    info = commands.add_parser(
        "info",
        help="say what a clip or a checkpoint is",
        description="Say what a file is: a clip or a checkpoint, told apart by content.",
        allow_abbrev=False,
    )
    info.add_argument("file", metavar="FILE", help="a skeleton file or a checkpoint, or the name of a sample")
    info.add_argument("--json", action="store_true", help="print it as one JSON object")

    commands.add_parser(
        "app",
        help="serve the app on this machine",
        usage="sta-lstm app [-h] [-- STREAMLIT-OPTIONS …]",
        description="Serve the app on this machine. What follows -- goes to Streamlit: -- --server.port 8600",
        allow_abbrev=False,
    )
    return parser


def _counts(clip: Clip) -> str:
    frames = f"{clip.n_frames} frame{'s' * (clip.n_frames != 1)}"
    return f"{frames}, {clip.seconds:.2f} s, {clip.n_persons} person{'s' * (clip.n_persons != 1)}"


def _flat(values: Mapping[str, Any], start: str = "") -> dict[str, str]:
    """Nested values as one level of words: ``recipe view: facing``."""
    flat: dict[str, str] = {}
    for key, value in values.items():
        name = f"{start}{key.replace('_', ' ')}"
        if isinstance(value, Mapping) and value:
            flat |= _flat(value, f"{name} ")
        elif isinstance(value, list | tuple):
            flat[name] = ", ".join(map(str, value)) or "none"
        elif isinstance(value, bool):
            flat[name] = "yes" if value else "no"
        elif isinstance(value, float):
            flat[name] = f"{value:.6g}"
        else:
            flat[name] = str(value) if value or value == 0 else "none"
    return flat


def _pairs(values: Mapping[str, str], indent: int = 0) -> Iterator[str]:
    """Names and values in two columns."""
    names = {name: _printable(name) for name in values}
    width = min(max(map(len, names.values()), default=0), 40)
    for name, value in values.items():
        yield f"{' ' * indent}{names[name]:<{width}}  {value}"


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        print(_printable(line))


def _printable(text: str) -> str:
    """``text`` in one line, without anything that a terminal would obey."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def _fail(message: str) -> int:
    print(f"sta-lstm: {_printable(' '.join(message.split()))}", file=sys.stderr)
    return FAILED


def _close_output() -> None:
    """Let nothing more be written to an output that nobody reads; Python would complain on its way out."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = None
