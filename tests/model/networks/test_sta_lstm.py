"""The network keeps the paper's equations and the laws that follow from them."""

import re

import numpy as np
import pytest
import torch

from sta_lstm.model.networks.sta_lstm import VARIANTS, StaLstm, StaLstmConfig

CONFIG = StaLstmConfig(
    n_persons=2, n_joints=4, n_channels=3, n_classes=5, hidden=7, n_layers=3, spatial_hidden=6, temporal_hidden=5
)


def make(variant="sta", score="mean", **changes):
    torch.manual_seed(0)
    config = VARIANTS[variant].of(StaLstmConfig(**{**CONFIG.__dict__, "score": score, **changes}))
    network = StaLstm(config).double().eval()
    with torch.no_grad():  # a fresh gate is nearly constant: stir it, so that β differs from frame to frame
        for name, weights in network.named_parameters():
            if name.startswith("temporal.w"):
                weights += 0.4 * torch.randn_like(weights)
    return network


def batch(n=3, t=9, seed=1):
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(n, t, 8, 3, generator=generator, dtype=torch.float64)
    mask = torch.ones(n, t, 8, dtype=torch.bool)
    mask[1, :, 4:] = False  # one person only
    mask[2, 3:6, :4] = False  # a person who leaves and comes back
    return x * mask[..., None], mask


def parts(output):
    """Logits, α, β and frame scores."""
    return output.logits, output.maps["alpha"], output.curves["beta"], output.frame_scores


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def numpy_lstm(x, weights, layer=0):
    """Hidden states (T × H) of one LSTM layer over x (T × inputs), frame by frame, gates in the order i, f, g, o."""
    W, R = weights[f"weight_ih_l{layer}"], weights[f"weight_hh_l{layer}"]
    b = weights[f"bias_ih_l{layer}"] + weights[f"bias_hh_l{layer}"]
    h, c, out = np.zeros(R.shape[1]), np.zeros(R.shape[1]), []
    for frame in x:
        i, f, g, o = np.split(W @ frame + R @ h + b, 4)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        out.append(h)
    return np.array(out)


def numpy_sta_lstm(network, x, mask):
    """The paper's equations for one clip (x: T × K × C, mask: T × K), with nothing clever in them."""
    weights = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    config, T, K = network.config, len(x), x.shape[1]

    def part(prefix):
        return {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}

    flat = x.reshape(T, -1)
    alpha = mask / np.maximum(mask.sum(1, keepdims=True), 1)
    if config.spatial:
        p = part("spatial.")
        h = numpy_lstm(flat, part("spatial.lstm."))
        for t in range(T):
            before = h[t - 1] if t else np.zeros(h.shape[1])
            hidden = np.tanh(p["W_x.weight"] @ flat[t] + p["W_x.bias"] + p["W_h.weight"] @ before)
            s = p["U.weight"] @ hidden + p["U.bias"]
            e = np.where(mask[t], np.exp(s - s[mask[t]].max()), 0) if mask[t].any() else np.zeros(K)
            alpha[t] = e / e.sum() if mask[t].any() else e
    beta = np.ones(T)
    if config.temporal:
        p = part("temporal.")
        h = numpy_lstm(flat, part("temporal.lstm."))
        for t in range(T):
            before = h[t - 1] if t else np.zeros(h.shape[1])
            beta[t] = max(0.0, (p["w_x.weight"] @ flat[t] + p["w_x.bias"] + p["w_h.weight"] @ before)[0])
    if config.score == "mean":
        beta = beta / T
    h = (x * (alpha * mask.sum(1, keepdims=True))[..., None]).reshape(T, -1)
    for layer in range(config.n_layers):
        h = numpy_lstm(h, part("main."), layer)
    z = h @ weights["classify.weight"].T + weights["classify.bias"]
    return beta @ z, alpha, beta, z


@pytest.mark.parametrize("score", ["mean", "sum"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_agrees_with_a_plain_transcription_of_the_equations(variant, score):
    network = make(variant, score)
    x, mask = batch()
    output = network(x, mask)
    for n in range(len(x)):
        expected = numpy_sta_lstm(network, x[n].numpy(), mask[n].numpy())
        for ours, theirs in zip(parts(output), expected, strict=True):
            np.testing.assert_allclose(ours[n].detach().numpy(), theirs, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("variant", VARIANTS)
def test_alpha_is_a_distribution_over_the_joints_present(variant):
    x, mask = batch()
    alpha = make(variant)(x, mask).maps["alpha"]
    assert (alpha >= 0).all()
    assert (alpha[~mask] == 0).all()
    torch.testing.assert_close(alpha.sum(-1), torch.ones(3, 9, dtype=torch.float64))


def test_a_frame_in_which_nobody_is_has_no_alpha():
    x, mask = batch()
    mask[0, 4] = False
    alpha = make("sta")(x, mask).maps["alpha"]
    assert (alpha[0, 4] == 0).all()
    assert alpha.isfinite().all()


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("seed", range(5))
def test_beta_is_positive_in_a_fresh_model(variant, seed):
    torch.manual_seed(seed)
    network = StaLstm(VARIANTS[variant].of(CONFIG)).eval()
    x, mask = batch(seed=seed)
    assert (network(x.float() * 3, mask).curves["beta"] > 0).all()


def test_beta_is_never_negative():
    network = make("sta")
    with torch.no_grad():
        network.temporal.w_x.bias -= 1.0  # so that the ReLU has something to cut
    beta = network(*batch()).curves["beta"]
    assert (beta >= 0).all()
    assert (beta == 0).any()
    assert (beta > 0).any()


@pytest.mark.parametrize("score", ["mean", "sum"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_contributions_of_the_frames_sum_to_the_logits(variant, score):
    output = make(variant, score)(*batch())
    torch.testing.assert_close((output.curves["beta"][..., None] * output.frame_scores).sum(1), output.logits)


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_clip_does_not_depend_on_what_it_is_batched_with(variant):
    network = make(variant)
    x, mask = batch()
    lengths = torch.tensor([9, 4, 6])
    x[1, 4:] = 1e3  # rubbish in the padding must not matter
    mask[1, 4:] = True
    together = network(x, mask, lengths)
    for n, length in enumerate(lengths.tolist()):
        alone = network(x[n : n + 1, :length], mask[n : n + 1, :length])
        torch.testing.assert_close(together.logits[n], alone.logits[0])
        for ours, theirs in zip(parts(together)[1:], parts(alone)[1:], strict=True):
            torch.testing.assert_close(ours[n, :length], theirs[0])
            assert (ours[n, length:] == 0).all()


def test_the_model_is_causal():
    network = make("sta", "sum")
    x, mask = batch()
    later = x.clone()
    later[:, 5:] += 1.0
    before, after = network(x, mask), network(later, mask)
    for ours, theirs in zip(parts(before)[1:], parts(after)[1:], strict=True):
        torch.testing.assert_close(ours[:, :5], theirs[:, :5])
    assert not torch.allclose(before.logits, after.logits)


def test_uniform_attention_is_weight_one():
    """A spatial attention that cannot tell joints apart leaves the main LSTM with the plain input."""
    network = make("sa")
    with torch.no_grad():
        network.spatial.U.weight.zero_()
        network.spatial.U.bias.zero_()
    plain = make("lstm")
    plain.load_state_dict({k: v for k, v in network.state_dict().items() if not k.startswith("spatial")})
    x, mask = batch()
    torch.testing.assert_close(network(x, mask).logits, plain(x, mask).logits)


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_weight_gets_a_gradient(variant):
    network = make(variant).train()
    x, mask = batch()
    network(x, mask).logits.square().sum().backward()
    silent = [name for name, weights in network.named_parameters() if weights.grad is None or not weights.grad.any()]
    assert not silent


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"n_joints": 0}, "n_joints is 0; expected a whole number from 1 to 512"),
        ({"hidden": 10**9}, "hidden is 1000000000"),
        ({"n_layers": 2.0}, "n_layers is 2.0"),
        ({"spatial": "yes"}, "expected true or false"),
        ({"score": "max"}, "score is 'max'; expected one of mean, sum"),
        ({"dropout": 1.0}, "expected a number from 0 to below 1"),
        ({"beta_bias": float("nan")}, "beta_bias"),
        ({"colour": "blue"}, "unknown settings: ['colour']"),
    ],
)
def test_a_bad_setting_is_named(change, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        StaLstmConfig.from_json({**CONFIG.__dict__, **change})


@pytest.mark.parametrize(
    ("x", "mask", "lengths", "said"),
    [
        (torch.zeros(2, 5, 7, 3), None, None, "x has shape (2, 5, 7, 3)"),
        (torch.zeros(2, 0, 8, 3), None, None, "x has shape (2, 0, 8, 3)"),
        (torch.zeros(5, 8, 3), None, None, "expected clips × frames × 8 joints × 3 features"),
        (torch.zeros(2, 5, 8, 3), torch.ones(2, 5, 8), None, "mask is torch.float32"),
        (torch.zeros(2, 5, 8, 3), None, torch.tensor([5]), "lengths has shape (1,); expected (2,)"),
    ],
)
def test_a_wrong_shape_is_named(x, mask, lengths, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        StaLstm(CONFIG)(x, mask, lengths)


@pytest.mark.cuda
@pytest.mark.parametrize("variant", VARIANTS)
def test_a_gpu_gives_the_numbers_of_the_cpu(variant):
    network = make(variant).float()
    x, mask = batch()
    lengths = torch.tensor([9, 4, 6])
    with torch.inference_mode():
        here = network(x.float(), mask, lengths)
        there = network.cuda()(x.float().cuda(), mask.cuda(), lengths.cuda())
    for ours, theirs in zip(parts(here), parts(there), strict=True):
        torch.testing.assert_close(ours, theirs.cpu(), rtol=1e-3, atol=1e-4)


def test_in_training_clips_can_be_read_as_if_all_joints_weighed_alike():
    network = make(dropout=0.0).train()
    x, mask = batch()
    alone = network.for_stage(["temporal"]).double()  # the same weights without α
    obeyed, expected = network(x, mask), alone(x, mask)
    network.even_attention = 1.0
    even = network(x, mask)
    assert torch.allclose(even.logits, expected.logits)
    assert not torch.allclose(even.logits, obeyed.logits)
    assert torch.equal(even.maps["alpha"], obeyed.maps["alpha"])
    assert torch.equal(network.eval()(x, mask).logits, obeyed.logits)


def test_some_clips_of_a_batch_are_read_so_and_others_as_ever():
    network = make(dropout=0.0).train()
    x, mask = (part[:1].expand(64, *part.shape[1:]) for part in batch())
    network.even_attention = 0.5
    logits = network(x, mask).logits[:, 0]
    assert len(logits.detach().round(decimals=9).unique()) == 2
    assert len(make("ta", dropout=0.0).train()(x, mask).logits[:, 0].detach().round(decimals=9).unique()) == 1
