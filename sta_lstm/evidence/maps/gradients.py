"""Gradients on the joints, by captum: summed over the features of a joint, so that a joint has one number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import torch
from torch import Tensor

from sta_lstm.arrays import Float32s
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.maps.own import amounts
from sta_lstm.evidence.maps.question import Question
from sta_lstm.model.effort import check_gradients, check_reruns
from sta_lstm.model.poses import held_still
from sta_lstm.model.run import run

#: How far integrated gradients may be in sum from the difference that they divide, as a share of their absolute sum.
TOLERANCE = 0.005
#: Stretches into which the way from mean pose to clip is divided at first, and points at which each is looked at.
_STRETCHES, _POINTS = 16, 5
#: A stretch is halved while more than this, as a share of the whole absolute sum, is missing in it alone.
_MISSING = 2e-4
_MOST_HALVINGS = 14
#: Frames whose gradients are held at once: what bounds memory.
_FRAMES_AT_ONCE = 4_000
#: Longest clip, in frames that the network reads.
MAX_FRAMES = 5_000

#: Where a part of the way from mean pose (0) to clip (1) begins and ends.
_Stretch = tuple[float, float]


def gradient_input(asked: Question) -> Float32s:
    """T × M × J: the score's gradient times what the network reads.

    Raises:
        SettingsError: the clip is too long for gradients of so large a network.
    """
    check_gradients(asked.checkpoint, asked.clip.name, len(asked.features.x))
    from captum.attr import InputXGradient

    x = asked.features.x[None].detach().clone().requires_grad_()
    found = InputXGradient(_scorer(asked)).attribute(x)
    return amounts(asked, found[0].sum(-1).detach().cpu().numpy())


def integrated_gradients(asked: Question) -> Float32s:
    """T × M × J: gradients integrated on the straight way from the clip's mean pose; sums to what the motion adds.

    A network that changes its answer on the way does so within a thousandth of it, which points at equal distances
    would miss. So the way is halved where the gradients do not account for what the score does, until they do.

    Raises:
        SettingsError: the clip is too long, or the gradients never account for the score.
    """
    if len(asked.features.x) > MAX_FRAMES:
        raise SettingsError(
            f"integrated gradients of clip '{asked.clip.name}' would need those of {len(asked.features.x):,} frames "
            f"some hundred times; at most {MAX_FRAMES:,} frames are taken. Cut the clip."
        )
    check_gradients(asked.checkpoint, asked.clip.name, _POINTS * len(asked.features.x))
    total, missing = path_gradients(asked)
    if abs(missing) > TOLERANCE * max(float(total.abs().sum()), 1e-3):
        raise SettingsError(
            f"integrated gradients of clip '{asked.clip.name}' do not account for {abs(missing):.3g} of its score: "
            "this network bends too sharply for them. Ask for ablation-joint or ablation-limb, which are exact."
        )
    return amounts(asked, total.sum(-1).numpy())


def path_gradients(asked: Question) -> tuple[Tensor, float]:
    """Integrated gradients of what the network reads (T' × K × C), and how much of the score they leave unaccounted.

    Raises:
        SettingsError: a network that bends in so many places would be asked too often.
    """
    waiting: list[_Stretch] = [(i / _STRETCHES, (i + 1) / _STRETCHES) for i in range(_STRETCHES)]
    total, missing, scale = torch.zeros_like(asked.features.x, dtype=torch.float64), 0.0, 1e-3
    for halving in range(_MOST_HALVINGS + 1):
        clip, n_read = f"clip '{asked.clip.name}'", len(asked.features.x)
        check_reruns(asked.checkpoint, clip, n_read, _POINTS * len(waiting))
        tried = list(_integrated(asked, waiting))
        scale = max(scale, float(total.abs().sum()) + sum(float(found.abs().sum()) for _, found, _ in tried))
        waiting = []
        for (start, end), found, lacking in tried:
            if abs(lacking) > _MISSING * scale and halving < _MOST_HALVINGS:
                waiting += [(start, (start + end) / 2), ((start + end) / 2, end)]
            else:
                total += found
                missing += lacking
    return total.float(), missing


def _integrated(asked: Question, stretches: Sequence[_Stretch]) -> Iterator[tuple[_Stretch, Tensor, float]]:
    """Each stretch with its integrated gradients (T' × K × C), and how much of the score they leave unaccounted."""
    from captum.attr import IntegratedGradients

    x = asked.features.x.detach()
    still = held_still(x[None], asked.features.mask[None])[0]
    method = IntegratedGradients(_scorer(asked))
    at_once = max(1, _FRAMES_AT_ONCE // (_POINTS * len(x)))
    for first in range(0, len(stretches), at_once):
        some = stretches[first : first + at_once]
        starts, ends = (torch.stack([torch.lerp(still, x, at) for at in each]) for each in zip(*some, strict=True))
        found, lacking = method.attribute(ends, starts, n_steps=_POINTS, return_convergence_delta=True)
        yield from zip(some, found.detach().cpu().double(), lacking.detach().tolist(), strict=True)


def _scorer(asked: Question) -> Callable[[Tensor], Tensor]:
    """From N copies of what the network reads (N × T' × K × C) to N scores, with gradients."""

    def scores(x: Tensor) -> Tensor:
        edited = [replace(asked.features, x=each) for each in x]
        outputs = run(asked.checkpoint, edited, batch=len(edited), grad=True)
        return asked.target.score(torch.stack([output.logits for output in outputs]).float()).to(x.device)

    return scores
