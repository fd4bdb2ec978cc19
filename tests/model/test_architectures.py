"""An architecture from outside the package is trained, saved, loaded and asked, by its row in the table alone."""

import dataclasses
import json
from importlib import metadata

import numpy as np
import pytest
import torch
from made import small_clip
from torch import nn

from sta_lstm.datasets import Dataset, Fold, LabelledClip
from sta_lstm.errors import CheckpointError, SettingsError
from sta_lstm.evaluation.evaluation import evaluate
from sta_lstm.model import architectures
from sta_lstm.model.architectures import STA_LSTM, Architecture, Quantity, architecture_of, find_architecture, register
from sta_lstm.model.checkpoint import load_checkpoint, save_checkpoint
from sta_lstm.model.networks.network import Network, NetworkConfig, Output
from sta_lstm.model.networks.settings import number
from sta_lstm.model.networks.sta_lstm import StaLstm
from sta_lstm.prediction.maps import alpha_map, beta_curve
from sta_lstm.prediction.predict import predict
from sta_lstm.training.processes import Processes
from sta_lstm.training.recipe import recipe_from_table
from sta_lstm.training.train import train

# --- The fifth architecture: the mean pose, each joint by a learned weight. It reads as a whole package would.


@dataclasses.dataclass(frozen=True)
class PoolConfig(NetworkConfig):
    gain: float = number(1.0, 0, 100)
    floor: float = number(0.0, 0, 1)

    @property
    def learned(self):
        return frozenset({"weight"})


class Pool(Network):
    def __init__(self, config):
        super().__init__(config)
        self.weight = nn.Parameter(torch.zeros(config.n_all_joints))
        self.classify = nn.Linear(config.n_all_joints * config.n_channels, config.n_classes)

    def forward(self, x, mask=None, lengths=None):
        mask, lengths = self.check_input(x, mask, lengths)
        shares = torch.softmax(self.weight.expand(mask.shape).masked_fill(~mask, -1e9), -1) * mask
        mean = (self.config.gain * x * shares[..., None]).flatten(2).sum(1) / lengths[:, None]
        speed = nn.functional.pad((x[:, 1:] - x[:, :-1]).norm(dim=-1), (0, 0, 1, 0)) * mask
        return Output(self.classify(mean), {"weight": shares, "speed": speed}, {"moves": speed.sum(-1)})


def small_weights(network, output, mask, **weights):
    return {"pool_penalty": 0.1 * network.weight.square().sum()}


POOL = Architecture(
    name="pool",
    title="Pool",
    config=PoolConfig,
    network=Pool,
    maps=(Quantity("weight", "weight of a joint", relative=True), Quantity("speed", "speed", "m a frame")),
    curves=(Quantity("moves", "movement", "m"),),
    penalties=small_weights,
)

# ---


@pytest.fixture
def pool(monkeypatch):
    monkeypatch.setattr(architectures, "_registered", dict(architectures._registered))
    register(POOL)


@pytest.fixture
def recipe(pool):
    tables = {"network": {"architecture": "pool", "gain": 2}, "stages": [{"epochs": 2}], "batches": {"size": 4}}
    return recipe_from_table(tables, "mine")


@pytest.fixture
def dataset():
    clips = [small_clip(12, 1 + i % 2, name=f"c{i}", label="ab"[i % 2], seed=i) for i in range(12)]
    return Dataset("made", tuple(LabelledClip.of(clip, clip.label, None, clip.name) for clip in clips), ("a", "b"))


def test_a_fifth_architecture_is_trained_saved_loaded_and_asked(recipe, dataset, tmp_path):
    fold = Fold("1", tuple(range(8)), tuple(range(8, 12)))
    made = train(recipe, dataset, fold, out=tmp_path, keep_every=1, processes=Processes("cpu"), progress=False)
    assert (made.name, made.variant, made.architecture) == ("made-mine-pool", "Pool", POOL)
    assert made.config == PoolConfig(n_persons=2, n_joints=25, n_channels=3, n_classes=2, gain=2.0)
    assert made.network.weight.any()  # which training alone makes other than zero
    log = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()[1:]]
    assert log[-1]["pool_penalty"] > 0
    assert set(made.accuracy) >= {"accuracy", "weight_entropy", "moves_entropy"}
    assert "| gain | 2.0 |" in (tmp_path / "made-mine-pool.md").read_text()
    loaded = load_checkpoint(tmp_path / "made-mine-pool.safetensors", device="cpu")
    assert type(loaded.network) is Pool
    assert loaded.config == made.config
    assert loaded.training["recipe"]["network"] == {"architecture": "pool", "gain": 2.0, "floor": 0.0}
    assert len(list((tmp_path / "epochs").iterdir())) == 3
    assert evaluate(loaded, dataset.clips).confusion.sum() == 12

    clip = dataset.clips[1].load()
    found = predict(loaded, clip)
    assert [each.name for each in found.maps] == ["weight", "speed"]
    np.testing.assert_allclose(found.maps[0].values.sum((1, 2)), 1, rtol=1e-5)
    speeds = np.linalg.norm(np.diff(clip.positions, axis=0), axis=-1)
    np.testing.assert_allclose(found.maps[1].values[1:], speeds, atol=1e-5)
    assert (found.maps[0].learned, found.maps[1].learned, found.maps[1].unit) == (True, False, "m a frame")
    np.testing.assert_allclose(found.curves[0].values[1:], speeds.sum((1, 2)), rtol=1e-4)
    assert not found.has_frame_scores
    assert found.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert found.keyframes == ()


def test_without_its_row_a_checkpoint_names_the_architecture_that_is_missing(recipe, dataset, tmp_path, monkeypatch):
    made = train(recipe, dataset, tuple(range(12)), processes=Processes("cpu"), progress=False)
    path = save_checkpoint(made, tmp_path / "x.safetensors")
    monkeypatch.setattr(architectures, "_registered", {STA_LSTM.name: STA_LSTM})
    with pytest.raises(CheckpointError, match="no architecture 'pool'; this program knows sta-lstm"):
        load_checkpoint(path)
    with pytest.raises(SettingsError, match="Pool is the network of no architecture"):
        save_checkpoint(made, path)


def test_an_installed_package_brings_its_row(monkeypatch):
    class Entry:
        name = "pool"

        def load(self):
            return POOL

    monkeypatch.setattr(architectures, "_registered", {STA_LSTM.name: STA_LSTM})
    monkeypatch.setattr(architectures, "entry_points", lambda group: [Entry()] if "architectures" in group else [])
    assert find_architecture("pool") is POOL
    with pytest.raises(SettingsError, match="no architecture 'pond'"):
        find_architecture("pond")


def test_one_name_is_one_architecture(pool):
    register(POOL)
    with pytest.raises(SettingsError, match="an architecture 'pool' already"):
        register(dataclasses.replace(POOL, title="Other"))


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"network": {"architecture": "pond"}}, r"recipe 'x', \[network\]: there is no architecture 'pond'"),
        ({"network": {"architecture": 3}}, "no architecture '3'"),
        ({"network": {"architecture": "pool", "hidden": 8}}, "has no setting 'hidden'.* architecture, floor, gain"),
        ({"network": {"architecture": "pool", "gain": 200}}, "gain is 200.0; expected a number from 0 to 100"),
        ({"network": {"architecture": "pool"}, "stages": [{"epochs": 1, "train": ["spatial"]}]}, "a list of main"),
        ({"network": {"architecture": "pool"}, "stages": [{"epochs": 1, "attention": ["spatial"]}]}, "of nothing"),
    ],
)
def test_a_recipe_is_checked_by_its_architecture(pool, tables, said):
    with pytest.raises(SettingsError, match=said):
        recipe_from_table({"stages": [{"epochs": 1}], **tables}, "x")


def test_a_network_that_is_trained_as_a_whole_has_no_smaller_one(pool, dataset):
    tables = {"network": {"architecture": "pool"}, "stages": [{"epochs": 1, "layers": 1}]}
    with pytest.raises(SettingsError, match="stage 'end-to-end' cannot be trained: Pool is trained as a whole"):
        train(recipe_from_table(tables, "x"), dataset, (0, 1), processes=Processes("cpu"), progress=False)


def test_variants_are_named_by_one_table():
    config = STA_LSTM.config(n_persons=1, n_joints=2, n_channels=3, n_classes=2)
    assert list(STA_LSTM.variants) == ["lstm", "sa", "ta", "sta"]
    assert STA_LSTM.variant_name() == "sta"
    for name, variant in STA_LSTM.variants.items():
        own = variant.of(config)
        assert STA_LSTM.variant_title(own) == variant.title
        assert STA_LSTM.variant(name) is variant
        assert own.learned == {{"spatial": "alpha", "temporal": "beta"}[part] for part in variant.parts}
        assert set(StaLstm(own).parts()) == {*variant.parts, "main"}
        assert architecture_of(StaLstm(own)) is STA_LSTM
    with pytest.raises(SettingsError, match="STA-LSTM has no variant 'gru'; its variants: lstm, sa, ta, sta"):
        STA_LSTM.variant("gru")


def test_maps_and_curves_are_called_what_a_prediction_calls_them():
    alpha, beta = STA_LSTM.maps[0], STA_LSTM.curves[0]
    for ours, shown in ((alpha, alpha_map(np.ones((1, 1, 1)))), (beta, beta_curve(np.ones(1)))):
        assert ours == (shown.name, shown.title, shown.unit, shown.signed, shown.relative)


@pytest.mark.parametrize(
    "target", ["no_such_module:thing", "math:pi", "sta_lstm.model.architectures:Quantity", "os:no_such_name"]
)
def test_an_entry_point_that_cannot_be_loaded_is_named(monkeypatch, target):
    entry = metadata.EntryPoint("broken", target, "sta_lstm.architectures")
    monkeypatch.setattr(architectures, "entry_points", lambda group: [entry])
    with pytest.raises(SettingsError, match=r"'broken' of an installed package|an Architecture with a name"):
        architectures.find_architecture("broken")


@pytest.mark.parametrize("wrong", [None, "sta-lstm", 5, object()])
def test_what_is_not_an_architecture_is_not_registered(wrong):
    with pytest.raises(SettingsError, match="an Architecture with a name"):
        architectures.register(wrong)


@pytest.mark.parametrize("change", [{"name": ""}, {"network": None}, {"config": dict}])
def test_an_architecture_without_its_parts_is_not_registered(change):
    with pytest.raises(SettingsError):
        architectures.register(dataclasses.replace(STA_LSTM, **({"name": "other"} | change)))
