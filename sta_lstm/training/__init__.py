"""Making checkpoints: recipes, the training loop, cross-validation.

`load_recipe` reads a `Recipe`; `train` and `crossval`, in the modules of these names, train networks by it.
Other modules of this room may move.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sta_lstm.training.examples import Examples, dataset_examples, evaluate_examples
    from sta_lstm.training.inner_folds import accuracy_inside, pairs_left_out
    from sta_lstm.training.processes import Processes
    from sta_lstm.training.recipe import Recipe, load_recipe, recipe_names

# Looked up at first use: torch alone takes a second.
_HOMES = {
    "Examples": "examples",
    "Processes": "processes",
    "Recipe": "recipe",
    "accuracy_inside": "inner_folds",
    "dataset_examples": "examples",
    "evaluate_examples": "examples",
    "load_recipe": "recipe",
    "pairs_left_out": "inner_folds",
    "recipe_names": "recipe",
}

__all__ = [
    "Examples",
    "Processes",
    "Recipe",
    "accuracy_inside",
    "dataset_examples",
    "evaluate_examples",
    "load_recipe",
    "pairs_left_out",
    "recipe_names",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
