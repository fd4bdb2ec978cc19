"""``sta-lstm recipe`` and ``--set``: what ships, what each setting is, and one changed on the command line."""

import json

import pytest

import sta_lstm
from sta_lstm.cli import main
from sta_lstm.cli.inputs.recipes import warn_of_mirror
from sta_lstm.training.recipe import load_recipe, recipe_names


def said(capsys, *arguments):
    assert main(["recipe", *arguments]) == 0
    return capsys.readouterr().out


def test_all_that_ship_are_listed(capsys):
    out = said(capsys)
    assert all(f"\n{name} " in f"\n{out}" for name in recipe_names())
    assert set(json.loads(said(capsys, "--json"))) == set(recipe_names())


def test_one_tells_its_settings(capsys):
    out = said(capsys, "sbu")
    assert "  learning_rate = 0.004  (a number from 1e-08 to 1; default 0.004)" in out
    assert "[[stages]] (each with its own)" in out
    settings = json.loads(said(capsys, "sbu", "--json"))["settings"]
    assert {"crop": 0.3} in [{each["name"]: each["value"]} for each in settings]


def test_as_a_file_it_is_the_same_recipe(capsys, tmp_path):
    (tmp_path / "sbu.toml").write_text(said(capsys, "sbu", "--toml"), encoding="utf-8")
    assert load_recipe(tmp_path / "sbu.toml") == load_recipe("sbu")
    assert main(["recipe", "sbu", "--toml", str(tmp_path / "mine.toml")]) == 0
    assert (tmp_path / "mine.toml").read_text(encoding="utf-8") == (tmp_path / "sbu.toml").read_text(encoding="utf-8")
    assert main(["recipe", "sbu", "--toml", str(tmp_path / "mine.txt")]) == 2


@pytest.mark.parametrize(
    ("given", "section", "name", "value"),
    [
        ("batches.size=16", "batches", "size", 16),
        ("features.view = facing", "features", "view", "facing"),
        ('features.view="none"', "features", "view", "none"),
        ("objective.lambda_beta=1", "objective", "lambda_beta", 1.0),
    ],
)
def test_a_setting_is_changed(capsys, tmp_path, given, section, name, value):
    (tmp_path / "mine.toml").write_text(said(capsys, "sbu", "--set", given, "--toml"), encoding="utf-8")
    tables = load_recipe(tmp_path / "mine.toml").to_json()
    assert tables[section][name] == value


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("batches.size", "--set 'batches.size' is not KEY=VALUE"),
        ("=3", "is not KEY=VALUE"),
        ("batches.sise=3", "has no setting 'sise'. Did you mean 'size'?"),
        ("batch.size=3", "has no setting 'batch"),
        ("batches.size=0", "size is 0; expected a whole number from 1 to 100,000"),
        ("name=other", "has no setting 'name'"),
    ],
)
def test_what_cannot_be_changed_is_one_sentence(capsys, given, says):
    assert main(["recipe", "sbu", "--set", given]) == 2
    err = capsys.readouterr().err
    assert says in err
    assert err.count("\n") == 1


def test_a_changed_recipe_trains_under_a_name_of_its_own_and_its_command_tells(planted, recipe, tmp_path, capsys):
    arguments = ["train", str(recipe), "--data", str(planted), "--out", str(tmp_path), "--device", "cpu", "--json"]
    assert main([*arguments, "--fold", "2", "--set", "stages=1"]) == 2
    assert "stages is 1; expected tables" in capsys.readouterr().err
    changes = ["--set", "augmentation.mirror=0.5", "--set", "batches.size=8"]
    assert main([*arguments, "--fold", "2", *changes]) == 0
    out, err = capsys.readouterr()
    checkpoint = sta_lstm.load_checkpoint(json.loads(out)["checkpoint"])
    assert checkpoint.name == "planted-tiny-changed-sta"
    assert checkpoint.training["command"].startswith(
        f"sta-lstm train {recipe.stem} --set augmentation.mirror=0.5 --set batches.size=8 --data "
    )
    assert checkpoint.training["recipe"]["batches"]["size"] == 8
    assert "mirrors" not in err


def test_classes_that_a_mirror_confuses_are_told(capsys):
    warn_of_mirror(load_recipe("sbu"), ["kick left", "kick right", "wave"])
    assert "takes classes for each other that differ by left and right: kick left and kick right; --set" in (
        capsys.readouterr().err
    )
