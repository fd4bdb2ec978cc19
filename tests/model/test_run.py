"""The runner: batches change no number, and gradients flow where they are asked for."""

import dataclasses

import numpy as np
import pytest
import torch
from made import small_clip, tiny_checkpoint

from sta_lstm.errors import SettingsError
from sta_lstm.model.features import clip_features
from sta_lstm.model.networks.sta_lstm import StaLstm
from sta_lstm.model.run import run


def features_of(*n_frames):
    recipe = tiny_checkpoint().recipe
    clips = [small_clip(n, 1 + i % 2, seed=i) for i, n in enumerate(n_frames)]
    return [clip_features(clip, recipe, n_persons=2) for clip in clips]


def values(output):
    return [output.logits, *output.maps.values(), *output.curves.values(), output.frame_scores]


@pytest.mark.parametrize("variant", ["lstm", "sta"])
@pytest.mark.parametrize("batch", [1, 3, 64])
def test_a_padded_batch_says_what_each_clip_alone_says(variant, batch):
    checkpoint, features = tiny_checkpoint(variant, hidden=16), features_of(9, 30, 1, 17, 30)
    together = list(run(checkpoint, features, batch=batch))
    assert [len(output.curves["beta"]) for output in together] == [9, 30, 1, 17, 30]
    for output, each in zip(together, features, strict=True):
        alone = checkpoint.network(each.x[None], each.mask[None]).clip(0, len(each.x))
        for ours, theirs in zip(values(output), values(alone), strict=True):
            np.testing.assert_allclose(ours.numpy(), theirs.numpy(), atol=1e-6)


def test_clips_are_read_as_they_are_asked_for():
    read = []

    def arriving():
        for each in features_of(5, 6, 7, 8, 9):
            read.append(len(each.x))
            yield each

    outputs = run(tiny_checkpoint(), arriving(), batch=2)
    assert read == []
    next(outputs)
    assert read == [5, 6]
    assert len(list(outputs)) == 4
    assert list(run(tiny_checkpoint(), [])) == []


@pytest.mark.parametrize("batch", [0, -1])
def test_a_batch_has_clips(batch):
    with pytest.raises(ValueError, match="expected 1 or more clips"):
        next(run(tiny_checkpoint(), features_of(4), batch=batch))


def test_gradients_flow_to_the_features_that_want_them_and_not_to_others():
    checkpoint, (one, two, three) = tiny_checkpoint(hidden=8), features_of(12, 5, 9)
    one = dataclasses.replace(one, x=one.x.clone().requires_grad_())
    three = dataclasses.replace(three, x=three.x.clone().requires_grad_())
    outputs = list(run(checkpoint, [one, two, three], grad=True))
    outputs[0].logits[1].backward(retain_graph=True)
    assert one.x.grad.any(-1)[one.mask].all()
    assert not three.x.grad.any()  # another clip of the same batch
    outputs[2].curves["beta"].sum().backward()
    assert three.x.grad.any()
    assert all(weights.grad is None for weights in checkpoint.network.parameters())


def test_the_gradient_is_the_slope():
    checkpoint, (features, other) = tiny_checkpoint(hidden=8), features_of(6, 11)
    network = StaLstm(checkpoint.config).double().eval()
    x = features.x.double().requires_grad_()
    inputs = [dataclasses.replace(features, x=x), dataclasses.replace(other, x=other.x.double())]
    next(run(network, inputs, grad=True)).logits[0].backward()
    step = torch.zeros_like(x)
    step[2, 4, 1] = 1e-6
    ahead, behind = (
        next(run(network, [dataclasses.replace(features, x=(x + sign * step).detach())])).logits[0] for sign in (1, -1)
    )
    assert x.grad[2, 4, 1].item() == pytest.approx(float(ahead - behind) / 2e-6, rel=1e-4, abs=1e-12)


def test_without_gradients_nothing_is_remembered_and_the_callers_mode_is_its_own():
    checkpoint = tiny_checkpoint()
    checkpoint.network.requires_grad_(True)
    for output in run(checkpoint, features_of(4, 5), batch=1):
        assert not output.logits.requires_grad
        assert torch.is_grad_enabled()
        assert not torch.is_inference_mode_enabled()


def test_drop_out_is_off_and_the_networks_mode_is_left_as_it_was():
    network, features = StaLstm(tiny_checkpoint(hidden=32).config), features_of(20)
    network.classify.eval()
    before = {name: module.training for name, module in network.named_modules()}
    first, second = (next(run(network, features)).logits for _ in range(2))
    assert torch.equal(first, second)
    assert {name: module.training for name, module in network.named_modules()} == before
    with pytest.raises(ValueError, match="x has shape"):
        next(run(network, [dataclasses.replace(features[0], x=features[0].x[..., :2])]))
    assert {name: module.training for name, module in network.named_modules()} == before


@pytest.mark.cuda
def test_a_gpu_says_the_same_and_gives_gradients_too():
    checkpoint, features = tiny_checkpoint(hidden=16), features_of(9, 30)
    here = list(run(checkpoint, features))
    there = dataclasses.replace(checkpoint, network=StaLstm(checkpoint.config).cuda().eval())
    there.network.load_state_dict(checkpoint.network.state_dict())
    for ours, theirs in zip(here, run(there, features), strict=True):
        torch.testing.assert_close(ours.logits, theirs.logits.cpu(), rtol=1e-3, atol=1e-4)
    x = features[0].x.clone().requires_grad_()
    next(run(there, [dataclasses.replace(features[0], x=x)], grad=True)).logits[0].backward()
    assert x.grad.any()


def test_no_gradients_in_inference_mode_is_said_at_once():
    checkpoint, features = tiny_checkpoint(), features_of(4)
    with torch.inference_mode(), pytest.raises(SettingsError, match=r"inside of torch\.inference_mode"):
        next(run(checkpoint, features, grad=True))
    with torch.no_grad():
        wanting = [dataclasses.replace(each, x=each.x.clone().requires_grad_()) for each in features]
        assert next(run(checkpoint, wanting, grad=True)).logits.requires_grad
    with torch.inference_mode():
        assert not next(run(checkpoint, features)).logits.requires_grad


def test_one_clip_is_read_on_one_thread_and_several_on_those_there_are(monkeypatch):
    checkpoint, features, seen = tiny_checkpoint("sta", hidden=16), features_of(9, 30, 12), []
    forward = type(checkpoint.network).forward

    def counting(*arguments, **named):
        seen.append(torch.get_num_threads())
        return forward(*arguments, **named)

    monkeypatch.setattr(type(checkpoint.network), "forward", counting)
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        list(run(checkpoint, features[:1]))
        list(run(checkpoint, features))
        assert (seen, torch.get_num_threads()) == ([1, 3], 3)
    finally:
        torch.set_num_threads(before)
