"""``sta-lstm export``: a prediction as a page, as pictures for papers, and as a video."""

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
    from matplotlib.figure import Figure

    from sta_lstm.model.checkpoint import Checkpoint
    from sta_lstm.prediction.prediction import Prediction

_PICTURES = (".svg", ".pdf", ".png")


@dataclass(frozen=True, eq=False)
class _Asked:
    """What is exported.

    Attributes:
        prediction: the answer.
        checkpoint: who gave it.
        frame: the one that was asked for.
        width_mm: how wide pictures are to be.
    """

    prediction: Prediction
    checkpoint: Checkpoint
    frame: int | None
    width_mm: float | None

    def save(self, figure: Figure, path: Path) -> None:
        """Write a picture of the answer."""
        from sta_lstm.export import save_picture

        save_picture(figure, path, self.prediction.provenance)


@dataclass(frozen=True, slots=True)
class _Output:
    """One kind of file.

    Attributes:
        option: the option that asks for it, without its dashes.
        suffixes: how its name may end.
        help: what it is.
        save: writes what was asked for to a path.
        needs_extra: whether it needs the packages of ``[export]``.
    """

    option: str
    suffixes: tuple[str, ...]
    help: str
    save: Callable[[_Asked, Path], object]
    needs_extra: bool = True


def _filmstrip(asked: _Asked, path: Path) -> None:
    from sta_lstm.export import filmstrip

    asked.save(filmstrip(asked.prediction, width_mm=asked.width_mm), path)


def _timeline(asked: _Asked, path: Path) -> None:
    from sta_lstm.export import timeline

    asked.save(timeline(asked.prediction, width_mm=asked.width_mm), path)


def _body_map(asked: _Asked, path: Path) -> None:
    from sta_lstm.export import body_map

    asked.save(body_map(asked.prediction, width_mm=asked.width_mm), path)


def _heat_map(asked: _Asked, path: Path) -> None:
    from sta_lstm.export import chart
    from sta_lstm.figures import map_heatmap

    asked.save(chart(map_heatmap(asked.prediction), width_mm=asked.width_mm), path)


def _video(asked: _Asked, path: Path) -> None:
    from sta_lstm.export import save_video

    save_video(asked.prediction, path, progress=True)


def _still(asked: _Asked, path: Path) -> None:
    from sta_lstm.export import still

    asked.save(still(asked.prediction, frame=asked.frame, width_mm=asked.width_mm), path)


def _methods(asked: _Asked, path: Path) -> None:
    from sta_lstm.disk import write_whole
    from sta_lstm.evidence.methods import methods_text

    write_whole(path, methods_text([(asked.prediction, asked.checkpoint)]).encode())


_OUTPUTS = (
    _Output(
        "html",
        (".html",),
        "the player in one page, which needs no network",
        lambda asked, path: asked.prediction.to_html(path),
        False,
    ),
    _Output("filmstrip", _PICTURES, "the bodies at the keyframes, side by side", _filmstrip),
    _Output("timeline", _PICTURES, "β, evidence and the growing answer over time", _timeline),
    _Output("body-map", _PICTURES, "mean attention of each joint on a body", _body_map),
    _Output("heat-map", _PICTURES, "attention of each joint in each frame", _heat_map),
    _Output("video", (".mp4", ".gif"), "the moving bodies above β with a playhead", _video),
    _Output("png", (".png",), "one frame: the highest keyframe, or --frame", _still),
    _Output("methods", (".txt", ".md"), "a paragraph for a methods section, with references", _methods, False),
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
    parser.add_argument(
        "--width",
        type=float,
        metavar="MM",
        help="how wide pictures are, from 80 to 400 mm: 85 for a column of a journal, 180 for a page",
    )
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
    if options.width is not None:
        from sta_lstm.export.style import inches

        inches(options.width, 0.0)
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
    told = _Asked(prediction, checkpoint, options.frame, options.width)
    for output, path in asked:
        output.save(told, path)
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
    help="write a prediction as a page, pictures or a video, with words for a methods section",
    description="Write what a checkpoint says of a clip as a page that plays anywhere, as pictures for papers, or as a "
    "video, or in words for a methods section. Pictures and videos need: pip install 'sta-lstm[export]'.",
    add_arguments=_add_arguments,
    run=_run,
)
