"""Cross-validation: every fold and seed once, whoever runs them; figures that can be checked from the single runs."""

import json

import numpy as np
import pytest
import torch

from sta_lstm.datasets import Dataset, Fold
from sta_lstm.errors import DatasetError, SettingsError
from sta_lstm.evaluation.evaluation import evaluate
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.training.folds import runs as crossval_runs
from sta_lstm.training.folds.crossval import crossval
from sta_lstm.training.origin import Origin
from sta_lstm.training.train import train


@pytest.fixture(scope="module")
def halves(dataset):
    """Twenty clips in two folds."""
    clips = dataset.clips[:20]
    even, odd = tuple(range(0, 20, 4)) + tuple(range(1, 20, 4)), tuple(range(2, 20, 4)) + tuple(range(3, 20, 4))
    folds = (Fold("a", even, odd), Fold("b", odd, even))
    return Dataset("halves", clips, dataset.class_names, protocols={"halves": folds})


def timeless(result):
    text = json.dumps({k: v for k, v in result.items() if k not in ("seconds", "run_seconds", "workers")})
    result = json.loads(text)
    for run in result["runs"]:
        del run["seconds"]
    return result


@pytest.fixture(scope="module")
def result(halves, small_recipe):
    recipe = small_recipe(stages=[{"epochs": 1}])
    return crossval(recipe, halves, protocol="halves", seeds=(0, 3), device="cpu", progress=False)


def test_figures_follow_from_the_runs(result):
    assert [(run["seed"], run["fold"]) for run in result["runs"]] == [(0, "a"), (0, "b"), (3, "a"), (3, "b")]
    accuracy = np.array([run["accuracy"] for run in result["runs"]]).reshape(2, 2)
    assert result["mean"] == pytest.approx(accuracy.mean())
    assert result["std"] == pytest.approx(accuracy.mean(1).std(ddof=1))
    assert list(result["per_seed"].values()) == pytest.approx(accuracy.mean(1).tolist())
    assert result["per_fold"] == pytest.approx({"a": accuracy[:, 0].mean(), "b": accuracy[:, 1].mean()})
    assert result["mean_over_clips"] == pytest.approx(np.trace(result["confusion"]) / np.sum(result["confusion"]))
    assert np.sum(result["confusion"]) == 40
    for run in result["runs"]:
        assert len(run["wrong"]) == round((1 - run["accuracy"]) * run["n_test"])
    assert result["settings"]["stages"][0]["epochs"] == 1


def test_a_run_is_what_train_gives(result, halves, small_recipe, alone):
    fold = halves.fold("halves", "b")
    made = train(small_recipe(stages=[{"epochs": 1}]), halves, fold, seed=3, processes=alone, progress=False)
    figures = evaluate(made, [halves.clips[i] for i in fold.test])
    assert figures.confusion.tolist() == result["runs"][3]["confusion"]
    assert figures.entropies["alpha_entropy"] == pytest.approx(result["runs"][3]["alpha_entropy"])


def test_what_was_interrupted_goes_on(result, halves, small_recipe, tmp_path, monkeypatch):
    recipe, path = small_recipe(stages=[{"epochs": 1}]), tmp_path / "runs.json"
    options = {"protocol": "halves", "seeds": (0, 3), "device": "cpu", "progress": False, "runs_file": path}
    done, run = [], crossval_runs.train_and_test

    def interrupted(work, todo):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append((todo.fold.name, todo.seed))
        return run(work, todo)

    monkeypatch.setattr(crossval_runs, "train_and_test", interrupted)
    with pytest.raises(KeyboardInterrupt):
        crossval(recipe, halves, **options)
    done[:] = ["not interrupted again"] * 3
    assert timeless(crossval(recipe, halves, **options)) == timeless(result)
    assert done[3:] == [("a", 3), ("b", 3)]
    with pytest.raises(SettingsError, match=r"had other settings: variant is \"sa\" now and was \"sta\""):
        crossval(recipe, halves, variant="sa", **options)
    path.write_text("[]")
    with pytest.raises(SettingsError, match="does not hold the runs"):
        crossval(recipe, halves, **options)


def test_what_cannot_be_run_is_refused(halves, small_recipe):
    with pytest.raises(DatasetError, match="has no protocol 'thirds'; it has: halves"):
        crossval(small_recipe(), halves, protocol="thirds")
    with pytest.raises(SettingsError, match="at least one seed"):
        crossval(small_recipe(), halves, protocol="halves", seeds=())
    with pytest.raises(SettingsError, match="at least one seed and one fold"):
        crossval(small_recipe(), halves, protocol=())


def test_networks_are_kept_as_train_makes_them(halves, small_recipe, alone, tmp_path):
    recipe, kept = small_recipe(stages=[{"epochs": 1}]), tmp_path / "kept"
    told = {
        "protocol": "halves",
        "seeds": (3,),
        "device": "cpu",
        "progress": False,
        "keep": kept,
        "runs_file": tmp_path / "runs.json",
    }
    result = crossval(recipe, halves, about=lambda fold, seed: {"command": f"{fold.name} {seed}"}, **told)
    (path,) = (kept / "b" / "sta-3").iterdir()
    made = load_checkpoint(path)
    fold = halves.fold("halves", "b")
    same = train(recipe, halves, fold, seed=3, processes=alone, progress=False)
    for ours, theirs in zip(made.network.parameters(), same.network.parameters(), strict=True):
        assert torch.equal(ours, theirs)
    assert (made.name, made.training["seed"], made.training["fold"], made.training["command"]) == (
        path.stem,
        3,
        "b",
        "b 3",
    )
    assert made.training["protocol"] == "halves"
    assert made.accuracy["accuracy"] == result["runs"][1]["accuracy"]
    # A run counts as done where its network is still there.
    path.unlink()
    again = crossval(recipe, halves, about=lambda fold, seed: {"command": f"again {seed}"}, **told)
    assert timeless(again) == timeless(result)
    assert load_checkpoint(path).training["command"] == "again 3"
    assert load_checkpoint(kept / "a" / "sta-3" / path.name).training["command"] == "a 3"


def test_a_fold_of_any_name_has_a_folder_of_its_own(small_recipe, tmp_path):
    origin = Origin(small_recipe(), "sta", "any", "", ("a", "b"), "")
    work = crossval_runs.CrossvalWork(origin, None, (), "cpu", tmp_path)
    folders = {work.checkpoint_path(name, 0).parent.parent for name in ("a/b", "a-b", "a b", "../a", "a")}
    assert len(folders) == 5
    assert {folder.parent for folder in folders} == {tmp_path}
