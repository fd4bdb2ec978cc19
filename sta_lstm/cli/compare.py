"""``sta-lstm compare``: do checkpoints look at the same thing?"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from sta_lstm.cli.command import Command, add_device
from sta_lstm.cli.compare_answer import clip_answer, survey_answer
from sta_lstm.cli.compare_clips import compare_two_clips
from sta_lstm.cli.compare_files import check_outputs, write_page, write_table
from sta_lstm.cli.compare_models import comparison_of, loaded
from sta_lstm.cli.data import SPLITS, bar, open_data, split_clips, whole_number
from sta_lstm.cli.meeting import add_fitting, brought_to_each, counted_notes
from sta_lstm.cli.opening import CLIP_HELP, open_clip, place_of
from sta_lstm.cli.read_options import add_read_options, refuse_read_options
from sta_lstm.cli.text import notice, print_lines
from sta_lstm.errors import ClipError, MismatchError, SettingsError

if TYPE_CHECKING:
    from sta_lstm.comparison.comparison import Comparison
    from sta_lstm.datasets import Dataset, LabelledClip
    from sta_lstm.model.checkpoint import Checkpoint


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
    parser.add_argument(
        "--skip-list", type=Path, metavar="FILE", help="a text file that names recordings to leave out, one a line"
    )
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
    add_fitting(parser)
    parser.add_argument("--json", action="store_true", help="print everything as one JSON object")
    add_device(parser)
    add_read_options(parser)


def _run(options: argparse.Namespace) -> None:
    _check(options)
    if options.data is not None:
        _compare_many(options)
        return
    if options.second is not None:
        compare_two_clips(options)
        return
    path = place_of(options.clip)
    check_outputs(options, path)
    clip = open_clip(path, options, otherwise=", or compare on every clip of a data set with --data PATH").clip
    checkpoints = loaded(options)
    met = brought_to_each(clip, checkpoints, options)
    comparison = comparison_of(met, checkpoints, options)
    for sentence in (*(f"left out: {reason}" for reason in met.misfits.values()), *met.said()):
        notice(sentence)
    if options.json:
        print(json.dumps(comparison.to_json()))
    else:
        print_lines(clip_answer(comparison))
    if options.html is not None:
        write_page(comparison, options.html)
    if options.out is not None:
        write_table(comparison.table(), options.out)


def _compare_many(options: argparse.Namespace) -> None:
    from sta_lstm.comparison.survey import Survey

    refuse_read_options(options, "a data set is read by its own reader")
    check_outputs(options)
    checkpoints = loaded(options)
    dataset = open_data(options)
    survey, misfits, first_misfit = Survey(), 0, ""
    notes: Counter[str] = Counter()
    most_disputed: Comparison | None = None
    clips = _clips(checkpoints, dataset, options.split)
    with bar(f"comparing on {dataset.name}", "clip") as progress:
        for n_done, (each, able) in enumerate(clips):
            progress(n_done, len(clips))
            try:
                met = brought_to_each(each.clip, able, options)
                comparison = comparison_of(met, able, options)
            except (ClipError, MismatchError, SettingsError) as error:
                misfits, first_misfit = misfits + 1, first_misfit or f"{each.source}: {error}"
                continue
            notes.update(met.said())
            survey.add(comparison, clip=each.source, label=each.label)
            if most_disputed is None or comparison.disagreement > most_disputed.disagreement:
                most_disputed = comparison
    if most_disputed is None:
        raise SettingsError(f"none of the {misfits:,} clips can be compared. The first of them, {first_misfit}")
    if misfits:
        notice(f"left out: {misfits:,} clips, the first of them {first_misfit}")
    for note in counted_notes(notes):
        notice(note)
    if options.json:
        tables = {"clips": survey.clips(), "pairs": survey.pairs()}
        values = {name: json.loads(table.to_json(orient="records")) for name, table in tables.items()}
        about = {"dataset": dataset.name, "split": options.split, "notes": counted_notes(notes)}
        print(json.dumps({**about, **values}))
    else:
        print_lines(survey_answer(survey, split=options.split))
    if options.html is not None:
        write_page(most_disputed, options.html)
    if options.out is not None:
        write_table(survey.clips(), options.out)


def _clips(
    checkpoints: dict[str, Checkpoint], dataset: Dataset, split: str
) -> list[tuple[LabelledClip, dict[str, Checkpoint]]]:
    """The clips to compare on, each with the checkpoints in whose ``split`` it is, of which there are two or more.

    Raises:
        SettingsError: there is no such clip, or a checkpoint does not know its fold of this data set.
        DatasetError: the data set has no such protocol or fold.
    """
    own = {name: {each.source for each in split_clips(one, dataset, split)} for name, one in checkpoints.items()}
    clips = [
        (each, {name: one for name, one in checkpoints.items() if each.source in own[name]}) for each in dataset.clips
    ]
    clips = [(each, able) for each, able in clips if len(able) > 1]
    if not clips:
        folds = ", ".join(f"'{name}' fold {one.training['fold']}" for name, one in checkpoints.items())
        raise SettingsError(
            f"no clip of data set '{dataset.name}' is in the split '{split}' of two of these checkpoints: {folds}. "
            "Compare checkpoints of one fold."
        )
    return clips


def _check(options: argparse.Namespace) -> None:
    from sta_lstm.comparison.models import MAX_MODELS

    if (options.clip is None) == (options.data is None):
        raise SettingsError("compare needs one clip, or --data PATH for many; give one of the two.")
    if options.second is not None:
        if options.data is not None or len(options.checkpoints) != 1:
            raise SettingsError(
                f"two clips are compared under one checkpoint, and {len(options.checkpoints)} came"
                f"{' with --data' if options.data is not None else ''}; give --checkpoint once."
            )
    elif not 2 <= len(options.checkpoints) <= MAX_MODELS:
        raise SettingsError(
            f"compare needs 2 to {MAX_MODELS} checkpoints, and {len(options.checkpoints)} came; give --checkpoint once "
            "for each."
        )
    if options.data is None and options.split != "all":
        raise SettingsError("--split chooses among the clips of a data set; give --data PATH in the place of CLIP.")
    if options.second is None and options.align != "dtw":
        raise SettingsError("--align says how two clips are aligned; give a second clip after the first.")
    for path, suffix in ((options.html, ".html"), (options.out, ".csv")):
        if path is not None and path.suffix.lower() != suffix:
            raise SettingsError(f"cannot write '{path}': choose a name that ends in {suffix}.")
    if options.html is not None and options.out is not None and options.html.resolve() == options.out.resolve():
        raise SettingsError("two outputs have the same name; give each file its own.")


COMMAND = Command(
    name="compare",
    help="say whether checkpoints look at the same thing",
    description="Say how far 2 to 8 checkpoints agree on a clip, in what they attend to and in what they say; or on "
    "which clips of a data set they agree least. With two clips, say how far one checkpoint attends to the same in "
    "both.",
    add_arguments=_add_arguments,
    run=_run,
)
