"""STA-LSTM as most would write it: one frame after the other, one LSTM cell a layer. What benchmarks compare with."""

import torch
from torch.nn import functional

from sta_lstm.model.networks.network import Output
from sta_lstm.model.networks.sta_lstm import StaLstm


class LoopNetwork(StaLstm):
    """The same weights and the same numbers as `StaLstm`, by a loop over the frames."""

    def forward(self, x, mask=None, lengths=None):
        N, T, K, _ = x.shape
        mask = x.new_ones(N, T, K, dtype=torch.bool) if mask is None else mask
        lengths = torch.full((N,), T, device=x.device) if lengths is None else lengths
        real = torch.arange(T, device=x.device) < lengths[:, None]
        mask = mask & real[..., None]
        n_present = mask.sum(-1, keepdim=True)
        spatial = Cells(self.spatial.lstm, x) if self.spatial else None
        temporal = Cells(self.temporal.lstm, x) if self.temporal else None
        main = Cells(self.main, x)
        alphas, gates, scores = [], [], []
        for t in range(T):
            flat = x[:, t].flatten(1)
            if spatial:
                alpha = self.spatial(flat, spatial.h, mask[:, t])
                spatial.advance(flat)
            else:
                alpha = mask[:, t] / n_present[:, t].clamp(min=1)
            if temporal:
                gate = self.temporal(flat, temporal.h)
                temporal.advance(flat)
            else:
                gate = x.new_ones(N)
            main.advance((x[:, t] * (alpha * n_present[:, t])[..., None]).flatten(1))
            alphas.append(alpha)
            gates.append(gate * real[:, t])
            scores.append(self.classify(self.dropout(main.h)) * real[:, t, None])
        beta, z = torch.stack(gates, 1), torch.stack(scores, 1)
        if self.config.score == "mean":
            beta = beta / lengths[:, None]
        return Output((beta[:, None] @ z)[:, 0], {"alpha": torch.stack(alphas, 1)}, {"beta": beta}, z)


class Cells:
    """The layers of an ``nn.LSTM``, as cells that are called once a frame, and their states."""

    def __init__(self, lstm, x):
        self.lstm = lstm
        self.weights = lstm.all_weights
        self.states = [(x.new_zeros(len(x), lstm.hidden_size),) * 2 for _ in self.weights]

    @property
    def h(self):
        return self.states[-1][0]

    def advance(self, h):
        for layer, weights in enumerate(self.weights):
            if layer and self.lstm.dropout:
                h = functional.dropout(h, self.lstm.dropout, self.lstm.training)
            self.states[layer] = torch.lstm_cell(h, self.states[layer], *weights)
            h = self.states[layer][0]
