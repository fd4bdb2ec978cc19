"""Make the demo: sample clips, checkpoints with their cards, one a variant, and the snapshots of a training.

The networks are STA-LSTM's four variants, by the recipe demo, ST-GCN, by the recipe demo-stgcn, and Grid, by the recipe
demo-grid, on the same clips converted in turn to three layouts.

Training clips have seeds from 0, the clips that accuracy is reported on have seeds from 1,000,000, sample clips from
2,000,000; settings were chosen on seeds from 1,500,000. None of these overlap.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sta_lstm.datasets.synthetic import TEST_SEEDS, TRAIN_SEEDS, planted_set
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.samples import CHECKPOINT_SUFFIX
from sta_lstm.training.demo import checkpoints, snapshots
from sta_lstm.training.demo.attended import write_attended
from sta_lstm.training.demo.clips import write_mistake, write_samples, write_sequence
from sta_lstm.training.processes import Processes
from sta_lstm.training.recipe import load_recipe


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the whole of ``sample_data``: clips, checkpoints, and a small network at ten moments of its training."""
    parser = argparse.ArgumentParser(prog="python -m sta_lstm.training.demo", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("sample_data"), help="folder to write (sample_data)")
    parser.add_argument("--seeds", type=int, default=5, help="networks a variant; the first one ships (5)")
    parser.add_argument("--recipe", help="another recipe of the same features, such as demo-plain")
    parser.add_argument("--keep", type=Path, help="folder for every network; one that is there is not trained again")
    ours = (checkpoints.RECIPE, checkpoints.GRAPH_RECIPE, checkpoints.GRID_RECIPE)
    every = [variant for recipe in ours for variant in recipe.architecture.variants]
    parser.add_argument("--variants", nargs="*", choices=every, default=every, help="all; or none, for the rest alone")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--results", type=Path, help="where the figures of all seeds go, as JSON")
    options = parser.parse_args(arguments)
    processes = Processes(options.device)
    recipes = ours if options.recipe is None else (load_recipe(options.recipe),)
    write_samples(options.out / "clips")
    write_sequence(options.out)
    train = planted_set(TRAIN_SEEDS[: checkpoints.N_TRAIN])
    unseen = planted_set(TEST_SEEDS[: checkpoints.N_TEST])
    snapshots.write_snapshots(
        options.out / "checkpoints" / snapshots.NAME,
        checkpoints.planted_examples(train[: snapshots.N_TRAIN]),
        checkpoints.planted_examples(unseen),
        processes,
        summary=checkpoints.SUMMARY,
        limits=checkpoints.LIMITS,
        on_epoch=lambda log: checkpoints.print_epoch(snapshots.NAME, snapshots.RECIPE.n_epochs, log),
    )
    results: dict[str, Any] = {}
    for recipe in recipes:
        chosen = [each for each in options.variants if each in recipe.architecture.variants]
        if not chosen:
            continue
        layouts = checkpoints.LAYOUTS if recipe.reads_any_layout else checkpoints.LAYOUTS[:1]
        data = checkpoints.planted_examples(train, recipe, layouts)
        test = checkpoints.planted_examples(unseen, recipe)
        run = checkpoints.DemoRun(recipe, data, processes, options.keep)
        for variant in chosen:
            results[variant] = checkpoints.write_checkpoint(
                variant, options.seeds, run, unseen, test, options.out / "checkpoints"
            )
            print(json.dumps({variant: results[variant]}, indent=2), flush=True)  # noqa: T201
    sta = options.out / "checkpoints" / f"{recipes[0].name}-{checkpoints.COMMITTEE}{CHECKPOINT_SUFFIX}"
    if sta.is_file():
        write_mistake(load_checkpoint(sta, device=options.device), options.out / "clips")
    write_attended(options.out)
    if options.results:
        options.results.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
