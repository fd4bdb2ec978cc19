"""A clip shaken by centimetres: whether an answer, and a map, depends on what no sensor can tell apart.

Noise is put into the clip itself, in metres, before anything is made of it, so that centring, scale and velocities are
what they would be of such a recording.

Letters: T frames of the clip, T' frames that the network reads, M persons, J joints a person, K = M·J.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from scipy.stats import spearmanr
from torch import Tensor

from sta_lstm.arrays import Bools, Float32s, Float64s
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.faithfulness.curves import TOP_SHARE
from sta_lstm.evidence.faithfulness.rankers import Asked, Ranker, answered, rank
from sta_lstm.model.features import Features, clip_features
from sta_lstm.model.run import run
from sta_lstm.skeletons import Clip


@dataclass(frozen=True)
class Gaps:
    """How far the prediction moves while cells are shaken.

    Attributes:
        important: PGI, the mean |change| of the probability while the top cells are shaken; more is better.
        unimportant: PGU, the same of as many cells at the bottom; less is better.
    """

    important: float
    unimportant: float


def prediction_gaps(
    asked: Asked,
    ranking: Tensor,
    *,
    centimetres: float = 5.0,
    share: float = TOP_SHARE,
    draws: int = 8,
    seed: int = 0,
    target: int | None = None,
) -> Gaps:
    """Prediction gaps on important and on unimportant cells (PGI and PGU).

    Args:
        asked: a clip, and what a network said of it.
        ranking: T' × K.
        centimetres: how far a joint is displaced at most: uniform in the ball of that radius, in each frame anew.
        share: of the cells that are shaken.
        draws: of the noise; both kinds of cells meet the same.
        seed: of the noise.
        target: the class; the one that the network names, if left out.

    Raises:
        SettingsError: the distance is not above 0, or the share not between 0 and 1, or there is no draw.
    """
    _check(centimetres, draws)
    if not 0 < share < 1:
        raise SettingsError(f"{share:g} of the cells cannot be shaken; expected a share between 0 and 1.")
    own = asked.predicted if target is None else target
    noise = _in_ball(asked.clip, centimetres, draws, seed)
    gaps = []
    for cells in (_top(ranking, asked.features.mask, share), _top(-ranking, asked.features.mask, share)):
        where = cells_on_clip(asked.features, cells, asked.clip)[..., None]
        shaken = [displaced(asked.clip, each * where) for each in noise]
        change = _probabilities(asked, shaken)[:, own] - float(asked.probabilities[own])
        gaps.append(float(np.abs(change).mean()))
    return Gaps(*gaps)


def stability(
    asked: Asked,
    rankers: Mapping[str, Ranker],
    *,
    centimetres: float = 1.0,
    draws: int = 4,
    seed: int = 0,
) -> dict[str, float]:
    """How alike each ranking stays under a sensor's noise: Spearman's correlation over cells, the mean over draws.

    Args:
        asked: a clip, and what a network said of it.
        rankers: by name.
        centimetres: standard deviation of the noise along each axis, in each frame anew.
        draws: of the noise.
        seed: of the noise.

    Returns:
        By name, 1 for the same order; NaN for a ranking that is flat.

    Raises:
        SettingsError: the noise is not above 0, or there is no draw.
    """
    _check(centimetres, draws)
    rng = np.random.default_rng(seed)
    before = {name: rank(asked, ranker, name) for name, ranker in rankers.items()}
    found: dict[str, list[float]] = {name: [] for name in rankers}
    for _ in range(draws):
        clip = displaced(asked.clip, rng.normal(scale=centimetres / 100, size=asked.clip.positions.shape))
        features = clip_features(clip, asked.checkpoint.recipe, n_persons=asked.checkpoint.reads.most)
        shaken = answered(asked.checkpoint, clip, features)
        for name, ranker in rankers.items():
            found[name].append(rank_correlation(before[name], rank(shaken, ranker, name), asked.features.mask))
    return {name: float(np.mean(values)) for name, values in found.items()}


def rank_correlation(a: Tensor, b: Tensor, there: Tensor) -> float:
    """Spearman's correlation of two rankings (T' × K) over the cells that are there; NaN where one is flat."""
    if is_flat(a, there) or is_flat(b, there):
        return float("nan")
    return float(spearmanr(a[there].double().numpy(), b[there].double().numpy()).statistic)


def is_flat(ranking: Tensor, there: Tensor) -> bool:
    """Whether a ranking (T' × K) says the same of all cells that are there, and so nothing of any."""
    values = ranking[there].double().numpy()
    return len(values) < 2 or bool(np.ptp(values) <= 1e-6 * np.abs(values).max())


def displaced(clip: Clip, offsets: Float32s | Float64s) -> Clip:
    """``clip`` with ``offsets`` (T × M × J × 3, metres) added to where somebody is."""
    moved = np.where(clip.present[..., None, None], clip.positions + offsets, clip.positions)
    return replace(clip, positions=moved.astype(clip.positions.dtype))


def cells_on_clip(features: Features, cells: Tensor, clip: Clip) -> Bools:
    """Cells of the network's frames (T' × K) on those of the clip that they mostly came from: T × M × J."""
    by_person = cells.numpy().reshape(len(cells), -1, clip.n_joints)[:, : len(features.persons)]
    own = np.zeros((clip.n_frames, clip.n_persons, clip.n_joints), bool)
    own[:, list(features.persons)] = features.frames.average(by_person.astype(np.float32)) >= 0.5
    return own & clip.present[..., None]


def _top(ranking: Tensor, mask: Tensor, share: float) -> Tensor:
    """The ``share`` of the cells that are there with most, one at least: T' × K."""
    there = mask.flatten().nonzero()[:, 0]
    count = max(1, round(share * len(there)))
    best = there[ranking.flatten()[there].argsort(descending=True, stable=True)[:count]]
    cells = torch.zeros(mask.numel(), dtype=torch.bool)
    cells[best] = True
    return cells.view(mask.shape)


def _in_ball(clip: Clip, centimetres: float, draws: int, seed: int) -> Float64s:
    """Displacements, uniform in a ball: draws × T × M × J × 3, metres."""
    rng = np.random.default_rng(seed)
    way = rng.normal(size=(draws, *clip.positions.shape))
    way /= np.linalg.norm(way, axis=-1, keepdims=True).clip(1e-12)
    reach: Float64s = rng.random((*way.shape[:-1], 1)) ** (1 / 3) * centimetres / 100
    return np.asarray(way * reach)


def _probabilities(asked: Asked, clips: Sequence[Clip]) -> Float64s:
    """Of each class for each clip: clips × L."""
    checkpoint = asked.checkpoint
    features = [clip_features(clip, checkpoint.recipe, n_persons=checkpoint.reads.most) for clip in clips]
    logits = [output.logits.double().softmax(-1).cpu().numpy() for output in run(checkpoint, features)]
    return np.stack(logits)


def _check(centimetres: float, draws: int) -> None:
    if not (np.isfinite(centimetres) and centimetres > 0):
        raise SettingsError(f"noise of {centimetres:g} cm; expected more than 0.")
    if draws < 1:
        raise SettingsError(f"{draws} draws of the noise; expected 1 or more.")
