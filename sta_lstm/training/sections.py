"""The tables of a recipe: what each setting is, and what is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sta_lstm.errors import SettingsError
from sta_lstm.model.architectures import STA_LSTM, Architecture, find_architecture
from sta_lstm.model.networks.network import NetworkConfig
from sta_lstm.model.networks.settings import choice, flag, number, whole
from sta_lstm.training.settings import check, refuse_unknown, table, with_floats

#: In place of the names of subnetworks or parts: all that the architecture has.
ALL = ("all",)


@dataclass(frozen=True)
class NetworkShape:
    """The architecture, and what a recipe settles of its configuration; sizes follow from the data set.

    Attributes:
        architecture: its name.
        settings: the values of `Architecture.settings`; those left out are filled in with the defaults.

    Raises:
        SettingsError: there is no such architecture.
        ValueError: a setting is unknown or out of range.
    """

    architecture: str = STA_LSTM.name
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        architecture = find_architecture(self.architecture)
        made = architecture.config(n_persons=1, n_joints=1, n_channels=1, n_classes=2, **self.settings)
        object.__setattr__(self, "settings", {name: getattr(made, name) for name in architecture.settings})

    def to_json(self) -> dict[str, Any]:
        """The table of a recipe. STA-LSTM is not named: runs begun before there was another can still go on."""
        named = {} if self.architecture == STA_LSTM.name else {"architecture": self.architecture}
        return {**named, **self.settings}

    def config(self, **sizes: int) -> NetworkConfig:
        """The configuration for a data set, with its ``n_persons``, ``n_joints``, ``n_channels`` and ``n_classes``."""
        return find_architecture(self.architecture).config(**sizes, **self.settings)


def network_from_table(values: Any, where: str) -> NetworkShape:
    """The shape of a network from a recipe's table ``[network]``.

    Raises:
        SettingsError: there is no such architecture, or a setting is unknown or out of range.
    """
    settings = table(values, where)
    name = settings.pop("architecture", STA_LSTM.name)
    try:
        architecture = find_architecture(name)
    except SettingsError as error:
        raise SettingsError(f"{where}: {error}") from error
    if architecture.network.only_answers:
        raise SettingsError(f"{where}: an {architecture.title} cannot be trained; name the architecture of a network.")
    refuse_unknown(settings, ("architecture", *architecture.settings), where)
    try:
        return NetworkShape(architecture.name, with_floats(settings, architecture.config))
    except ValueError as error:
        raise SettingsError(f"{where}: {error}.") from error


@dataclass(frozen=True)
class ObjectiveWeights:
    """The weights of `objective`.

    Attributes:
        lambda_alpha: λ1, weight of the term that has α look at each joint equally often over a clip.
        alpha_form: ``"relative"`` takes α as a multiple of uniform, ``"literal"`` as the paper prints it.
        lambda_beta: λ2, weight of the mean of β: it has β choose frames, and silences all of them where it is large.
        lambda_weights: λ3, weight of the sum of the weights' magnitudes.
        lambda_variation: weight of the change of α from frame to frame.
        lambda_forecast: weight of the mean square error, in the square of the features' unit, of the next frames, for
            an architecture that forecasts them.
        lambda_shapley: weight of the Shapley term, which makes attention the share of the score that each joint of
            each frame carries (`sta_lstm.training.shapley`).
        shapley_from: share of a stage's steps after which the Shapley term begins; before it there is no score to
            share.
        shapley_pose: in which joints stand still while it is asked what the others carry.
        label_smoothing: share of the target spread over all classes.
    """

    lambda_alpha: float = number(0.0, 0.0, 1000.0)
    alpha_form: Literal["relative", "literal"] = choice("relative", "literal")
    lambda_beta: float = number(0.0, 0.0, 1000.0)
    lambda_weights: float = number(0.0, 0.0, 1000.0)
    lambda_variation: float = number(0.0, 0.0, 1000.0)
    lambda_forecast: float = number(0.0, 0.0, 1000.0)
    lambda_shapley: float = number(0.0, 0.0, 1000.0)
    shapley_from: float = number(1 / 6, 0.0, 1.0)
    shapley_pose: Literal["first pose", "mean pose"] = choice("first pose", "mean pose")
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
        train: the parts whose weights change: of STA-LSTM, ``spatial``, ``temporal`` and ``main``.
        layers: layers of a smaller main network, made for this stage and dropped after it; 0 for the network's own.
        learning_rate: in place of the optimiser's; 0 for that.
    """

    name: str
    epochs: int = whole(None, 1, 100_000)
    attention: tuple[str, ...] = ALL
    train: tuple[str, ...] = ALL
    layers: int = whole(0, 0, 16)
    learning_rate: float = number(0.0, 0.0, 1.0)

    def of(self, architecture: Architecture) -> Stage:
        """The stage with what `ALL` stands for in ``architecture``."""
        return replace(
            self,
            attention=architecture.attention if self.attention == ALL else self.attention,
            train=architecture.parts if self.train == ALL else self.train,
        )


def check_stage(stage: Stage, architecture: Architecture, where: str) -> None:
    """Check a stage of training a network of ``architecture``.

    Raises:
        SettingsError: a value is not allowed, or the stage contradicts itself.
    """
    check(stage, where)
    for key, allowed in (("attention", architecture.attention), ("train", architecture.parts)):
        value = getattr(stage, key)
        if type(value) is not tuple or any(part not in allowed for part in value) or len(set(value)) != len(value):
            shown = list(value) if type(value) is tuple else value
            raise SettingsError(f"{where}: {key} is {shown!r}; expected a list of {', '.join(allowed) or 'nothing'}.")
    if not stage.train:
        raise SettingsError(
            f"{where} trains nothing; expected at least one of {', '.join(architecture.parts)} in train."
        )
    idle = sorted(set(stage.train) - {"main"} - set(stage.attention))
    if idle:
        raise SettingsError(f"{where} trains '{idle[0]}' without using it; add it to attention, or drop it from train.")
    if stage.layers and "main" not in stage.train:
        raise SettingsError(f"{where} makes a main network of {stage.layers} layers and does not train it.")
