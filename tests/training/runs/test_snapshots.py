"""Snapshots of a training: which epochs, that they are what the network was, and that an interruption does no harm."""

import dataclasses

import pytest
import torch

from sta_lstm.comparison.models import seed_family
from sta_lstm.errors import SettingsError
from sta_lstm.evaluation.evaluation import evaluate
from sta_lstm.evidence.trust import ATTENTION
from sta_lstm.model.checkpoint import load_checkpoint, save_checkpoint
from sta_lstm.model.networks.sta_lstm import StaLstm
from sta_lstm.prediction.predict import predict
from sta_lstm.samples import folder_checkpoints, folder_runs, snapshot_epoch, snapshot_name
from sta_lstm.training import train as train_module
from sta_lstm.training.runs.snapshots import snapshot_epochs, stage_after
from sta_lstm.training.sections import Stage
from sta_lstm.training.seeds import new_network
from sta_lstm.training.train import train

#: Six epochs in two stages, of which the first has a smaller main network, with averaged weights.
TABLES = {
    "optimiser": {"learning_rate": 0.01, "average": 0.9},
    "stages": [
        {"name": "α", "epochs": 2, "attention": ["spatial"], "train": ["spatial", "main"], "layers": 1},
        {"name": "all", "epochs": 4},
    ],
}


@pytest.fixture(scope="module")
def fold(dataset):
    return dataset.fold("held-out")


@pytest.fixture(scope="module")
def recipe(small_recipe):
    return small_recipe(**TABLES)


@pytest.fixture(scope="module")
def options(alone):
    return {"progress": False, "processes": alone, "protocol": "held-out", "about": {"command": "x"}}


@pytest.fixture(scope="module")
def run(dataset, fold, recipe, options, tmp_path_factory):
    """A whole run with a snapshot of every fourth epoch, and what it came to."""
    out = tmp_path_factory.mktemp("runs") / "whole"
    return out, train(recipe, dataset, fold, out=out, keep_every=4, **options)


def snapshots(out):
    return {snapshot_epoch(path): load_checkpoint(path, device="cpu") for path in sorted((out / "epochs").iterdir())}


def same(a, b):
    pairs = zip(a.state_dict().values(), b.state_dict().values(), strict=True)
    return all(torch.equal(mine, yours) for mine, yours in pairs)


def test_the_first_is_the_untrained_network_and_the_last_the_final_checkpoint(run, recipe):
    out, made = run
    kept = snapshots(out)
    assert list(kept) == [0, 4, 6]
    assert same(kept[0].network, new_network(lambda: StaLstm(made.config), seed=0))
    assert same(kept[6].network, made.network)
    assert not same(kept[4].network, made.network)
    # The final one alone is worth the time of judging its attention.
    assert {**kept[6].accuracy, ATTENTION: made.accuracy[ATTENTION]} == made.accuracy
    assert ATTENTION not in kept[6].accuracy


def test_each_is_a_checkpoint_that_says_what_it_is_of(run, dataset, fold):
    out, made = run
    kept = snapshots(out)
    for epoch, checkpoint in kept.items():
        assert (checkpoint.training["epoch"], checkpoint.training["epochs"]) == (epoch, 6)
        assert checkpoint.name == f"planted-small-sta-epoch-{epoch}"
        assert checkpoint.class_names == made.class_names
        assert checkpoint.training["command"] == "x"
        clips = [dataset.clips[i] for i in fold.test]
        assert checkpoint.accuracy["accuracy"] == evaluate(checkpoint, clips).accuracy
        assert predict(checkpoint, clips[0].load()).label in made.class_names
    assert [checkpoint.training["stage"] for checkpoint in kept.values()] == ["α", "all", "all"]
    assert len({checkpoint.training["run"] for checkpoint in kept.values()}) == 1
    assert len({seed_family(checkpoint) for checkpoint in kept.values()}) == 3  # epochs are no seeds of one model
    assert "after 4 of 6 epochs" in kept[4].training["summary"]


def test_snapshots_change_nothing_in_the_training(run, dataset, fold, recipe, options):
    _, made = run
    assert same(train(recipe, dataset, fold, **options).network, made.network)


def test_one_of_every_epoch_is_the_same_as_of_every_fourth(run, dataset, fold, recipe, options, tmp_path):
    out, _ = run
    train(recipe, dataset, fold, out=tmp_path / "run", keep_every=1, **options)
    every = snapshots(tmp_path / "run")
    assert list(every) == list(range(7))
    for epoch, checkpoint in snapshots(out).items():
        assert same(checkpoint.network, every[epoch].network)
    # Where only α and a smaller main network are trained, the snapshot's own main network waits for its stage.
    assert not same(every[0].network.spatial, every[2].network.spatial)
    assert same(every[0].network.main, every[2].network.main)
    assert same(every[0].network.temporal, every[2].network.temporal)


def test_an_interrupted_run_leaves_the_same_snapshots(run, dataset, fold, recipe, options, tmp_path, monkeypatch):
    out, _ = run

    class Interrupted:
        """Ctrl-C in the middle of the sixth epoch, after a snapshot was taken."""

        n_batches = 0

        def __call__(self, *args):
            self.n_batches += 1
            if self.n_batches == 28:
                raise KeyboardInterrupt
            return batch(*args)

    batch = train_module.Examples.batch
    evaluation = train_module.evaluate_examples
    interrupted = Interrupted()
    monkeypatch.setattr(train_module.Examples, "batch", lambda *args: interrupted(*args))
    # Batches of the evaluation are not counted.
    monkeypatch.setattr(train_module, "evaluate_examples", lambda *args: _with(batch, monkeypatch, evaluation, *args))
    options = {**options, "out": tmp_path / "run"}
    with pytest.raises(KeyboardInterrupt):
        train(recipe, dataset, fold, keep_every=4, **options)
    monkeypatch.undo()
    assert list(snapshots(tmp_path / "run")) == [0, 4]
    for other in (0, 2):
        with pytest.raises(SettingsError, match=r"keep_every is .* now and was 4"):
            train(recipe, dataset, fold, keep_every=other, resume=True, **options)
    train(recipe, dataset, fold, keep_every=4, resume=True, **options)
    resumed, whole = snapshots(tmp_path / "run"), snapshots(out)
    assert list(resumed) == list(whole)
    assert all(same(resumed[epoch].network, whole[epoch].network) for epoch in whole)
    assert [each.accuracy for each in resumed.values()] == [each.accuracy for each in whole.values()]


def _with(batch, monkeypatch, evaluation, *args):
    with monkeypatch.context() as patch:
        patch.setattr(train_module.Examples, "batch", batch)
        return evaluation(*args)


def test_snapshots_of_another_run_are_not_mixed_with(dataset, fold, small_recipe, options, tmp_path):
    recipe = small_recipe(stages=[{"epochs": 1}])
    out = tmp_path / "run"
    train(recipe, dataset, fold, out=out, keep_every=1, **options)
    (out / "state.pt").unlink()  # as if it had been cut off before the first state was written
    train(recipe, dataset, fold, out=out, keep_every=1, **options)
    (out / "state.pt").unlink()
    with pytest.raises(SettingsError, match=r"epoch-0000\.safetensors' is not a snapshot of this run\. Remove"):
        train(recipe, dataset, fold, out=out, keep_every=1, seed=1, **options)
    (out / "epochs" / "epoch-0001.safetensors").write_bytes(b"damaged")
    with pytest.raises(SettingsError, match=r"epoch-0001\.safetensors' is not a snapshot of this run"):
        train(recipe, dataset, fold, out=out, keep_every=1, **options)


@pytest.mark.parametrize(
    ("every", "n_epochs", "kept"),
    [
        (0, 10, ()),
        (1, 3, (0, 1, 2, 3)),
        (3, 10, (0, 3, 6, 9, 10)),
        (5, 10, (0, 5, 10)),
        (10, 10, (0, 10)),
        (7, 7_000, (*range(0, 7_000, 7), 7_000)),
    ],
)
def test_which_epochs_are_kept(every, n_epochs, kept):
    if every == 7:
        with pytest.raises(SettingsError, match=r"would be 1,001 snapshots; at most 1,000 are kept\. Take 8 or"):
            snapshot_epochs(every, n_epochs)
    else:
        assert snapshot_epochs(every, n_epochs) == kept


@pytest.mark.parametrize("every", [-1, 7])
def test_what_cannot_be_kept_is_refused_before_anything_is_written(
    dataset, fold, small_recipe, options, tmp_path, every
):
    recipe = small_recipe(stages=[{"epochs": 6}])
    with pytest.raises(SettingsError, match="expected a number from 1 to 6, or 0"):
        train(recipe, dataset, fold, out=tmp_path / "run", keep_every=every, **options)
    assert not (tmp_path / "run").exists()
    with pytest.raises(SettingsError, match="snapshots need a folder"):
        train(recipe, dataset, fold, keep_every=1, **options)


def test_an_epoch_has_its_stage():
    stages = (Stage("a", 2), Stage("b", 1))
    assert [stage_after(stages, epoch) for epoch in range(4)] == ["a", "a", "a", "b"]


@pytest.mark.parametrize("place", [".", "whole", "whole/epochs"])
def test_a_folder_offers_runs_apart_from_checkpoints(run, place, monkeypatch):
    out, _ = run
    root = out.parent / place
    (found,) = folder_runs(root).items()
    assert found == ("whole", tuple(out / "epochs" / snapshot_name(epoch) for epoch in (0, 4, 6)))
    expected = {".": ["whole/planted-small-sta"], "whole": ["planted-small-sta"], "whole/epochs": []}[place]
    assert list(folder_checkpoints(root)) == expected
    monkeypatch.chdir(out)
    assert list(folder_runs(".")) == ["whole"]


def test_runs_are_in_the_order_of_their_epochs(run, tmp_path):
    _, made = run
    for epoch in (10_000, 9_999, 0):
        snapshot = dataclasses.replace(made, training={**made.training, "epoch": epoch})
        save_checkpoint(snapshot, tmp_path / "b" / "c" / "epochs" / snapshot_name(epoch))
    (tmp_path / "b" / "c" / "epochs" / "epoch-1.safetensors").write_bytes(b"")
    (tmp_path / "b" / "c" / "epochs" / "notes.md").write_bytes(b"")
    assert {name: [path.stem for path in paths] for name, paths in folder_runs(tmp_path).items()} == {
        "b/c": ["epoch-0000", "epoch-9999", "epoch-10000"]
    }
