"""Grid: every joint's path by one LSTM, joints in a grid of the body, and a Transformer between its cells.

Raskoti and Li: Exploring Transformer-Augmented LSTM for Temporal and Spatial Feature Learning in Trajectory Prediction,
2024 (arXiv 2412.13419), carried from vehicles on a road to the joints of bodies. As there, one LSTM reads the path of
each agent, a softmax over time sums its states up, a grid of fixed size holds the agents, and the layers of a
Transformer attend between its cells. Here a joint is an agent, a cell may hold several (they share it by a softmax),
cells that are empty are masked, and a class is named.

Letters: N clips in a batch, T frames, M persons, J joints a person, K = M·J joints in all, Q cells of all persons'
grids, C features a joint, H hidden units, L classes, F frames ahead.

    h_{t,k} = LSTM(ReLU(E x_{1..t,k} + place_q))                          one for all joints; q the joint's cell
    a_{·,k} = softmax_t(v · tanh(W h_{t,k}))                              a joint's share over time
    s_k     = Σ_t a_{t,k} h_{t,k}
    r_k     = softmax over the joints of a cell (u · tanh(W' s_k))        its share of the cell
    c       = Transformer(Σ_{k in q} r_k s_k + place_q)                   between cells that hold somebody
    w_k     = r_k softmax_q(g · tanh(W'' c_q))                            its share among joints
    o       = Σ_k w_k (U s_k + V c_{q(k)}) + b,   p = softmax(o)

w_k a_{t,k} is the map of the paper's two attentions: it sums to one over all joints and frames of a clip. β_t is its
sum over the joints of a frame, and α_{t,k} = w_k a_{t,k} / β_t, so that α_{t,k} β_t is that map again, exactly.

No weight belongs to a joint or to a person: whoever knows in which cell each joint lies can have a network read
another layout, and persons in another order are told the same.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any, Self

import torch
from torch import Tensor, nn
from torch.nn import functional

from sta_lstm.model.networks.grid_cells import CELLS, COLUMNS, ROWS, CellLayer, Score, masked_softmax
from sta_lstm.model.networks.network import Network, NetworkConfig, Output
from sta_lstm.model.networks.settings import number, of_layout, whole

#: F, frames that are forecast.
N_AHEAD = 5


@dataclass(frozen=True)
class GridConfig(NetworkConfig):
    """Shape of a Grid; the sizes are those of `NetworkConfig`.

    Attributes:
        hidden: H of the LSTM and of the Transformer.
        n_layers: layers of the Transformer.
        n_heads: heads of each layer; a divisor of H.
        dropout: in the Transformer and before the classes.
        cells: J, the cell of each joint, 0 to `CELLS` - 1, row by row; one joint a cell in turn, if left out.

    Raises:
        ValueError: a value is of another type or out of range.
    """

    hidden: int = whole(32, 2, 512)
    n_layers: int = whole(2, 1, 8)
    n_heads: int = whole(4, 1, 16)
    dropout: float = number(0.2, 0, 1, below=True)
    cells: tuple[int, ...] = of_layout(())

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.hidden % self.n_heads:
            raise ValueError(f"hidden is {self.hidden}; expected a multiple of n_heads, {self.n_heads}")
        if self.cells and len(self.cells) != self.n_joints:
            raise ValueError(f"cells has {len(self.cells)} entries; expected one for each of {self.n_joints} joints")
        if any(type(cell) is not int or not 0 <= cell < CELLS for cell in self.cells):
            raise ValueError(f"cells names one that is none of 0 to {CELLS - 1}")

    def on_grid(self, cells: tuple[int, ...]) -> dict[str, Any]:
        """The cells."""
        return {"cells": cells}

    @property
    def reads_any_layout(self) -> bool:
        """It does."""
        return True

    @classmethod
    def from_json(cls, values: object) -> Self:
        """A configuration from the JSON of a checkpoint.

        Raises:
            ValueError: a key is missing or unknown, or a value is out of range.
        """
        if isinstance(values, dict) and "cells" in values:
            if not isinstance(values["cells"], list):
                raise ValueError("cells is no list of numbers")
            values = values | {"cells": tuple(values["cells"])}
        return super().from_json(values)

    @property
    def learned(self) -> frozenset[str]:
        """Both attentions."""
        return frozenset({"alpha", "beta"})

    @property
    def description(self) -> dict[str, str]:
        """The path's LSTM, the grid and the Transformer."""
        return {
            "LSTM over each joint's path": f"{self.hidden} units, one for all joints",
            "grid": f"{COLUMNS} columns × {ROWS} rows a person; {len(set(self.all_cells))} cells hold joints",
            "Transformer between cells": f"{self.n_layers} layers of {self.n_heads} heads",
        }

    @property
    def all_cells(self) -> tuple[int, ...]:
        """K, the cell of every joint of every person among the Q = M · `CELLS`."""
        cells = self.cells or tuple(joint % CELLS for joint in range(self.n_joints))
        return tuple(person * CELLS + cell for person in range(self.n_persons) for cell in cells)


class Grid(Network):
    """The network of the paper, of joints in the place of vehicles."""

    config: GridConfig

    def __init__(self, config: GridConfig) -> None:
        super().__init__(config)
        H, L = config.hidden, config.n_classes
        self.embed = nn.Linear(config.n_channels, H)
        self.path = nn.LSTM(H, H, batch_first=True)
        self.when, self.whose, self.where = Score(H), Score(H), Score(H)
        self.column, self.row = nn.Parameter(0.1 * torch.randn(COLUMNS, H)), nn.Parameter(0.1 * torch.randn(ROWS, H))
        self.layers = nn.ModuleList(CellLayer(H, config.n_heads, config.dropout) for _ in range(config.n_layers))
        self.norm = nn.LayerNorm(H)
        self.dropout = nn.Dropout(config.dropout)
        self.classify = nn.Linear(2 * H, L)
        self.ahead = nn.Linear(H, 3 * N_AHEAD)

    def forward(self, x: Tensor, mask: Tensor | None = None, lengths: Tensor | None = None) -> Output:
        """Read a batch of whole clips.

        Args:
            x: N × T × K × C. Padding may hold anything finite.
            mask: N × T × K, whether a joint is in the frame. All are, if left out.
            lengths: N, frames of each clip before padding; T, if left out.

        Returns:
            logits; the map ``alpha``, a joint's share of the attention in a frame (sums to 1 over the joints that are
            there); the curve ``beta``, a frame's share of it (sums to 1 over the frames); frame scores z_t with
            Σ_t β_t z_t = logits, of which a part has read all frames; links, how much a joint's cell attends to
            another's in the last layer. In training mode no frame scores, and the mean square error of the forecast.
            All but the logits are 0 in padding, and for joints that are not there.

        Raises:
            ValueError: a shape is not the one above.
        """
        mask, lengths = self.check_input(x, mask, lengths)
        there = mask.any(1)  # N × K, joints that are in any frame
        x = x * mask[..., None]
        rows = x.transpose(1, 2)[there]  # R × T × C, a joint each
        seen = mask.transpose(1, 2)[there]  # R × T
        h = self._paths(rows, there.nonzero()[:, 1])  # R × T × H
        a = masked_softmax(self.when(h), seen)  # R × T
        s = (a[:, None] @ h)[:, 0]  # R × H
        s = s.new_zeros(*there.shape, s.shape[-1]).masked_scatter(there[..., None], s)  # N × K × H
        r, cells, full, attention = self._between_cells(s, there)
        at = torch.tensor(self.config.all_cells, device=x.device)  # K
        w = r * masked_softmax(self.where(cells), full)[:, at]  # N × K
        said = torch.cat([s, cells[:, at]], -1)  # N × K × 2H
        logits = self.classify(self.dropout((w[:, None] @ said)[:, 0]))
        both = (w[there][:, None] * a).to(x.dtype)  # R × T
        both = x.new_zeros(*there.shape, x.shape[1]).masked_scatter(there[..., None], both).transpose(1, 2)  # N × T × K
        beta = both.sum(-1)
        alpha = both / beta[..., None].clamp(min=torch.finfo(beta.dtype).tiny)
        z = None if self.training else self._frame_scores(h, cells[:, at], alpha, there) * mask.any(-1)[..., None]
        links = r[:, None] * attention[:, at][:, :, at] * there[..., None]  # N × K × K
        errors = self._forecast_error(h, rows, seen) if self.training else None
        return Output(logits, {"alpha": alpha}, {"beta": beta}, z, links, errors)

    def _places(self) -> Tensor:
        """Q × H, what is learned of each cell's row and column."""
        return (self.row[:, None] + self.column).flatten(0, 1).repeat(self.config.n_persons, 1)

    def _paths(self, rows: Tensor, joint: Tensor) -> Tensor:
        """h, R × T × H: the states of the LSTM over paths (R × T × C) of these joints (R, each 0 to K - 1)."""
        at = torch.tensor(self.config.all_cells, device=rows.device)  # K
        read = self.embed(rows) + self._places()[at[joint]][:, None]
        states: Tensor = self.path(functional.relu(read))[0]
        return states

    def _between_cells(self, s: Tensor, there: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Shares of joints in their cells (N × K), cells (N × Q × H), which are full (N × Q), attention (N × Q × Q)."""
        at = torch.tensor(self.config.all_cells, device=s.device)  # K
        Q = self.config.n_persons * CELLS
        member = (at[:, None] == torch.arange(Q, device=s.device)).to(s.dtype)  # K × Q
        together = (at[:, None] == at) & there[:, None] & there[..., None]  # N × K × K
        scores = self.whose(s)  # N × K
        mates = masked_softmax(scores[:, None].expand(together.shape), together)  # N × K × K
        r = torch.diagonal(mates, dim1=1, dim2=2)  # N × K
        full = (there.to(s.dtype) @ member) > 0  # N × Q
        place = self._places()  # Q × H
        cells = (member.T @ (r[..., None] * s) + place) * full[..., None]
        attention = cells.new_zeros(())
        for layer in self.layers:
            cells, attention = layer(cells, full)
        return r, self.norm(cells) * full[..., None], full, attention

    def _frame_scores(self, h: Tensor, cells: Tensor, alpha: Tensor, there: Tensor) -> Tensor:
        """z_t, N × T × L: what the joints of a frame say, each by its α, of their states and of their cells."""
        weighed = alpha.transpose(1, 2)[there][..., None] * h  # R × T × H
        clip = there.nonzero()[:, 0]  # R
        states = h.new_zeros(len(there), *h.shape[1:]).index_add(0, clip, weighed)  # N × T × H
        scores: Tensor = self.classify(torch.cat([states, alpha @ cells], -1))
        return scores

    def forecast(self, x: Tensor, mask: Tensor | None = None, lengths: Tensor | None = None) -> Tensor:
        """Where each joint will be, N × T × K × F × 3: how far it moves within 1 to F frames, from each frame on.

        Nothing of a frame that comes later is read. The unit is that of the features; 0 where a joint is not there.
        """
        mask, lengths = self.check_input(x, mask, lengths)
        rows = (x * mask[..., None]).transpose(1, 2).flatten(0, 1)  # N·K × T × C
        N, T, K, _ = x.shape
        h = self._paths(rows, torch.arange(K, device=x.device).repeat(N))
        moved: Tensor = self.ahead(h).view(N, K, T, N_AHEAD, 3).transpose(1, 2)
        return moved * mask[..., None, None]

    def _forecast_error(self, h: Tensor, rows: Tensor, seen: Tensor) -> Tensor:
        """The mean square error of a forecast coordinate, in the square of the features' unit: a scalar."""
        told = self.ahead(h).unflatten(-1, (N_AHEAD, 3))  # R × T × F × 3
        total, count = h.new_zeros(()), h.new_zeros(())
        for step in range(1, min(N_AHEAD, rows.shape[1] - 1) + 1):
            moved = rows[:, step:, :3] - rows[:, :-step, :3]
            both = (seen[:, step:] & seen[:, :-step])[..., None]
            total = total + ((told[:, :-step, step - 1] - moved).square() * both).sum()
            count = count + 3 * both.sum()
        return total / count.clamp(min=1)

    def of_layout(self, config: NetworkConfig) -> Network:
        """The same network, with the same weights, for bodies of ``config``, whose joints lie in the cells there."""
        made = copy.copy(self)
        made.config = config  # type: ignore[assignment]
        return made

    @property
    def units(self) -> tuple[int, ...]:
        """Numbers a frame that each layer gives, those of all joints."""
        return tuple(rows * self.config.n_all_joints for rows in super().units)

    @property
    def work(self) -> int:
        """Each weight of the path is used for every joint."""
        path = sum(weights.numel() for part in (self.embed, self.path, self.when) for weights in part.parameters())
        return path * self.config.n_all_joints
