"""Between the cells of a body's grid: shares of what is there, and the layers of a Transformer; see `grid`.

Letters: N clips in a batch, Q cells of all persons' grids, H hidden units.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

#: Columns and rows of a body's grid, as `sta_lstm.skeletons.body_grid` fills it.
COLUMNS, ROWS = 5, 6
CELLS = COLUMNS * ROWS


class Score(nn.Module):
    """u · tanh(W x + b): one number of H."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.inner = nn.Linear(hidden, hidden)
        self.outer = nn.Linear(hidden, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """From … × H to …."""
        scores: Tensor = self.outer(torch.tanh(self.inner(x)))[..., 0]
        return scores


class CellLayer(nn.Module):
    """A layer of a Transformer's encoder, normalised before its parts, between the cells that hold somebody.

    To the products of queries and keys it adds one learned number a head, where both cells are of one person: it is
    all that tells persons apart.
    """

    def __init__(self, hidden: int, n_heads: int, dropout: float) -> None:
        super().__init__()
        H = hidden
        self.n_heads = n_heads
        self.norm_attention, self.norm_inner = nn.LayerNorm(H), nn.LayerNorm(H)
        self.project = nn.Linear(H, 3 * H)
        self.join = nn.Linear(H, H)
        self.own_person = nn.Parameter(torch.zeros(n_heads))
        self.inner, self.outer = nn.Linear(H, 2 * H), nn.Linear(2 * H, H)
        self.dropout = nn.Dropout(dropout)

    def forward(self, cells: Tensor, full: Tensor) -> tuple[Tensor, Tensor]:
        """From N × Q × H to the same, and the attention: N × Q × Q, a mean over heads, zero from and to empty cells.

        Args:
            cells: N × Q × H.
            full: N × Q, whether a cell holds somebody.
        """
        N, Q, H = cells.shape
        parts = self.project(self.norm_attention(cells)).view(N, Q, 3, self.n_heads, H // self.n_heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)  # each N × heads × Q × H/heads
        person = torch.arange(Q, device=cells.device) // CELLS
        same = (person[:, None] == person).to(cells.dtype)
        scores = query @ key.transpose(-1, -2) * (H // self.n_heads) ** -0.5
        scores = scores + self.own_person[:, None, None] * same
        share = masked_softmax(scores, full[:, None, None]) * full[:, None, :, None]
        joined = (share @ value).transpose(1, 2).reshape(N, Q, H)
        cells = cells + self.dropout(self.join(joined))
        inner = functional.gelu(self.inner(self.norm_inner(cells)))
        return cells + self.dropout(self.outer(inner)), share.mean(1)


def masked_softmax(scores: Tensor, mask: Tensor) -> Tensor:
    """The softmax over the last axis of what is in ``mask``, and exactly 0 elsewhere; all 0 where nothing is."""
    shares = torch.softmax(scores.masked_fill(~mask, torch.finfo(scores.dtype).min), -1)
    return shares * mask
