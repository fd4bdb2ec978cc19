"""The tables of a recipe: what each setting is, and what is allowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sta_lstm.errors import SettingsError
from sta_lstm.model.network import NetworkConfig
from sta_lstm.training.settings import check, choice, flag, number, whole

Variant = Literal["lstm", "sa", "ta", "sta"]
VARIANTS: tuple[Variant, ...] = ("lstm", "sa", "ta", "sta")
#: The subnetworks that a stage may use and train, and the main network.
SUBNETWORKS = ("spatial", "temporal")
PARTS = (*SUBNETWORKS, "main")


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


def check_stage(stage: Stage, where: str) -> None:
    """Check a stage by itself.

    Raises:
        SettingsError: a value is not allowed, or the stage contradicts itself.
    """
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
