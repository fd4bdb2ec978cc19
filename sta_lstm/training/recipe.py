"""Recipes: every setting of a training run, read from a TOML file. Those that ship are in ``recipes/`` beside this one.

A copy of one, changed, is a new recipe: give its path where a name is expected. A recipe that begins with ``extends =
"sbu"`` states only in what it differs from that one; stages, if it has any, take the place of all stages there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from sta_lstm.errors import SettingsError
from sta_lstm.model.architectures import Architecture, find_architecture
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.model.networks.network import NetworkConfig
from sta_lstm.skeletons import SkeletonLayout
from sta_lstm.skeletons.body_grid import body_cells
from sta_lstm.training.augment import Augmentation
from sta_lstm.training.sections import (
    Batches,
    NetworkShape,
    ObjectiveWeights,
    Optimiser,
    Stage,
    check_stage,
    network_from_table,
)
from sta_lstm.training.settings import check, from_table, refuse_unknown, table

_FOLDER = Path(__file__).parent / "recipes"
#: Recipes of which one extends the next.
_MOST_EXTENDED = 8
_SECTIONS: dict[str, type[Any]] = {
    "objective": ObjectiveWeights,
    "optimiser": Optimiser,
    "batches": Batches,
    "augmentation": Augmentation,
}


@dataclass(frozen=True)
class Recipe:
    """All settings of a training run.

    Attributes:
        name: what it is called; a checkpoint's name begins with it.
        description: for people.
        features: how a clip becomes the network's input.
        network: architecture and shape of the network.
        objective: weights of the objective's terms.
        optimiser: AdamW and its rate.
        batches: how clips are put together.
        augmentation: how clips are varied.
        stages: what is trained in which order; one stage that trains all is end-to-end training.
    """

    name: str
    stages: tuple[Stage, ...]
    description: str = ""
    features: FeatureRecipe = field(default_factory=FeatureRecipe)
    network: NetworkShape = field(default_factory=NetworkShape)
    objective: ObjectiveWeights = field(default_factory=ObjectiveWeights)
    optimiser: Optimiser = field(default_factory=Optimiser)
    batches: Batches = field(default_factory=Batches)
    augmentation: Augmentation = field(default_factory=Augmentation)

    def __post_init__(self) -> None:
        where = f"recipe '{self.name}'"
        for name in _SECTIONS:
            check(getattr(self, name), f"{where}, [{name}]")
        if not self.stages:
            raise SettingsError(f"{where} has no stages; expected at least one table [[stages]] with its epochs.")
        object.__setattr__(self, "stages", tuple(stage.of(self.architecture) for stage in self.stages))
        for stage in self.stages:
            check_stage(stage, self.architecture, f"{where}, stage '{stage.name}'")

    @property
    def architecture(self) -> Architecture:
        """Of the network."""
        return find_architecture(self.network.architecture)

    @property
    def reads_any_layout(self) -> bool:
        """Whether its networks read bodies of every layout, so that clips of several train together."""
        return self.network.config(n_persons=1, n_joints=1, n_channels=1, n_classes=2).reads_any_layout

    @property
    def n_epochs(self) -> int:
        """Epochs of all stages together."""
        return sum(stage.epochs for stage in self.stages)

    def stages_of(self, variant: str) -> tuple[Stage, ...]:
        """The stages that ``variant`` goes through: those that prepare a subnetwork which it lacks are left out.

        Raises:
            SettingsError: the architecture has no such variant.
        """
        has = set(self.architecture.variant(variant).parts)
        return tuple(
            replace(
                stage,
                attention=tuple(part for part in stage.attention if part in has),
                train=tuple(part for part in stage.train if part in has or part == "main"),
            )
            for stage in self.stages
            # A stage of all attention is for every variant, and a stage of none as well.
            if set(stage.attention) in (set(), set(self.architecture.attention)) or set(stage.attention) & has
        )

    def config(self, variant: str, *, n_persons: int, layout: SkeletonLayout, n_classes: int) -> NetworkConfig:
        """The configuration of ``variant`` of the network for a data set.

        Raises:
            SettingsError: the architecture has no such variant.
        """
        config = self.network.config(
            n_persons=n_persons, n_joints=layout.n_joints, n_channels=self.features.n_channels, n_classes=n_classes
        )
        body = config.of_body(layout.bone_indices, layout.index(layout.root)) | config.on_grid(body_cells(layout) or ())
        return self.architecture.variant(variant).of(replace(config, **body))

    def to_json(self) -> dict[str, Any]:
        """The recipe as plain JSON values."""
        return asdict(self) | {"network": self.network.to_json()}

    def changed(self, changes: Mapping[str, Any]) -> Recipe:
        """The recipe with other values, each by its table and name: ``{"objective.lambda_alpha": 0.01}``.

        Raises:
            SettingsError: there is no such setting, or a value is out of range.
        """
        tables = self.to_json()
        del tables["name"]
        tables["stages"] = list(tables["stages"])
        for key, value in changes.items():
            section, _, name = key.partition(".")
            if name and isinstance(tables.get(section), dict):
                tables[section][name] = value
            else:
                tables[key] = value
        return recipe_from_table(tables, self.name)


def recipe_names() -> tuple[str, ...]:
    """Names of the recipes that ship."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def load_recipe(name_or_path: str | Path) -> Recipe:
    """The recipe in a TOML file, or the one of that name that ships.

    Raises:
        SettingsError: there is none, it is not TOML, or a setting is unknown or out of range.
    """
    path = _find(name_or_path, Path())
    return recipe_from_table(_read(path, str(name_or_path)), path.stem)


def _find(name_or_path: str | Path, folder: Path) -> Path:
    """Path of a recipe: of that name among those that ship, else in a file, whose path counts from ``folder``."""
    path = Path(name_or_path)
    shipped = _FOLDER / f"{name_or_path}.toml"
    if path.suffix != ".toml" and shipped.parent == _FOLDER and shipped.is_file():
        return shipped
    return folder / path


def _read(path: Path, name: str, depth: int = 0) -> dict[str, Any]:
    """The tables of a recipe's file, over those of the recipe that it extends."""
    try:
        with path.open("rb") as file:
            values = tomllib.load(file)
    except FileNotFoundError as error:
        raise SettingsError(
            f"there is no recipe '{name}'; those that ship: {', '.join(recipe_names())}. Or give the path of a .toml "
            "file."
        ) from error
    except OSError as error:
        raise SettingsError(f"recipe '{name}' cannot be read: {error.strerror or error}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SettingsError(f"recipe '{name}' is not a TOML file: {str(error)[:200]}.") from error
    if "extends" not in values:
        return values
    base = values.pop("extends")
    if type(base) is not str:
        raise SettingsError(f"recipe '{name}': extends is {base!r}; expected the name or path of a recipe.")
    if depth >= _MOST_EXTENDED:
        raise SettingsError(f"recipe '{name}' extends '{base}', which extends another, and so on in a circle.")
    below = _read(_find(base, path.parent), base, depth + 1)
    return below | {key: _over(below.get(key), value) for key, value in values.items()}


def _over(below: Any, above: Any) -> Any:
    return below | above if isinstance(below, dict) and isinstance(above, dict) else above


def recipe_from_table(values: dict[str, Any], name: str) -> Recipe:
    """A recipe from the tables of a TOML file.

    Raises:
        SettingsError: a setting is unknown, missing, or out of range; the message names the recipe and the setting.
    """
    where = f"recipe '{name}'"
    refuse_unknown(values, ("description", "features", "network", "stages", *_SECTIONS), where)
    description = values.get("description", "")
    if type(description) is not str:
        raise SettingsError(f"{where}: description is {description!r}; expected text.")
    made = {key: from_table(kind, values.get(key, {}), f"{where}, [{key}]") for key, kind in _SECTIONS.items()}
    stages = values.get("stages", [])
    if type(stages) is not list:
        raise SettingsError(f"{where}: stages is {stages!r}; expected tables that begin with [[stages]].")
    return Recipe(
        name=name,
        description=description,
        features=_features(values.get("features", {}), where),
        network=network_from_table(values.get("network", {}), f"{where}, [network]"),
        stages=tuple(_stage(each, f"{where}, stage {number}") for number, each in enumerate(stages, 1)),
        **made,
    )


def _features(values: Any, where: str) -> FeatureRecipe:
    values = table(values, f"{where}, [features]")
    refuse_unknown(values, tuple(each.name for each in fields(FeatureRecipe)), f"{where}, [features]")
    if values.get("resample") == 0:  # TOML has no null
        values["resample"] = None
    try:
        return FeatureRecipe(**values)
    except SettingsError as error:
        raise SettingsError(f"{where}, {error}") from error


def _stage(values: Any, where: str) -> Stage:
    values = table(values, where)
    for key in ("attention", "train"):
        if type(values.get(key)) is list:
            values[key] = tuple(values[key])
    if type(values.setdefault("name", "end-to-end")) is not str:
        raise SettingsError(f"{where}: name is {values['name']!r}; expected text.")
    return from_table(Stage, values, where)
