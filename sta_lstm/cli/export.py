"""``sta-lstm export``: a prediction as a page, as pictures for papers, and as a film."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sta_lstm.cli.command import Command, add_device
from sta_lstm.cli.inputs.asking import ask
from sta_lstm.cli.inputs.edits import add_edits
from sta_lstm.cli.inputs.explaining import add_explaining, check_explaining
from sta_lstm.cli.inputs.fitting import add_fitting
from sta_lstm.cli.inputs.maps import add_maps, curves_of, map_places, maps_of
from sta_lstm.cli.inputs.opening import CLIP_HELP, open_clip, place_of
from sta_lstm.cli.inputs.read_options import add_read_options
from sta_lstm.cli.text import notice
from sta_lstm.disk import check_place
from sta_lstm.errors import SettingsError

if TYPE_CHECKING:
    from sta_lstm.prediction.prediction import Prediction

_PICTURES = (".svg", ".pdf", ".png")


@dataclass(frozen=True, slots=True)
class _Output:
    """One kind of file.

    Attributes:
        option: the option that asks for it, without its dashes.
        suffixes: how its name may end.
        help: what it is.
        save: writes it: prediction, path, and the frame that was asked for.
        needs_extra: whether it needs the packages of ``[export]``.
    """

    option: str
    suffixes: tuple[str, ...]
    help: str
    save: Callable[[Prediction, Path, int | None], object]
    needs_extra: bool = True


def _filmstrip(prediction: Prediction, path: Path, _: int | None) -> None:
    from sta_lstm.export import filmstrip, save_picture

    save_picture(filmstrip(prediction), path, prediction.provenance)


def _timeline(prediction: Prediction, path: Path, _: int | None) -> None:
    from sta_lstm.export import save_picture, timeline

    save_picture(timeline(prediction), path, prediction.provenance)


def _body_map(prediction: Prediction, path: Path, _: int | None) -> None:
    from sta_lstm.export import body_map, save_picture

    save_picture(body_map(prediction), path, prediction.provenance)


def _video(prediction: Prediction, path: Path, _: int | None) -> None:
    from sta_lstm.export import save_video

    save_video(prediction, path, progress=True)


def _still(prediction: Prediction, path: Path, frame: int | None) -> None:
    from sta_lstm.export import save_picture, still

    save_picture(still(prediction, frame=frame), path, prediction.provenance)


_OUTPUTS = (
    _Output(
        "html", (".html",), "the player in one page, which needs no network", lambda p, path, _: p.to_html(path), False
    ),
    _Output("filmstrip", _PICTURES, "the bodies at the keyframes, side by side", _filmstrip),
    _Output("timeline", _PICTURES, "β, evidence and the growing answer over time", _timeline),
    _Output("body-map", _PICTURES, "mean attention of each joint on a body", _body_map),
    _Output("video", (".mp4", ".gif"), "the moving bodies above β with a playhead", _video),
    _Output("png", (".png",), "one frame: the highest keyframe, or --frame", _still),
)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("clip", metavar="CLIP", help=CLIP_HELP)
    parser.add_argument(
        "--checkpoint", required=True, metavar="NAME-OR-PATH", help="a checkpoint, or the name of a sample: demo-sta, …"
    )
    for output in _OUTPUTS:
        endings = ", ".join(output.suffixes)
        parser.add_argument(
            f"--{output.option}", dest=output.option, type=Path, metavar="FILE", help=f"{output.help} ({endings})"
        )
    parser.add_argument("--frame", type=int, metavar="N", help="the frame of --png, from 0")
    add_maps(parser)
    add_explaining(parser)
    add_fitting(parser)
    add_edits(parser)
    add_device(parser)
    add_read_options(parser)


def _run(options: argparse.Namespace) -> None:
    from sta_lstm.samples import resolve_checkpoint

    asked = [(output, vars(options)[output.option]) for output in _OUTPUTS if vars(options)[output.option] is not None]
    if not asked:
        choices = ", ".join(f"--{output.option}" for output in _OUTPUTS)
        raise SettingsError(f"nothing to export: name at least one file with {choices}.")
    if options.frame is not None and options.png is None:
        raise SettingsError("--frame chooses the frame of --png, which is not asked for; add --png FILE.")
    check_explaining(options)
    clip_path, checkpoint_path = place_of(options.clip), resolve_checkpoint(options.checkpoint)
    _check([path for _, path in asked], (clip_path, checkpoint_path, *map_places(options)))
    for output, path in asked:
        if path.suffix.lower() not in output.suffixes:
            raise SettingsError(f"--{output.option} '{path}': choose a name that ends in {', '.join(output.suffixes)}.")
    if any(output.needs_extra for output, _ in asked):
        _check_extra(any(path.suffix.lower() == ".mp4" for _, path in asked))

    from sta_lstm.model.checkpoint import load_checkpoint

    clip = open_clip(clip_path, options).clip
    if options.frame is not None and not 0 <= options.frame < clip.n_frames:
        raise SettingsError(
            f"--frame {options.frame}: clip '{clip.name}' has the frames 0 to {clip.n_frames - 1}; choose one of them."
        )
    checkpoint = load_checkpoint(checkpoint_path, device=options.device)
    prediction = ask(checkpoint, clip, options)
    maps, curves = maps_of(options, prediction.clip), curves_of(options, prediction.clip)
    prediction = prediction.with_maps(*maps).with_curves(*curves)
    for output, path in asked:
        output.save(prediction, path, options.frame)
        notice(f"wrote {path}")


def _check(paths: list[Path], inputs: tuple[Path, ...]) -> None:
    """Find out before the model runs, rather than after, that a file cannot be written."""
    for path in paths:
        check_place(path, inputs=inputs)
    if len({path.resolve() for path in paths}) < len(paths):
        raise SettingsError("two outputs have the same name; give each file its own.")


def _check_extra(movie: bool) -> None:
    from importlib.util import find_spec

    packages = ("matplotlib", "av") if movie else ("matplotlib",)
    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        raise SettingsError(
            f"this needs {' and '.join(missing)}, which is not installed: pip install 'sta-lstm[export]'."
        )


COMMAND = Command(
    name="export",
    help="write a prediction as a page, pictures or a film",
    description="Write what a checkpoint says of a clip as a page that plays anywhere, as pictures for papers, or as a "
    "film. All but --html needs: pip install 'sta-lstm[export]'.",
    add_arguments=_add_arguments,
    run=_run,
)
