"""Maps of attention itself, and baselines that ask no network."""

from __future__ import annotations

import numpy as np

from sta_lstm.arrays import Float32s
from sta_lstm.evidence.maps.own import means, where_read
from sta_lstm.evidence.maps.question import Question
from sta_lstm.model.poses import held_still
from sta_lstm.prediction.maps import PLAYER_MAPS, JointMap
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons.energy import motion_energy


def alpha_beta(asked: Question) -> Float32s:
    """α_t,k β_t / Σ β: shares that sum to 1 over the clip, as `shapley_penalty` trains them; 0 where β is 0 throughout.

    A network that learned only one of the two has the other uniform.
    """
    return where_read(asked, product_shares(asked.prediction))


def product_shares(prediction: Prediction) -> Float32s:
    """T × M × J, α_t,k β_t / Σ β; 0 where nobody was read."""
    beta = prediction.beta.astype(np.float64)
    weight = beta / (beta.sum() or 1.0)
    return np.asarray(prediction.alpha * weight[:, None, None], np.float32)


def product_map(prediction: Prediction) -> JointMap:
    """α times β, each as a multiple of uniform: what the player makes of the two by itself, and calls so."""
    values = prediction.relative_alpha * prediction.relative_beta[:, None, None].astype(np.float32)
    return JointMap(PLAYER_MAPS[0], np.where(prediction.read[..., None], values, np.float32(np.nan)), "α·β", unit="×")


def alpha_displacement(asked: Question) -> Float32s:
    """α as a multiple of uniform times the distance from the mean pose, as far as the network reads positions."""
    x, mask = asked.features.x[None], asked.features.mask[None]
    distance = (x - held_still(x, mask))[0, ..., :3].norm(dim=-1)  # T' × K
    return asked.prediction.relative_alpha * means(asked, distance.numpy())


def speed(asked: Question) -> Float32s:
    """Metres a second of each joint."""
    return np.where(asked.clip.present[..., None], motion_energy(asked.clip), np.float32(np.nan))


def chance(asked: Question) -> Float32s:
    """Numbers from 0 to 1 that the seed decides."""
    shape = asked.prediction.alpha.shape
    return where_read(asked, np.random.default_rng(asked.seed).random(shape, dtype=np.float32))


def contributions(asked: Question) -> Float32s:
    """T: what each frame adds to the logit of the class, or to what it has above another's."""
    target, added = asked.target, asked.prediction.contributions
    return added[:, target.index] - (0 if target.versus is None else added[:, target.versus])
