"""Where a network expects the joints of a clip next, in the clip's own space."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
import torch
from torch import Tensor

from sta_lstm.arrays import Float32s
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.features import Features
from sta_lstm.model.run import evaluating
from sta_lstm.skeletons import Clip, y_up


@runtime_checkable
class Forecaster(Protocol):
    """A network that says where joints will be."""

    def forecast(self, x: Tensor, mask: Tensor | None = None, lengths: Tensor | None = None) -> Tensor:
        """N × T × K × F × 3, how far each joint moves within 1 to F frames, from each frame on."""
        ...


def foretold(checkpoint: Checkpoint, clip: Clip, features: Features) -> Float32s | None:
    """How far each joint moves until the last frame that is foretold: T × M × J × 3, metres, y up.

    It is the move about the middle of the body, where features have that for their origin. 0 where nobody is.

    Args:
        checkpoint: who is asked; it reads the clip's layout.
        clip: the recording.
        features: what the network reads of it.

    Returns:
        None where the network foretells nothing, or knows no metres.
    """
    network = checkpoint.network
    if not isinstance(network, Forecaster) or checkpoint.recipe.scale != "none":
        return None
    with torch.inference_mode(), evaluating(network):
        told = network.forecast(features.x[None].to(network.device), features.mask[None].to(network.device))[
            0, :, :, -1
        ]
    persons, J = list(features.persons), clip.n_joints
    read = features.x[..., :3].detach().numpy().reshape(len(features.x), -1, J, 3)[:, : len(persons)]
    moved = told.cpu().float().numpy().reshape(len(told), -1, J, 3)[:, : len(persons)]
    own = np.zeros((*clip.positions.shape[:3], 3), dtype=np.float32)
    cos, sin = _turn(features.frames.average(read), y_up(clip)[:, persons], clip.present[:, persons])
    x, y, z = np.moveaxis(features.frames.average(moved), -1, 0)
    own[:, persons] = np.stack([cos * x - sin * z, y, sin * x + cos * z], axis=-1)
    own[~clip.present] = 0.0
    return own


def _turn(
    read: Float32s, own: Float32s, present: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> tuple[float, float]:
    """Cosine and sine of the turn about the vertical that makes what was read (T × M × J × 3) of a clip's own."""
    one, other = ((each - each.mean(2, keepdims=True))[present] for each in (read, own))
    cos = float((one[..., 0] * other[..., 0] + one[..., 2] * other[..., 2]).sum(dtype=np.float64))
    sin = float((one[..., 0] * other[..., 2] - one[..., 2] * other[..., 0]).sum(dtype=np.float64))
    length = np.hypot(cos, sin)
    return (cos / length, sin / length) if length > 0 else (1.0, 0.0)
