"""A recipe is read whole, and what is wrong with one is named: the recipe, the setting, what is allowed."""

import copy

import pytest

from sta_lstm.errors import SettingsError
from sta_lstm.model.networks.sta_lstm import VARIANTS
from sta_lstm.skeletons.layouts import layout_named
from sta_lstm.training.recipe import load_recipe, recipe_from_table, recipe_names

STAGES = {"stages": [{"epochs": 3}]}


def test_the_recipes_that_the_readme_names_ship():
    assert set(recipe_names()) >= {"demo", "ntu60-xsub", "ntu60-xview", "sbu", "sbu-staged", "utkinect"}


@pytest.mark.parametrize("name", recipe_names())
def test_every_recipe_that_ships_is_sound_for_every_variant(name):
    recipe = load_recipe(name)
    assert recipe.name == name
    assert recipe.description.endswith(".")
    for variant in recipe.architecture.variants:
        config = recipe.config(variant, n_persons=2, layout=layout_named("sbu-15"), n_classes=8)
        assert config.n_channels == recipe.features.n_channels
        stages = recipe.stages_of(variant)
        trained = {part for stage in stages for part in stage.train}
        has = {"main", *(part for part in recipe.architecture.attention if getattr(config, part))}
        assert trained == has


def test_a_staged_recipe_leaves_out_what_a_variant_has_not():
    staged = load_recipe("sbu-staged")
    names = {variant: [stage.name for stage in staged.stages_of(variant)] for variant in VARIANTS}
    assert names["sta"] == [stage.name for stage in staged.stages]
    assert names["lstm"] == ["main network", "all"]
    assert not any("temporal" in name or "β" in name for name in names["sa"])
    assert not any("spatial" in name or "α" in name for name in names["ta"])
    for stage in staged.stages_of("lstm"):
        assert stage.attention == ()
        assert stage.train == ("main",)


def test_a_recipe_is_read_from_a_path_and_named_after_its_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('[features]\nresample = 0\n[optimiser]\nlearning_rate = 1\n[[stages]]\nname = "x"\nepochs = 2\n')
    recipe = load_recipe(path)
    assert (recipe.name, recipe.n_epochs, recipe.features.resample) == ("mine", 2, None)
    assert type(recipe.optimiser.learning_rate) is float


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"optimizer": {}}, r"recipe 'mine' has no setting 'optimizer'\. Did you mean 'optimiser'\?"),
        ({"optimiser": {"lr": 1.0}}, r"recipe 'mine', \[optimiser\] has no setting 'lr'"),
        ({"optimiser": {"learning_rate": "fast"}}, "learning_rate is 'fast'; expected a number from 1e-08 to 1"),
        ({"optimiser": {"learning_rate": float("nan")}}, "learning_rate is nan"),
        ({"optimiser": {"schedule": "steps"}}, "expected one of one-cycle, cosine, constant"),
        ({"optimiser": {"schedule": 3}}, "schedule is 3"),
        ({"optimiser": 3}, r"\[optimiser\] is 3; expected a table"),
        ({"augmentation": {"mirror": 1.5}}, r"\[augmentation\]: mirror is 1.5; expected a number from 0 to 1"),
        ({"augmentation": {"mirror": True}}, "mirror is True; expected a number"),
        ({"batches": {"size": 0}}, "size is 0; expected a whole number from 1 to 100,000"),
        ({"batches": {"size": 8.0}}, "size is 8.0; expected a whole number"),
        ({"batches": {"by_length": 1}}, "by_length is 1; expected true or false"),
        ({"network": {"hidden": 0}}, r"\[network\]: hidden is 0"),
        ({"network": {"n_classes": 3}}, "has no setting 'n_classes'"),
        ({"features": {"view": "side"}}, "recipe 'mine', feature recipe: view is 'side'"),
        ({"features": {"veiw": "pair"}}, "Did you mean 'view'"),
        ({"description": 3}, "description is 3; expected text"),
        ({"stages": []}, "has no stages"),
        ({"stages": 3}, "stages is 3"),
        ({"stages": [3]}, "stage 1 is 3; expected a table"),
        ({"stages": [{}]}, "stage 1 lacks 'epochs'; expected a whole number"),
        ({"stages": [{"epochs": 1, "name": 7}]}, "name is 7; expected text"),
        ({"stages": [{"epochs": 1, "train": []}]}, "trains nothing"),
        ({"stages": [{"epochs": 1, "train": ["head"]}]}, r"train is \['head'\]; expected a list of spatial, temporal"),
        ({"stages": [{"epochs": 1, "train": "main"}]}, "train is 'main'; expected a list"),
        ({"stages": [{"epochs": 1, "attention": ["spatial"]}]}, "trains 'temporal' without using it"),
        ({"stages": [{"epochs": 1, "train": ["spatial"], "layers": 1}]}, "of 1 layers and does not train it"),
    ],
)
def test_what_is_wrong_is_named(change, said):
    with pytest.raises(SettingsError, match=said):
        recipe_from_table({**copy.deepcopy(STAGES), **change}, "mine")


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"[features\n", "is not a TOML file"), (b"\xff\xfe", "is not a TOML file"), (None, "cannot be read")],
)
def test_a_file_that_is_no_recipe_is_refused(tmp_path, content, said):
    path = tmp_path / "broken.toml"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=said):
        load_recipe(path)


@pytest.mark.parametrize("name", ["nonsense", "../recipes/sbu", ""])
def test_an_unknown_recipe_is_answered_with_those_there_are(name):
    with pytest.raises(SettingsError, match=r"sbu-staged|cannot be read"):
        load_recipe(name)


def test_a_recipe_that_extends_another_says_only_what_differs(tmp_path):
    (tmp_path / "base.toml").write_text('extends = "sbu"\n[optimiser]\nlearning_rate = 0.002\n')
    (tmp_path / "mine.toml").write_text('extends = "base.toml"\n[batches]\nsize = 7\n[[stages]]\nepochs = 2\n')
    mine, sbu = load_recipe(tmp_path / "mine.toml"), load_recipe("sbu")
    assert (mine.name, mine.batches.size, mine.optimiser.learning_rate, mine.n_epochs) == ("mine", 7, 0.002, 2)
    assert (mine.features, mine.augmentation, mine.network) == (sbu.features, sbu.augmentation, sbu.network)
    assert mine.optimiser.warm_up == sbu.optimiser.warm_up


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('extends = "mine.toml"', "in a circle"),
        ("extends = 3", "extends is 3; expected the name or path"),
        ('extends = "nonsense"', "there is no recipe 'nonsense'"),
    ],
)
def test_a_recipe_that_extends_what_it_cannot_is_refused(tmp_path, content, said):
    path = tmp_path / "mine.toml"
    path.write_text(content)
    with pytest.raises(SettingsError, match=said):
        load_recipe(path)


def test_single_settings_can_be_changed():
    sbu = load_recipe("sbu")
    assert sbu.changed({}) == sbu
    other = sbu.changed({"objective.lambda_alpha": 0.5, "features.resample": 0, "stages": [{"epochs": 3}]})
    assert (other.objective.lambda_alpha, other.features.resample, other.n_epochs) == (0.5, None, 3)
    assert other.augmentation == sbu.augmentation
    for key in ("objective.lambda_gamma", "nonsense", "nonsense.size"):
        with pytest.raises(SettingsError, match="has no setting"):
            sbu.changed({key: 1})
    with pytest.raises(SettingsError, match="mirror is 2"):
        sbu.changed({"augmentation.mirror": 2})
