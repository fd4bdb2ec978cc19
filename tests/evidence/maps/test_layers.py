"""Maps from inside of a network account for its score, lie on the right joints, and are refused where they are none."""

import numpy as np
import pytest
import torch
from made import small_clip
from torch import nn

import sta_lstm
from sta_lstm.errors import SettingsError
from sta_lstm.model.any_torch.model import as_checkpoint
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.model.networks.st_gcn import StGcn, StGcnConfig
from sta_lstm.skeletons.layouts import NTU_25

PRESENT = np.ones((13, 2), bool)
PRESENT[4:7, 1] = False
CLIP = small_clip(present=PRESENT)
ALONE = small_clip(13, 1)


class Pooled(nn.Module):
    """N × C × T × V × M: a convolution over time, the mean over all, and a linear classifier without a bias."""

    def __init__(self, stride=1):
        super().__init__()
        torch.manual_seed(0)
        self.body = nn.Sequential(nn.Conv2d(3, 6, (3, 1), (stride, 1), (1, 0), bias=False), nn.Tanh())
        self.classify = nn.Linear(6, 3, bias=False)
        self.eval()

    def forward(self, x):
        N, C, T, V, M = x.shape
        y = self.body(x.permute(0, 4, 1, 2, 3).reshape(N * M, C, T, V))
        return self.classify(y.mean((2, 3)).view(N, M, -1).mean(1))


class Deep(Pooled):
    """With something that is not linear behind the mean."""

    def forward(self, x):
        return torch.tanh(20 * super().forward(x))


def stgcn():
    torch.manual_seed(0)
    recipe = FeatureRecipe(velocities=True)
    body = {"bones": NTU_25.bone_indices, "root": NTU_25.index(NTU_25.root)}
    config = StGcnConfig(2, 25, recipe.n_channels, 3, n_blocks=2, channels=4, **body)
    network = StGcn(config).eval().requires_grad_(False)
    return Checkpoint("graph", network, NTU_25, 1, ("a", "b", "c"), recipe)


def explained(model, name, clip=ALONE, **more):
    return sta_lstm.explain(model, clip, [name], **more)


def score(result, index=None):
    index = int(result.logits.argmax()) if index is None else index
    return result.logits[index] - result.logits.mean()


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("frames", [None, 9, 30])
def test_cam_sums_to_the_score_whatever_the_rows_in_time(stride, frames):
    found = explained(Pooled(stride), "cam", form="NCTVM", persons=1, layer="body", frames=frames)
    assert np.nansum(found.maps[-1].values) == pytest.approx(score(found), rel=1e-4)


def test_cam_is_the_classifiers_weights_on_the_layers_numbers():
    model = Pooled()
    found = explained(model, "cam", form="NCTVM", persons=1, layer="body")
    x = torch.from_numpy(ALONE.positions.transpose(3, 0, 2, 1).copy())  # 3 × T × V × 1
    numbers = model.body(x[None, ..., 0])[0].detach()  # C × T × V
    weights = model.classify.weight.detach()
    weights = weights[int(found.logits.argmax())] - weights.mean(0)
    expected = torch.einsum("ctv,c->tv", numbers, weights) / numbers[0].numel()
    np.testing.assert_allclose(found.maps[-1].values[:, 0], expected, atol=1e-6)
    again = explained(model, "grad-cam", form="NCTVM", persons=1, layer="body").maps[-1].values
    np.testing.assert_allclose(again, found.maps[-1].values, atol=1e-6)  # behind a mean the two are one


def test_cam_of_our_own_graph_network_is_its_score_but_for_the_bias():
    checkpoint = stgcn()
    found = explained(checkpoint, "cam", CLIP)
    bias = checkpoint.network.classify.bias
    own = int(found.logits.argmax())
    assert np.nansum(found.maps[-1].values) == pytest.approx(score(found) - float(bias[own] - bias.mean()), abs=1e-5)
    assert np.array_equal(np.isfinite(found.maps[-1].values), np.repeat(CLIP.present[..., None], 25, axis=2))


def test_joints_in_another_order_give_the_same_map():
    order = np.random.default_rng(0).permutation(25)
    weights = torch.randn(25)
    model = Pooled()
    kinds = {"cam": {"layer": "body"}, "grad-cam": {"layer": "body"}, "ablation-joint": {}, "gradient-input": {}}
    for name, more in kinds.items():
        plain = Weighted(model, weights)
        other = Weighted(model, weights[order])
        names = [NTU_25.joints[j] for j in order]
        more = {"form": "NCTVM", **({"layer": "model.body"} if more else {})}
        one = explained(plain, name, CLIP, **more).maps[-1].values
        two = explained(other, name, CLIP, joints=names, **more).maps[-1].values
        np.testing.assert_allclose(one, two, atol=1e-5, err_msg=name)


class Weighted(nn.Module):
    """A model with a weight of its own for each joint."""

    def __init__(self, model, weights):
        super().__init__()
        self.model, self.weights = model, nn.Parameter(weights)

    def forward(self, x):
        return self.model(x * self.weights[:, None])


def test_other_forms_of_a_layer_give_the_same_map():
    class Last(nn.Module):  # N × T × V × C
        def __init__(self):
            super().__init__()
            self.model = Pooled()
            self.turned = nn.Identity()

        def forward(self, x):
            y = self.turned(self.model.body(x[:, 0]).permute(0, 2, 3, 1))
            return self.model.classify(y.mean((1, 2)))

    usual = explained(Pooled(), "cam", form="NCTVM", persons=1, layer="body").maps[-1].values
    other = explained(Last(), "cam", form="NMCTV", persons=1, layer="turned", layer_form="NTVC").maps[-1].values
    np.testing.assert_allclose(other, usual, atol=1e-6)


@pytest.mark.parametrize("name", ["ablation-joint", "ablation-limb", "ablation-person", "ablation-limb-window"])
def test_occlusion_is_what_a_plain_loop_finds(name):
    from sta_lstm.evidence.removal.cells import groups
    from sta_lstm.model.features import clip_features

    grain = {"ablation-limb-window": "limb × window"}.get(name, name.removeprefix("ablation-"))
    model = Pooled()
    found = explained(model, name, CLIP, form="NCTVM")
    features = clip_features(CLIP, FeatureRecipe(centre="none"), n_persons=2)
    expected = np.full((13, 2, 25), np.nan)
    positions = features.x.view(13, 2, 25, 3)

    def asked(x):
        logits = model(x.permute(3, 0, 2, 1)[None])[0]
        return float(logits[own] - logits.mean())

    own = int(found.logits.argmax())
    with torch.no_grad():
        whole = asked(positions)
        for group in groups(features, NTU_25, grain):
            there = group.cells.view(13, 2, 25)
            held = positions.clone()
            for person in range(2):
                for joint in range(25):
                    present = features.mask.view(13, 2, 25)[:, person, joint]
                    mean = positions[present, person, joint].mean(0)
                    held[there[:, person, joint], person, joint] = mean
            expected[there.numpy()] = whole - asked(held)
    np.testing.assert_allclose(found.maps[-1].values, expected, atol=1e-5)


def refused(model, name="cam", **more):
    with pytest.raises(SettingsError) as caught:
        explained(model, name, **{"form": "NCTVM", "persons": 1, **more})
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("model", "more", "said"),
    [
        (Pooled(), {}, "cam: checkpoint 'Pooled' (torch model) names no layer that gives numbers for every frame"),
        (Pooled(), {"layer": "head"}, "'Pooled' has no layer 'head'"),
        (Pooled().forward, {"layer": "body"}, "'forward' has no layer 'body' ('forward' is a function)"),
        (
            Pooled(),
            {"layer": "classify"},
            "the layer 'classify' of 'Pooled' gives 1 × 3, which is not (NM)CTV of 1 clip",
        ),
        (Pooled(), {"layer": "body", "layer_form": "NTVC"}, "gives 1 × 6 × 13 × 25, which is not NTVC"),
        (Pooled(), {"layer": "body", "layer_form": "CTV"}, "layer_form is 'CTV'; expected each of the letters"),
        (Deep(), {"layer": "body"}, "something that is not linear follows the layer 'body' of 'Deep'"),
    ],
)
def test_a_layer_that_says_nothing_of_joints_is_refused(model, more, said):
    assert said in refused(model, **more)


def test_a_layer_that_is_used_twice_is_refused():
    class Twice(Pooled):
        def forward(self, x):
            return super().forward(x) + super().forward(x * 2)

    assert "the layer 'body' of 'Twice' is used 2 times in one answer" in refused(Twice(), layer="body")


def test_a_checkpoint_takes_no_form_and_a_model_needs_one():
    with pytest.raises(SettingsError, match=r"a checkpoint says itself how it reads clips\. Leave out form"):
        explained(stgcn(), "random", CLIP, form="NCTVM")
    with pytest.raises(SettingsError, match=r"how the model takes clips is not told\. Give its axes in letters: form="):
        explained(Pooled(), "random")


def test_no_hook_is_left_on_the_model():
    model = Pooled()
    explained(model, "cam", form="NCTVM", persons=1, layer="body")
    refused(model, layer="body", layer_form="NTVC")
    assert not any(module._forward_hooks for module in model.modules())
    assert as_checkpoint(model, ALONE, form="NCTVM").network.model is model
