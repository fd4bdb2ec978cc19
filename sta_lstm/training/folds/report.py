"""Results of cross-validations as tables for a paper: accuracies with their spread, by class, and who is ahead."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from sta_lstm.errors import SettingsError
from sta_lstm.words import percent_text, spread_text

NO_VALUE = "–"  # stands where there is none
#: What is told of a file that holds something else.
_EXPECTED = "does not hold what 'sta-lstm crossval' writes. Name its JSON file."


@dataclass(frozen=True, eq=False)
class CrossvalResults:
    """What one cross-validation came to, as its file says.

    Attributes:
        name: of the file, without its ending.
        values: of the file, found to have what the tables need.
    """

    name: str
    values: dict[str, Any]

    @classmethod
    def of_file(cls, path: Path) -> CrossvalResults:
        """The results in a file that ``sta-lstm crossval`` wrote.

        Raises:
            SettingsError: it cannot be read, or holds something else.
        """
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise SettingsError(f"'{path}' {_EXPECTED}") from error
        try:
            results = cls(path.stem, values)
            results.by_class()
            summary([results])
            if not (values["runs"] and values["seeds"] and values["folds"]):
                raise ValueError("it is empty")
            _ = results.misses, values["fingerprint"], values["n_clips"]
            shares = [float(run[name]) for run in values["runs"] for name in ("accuracy", "mean_class_accuracy")]
            n_classes, counts = len(values["class_names"]), np.array(values["confusion"])
            if not all(0 <= share <= 1 for share in shares) or counts.dtype.kind not in "iu":
                raise ValueError("its figures are none")
            if counts.shape != (n_classes, n_classes):
                raise ValueError("its confusion is of other classes")
        except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
            raise SettingsError(f"'{path}' {_EXPECTED}") from error
        return results

    @property
    def misses(self) -> dict[str, int]:
        """From how many seeds each clip was named wrongly; those that no seed missed are left out."""
        return dict(Counter(str(source) for run in self.values["runs"] for source in run["wrong"]))

    @property
    def n_seeds(self) -> int:
        """How many networks each clip was tested under."""
        return len(self.values["seeds"])

    def over_seeds(self, figure: str) -> tuple[float, float]:
        """Mean over the seeds of the mean over the folds, and its standard deviation."""
        runs, seeds = self.values["runs"], self.values["seeds"]
        each = [float(np.mean([run[figure] for run in runs if run["seed"] == seed])) for seed in seeds]
        return _spread(each)

    def by_class(self) -> dict[str, tuple[float, float]]:
        """Of each class the share that is named rightly, over all folds: mean over the seeds, standard deviation."""
        runs, names = self.values["runs"], self.values["class_names"]
        seeds = [np.sum([r["confusion"] for r in runs if r["seed"] == seed], axis=0) for seed in self.values["seeds"]]
        found: dict[str, tuple[float, float]] = {}
        for place, name in enumerate(names):
            shares = [each[place, place] / each[place].sum() for each in seeds if each[place].sum()]
            found[str(name)] = _spread([float(share) for share in shares])
        return found


def summary(results: Sequence[CrossvalResults]) -> pd.DataFrame:
    """A row for each: data and protocol, networks, and accuracies in per cent with their spread over the seeds."""
    return pd.DataFrame(
        [
            {
                "results": each.name,
                "recipe": f"{each.values['recipe']}, {each.values['variant']}",
                "data": f"{each.values['data']}, {each.values['protocol']}",
                "folds × seeds": f"{len(each.values['folds'])} × {each.n_seeds}",
                "accuracy": _told(each.over_seeds("accuracy"), each),
                "mean class accuracy": _told(each.over_seeds("mean_class_accuracy"), each),
            }
            for each in results
        ]
    )


def by_class(results: Sequence[CrossvalResults]) -> pd.DataFrame:
    """A row for each class, and a column for each of the results: what share of its clips is named rightly."""
    names = dict.fromkeys(name for each in results for name in each.by_class())
    columns = {
        title: [_told(shares[name], each) if name in shares else NO_VALUE for name in names]
        for title, each in zip(titles(results), results, strict=True)
        for shares in (each.by_class(),)
    }
    return pd.DataFrame({"class": list(names), **columns})


def confusion(one: CrossvalResults) -> pd.DataFrame:
    """Clips of each class (rows) by the class that they were given (columns), summed over folds and seeds."""
    names = [str(name) for name in one.values["class_names"]]
    table = pd.DataFrame(one.values["confusion"], columns=names)
    table.insert(0, "true class", names, allow_duplicates=True)
    return table


def ahead(results: Sequence[CrossvalResults]) -> pd.DataFrame:
    """A row for each two: how many clips most networks of one alone name rightly, and McNemar's exact test of that.

    A clip counts as named rightly where more than half of the seeds do, so that each clip counts once. Two of other
    clips, or other folds, have no figures.
    """
    rows = []
    named = list(zip(titles(results), results, strict=True))
    for (one, first), (other, second) in combinations(named, 2):
        row: dict[str, str] = {"one": one, "other": other}
        if _same_clips(first, second):
            only = [len(_missed(second) - _missed(first)), len(_missed(first) - _missed(second))]
            p = float(binomtest(only[0], sum(only)).pvalue) if sum(only) else 1.0
            row |= {
                "only one is right": f"{only[0]}",
                "only the other is right": f"{only[1]}",
                "p (McNemar)": f"{p:.2g}",
            }
        else:
            row |= dict.fromkeys(("only one is right", "only the other is right", "p (McNemar)"), NO_VALUE)
        rows.append(row)
    return pd.DataFrame(rows)


def titles(results: Sequence[CrossvalResults]) -> list[str]:
    """What columns and rows call them: their names, numbered where two have one."""
    names = [each.name for each in results]
    return [
        name if names.count(name) == 1 else f"{name} ({names[: place + 1].count(name)})"
        for place, name in enumerate(names)
    ]


def _same_clips(first: CrossvalResults, second: CrossvalResults) -> bool:
    keys = ("data", "protocol", "n_clips", "folds")
    return all(first.values.get(key) == second.values.get(key) for key in keys)


def _missed(one: CrossvalResults) -> set[str]:
    return {source for source, count in one.misses.items() if 2 * count >= one.n_seeds}


def _spread(figures: Sequence[float]) -> tuple[float, float]:
    if not figures:
        return float("nan"), 0.0
    return float(np.mean(figures)), float(np.std(figures, ddof=1)) if len(figures) > 1 else 0.0


def _told(figure: tuple[float, float], one: CrossvalResults) -> str:
    mean, spread = figure
    if np.isnan(mean):
        return NO_VALUE
    return spread_text(mean, spread) if one.n_seeds > 1 else percent_text(mean, 1)
