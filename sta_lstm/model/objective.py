"""What training minimises: the paper's cross-entropy with its two attention regularisers and its weight penalty.

    CE + λ1 Σ_k (1 - (1/T) Σ_t α̂_{t,k})² + (λ2/T) Σ_t |β̂_t| + λ3 ‖W‖₁

with α̂ = K_t α_t, attention as a multiple of uniform, and β̂ the gate before a division by the clip's length.

The paper writes α_{t,k} in the first term. α sums to one over the joints, so the square of 1 - mean α can then change
by no more than a K-th, and the term hardly acts. With α̂, whose mean over the joints *is* one, the term is zero for a
model that looks at each joint equally often over a clip, and grows with every joint that is ignored or stared at.
``alpha_form="literal"`` is the term as it is printed, for comparison: at uniform attention it is λ1 (K - 1)² / K.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from sta_lstm.model.networks.network import Network, Output
from sta_lstm.model.networks.sta_lstm import StaLstm

#: What an architecture adds to the cross-entropy: called with network, output, mask and, by name, whatever weights of
#: terms the recipe states; it gives scalars by name, each already times its weight, and always the same names.
Penalties = Callable[..., dict[str, Tensor]]


class ObjectiveTerms(NamedTuple):
    """The parts of the objective, each already times its weight; scalars, means over the batch.

    Attributes:
        cross_entropy: of the logits.
        penalties: the architecture's own terms, by name.
        weight_penalty: λ3's.
    """

    cross_entropy: Tensor
    penalties: dict[str, Tensor]
    weight_penalty: Tensor

    @property
    def total(self) -> Tensor:
        """What is minimised."""
        total = self.cross_entropy
        for penalty in self.penalties.values():
            total = total + penalty
        return total + self.weight_penalty


def objective(
    network: Network,
    output: Output,
    labels: Tensor,
    mask: Tensor,
    *,
    penalties: Penalties,
    lambda_weights: float = 0.0,
    label_smoothing: float = 0.0,
    shapley_penalty: Tensor | None = None,
    **weights: Any,
) -> ObjectiveTerms:
    """The objective of one batch.

    Args:
        network: whose weights are penalised.
        output: what it said.
        labels: N, class indices.
        mask: N × T × K, joints of the persons present; all false in padding.
        penalties: the architecture's own terms.
        lambda_weights: λ3, on matrices alone (a bias has nothing to be sparse about).
        label_smoothing: share of the target spread over all classes.
        shapley_penalty: how far attention is from the shares of the score, times its weight; 0, if left out.
        weights: of the architecture's terms, handed on to ``penalties``.
    """
    weight_penalty = output.logits.new_zeros(())
    if lambda_weights:
        matrices = [each for each in network.parameters() if each.ndim > 1]
        weight_penalty = lambda_weights * torch.stack([each.abs().sum() for each in matrices]).sum()
    return ObjectiveTerms(
        cross_entropy=functional.cross_entropy(output.logits, labels, label_smoothing=label_smoothing),
        penalties={
            **penalties(network, output, mask, **weights),
            "shapley_penalty": output.logits.new_zeros(()) if shapley_penalty is None else shapley_penalty,
        },
        weight_penalty=weight_penalty,
    )


def no_penalties(network: Network, output: Output, mask: Tensor, **weights: Any) -> dict[str, Tensor]:
    """Nothing beside the cross-entropy, whatever weights a recipe states."""
    return {}


def forecast_penalty(
    network: Network, output: Output, mask: Tensor, *, lambda_forecast: float = 0.0, **weights: Any
) -> dict[str, Tensor]:
    """How far the forecast of the next frames is off, ``forecast_penalty``: times ``lambda_forecast``, its weight."""
    error = output.forecast_error
    return {"forecast_penalty": output.logits.new_zeros(()) if error is None else lambda_forecast * error}


def attention_penalties(
    network: StaLstm,
    output: Output,
    mask: Tensor,
    *,
    lambda_alpha: float = 0.0,
    alpha_form: Literal["relative", "literal"] = "relative",
    lambda_beta: float = 0.0,
    lambda_variation: float = 0.0,
    **weights: Any,
) -> dict[str, Tensor]:
    """The paper's two regularisers of attention, ``alpha_penalty`` and ``beta_penalty``, and ``variation_penalty``.

    The last keeps α from flickering: the share of attention that changes its joint from one frame to the next, a mean
    over the frames. Each is 0 for what is not learned.

    Args:
        network: that gave ``output``.
        output: with the map α (N × T × K) and the curve β (N × T).
        mask: N × T × K, joints of the persons present; all false in padding.
        lambda_alpha: λ1.
        alpha_form: whether the term takes α̂ = K_t α_t (``"relative"``) or α_t itself (``"literal"``).
        lambda_beta: λ2.
        lambda_variation: weight of the last.
        weights: of terms of other architectures.
    """
    config = network.config
    alpha_penalty = beta_penalty = variation_penalty = output.logits.new_zeros(())
    n_present = mask.sum(-1)  # N × T
    n_frames = (n_present > 0).sum(-1).clamp(min=1)  # N
    if lambda_alpha and config.spatial:
        alpha = output.maps["alpha"]  # N × T × K
        alpha = alpha if alpha_form == "literal" else alpha * n_present[..., None]
        mean = alpha.sum(1) / mask.sum(1).clamp(min=1)  # N × K, over the frames in which the joint is there
        alpha_penalty = lambda_alpha * ((1 - mean).square() * mask.any(1)).sum(-1).mean()
    if lambda_beta and config.temporal:
        gates = output.curves["beta"].abs().sum(-1)  # N
        if config.score == "sum":
            gates = gates / n_frames
        beta_penalty = lambda_beta * gates.mean()
    if lambda_variation and config.spatial:
        there = n_present > 0  # N × T
        pairs = there[:, 1:] & there[:, :-1]
        moved = output.maps["alpha"].diff(dim=1).abs().sum(-1) / 2 * pairs  # N × (T - 1)
        variation_penalty = lambda_variation * (moved.sum(-1) / pairs.sum(-1).clamp(min=1)).mean()
    return {"alpha_penalty": alpha_penalty, "beta_penalty": beta_penalty, "variation_penalty": variation_penalty}
