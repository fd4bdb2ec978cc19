"""The Grid keeps its equations; its answer depends on no padding, nobody absent, no lost joint, and on no order."""

import dataclasses

import numpy as np
import pytest
import torch

from sta_lstm.model.networks.grid import N_AHEAD, Grid, GridConfig
from sta_lstm.model.networks.grid_cells import CELLS

CELLS_OF = (2, 7, 7, 15, 15, 15)  # six joints in three cells
CONFIG = GridConfig(n_persons=2, n_joints=6, n_channels=6, n_classes=4, hidden=8, n_layers=2, n_heads=2, cells=CELLS_OF)


def made(config=CONFIG):
    """A network of which no weight is zero: a fresh one hides what it does with them."""
    torch.manual_seed(0)
    network = Grid(config).double()
    with torch.no_grad():
        for weights in network.parameters():
            weights += 0.3 * torch.randn_like(weights)
    return network.eval()


def batch(seed=1):
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(3, 11, 12, 6, generator=generator, dtype=torch.float64)
    lengths = torch.tensor([11, 7, 4])
    mask = (torch.arange(11) < lengths[:, None])[..., None].repeat(1, 1, 12)
    mask[0, :, 6:] = False  # one person only
    mask[1, 2:5, :6] = False  # a person who leaves and comes back
    mask[2, :, [0, 3]] = False  # joints that no sensor saw: one cell is empty, one holds fewer
    return x * mask[..., None], mask, lengths


def same(one, other):
    for name in ("logits", "frame_scores", "links"):
        torch.testing.assert_close(getattr(one, name), getattr(other, name))
    torch.testing.assert_close(one.maps["alpha"], other.maps["alpha"])
    torch.testing.assert_close(one.curves["beta"], other.curves["beta"])


# --- the paper's equations, joint by joint and cell by cell


def numbers(module):
    return {name: values.detach().numpy() for name, values in module.state_dict().items()}


def linear(module, x):
    return x @ module.weight.detach().numpy().T + (0 if module.bias is None else module.bias.detach().numpy())


def score(module, x):
    return linear(module.outer, np.tanh(linear(module.inner, x)))[..., 0]


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def layer_norm(module, x):
    centred = x - x.mean(-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + module.eps)
    return scaled * module.weight.detach().numpy() + module.bias.detach().numpy()


def lstm(module, x):
    w, H = numbers(module), module.hidden_size
    h = c = np.zeros(H)
    states = []
    for row in x:
        gates = w["weight_ih_l0"] @ row + w["bias_ih_l0"] + w["weight_hh_l0"] @ h + w["bias_hh_l0"]
        i, f, g, o = (gates[k * H : (k + 1) * H] for k in range(4))
        c = c / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i))
        h = np.tanh(c) / (1 + np.exp(-o))
        states.append(h)
    return np.array(states)


def gelu(x):
    return np.array([0.5 * v * (1 + torch.erf(torch.tensor(v / 2**0.5)).item()) for v in x.ravel()]).reshape(x.shape)


def numpy_layer(layer, cells, persons):
    H, heads = cells.shape[1], layer.n_heads
    width = H // heads
    parts = linear(layer.project, layer_norm(layer.norm_attention, cells)).reshape(-1, 3, heads, width)
    joined, shares = np.zeros_like(cells), []
    for head in range(heads):
        q, k, v = parts[:, 0, head], parts[:, 1, head], parts[:, 2, head]
        own = layer.own_person[head].item() * (persons[:, None] == persons)
        share = softmax(q @ k.T / np.sqrt(width) + own)
        joined[:, head * width : (head + 1) * width] = share @ v
        shares.append(share)
    cells = cells + linear(layer.join, joined)
    return cells + linear(layer.outer, gelu(linear(layer.inner, layer_norm(layer.norm_inner, cells)))), np.mean(
        shares, 0
    )


@pytest.mark.parametrize("row", [0, 1, 2])
def test_it_is_the_papers_equations(row):
    network = made()
    x, mask, lengths = batch()
    said, n = network(x, mask, lengths), int(lengths[row])
    place = (network.row[:, None] + network.column).detach().numpy().reshape(CELLS, -1)
    joints = [k for k in range(12) if mask[row, :n, k].any()]
    cell = {k: CELLS_OF[k % 6] + CELLS * (k // 6) for k in joints}
    h, a, s = {}, {}, {}
    for k in joints:
        read = linear(network.embed, (x * mask[..., None])[row, :n, k].numpy()) + place[cell[k] % CELLS]
        h[k] = lstm(network.path, np.maximum(read, 0))
        seen = mask[row, :n, k].numpy()
        a[k] = np.zeros(n)
        a[k][seen] = softmax(score(network.when, h[k][seen]))
        s[k] = a[k] @ h[k]
    full = sorted(set(cell.values()))
    r = {}
    for q in full:
        mates = [k for k in joints if cell[k] == q]
        r |= dict(zip(mates, softmax(np.array([score(network.whose, s[k]) for k in mates])), strict=True))
    cells = np.array([sum(r[k] * s[k] for k in joints if cell[k] == q) + place[q % CELLS] for q in full])
    persons = np.array(full) // CELLS
    for layer in network.layers:
        cells, attention = numpy_layer(layer, cells, persons)
    cells = layer_norm(network.norm, cells)
    w_cell = dict(zip(full, softmax(score(network.where, cells)), strict=True))
    w = {k: r[k] * w_cell[cell[k]] for k in joints}
    states = sum(w[k] * np.concatenate([s[k], cells[full.index(cell[k])]]) for k in joints)
    np.testing.assert_allclose(said.logits[row].detach().numpy(), linear(network.classify, states), atol=1e-10)
    both = (said.maps["alpha"] * said.curves["beta"][..., None])[row, :n].detach().numpy()
    expected = np.zeros((n, 12))
    links = np.zeros((12, 12))
    for k in joints:
        expected[:, k] = w[k] * a[k]
        for i in joints:
            links[k, i] = attention[full.index(cell[k]), full.index(cell[i])] * r[i]
    np.testing.assert_allclose(both, expected, atol=1e-10)
    np.testing.assert_allclose(said.links[row].detach().numpy(), links, atol=1e-10)


# --- laws


def test_alpha_sums_to_one_over_who_is_there_and_beta_over_the_frames():
    x, mask, lengths = batch()
    said = made()(x, mask, lengths)
    alpha, beta = said.maps["alpha"], said.curves["beta"]
    torch.testing.assert_close(alpha.sum(-1), mask.any(-1).to(alpha.dtype))
    torch.testing.assert_close(beta.sum(-1), torch.ones(3, dtype=beta.dtype))
    assert not alpha[~mask].any()
    assert (alpha[mask] > 0).all()


def test_its_scores_are_a_sum_over_the_frames():
    x, mask, lengths = batch()
    said = made()(x, mask, lengths)
    torch.testing.assert_close((said.curves["beta"][..., None] * said.frame_scores).sum(1), said.logits)
    assert not said.frame_scores[~mask.any(-1)].any()


@pytest.mark.parametrize("more", [1, 30])
def test_longer_padding_changes_nothing_whatever_it_holds(more):
    network = made()
    x, mask, lengths = batch()
    longer = torch.cat([x, torch.full((3, more, 12, 6), 7.0, dtype=x.dtype)], 1)
    wider = torch.cat([mask, torch.zeros(3, more, 12, dtype=torch.bool)], 1)
    said, before = network(longer, wider, lengths), network(x, mask, lengths)
    torch.testing.assert_close(said.logits, before.logits)
    torch.testing.assert_close(said.maps["alpha"][:, :11], before.maps["alpha"])
    assert not said.curves["beta"][:, 11:].any()


def test_a_clip_in_a_batch_is_the_clip_alone():
    network = made()
    x, mask, lengths = batch()
    together = network(x, mask, lengths)
    for row, n in enumerate(lengths):
        alone = network(x[row, None, :n], mask[row, None, :n])
        same(alone.clip(0, int(n)), together.clip(row, int(n)))


def test_who_and_what_is_absent_counts_for_nothing():
    network = made()
    x, mask, lengths = batch()
    same(network(torch.where(mask[..., None], x, 99.0), mask, lengths), network(x, mask, lengths))
    alone = network.of_layout(dataclasses.replace(CONFIG, n_persons=1))
    torch.testing.assert_close(alone(x[:1, :, :6]).logits, network(x[:1], mask[:1]).logits)


def test_joints_that_are_not_there_are_as_if_the_layout_had_none():
    network = made()
    x, mask, lengths = batch()
    kept = [1, 2, 4, 5]
    fewer = network.of_layout(dataclasses.replace(CONFIG, n_joints=4, cells=tuple(CELLS_OF[j] for j in kept)))
    columns = [*kept, *(6 + j for j in kept)]
    lost = mask.clone()
    lost[..., [j for j in range(12) if j not in columns]] = False
    whole, part = network(x, lost, lengths), fewer(x[:, :, columns], mask[:, :, columns], lengths)
    torch.testing.assert_close(whole.logits, part.logits)
    torch.testing.assert_close(whole.maps["alpha"][..., columns], part.maps["alpha"])
    torch.testing.assert_close(whole.links[:, columns][..., columns], part.links)


def test_attention_from_and_to_empty_cells_is_exactly_zero():
    network = made()
    full = torch.zeros(2, 2 * CELLS, dtype=torch.bool)
    full[0, [3, 8, 33]] = True
    full[1, [0]] = True
    cells = torch.randn(2, 2 * CELLS, 8, dtype=torch.float64)
    _, attention = network.layers[0](cells, full)
    assert not attention[~full].any()
    assert not attention.transpose(1, 2)[~full].any()
    torch.testing.assert_close(attention.sum(-1), full.to(attention.dtype))
    links = network(*batch()).links
    there = batch()[1].any(1)
    assert not links[~there].any()
    assert not links.transpose(1, 2)[~there].any()
    torch.testing.assert_close(links.sum(-1), there.to(links.dtype))


def test_joints_in_another_order_say_the_same():
    network = made()
    order = [3, 0, 5, 4, 2, 1]
    other = network.of_layout(dataclasses.replace(CONFIG, cells=tuple(CELLS_OF[j] for j in order)))
    x, mask, lengths = batch()
    columns = [*order, *(6 + joint for joint in order)]
    before, after = network(x, mask, lengths), other(x[:, :, columns], mask[:, :, columns], lengths)
    torch.testing.assert_close(after.logits, before.logits)
    torch.testing.assert_close(after.maps["alpha"], before.maps["alpha"][..., columns])
    torch.testing.assert_close(after.links, before.links[:, columns][..., columns])


def test_persons_in_another_order_say_the_same():
    network = made()
    x, mask, lengths = batch()
    order = [*range(6, 12), *range(6)]
    before, after = network(x, mask, lengths), network(x[:, :, order], mask[:, :, order], lengths)
    torch.testing.assert_close(after.logits, before.logits)
    torch.testing.assert_close(after.maps["alpha"], before.maps["alpha"][..., order])


def test_the_forecast_reads_nothing_that_comes_later():
    network = made()
    x, mask, lengths = batch()
    later = x.clone()
    later[:, 6:] += 1.0
    told = network.forecast(x, mask, lengths)
    assert told.shape == (3, 11, 12, N_AHEAD, 3)
    torch.testing.assert_close(network.forecast(later, mask, lengths)[:, :6], told[:, :6])
    assert not told[~mask].any()


def test_the_error_of_the_forecast_is_that_of_a_loop():
    network = made().train()
    x, mask, lengths = batch()
    told = network.forecast(x, mask, lengths)
    squares = [
        (told[n, t, k, step - 1] - (x[n, t + step, k, :3] - x[n, t, k, :3])).square().mean()
        for n, t, k in mask.nonzero().tolist()
        for step in range(1, N_AHEAD + 1)
        if t + step < 11 and mask[n, t + step, k]
    ]
    torch.testing.assert_close(network(x, mask, lengths).forecast_error, torch.stack(squares).mean())


def test_gradients_reach_every_weight_and_no_padding():
    network = made().train()
    x, mask, lengths = batch()
    x.requires_grad_()
    said = network(x, mask, lengths)
    (said.logits[:, 0].sum() + said.forecast_error).backward()
    assert all(weights.grad is not None and weights.grad.any() for weights in network.parameters())
    assert not x.grad[~mask].any()
    assert x.grad[mask].any()


def test_a_clip_of_nobody_has_an_answer_and_no_attention():
    x, mask, lengths = batch()
    said = made()(x, torch.zeros_like(mask), lengths)
    assert said.logits.isfinite().all()
    assert not said.maps["alpha"].any()
    assert not said.curves["beta"].any()
