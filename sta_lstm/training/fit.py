"""A compact end-to-end trainer: all parts of the network at once, with one rate that rises and falls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from sta_lstm.errors import SettingsError
from sta_lstm.model.features import FeatureRecipe, clip_features
from sta_lstm.model.network import Network
from sta_lstm.model.objective import objective
from sta_lstm.skeletons import Clip


@dataclass(frozen=True)
class TrainingSettings:
    """How a network is trained.

    Attributes:
        epochs: passes over the training clips.
        batch_size: N.
        learning_rate: highest rate of AdamW; it rises over the first tenth and falls to nothing (one cycle).
        weight_decay: of AdamW.
        gradient_norm: gradients longer than this are shortened to it.
        label_smoothing: share of the target spread over all classes.
        lambda_alpha: λ1 of the objective.
        lambda_beta: λ2.
        lambda_weights: λ3.
        turn_deg: each clip is turned about the vertical by up to this angle, anew in each epoch.
        resize: each clip is scaled by up to this share.
        noise_m: standard deviation of the noise added to positions, in the unit that the recipe leaves them in.
        seed: of weights, order and augmentation.
    """

    epochs: int = 30
    batch_size: int = 64
    learning_rate: float = 0.004
    weight_decay: float = 0.01
    gradient_norm: float = 1.0
    label_smoothing: float = 0.1
    lambda_alpha: float = 0.0
    lambda_beta: float = 0.0
    lambda_weights: float = 0.0
    turn_deg: float = 20.0
    resize: float = 0.1
    noise_m: float = 0.01
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Examples:
    """Clips as the network reads them, all of T frames.

    Attributes:
        x: N × T × K × C.
        mask: N × T × K.
        labels: N, class indices.
    """

    x: Tensor
    mask: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)


class EpochLog(NamedTuple):
    """What one epoch came to, as means over its clips."""

    epoch: int
    cross_entropy: float
    alpha_penalty: float
    beta_penalty: float
    weight_penalty: float
    accuracy: float


def examples(clips: Sequence[Clip], class_names: Sequence[str], recipe: FeatureRecipe, *, n_persons: int) -> Examples:
    """Turn labelled clips into tensors.

    Raises:
        SettingsError: the recipe does not resample, so that the clips differ in length; or a clip's label is no class.
    """
    if recipe.resample is None:
        raise SettingsError("this trainer needs clips of one length: set the recipe's resample to a number of frames.")
    index = {name: c for c, name in enumerate(class_names)}
    unknown = sorted({str(clip.label) for clip in clips} - set(index))
    if unknown:
        raise SettingsError(f"clips with labels that are no class: {', '.join(unknown)}; classes: {', '.join(index)}.")
    features = [clip_features(clip, recipe, n_persons=n_persons) for clip in clips]
    return Examples(
        x=torch.from_numpy(np.stack([each.x for each in features])),
        mask=torch.from_numpy(np.stack([each.mask for each in features])),
        labels=torch.tensor([index[str(clip.label)] for clip in clips]),
    )


def fit(
    network: Network,
    data: Examples,
    settings: TrainingSettings,
    *,
    on_epoch: Callable[[EpochLog], None] = lambda log: None,
) -> None:
    """Train ``network`` in place, on the device where its weights are.

    The caller seeds torch before making the network; order, drop-out and augmentation follow from ``settings.seed``.
    """
    device = next(network.parameters()).device
    torch.manual_seed(settings.seed)
    optimiser = torch.optim.AdamW(network.parameters(), settings.learning_rate, weight_decay=settings.weight_decay)
    n_steps = settings.epochs * -(-len(data) // settings.batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, settings.learning_rate, total_steps=n_steps, pct_start=0.1
    )
    network.train()
    for epoch in range(settings.epochs):
        sums = torch.zeros(5, dtype=torch.float64)
        for rows in torch.split(torch.randperm(len(data)), settings.batch_size):
            x, mask, labels = (part[rows].to(device) for part in (data.x, data.mask, data.labels))
            output = network(augmented(x, mask, settings), mask)
            terms = objective(
                network,
                output,
                labels,
                mask,
                lambda_alpha=settings.lambda_alpha,
                lambda_beta=settings.lambda_beta,
                lambda_weights=settings.lambda_weights,
                label_smoothing=settings.label_smoothing,
            )
            optimiser.zero_grad(set_to_none=True)
            terms.total.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), settings.gradient_norm)
            optimiser.step()
            schedule.step()
            right = (output.logits.argmax(-1) == labels).double().mean()
            sums += torch.stack([*terms, right]).detach().double().cpu() * len(rows)
        on_epoch(EpochLog(epoch, *(sums / len(data)).tolist()))
    network.eval()


def augmented(x: Tensor, mask: Tensor, settings: TrainingSettings) -> Tensor:
    """``x`` (N × T × K × C) seen anew: each clip turned about the vertical, scaled, and noisy.

    C is 3 (positions) or 6 (positions, then velocities, which turn and scale along but stay free of noise: sensor noise
    differs from frame to frame, and its differences would drown them).
    """
    angle = (torch.rand(len(x), device=x.device) * 2 - 1) * float(np.deg2rad(settings.turn_deg))
    scale = 1 + (torch.rand(len(x), device=x.device) * 2 - 1) * settings.resize
    cos, sin = torch.cos(angle) * scale, torch.sin(angle) * scale
    nought = torch.zeros_like(cos)
    turn = torch.stack([cos, nought, sin, nought, scale, nought, -sin, nought, cos], -1).view(-1, 1, 3, 3)
    turned = [part @ turn.transpose(-1, -2) for part in torch.split(x, 3, dim=-1)]
    turned[0] = turned[0] + settings.noise_m * torch.randn_like(turned[0])
    return torch.cat(turned, -1) * mask[..., None]


@torch.inference_mode()
def accuracy(network: Network, data: Examples, *, batch_size: int = 256) -> float:
    """Share of ``data`` that ``network`` names rightly."""
    device = next(network.parameters()).device
    right = 0
    for rows in torch.split(torch.arange(len(data)), batch_size):
        logits = network(data.x[rows].to(device), data.mask[rows].to(device)).logits
        right += int((logits.argmax(-1).cpu() == data.labels[rows]).sum())
    return right / len(data)
