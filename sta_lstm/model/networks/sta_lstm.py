"""STA-LSTM: spatial attention, temporal attention and the main LSTM, as in the paper.

Song, Lan, Xing, Zeng, Liu: An End-to-End Spatio-Temporal Attention Model for Human Action Recognition from Skeleton
Data, AAAI 2017 (arXiv 1611.06067).

Letters: N clips in a batch, T frames, M persons, J joints a person, K = M·J joints in all, C features a joint,
H hidden units, L classes.

Both attention LSTMs read the input X alone, so α and β at frame t need only the hidden state *before* t. With the
hidden states shifted by one frame the whole model is three calls of ``torch.nn.LSTM`` and a few matrix products.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

from sta_lstm.model.networks.network import Network, NetworkConfig, Output, Variant
from sta_lstm.model.networks.settings import choice, flag, number, whole

#: The subnetworks beside the main one.
ATTENTION = ("spatial", "temporal")
#: The four networks of the paper's experiments, by the names that recipes and commands use; the last is the whole one.
VARIANTS: Mapping[str, Variant] = {
    name: Variant(title, {each: each in parts for each in ATTENTION}, parts)
    for name, title, parts in (
        ("lstm", "LSTM", ()),
        ("sa", "SA-LSTM", ("spatial",)),
        ("ta", "TA-LSTM", ("temporal",)),
        ("sta", "STA-LSTM", ATTENTION),
    )
}


@dataclass(frozen=True)
class StaLstmConfig(NetworkConfig):
    """Shape of an STA-LSTM and the switches that make its four variants; the sizes are those of `NetworkConfig`.

    Attributes:
        spatial: whether α is learned; if not, it is uniform over the joints of those present.
        temporal: whether β is learned; if not, every frame weighs the same.
        score: ``"sum"`` is the paper's o = Σ_t β_t z_t. ``"mean"`` divides β by the clip's length, so that scores of
            clips of different lengths are on one scale; everything else stays as it is.
        hidden: H of the main LSTM. The paper's figure is remembered as 100.
        n_layers: layers of the main LSTM. The paper has 3.
        dropout: after each layer of the main LSTM. The paper's figure is remembered as 0.5.
        spatial_hidden: units of the spatial attention's LSTM and of its tanh layer.
        temporal_hidden: units of the temporal attention's LSTM.
        beta_bias: b_p at the start. Positive, since a ReLU that starts at zero may never wake.

    Raises:
        ValueError: a value is of another type or out of range.
    """

    spatial: bool = flag(True)
    temporal: bool = flag(True)
    score: Literal["mean", "sum"] = choice("mean", "sum")
    hidden: int = whole(100, 1, 4096)
    n_layers: int = whole(3, 1, 16)
    dropout: float = number(0.5, 0, 1, below=True)
    spatial_hidden: int = whole(100, 1, 4096)
    temporal_hidden: int = whole(100, 1, 4096)
    beta_bias: float = number(1.0, -100, 100)

    @property
    def learned(self) -> frozenset[str]:
        """``"alpha"`` with spatial attention, ``"beta"`` with temporal attention."""
        return frozenset(["alpha"] * self.spatial + ["beta"] * self.temporal)

    @property
    def description(self) -> dict[str, str]:
        """The main LSTM's size."""
        return {"main LSTM": f"{self.n_layers} layers of {self.hidden} units"}


class SpatialAttention(nn.Module):
    """s_t = U_s tanh(W_xs X_t + W_hs h_{t-1} + b_si) + b_so, and α_t = softmax(s_t) over the joints present."""

    def __init__(self, n_inputs: int, hidden: int, n_joints: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(n_inputs, hidden, batch_first=True)
        self.W_x = nn.Linear(n_inputs, hidden)  # its bias is b_si
        self.W_h = nn.Linear(hidden, hidden, bias=False)
        self.U = nn.Linear(hidden, n_joints)  # its bias is b_so

    def forward(self, x: Tensor, h_before: Tensor, mask: Tensor) -> Tensor:
        """α, … × K, from x (… × K·C), the hidden state before each frame (… × H) and who is there (… × K)."""
        s = self.U(torch.tanh(self.W_x(x) + self.W_h(h_before)))
        s = s.masked_fill(~mask, torch.finfo(s.dtype).min)
        return torch.softmax(s, dim=-1) * mask  # the product silences a frame in which nobody is


class TemporalAttention(nn.Module):
    """β_t = ReLU(W_xp X_t + W_hp h_{t-1} + b_p)."""

    def __init__(self, n_inputs: int, hidden: int, bias: float) -> None:
        super().__init__()
        self.lstm = nn.LSTM(n_inputs, hidden, batch_first=True)
        self.w_x = nn.Linear(n_inputs, 1)  # its bias is b_p
        self.w_h = nn.Linear(hidden, 1, bias=False)
        # Small weights beside the bias: in a fresh model the bias decides, so every β is positive.
        nn.init.normal_(self.w_x.weight, std=0.01 / n_inputs**0.5)
        nn.init.normal_(self.w_h.weight, std=0.01 / hidden**0.5)
        nn.init.constant_(self.w_x.bias, bias)

    def forward(self, x: Tensor, h_before: Tensor) -> Tensor:
        """The gate of each frame, …, from x (… × K·C) and the hidden state before each frame (… × H)."""
        return functional.relu(self.w_x(x) + self.w_h(h_before)).squeeze(-1)


class StaLstm(Network):
    """The whole model, in one of its four variants.

    Example:
        >>> network = StaLstm(StaLstmConfig(n_persons=1, n_joints=25, n_channels=3, n_classes=10))
        >>> output = network(torch.zeros(2, 40, 25, 3))
        >>> output.maps["alpha"].shape
        torch.Size([2, 40, 25])
    """

    config: StaLstmConfig

    def __init__(self, config: StaLstmConfig) -> None:
        super().__init__(config)
        n_inputs = config.n_all_joints * config.n_channels
        self.spatial = (
            SpatialAttention(n_inputs, config.spatial_hidden, config.n_all_joints) if config.spatial else None
        )
        self.temporal = (
            TemporalAttention(n_inputs, config.temporal_hidden, config.beta_bias) if config.temporal else None
        )
        between = config.dropout if config.n_layers > 1 else 0.0
        self.main = nn.LSTM(n_inputs, config.hidden, config.n_layers, batch_first=True, dropout=between)
        self.dropout = nn.Dropout(config.dropout)
        self.classify = nn.Linear(config.hidden, config.n_classes)
        for module in self.modules():
            if isinstance(module, nn.LSTM):
                _initialise(module)

    def forward(self, x: Tensor, mask: Tensor | None = None, lengths: Tensor | None = None) -> Output:
        """Read a batch of whole clips.

        Args:
            x: N × T × K × C. Padding may hold anything finite.
            mask: N × T × K, whether a joint's person is in the frame. All are, if left out.
            lengths: N, frames of each clip before padding; T, if left out.

        Returns:
            logits o = Σ_t β_t z_t; the map ``alpha``, which sums to 1 over the joints present, and is 0 for joints that
            are absent and in padding; the curve ``beta``, ≥ 0, and 0 in padding; frame scores z_t, 0 in padding.

        Raises:
            ValueError: a shape is not the one above.
        """
        mask, lengths = self.check_input(x, mask, lengths)
        real = torch.arange(x.shape[1], device=x.device) < lengths[:, None]  # N × T

        flat = x.flatten(2)  # N × T × K·C
        alpha = self._alpha(flat, mask)  # N × T × K
        y = _weigh(x, self._obeyed(alpha, mask), mask)  # N × T × K·C
        h, _ = self.main(y)  # N × T × H
        z = self.classify(self.dropout(h)) * real[..., None]  # N × T × L
        beta = self._gate(flat) * real  # N × T
        if self.config.score == "mean":
            beta = beta / lengths[:, None]
        logits = (beta[:, None] @ z)[:, 0]  # N × 1 × T times N × T × L
        return Output(logits, {"alpha": alpha}, {"beta": beta}, z)

    def parts(self) -> dict[str, tuple[nn.Module, ...]]:
        """The main network with its classifier, and each kind of attention that is there."""
        attention = {"spatial": self.spatial, "temporal": self.temporal}
        found = {name: (module,) for name, module in attention.items() if module is not None}
        return {**found, "main": (self.main, self.classify)}

    def for_stage(self, attention: Collection[str], n_layers: int = 0) -> StaLstm:
        """The network that a stage of training trains, which shares its parts with this one.

        A kind of attention that is not in use is not there, so its weights are uniform: one, as in the paper, since α
        enters as a multiple of uniform. A smaller main network and its classifier belong to the stage alone.

        Args:
            attention: the kinds of attention in use, of ``ATTENTION``.
            n_layers: layers of a smaller main network; 0 for this network's own.
        """
        config = replace(
            self.config,
            spatial="spatial" in attention,
            temporal="temporal" in attention,
            n_layers=n_layers or self.config.n_layers,
        )
        made = type(self)(config)
        if config.spatial:
            made.spatial = self.spatial
        if config.temporal:
            made.temporal = self.temporal
        if not n_layers:
            made.main, made.dropout, made.classify = self.main, self.dropout, self.classify
        return made.to(next(self.parameters()).device)

    def _alpha(self, flat: Tensor, mask: Tensor) -> Tensor:
        if self.spatial is None:
            return _uniform(mask, flat.dtype)
        h, _ = self.spatial.lstm(flat)
        alpha: Tensor = self.spatial(flat, _before(h), mask)
        return alpha

    def _obeyed(self, alpha: Tensor, mask: Tensor) -> Tensor:
        """The weights that the main network reads by: α, but for the clips that training draws to do without it."""
        if not (self.training and self.even_attention and self.spatial is not None):
            return alpha
        even = torch.rand(len(alpha), 1, 1, device=alpha.device) < self.even_attention
        return torch.where(even, _uniform(mask, alpha.dtype), alpha)

    def _gate(self, flat: Tensor) -> Tensor:
        if self.temporal is None:
            return flat.new_ones(flat.shape[:2])
        h, _ = self.temporal.lstm(flat)
        gate: Tensor = self.temporal(flat, _before(h))
        return gate


def _before(h: Tensor) -> Tensor:
    """The hidden states (N × T × H) one frame earlier: h_{t-1} at t, zero at the first frame."""
    return functional.pad(h[:, :-1], (0, 0, 1, 0))


def _uniform(mask: Tensor, dtype: torch.dtype) -> Tensor:
    """Attention that is the same on all joints present, … × K."""
    weights = mask.to(dtype)
    return weights / weights.sum(-1, keepdim=True).clamp(min=1)


def _weigh(x: Tensor, alpha: Tensor, mask: Tensor) -> Tensor:
    """Y_t[k] = K_t α_t[k] X_t[k] (N × T × K·C), with K_t the number of joints present.

    The paper has no factor K_t. A softmax has the mean 1/K, while the paper's pre-training holds the weights at one;
    with the factor, uniform attention *is* weight one and the main network meets one scale in all four variants.
    """
    n_present = mask.sum(-1, keepdim=True)  # N × T × 1
    return (x * (alpha * n_present)[..., None]).flatten(2)


def _initialise(lstm: nn.LSTM) -> None:
    """Orthogonal recurrent weights, Xavier input weights, and a forget gate that starts open."""
    for name, weights in lstm.named_parameters():
        if "weight_hh" in name:
            for gate in weights.data.chunk(4):
                nn.init.orthogonal_(gate)
        elif "weight_ih" in name:
            for gate in weights.data.chunk(4):
                nn.init.xavier_uniform_(gate)
        else:
            nn.init.zeros_(weights)
            if "bias_ih" in name:
                weights.data[lstm.hidden_size : 2 * lstm.hidden_size] = 1.0
