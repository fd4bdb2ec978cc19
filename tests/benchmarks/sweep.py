"""What λ1 and λ2 do to accuracy and to the entropy of α and β, on SBU, inside the training folds.

    python tests/benchmarks/sweep.py --data sbu/ --out sweep.json --figure sweep.svg

One of the two is changed at a time, the other is nought, everything else is the recipe ``sbu``. Each setting is trained
five times, from one seed; each time two neighbouring folds are left out and tested together, as `pairs_left_out` makes
them. An interrupted sweep goes on with the runs that it has kept beside its results.
"""

import argparse
import dataclasses
import json
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from sta_lstm.datasets import open_dataset
from sta_lstm.disk import write_whole
from sta_lstm.training.folds.crossval import crossval
from sta_lstm.training.folds.inner import pairs_left_out
from sta_lstm.training.recipe import load_recipe

SETTINGS = {
    "lambda_alpha": (0.0, 0.01, 0.1),
    "lambda_beta": (0.0, 0.1, 0.3, 1.0),
}
PAIRS = ("1 + 2", "2 + 3", "3 + 4", "4 + 5", "1 + 5")
SYMBOLS = {"lambda_alpha": "λ1", "lambda_beta": "λ2"}


def recipe_with(name, value):
    recipe = load_recipe("sbu")
    weights = dataclasses.replace(recipe.objective, **{**dict.fromkeys(SETTINGS, 0.0), name: value})
    return dataclasses.replace(recipe, objective=weights)


def sweep(data, out, workers):
    """A row for each setting."""
    dataset = open_dataset(data)
    folds = [pair for pair in pairs_left_out(dataset.folds("five-folds")) if pair.name in PAIRS]
    rows = []
    for name, values in SETTINGS.items():
        for value in values:
            shown = SYMBOLS[name] if value else "both"
            results = crossval(
                recipe_with(name, value),
                dataset,
                protocol=folds,
                workers=workers,
                device="cpu",
                runs_file=out.with_name(f"{out.stem}-{shown}-{value:g}.runs.json"),
            )
            accuracy = [run["accuracy"] for run in results["runs"]]
            rows.append(
                {
                    "setting": name,
                    "value": value,
                    "accuracy": results["mean"],
                    "standard_error": float(np.std(accuracy, ddof=1) / len(accuracy) ** 0.5),
                    "alpha_entropy": results["alpha_entropy"],
                    "beta_entropy": results["beta_entropy"],
                    "accuracies": accuracy,
                }
            )
    return {
        "command": "python tests/benchmarks/sweep.py --data sbu --out sweep.json",
        "pairs": list(PAIRS),
        "rows": rows,
    }


def draw(rows):
    """Accuracy above, entropies below, a column for each λ."""
    figure = Figure(figsize=(8, 4.6), layout="constrained")
    axes = figure.subplots(2, 2, sharex="col", sharey="row")
    for column, (name, values) in enumerate(SETTINGS.items()):
        mine = [row for row in rows if row["setting"] == name]
        places = range(len(values))
        above, below = axes[:, column]
        errors = [100 * row["standard_error"] for row in mine]
        above.errorbar(places, [100 * row["accuracy"] for row in mine], errors, fmt="o-", color="#4c4c6d", capsize=3)
        below.plot(places, [row["alpha_entropy"] for row in mine], "o-", color="#6b4fbb", label="α, over the joints")
        below.plot(places, [row["beta_entropy"] for row in mine], "s--", color="#c2570c", label="β, over the frames")
        below.set_xticks(places, [f"{value:g}" for value in values])
        below.set_xlabel(SYMBOLS[name])
        for each in (above, below):
            each.grid(color="#dddddd", linewidth=0.6)
            each.spines[["top", "right"]].set_visible(False)
    axes[0, 0].set_ylabel("accuracy, %")
    axes[0, 0].set_ylim(0, 100)
    axes[1, 0].set_ylabel("entropy ÷ uniform’s")
    axes[1, 0].set_ylim(0, 1.05)
    axes[1, 0].legend(frameon=False, loc="lower left")
    return figure


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--figure", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    results = sweep(options.data, options.out, options.workers)
    write_whole(options.out, (json.dumps(results, indent=1) + "\n").encode())
    if options.figure:
        draw(results["rows"]).savefig(options.figure, metadata={"Date": None})
    for row in results["rows"]:
        print(
            f"{SYMBOLS[row['setting']]} = {row['value']:<6g} accuracy {100 * row['accuracy']:5.1f} ± "
            f"{100 * row['standard_error']:.1f} %   entropy of α {row['alpha_entropy']:.3f}, "
            f"of β {row['beta_entropy']:.3f}"
        )


if __name__ == "__main__":
    main()
