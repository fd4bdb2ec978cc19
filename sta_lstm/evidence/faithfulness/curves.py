"""What becomes of an answer while a clip is taken apart in the order of a ranking, and what that says of the ranking.

Groups of cells (`cells.groups`) are removed one after another, the ones with most first: a *walk*. Everything else is
read off two walks, that of the ranking and that of its reverse: the walk of the reverse, read from its end, shows the
groups with most first.

Letters: S steps, T' frames that the network reads, K joints of all persons, L classes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
import torch
from torch import Tensor

from sta_lstm.arrays import Float64s
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.removal.cells import Group
from sta_lstm.evidence.removal.fills import Fill, mean_pose
from sta_lstm.evidence.removal.logits import logits_without
from sta_lstm.limits import RERUN_STEPS, Limit
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.effort import check_reruns
from sta_lstm.model.features import Features

#: Scores of a ranking from its two walks; `scores` says what each is.
Measure = Literal["deletion", "insertion", "over reverse", "comprehensiveness", "sufficiency", "CPD", "CPP"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
#: Of these, more is better; of the others, less.
MORE_IS_BETTER = frozenset({"insertion", "over reverse", "comprehensiveness", "CPD"})
#: Share of a clip's cells at which comprehensiveness, sufficiency, CPD and CPP are read.
TOP_SHARE = 0.2
#: Values that differ by less, as a share of the largest, are equal: the rounding of a constant.
_FLAT = 1e-5


@dataclass(frozen=True, eq=False)
class Curve:
    """What a network says while cells are removed, or shown, step by step.

    Attributes:
        share: S + 1 shares, from 0 to 1, of the clip's cells that are removed (or shown).
        probabilities: (S + 1) × L, of each class.
        target: the class of which `probability` is.
    """

    share: Float64s
    probabilities: Float64s
    target: int

    def __post_init__(self) -> None:
        n_steps, n_classes = len(self.share), self.probabilities.shape[1]
        if len(self.probabilities) != n_steps or n_steps < 2 or not 0 <= self.target < n_classes:
            raise SettingsError(
                f"a curve of {n_steps} shares, {len(self.probabilities)} answers and the class {self.target} of "
                f"{n_classes}; expected as many answers as shares, two or more, and a class that is there."
            )
        for values in (self.share, self.probabilities):
            values.setflags(write=False)

    @property
    def probability(self) -> Float64s:
        """Of the target: S + 1."""
        return np.asarray(self.probabilities[:, self.target])

    @property
    def area(self) -> float:
        """Area under `probability` over the shares, by trapezoids."""
        return float(np.trapezoid(self.probability, self.share))

    def at(self, share: float) -> float:
        """`probability` at that share, between steps on a straight line."""
        return float(np.interp(share, self.share, self.probability))

    def change_up_to(self, share: float) -> float:
        """Σ over steps of Σ over classes of |change|, up to that share: what rises does not make up for what falls."""
        changes = np.abs(np.diff(self.probabilities, axis=0)).sum(1)
        return float(np.interp(share, self.share, np.concatenate([[0.0], changes.cumsum()])))

    def backwards(self) -> Curve:
        """The same walk from its end: what was removed is shown again, the last first."""
        return Curve(1 - self.share[::-1], self.probabilities[::-1].copy(), self.target)


def order(ranking: Tensor, groups: Sequence[Group], *, seed: int = 0) -> tuple[int, ...] | None:
    """Indices of ``groups`` from the one whose cells have most on average; None where all have the same.

    Means, since the area is over the share of cells: a large part of the body pays for its size. Equal groups stand in
    a random order, which ``seed`` gives: that of the columns, or of time, would know something of the clip.

    Raises:
        SettingsError: there is no group.
    """
    if not groups:
        raise SettingsError("nothing can be removed: there is no group of cells with anybody in it.")
    means = np.array([float(group.of(ranking)[group.own].double().mean()) for group in groups])
    if len(groups) > 1 and np.ptp(means) <= _FLAT * np.abs(means).max():
        return None
    ties = np.random.default_rng(seed).permutation(len(groups))
    return tuple(int(i) for i in np.lexsort((ties, -means)))


def deletions(
    checkpoint: Checkpoint,
    features: Features,
    groups: Sequence[Group],
    orders: Sequence[Sequence[int]],
    *,
    fill: Fill = mean_pose,
    target: int | None = None,
    steps: int | None = None,
    limit: Limit = RERUN_STEPS,
) -> list[Curve]:
    """A clip's walk from all of it to nothing but fill, by each of ``orders``: the first of an order is removed first.

    What several of them remove is removed once, and in one batch. The walk of an order's reverse, read from its end
    (`Curve.backwards`), shows the first of that order first: its area is that of *insertion*.

    Args:
        checkpoint: whose network is asked.
        features: what it reads of the clip.
        groups: what is removed at once.
        orders: each of their indices, each once.
        fill: what takes the place of what is removed.
        target: the class that the curves are of; if left out, the one that the network names for the whole clip.
        steps: most steps, for which groups are removed several at a time; one at a time, if left out.
        limit: how much the runs may take in all.

    Raises:
        SettingsError: an order does not name each group once; there is no such class; no step; or the clip is so long,
            or the network so large, that the runs would pass ``limit``.
    """
    _check_target(checkpoint, target)
    wanted: dict[bytes, tuple[int, int]] = {}  # what is removed, by its digest: at which step of which order
    walks = []
    for place, order in enumerate(orders):
        if sorted(order) != list(range(len(groups))) or not order:
            raise SettingsError(f"the order of {len(groups)} groups names {len(set(order))}; expected each once.")
        keys, counts = [], []
        for step, removed in enumerate(_removals(features, [groups[i] for i in order], steps)):
            keys.append(hashlib.sha256(removed.numpy().data).digest())
            counts.append(int(removed.sum()))
            wanted.setdefault(keys[-1], (place, step))
        walks.append((keys, np.array(counts, np.float64) / counts[-1]))
    check_reruns(checkpoint, "the clip", len(features.mask), len(wanted), limit=limit)
    again = _again(features, [[groups[i] for i in order] for order in orders], steps, set(wanted.values()))
    logits = torch.from_numpy(logits_without(checkpoint, features, again, fill)).double()
    answers = dict(zip(wanted, logits.softmax(-1).numpy(), strict=True))
    whole = answers[walks[0][0][0]] if walks else np.zeros(1)
    own = int(whole.argmax()) if target is None else target
    return [Curve(share, np.stack([answers[key] for key in keys]), own) for keys, share in walks]


def scores(removed: Curve, shown: Curve, *, share: float = TOP_SHARE) -> dict[Measure, float]:
    """What the two walks of a ranking say of it.

    - *deletion*, *insertion*: area under the probability while cells are removed (less is better), or shown (more is).
    - *over reverse*: how much larger the area is if cells are removed in the reverse order (more is better; 0 says that
      either order will do). That area is insertion's: it is the same walk, read from its other end.
    - *comprehensiveness*: what is lost of the probability once the top ``share`` of cells is removed (more is better).
    - *sufficiency*: what is lost where nothing else is left (less is better; below 0, the rest was in the way).
    - *CPD*, *CPP*: cumulative prediction difference while the top ``share`` is removed (more is better), and while as
      much is removed from the bottom (less is better: the prediction is preserved). Changes of all classes are summed
      without sign, step by step, so that what speaks for a class does not cancel what speaks against it (Jang, Kim,
      Yang: TIMING, ICML 2025).

    Args:
        removed: of the ranking, by `deletions`.
        shown: of its reverse, by the same fill, `Curve.backwards`.
        share: of the clip's cells.
    """
    whole = float(removed.probability[0])
    return {
        "deletion": removed.area,
        "insertion": shown.area,
        "over reverse": shown.area - removed.area,
        "comprehensiveness": whole - removed.at(share),
        "sufficiency": whole - shown.at(share),
        "CPD": removed.change_up_to(share),
        "CPP": shown.backwards().change_up_to(share),
    }


def _removals(features: Features, groups: Sequence[Group], steps: int | None) -> Iterator[Tensor]:
    """What is removed at each step, from nothing on: S + 1 sets, each T' × K and good until the next is asked for."""
    n_groups = len(groups)
    n_steps = n_groups if steps is None else min(steps, n_groups)
    if n_steps < 1:
        raise SettingsError(f"a curve of {steps} steps; expected 1 or more.")
    ends = np.linspace(0, n_groups, n_steps + 1).round().astype(int)
    gone = torch.zeros_like(features.mask)
    for start, end in pairwise([0, *ends]):
        for group in groups[start:end]:
            gone = group.joined(gone)
        yield gone


def _again(
    features: Features, orders: Sequence[Sequence[Group]], steps: int | None, wanted: Container[tuple[int, int]]
) -> Iterator[Tensor]:
    """The removals of the ``wanted`` steps of orders, one after the other: all at once would fill the memory."""
    for place, groups in enumerate(orders):
        for step, removed in enumerate(_removals(features, groups, steps)):
            if (place, step) in wanted:
                yield removed.clone()


def _check_target(checkpoint: Checkpoint, target: int | None) -> None:
    n_classes = len(checkpoint.class_names)
    if target is not None and not 0 <= target < n_classes:
        raise SettingsError(
            f"checkpoint '{checkpoint.name}' has no class {target}; its {n_classes} classes count from 0: "
            f"{', '.join(checkpoint.class_names[:8])}{', …' * (n_classes > 8)}."
        )
