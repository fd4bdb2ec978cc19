"""What each setting of a recipe means and may be, from the docstrings of the code that takes it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any

from sta_lstm.model.features import EXPECTED, FeatureRecipe
from sta_lstm.model.networks.settings import expected
from sta_lstm.training.augment import Augmentation
from sta_lstm.training.recipe import Recipe
from sta_lstm.training.sections import Batches, ObjectiveWeights, Optimiser, Stage

_ATTRIBUTE = re.compile(r"(\w+): (.+)")
_STAGE = {"attention": "names of attention subnetworks", "train": "names of parts", "name": "text"}
_MARKS = re.compile(r"`{1,2}\"?([^`\"]*)\"?`{1,2}")  # of code in a docstring
_REFERENCE = re.compile(r" \(`[^`]*`\)")  # to the program's own parts
#: Of a class's name, what tells its mirror image.
_SIDES = re.compile(r"(?<![a-z])(left|right)(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a recipe.

    Attributes:
        section: its table; empty for a setting of a stage's.
        name: of the setting.
        value: that the recipe gives it.
        default: that it has where no recipe says anything; None where one must.
        allowed: what it takes, in words.
        meaning: what it does.
    """

    section: str
    name: str
    value: Any
    default: Any
    allowed: str
    meaning: str

    @property
    def key(self) -> str:
        """What ``--set`` calls it."""
        return f"{self.section}.{self.name}"


def settings_of(recipe: Recipe) -> tuple[Setting, ...]:
    """Every setting of a recipe, stages left aside, in the order of its tables."""
    tables = recipe.to_json()
    kinds: dict[str, type[Any]] = {
        "features": FeatureRecipe,
        "network": recipe.architecture.config,
        "objective": ObjectiveWeights,
        "optimiser": Optimiser,
        "batches": Batches,
        "augmentation": Augmentation,
    }
    found: list[Setting] = []
    for section, kind in kinds.items():
        names = recipe.architecture.settings if section == "network" else tuple(each.name for each in fields(kind))
        found += _settings(section, kind, names, tables[section])
    return tuple(found)


def stage_settings() -> tuple[Setting, ...]:
    """Every setting of a stage, as it is where no recipe says anything."""
    return tuple(_settings("stages", Stage, [each.name for each in fields(Stage)], {}))


def confused_by_mirror(recipe: Recipe, class_names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of classes of which one is the other's mirror image, where the recipe mirrors clips; else none."""
    names = sorted(set(class_names))
    if not recipe.augmentation.mirror:
        return ()
    mirrored = {name: _SIDES.sub(_other_side, name.lower()) for name in names}
    by_lower = {name.lower(): name for name in names}
    pairs = ((name, by_lower.get(image)) for name, image in mirrored.items() if image != name.lower())
    return tuple((name, other) for name, other in pairs if other is not None and name < other)


def meanings(kind: type[Any]) -> dict[str, str]:
    """What the docstring of a class says of each of its attributes, each on one line and without marks."""
    _, _, told = (inspect.getdoc(kind) or "").partition("Attributes:\n")
    found: dict[str, str] = {}
    name = ""
    for line in told.splitlines():
        if line and not line.startswith(" "):
            break  # the next section
        entry = _ATTRIBUTE.fullmatch(line[4:]) if line.startswith("    ") and line[4:5] != " " else None
        if entry is not None:
            name = entry[1]
            found[name] = entry[2]
        elif name and line.strip():
            found[name] += f" {line.strip()}"
    return {name: _MARKS.sub(r"\1", _REFERENCE.sub("", text)) for name, text in found.items()}


def _settings(section: str, kind: type[Any], names: Iterable[str], values: Mapping[str, Any]) -> Iterable[Setting]:
    meant, known = meanings(kind), {each.name: each for each in fields(kind)}
    for name in names:
        each = known[name]
        default = None if each.default is MISSING else each.default
        allowed = EXPECTED.get(name) if section == "features" else _STAGE.get(name) if section == "stages" else None
        yield Setting(
            section, name, values.get(name, default), default, allowed or expected(each.metadata), meant.get(name, "")
        )


def _other_side(side: re.Match[str]) -> str:
    return "right" if side[1].lower() == "left" else "left"
