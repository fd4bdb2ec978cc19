"""A recipe told as text is the same recipe when it is read again."""

import json

import pytest

from sta_lstm.training.recipe import load_recipe, recipe_names
from sta_lstm.training.recipe_text import recipe_of, recipe_toml


@pytest.mark.parametrize("name", recipe_names())
def test_the_text_of_a_recipe_is_a_file_of_the_same_recipe(name, tmp_path):
    recipe = load_recipe(name)
    file = tmp_path / f"{name}.toml"
    file.write_text(recipe_toml(recipe), encoding="utf-8")
    assert load_recipe(file) == recipe


@pytest.mark.parametrize("name", recipe_names())
def test_what_a_header_tells_is_the_recipe(name):
    recipe = load_recipe(name)
    assert recipe_of(json.loads(json.dumps(recipe.to_json()))) == recipe
    assert recipe_of(recipe.to_json()) == recipe


@pytest.mark.parametrize(
    "header",
    [
        None,
        "sbu",
        {},
        {"stages": []},
        {"stages": [{"epochs": 1}] * 1000},
        {"stages": [{"epochs": -1}]},
        {"stages": [{"epochs": 1}], "objective": {"lambda_of_old": 1.0}},
        {"stages": [{"epochs": 1}], "network": {"hidden": "many"}},
    ],
)
def test_a_header_that_tells_no_recipe_of_today_gives_none(header):
    assert recipe_of(header) is None


def test_a_description_of_many_lines_stays_one_line():
    recipe = recipe_of({"name": "a\nb = 1", "description": "c\n[d]\n" * 500, "stages": [{"epochs": 1}]})
    text = recipe_toml(recipe)
    assert text.splitlines()[0] == "# recipe 'a b = 1'"
    assert len(text.splitlines()[1]) < 450
