"""``sta-lstm recipe``: the recipes that ship, and every setting of one with what it means and may be."""

from __future__ import annotations

import argparse
import json
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sta_lstm.cli.command import Command
from sta_lstm.cli.inputs.recipes import SET_HELP, chosen_recipe
from sta_lstm.cli.text import notice, pairs, print_lines
from sta_lstm.disk import check_place, write_whole
from sta_lstm.errors import SettingsError

if TYPE_CHECKING:
    from sta_lstm.training.recipe_help import Setting

_WIDTH = 96


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "recipe", nargs="?", metavar="RECIPE", help="a recipe that ships, or a .toml file; without it, all that ship"
    )
    parser.add_argument("--set", dest="changes", action="append", default=[], metavar="KEY=VALUE", help=SET_HELP)
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument(
        "--toml",
        nargs="?",
        const="",
        metavar="FILE",
        help="write it as a file, to be changed and trained by; print it, if no FILE is named",
    )
    kinds.add_argument("--json", action="store_true", help="print it as one JSON object")


def _run(options: argparse.Namespace) -> None:
    from sta_lstm.training.recipe import load_recipe, recipe_names
    from sta_lstm.training.recipe_help import settings_of
    from sta_lstm.training.recipe_text import recipe_toml

    if options.recipe is None:
        told = {name: load_recipe(name).description for name in recipe_names()}
        print_lines([json.dumps(told)] if options.json else _list(told))
        return
    recipe = chosen_recipe(options)
    if options.toml:
        place = Path(options.toml)
        if place.suffix != ".toml":
            raise SettingsError(f"cannot write '{place}': a recipe is a TOML file. Give it the ending .toml.")
        check_place(place, inputs=[Path(options.recipe)])
        write_whole(place, recipe_toml(recipe).encode())
        notice(f"wrote {place}")
    elif options.toml is not None:
        print_lines(recipe_toml(recipe).splitlines())
    elif options.json:
        values = [{name: getattr(each, name) for name in each.__slots__} for each in settings_of(recipe)]
        print(json.dumps({"recipe": recipe.name, "settings": values, "stages": recipe.to_json()["stages"]}))
    else:
        print_lines(_told(recipe.name, recipe.description, settings_of(recipe)))


def _list(told: dict[str, str]) -> Iterator[str]:
    yield from pairs(told)
    yield ""
    yield "'sta-lstm recipe NAME' tells every setting of one, and with --toml prints it as a file of your own."


def _told(name: str, description: str, settings: tuple[Setting, ...]) -> Iterator[str]:
    from sta_lstm.training.recipe_help import stage_settings

    yield name
    yield from textwrap.wrap(description, _WIDTH)
    section = ""
    for each in (*settings, *stage_settings()):
        if each.section != section:
            section = each.section
            yield ""
            yield "[[stages]] (each with its own)" if section == "stages" else f"[{section}]"
        default = "must be given" if each.default is None and section == "stages" else f"default {_value(each.default)}"
        value = "" if section == "stages" else f" = {_value(each.value)}"
        yield f"  {each.name}{value}  ({each.allowed}; {default})"
        yield from textwrap.wrap(each.meaning, _WIDTH, initial_indent="      ", subsequent_indent="      ")


def _value(value: Any) -> str:
    if value is None:
        return "0"  # TOML has no null
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


COMMAND = Command(
    name="recipe",
    help="list the recipes that ship, or every setting of one",
    description="List the recipes that ship; or tell every setting of one: its value, what it may be, and what it "
    "does.",
    add_arguments=_add_arguments,
    run=_run,
)
