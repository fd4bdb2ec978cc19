"""``sta-lstm show``: a clip with maps on it that any program computed, as a page that plays anywhere."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sta_lstm.cli.command import Command, add_device
from sta_lstm.cli.inputs.asking import ask
from sta_lstm.cli.inputs.edits import add_edits, edited
from sta_lstm.cli.inputs.explaining import add_explaining, check_explaining
from sta_lstm.cli.inputs.fitting import add_fitting
from sta_lstm.cli.inputs.maps import add_maps, curves_of, map_places, maps_of
from sta_lstm.cli.inputs.opening import CLIP_HELP, open_clip, place_of
from sta_lstm.cli.inputs.read_options import add_read_options
from sta_lstm.cli.text import notice
from sta_lstm.disk import check_place
from sta_lstm.errors import SettingsError

if TYPE_CHECKING:
    from sta_lstm.prediction import Prediction
    from sta_lstm.skeletons import Clip


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("clip", metavar="CLIP", help=CLIP_HELP)
    parser.add_argument(
        "explained",
        nargs="?",
        type=Path,
        metavar="EXPLAINED",
        help="what a model said of the clip, one .npz: alpha, beta, probabilities, class_names, joints, maps by name; "
        "or NetCDF of the dimensions time, individuals, keypoints",
    )
    add_maps(parser)
    add_explaining(parser)
    parser.add_argument(
        "--checkpoint", metavar="NAME-OR-PATH", help="a checkpoint, whose attention stands beside the maps"
    )
    parser.add_argument("--made-by", default="", metavar="NAME", help="what to call the model that made the maps")
    parser.add_argument("--html", type=Path, metavar="FILE", help="the page; CLIP.html in this folder, if left out")
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    add_fitting(parser)
    add_edits(parser)
    add_device(parser)
    add_read_options(parser)


def _run(options: argparse.Namespace) -> None:
    clip_path = place_of(options.clip)
    page = options.html or Path(f"{clip_path.stem}.html")
    if page.suffix.lower() not in (".html", ".htm"):
        raise SettingsError(f"--html '{page}': choose a name that ends in .html.")
    check_explaining(options, asks=options.checkpoint is not None)
    check_place(page, inputs=(clip_path, *map_places(options), *([options.explained] if options.explained else [])))
    if options.checkpoint is None and not options.maps and options.explained is None:
        raise SettingsError(
            "nothing to show on the body: give a map with --map FILE, an explained .npz, or a checkpoint."
        )
    if options.checkpoint is not None and options.explained is not None:
        raise SettingsError("--checkpoint and an explained .npz are two answers to one clip; give one of the two.")
    _shown(open_clip(clip_path, options).clip, options).to_html(page)
    notice(f"wrote {page}")
    if options.open:
        import webbrowser

        webbrowser.open(page.resolve().as_uri())


def _shown(clip: Clip, options: argparse.Namespace) -> Prediction:
    """What the page shows: the maps alone, or behind the attention of a checkpoint."""
    from sta_lstm.prediction import Prediction
    from sta_lstm.skeletons.quality.doubts import doubts_of

    if options.checkpoint is None:
        from sta_lstm.prediction.explained import read_explained

        own = edited(clip, options)
        maps, curves = maps_of(options, own), curves_of(options, own)
        if options.explained is None:
            shown = Prediction.of_maps(own, maps, curves=curves, made_by=options.made_by)
        else:
            told = read_explained(options.explained, own, made_by=options.made_by)
            shown = told.with_maps(*maps).with_curves(*curves)
        return shown if own is clip else shown.with_doubts(doubts_of(clip))
    from sta_lstm.model.checkpoint import load_checkpoint
    from sta_lstm.samples import resolve_checkpoint

    checkpoint = load_checkpoint(resolve_checkpoint(options.checkpoint), device=options.device)
    prediction = ask(checkpoint, clip, options)
    maps, curves = maps_of(options, prediction.clip), curves_of(options, prediction.clip)
    return prediction.with_maps(*maps).with_curves(*curves)


COMMAND = Command(
    name="show",
    help="write a page that shows maps of any program on the moving body",
    description="Show a clip with maps on it that any program computed, with or without a checkpoint's attention, on "
    "one page that plays anywhere. An array called 'alpha' is taken for attention: shares that sum to 1 in a frame.",
    add_arguments=_add_arguments,
    run=_run,
)
