"""Train with one process or many: ``accelerate launch -m sta_lstm.training RECIPE --data PATH --out DIR …``.

Without a launcher, ``python -m sta_lstm.training …`` trains with one process, as ``sta-lstm train`` does.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sta_lstm.datasets import open_dataset
from sta_lstm.errors import StaLstmError
from sta_lstm.training.processes import Processes, launched
from sta_lstm.training.recipe import load_recipe, recipe_names
from sta_lstm.training.sections import VARIANTS
from sta_lstm.training.train import train


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse, train, and say where the checkpoint is."""
    options = _parser().parse_args(arguments)
    try:
        processes = launched() or Processes(options.device)
        recipe = load_recipe(options.recipe)
        with processes.first_before_others():  # the others find what the first one has put on disk
            dataset = open_dataset(options.data)
        protocol = options.protocol or next(iter(dataset.protocols), "")
        fold = dataset.fold(protocol, options.fold)
        checkpoint = train(
            recipe,
            dataset,
            fold,
            variant=options.variant,
            seed=options.seed,
            out=options.out,
            resume=options.resume,
            processes=processes,
            protocol=protocol,
        )
    except StaLstmError as error:
        print(f"sta_lstm.training: {error}", file=sys.stderr)  # noqa: T201
        return 1
    if processes.is_first:
        print(  # noqa: T201
            f"{options.out / checkpoint.name}.safetensors: {checkpoint.accuracy['accuracy']:.1%} of "
            f"{checkpoint.accuracy['split']}"
        )
    processes.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sta_lstm.training", description=__doc__)
    parser.add_argument("recipe", metavar="RECIPE", help=f"{', '.join(recipe_names())}, or a .toml file")
    parser.add_argument("--data", required=True, metavar="PATH", help="folder of a data set, or a manifest")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder for checkpoint, log and state")
    parser.add_argument("--variant", choices=VARIANTS, default="sta")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--protocol", help="the data set's first, if left out")
    parser.add_argument("--fold", help="name of the fold; needed where the protocol has several")
    parser.add_argument("--resume", action="store_true", help="go on with the run in DIR")
    parser.add_argument("--device", default="auto", help="without a launcher: auto, cpu, cuda, …")
    return parser


if __name__ == "__main__":
    sys.exit(main())
