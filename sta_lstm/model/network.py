"""STA-LSTM: spatial attention, temporal attention and the main LSTM, as in the paper.

Song, Lan, Xing, Zeng, Liu: An End-to-End Spatio-Temporal Attention Model for Human Action Recognition from Skeleton
Data, AAAI 2017 (arXiv 1611.06067).

Letters: N clips in a batch, T frames, M persons, J joints a person, K = M·J joints in all, C features a joint,
H hidden units, L classes.

Both attention LSTMs read the input X alone, so α and β at frame t need only the hidden state *before* t. With the
hidden states shifted by one frame the whole model is three calls of ``torch.nn.LSTM`` and a few matrix products.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

LSTMState = tuple[Tensor, Tensor]

_RANGES = {
    "n_persons": (1, 8),
    "n_joints": (1, 512),
    "n_channels": (1, 64),
    "n_classes": (2, 10_000),
    "hidden": (1, 4096),
    "n_layers": (1, 16),
    "spatial_hidden": (1, 4096),
    "temporal_hidden": (1, 4096),
}


@dataclass(frozen=True)
class NetworkConfig:
    """Shape of a network and the switches that make its four variants.

    Attributes:
        n_persons: M.
        n_joints: J, joints of one person.
        n_channels: C, features of a joint.
        n_classes: L.
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
        ValueError: a value is out of range.
    """

    n_persons: int
    n_joints: int
    n_channels: int
    n_classes: int
    spatial: bool = True
    temporal: bool = True
    score: Literal["mean", "sum"] = "mean"
    hidden: int = 100
    n_layers: int = 3
    dropout: float = 0.5
    spatial_hidden: int = 100
    temporal_hidden: int = 100
    beta_bias: float = 1.0

    def __post_init__(self) -> None:
        for name, (low, high) in _RANGES.items():
            value = getattr(self, name)
            if type(value) is not int or not low <= value <= high:
                raise ValueError(f"{name} is {value!r}; expected a whole number from {low} to {high:,}")
        for name in ("spatial", "temporal"):
            if type(getattr(self, name)) is not bool:
                raise ValueError(f"{name} is {getattr(self, name)!r}; expected true or false")
        if self.score not in ("mean", "sum"):
            raise ValueError(f"score is {self.score!r}; expected 'mean' or 'sum'")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout is {self.dropout!r}; expected a number from 0 to below 1")
        if not -100 <= self.beta_bias <= 100:
            raise ValueError(f"beta_bias is {self.beta_bias!r}; expected a number from -100 to 100")

    @property
    def n_all_joints(self) -> int:
        """K = M·J."""
        return self.n_persons * self.n_joints

    @property
    def variant(self) -> str:
        """The paper's name of this variant."""
        return {(False, False): "LSTM", (True, False): "SA-LSTM", (False, True): "TA-LSTM", (True, True): "STA-LSTM"}[
            self.spatial, self.temporal
        ]


class NetworkOutput(NamedTuple):
    """What the network says of a batch.

    Attributes:
        logits: N × L, o = Σ_t β_t z_t.
        alpha: N × T × K, sums to 1 over the joints present; 0 for joints that are absent, and in padding.
        beta: N × T, ≥ 0; 0 in padding.
        scores: N × T × L, z_t; 0 in padding.
    """

    logits: Tensor
    alpha: Tensor
    beta: Tensor
    scores: Tensor


class StepState(NamedTuple):
    """All that a live model remembers between frames."""

    spatial: LSTMState
    temporal: LSTMState
    main: LSTMState
    evidence: Tensor  # N × L, Σ_τ gate_τ z_τ so far
    n_frames: int


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


class Network(nn.Module):
    """The whole model, in one of its four variants.

    Example:
        >>> network = Network(NetworkConfig(n_persons=1, n_joints=25, n_channels=3, n_classes=10))
        >>> output = network(torch.zeros(2, 40, 25, 3))
        >>> output.alpha.shape
        torch.Size([2, 40, 25])
    """

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.config = config
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

    def forward(self, x: Tensor, mask: Tensor | None = None, lengths: Tensor | None = None) -> NetworkOutput:
        """Read a batch of whole clips.

        Args:
            x: N × T × K × C. Padding may hold anything finite.
            mask: N × T × K, whether a joint's person is in the frame. All are, if left out.
            lengths: N, frames of each clip before padding; T, if left out.

        Raises:
            ValueError: a shape is not the one above.
        """
        N, T = self._check(x, mask, lengths)
        if mask is None:
            mask = x.new_ones(x.shape[:3], dtype=torch.bool)
        if lengths is None:
            lengths = torch.full((N,), T, device=x.device)
        real = torch.arange(T, device=x.device) < lengths[:, None]  # N × T
        mask = mask & real[..., None]

        flat = x.flatten(2)  # N × T × K·C
        alpha = self._alpha(flat, mask)  # N × T × K
        y = _weigh(x, alpha, mask)  # N × T × K·C
        h, _ = self.main(y)  # N × T × H
        z = self.classify(self.dropout(h)) * real[..., None]  # N × T × L
        beta = self._gate(flat) * real  # N × T
        if self.config.score == "mean":
            beta = beta / lengths[:, None]
        logits = (beta[:, None] @ z)[:, 0]  # N × 1 × T times N × T × L
        return NetworkOutput(logits, alpha, beta, z)

    def step(
        self, x: Tensor, mask: Tensor | None = None, state: StepState | None = None
    ) -> tuple[NetworkOutput, StepState]:
        """Read one more frame of live clips; the numbers are those of `forward` on the frames so far.

        Args:
            x: N × K × C, the new frame.
            mask: N × K, whether a joint's person is in the frame.
            state: what the call before returned; None at a clip's first frame.

        Returns:
            The output of this frame (logits so far N × L, α N × 1 × K, β N × 1, z N × 1 × L), and the next state.
            With ``score="mean"`` every β of a clip is divided by its number of frames, here by the number so far.
        """
        x = x[:, None]  # N × 1 × K × C
        mask = x.new_ones(x.shape[:3], dtype=torch.bool) if mask is None else mask[:, None]
        self._check(x, mask, None)
        state = self._first_state(x) if state is None else state
        flat = x.flatten(2)
        spatial, temporal = state.spatial, state.temporal
        if self.spatial is None:
            alpha = _uniform(mask, x.dtype)
        else:
            alpha = self.spatial(flat, spatial[0].transpose(0, 1), mask)
            _, spatial = self.spatial.lstm(flat, spatial)
        if self.temporal is None:
            gate = x.new_ones(x.shape[:2])
        else:
            gate = self.temporal(flat, temporal[0].transpose(0, 1))
            _, temporal = self.temporal.lstm(flat, temporal)
        h, main = self.main(_weigh(x, alpha, mask), state.main)
        z = self.classify(self.dropout(h))  # N × 1 × L
        evidence = state.evidence + gate * z[:, 0]
        n_frames = state.n_frames + 1
        share = n_frames if self.config.score == "mean" else 1
        output = NetworkOutput(evidence / share, alpha, gate / share, z)
        return output, StepState(spatial, temporal, main, evidence, n_frames)

    def _alpha(self, flat: Tensor, mask: Tensor) -> Tensor:
        if self.spatial is None:
            return _uniform(mask, flat.dtype)
        h, _ = self.spatial.lstm(flat)
        alpha: Tensor = self.spatial(flat, _before(h), mask)
        return alpha

    def _gate(self, flat: Tensor) -> Tensor:
        if self.temporal is None:
            return flat.new_ones(flat.shape[:2])
        h, _ = self.temporal.lstm(flat)
        gate: Tensor = self.temporal(flat, _before(h))
        return gate

    def _first_state(self, x: Tensor) -> StepState:
        def zeros(lstm: nn.LSTM) -> LSTMState:
            h = x.new_zeros(lstm.num_layers, x.shape[0], lstm.hidden_size)
            return h, h

        empty = (x.new_zeros(0), x.new_zeros(0))
        return StepState(
            spatial=empty if self.spatial is None else zeros(self.spatial.lstm),
            temporal=empty if self.temporal is None else zeros(self.temporal.lstm),
            main=zeros(self.main),
            evidence=x.new_zeros(x.shape[0], self.config.n_classes),
            n_frames=0,
        )

    def _check(self, x: Tensor, mask: Tensor | None, lengths: Tensor | None) -> tuple[int, int]:
        K, C = self.config.n_all_joints, self.config.n_channels
        if x.ndim != 4 or x.shape[2:] != (K, C) or x.shape[1] == 0:
            raise ValueError(f"x has shape {tuple(x.shape)}; expected clips × frames × {K} joints × {C} features")
        N, T = x.shape[:2]
        if mask is not None and (mask.dtype != torch.bool or mask.shape != (N, T, K)):
            raise ValueError(f"mask is {mask.dtype} {tuple(mask.shape)}; expected bool {(N, T, K)}")
        if lengths is not None and lengths.shape != (N,):
            raise ValueError(f"lengths has shape {tuple(lengths.shape)}; expected {(N,)}")
        return N, T


def variant_config(config: NetworkConfig, variant: Literal["lstm", "sa", "ta", "sta"]) -> NetworkConfig:
    """``config`` with the switches of the paper's variant: LSTM, SA-LSTM, TA-LSTM or STA-LSTM."""
    return replace(config, spatial=variant in ("sa", "sta"), temporal=variant in ("ta", "sta"))


def config_from_json(values: object) -> NetworkConfig:
    """A configuration from a checkpoint's JSON.

    Raises:
        ValueError: a key is missing or unknown, or a value is out of range.
    """
    if not isinstance(values, dict):
        raise ValueError(f"expected an object of settings, got {type(values).__name__}")
    known = {field.name for field in fields(NetworkConfig)}
    if set(values) != known:
        missing, unknown = sorted(known - set(values)), sorted(set(values) - known)
        raise ValueError(f"missing settings: {missing or 'none'}; unknown settings: {unknown or 'none'}")
    try:
        return NetworkConfig(**values)
    except TypeError as error:
        raise ValueError(f"a setting has the wrong type ({error})") from error


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
