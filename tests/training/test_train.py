"""From a recipe and a data set to a checkpoint that loads, and to a run that an interruption does not harm."""

import dataclasses
import json

import pytest
import torch

from sta_lstm.datasets import Fold
from sta_lstm.errors import SettingsError
from sta_lstm.evaluation.curves import TrainingCurves
from sta_lstm.evaluation.evaluation import evaluate
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.prediction.predict import predict
from sta_lstm.training import train as train_module
from sta_lstm.training.train import train


@pytest.fixture(scope="module")
def fold(dataset):
    return dataset.fold("held-out")


def weights(checkpoint):
    return torch.cat([each.flatten() for each in checkpoint.network.state_dict().values()])


@pytest.fixture(scope="module")
def run(dataset, fold, alone, small_recipe, tmp_path_factory):
    """A whole run: its folder and its checkpoint."""
    out = tmp_path_factory.mktemp("runs") / "whole"
    recipe = small_recipe(stages=[{"epochs": 4}])
    made = train(
        recipe, dataset, fold, out=out, progress=False, processes=alone, protocol="held-out", about={"command": "x | y"}
    )
    return out, made


def test_a_run_leaves_a_checkpoint_its_card_and_its_log(run, dataset, fold):
    out, made = run
    assert sorted(path.name for path in out.iterdir() if "events" not in path.name) == [
        "log.jsonl",
        "planted-small-sta.md",
        "planted-small-sta.safetensors",
        "state.pt",
    ]
    kept = load_checkpoint(out / "planted-small-sta.safetensors", device="cpu")
    assert torch.equal(weights(kept), weights(made))
    assert (kept.name, kept.class_names, kept.min_persons) == ("planted-small-sta", dataset.class_names, 1)
    assert kept.training["fold"] == "1"
    assert kept.training["recipe"]["features"]["resample"] == 24
    assert kept.accuracy["accuracy"] == evaluate(kept, [dataset.clips[i] for i in fold.test]).accuracy
    told = (out / "planted-small-sta.md").read_text()
    assert "20 clips that it has not seen (held-out, fold 1)" in told
    assert "For 20 of 20 clips that it has not seen, spread over the classes" in told
    assert kept.accuracy["attention"] == made.accuracy["attention"]
    settings, *epochs = (json.loads(line) for line in (out / "log.jsonl").read_text().splitlines())
    assert settings["settings"]["variant"] == "sta"
    assert [line["epoch"] for line in epochs] == [0, 1, 2, 3]
    assert {"cross_entropy", "alpha_penalty", "beta_penalty", "weight_penalty", "accuracy"} <= set(epochs[0])


def test_inference_agrees_with_the_evaluation(run, dataset, fold):
    _, made = run
    clips = [dataset.clips[i] for i in fold.test]
    evaluation = evaluate(made, clips)
    for each, result in zip(clips, evaluation.clips, strict=True):
        prediction = predict(made, each.load())
        assert prediction.label == result.predicted
        assert float(prediction.probabilities.max()) == pytest.approx(result.probability, abs=1e-4)


def test_a_run_interrupted_at_half_ends_in_the_same_weights(
    run, dataset, fold, alone, small_recipe, tmp_path, monkeypatch
):
    _, whole = run
    recipe = small_recipe(stages=[{"epochs": 4}])
    options = {"out": tmp_path / "run", "progress": False, "processes": alone, "protocol": "held-out"}

    class Interrupted:
        """Ctrl-C in the middle of the third epoch."""

        n_batches = 0

        def __call__(self, *args):
            self.n_batches += 1
            if self.n_batches == 13:
                raise KeyboardInterrupt
            return batch(*args)

    batch = train_module.Examples.batch
    interrupted = Interrupted()
    monkeypatch.setattr(train_module.Examples, "batch", lambda *args: interrupted(*args))
    with pytest.raises(KeyboardInterrupt):
        train(recipe, dataset, fold, **options)
    monkeypatch.undo()
    assert len((tmp_path / "run" / "log.jsonl").read_text().splitlines()) == 3
    with pytest.raises(SettingsError, match="holds a run already"):
        train(recipe, dataset, fold, **options)
    with pytest.raises(SettingsError, match="seed is 1 now and was 0"):
        train(recipe, dataset, fold, seed=1, resume=True, **options)
    other = Fold("2", fold.train[1:], fold.test)
    with pytest.raises(SettingsError, match=r"clips\.count is 39 now and was 40"):
        train(recipe, dataset, other, resume=True, **options)
    resumed = train(recipe, dataset, fold, resume=True, **options)
    assert torch.equal(weights(resumed), weights(whole))
    epochs = [json.loads(line)["epoch"] for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()[1:]]
    assert epochs == [0, 1, 2, 3]
    # A run that is done goes on to its end at once.
    again = train(recipe, dataset, fold, resume=True, **options)
    assert torch.equal(weights(again), weights(whole))


def test_without_a_folder_nothing_is_written_and_indices_are_a_fold_without_a_test(
    dataset, alone, small_recipe, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    made = train(small_recipe(stages=[{"epochs": 1}]), dataset, range(8), variant="lstm", processes=alone)
    assert made.variant == "LSTM"
    assert made.accuracy == {}
    assert list(tmp_path.iterdir()) == []
    assert "small-lstm: 100%" in capsys.readouterr().err


def test_clips_that_do_not_fit_are_refused(run, dataset, alone, small_recipe):
    _, made = run
    renamed = dataclasses.replace(dataset.clips[0], label="fly")
    with pytest.raises(SettingsError, match="does not know these labels: fly; its classes: wave left hand, squat"):
        evaluate(made, [renamed])
    with pytest.raises(SettingsError, match="no clips"):
        evaluate(made, [])
    with pytest.raises(SettingsError, match="no clips"):
        train(small_recipe(), dataset, [], processes=alone)
    lonely = [i for i, each in enumerate(dataset.clips) if each.load().present.any(0).sum() == 1]
    paired = [i for i, each in enumerate(dataset.clips) if each.load().present.any(0).sum() == 2]
    # Whoever is in the data set fits, also those whom no training clip shows.
    fold = Fold("x", tuple(lonely), tuple(paired))
    made = train(small_recipe(stages=[{"epochs": 1}]), dataset, fold, processes=alone, progress=False)
    assert str(made.reads) == "1 to 2 persons × 25 joints (ntu-25)"


def test_a_run_is_watched_by_clips_that_do_not_train_and_learns_the_same(
    dataset, fold, alone, small_recipe, tmp_path, capfd
):
    recipe, stages = small_recipe(stages=[{"epochs": 3}]), {"processes": alone, "protocol": "held-out"}
    kept = Fold("1", fold.train[:30], fold.test, fold.train[30:])
    tested = []
    watched = train(recipe, dataset, kept, out=tmp_path / "run", keep_every=1, on_tested=tested.append, **stages)
    assert "validation=" in capfd.readouterr().err
    plain = train(recipe, dataset, Fold("1", kept.train, kept.test), progress=False, **stages)
    assert torch.equal(weights(watched), weights(plain))
    curves = TrainingCurves.of_training(watched.training)
    assert (curves.n_epochs, len(curves.validation_accuracy)) == (3, 3)
    found = evaluate(watched, [dataset.clips[i] for i in kept.val])
    assert curves.validation_accuracy[-1] == pytest.approx(found.accuracy, abs=1e-4)
    assert curves.validation_cross_entropy[-1] == pytest.approx(found.cross_entropy, abs=1e-3)
    assert TrainingCurves.of_training(plain.training).validation_accuracy == ()
    assert [each.accuracy for each in tested] == [watched.accuracy["accuracy"]]
    assert sum(each["clips"] for each in watched.accuracy["by_class"].values()) == 20
    snapshot = load_checkpoint(tmp_path / "run" / "epochs" / "epoch-0002.safetensors", device="cpu")
    assert TrainingCurves.of_training(snapshot.training).n_epochs == 2
    lines = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()[1:]]
    assert watched.training["seconds"] == pytest.approx(sum(line["seconds"] for line in lines), abs=0.06)
    with pytest.raises(SettingsError, match="validation is null now and was"):
        train(recipe, dataset, Fold("1", kept.train, kept.test), out=tmp_path / "run", resume=True, **stages)
