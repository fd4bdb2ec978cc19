"""``sta-lstm train``: from a recipe and a data set to a checkpoint."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sta_lstm.cli.command import Command, add_device
from sta_lstm.cli.inputs.data import (
    add_data,
    add_protocol,
    add_validation,
    open_data,
    protocol_of,
    watched,
    whole_number,
)
from sta_lstm.cli.inputs.recipes import add_recipe, chosen_recipe, recipe_words, warn_of_mirror
from sta_lstm.cli.text import notice, pairs, percent, print_lines
from sta_lstm.cli.training.trained import about_run, print_results
from sta_lstm.errors import SettingsError
from sta_lstm.samples import SNAPSHOT_FOLDER

#: The file in a run's folder that shows how the training went.
CURVES_PAGE = "curves.html"
_FIGURES = {"top-1": "accuracy", "mean class accuracy": "mean_class_accuracy"}

if TYPE_CHECKING:
    from sta_lstm.datasets import Dataset, Fold
    from sta_lstm.model.checkpoint import Checkpoint
    from sta_lstm.training.recipe import Recipe


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_recipe(parser)
    add_data(parser)
    parser.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="folder for the checkpoint, its card, the log, the state"
    )
    parser.add_argument("--seed", type=whole_number(0), default=0, metavar="N", help="of everything random (0)")
    parser.add_argument(
        "--seeds",
        type=whole_number(1),
        default=1,
        metavar="K",
        help="train K networks, of the seeds N, N+1, …, each in a folder DIR/seed-N of its own, and put them into one "
        "table: DIR/results.json, which 'sta-lstm table' reads (default: 1)",
    )
    add_protocol(parser)
    parser.add_argument("--fold", metavar="NAME", help="whom to test on (default: the protocol's first fold)")
    add_validation(parser)
    parser.add_argument(
        "--crossval", type=Path, metavar="FILE", help="what 'sta-lstm crossval' wrote of this recipe, for the card"
    )
    parser.add_argument(
        "--keep-every",
        type=whole_number(0),
        default=0,
        metavar="N",
        help="keep a checkpoint of every Nth epoch in DIR/epochs, and of the untrained network and the last epoch, to "
        "watch it learn ('sta-lstm app --checkpoints DIR'); each takes as much disk space as the final one, 1 to 2 MB "
        "for the recipes that ship (0: none)",
    )
    parser.add_argument("--resume", action="store_true", help="go on with the run in DIR, if there is one")
    add_device(parser)
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")


def _run(options: argparse.Namespace) -> None:
    from sta_lstm.training.folds.seeds import train_seeds
    from sta_lstm.training.processes import Processes, launched
    from sta_lstm.training.runs.log import seed_folder
    from sta_lstm.training.train import train

    recipe, processes = chosen_recipe(options), launched() or Processes(options.device)
    options.variant = recipe.architecture.variant_name(options.variant)
    measured = None if options.crossval is None else _measured(options.crossval, recipe, options.variant)
    with processes.first_before_others():  # the others find what the first one has put on disk
        dataset = open_data(options)
    protocol = protocol_of(dataset, options.protocol)
    fold = _fold(dataset, protocol, options.fold)
    fold = watched(dataset, fold, options.validation)
    trained = {dataset.clips[i].label for i in fold.train}
    unknown = [name for name in dataset.class_names if name not in trained]
    if unknown:
        notice(f"no clip of these classes is among those that train, so none will be named: {', '.join(unknown)}")
    warn_of_mirror(recipe, dataset.class_names)
    words, seeds = recipe_words(options), range(options.seed, options.seed + options.seeds)

    def about(seed: int) -> dict[str, object]:
        return about_run(words, dataset, options.variant, protocol, fold, seed, validation=options.validation)

    settings = {
        "variant": options.variant,
        "out": options.out,
        "resume": options.resume,
        "keep_every": options.keep_every,
        "processes": processes,
        "protocol": protocol,
        "measured": measured,
    }
    try:
        if options.seeds == 1:
            answers = [train(recipe, dataset, fold, seed=options.seed, about=about(options.seed), **settings)]
            results = None
        else:
            command = f"{about(options.seed)['command']} --seeds {options.seeds}"
            answers, results = train_seeds(recipe, dataset, fold, seeds, about=about, command=command, **settings)
    except KeyboardInterrupt:
        notice(f"interrupted; the same command with --resume goes on with the run in '{options.out}'")
        raise
    processes.close()
    if not processes.is_first:
        return
    for seed, checkpoint in zip(seeds, answers, strict=True):
        _write_curves(checkpoint, options.out if results is None else seed_folder(options.out, seed))
    if results is not None:
        print_results(results, options)
    elif options.json:
        print(json.dumps(_values(answers[0], options)))
    else:
        print_lines(_answer(answers[0], options))


def _write_curves(checkpoint: Checkpoint, folder: Path) -> None:
    """Beside a checkpoint, how its training went, as a page that opens anywhere."""
    from sta_lstm.disk import write_whole
    from sta_lstm.evaluation.curves import TrainingCurves
    from sta_lstm.figures import accuracy_curves, figure_html

    curves = TrainingCurves.of_training(checkpoint.training)
    if curves is not None:
        caption = f"{checkpoint.training['data']}; accuracy on the clips that tested is on the card"
        page = figure_html(accuracy_curves(curves), title=f"{checkpoint.name}, epoch by epoch", caption=caption)
        write_whole(folder / CURVES_PAGE, page.encode("utf-8", "replace"))


def _fold(dataset: Dataset, protocol: str, name: str | None) -> Fold:
    """The fold called ``name``, or the first; which one that is, is said."""
    if name is not None:
        return dataset.fold(protocol, name)
    folds = dataset.folds(protocol)
    if len(folds) > 1:
        notice(f"tests on fold '{folds[0].name}', the first of {len(folds)} of {protocol}; --fold names another")
    return folds[0]


def _measured(path: Path, recipe: Recipe, variant: str) -> dict[str, object]:
    """What a cross-validation says of all folds and seeds.

    Raises:
        SettingsError: the file holds none, or one of another recipe or variant.
    """
    try:
        results = json.loads(path.read_text(encoding="utf-8"))
        measured = {
            "mean over folds and seeds": float(results["mean"]),
            "std over seeds": float(results["std"]),
            "seeds": len(results["seeds"]),
            "folds": len(results["folds"]),
            "from": str(results["command"]),
        }
        same = (results["settings"], results["variant"]) == (json.loads(json.dumps(recipe.to_json())), variant)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"'{path}' does not hold what 'sta-lstm crossval' writes. Name its JSON file.") from error
    if not same:
        raise SettingsError(
            f"the cross-validation in '{path}' had other settings, or another variant, than '{recipe.name}' with "
            f"--variant {variant}. Run it anew, or leave out --crossval."
        )
    return measured


def _values(checkpoint: Checkpoint, options: argparse.Namespace) -> dict[str, object]:
    out = options.out
    return {
        "checkpoint": str(out / f"{checkpoint.name}.safetensors"),
        "card": str(out / f"{checkpoint.name}.md"),
        **({"snapshots": str(out / SNAPSHOT_FOLDER)} if options.keep_every else {}),
        "variant": checkpoint.variant,
        "training": dict(checkpoint.training),
        "accuracy": dict(checkpoint.accuracy),
    }


def _answer(checkpoint: Checkpoint, options: argparse.Namespace) -> Iterator[str]:
    values, accuracy = _values(checkpoint, options), checkpoint.accuracy
    yield from pairs(
        {
            "checkpoint": str(values["checkpoint"]),
            "card": str(values["card"]),
            **({"snapshots": str(values["snapshots"])} if "snapshots" in values else {}),
            "trained on": str(checkpoint.training["data"]),
            "tested on": str(accuracy.get("split", "no clip")),
            **{title: percent(accuracy[name]) for title, name in _FIGURES.items() if name in accuracy},
            "seconds": f"{checkpoint.training['seconds']:.1f}",
        }
    )


COMMAND = Command(
    name="train",
    help="train a network by a recipe",
    description=(
        "Train a network by a recipe, and test it on the clips of the fold that it has not seen. An interrupted run "
        "goes on with --resume exactly where it stopped."
    ),
    add_arguments=_add_arguments,
    run=_run,
)
