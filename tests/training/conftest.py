"""Planted clips as a small data set, and recipes that train in a second or two."""

import dataclasses

import pytest

from sta_lstm.datasets import Dataset, Fold, LabelledClip
from sta_lstm.datasets.synthetic import planted_set
from sta_lstm.training.examples import examples
from sta_lstm.training.processes import Processes
from sta_lstm.training.recipe import recipe_from_table

ACTIONS = ("wave left hand", "squat")


def small_recipe(name="small", **changes):
    tables = {
        "features": {"view": "facing", "resample": 24, "velocities": True},
        "network": {"hidden": 12, "n_layers": 2, "dropout": 0.2, "spatial_hidden": 8, "temporal_hidden": 8},
        "optimiser": {"learning_rate": 0.01},
        "batches": {"size": 8},
        "augmentation": {"crop": 0.2, "turn_deg": 20, "noise_m": 0.01},
        "stages": [{"epochs": 4}],
    }
    for key, value in changes.items():
        merged = isinstance(value, dict) and "architecture" not in value  # of another one all settings are others
        tables[key] = {**tables.get(key, {}), **value} if merged else value
    return recipe_from_table(tables, name)


@pytest.fixture(scope="session", name="small_recipe")
def _small_recipe():
    """A function that makes a small recipe, with some tables changed."""
    return small_recipe


@pytest.fixture(scope="session")
def dataset():
    """Sixty planted clips of two actions, forty to train on and twenty to test on."""
    planted = planted_set(range(60), actions=ACTIONS)
    clips = [
        LabelledClip.of(dataclasses.replace(each.clip, name=f"planted-{i}"), str(each.clip.label), None, f"planted-{i}")
        for i, each in enumerate(planted)
    ]
    fold = Fold("1", tuple(range(40)), tuple(range(40, 60)))
    return Dataset("planted", tuple(clips), ACTIONS, protocols={"held-out": (fold,)})


@pytest.fixture(scope="session")
def data(dataset):
    clips = dataset.clips[:40]
    recipe = small_recipe()
    return examples([c.load() for c in clips], [c.label for c in clips], ACTIONS, recipe.features, n_persons=2)


@pytest.fixture(scope="session")
def alone():
    """One process on the CPU."""
    return Processes("cpu")
