"""Folds inside a protocol's folds: by which settings can be chosen without a look at the clips that test them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from sta_lstm.datasets import Fold
from sta_lstm.errors import SettingsError
from sta_lstm.training.folds.runs import Run

#: Between the names of two folds that are left out together.
_PAIR = " + "


def pairs_left_out(folds: Sequence[Fold]) -> tuple[Fold, ...]:
    """Folds for choosing settings: each leaves out what two of ``folds`` test, trains on the rest and tests both.

    Seen from one fold, the pairs that it is in are splits inside its training clips: what they say of the *other*
    fold of the pair is known without a look at its own test clips. `accuracy_inside` sums that up.

    Raises:
        SettingsError: there are fewer than three folds, or two test the same clip.
    """
    tested = [i for fold in folds for i in fold.test]
    if len(folds) < 3 or len(set(tested)) < len(tested):
        raise SettingsError(
            "settings can be chosen inside the folds of a protocol if it has three or more that test different clips."
        )
    return tuple(
        Fold(
            name=f"{one.name}{_PAIR}{other.name}",
            train=tuple(i for i in one.train if i not in set(other.test)),
            test=one.test + other.test,
        )
        for one, other in itertools.combinations(folds, 2)
    )


def accuracy_inside(runs: Sequence[Run], folds: Sequence[Fold], sources: Sequence[str]) -> dict[str, float]:
    """For each fold, accuracy inside its training clips: what settings for it may be chosen by.

    Args:
        runs: of a cross-validation of `pairs_left_out`.
        folds: those of the protocol.
        sources: of all clips.
    """
    tests = {fold.name: [sources[i] for i in fold.test] for fold in folds}

    def inside(outer: str, run: Run) -> float | None:
        pair = str(run["fold"]).split(_PAIR)
        if outer not in pair:
            return None
        other = tests[pair[1 - pair.index(outer)]]
        return 1 - sum(source in run["wrong"] for source in other) / len(other)

    found = {outer: [inside(outer, run) for run in runs] for outer in tests}
    return {outer: float(np.mean([share for share in shares if share is not None])) for outer, shares in found.items()}
