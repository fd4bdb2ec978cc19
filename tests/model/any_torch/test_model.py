"""Any torch model is asked like one of ours, left as it was, and refused in a sentence where it is none."""

import numpy as np
import pytest
import torch
from made import small_clip
from torch import nn

import sta_lstm
from sta_lstm.errors import MismatchError, SettingsError
from sta_lstm.model.any_torch.model import as_checkpoint
from sta_lstm.model.effort import check_answer, check_reruns, widest
from sta_lstm.model.features import FeatureRecipe, clip_features
from sta_lstm.model.run import run
from sta_lstm.skeletons import y_up
from sta_lstm.skeletons.layouts import NTU_25

PRESENT = np.ones((14, 2), bool)
PRESENT[3:8, 1] = False
CLIP = small_clip(present=PRESENT, up_axis="z")


class Graph(nn.Module):
    """N × C × T × V × M, as ST-GCN and its like take clips; with drop-out and a buffer of its own."""

    def __init__(self, n_channels=3, n_classes=4):
        super().__init__()
        torch.manual_seed(0)
        self.norm = nn.BatchNorm2d(n_channels)
        self.conv = nn.Conv2d(n_channels, 8, (3, 1), (2, 1), (1, 0))
        self.dropout = nn.Dropout(0.5)
        self.classify = nn.Linear(8, n_classes)
        self.seen = []

    def forward(self, x):
        self.seen.append(x.detach().clone())
        N, C, T, V, M = x.shape
        y = torch.relu(self.conv(self.norm(x.permute(0, 4, 1, 2, 3).reshape(N * M, C, T, V))))
        return self.classify(self.dropout(y).mean((2, 3)).view(N, M, -1).mean(1))


def logits_of(checkpoint, clip=CLIP):
    return sta_lstm.predict(checkpoint, clip).logits


def test_what_it_reads_is_the_clip_in_its_form():
    model = Graph()
    checkpoint = as_checkpoint(model, CLIP, form="NCTVM")
    model.seen.clear()
    found = logits_of(checkpoint)
    x = model.seen[0].clone()
    np.testing.assert_allclose(x[0].numpy(), y_up(CLIP).transpose(3, 0, 2, 1), atol=1e-6)
    np.testing.assert_allclose(found, model.eval()(x)[0].detach().numpy(), rtol=1e-5)


@pytest.mark.parametrize(
    ("form", "as_nctvm"),
    [
        ("NTMVC", lambda x: x.permute(0, 4, 1, 3, 2)),
        ("MNCTV", lambda x: x.permute(1, 2, 3, 4, 0)),
        ("NT(MVC)", lambda x: x.view(1, -1, 2, 25, 3).permute(0, 4, 1, 3, 2)),
    ],
)
def test_every_form_of_one_model_gives_one_answer(form, as_nctvm):
    model = Graph().eval()
    other = as_checkpoint(lambda x: model(as_nctvm(x)), CLIP, form=form)
    np.testing.assert_allclose(logits_of(other), logits_of(as_checkpoint(model, CLIP, form="NCTVM")), rtol=1e-5)


def test_clips_of_several_lengths_are_asked_together_as_alone():
    checkpoint = as_checkpoint(Graph(), CLIP, form="NCTVM")
    clips = [CLIP, *(small_clip(n, 1, seed=n) for n in (9, 14, 30, 9))]
    features = [clip_features(clip, checkpoint.recipe, n_persons=2) for clip in clips]
    together = [output.logits for output in run(checkpoint, features)]
    for each, found in zip(features, together, strict=True):
        torch.testing.assert_close(next(run(checkpoint, [each])).logits, found)


def test_the_model_is_left_in_its_mode_with_its_numbers():
    model = Graph().train()
    model.norm.eval()
    before = {name: values.clone() for name, values in model.state_dict().items()}
    logits_of(as_checkpoint(model, CLIP, form="NCTVM"))
    assert (model.training, model.norm.training, model.dropout.training) == (True, False, True)
    assert all(torch.equal(values, before[name]) for name, values in model.state_dict().items())
    assert all(weights.requires_grad and weights.grad is None for weights in model.parameters())


def test_a_model_that_changes_its_input_changes_nothing_of_ours():
    model = Graph().eval()

    def careless(x):
        said = model(x)
        x.zero_()
        return said

    checkpoint = as_checkpoint(careless, CLIP, form="NCTVM")
    features = clip_features(CLIP, checkpoint.recipe, n_persons=2)
    first, second = (next(run(checkpoint, [features])).logits for _ in range(2))
    assert torch.equal(first, second)
    assert features.x.any()


def test_joints_in_another_order_and_words_are_brought_to_the_models():
    order = np.random.default_rng(0).permutation(25)
    names = [NTU_25.joints[j].title().replace(" ", "") for j in order]
    model = Graph().eval()
    mixed = nn.Parameter(torch.randn(25))

    def by_joint(x):
        return model(x * mixed[:, None])

    def in_other_order(x):
        return model(x * mixed[order][:, None])  # the same weight for the same joint

    plain = as_checkpoint(by_joint, CLIP, form="NCTVM")
    other = as_checkpoint(in_other_order, CLIP, form="NCTVM", joints=names)
    np.testing.assert_allclose(logits_of(other), logits_of(plain), rtol=1e-4)
    few = as_checkpoint(model, CLIP, form="NCTVM", joints=["head", "left hand"])
    model.seen.clear()
    logits_of(few)
    at = [NTU_25.index("head"), NTU_25.index("left hand")]
    np.testing.assert_allclose(model.seen[0][0].numpy(), y_up(CLIP)[:, :, at].transpose(3, 0, 2, 1), atol=1e-6)


def test_frames_persons_features_precision_and_names_are_as_told():
    recipe = FeatureRecipe(velocities=True)
    model = Graph(6).double()
    checkpoint = as_checkpoint(
        model, CLIP, form="NCTVM", persons=3, frames=20, recipe=recipe, class_names="abcd", name="my model"
    )
    model.seen.clear()
    found = sta_lstm.predict(checkpoint, CLIP)
    assert model.seen[0].shape == (1, 6, 20, 25, 3)
    assert model.seen[0].dtype == torch.float64
    assert not model.seen[0][..., 2].any()  # there is no third person
    assert found.class_names == tuple("abcd")
    assert found.checkpoint == "my model"
    assert (checkpoint.name, checkpoint.variant, checkpoint.reads.most) == ("my model", "torch model", 3)
    model.eval()
    assert as_checkpoint(lambda x: model(x.double()), CLIP, form="NCTVM", recipe=recipe).class_names[0] == "class 1"
    alone = small_clip(9, 1)
    assert as_checkpoint(lambda x: x.mean((1, 2)), alone, form="NTVC").config.n_persons == 1


def test_what_it_says_is_compared_with_what_others_say():
    ours, theirs = (
        sta_lstm.predict(as_checkpoint(Graph(), CLIP, form="NCTVM", name=name), CLIP) for name in ("one", "other")
    )
    (pair,) = sta_lstm.compare([ours, theirs]).pairs
    assert pair.figures.probability_change == 0
    assert pair.figures.running_agreement is None


def test_a_network_as_large_as_those_of_papers_is_asked_for_every_joint():
    bare = as_checkpoint(lambda x: x.mean((2, 3, 4)), CLIP, form="NCTVM").network
    many = nn.ModuleList(nn.Conv2d(256, 256, (9, 1)) for _ in range(5))  # 3 million weights
    checkpoint = as_checkpoint(Large(many), small_clip(120, 2), form="NCTVM")
    check_reruns(checkpoint, "clip 'clip'", 120, 50)
    check_answer(checkpoint, "clip", 300, 300)
    assert widest(checkpoint.network) == 256 * 50
    assert widest(bare) == 3 * 50  # a function hides what it has


class Large(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.layers = layers

    def forward(self, x):
        return x.mean((2, 3, 4))


def refused(model, **more):
    with pytest.raises(SettingsError) as caught:
        as_checkpoint(model, CLIP, **{"form": "NCTVM", **more})
    said = str(caught.value)
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    ("model", "more", "said"),
    [
        (lambda x: (x, x), {}, "'model' gives a tuple; expected a tensor of logits"),
        (lambda x: {"logits": x}, {}, "gives a dict; expected"),
        (lambda x: x, {}, "'model' gives 1 × 3 × 14 × 25 × 2 of 1 × 3 × 14 × 25 × 2 (NCTVM); expected 1 × classes"),
        (lambda x: x.mean((2, 3, 4))[:, :1], {}, "gives 1 × 1 of"),
        (lambda x: x.mean((2, 3, 4)) / 0, {}, "logits that are no finite numbers"),
        (lambda x: torch.rand(1, 3), {}, "says something else each time it is asked the same. Put it into evaluation"),
        (nn.Linear(7, 2), {}, "'Linear' does not take a clip as 1 × 3 × 14 × 25 × 2 (NCTVM): RuntimeError: "),
        (Graph(), {"form": "NCTX"}, "form is 'NCTX'; expected each of the letters"),
        (Graph(), {"form": "NCTV", "persons": 2}, "2 persons have no axis in the form 'NCTV'"),
        (Graph(), {"persons": 0}, "persons is 0; expected a whole number from 1 to 8"),
        (Graph(), {"frames": 1}, "resample is 1; expected 2 to 2000 frames"),
        (Graph(), {"class_names": ["a", "b"]}, "'Graph' gives 4 logits, and class_names has 2 names"),
        (Graph(), {"joints": ["head", "tail"]}, "reads joints that 'ntu-25' does not have: tail"),
        (Graph(), {"joints": ["head", "head"]}, "joints is a list of names, each once"),
        (Graph(), {"joints": "head"}, "joints is a list of names"),
        ("model.pt", {}, "a torch model, or a function from clips to logits, is needed; got 'model.pt'"),
        (Graph, {}, "is needed; got <class"),
    ],
)
def test_what_is_no_such_model_is_refused_in_a_sentence(model, more, said):
    assert said in refused(model, **more)


def test_a_model_on_two_devices_is_refused():
    model = Graph()
    model.classify.to("meta")
    assert "lies on several devices (cpu, meta)" in refused(model)


def test_more_persons_than_it_reads_do_not_fit():
    with pytest.raises(MismatchError, match="shows 3 persons; the checkpoint reads at most 2"):
        as_checkpoint(Graph(), small_clip(9, 3), form="NCTVM")


def test_no_file_holds_code(tmp_path):
    checkpoint = as_checkpoint(Graph(), CLIP, form="NCTVM")
    with pytest.raises(SettingsError, match="'Graph' is a torch model: a checkpoint's file holds weights and no code"):
        sta_lstm.save_checkpoint(checkpoint, tmp_path / "x.safetensors")
    assert not list(tmp_path.iterdir())
    with pytest.raises(
        SettingsError, match="there is no architecture 'any-torch'; this program knows grid, onnx, st-gcn, sta-lstm"
    ):
        sta_lstm.model.architectures.find_architecture("any-torch")


def test_our_own_graph_network_through_its_form_says_what_its_checkpoint_says():
    from sta_lstm.model.checkpoint import Checkpoint
    from sta_lstm.model.networks.st_gcn import StGcn, StGcnConfig

    torch.manual_seed(0)
    body = {"bones": NTU_25.bone_indices, "root": NTU_25.index(NTU_25.root)}
    network = StGcn(StGcnConfig(2, 25, 3, 4, n_blocks=2, channels=4, **body)).eval()
    recipe = FeatureRecipe(centre="none")
    ours = Checkpoint("ours", network, NTU_25, 1, tuple("abcd"), recipe)
    clip = small_clip(12, 2)

    def as_others_are(x):  # N × C × T × V × M
        return network(x.permute(0, 2, 4, 3, 1).flatten(2, 3)).logits

    theirs = as_checkpoint(as_others_are, clip, form="NCTVM", class_names="abcd")
    np.testing.assert_allclose(logits_of(theirs, clip), logits_of(ours, clip), rtol=1e-4, atol=1e-6)
    names = ["ablation-joint", "ablation-frame", "gradient-input"]
    mine, its = (sta_lstm.explain(each, clip, names) for each in (theirs, ours))
    for a, b in zip((*mine.maps, *mine.curves), (*its.maps, *its.curves), strict=True):
        np.testing.assert_allclose(a.values, b.values, atol=1e-4)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"joints": [0, 1, 2]}, r"joints is \[0, 1, 2\]; expected texts"),
        ({"class_names": 4}, "class_names is 4; expected texts"),
        ({"name": 5}, "expected texts"),
    ],
)
def test_names_that_are_none_are_one_sentence(given, said):
    with pytest.raises(SettingsError, match=said):
        as_checkpoint(lambda x: x.flatten(1)[:, :4], CLIP, form="NTVC", persons=1, **given)


@pytest.mark.parametrize(
    "changed",
    [
        lambda y: y.to_sparse(),
        lambda y: y + 1j,
        lambda y: y.to("meta"),
        lambda y: y[:, :1].expand(len(y), 10**8),
    ],
)
def test_logits_that_are_no_plain_numbers_are_one_sentence(changed):
    with pytest.raises(SettingsError, match=r"no plain real numbers|at most 10,000 classes"):
        as_checkpoint(lambda x: changed(x.flatten(1)[:, :4]), small_clip(6, 1), form="NTVC")


def test_a_clip_that_is_none_is_one_sentence():
    with pytest.raises(SettingsError, match=r"a clip is needed, as load_clip gives it; got 'clip\.npz'"):
        as_checkpoint(lambda x: x, "clip.npz", form="NTVC")
