"""Recipes: every setting of a training run, read from a TOML file. Those that ship are in ``recipes/`` beside this one.

A copy of one, changed, is a new recipe: give its path where a name is expected.
"""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

from sta_lstm.errors import SettingsError
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.model.network import NetworkConfig, variant_config
from sta_lstm.training.augment import Augmentation
from sta_lstm.training.settings import check, choice, flag, from_table, number, refuse_unknown, table, whole

Variant = Literal["lstm", "sa", "ta", "sta"]
VARIANTS: tuple[Variant, ...] = ("lstm", "sa", "ta", "sta")
#: The subnetworks that a stage may use and train, and the main network.
SUBNETWORKS = ("spatial", "temporal")
PARTS = (*SUBNETWORKS, "main")

_FOLDER = Path(__file__).parent / "recipes"


@dataclass(frozen=True)
class NetworkShape:
    """What a recipe settles of `NetworkConfig`; the rest follows from the data set."""

    score: Literal["mean", "sum"] = choice("mean", "sum")
    hidden: int = whole(NetworkConfig.hidden, 1, 4096)
    n_layers: int = whole(NetworkConfig.n_layers, 1, 16)
    dropout: float = number(NetworkConfig.dropout, 0.0, 0.99)
    spatial_hidden: int = whole(NetworkConfig.spatial_hidden, 1, 4096)
    temporal_hidden: int = whole(NetworkConfig.temporal_hidden, 1, 4096)
    beta_bias: float = number(NetworkConfig.beta_bias, -100.0, 100.0)


@dataclass(frozen=True)
class ObjectiveWeights:
    """The weights of `objective`.

    Attributes:
        lambda_alpha: λ1.
        alpha_form: ``"relative"`` takes α as a multiple of uniform, ``"literal"`` as the paper prints it.
        lambda_beta: λ2.
        lambda_weights: λ3.
        label_smoothing: share of the target spread over all classes.
    """

    lambda_alpha: float = number(0.0, 0.0, 1000.0)
    alpha_form: Literal["relative", "literal"] = choice("relative", "literal")
    lambda_beta: float = number(0.0, 0.0, 1000.0)
    lambda_weights: float = number(0.0, 0.0, 1000.0)
    label_smoothing: float = number(0.0, 0.0, 0.9)


@dataclass(frozen=True)
class Optimiser:
    """AdamW and its rate.

    Attributes:
        learning_rate: the highest rate.
        schedule: how it rises over the warm-up and then falls to nothing. ``"one-cycle"`` rises along a cosine, and
            Adam's first momentum falls and rises against it; ``"cosine"`` rises along a line; ``"constant"`` does not
            fall.
        warm_up: share of a stage's steps over which the rate rises.
        weight_decay: of AdamW.
        gradient_norm: gradients longer than this are shortened to it; 0 leaves them.
        average: decay of a moving average of the weights that takes their place at the end of a stage; 0 for none.
    """

    learning_rate: float = number(0.004, 1e-8, 1.0)
    schedule: Literal["one-cycle", "cosine", "constant"] = choice("one-cycle", "cosine", "constant")
    warm_up: float = number(0.1, 0.0, 0.9)
    weight_decay: float = number(0.01, 0.0, 10.0)
    gradient_norm: float = number(1.0, 0.0, 1000.0)
    average: float = number(0.0, 0.0, 0.99999)


@dataclass(frozen=True)
class Batches:
    """How clips are put together.

    Attributes:
        size: N, clips a step (of one process, where several train together).
        by_length: draw each batch from clips of about one length; for recipes that do not resample.
    """

    size: int = whole(64, 1, 100_000)
    by_length: bool = flag(True)


@dataclass(frozen=True)
class Stage:
    """One stretch of training, with an optimiser of its own.

    Attributes:
        name: what the log calls it.
        epochs: passes over the training clips.
        attention: the attention subnetworks in use; another one's weights are uniform, whether learned or not.
        train: the parts whose weights change, of ``spatial``, ``temporal`` and ``main``.
        layers: layers of a smaller main network, made for this stage and dropped after it; 0 for the network's own.
        learning_rate: in place of the optimiser's; 0 for that.
    """

    name: str
    epochs: int = whole(None, 1, 100_000)
    attention: tuple[str, ...] = SUBNETWORKS
    train: tuple[str, ...] = PARTS
    layers: int = whole(0, 0, 16)
    learning_rate: float = number(0.0, 0.0, 1.0)


@dataclass(frozen=True)
class Recipe:
    """All settings of a training run.

    Attributes:
        name: what it is called; a checkpoint's name begins with it.
        description: for people.
        features: how a clip becomes the network's input.
        network: shape of the network.
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
        for name in ("network", "objective", "optimiser", "batches", "augmentation"):
            check(getattr(self, name), f"{where}, [{name}]")
        if not self.stages:
            raise SettingsError(f"{where} has no stages; expected at least one table [[stages]] with its epochs.")
        for stage in self.stages:
            _check_stage(stage, f"{where}, stage '{stage.name}'")

    @property
    def n_epochs(self) -> int:
        """Epochs of all stages together."""
        return sum(stage.epochs for stage in self.stages)

    def stages_of(self, variant: Variant) -> tuple[Stage, ...]:
        """The stages that ``variant`` goes through: those that prepare a subnetwork which it lacks are left out."""
        has = {"lstm": set[str](), "sa": {"spatial"}, "ta": {"temporal"}, "sta": set(SUBNETWORKS)}[variant]
        return tuple(
            replace(
                stage,
                attention=tuple(part for part in stage.attention if part in has),
                train=tuple(part for part in stage.train if part in has or part == "main"),
            )
            for stage in self.stages
            # A stage of all attention is for every variant, and a stage of none as well.
            if set(stage.attention) in (set(), set(SUBNETWORKS)) or set(stage.attention) & has
        )

    def config(self, variant: Variant, *, n_persons: int, n_joints: int, n_classes: int) -> NetworkConfig:
        """The network's configuration for a data set."""
        config = NetworkConfig(
            n_persons=n_persons,
            n_joints=n_joints,
            n_channels=self.features.n_channels,
            n_classes=n_classes,
            **asdict(self.network),
        )
        return variant_config(config, variant)

    def to_json(self) -> dict[str, Any]:
        """The recipe as plain JSON values."""
        return asdict(self)


def recipe_names() -> tuple[str, ...]:
    """Names of the recipes that ship."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def load_recipe(name_or_path: str | Path) -> Recipe:
    """The recipe in a TOML file, or the one of that name that ships.

    Raises:
        SettingsError: there is none, it is not TOML, or a setting is unknown or out of range.
    """
    path = Path(name_or_path)
    shipped = _FOLDER / f"{name_or_path}.toml"
    if path.suffix != ".toml" and shipped.parent == _FOLDER and shipped.is_file():
        path = shipped
    try:
        with path.open("rb") as file:
            values = tomllib.load(file)
    except FileNotFoundError as error:
        raise SettingsError(
            f"there is no recipe '{name_or_path}'; those that ship: {', '.join(recipe_names())}. Or give the path of a "
            ".toml file."
        ) from error
    except OSError as error:
        raise SettingsError(f"recipe '{name_or_path}' cannot be read: {error.strerror or error}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"recipe '{name_or_path}' is not a TOML file: {error}.") from error
    return recipe_from_table(values, path.stem)


def recipe_from_table(values: dict[str, Any], name: str) -> Recipe:
    """A recipe from the tables of a TOML file.

    Raises:
        SettingsError: a setting is unknown, missing, or out of range; the message names the recipe and the setting.
    """
    where = f"recipe '{name}'"
    sections: dict[str, type[Any]] = {
        "network": NetworkShape,
        "objective": ObjectiveWeights,
        "optimiser": Optimiser,
        "batches": Batches,
        "augmentation": Augmentation,
    }
    refuse_unknown(values, ("description", "features", "stages", *sections), where)
    description = values.get("description", "")
    if type(description) is not str:
        raise SettingsError(f"{where}: description is {description!r}; expected text.")
    made = {key: from_table(kind, values.get(key, {}), f"{where}, [{key}]") for key, kind in sections.items()}
    stages = values.get("stages", [])
    if type(stages) is not list:
        raise SettingsError(f"{where}: stages is {stages!r}; expected tables that begin with [[stages]].")
    return Recipe(
        name=name,
        description=description,
        features=_features(values.get("features", {}), where),
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


def _check_stage(stage: Stage, where: str) -> None:
    check(stage, where)
    for key, allowed in (("attention", SUBNETWORKS), ("train", PARTS)):
        value = getattr(stage, key)
        if type(value) is not tuple or any(part not in allowed for part in value) or len(set(value)) != len(value):
            shown = list(value) if type(value) is tuple else value
            raise SettingsError(f"{where}: {key} is {shown!r}; expected a list of {', '.join(allowed)}.")
    if not stage.train:
        raise SettingsError(f"{where} trains nothing; expected at least one of {', '.join(PARTS)} in train.")
    idle = sorted(set(stage.train) - {"main"} - set(stage.attention))
    if idle:
        raise SettingsError(f"{where} trains '{idle[0]}' without using it; add it to attention, or drop it from train.")
    if stage.layers and "main" not in stage.train:
        raise SettingsError(f"{where} makes a main network of {stage.layers} layers and does not train it.")
