"""``sta-lstm crossval``: every fold of a protocol, from several seeds."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from sta_lstm.cli.command import Command, add_device, command_line
from sta_lstm.cli.inputs.data import add_data, add_protocol, open_data, protocol_of, whole_number
from sta_lstm.cli.inputs.recipes import add_recipe, chosen_recipe, recipe_words, warn_of_mirror
from sta_lstm.cli.text import notice
from sta_lstm.cli.training.trained import about_run, print_results
from sta_lstm.disk import check_place, write_whole
from sta_lstm.errors import SettingsError


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_recipe(parser)
    add_data(parser)
    parser.add_argument("--seeds", type=whole_number(1), default=5, metavar="K", help="networks a fold (default: 5)")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="where the results go (.json)")
    add_protocol(parser)
    parser.add_argument(
        "--workers", type=whole_number(1), metavar="N", help="runs at a time (default: one a processor; on a GPU, one)"
    )
    parser.add_argument(
        "--inner",
        action="store_true",
        help="to choose settings: leave out two folds at a time, and say how well each fold's training clips do",
    )
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="DIR",
        help="keep every network, as DIR/FOLD/VARIANT-SEED/NAME.safetensors: to compare seeds, or to join them "
        "('sta-lstm committee')",
    )
    add_device(parser)
    parser.add_argument("--json", action="store_true", help="print the results as one JSON object")


def _run(options: argparse.Namespace) -> None:
    if options.out.suffix != ".json":
        raise SettingsError(f"cannot write '{options.out}': the results are JSON. Give it the ending .json.")
    check_place(options.out)

    from sta_lstm.model.devices import choose_device
    from sta_lstm.training.folds.crossval import crossval
    from sta_lstm.training.folds.inner import accuracy_inside, pairs_left_out

    recipe, words = chosen_recipe(options), recipe_words(options)
    options.variant = recipe.architecture.variant_name(options.variant)
    workers = options.workers
    if workers is None:
        workers = (os.cpu_count() or 1) if choose_device(options.device).type == "cpu" else 1
    dataset = open_data(options)
    protocol = protocol_of(dataset, options.protocol)
    folds = dataset.folds(protocol)
    warn_of_mirror(recipe, dataset.class_names)
    # What is done is kept beside the results until they are whole.
    runs_file = options.out.with_name(f"{options.out.stem}.runs.json")
    try:
        results = crossval(
            recipe,
            dataset,
            protocol=pairs_left_out(folds) if options.inner else protocol,
            variant=options.variant,
            seeds=range(options.seeds),
            workers=workers,
            device=options.device,
            runs_file=runs_file,
            keep=options.keep,
            about=lambda fold, seed: about_run(words, dataset, options.variant, protocol, fold, seed),
        )
    except KeyboardInterrupt:
        notice(f"interrupted; the same command goes on with the runs in '{runs_file}'")
        raise
    chosen = {
        "--data": dataset.name,
        "--variant": options.variant,
        "--seeds": options.seeds,
        "--protocol": protocol,
        "--out": options.out.name,
    }
    command = command_line("crossval", *words, options=chosen) + (" --inner" if options.inner else "")
    inside = accuracy_inside(results["runs"], folds, [each.source for each in dataset.clips]) if options.inner else {}
    results = {"command": command, **({"inside_fold": inside} if inside else {}), **results}
    write_whole(options.out, (json.dumps(results, indent=1) + "\n").encode())
    runs_file.unlink(missing_ok=True)
    print_results(results, options)
    notice(f"wrote {options.out}")


COMMAND = Command(
    name="crossval",
    help="train and test on every fold of a protocol",
    description=(
        "Train and test on every fold of a protocol from K seeds, and write accuracies per fold and per seed, their "
        "mean and standard deviation, all settings and the time it took. An interrupted one goes on when called again."
    ),
    add_arguments=_add_arguments,
    run=_run,
)
