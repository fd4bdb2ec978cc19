"""The model against a per-frame LSTMCell loop of the same weights, and against the bare time of its own nn.LSTM calls.

Each ratio is the median over pairs measured in turn, so that a machine whose speed drifts slows both sides alike.
"""

import statistics
import time

import torch
from torch import nn

from sta_lstm.model.network import Network, NetworkConfig

WARM_UP = 5


class CellLoop(nn.Module):
    """STA-LSTM as most would write it: one frame after the other, one LSTMCell a layer."""

    def __init__(self, network):
        super().__init__()
        self.network = network
        self.spatial = cells(network.spatial.lstm)
        self.temporal = cells(network.temporal.lstm)
        self.main = cells(network.main)

    def forward(self, x):
        N, T, K, _ = x.shape
        spatial, temporal, main = (
            [(x.new_zeros(N, c.hidden_size), x.new_zeros(N, c.hidden_size)) for c in part]
            for part in (self.spatial, self.temporal, self.main)
        )
        mask = torch.ones(N, K, dtype=torch.bool)
        logits = x.new_zeros(N, self.network.config.n_classes)
        for t in range(T):
            flat = x[:, t].flatten(1)
            alpha = self.network.spatial(flat, spatial[-1][0], mask)
            gate = self.network.temporal(flat, temporal[-1][0])
            advance(self.spatial, flat, spatial)
            advance(self.temporal, flat, temporal)
            h = advance(self.main, (x[:, t] * (K * alpha)[..., None]).flatten(1), main)
            logits = logits + gate[:, None] * self.network.classify(h) / T
        return logits


def cells(lstm):
    made = []
    for layer in range(lstm.num_layers):
        cell = nn.LSTMCell(lstm.input_size if layer == 0 else lstm.hidden_size, lstm.hidden_size)
        cell.load_state_dict(
            {name: getattr(lstm, f"{name}_l{layer}") for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
        )
        made.append(cell)
    return nn.ModuleList(made)


def advance(layers, h, states):
    for i, cell in enumerate(layers):
        states[i] = cell(h, states[i])
        h = states[i][0]
    return h


def bare(network, x):
    """Nothing but the three nn.LSTM calls."""
    flat = x.flatten(2)
    network.spatial.lstm(flat)
    network.temporal.lstm(flat)
    network.main(flat)


def seconds(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def ratio(slow, fast, pairs):
    """Median over pairs of slow / fast, and the median time of each in milliseconds."""
    for _ in range(WARM_UP):
        slow(), fast()
    measured = [(seconds(slow), seconds(fast)) for _ in range(pairs)]
    return (
        statistics.median(a / b for a, b in measured),
        *(1000 * statistics.median(side) for side in zip(*measured, strict=True)),
    )


def main():
    torch.manual_seed(0)
    network = Network(NetworkConfig(n_persons=1, n_joints=25, n_channels=3, n_classes=60)).eval()
    loop = CellLoop(network).eval()
    print(f"STA-LSTM, K = 25, C = 3, main LSTM 3 × 100; {torch.get_num_threads()} threads, torch {torch.__version__}")
    print("   N    T | cell loop ms   ours ms   faster | bare nn.LSTM ms   ours / bare | largest difference of logits")
    with torch.inference_mode():
        for n in (1, 64):
            for t in (100, 300):
                x = torch.randn(n, t, 25, 3)
                difference = (loop(x) - network(x).logits).abs().max().item()
                pairs = 61 if n == 1 else 9
                faster, slow_ms, ours_ms = ratio(lambda x=x: loop(x), lambda x=x: network(x), pairs)
                over, _, bare_ms = ratio(lambda x=x: network(x), lambda x=x: bare(network, x), pairs)
                print(
                    f"{n:4} {t:4} | {slow_ms:12.1f} {ours_ms:9.1f} {faster:7.1f}× | {bare_ms:15.1f} {over:12.2f}× "
                    f"| {difference:.1e}"
                )


if __name__ == "__main__":
    main()
