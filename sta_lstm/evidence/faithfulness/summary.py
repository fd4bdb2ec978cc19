"""What scores of many clips say together: means, and by how much a ranking beats chance and motion energy.

Letters: N clips, Q quantities (a grain, a fill, a ranking).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sta_lstm.arrays import Float64s
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.faithfulness.curves import MEASURES, MORE_IS_BETTER
from sta_lstm.evidence.faithfulness.rankers import MOTION, RANDOM
from sta_lstm.evidence.intervals import bootstrap

#: Stands for all classes in a summary, where no class can be called so; and for the mean of all fills.
EVERY_CLASS, ALL = "", "all"
#: What is read off a map that is shaken, and how the network answers to checks: no baseline is beaten there.
_OTHER_MEASURES = ("infidelity", "PGI", "PGU", "stability", "moved", "randomised", "seeds")
_BETTER_UPWARDS = MORE_IS_BETTER | {"PGI"}
#: Measures of which rankings are compared.
COMPARED = (*MEASURES, "infidelity", "PGI", "PGU")
_BASELINES = {RANDOM: "random", MOTION: "motion"}


def summarise(path: Path, *, seed: int = 0) -> pd.DataFrame:
    """What the scores in a Parquet file of a `Ledger` say together.

    Args:
        path: the file; of it, one measure of one checkpoint is in memory at a time.
        seed: of the bootstrap.

    Returns:
        One row a ``checkpoint``, ``revision``, ``class`` (by label; empty for all), ``measure``, ``ranking``, ``grain``
        and ``fill`` ("all" is the mean over fills, clip by clip), with ``clips``, ``mean``, ``low``, ``high`` (95 %).
        ``over_random`` and ``over_motion``, each with its ``_low`` and ``_high``, say by how much the ranking is
        *better* on the same clips, whichever way the measure goes; missing where there is nothing to beat.

    Raises:
        SettingsError: the file holds no scores.
    """
    whose = pd.read_parquet(path, columns=["checkpoint", "revision"]).drop_duplicates()
    rows = [
        row
        for checkpoint, revision in zip(whose["checkpoint"], whose["revision"], strict=True)
        for measure in (*MEASURES, *_OTHER_MEASURES)
        for row in _measure(_part(path, checkpoint, revision, measure), measure, seed)
    ]
    if not rows:
        raise SettingsError(f"'{path}' holds no scores.")
    return pd.DataFrame(rows)


def _part(path: Path, checkpoint: str, revision: str, measure: str) -> pd.DataFrame:
    own = [("checkpoint", "==", checkpoint), ("revision", "==", revision), ("measure", "==", measure)]
    return pd.read_parquet(path, filters=own)


def _measure(table: pd.DataFrame, measure: str, seed: int) -> Iterator[dict[str, Any]]:
    if table.empty:
        return
    about = {name: str(table[name].iloc[0]) for name in ("checkpoint", "revision")}
    words = table.astype(dict.fromkeys(("clip", "label", "ranking", "grain", "fill"), str))
    quantity = ["grain", "fill", "ranking"]
    values = words.groupby(["label", "clip", *quantity])["value"].mean().unstack(quantity)
    values = values[list(words[quantity].drop_duplicates().itertuples(index=False, name=None))]  # as they were measured
    if measure in (*MEASURES, "infidelity"):
        values = _with_mean_fill(values)
    labels = values.index.get_level_values("label")
    for name in (EVERY_CLASS, *sorted(set(labels) - {EVERY_CLASS})):
        own = values if name == EVERY_CLASS else values[labels == name]
        for row in _rows(own, measure, seed):
            yield {**about, "class": name, "measure": measure, **row}


def _with_mean_fill(values: pd.DataFrame) -> pd.DataFrame:
    """The same with the mean over fills beside them, of those that a clip has."""
    known = values.dropna(axis=1, how="all")
    mean = known.T.groupby(level=["grain", "ranking"]).mean().T
    mean.columns = pd.MultiIndex.from_tuples(
        [(each[0], ALL, each[1]) for each in mean.columns], names=values.columns.names
    )
    return pd.concat([known, mean], axis=1)


def _rows(values: pd.DataFrame, measure: str, seed: int) -> Iterator[dict[str, Any]]:
    differences = [_better(values, baseline, measure) for baseline in _BASELINES]
    found = bootstrap(np.hstack([values.to_numpy(np.float64), *differences]), seed=seed)
    parts = (np.split(each, 1 + len(_BASELINES)) for each in found)  # of means, lows and highs
    (mean, low, high), *rest = zip(*parts, strict=True)
    over = dict(zip(_BASELINES.values(), rest, strict=True))
    for i, (grain, fill, ranking) in enumerate(_columns(values)):
        count = int(values.iloc[:, i].notna().sum())
        if not count:
            continue
        row = {"grain": grain, "fill": fill, "ranking": ranking, "clips": count}
        row |= {"mean": mean[i], "low": low[i], "high": high[i]}
        for key, (better, least, most) in over.items():
            row |= {f"over_{key}": better[i], f"over_{key}_low": least[i], f"over_{key}_high": most[i]}
        yield row


def _better(values: pd.DataFrame, baseline: str, measure: str) -> Float64s:
    """By how much each column is better than the baseline of its grain and fill, clip by clip; NaN for itself."""
    differences = np.full(values.shape, np.nan)
    if measure in COMPARED:
        sign = 1 if measure in _BETTER_UPWARDS else -1
        for i, (grain, fill, ranking) in enumerate(_columns(values)):
            if ranking != baseline and (grain, fill, baseline) in values.columns:
                differences[:, i] = sign * (values.iloc[:, i] - values[(grain, fill, baseline)])
    return differences


def _columns(values: pd.DataFrame) -> list[tuple[str, str, str]]:
    return [(str(each[0]), str(each[1]), str(each[2])) for each in values.columns]
