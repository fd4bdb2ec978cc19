"""The model against a per-frame LSTMCell loop of the same weights, and against the bare time of its own nn.LSTM calls.

Each ratio is the median over pairs measured in turn, so that a machine whose speed drifts slows both sides alike.
"""

import statistics
import time

import torch
from loop import LoopNetwork

from sta_lstm.model.networks.sta_lstm import StaLstm, StaLstmConfig

WARM_UP = 5


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
    config = StaLstmConfig(n_persons=1, n_joints=25, n_channels=3, n_classes=60)
    network, loop = StaLstm(config).eval(), LoopNetwork(config).eval()
    loop.load_state_dict(network.state_dict())
    print(f"STA-LSTM, K = 25, C = 3, main LSTM 3 × 100; {torch.get_num_threads()} threads, torch {torch.__version__}")
    print("   N    T | cell loop ms   ours ms   faster | bare nn.LSTM ms   ours / bare | largest difference of logits")
    with torch.inference_mode():
        for n in (1, 64):
            for t in (100, 300):
                x = torch.randn(n, t, 25, 3)
                difference = (loop(x).logits - network(x).logits).abs().max().item()
                pairs = 61 if n == 1 else 9
                faster, slow_ms, ours_ms = ratio(lambda x=x: loop(x), lambda x=x: network(x), pairs)
                over, _, bare_ms = ratio(lambda x=x: network(x), lambda x=x: bare(network, x), pairs)
                print(
                    f"{n:4} {t:4} | {slow_ms:12.1f} {ours_ms:9.1f} {faster:7.1f}× | {bare_ms:15.1f} {over:12.2f}× "
                    f"| {difference:.1e}"
                )


if __name__ == "__main__":
    main()
