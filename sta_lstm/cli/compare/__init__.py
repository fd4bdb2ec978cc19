"""``sta-lstm compare``: do checkpoints look at the same thing, or one checkpoint in two clips?

A module for each of the three comparisons: `models` (several checkpoints, one clip), `clips` (one checkpoint, two
clips), `survey` (several checkpoints, every clip of a data set).
"""

from __future__ import annotations

import argparse
from pathlib import Path

from sta_lstm.cli.command import Command, add_device
from sta_lstm.cli.compare.clips import compare_two_clips
from sta_lstm.cli.compare.models import compare_models
from sta_lstm.cli.compare.survey import compare_on_dataset
from sta_lstm.cli.inputs.data import SPLITS, add_data_options, whole_number
from sta_lstm.cli.inputs.edits import add_edits
from sta_lstm.cli.inputs.fitting import add_fitting
from sta_lstm.cli.inputs.opening import CLIP_HELP
from sta_lstm.cli.inputs.read_options import add_read_options
from sta_lstm.errors import SettingsError

__all__ = ["COMMAND"]


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("clip", nargs="?", metavar="CLIP", help=CLIP_HELP)
    parser.add_argument(
        "second",
        nargs="?",
        metavar="SECOND",
        help="another one, to compare one checkpoint on the two; each that holds several recordings takes an --entry",
    )
    parser.add_argument(
        "--checkpoint",
        dest="checkpoints",
        action="append",
        default=[],
        metavar="NAME-OR-PATH",
        help="a checkpoint, or the name of a sample; give the option 2 to 8 times",
    )
    parser.add_argument(
        "--data", type=Path, metavar="PATH", help="in the place of CLIP: every clip of a data set, most disputed first"
    )
    parser.add_argument(
        "--split",
        choices=SPLITS,
        default="all",
        help="of --data: every clip (all, the default), or each under those checkpoints alone whose fold keeps it "
        "unseen (test), sets it aside (val), or trains on it (train)",
    )
    add_data_options(parser)
    parser.add_argument("--top", type=whole_number(1), default=5, metavar="K", help="joints in a model's top list (5)")
    parser.add_argument(
        "--tolerance", type=whole_number(0), metavar="FRAMES", help="between two keyframes that are one (0.1 s)"
    )
    parser.add_argument(
        "--html",
        type=Path,
        metavar="FILE",
        help="write the player with a pane each, as one page; of --data, of the most disputed clip",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="write the table as .csv: a row a pair, a clip, or a step of two clips"
    )
    parser.add_argument(
        "--align",
        choices=("dtw", "relative", "time"),
        default="dtw",
        help="of two clips, the frames that belong together: those of like poses, by dynamic time warping (dtw, the "
        "default), at the same share of either clip (relative), or at the same time (time)",
    )
    parser.add_argument(
        "--by",
        choices=("attention", "occlusion"),
        default="attention",
        help="of one clip, what is compared: what models learned to weigh (attention, the default); or what each "
        "answer loses while a joint stands still (occlusion), the same measure for models without attention too",
    )
    add_fitting(parser)
    add_edits(parser)
    parser.add_argument("--json", action="store_true", help="print everything as one JSON object")
    add_device(parser)
    add_read_options(parser)


def _run(options: argparse.Namespace) -> None:
    if (options.clip is None) == (options.data is None):
        raise SettingsError("compare needs one clip, or --data PATH for many; give one of the two.")
    if options.edits and (options.second is not None or options.data is not None):
        raise SettingsError("--edit changes one clip that several checkpoints read; give one clip, and no --data.")
    if options.by != "attention" and (options.second is not None or options.data is not None):
        raise SettingsError("--by occlusion compares checkpoints on one clip; give one clip, and no --data.")
    if options.second is not None:
        compare_two_clips(options)
    elif options.data is not None:
        compare_on_dataset(options)
    else:
        compare_models(options)


COMMAND = Command(
    name="compare",
    help="say whether checkpoints look at the same thing",
    description="Say how far 2 to 8 checkpoints agree on a clip, in what they attend to and in what they say; or on "
    "which clips of a data set they agree least. With two clips, say how far one checkpoint attends to the same in "
    "both.",
    add_arguments=_add_arguments,
    run=_run,
)
