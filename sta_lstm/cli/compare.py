"""``sta-lstm compare``: do checkpoints look at the same thing?"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sta_lstm.cli.command import Command, add_device
from sta_lstm.cli.compare_answer import clip_answer, survey_answer
from sta_lstm.cli.compare_clips import compare_two_clips
from sta_lstm.cli.compare_files import check_outputs, write_page, write_table
from sta_lstm.cli.data import SPLITS, bar, open_data, split_clips, whole_number
from sta_lstm.cli.text import notice, print_lines
from sta_lstm.errors import CheckpointError, MismatchError, SettingsError

if TYPE_CHECKING:
    from sta_lstm.attention.comparison import Comparison
    from sta_lstm.datasets import Dataset, LabelledClip
    from sta_lstm.model.checkpoint import Checkpoint
    from sta_lstm.skeletons import Clip


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("clip", nargs="?", metavar="CLIP", help="a skeleton file, or the name of a sample")
    parser.add_argument("second", nargs="?", metavar="SECOND", help="another one, to compare one checkpoint on the two")
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
    parser.add_argument("--json", action="store_true", help="print everything as one JSON object")
    add_device(parser)


def _run(options: argparse.Namespace) -> None:
    _check(options)
    if options.data is not None:
        _compare_many(options)
        return
    if options.second is not None:
        compare_two_clips(options)
        return
    from sta_lstm.formats import load_clip
    from sta_lstm.samples import resolve_clip

    path = resolve_clip(options.clip)
    check_outputs(options, path)
    clip = load_clip(path)
    checkpoints = _enough(_loaded(options))
    comparison = _comparison(clip, checkpoints, options, say=notice)
    if options.json:
        print(json.dumps(comparison.to_json()))
    else:
        print_lines(clip_answer(comparison))
    if options.html is not None:
        write_page(comparison, options.html)
    if options.out is not None:
        write_table(comparison.table(), options.out)


def _compare_many(options: argparse.Namespace) -> None:
    from sta_lstm.attention.survey import Survey

    check_outputs(options)
    checkpoints = _enough(_loaded(options))
    dataset = open_data(options)
    survey, misfits, first_misfit = Survey(), 0, ""
    most_disputed: Comparison | None = None
    clips = _clips(checkpoints, dataset, options.split)
    with bar(f"comparing on {dataset.name}", "clip") as progress:
        for n_done, (each, able) in enumerate(clips):
            progress(n_done, len(clips))
            try:
                comparison = _comparison(each.clip, able, options)
            except (MismatchError, SettingsError) as error:
                misfits, first_misfit = misfits + 1, first_misfit or f"{each.source}: {error}"
                continue
            survey.add(comparison, clip=each.source, label=each.label)
            if most_disputed is None or comparison.disagreement > most_disputed.disagreement:
                most_disputed = comparison
    if most_disputed is None:
        raise SettingsError(f"none of the {misfits:,} clips can be compared. The first of them, {first_misfit}")
    if misfits:
        notice(f"left out: {misfits:,} clips, the first of them {first_misfit}")
    if options.json:
        tables = {"clips": survey.clips(), "pairs": survey.pairs()}
        values = {name: json.loads(table.to_json(orient="records")) for name, table in tables.items()}
        print(json.dumps({"dataset": dataset.name, "split": options.split, **values}))
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
    from sta_lstm.attention.compare import MAX_MODELS

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


def _loaded(options: argparse.Namespace) -> dict[str, Checkpoint]:
    """The checkpoints by name, each once; one that cannot be used is said, and the others go on.

    Two of the same name are called by what was typed.
    """
    from sta_lstm.model.checkpoint import load_checkpoint
    from sta_lstm.samples import resolve_checkpoint

    found: list[tuple[str, Checkpoint]] = []
    for given in options.checkpoints:
        try:
            checkpoint = load_checkpoint(resolve_checkpoint(given), device=options.device)
        except CheckpointError as error:
            notice(f"left out: {error}")
            continue
        twin = next((typed for typed, other in found if other.revision == checkpoint.revision), None)
        if twin is not None:
            notice(f"left out: '{given}' holds the same checkpoint as '{twin}'.")
            continue
        found.append((given, checkpoint))
    counts = Counter(checkpoint.name for _, checkpoint in found)
    return {
        checkpoint.name if counts[checkpoint.name] == 1 else str(Path(given).with_suffix("")): checkpoint
        for given, checkpoint in found
    }


def _enough(checkpoints: dict[str, Checkpoint]) -> dict[str, Checkpoint]:
    if len(checkpoints) < 2:
        left = f"only '{next(iter(checkpoints))}' is left" if checkpoints else "none is left"
        raise SettingsError(f"it takes two checkpoints to compare, and {left}. Give others.")
    return checkpoints


def _comparison(
    clip: Clip,
    checkpoints: dict[str, Checkpoint],
    options: argparse.Namespace,
    say: Callable[[str], object] = lambda text: None,
) -> Comparison:
    """What the checkpoints that fit ``clip`` say of it; of the others ``say`` is told.

    Raises:
        SettingsError: fewer than two fit.
        MismatchError: they share nothing that could be compared.
    """
    from sta_lstm.attention.compare import compare, seed_family
    from sta_lstm.attention.predict import predict_all

    misfits = {name: checkpoint.misfit(clip) for name, checkpoint in checkpoints.items()}
    fitting = {name: checkpoint for name, checkpoint in checkpoints.items() if misfits[name] is None}
    reasons = [misfit for misfit in misfits.values() if misfit is not None]
    if len(fitting) < 2:
        raise SettingsError(
            f"clip '{clip.name}' fits {len(fitting)} of {len(checkpoints)} checkpoints, and it takes two. {reasons[0]}"
        )
    for reason in reasons:
        say(f"left out: {reason}")
    return compare(
        predict_all(list(fitting.values()), clip),
        names=list(fitting),
        families=[seed_family(checkpoint) for checkpoint in fitting.values()],
        top=options.top,
        tolerance=options.tolerance,
    )


COMMAND = Command(
    name="compare",
    help="say whether checkpoints look at the same thing",
    description="Say how far 2 to 8 checkpoints agree on a clip, in what they attend to and in what they say; or on "
    "which clips of a data set they agree least. With two clips, say how far one checkpoint attends to the same in "
    "both.",
    add_arguments=_add_arguments,
    run=_run,
)
