"""From choosing a fourth checkpoint to what the page shows of it, and four checkpoints against four times one; warm.

Where the time goes, and whether it would pay to run the networks of several checkpoints as one. Each ratio is the
median over pairs measured in turn, so that a machine whose speed drifts slows both sides alike.
"""

import statistics
import time

import numpy as np
import torch
from torch import nn

from sta_lstm.comparison.models import compare
from sta_lstm.formats import load_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.model.features import clip_features
from sta_lstm.model.networks.sta_lstm import StaLstm
from sta_lstm.player import player_payload
from sta_lstm.prediction.predict import predict, predict_all
from sta_lstm.samples import resolve_checkpoint, resolve_clip
from sta_lstm.skeletons import Clip

NAMES = ("demo-sta", "demo-sa", "demo-ta", "demo-lstm")
WARM_UP, PAIRS = 3, 15
KINDS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")  # of a layer of nn.LSTM


def clip_of(n_frames):
    """A sample, played to and fro until it has so many frames."""
    clip = load_clip(resolve_clip("shake-hands"))
    there_and_back = np.concatenate([np.arange(clip.n_frames), np.arange(clip.n_frames - 2, 0, -1)])
    rows = np.resize(there_and_back, n_frames)
    return Clip(clip.positions[rows], clip.fps, clip.layout, clip.up_axis, clip.present[rows], "clip", clip.label)


def seconds(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def milliseconds(action):
    """Median over repetitions, warm."""
    for _ in range(WARM_UP):
        action()
    return 1000 * statistics.median(seconds(action) for _ in range(PAIRS))


def ratio(one, other):
    """Median over pairs of one / other."""
    for _ in range(WARM_UP):
        one(), other()
    return statistics.median(seconds(one) / seconds(other) for _ in range(PAIRS))


def fourth(checkpoints, clip):
    """Where the time goes when a fourth joins three that are there."""
    content = resolve_checkpoint(NAMES[3]).read_bytes()
    features = clip_features(clip, checkpoints[3].recipe, n_persons=checkpoints[3].reads.most)
    x, mask = features.x[None], features.mask[None]
    predictions = predict_all(checkpoints, clip)

    def network():
        with torch.inference_mode():
            checkpoints[3].network(x, mask)

    own = milliseconds(network)
    return {
        "read the checkpoint": milliseconds(lambda: load_checkpoint(content, device="cpu")),
        "features": 0.0,  # those of the three that are there
        "network": own,
        "its answer on the clip's frames": milliseconds(lambda: predict(checkpoints[3], clip, features=features)) - own,
        "comparison": milliseconds(lambda: compare(predictions)),
        "payload": milliseconds(lambda: player_payload(predictions)),
    }


def four_against_one(checkpoints, clip):
    """Four checkpoints against four times one: their predictions, and with them what the player is told."""

    def payload(some):
        return player_payload(predict_all(some, clip))

    def each(action):
        return lambda: [action([checkpoint]) for checkpoint in checkpoints]

    together = ratio(lambda: predict_all(checkpoints, clip), each(lambda some: predict(some[0], clip)))
    shown = ratio(lambda: payload(checkpoints), each(payload))
    compared = ratio(lambda: (payload(checkpoints), compare(predict_all(checkpoints, clip))), each(payload))
    return together, shown, compared


class AsOne:
    """The main LSTMs of networks of one shape as one, in two ways; their numbers are those of one after the other."""

    def __init__(self, lstms):
        self.lstms = lstms
        n, hidden, inputs = len(lstms), lstms[0].hidden_size, lstms[0].input_size
        self.wide = nn.LSTM(n * inputs, n * hidden, lstms[0].num_layers, batch_first=True)
        for name, weights in self.wide.state_dict().items():
            join = torch.block_diag if weights.ndim == 2 else lambda *parts: torch.cat(parts)
            gates = zip(*(lstm.state_dict()[name].unflatten(0, (4, hidden)) for lstm in lstms), strict=True)
            weights.copy_(torch.cat([join(*gate) for gate in gates]))
        self.weights = [
            [torch.stack([lstm.state_dict()[f"{kind}_l{layer}"] for lstm in lstms]) for kind in KINDS]
            for layer in range(lstms[0].num_layers)
        ]

    def one_after_the_other(self, y):
        return torch.stack([lstm(each)[0] for lstm, each in zip(self.lstms, y, strict=True)])

    def block_diagonal(self, y):
        """One nn.LSTM of n times the width, all weights between two models zero."""
        n, batch, frames, inputs = y.shape
        h, _ = self.wide(y.permute(1, 2, 0, 3).reshape(batch, frames, n * inputs))
        return h.unflatten(2, (n, -1)).permute(2, 0, 1, 3)

    def step_by_step(self, y):
        """A loop over layers and frames, each step one product of a stack of matrices."""
        for w_in, w_h, b_in, b_h in self.weights:
            from_input = torch.einsum("nbti,ngi->nbtg", y, w_in) + (b_in + b_h)[:, None, None]
            h = c = y.new_zeros(len(y), y.shape[1], w_h.shape[2])
            states = []
            for t in range(y.shape[2]):
                i, f, g, o = torch.baddbmm(from_input[:, :, t], h, w_h.transpose(1, 2)).chunk(4, -1)
                c = f.sigmoid() * c + i.sigmoid() * g.tanh()
                h = o.sigmoid() * c.tanh()
                states.append(h)
            y = torch.stack(states, 2)
        return y


def as_one(config, n_frames):
    """How much longer two ways of running four networks at once take than one network after the other."""
    torch.manual_seed(0)
    lstms = [StaLstm(config).eval().main for _ in NAMES]
    y = torch.randn(len(lstms), 1, n_frames, config.n_all_joints * config.n_channels)
    networks = AsOne(lstms)
    with torch.inference_mode():
        for other in (networks.block_diagonal, networks.step_by_step):
            torch.testing.assert_close(other(y), networks.one_after_the_other(y), rtol=1e-4, atol=1e-5)
        return [
            ratio(lambda way=way: way(y), lambda: networks.one_after_the_other(y))
            for way in (networks.block_diagonal, networks.step_by_step)
        ]


def main():
    checkpoints = [load_checkpoint(resolve_checkpoint(name), device="cpu") for name in NAMES]
    print(f"{', '.join(NAMES)}; {torch.get_num_threads()} threads, torch {torch.__version__}")
    for n_frames in (74, 300, 3000):
        clip = clip_of(n_frames)
        parts = fourth(checkpoints, clip)
        words = ", ".join(f"{name} {value:.1f}" for name, value in parts.items())
        print(f"{n_frames:5} frames, a fourth beside three: {sum(parts.values()):.1f} ms ({words})")
        together, shown, compared = four_against_one(checkpoints, clip)
        print(
            f"{'':5} four against four times one: {together:.2f}× for predictions, {shown:.2f}× with the payload, "
            f"{compared:.2f}× with the comparison, which one alone has not"
        )
    for n_frames in (64, 300):
        block, steps = as_one(checkpoints[0].config, n_frames)
        print(
            f"{n_frames:5} frames, four main LSTMs as one against one after the other: block-diagonal {block:.1f}×, "
            f"step by step {steps:.1f}× the time"
        )


if __name__ == "__main__":
    main()
