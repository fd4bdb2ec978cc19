"""The graph network keeps the paper's equations, and its answer does not depend on padding, absent persons or order."""

import dataclasses
import json
import re

import numpy as np
import pytest
import torch

from sta_lstm.model.networks.st_gcn import StGcn, StGcnConfig, neighbourhoods

BONES = ((0, 1), (1, 2), (1, 3), (3, 4))
CONFIG = StGcnConfig(
    n_persons=2, n_joints=5, n_channels=3, n_classes=4, n_blocks=3, channels=6, kernel=3, bones=BONES, root=1
)


def made(config=CONFIG):
    """A network whose running means and edges have seen something: a fresh one hides what it does with them."""
    torch.manual_seed(0)
    network = StGcn(config).double()
    x, mask, lengths = batch()
    for _ in range(3):
        network(x, mask, lengths)
    with torch.no_grad():
        for name, weights in network.named_parameters():
            if name.endswith("edges"):
                weights += 0.5 * torch.randn_like(weights)
    return network.eval()


def batch(seed=1):
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(3, 11, 10, 3, generator=generator, dtype=torch.float64)
    lengths = torch.tensor([11, 7, 4])
    mask = (torch.arange(11) < lengths[:, None])[..., None].repeat(1, 1, 10)
    mask[0, :, 5:] = False  # one person only
    mask[1, 2:5, :5] = False  # a person who leaves and comes back
    return x * mask[..., None], mask, lengths


def numpy_norm(norm, x):
    """What `MaskedNorm` makes of x (C × …) once it has been trained."""
    column = (slice(None), *[None] * (x.ndim - 1))
    weights = {name: values.detach().numpy()[column] for name, values in norm.state_dict().items()}
    return (x - weights["mean"]) / np.sqrt(weights["variance"] + 1e-5) * weights["weight"] + weights["bias"]


def numpy_block(block, x, graph):
    """One block on one body (C × T × J), joint by joint and frame by frame."""
    weigh, bias = (each.detach().numpy() for each in (block.space.weigh.weight[..., 0, 0], block.space.weigh.bias))
    edges = block.space.edges.detach().numpy()
    C, T, J = x.shape
    y = np.zeros((len(bias), T, J))
    for part in range(3):
        own = weigh[:, part * C : (part + 1) * C]
        for i in range(J):
            for j in range(J):
                y[:, :, j] += graph[part, i, j] * edges[part, i, j] * (own @ x[:, :, i])
    y = np.maximum(numpy_norm(block.space_norm, y + bias[:, None, None]), 0)
    kernel, bias = (each.detach().numpy() for each in (block.time.weight[..., 0], block.time.bias))
    half, frames = kernel.shape[2] // 2, range(0, T, block.stride)
    z = np.zeros((len(bias), len(frames), J))
    for row, t in enumerate(frames):
        for step in range(-half, half + 1):
            if 0 <= t + step < T:
                z[:, row] += kernel[:, :, step + half] @ y[:, t + step]
    z = numpy_norm(block.time_norm, z + bias[:, None, None])
    if block.around is not None:
        weights = block.around.weight.detach().numpy()[..., 0, 0]
        around = (
            np.einsum("oc,ctj->otj", weights, x[:, :: block.stride]) + block.around.bias.detach().numpy()[:, None, None]
        )
        z = z + numpy_norm(block.around_norm, around)
    elif not block.is_first:
        z = z + x
    return np.maximum(z, 0)


def test_it_is_the_papers_equations():
    network = made()
    x, mask, lengths = batch()
    for row, n in enumerate(lengths):
        means, count = 0, 0
        for person in range(2):
            there = mask[row, :n, 5 * person].numpy()
            if there.all():
                body = x[row, :n, 5 * person : 5 * person + 5].numpy()  # T × J × C
                folded = body.transpose(2, 1, 0).reshape(15, n)  # each joint's features are channels of their own
                y = numpy_norm(network.input_norm, folded).reshape(3, 5, n).transpose(0, 2, 1)
                for block in network.blocks:
                    y = numpy_block(block, y, neighbourhoods(5, BONES, 1).double().numpy())
                means, count = means + y.sum((1, 2)), count + y[0].size
        if row == 1:
            continue  # somebody comes and goes: not in the paper
        expected = network.classify.weight.detach().numpy() @ (means / count) + network.classify.bias.detach().numpy()
        logits = network(x, mask, lengths).logits[row].detach().numpy()
        np.testing.assert_allclose(logits, expected, atol=1e-10)


def test_a_joint_reads_itself_the_nearer_and_the_farther():
    graph = neighbourhoods(5, BONES, 1)
    torch.testing.assert_close(graph.sum((0, 1)), torch.ones(5))  # all that one joint reads weighs 1
    at_root, at_three = graph[:, :, 1], graph[:, :, 3]
    assert at_root[0].nonzero().flatten().tolist() == [1]
    assert at_root[1].any().item() is False
    assert at_root[2].nonzero().flatten().tolist() == [0, 2, 3]
    assert [part.nonzero().flatten().tolist() for part in at_three] == [[3], [1], [4]]


def test_joints_without_bones_read_themselves():
    torch.testing.assert_close(neighbourhoods(3, (), 0)[0], torch.eye(3))
    apart = neighbourhoods(4, ((2, 3),), 0)  # a hand that no way leads to from the root
    assert apart[0, 3, 2] == 0.5


@pytest.mark.parametrize("more", [1, 6, 30])
def test_longer_padding_changes_nothing_whatever_it_holds(more):
    network = made()
    x, mask, lengths = batch()
    longer = torch.cat([x, torch.full((3, more, 10, 3), 7.0, dtype=x.dtype)], 1)
    wider = torch.cat([mask, torch.zeros(3, more, 10, dtype=torch.bool)], 1)
    torch.testing.assert_close(network(longer, wider, lengths).logits, network(x, mask, lengths).logits)


def test_a_clip_in_a_batch_is_the_clip_alone():
    network = made()
    x, mask, lengths = batch()
    together = network(x, mask, lengths).logits
    for row, n in enumerate(lengths):
        torch.testing.assert_close(network(x[row, None, :n], mask[row, None, :n]).logits[0], together[row])


def test_who_is_absent_counts_for_nothing():
    network = made()
    x, mask, lengths = batch()
    anything = torch.where(mask[..., None], x, 99.0)
    torch.testing.assert_close(network(anything, mask, lengths).logits, network(x, mask, lengths).logits)
    alone = StGcn(dataclasses.replace(CONFIG, n_persons=1)).double().eval()
    alone.load_state_dict(network.state_dict())
    torch.testing.assert_close(alone(x[:1, :, :5]).logits, network(x[:1], mask[:1]).logits)


def test_persons_in_another_order_say_the_same():
    network = made()
    x, mask, lengths = batch()
    order = [*range(5, 10), *range(5)]
    torch.testing.assert_close(
        network(x[:, :, order], mask[:, :, order], lengths).logits, network(x, mask, lengths).logits
    )


def test_joints_in_another_order_say_the_same_with_their_own_weights():
    order = [3, 0, 4, 2, 1]  # which joint stands in each place
    place = {joint: i for i, joint in enumerate(order)}
    config = dataclasses.replace(CONFIG, bones=tuple((place[a], place[b]) for a, b in BONES), root=place[1])
    network, other = made(), StGcn(config).double().eval()
    weights = network.state_dict()
    for name, values in weights.items():
        if name.endswith("edges"):
            weights[name] = values[:, order][:, :, order]
        elif name.startswith("input_norm"):
            weights[name] = values.view(3, 5)[:, order].flatten()
    other.load_state_dict(weights)
    x, mask, lengths = batch()
    columns = [*order, *(5 + joint for joint in order)]
    torch.testing.assert_close(
        other(x[:, :, columns], mask[:, :, columns], lengths).logits, network(x, mask, lengths).logits
    )


def test_means_in_training_leave_out_padding_and_who_is_absent():
    x, mask, lengths = batch()
    networks = [made().train() for _ in range(2)]
    for network in networks:
        for module in network.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
    longer = torch.cat([x, torch.full((3, 9, 10, 3), 7.0, dtype=x.dtype)], 1)
    wider = torch.cat([mask, torch.zeros(3, 9, 10, dtype=torch.bool)], 1)
    torch.testing.assert_close(networks[1](longer, wider, lengths).logits, networks[0](x, mask, lengths).logits)
    for one, other in zip(*(network.buffers() for network in networks), strict=True):
        torch.testing.assert_close(one, other)


@pytest.mark.parametrize("n_blocks", [1, 2, 4])
def test_its_scores_are_a_sum_over_the_frames_that_each_clip_has(n_blocks):
    network = made(dataclasses.replace(CONFIG, n_blocks=n_blocks))
    x, mask, lengths = batch()
    output = network(x, mask, lengths)
    beta, z = output.curves["beta"], output.frame_scores
    torch.testing.assert_close((beta[..., None] * z).sum(1), output.logits)
    torch.testing.assert_close(beta.sum(1), torch.ones(3, dtype=beta.dtype))
    padding = torch.arange(11) >= lengths[:, None]
    assert not beta[padding].any()
    assert not z[padding].any()


def test_what_a_frame_adds_is_of_the_frames_around_it():
    network = made()
    x, mask, lengths = batch()
    far = x.clone()
    far[0, 10] += 1.0
    changed = (network(far, mask, lengths).frame_scores - network(x, mask, lengths).frame_scores)[0].abs().sum(
        -1
    ) > 1e-9
    assert changed[10]
    assert not changed[:4].any()


def test_gradients_reach_every_weight_and_no_padding():
    network = made()
    x, mask, lengths = batch()
    x.requires_grad_()
    network(x, mask, lengths).logits[:, 0].sum().backward()
    assert all(weights.grad is not None and weights.grad.any() for weights in network.parameters())
    assert not x.grad[~mask].any()
    assert x.grad[mask].any()


def test_its_configuration_survives_the_json_of_a_checkpoint():
    assert StGcnConfig.from_json(json.loads(json.dumps(dataclasses.asdict(CONFIG)))) == CONFIG


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"kernel": 4}, "kernel is 4; expected an odd number"),
        ({"root": 5}, "a joint that is none of 0 to 4"),
        ({"bones": [[0, 5]]}, "a joint that is none of 0 to 4"),
        ({"bones": [[0, True]]}, "a joint that is none of 0 to 4"),
        ({"bones": [[0, 1, 2]]}, "no list of pairs"),
        ({"bones": 7}, "no list of pairs"),
        ({"channels": 0}, "channels is 0"),
    ],
)
def test_a_garbled_configuration_is_refused(changes, complaint):
    values = json.loads(json.dumps(dataclasses.asdict(CONFIG))) | changes
    with pytest.raises(ValueError, match=re.escape(complaint)):
        StGcnConfig.from_json(values)
