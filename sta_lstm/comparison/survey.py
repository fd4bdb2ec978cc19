"""Many clips: which of them do models disagree on most, and how far do every two agree over all of them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import pandas as pd

from sta_lstm.comparison.comparison import Comparison
from sta_lstm.comparison.measures import MEASURES, Figures, mean_figures
from sta_lstm.prediction.provenance import Provenance


class Survey:
    """Collects comparisons clip by clip; of each it keeps the figures alone."""

    def __init__(self) -> None:
        self._clips: list[dict[str, Any]] = []
        self._pairs: dict[tuple[str, str], list[tuple[Figures, Figures, float]]] = {}
        self._seeds: set[tuple[str, str]] = set()
        self._provenance: dict[str, Provenance] = {}

    def add(self, comparison: Comparison, *, clip: str, label: str | None = None) -> None:
        """Take in what models say of one clip.

        Args:
            comparison: of the models that fit it; two of one name are the same model in every clip.
            clip: what the clip is called.
            label: what is done in it, if known.
        """
        said = {name: each.label for name, each in zip(comparison.names, comparison.predictions, strict=True)}
        means = asdict(mean_figures([pair.figures for pair in comparison.pairs]))
        self._clips.append(
            {
                "clip": clip,
                "label": label,
                "models": len(said),
                "disagreement": comparison.disagreement,
                **means,
                **{f"label {name}": predicted for name, predicted in said.items()},
            }
        )
        for name, each in zip(comparison.names, comparison.predictions, strict=True):
            # What was said of the first clip is not true of them all.
            self._provenance.setdefault(name, replace(each.provenance, changes=(), doubts=()))
        for pair in comparison.pairs:
            first, second = comparison.names[pair.first], comparison.names[pair.second]
            figures, random = pair.figures, pair.random
            self._pairs.setdefault((first, second), []).append((figures, random, figures.disagreement))
            if comparison.are_seeds((pair.first, pair.second)):
                self._seeds.add((first, second))

    @property
    def n_clips(self) -> int:
        """Clips taken in."""
        return len(self._clips)

    @property
    def provenance(self) -> tuple[Provenance, ...]:
        """Of each model the first answer's, without what it says of its clip: who was compared."""
        return tuple(self._provenance.values())

    def clips(self) -> pd.DataFrame:
        """A row a clip, the one with most disagreement first.

        Columns: ``clip``, ``label``, ``models`` (how many fit it), ``disagreement``, the measures of `MEASURES` as
        means over the pairs, and for each model ``label NAME``, the class that it predicts.
        """
        rows = sorted(self._clips, key=lambda row: -row["disagreement"])
        return _with_numbers(pd.DataFrame(rows))

    def pairs(self) -> pd.DataFrame:
        """A row a pair: means over the clips that both models fit.

        Columns: ``first``, ``second``, ``two_seeds`` (whether they are seeds of one model), ``clips``,
        ``disagreement``, the measures of `MEASURES`, and the same with ``random_`` before the name.
        """
        rows = []
        for (first, second), each in self._pairs.items():
            figures, random, disagreement = zip(*each, strict=True)
            means: Mapping[str, float | None] = asdict(mean_figures(list(random)))
            rows.append(
                {
                    "first": first,
                    "second": second,
                    "two_seeds": (first, second) in self._seeds,
                    "clips": len(each),
                    "disagreement": sum(disagreement) / len(disagreement),
                    **asdict(mean_figures(list(figures))),
                    **{f"random_{name}": value for name, value in means.items()},
                }
            )
        return _with_numbers(pd.DataFrame(rows))


def _with_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """``table`` with measures as numbers, also where no row has a value."""
    names = [prefix + measure.name for measure in MEASURES for prefix in ("", "random_")]
    return table.astype({name: "float64" for name in names if name in table.columns})
