"""What ONNX says is what torch says: for every variant, number of clips, length, and whoever is there."""

import dataclasses

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from made import small_clip, tiny_checkpoint
from torch import nn

from sta_lstm.errors import MismatchError
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.model.networks.grid import Grid, GridConfig
from sta_lstm.model.networks.st_gcn import StGcn, StGcnConfig
from sta_lstm.model.onnx.write import to_onnx
from sta_lstm.prediction.predict import predict
from sta_lstm.skeletons.body_grid import body_cells
from sta_lstm.skeletons.layouts import NTU_25, SBU_15

pytestmark = pytest.mark.slow
VARIANTS = ("sta", "sa", "ta", "lstm")


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """Each variant in torch, with three layers, and as its file says it."""
    folder = tmp_path_factory.mktemp("onnx")
    pairs = {}
    for i, variant in enumerate(VARIANTS):
        checkpoint = tiny_checkpoint(variant, n_layers=3, hidden=6, score=("mean", "sum")[i % 2], seed=i)
        pairs[variant] = checkpoint, load_checkpoint(to_onnx(checkpoint, folder / f"{variant}.onnx"))
    return pairs


def batch(config, n_clips, n_frames, seed, share_present):
    """Clips of several lengths in which persons come and go; anything finite in padding."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(n_clips, n_frames, config.n_all_joints, config.n_channels, generator=generator)
    there = torch.rand(n_clips, n_frames, config.n_persons, generator=generator) < share_present
    lengths = torch.randint(1, n_frames + 1, (n_clips,), generator=generator)
    return x, there.repeat_interleave(config.n_joints, 2), lengths


def everything(output):
    return {"logits": output.logits, "scores": output.frame_scores, **output.maps, **output.curves}


@pytest.mark.parametrize("variant", VARIANTS)
@settings(max_examples=20, deadline=None)
@given(
    n_clips=st.integers(1, 5), n_frames=st.integers(1, 70), seed=st.integers(0, 999), share=st.sampled_from([0, 0.6, 1])
)
def test_onnx_equals_torch(exported, variant, n_clips, n_frames, seed, share):
    checkpoint, opened = exported[variant]
    given_to_both = batch(checkpoint.config, n_clips, n_frames, seed, share)
    with torch.inference_mode():
        torch_says, onnx_says = (everything(each.network(*given_to_both)) for each in (checkpoint, opened))
    assert torch_says.keys() == onnx_says.keys()
    for name, values in torch_says.items():
        np.testing.assert_allclose(onnx_says[name], values, atol=1e-5, err_msg=name)


def test_a_mask_and_lengths_may_be_left_out(exported):
    checkpoint, opened = exported["sta"]
    x = batch(checkpoint.config, 2, 9, 0, 1)[0]
    with torch.inference_mode():
        np.testing.assert_allclose(opened.network(x).logits, checkpoint.network(x).logits, atol=1e-5)


@pytest.mark.parametrize("variant", VARIANTS)
def test_an_exported_checkpoint_is_the_same_but_for_where_it_runs(exported, variant):
    checkpoint, opened = exported[variant]
    same = ("name", "layout", "min_persons", "class_names", "recipe", "training", "accuracy", "variant", "config")
    for each in (*same, "n_parameters", "architecture"):
        assert getattr(opened, each) == getattr(checkpoint, each), each
    clip = small_clip(12, 2)
    one, other = predict(checkpoint, clip), predict(opened, clip)
    np.testing.assert_allclose(other.scores.probabilities, one.scores.probabilities, atol=1e-5)
    for a, b in zip((*one.maps, *one.curves), (*other.maps, *other.curves), strict=True):
        assert (a.name, a.learned) == (b.name, b.learned)
        np.testing.assert_allclose(b.values, a.values, atol=1e-5)


def test_a_network_of_convolutions_is_exported_too(tmp_path):
    torch.manual_seed(0)
    bones = tuple((NTU_25.index(a), NTU_25.index(b)) for a, b in NTU_25.bones)
    config = StGcnConfig(2, 25, 3, 3, n_blocks=2, channels=4, kernel=3, bones=bones)
    checkpoint = dataclasses.replace(tiny_checkpoint(), network=StGcn(config).eval().requires_grad_(False))
    opened = load_checkpoint(to_onnx(checkpoint, tmp_path / "gcn.onnx"))
    assert opened.variant == "ST-GCN"
    for seed, (n_clips, n_frames) in enumerate([(1, 1), (1, 2), (4, 33)]):
        given_to_both = batch(config, n_clips, n_frames, seed, 0.6)
        with torch.inference_mode():
            one, other = (everything(each.network(*given_to_both)) for each in (checkpoint, opened))
        assert one.keys() == other.keys()
        for name, values in one.items():
            np.testing.assert_allclose(other[name], values, atol=1e-5, err_msg=name)


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    """A Grid of which no weight is zero, in torch and as its file says it."""
    torch.manual_seed(0)
    config = GridConfig(2, 25, 3, 3, hidden=8, n_heads=2, cells=body_cells(NTU_25))
    network = Grid(config).eval().requires_grad_(False)
    for weights in network.parameters():
        weights += 0.3 * torch.randn_like(weights)
    checkpoint = dataclasses.replace(tiny_checkpoint(), network=network)
    return checkpoint, load_checkpoint(to_onnx(checkpoint, tmp_path_factory.mktemp("grid") / "grid.onnx"))


@settings(max_examples=20, deadline=None)
@given(
    n_clips=st.integers(1, 5), n_frames=st.integers(1, 70), seed=st.integers(0, 999), share=st.sampled_from([0, 0.6, 1])
)
def test_a_grid_in_onnx_equals_torch(grid, n_clips, n_frames, seed, share):
    given_to_both = batch(grid[0].config, n_clips, n_frames, seed, share)
    with torch.inference_mode():
        torch_says, onnx_says = (everything(each.network(*given_to_both)) for each in grid)
    assert torch_says.keys() == onnx_says.keys()
    for name, values in torch_says.items():
        np.testing.assert_allclose(onnx_says[name], values, atol=2e-5, err_msg=name)


def test_a_grid_in_onnx_reads_the_layout_that_it_was_exported_for(grid):
    checkpoint, opened = grid
    assert checkpoint.reads.takes(SBU_15)
    assert not opened.reads.takes(SBU_15)
    with pytest.raises(MismatchError, match=r"reads 1 to 2 persons × 25 joints \(ntu-25\)"):
        predict(opened, small_clip(4, 1, SBU_15))


# --- Networks of somebody else's


class Pooled(nn.Module):
    """Logits of the mean over frames, of a form that is brought to N × T × (M·V·C) first."""

    def __init__(self, order, n_inputs, n_classes=3):
        super().__init__()
        self.order, self.classify = order, nn.Linear(n_inputs, n_classes)

    def forward(self, x):
        return self.classify(torch.tanh(x.permute(self.order).flatten(2)).mean(1))


FORMS = {
    "NCTVM": (Pooled((0, 2, 4, 3, 1), 150), 2),
    "NTVC": (Pooled((0, 1, 2, 3), 75), 1),
    "NCTV": (Pooled((0, 2, 3, 1), 75), 1),
    "NT(MVC)": (Pooled((0, 1, 2), 150), 2),
    "NTM(VC)": (Pooled((0, 1, 2, 3), 150), 2),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_what_torch_gives_of_it(tmp_path, form):
    model, n_persons = FORMS[form]
    path = to_onnx(model, tmp_path / "x.onnx", layout="ntu-25", class_names="abc", form=form)
    opened = load_checkpoint(path)
    assert opened.variant == "ONNX model"
    assert opened.config.learned == frozenset()
    x, _, lengths = batch(opened.config, 4, 20, 1, 1)
    with torch.inference_mode():
        said = opened.network(x, None, lengths).logits
        for row, length in enumerate(lengths.tolist()):
            # Every form of one clip holds the same numbers in an order that the module's own undoes.
            own = torch.tanh(x[row, :length].flatten(1)).mean(0)
            np.testing.assert_allclose(said[row], model.classify(own), atol=1e-5)
    assert opened.config.n_persons == n_persons


def test_padding_changes_nothing(tmp_path):
    opened = load_checkpoint(
        to_onnx(FORMS["NTVC"][0], tmp_path / "x.onnx", layout="ntu-25", class_names="abc", form="NTVC")
    )
    x = batch(opened.config, 1, 12, 0, 1)[0]
    longer = torch.cat([x, torch.full_like(x, 9.0)], 1)
    with torch.inference_mode():
        np.testing.assert_allclose(opened.network(longer, None, torch.tensor([12])).logits, opened.network(x).logits)


def test_probabilities_become_their_logarithms(tmp_path):
    model = nn.Sequential(FORMS["NTVC"][0], nn.Softmax(1))
    path = to_onnx(model, tmp_path / "x.onnx", layout="ntu-25", class_names="abc", form="NTVC", gives="probabilities")
    opened = load_checkpoint(path)
    x = batch(opened.config, 2, 12, 0, 1)[0]
    with torch.inference_mode():
        apart = x.unflatten(2, (1, -1))[:, :, 0]
        np.testing.assert_allclose(opened.network(x).logits.softmax(1), model(apart), atol=1e-5)


def test_a_model_of_one_length_reads_clips_of_any(tmp_path):
    class Fixed(nn.Module):
        def __init__(self):
            super().__init__()
            self.classify = nn.Linear(16 * 75, 3)

        def forward(self, x):
            return self.classify(x.reshape(x.shape[0], 16 * 75))

    recipe = FeatureRecipe(centre="none", resample=16)
    path = to_onnx(Fixed(), tmp_path / "x.onnx", layout="ntu-25", class_names="abc", form="NTVC", recipe=recipe)
    opened = load_checkpoint(path)
    assert opened.network.n_frames == 16
    assert predict(opened, small_clip(40, 1)).maps[0].values.shape == (40, 1, 25)
