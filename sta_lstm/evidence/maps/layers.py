"""Maps from inside of a network: what a layer says of each joint and frame, by how the score depends on it.

*CAM* (Zhou et al., CVPR 2016) weighs a layer's channels as the classifier behind a global mean does. As the slope of
the score along the layer's numbers it is the same, and holds for whatever is linear behind the layer:

    CAM_t,k = Σ_c ∂s/∂a_c,t,k · a_c,t,k

*Grad-CAM* (Selvaraju et al., ICCV 2017) takes the mean of the slope over frames and joints, and so can be asked of any
layer; its ReLU, which drops what speaks against the class, is left out.

Letters: M persons, C channels of the layer, T' frames that the network reads, R rows in time of the layer, V joints
that it reads, J joints of a person, K = M·J.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sta_lstm.arrays import Float32s, Float64s
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.maps.own import amounts, means
from sta_lstm.evidence.maps.question import Question
from sta_lstm.model.any_torch.forms import Form
from sta_lstm.model.effort import check_gradients
from sta_lstm.model.features import overlaps
from sta_lstm.model.run import run

#: Slopes that differ by more, as a share of the largest, are not those of a linear function.
_LINEAR = 1e-3


def cam(asked: Question) -> Float32s:
    """T × M × J: what the layer's numbers of each joint and frame add to the score.

    Raises:
        SettingsError: there is no such layer, it has another form, or something that is not linear follows it.
    """
    numbers, slopes = _looked_into(asked)
    _, halved = _looked_into(asked, scale=0.5)
    if float((slopes - halved).abs().max()) > _LINEAR * float(slopes.abs().max()):
        raise SettingsError(
            f"cam: something that is not linear follows the layer '{asked.layer[0]}' of '{asked.checkpoint.name}'. "
            "Name the last layer before the mean over frames and joints, or ask for grad-cam."
        )
    return amounts(asked, _on_frames(asked, (numbers * slopes).sum(-1), keep_sum=True))


def grad_cam(asked: Question) -> Float32s:
    """T × M × J: the layer's numbers of each joint and frame, by the mean slope of the score along each channel.

    Raises:
        SettingsError: there is no such layer, or it has another form.
    """
    numbers, slopes = _looked_into(asked)
    return means(asked, _on_frames(asked, (numbers * slopes.mean((0, 1, 2))).sum(-1), keep_sum=False))


def _looked_into(asked: Question, *, scale: float = 1.0) -> tuple[Tensor, Tensor]:
    """What the layer gives, and the score's slope along it, both M × R × V × C.

    Args:
        asked: about what.
        scale: what the layer gives is multiplied by it before the network goes on.
    """
    check_gradients(asked.checkpoint, asked.clip.name, len(asked.features.x))
    with _watched(asked, scale) as seen:
        x = asked.features.x.detach().clone().requires_grad_()
        (output,) = run(asked.checkpoint, [replace(asked.features, x=x)], grad=True)
        if len(seen) != 1 or not isinstance(seen[0], Tensor):
            found = f"is used {len(seen)} times" if len(seen) != 1 else f"gives a {type(seen[0]).__name__}"
            raise SettingsError(
                f"the layer '{asked.layer[0]}' of '{asked.checkpoint.name}' {found} in one answer. Name one that is "
                "used once and gives one tensor."
            )
        score = asked.target.score(output.logits.float())
        (slopes,) = torch.autograd.grad(score, seen[0], allow_unused=True)
    numbers = seen[0].detach()
    return _by_person(asked, numbers), _by_person(asked, torch.zeros_like(numbers) if slopes is None else slopes)


@contextmanager
def _watched(asked: Question, scale: float) -> Iterator[list[Any]]:
    """What the layer gives while the network is asked, in a list."""
    name, network = asked.layer[0], asked.checkpoint.network
    seen: list[Any] = []

    def look(_module: object, _inputs: object, given: Any) -> Any:
        given = given * scale if isinstance(given, Tensor) else given
        seen.append(given)
        return given

    try:
        module = network.layer(name)
    except AttributeError as error:
        raise SettingsError(
            f"'{asked.checkpoint.name}' has no layer '{name[:60]}' ({error}). Name one as named_modules() does."
        ) from error
    hook = module.register_forward_hook(look)
    try:
        yield seen
    finally:
        hook.remove()


def _by_person(asked: Question, numbers: Tensor) -> Tensor:
    """M × R × V × C of what the layer gives of one clip."""
    name, form = asked.layer
    network = asked.checkpoint.network
    n_joints = len(network.joint_order or asked.checkpoint.layout.joints)
    sizes = {"n_clips": 1, "n_persons": network.config.n_persons, "n_joints": n_joints}
    apart = Form.of(form, "layer_form").taken(numbers.float().cpu(), **sizes)
    if apart is None or not 1 <= apart.shape[2] <= len(asked.features.x):
        shape = " × ".join(map(str, numbers.shape))
        raise SettingsError(
            f"the layer '{name}' of '{asked.checkpoint.name}' gives {shape}, which is not {form} of 1 clip, "
            f"{network.config.n_persons} persons, {n_joints} joints and at most {len(asked.features.x)} frames. Say "
            "with layer_form in which form it is, or name another layer."
        )
    return apart[0]


def _on_frames(asked: Question, values: Tensor, *, keep_sum: bool) -> Float32s:
    """T' × K of M × R × V: rows in time told of the frames that the network reads; 0 where nobody is."""
    n_frames, n_rows = len(asked.features.x), values.shape[1]
    shares = overlaps(n_frames, n_rows)  # T' × R, columns sum to 1
    rows = values.transpose(0, 1).reshape(n_rows, -1).double().numpy()
    spread: Float64s = (shares @ rows) * (1.0 if keep_sum else n_frames / n_rows)
    apart = spread.reshape(n_frames, values.shape[0], values.shape[2])
    order = asked.checkpoint.network.joint_order
    if order is not None:
        placed = np.zeros((*apart.shape[:2], asked.clip.n_joints))
        placed[..., list(order)] = apart
        apart = placed
    there = asked.features.mask.numpy()
    return np.where(there, apart.reshape(n_frames, -1), 0).astype(np.float32)
