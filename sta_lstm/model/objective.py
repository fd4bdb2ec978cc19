"""What training minimises: the paper's cross-entropy with its two attention regularisers and its weight penalty.

    CE + λ1 Σ_k (1 - (1/T) Σ_t α̂_{t,k})² + (λ2/T) Σ_t |β̂_t| + λ3 ‖W‖₁

with α̂ = K_t α_t, attention as a multiple of uniform, and β̂ the gate before a division by the clip's length.

The paper writes α_{t,k} in the first term. α sums to one over the joints, so the square of 1 - mean α can then change
by no more than a K-th, and the term hardly acts. With α̂, whose mean over the joints *is* one, the term is zero for a
model that looks at each joint equally often over a clip, and grows with every joint that is ignored or stared at.
``alpha_form="literal"`` is the term as it is printed, for comparison: at uniform attention it is λ1 (K - 1)² / K.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from sta_lstm.model.network import Network, NetworkOutput


class ObjectiveTerms(NamedTuple):
    """The parts of the objective, each already times its weight; scalars, means over the batch."""

    cross_entropy: Tensor
    alpha_penalty: Tensor
    beta_penalty: Tensor
    weight_penalty: Tensor

    @property
    def total(self) -> Tensor:
        """What is minimised."""
        return self.cross_entropy + self.alpha_penalty + self.beta_penalty + self.weight_penalty


def objective(
    network: Network,
    output: NetworkOutput,
    labels: Tensor,
    mask: Tensor,
    *,
    lambda_alpha: float = 0.0,
    alpha_form: Literal["relative", "literal"] = "relative",
    lambda_beta: float = 0.0,
    lambda_weights: float = 0.0,
    label_smoothing: float = 0.0,
) -> ObjectiveTerms:
    """The objective of one batch.

    Args:
        network: whose weights are penalised.
        output: what it said.
        labels: N, class indices.
        mask: N × T × K, joints of the persons present; all false in padding.
        lambda_alpha: λ1.
        alpha_form: whether the term takes α̂ = K_t α_t (``"relative"``) or α_t itself (``"literal"``).
        lambda_beta: λ2.
        lambda_weights: λ3, on matrices alone (a bias has nothing to be sparse about).
        label_smoothing: share of the target spread over all classes.
    """
    zero = output.logits.new_zeros(())
    alpha_penalty = beta_penalty = weight_penalty = zero
    n_present = mask.sum(-1)  # N × T
    n_frames = (n_present > 0).sum(-1).clamp(min=1)  # N
    if lambda_alpha and network.config.spatial:
        alpha = output.alpha if alpha_form == "literal" else output.alpha * n_present[..., None]  # N × T × K
        mean = alpha.sum(1) / mask.sum(1).clamp(min=1)  # N × K, over the frames in which the joint is there
        alpha_penalty = lambda_alpha * ((1 - mean).square() * mask.any(1)).sum(-1).mean()
    if lambda_beta and network.config.temporal:
        gates = output.beta.abs().sum(-1)  # N
        if network.config.score == "sum":
            gates = gates / n_frames
        beta_penalty = lambda_beta * gates.mean()
    if lambda_weights:
        matrices = [weights for weights in network.parameters() if weights.ndim > 1]
        weight_penalty = lambda_weights * torch.stack([weights.abs().sum() for weights in matrices]).sum()
    return ObjectiveTerms(
        cross_entropy=functional.cross_entropy(output.logits, labels, label_smoothing=label_smoothing),
        alpha_penalty=alpha_penalty,
        beta_penalty=beta_penalty,
        weight_penalty=weight_penalty,
    )
