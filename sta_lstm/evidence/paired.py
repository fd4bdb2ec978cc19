"""Differences between two ways to score the same clips, and how sure they are: the paired bootstrap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.intervals import bootstrap


@dataclass(frozen=True)
class Difference:
    """How much more one scores than another over the same clips.

    Attributes:
        mean: over the clips.
        low: lower end of the interval.
        high: upper end.
        clips: how many had both scores.
    """

    mean: float
    low: float
    high: float
    clips: int

    @property
    def excludes_nought(self) -> bool:
        """Whether the interval says which of the two is more."""
        return self.low > 0 or self.high < 0


def paired_difference(ours: NDArray[Any], theirs: NDArray[Any], *, seed: int = 0) -> Difference:
    """Mean of ``ours`` less ``theirs`` (each N, of the same clips), with its 95 % interval by `bootstrap`.

    Clips for which either is not a number are left out.

    Raises:
        SettingsError: they are not of the same clips, or no clip has both.
    """
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    if ours.shape != theirs.shape or ours.ndim != 1:
        raise SettingsError(
            f"scores of {ours.shape} and {theirs.shape} clips cannot be paired; give one a clip of each."
        )
    apart = ours - theirs
    apart = apart[np.isfinite(apart)]
    if not len(apart):
        raise SettingsError("no clip has both scores; there is nothing to compare.")
    found = bootstrap(apart[:, None], seed=seed)
    return Difference(float(found.mean[0]), float(found.low[0]), float(found.high[0]), len(apart))


def differences(table: pd.DataFrame, ranking: str, baseline: str, *, seed: int = 0) -> dict[str, Difference]:
    """By question: `paired_difference` of two rankings in a table of `truth_table`, clip by clip.

    Where a ranking has several values for a clip, as from networks of several seeds, their mean is the clip's.

    Raises:
        SettingsError: the table lacks one of them.
    """
    known = set(table["ranking"])
    for name in (ranking, baseline):
        if name not in known:
            raise SettingsError(f"there is no ranking '{name}'; there are: {', '.join(sorted(known))}.")
    by_clip = table.pivot_table(index="clip", columns=["question", "ranking"], values="value", aggfunc="mean")
    return {
        question: paired_difference(
            by_clip[question, ranking].to_numpy(), by_clip[question, baseline].to_numpy(), seed=seed
        )
        for question in dict.fromkeys(table["question"])
        if {(question, ranking), (question, baseline)} <= set(by_clip.columns)
    }
