"""What networks of several folds and seeds came to, as plain JSON values: what ``sta-lstm table`` reads."""

from __future__ import annotations

import datetime
import json
import platform
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from sta_lstm.datasets import Fold
from sta_lstm.training.examples import Examples
from sta_lstm.training.folds.runs import Run
from sta_lstm.training.origin import Origin


def head_of(origin: Origin, data: Examples, folds: Sequence[Fold]) -> dict[str, Any]:
    """What all runs have in common.

    Args:
        origin: recipe, variant, data set and protocol.
        data: all clips of the data set.
        folds: of the protocol, or given ones where it has no name.
    """
    return {
        "recipe": origin.recipe.name,
        "variant": origin.variant,
        "data": origin.dataset,
        "protocol": origin.protocol or "given folds",
        "n_clips": len(data),
        "fingerprint": data.fingerprint(),
        "folds": {fold.name: [len(fold.train), len(fold.test)] for fold in folds},
        "settings": json.loads(json.dumps(origin.recipe.to_json())),
    }


def results_of(
    head: Mapping[str, Any], runs: Sequence[Run], class_names: Sequence[str], *, seconds: float, workers: int
) -> dict[str, Any]:
    """The results of ``runs``, sorted by seed and fold.

    Args:
        head: what they have in common, see `head_of`.
        runs: one a fold and seed.
        class_names: L.
        seconds: that all took together.
        workers: runs at a time.
    """
    seeds = tuple(dict.fromkeys(run["seed"] for run in runs))
    return {
        **_summary(runs, seeds),
        **head,
        "seeds": list(seeds),
        "seconds": round(seconds, 1),
        "run_seconds": round(sum(run["seconds"] for run in runs), 1),
        "workers": workers,
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "class_names": list(class_names),
        "confusion": np.sum([run["confusion"] for run in runs], axis=0).tolist(),
        "runs": list(runs),
    }


def _summary(runs: Sequence[Run], seeds: Sequence[int]) -> dict[str, Any]:
    def mean(figure: str, **chosen: Any) -> float:
        return float(np.mean([run[figure] for run in runs if all(run[key] == chosen[key] for key in chosen)]))

    per_seed = {str(seed): mean("accuracy", seed=seed) for seed in seeds}
    figures = list(per_seed.values())
    n_clips = [run["n_test"] for run in runs]
    return {
        "mean": float(np.mean(figures)),
        "std": float(np.std(figures, ddof=1)) if len(figures) > 1 else 0.0,
        "per_seed": per_seed,
        "per_fold": {name: mean("accuracy", fold=name) for name in dict.fromkeys(run["fold"] for run in runs)},
        "mean_over_clips": float(np.average([run["accuracy"] for run in runs], weights=n_clips)),
        "mean_class_accuracy": mean("mean_class_accuracy"),
        **{name: mean(name) for name in runs[0] if name.endswith("_entropy")},
    }
