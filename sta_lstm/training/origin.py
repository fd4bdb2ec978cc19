"""Where a trained network comes from, as its checkpoint tells it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sta_lstm.errors import SettingsError
from sta_lstm.evaluation.evaluation import BY_CLASS, Evaluation
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.networks.network import Network
from sta_lstm.training.examples import Examples
from sta_lstm.training.recipe import Recipe

LIMITS = (
    "For research and teaching. It knows the actions, the sensor and the kind of scene of its training clips, and "
    "names one of its classes whatever it is shown. It was not made to watch or to judge people."
)

_MOST_OF_DATASET = 40


def checkpoint_name(recipe: Recipe, variant: str, *, dataset: str = "", seed: int = 0) -> str:
    """What a checkpoint is called: by data set, recipe, variant and seed, each where it says something new.

    Args:
        recipe: of the training.
        variant: left out where the recipe's name ends in it: "sbu-stgcn".
        dataset: left out where the recipe's name has it: "sbu-sta", but "clips-utkinect-sta".
        seed: left out where it is 0, the one that runs have by themselves: "sbu-sta-seed-3".
    """
    name = recipe.name if recipe.name.endswith(f"-{variant}") else f"{recipe.name}-{variant}"
    data = "-".join(re.findall(r"\w+", dataset.lower()))[:_MOST_OF_DATASET]
    before = f"{data}-" if data and data not in name.lower() else ""
    return f"{before}{name}{f'-seed-{seed}' if seed else ''}"


@dataclass(frozen=True, eq=False)
class Origin:
    """What all networks that one recipe trains on one data set have in common.

    Attributes:
        recipe: all settings.
        variant: of the recipe's architecture.
        dataset: its name.
        citation: of the data set; empty where it has none.
        class_names: L.
        protocol: whose folds train and test; empty where it is none that the data set names.

    Raises:
        SettingsError: there is one class only.
    """

    recipe: Recipe
    variant: str
    dataset: str
    citation: str
    class_names: tuple[str, ...]
    protocol: str

    def __post_init__(self) -> None:
        if len(self.class_names) < 2:
            raise SettingsError(
                f"data set '{self.dataset}' has one class ('{self.class_names[0]}'), and a network tells two or more "
                "apart. Add clips of another action."
            )

    def name(self, seed: int) -> str:
        """Of the checkpoint of a seed, see `checkpoint_name`."""
        return checkpoint_name(self.recipe, self.variant, dataset=self.dataset, seed=seed)

    @property
    def title(self) -> str:
        """Of the variant."""
        return self.recipe.architecture.variant(self.variant).title


@dataclass(frozen=True, eq=False)
class TrainingRun:
    """One training: a fold and a seed.

    Attributes:
        origin: what it shares with others.
        data: the clips that train.
        fold: whom it leaves out; empty where no fold has a name.
        seed: of everything random.
        about: further entries of the checkpoint's ``training``.
    """

    origin: Origin
    data: Examples
    fold: str
    seed: int
    about: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Of its checkpoint, see `checkpoint_name`."""
        return self.origin.name(self.seed)

    def checkpoint(
        self, network: Network, more: Mapping[str, Any], accuracy: Mapping[str, Any], *, of_what: str = ""
    ) -> Checkpoint:
        """The checkpoint of ``network``, which from here on is only asked.

        Args:
            network: trained by this run.
            more: further entries of its ``training``.
            accuracy: how well it does.
            of_what: added to its name, where it is not the end of the run.
        """
        origin = self.origin
        training = {
            "summary": f"{origin.title} trained by the recipe '{origin.recipe.name}' on {origin.dataset}.",
            "data": f"{origin.dataset}, {len(self.data):,} clips of {len(origin.class_names)} classes",
            "clip_seconds": self.data.clip_seconds,
            **({"layouts": [each.name for each in self.data.layouts]} if origin.recipe.reads_any_layout else {}),
            **({"source": origin.citation} if origin.citation else {}),
            **({"protocol": origin.protocol} if origin.protocol else {}),
            **({"fold": self.fold} if self.fold else {}),
            "recipe": origin.recipe.to_json(),
            "seed": self.seed,
            "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
            "limits": LIMITS,
            **self.about,
            **more,
        }
        made = Checkpoint(
            name=self.name + of_what,
            network=network.eval().requires_grad_(False),
            layout=self.data.layout,
            min_persons=self.data.min_persons,
            class_names=origin.class_names,
            recipe=origin.recipe.features,
            training=training,
            accuracy=accuracy,
        )
        return made.of_layout(self.data.layouts[0])

    def accuracy(self, evaluation: Evaluation) -> dict[str, Any]:
        """What ``evaluation``, of clips that it has not seen, says of the run's network."""
        where = ", ".join(each for each in (self.origin.protocol, f"fold {self.fold}" if self.fold else "") if each)
        return {
            "accuracy": evaluation.accuracy,
            "mean_class_accuracy": evaluation.mean_class_accuracy,
            BY_CLASS: evaluation.by_class,
            "split": f"{len(evaluation.clips):,} clips that it has not seen" + (f" ({where})" if where else ""),
            **evaluation.entropies,
        }
