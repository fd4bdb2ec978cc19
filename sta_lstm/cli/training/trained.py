"""What the commands that train tell: of each run on its card, and of several on the screen."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sta_lstm.cli.command import command_line
from sta_lstm.cli.inputs.data import VALIDATION, sources_hash
from sta_lstm.cli.text import pairs, percent, print_lines
from sta_lstm.words import counted, spread_text

if TYPE_CHECKING:
    from sta_lstm.datasets import Dataset, Fold


def about_run(
    recipe: Sequence[str],
    dataset: Dataset,
    variant: str,
    protocol: str,
    fold: Fold,
    seed: int,
    *,
    validation: float | None = None,
) -> dict[str, object]:
    """What a checkpoint tells of its training beside the recipe: the command, and the clips that trained.

    Args:
        recipe: as the command names it, see `recipe_words`.
        dataset: whose clips.
        variant: of the network.
        protocol: by which clips are divided.
        fold: of it.
        seed: of the training.
        validation: the share of the fold's training clips that was set aside, where one was.
    """
    chosen = {"--data": dataset.name, "--variant": variant, "--seed": seed, "--protocol": protocol, "--fold": fold.name}
    aside = {} if validation is None else {"--validation": validation}
    out = {"--out": f"runs/{Path(recipe[0]).stem}-{variant}-{seed}"}
    return {
        "command": command_line("train", *recipe, options=chosen | aside | out),
        "dataset": dataset.name,
        **({} if validation is None else {VALIDATION: validation}),
        "train_sources": sources_hash([dataset.clips[i] for i in fold.train]),
    }


def print_results(results: dict[str, Any], options: argparse.Namespace) -> None:
    """Say what networks of several folds and seeds came to; ``--json`` has it as it is."""
    if options.json:
        print(json.dumps(results))
    else:
        print_lines(_answer(results))


def _answer(results: dict[str, Any]) -> Iterator[str]:
    seeds = len(results["seeds"])
    mean = results["mean"]
    accuracy = f"{spread_text(mean, results['std'])} over {seeds} seeds" if seeds > 1 else f"{percent(mean)} (one seed)"
    yield from pairs(
        {
            "recipe": f"{results['recipe']}, variant {results['variant']}",
            "data": f"{results['data']}, {results['protocol']}, {counted(len(results['folds']), 'fold')}",
            "mean accuracy": accuracy,
            "mean class accuracy": percent(results["mean_class_accuracy"]),
            "seconds": f"{results['seconds']:.1f}",
        }
    )
    titles = {
        "inside_fold": "accuracy inside each fold's training clips",
        "per_fold": "accuracy by fold",
        "per_seed": "accuracy by seed",
    }
    for key, title in titles.items():
        if key in results:
            yield ""
            yield title
            yield from pairs({name: percent(share) for name, share in results[key].items()}, indent=2)
