"""How much of what removals do to a score a ranking accounts for, if it is taken for shares of that score.

Infidelity (Yeh, Hsieh, Suggala, Inouye, Ravikumar: On the (In)fidelity and Sensitivity of Explanations, NeurIPS 2019)
with removals for perturbations: the mean over random sets S of cells of (b Σ_S φ - (v(1) - v(1 without S)))², b being
the scale at which it is least. Here it is divided by what a ranking of zeros would leave, so that it lies between 0
and 1.

Letters: B removals, T' frames that the network reads, K joints of all persons.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from sta_lstm.arrays import Float64s
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.faithfulness.rankers import Asked
from sta_lstm.evidence.removal.cells import Group
from sta_lstm.evidence.removal.fills import Fill, mean_pose
from sta_lstm.evidence.removal.logits import logits_without

#: Random sets of groups that are removed.
DRAWS = 32


def random_sets(groups: Sequence[Group], *, draws: int = DRAWS, seed: int = 0) -> list[Tensor]:
    """Cells of random sets of ``groups``, each group in a set with a chance of one half: B, each T' × K.

    Raises:
        SettingsError: there is no group, or no draw.
    """
    if not groups or draws < 1:
        raise SettingsError(f"{draws} sets of {len(groups)} groups of cells; expected one or more of both.")
    chosen = np.random.default_rng(seed).random((draws, len(groups))) < 0.5
    sets = []
    for row in chosen:
        cells = torch.zeros_like(groups[0].mask)
        for i in np.flatnonzero(row).tolist():
            cells = groups[i].joined(cells)
        sets.append(cells)
    return sets


def score_lost(asked: Asked, removed: Sequence[Tensor], *, fill: Fill = mean_pose) -> Float64s:
    """What the named class loses of its score, which is its logit above the mean of all, without each set: B."""
    nothing = torch.zeros_like(asked.features.mask)
    logits = logits_without(asked.checkpoint, asked.features, [nothing, *removed], fill).astype(np.float64)
    own = logits[:, asked.predicted] - logits.mean(1)
    return np.asarray(own[0] - own[1:])


def infidelity(ranking: Tensor, removed: Sequence[Tensor], lost: Float64s) -> float:
    """The share of the losses (B) that a ranking (T' × K) does not account for: 0 all is told, 1 nothing.

    NaN where no removal loses anything.

    Raises:
        SettingsError: there are not as many losses as removals.
    """
    if len(removed) != len(lost):
        raise SettingsError(f"{len(lost)} losses of {len(removed)} removals; expected as many.")
    told = np.array([float(ranking[cells].double().sum()) for cells in removed])
    power = float((lost**2).sum())
    if not power:
        return float("nan")
    scale = float((told * lost).sum() / max((told**2).sum(), np.finfo(np.float64).tiny))
    return float(((scale * told - lost) ** 2).sum() / power)
