"""Every setting of every recipe is told with its meaning, what it may be, and its default."""

import json

import pytest

from sta_lstm.training.recipe import load_recipe, recipe_names
from sta_lstm.training.recipe_help import confused_by_mirror, meanings, settings_of, stage_settings
from sta_lstm.training.recipe_text import recipe_toml


@pytest.mark.parametrize("name", recipe_names())
def test_every_setting_of_every_recipe_is_explained(name):
    recipe = load_recipe(name)
    settings = settings_of(recipe)
    told = {each.key for each in settings}
    tables = {k: v for k, v in recipe.to_json().items() if isinstance(v, dict)}
    assert told == {f"{section}.{key}" for section, values in tables.items() for key in values} - {
        "network.architecture"
    }
    for each in (*settings, *stage_settings()):
        assert each.meaning, each.key
        assert "`" not in each.meaning
        assert each.allowed not in ("", "a value"), each.key


@pytest.mark.parametrize("name", recipe_names())
def test_each_setting_can_be_changed_by_the_name_it_is_told_by(name):
    recipe = load_recipe(name)
    changes = {each.key: 0 if each.value is None else each.value for each in settings_of(recipe)}
    assert recipe.changed(changes) == recipe
    assert all(key.split(".")[1] in recipe_toml(recipe) for key in changes)


def test_meanings_are_read_from_a_docstring():
    class Kind:
        """One.

        Attributes:
            a: what ``"it"`` is (`sta_lstm.arrays`), and
                how: in two lines.
            b: another.

        Raises:
            ValueError: never.
        """

    assert meanings(Kind) == {"a": "what it is, and how: in two lines.", "b": "another."}


def test_classes_that_a_mirror_confuses_are_found():
    names = ["Kick Left", "kick right", "wave", "left-hand wave", "right-hand wave", "cleft", "throw left"]
    assert confused_by_mirror(load_recipe("sbu"), names) == (
        ("Kick Left", "kick right"),
        ("left-hand wave", "right-hand wave"),
    )
    assert confused_by_mirror(load_recipe("demo"), names) == ()


def test_values_are_plain():
    json.dumps([each.value for each in settings_of(load_recipe("sbu"))])
