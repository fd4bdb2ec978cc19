"""The recipe of a training: its name or file, and settings that are changed on the command line."""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sta_lstm.cli.text import notice
from sta_lstm.errors import SettingsError
from sta_lstm.words import few_of

if TYPE_CHECKING:
    from sta_lstm.training.recipe import Recipe

SET_HELP = "change a setting of the recipe, such as batches.size=16 ('sta-lstm recipe NAME' tells all); repeat it"
_MOST_TOLD = 3


def add_recipe(parser: argparse.ArgumentParser) -> None:
    """Declare the recipe, what is changed of it, and the variant."""
    parser.add_argument("recipe", metavar="RECIPE", help="a recipe that ships (sbu, utkinect, …), or a .toml file")
    parser.add_argument("--set", dest="changes", action="append", default=[], metavar="KEY=VALUE", help=SET_HELP)
    parser.add_argument(
        "--variant",
        metavar="NAME",
        help="with which attention: none (lstm), spatial (sa), temporal (ta) or both (sta, the default); or a variant "
        "of the architecture that the recipe names",
    )


def chosen_recipe(options: argparse.Namespace) -> Recipe:
    """The recipe that the options name, with what they change of it; a changed one has another name.

    Raises:
        SettingsError: there is no such recipe or setting, or a value is not allowed.
    """
    from dataclasses import replace

    from sta_lstm.training.recipe import load_recipe

    recipe = load_recipe(options.recipe)
    if not options.changes:
        return recipe
    changed = recipe.changed(dict(map(_change, options.changes)))
    return replace(changed, name=f"{recipe.name}-changed")


def recipe_words(options: argparse.Namespace) -> list[str]:
    """What names the recipe in a command that can be typed again, its changes with it; no folder of this machine."""
    from pathlib import Path

    return [Path(options.recipe).stem, *(word for change in options.changes for word in ("--set", change))]


def warn_of_mirror(recipe: Recipe, class_names: Iterable[str]) -> None:
    """Say which classes cannot be told apart by a training that mirrors clips."""
    from sta_lstm.training.recipe_help import confused_by_mirror

    pairs = confused_by_mirror(recipe, class_names)
    if pairs:
        told = few_of([f"{one} and {other}" for one, other in pairs], _MOST_TOLD)
        notice(
            f"the recipe mirrors clips (augmentation.mirror {recipe.augmentation.mirror:g}), which takes classes for "
            f"each other that differ by left and right: {told}; --set augmentation.mirror=0 leaves it out"
        )


def _change(given: str) -> tuple[str, Any]:
    """``key=value``, the value as TOML has it; words may stand without quotes."""
    key, sign, text = given.partition("=")
    key, text = key.strip(), text.strip()
    if not sign or not key or not text or not text.isprintable():
        raise SettingsError(f"--set '{given}' is not KEY=VALUE; give one such as batches.size=16.")
    try:
        return key, tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return key, text
