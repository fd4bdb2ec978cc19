"""One network for three layouts against one for each: Grid on planted motions of 25, 20 and 15 joints.

    python tests/benchmarks/grid_layouts.py --out tests/benchmarks/results/grid-layouts.json

Training clips (seeds from 0) are converted in turn to the three layouts. One network learns of all of them, and one
each of the third that has its layout, in as many steps. All are tested on the same 1,000 unseen clips (seeds from
1,000,000), converted to each layout, and to COCO's 17 joints, which none of them has met.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

from sta_lstm.datasets.synthetic import TEST_SEEDS, TRAIN_SEEDS, planted_set
from sta_lstm.skeletons import SkeletonLayout
from sta_lstm.training.demo import checkpoints
from sta_lstm.training.examples import evaluate_examples
from sta_lstm.training.processes import Processes
from sta_lstm.training.train import train_network


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=900, help="that train, a third of them in each layout (900)")
    parser.add_argument(
        "--epochs", type=int, default=24, help="of the network for all; those for one have three times as many"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    planted = planted_set(TRAIN_SEEDS[: options.clips])
    unseen = planted_set(TEST_SEEDS[: checkpoints.N_TEST])
    actions = len(checkpoints.CLASS_NAMES)
    tested = (*checkpoints.LAYOUTS, checkpoints.UNMET_LAYOUT)
    test = {layout.name: checkpoints.planted_examples(unseen, checkpoints.GRID_RECIPE, (layout,)) for layout in tested}
    found: dict[str, dict[str, float]] = {}
    seconds: dict[str, float] = {}

    def learn(name: str, clips: Sequence, layouts: Sequence[SkeletonLayout], epochs: int) -> None:
        recipe = checkpoints.GRID_RECIPE.changed({"stages": [{"epochs": epochs}]})
        data = checkpoints.planted_examples(clips, recipe, layouts)
        start = time.process_time()
        network = train_network(
            recipe, data, n_classes=actions, variant="grid", seed=options.seed, processes=Processes("cpu")
        )
        seconds[name] = round(time.process_time() - start, 1)
        made = checkpoints.demo_checkpoint(recipe, data, "grid", options.seed, network)
        found[name] = {
            layout: evaluate_examples(
                made.of_layout(each.layout).network, each, checkpoints.CLASS_NAMES, [""] * len(each)
            ).accuracy
            for layout, each in test.items()
        }
        print(name, {layout: round(100 * share, 1) for layout, share in found[name].items()}, seconds[name], flush=True)

    learn("all", planted, checkpoints.LAYOUTS, options.epochs)
    for turn, layout in enumerate(checkpoints.LAYOUTS):
        own = [each for number, each in enumerate(planted) if number // actions % 3 == turn]
        learn(layout.name, own, (layout,), 3 * options.epochs)
    if options.out:
        told = {"clips": options.clips, "epochs": options.epochs, "seed": options.seed, "unseen": len(unseen)}
        load = {"processor_seconds": seconds, "load_average": os.getloadavg()}
        options.out.write_text(json.dumps({**told, "accuracy": found, **load}, indent=1) + "\n")


if __name__ == "__main__":
    main()
