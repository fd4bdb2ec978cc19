"""``sta-lstm evaluate``: how well a checkpoint names the clips of a data set."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sta_lstm.cli.command import Command, add_device
from sta_lstm.cli.inputs.data import SPLITS, add_data, open_data, split_clips
from sta_lstm.cli.inputs.fitting import add_fitting, fit_dataset
from sta_lstm.cli.inputs.remarks import Remarks
from sta_lstm.cli.text import notice, pairs, percent, print_lines
from sta_lstm.errors import SettingsError

if TYPE_CHECKING:
    from sta_lstm.datasets import Dataset
    from sta_lstm.evaluation.evaluation import Evaluation
    from sta_lstm.model.checkpoint import Checkpoint
    from sta_lstm.prediction.provenance import Provenance

_MOST_CONFUSIONS = 5
_SYMBOLS = {"alpha": "α", "beta": "β"}


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("checkpoint", metavar="CHECKPOINT", help="a checkpoint, or the name of a sample: sbu-sta, …")
    add_data(parser)
    parser.add_argument(
        "--split",
        choices=SPLITS,
        default="test",
        help="which clips: those that the checkpoint's card names as unseen (test, the default), those that its fold "
        "sets aside (val), those that it was trained on (train), or every clip (all)",
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="also write confusion.csv, confusion.html, clips.csv, evaluation.json"
    )
    add_fitting(parser)
    add_device(parser)
    parser.add_argument("--json", action="store_true", help="print everything as one JSON object")


def _run(options: argparse.Namespace) -> None:
    from sta_lstm.evaluation.evaluation import evaluate
    from sta_lstm.model.checkpoint import load_checkpoint
    from sta_lstm.prediction.predict import provenance_of
    from sta_lstm.samples import resolve_checkpoint

    checkpoint = load_checkpoint(resolve_checkpoint(options.checkpoint), device=options.device)
    if options.out is not None:
        _make_folder(options.out)
    dataset = open_data(options)
    remarks = Remarks()
    chosen = split_clips(checkpoint, dataset, options.split)
    clips, notes = fit_dataset(chosen, checkpoint, options, on_clip=remarks.add)
    for note in notes:
        notice(note)
    evaluation = evaluate(checkpoint, clips)
    where = _where(checkpoint, dataset, options.split)
    provenance = provenance_of(checkpoint)
    made_by = {"checkpoint": checkpoint.name, "provenance": provenance.to_json()}
    values = {**made_by, **where, "notes": notes, "recordings": remarks.to_json(), **evaluation.to_json()}
    if options.json:
        print(json.dumps(values))
    else:
        print_lines((*_answer(values, evaluation), *remarks.lines()))
    if options.out is not None:
        _write(options.out, values, evaluation, provenance, remarks)


def _where(checkpoint: Checkpoint, dataset: Dataset, split: str) -> dict[str, Any]:
    where: dict[str, Any] = {"dataset": dataset.name, "split": split}
    if split != "all":
        where |= {key: str(checkpoint.training[key]) for key in ("protocol", "fold")}
    return where


def _answer(values: dict[str, Any], evaluation: Evaluation) -> Iterator[str]:
    yield from pairs(
        {
            "checkpoint": values["checkpoint"],
            "clips": _clips_in_words(values),
            "top-1": percent(evaluation.accuracy),
            "mean class accuracy": percent(evaluation.mean_class_accuracy),
            **{
                f"entropy of {_SYMBOLS.get(name, name)}": f"{value:.2f} of even attention"
                for name, value in ((key.removesuffix("_entropy"), each) for key, each in evaluation.entropies.items())
            },
        }
    )
    yield ""
    yield "accuracy by class"
    yield from pairs({name: percent(share) for name, share in evaluation.class_accuracy.items()}, indent=2)
    confusions = _confusions(evaluation)[:_MOST_CONFUSIONS]
    if confusions:
        yield ""
        yield "most frequent confusions"
        yield from (f"  {count} × {true} taken for {taken}" for count, true, taken in confusions)


def _clips_in_words(values: dict[str, Any]) -> str:
    fold = "" if values["split"] == "all" else f" of {values['protocol']}, fold {values['fold']}"
    return f"{values['n_clips']:,} of {values['dataset']} ({values['split']}{fold})"


def _confusions(evaluation: Evaluation) -> list[tuple[int, str, str]]:
    """Clips, class and what it was taken for, the most frequent first."""
    names = evaluation.class_names
    found = [
        (int(count), names[i], names[j])
        for i, row in enumerate(evaluation.confusion)
        for j, count in enumerate(row)
        if i != j and count
    ]
    return sorted(found, key=lambda each: -each[0])


def _make_folder(out: Path) -> None:
    """Find out before the network runs, rather than after, that there is no place for its answer."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"cannot make the folder '{out}': {error.strerror or error}.") from error


def _write(out: Path, values: dict[str, Any], evaluation: Evaluation, provenance: Provenance, remarks: Remarks) -> None:
    import pandas as pd

    from sta_lstm.disk import write_whole
    from sta_lstm.figures import confusion_heatmap, figure_html
    from sta_lstm.prediction.spreadsheet import csv_bytes

    names = list(evaluation.class_names)
    matrix = pd.DataFrame(evaluation.confusion, columns=names)
    matrix.insert(0, "true class (rows), predicted class (columns)", names, allow_duplicates=True)
    clips = [asdict(clip) | {"doubts": remarks.doubts_about(clip.source)} for clip in evaluation.clips]
    page = figure_html(
        confusion_heatmap(evaluation.confusion, names),
        title=f"{values['checkpoint']} on {values['dataset']}",
        caption=(
            f"{_clips_in_words(values)}; top-1 {percent(evaluation.accuracy)}, "
            f"mean class accuracy {percent(evaluation.mean_class_accuracy)}"
            f"{''.join(f'; {note}' for note in values['notes'])}. {provenance.in_words()}"
            f"{''.join(f' · {line.strip()}' for line in remarks.lines() if line)}"
        ),
    )
    files = {
        "confusion.csv": csv_bytes(matrix, provenance=[provenance]),
        "confusion.html": page.encode("utf-8", "replace"),
        "clips.csv": csv_bytes(pd.DataFrame(clips), provenance=[provenance]),
        "evaluation.json": (json.dumps(values, indent=2) + "\n").encode(),
    }
    for name, content in files.items():
        write_whole(out / name, content)
    notice(f"wrote {', '.join(files)} to '{out}'")


COMMAND = Command(
    name="evaluate",
    help="say how well a checkpoint names the clips of a data set",
    description=(
        "Say how well a checkpoint names the clips of a data set: top-1, mean class accuracy, and which classes it "
        "takes for which."
    ),
    add_arguments=_add_arguments,
    run=_run,
)
