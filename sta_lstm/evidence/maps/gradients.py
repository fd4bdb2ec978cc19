"""Gradients on the joints, by captum: summed over the features of a joint, so that a joint has one number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor

from sta_lstm.arrays import Float32s
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.maps.own import amounts
from sta_lstm.evidence.maps.question import Question
from sta_lstm.model.poses import held_still
from sta_lstm.model.run import run

#: Points on the way from mean pose to clip: more of them until what is missing is small, and no more than the last.
STEPS = (32, 128, 512, 1024)
#: How far the sum of integrated gradients may be from the difference that they divide, as a share of their absolute sum.
TOLERANCE = 0.01
#: Copies of the clip that are read at once.
_AT_ONCE = 32


def gradient_input(asked: Question) -> Float32s:
    """T × M × J: the score's gradient times what the network reads."""
    from captum.attr import InputXGradient

    found = InputXGradient(_scorer(asked)).attribute(_leaf(asked))
    return amounts(asked, found[0].sum(-1).detach().cpu().numpy())


def integrated_gradients(asked: Question) -> Float32s:
    """T × M × J: gradients integrated on the straight way from the clip's mean pose; sums to what the motion adds.

    Raises:
        SettingsError: as many points as are taken are not enough.
    """
    from captum.attr import IntegratedGradients

    x = _leaf(asked)
    still = held_still(x, asked.features.mask[None])
    method = IntegratedGradients(_scorer(asked))
    for steps in STEPS:
        found, missing = method.attribute(
            x, still, n_steps=steps, internal_batch_size=_AT_ONCE, return_convergence_delta=True
        )
        if float(missing.abs()) <= TOLERANCE * max(float(found.abs().sum()), 1e-3):
            return amounts(asked, found[0].sum(-1).detach().cpu().numpy())
    raise SettingsError(
        f"integrated gradients of clip '{asked.clip.name}' miss {float(missing.abs()):.3g} of the score with "
        f"{STEPS[-1]} points between its mean pose and itself; this network bends too sharply for them. Ask for "
        "ablation-joint or ablation-limb, which are exact."
    )


def _leaf(asked: Question) -> Tensor:
    """1 × T' × K × C, what the network reads, on its own."""
    return asked.features.x[None].detach().clone().requires_grad_()


def _scorer(asked: Question) -> Callable[[Tensor], Tensor]:
    """From N copies of what the network reads (N × T' × K × C) to N scores, with gradients."""

    def scores(x: Tensor) -> Tensor:
        edited = [replace(asked.features, x=each) for each in x]
        outputs = run(asked.checkpoint, edited, batch=_AT_ONCE, grad=True)
        return asked.target.score(torch.stack([output.logits for output in outputs]).float())

    return scores
