"""What cannot be exported is told in a sentence with what to do, before a file is written."""

import dataclasses
import importlib.util

import pytest
import torch
from made import small_clip, tiny_checkpoint
from torch import nn

from sta_lstm.errors import LayoutError, SettingsError
from sta_lstm.evidence.record import TrackRecord
from sta_lstm.model.any_torch.model import as_checkpoint
from sta_lstm.model.checkpoint import load_checkpoint, save_checkpoint
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.model.onnx import write
from sta_lstm.model.onnx.write import to_onnx
from sta_lstm.training.card import card
from sta_lstm.training.recipe import recipe_from_table
from sta_lstm.words import percent_text

pytestmark = pytest.mark.slow
THEIRS = {"layout": "ntu-25", "class_names": ("a", "b", "c"), "form": "NTVC"}


class Mean(nn.Module):
    def forward(self, x):
        return x.mean((1, 2))


class Chance(nn.Module):
    """Draws by chance, whatever its mode."""

    def forward(self, x):
        return x.mean((1, 2)) + torch.rand(3)


class Branching(nn.Module):
    """Does another thing for each clip."""

    def forward(self, x):
        return x.mean((1, 2)) if float(x.sum()) > 0 else -x.mean((1, 2))


class Counting(nn.Module):
    """Takes the number of frames for one of its own."""

    def forward(self, x):
        return x.reshape(x.shape[0], 32, 75).mean(1)[:, :3]


@pytest.mark.parametrize(
    ("model", "settings", "said"),
    [
        (Mean(), {"class_names": None}, "add layout=… and class_names=…"),
        (lambda x: x, {}, "a checkpoint or a torch.nn.Module can be exported; got function"),
        (Mean(), {"form": "VCTN"}, "expected N first"),
        (Mean(), {"form": "NTVX"}, "expected each of the letters"),
        (Mean(), {"persons": 2}, "has no M for 2 persons"),
        (Mean(), {"persons": 99}, "n_persons is 99"),
        (Mean(), {"gives": "words"}, "gives is 'words'; expected one of logits, probabilities"),
        (Mean(), {"class_names": ("a",)}, "n_classes is 1"),
        (Mean(), {"class_names": ("a", "b")}, "gives 2 × 3"),
        (Mean(), {"recipe": FeatureRecipe(velocities=True)}, "gives 2 × 6"),
        (Chance(), {}, "says something else"),
        (Branching(), {}, "'Branching' cannot be exported"),
        (Counting(), {}, "'Counting' cannot be exported"),
    ],
)
def test_what_cannot_be_exported_is_one_sentence(tmp_path, model, settings, said):
    with pytest.raises(Exception) as caught:  # noqa: PT011 - of which kind is asked below
        to_onnx(model, tmp_path / "x.onnx", **THEIRS | settings)
    told = str(caught.value)
    assert type(caught.value).__module__ == "sta_lstm.errors", repr(caught.value)
    assert said in told or said.replace("gives ", "it gives ") in told
    assert "\n" not in told
    assert not (tmp_path / "x.onnx").exists()


def test_a_layout_that_is_not_known_is_told(tmp_path):
    with pytest.raises(LayoutError):
        to_onnx(Mean(), tmp_path / "x.onnx", **THEIRS | {"layout": "mine"})


def test_a_model_is_left_in_the_mode_in_which_it_was(tmp_path):
    model = nn.Sequential(Mean(), nn.Dropout(0.5))
    opened = load_checkpoint(to_onnx(model, tmp_path / "x.onnx", **THEIRS))
    assert all(each.training for each in model.modules())
    assert opened.name == "Sequential"
    x = torch.randn(1, 5, 25, 3)
    with torch.inference_mode():
        torch.testing.assert_close(opened.network(x).logits, x.mean((1, 2)))


def test_a_model_of_a_fixed_length_says_so_when_it_is_written(tmp_path):
    recipe = FeatureRecipe(centre="none", resample=32)
    opened = load_checkpoint(to_onnx(Counting(), tmp_path / "x.onnx", **THEIRS | {"recipe": recipe}))
    assert opened.network.n_frames == 32


def test_what_is_known_of_a_model_stands_on_its_card(tmp_path):
    known = {"training": {"dataset": "mine"}, "accuracy": {"this_checkpoint": 0.9, "split": "56 unseen clips"}}
    opened = load_checkpoint(to_onnx(Mean(), tmp_path / "x.onnx", **THEIRS, **known))
    assert (opened.training, opened.accuracy) == (known["training"], known["accuracy"])
    assert TrackRecord.of(opened).facts[0] == f"right on {percent_text(0.9, 0)} of 56 unseen clips of mine"
    told = card(opened)
    assert "holding parts of the body still" in told
    assert "onnxruntime" in told


def test_a_checkpoint_says_itself_what_it_reads(tmp_path):
    with pytest.raises(SettingsError, match="says itself what it reads: give its path and nothing else"):
        to_onnx(tiny_checkpoint(), tmp_path / "x.onnx", layout="ntu-25")


def test_a_checkpoint_that_stands_for_a_torch_model_is_not_exported(tmp_path):
    class Flat(nn.Module):
        def forward(self, x):
            return x.mean((1, 2))

    theirs = as_checkpoint(Flat(), small_clip(9, 1), form="NTVC")
    with pytest.raises(SettingsError, match="stands for a model of torch: give to_onnx that model"):
        to_onnx(theirs, tmp_path / "x.onnx")


def test_of_a_committee_the_first_is_exported(tmp_path):
    committee = dataclasses.replace(tiny_checkpoint(), others=(tiny_checkpoint(seed=1).network,))
    assert load_checkpoint(to_onnx(committee, tmp_path / "x.onnx")).others == ()


def test_an_onnx_file_is_not_saved_as_safetensors_nor_trained(tmp_path):
    opened = load_checkpoint(to_onnx(tiny_checkpoint(), tmp_path / "x.onnx"))
    with pytest.raises(SettingsError, match="is an ONNX file, whose weights stay in it: copy the file"):
        save_checkpoint(opened, tmp_path / "x.safetensors")
    with pytest.raises(SettingsError, match="an ONNX model cannot be trained"):
        recipe_from_table({"network": {"architecture": "onnx"}, "stages": [{"epochs": 1}]}, "mine")


def test_a_missing_package_is_said_with_what_to_install(tmp_path, monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(write, "find_spec", lambda name: None if name == "onnx" else found(name))
    with pytest.raises(SettingsError, match=r"writing ONNX needs onnx, which is not installed: pip install 'sta-lstm"):
        to_onnx(tiny_checkpoint(), tmp_path / "x.onnx")


def test_an_export_that_says_something_else_is_not_kept(tmp_path, monkeypatch):
    other = tiny_checkpoint(seed=1).network
    monkeypatch.setitem(write._WRITERS, type(other), lambda network: write.sta_lstm_graph(other))
    with pytest.raises(SettingsError, match="says something else in ONNX than in torch"):
        to_onnx(tiny_checkpoint(), tmp_path / "x.onnx")
    assert not (tmp_path / "x.onnx").exists()
