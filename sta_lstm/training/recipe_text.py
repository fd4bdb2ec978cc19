"""A recipe as the text of a TOML file, from which a training can be run again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomlkit

from sta_lstm.errors import SettingsError
from sta_lstm.training.recipe import Recipe, recipe_from_table

#: Most letters of a description: headers are anybody's.
_MOST_LETTERS = 400
_MOST_STAGES = 32


def recipe_toml(recipe: Recipe) -> str:
    """The recipe as the text of a file that `load_recipe` reads as the same recipe, all its settings told.

    Its name is the file's own, and stands in no setting.
    """
    tables = recipe.to_json()
    name, stages = tables.pop("name"), tables.pop("stages")
    document = tomlkit.document()
    document.add(tomlkit.comment(_line(f"recipe '{name}'")))
    if recipe.description:
        document["description"] = _line(recipe.description)
    for section, values in tables.items():
        if isinstance(values, Mapping):
            document[section] = {key: _value(value) for key, value in values.items()}
    document["stages"] = [{key: _value(value) for key, value in stage.items()} for stage in stages]
    return tomlkit.dumps(document)


def recipe_of(values: object) -> Recipe | None:
    """The recipe that a checkpoint's header tells, which may be anybody's; None where that is no recipe of today's."""
    if not isinstance(values, Mapping):
        return None
    tables = {str(key): value for key, value in values.items()}
    stages = tables.get("stages")
    if isinstance(stages, list | tuple):
        if len(stages) > _MOST_STAGES:
            return None
        tables["stages"] = list(stages)  # a header that was never written holds them as they are
    name = str(tables.pop("name", "") or "recipe")
    try:
        return recipe_from_table(tables, name)
    except SettingsError:
        return None


def _value(value: Any) -> Any:
    """A setting as TOML has it, which knows no null: only `FeatureRecipe.resample` has one, and reads 0 as that."""
    return 0 if value is None else list(value) if isinstance(value, tuple) else value


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_LETTERS else f"{line[: _MOST_LETTERS - 1]}…"
