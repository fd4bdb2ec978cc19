"""How a training went, epoch by epoch: accuracy and loss on the clips that trained, and on those set aside."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: The entry of a checkpoint's ``training`` that holds them.
CURVES = "curves"
#: Curves of so many epochs are read at most: a header is anybody's.
MOST_EPOCHS = 100_000
_DIGITS = 4


@dataclass(frozen=True)
class TrainingCurves:
    """Figures of each of E epochs; a curve is empty where nothing was measured.

    Attributes:
        accuracy: on the clips that train, as the network met them: augmented, and with drop-out. 0 to 1.
        cross_entropy: of the same, in nats.
        validation_accuracy: on the clips set aside for validation, as they are. 0 to 1.
        validation_cross_entropy: of the same, in nats.

    Raises:
        ValueError: curves differ in length, or hold what is no such figure.
    """

    accuracy: tuple[float, ...] = ()
    cross_entropy: tuple[float, ...] = ()
    validation_accuracy: tuple[float, ...] = ()
    validation_cross_entropy: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        for name, curve in self._asdict().items():
            if len(curve) not in {len(self.accuracy), 0 if name.startswith("validation") else len(self.accuracy)}:
                raise ValueError(f"{name} has {len(curve)} epochs, and accuracy {len(self.accuracy)}")
            most = 1.0 if name.endswith("accuracy") else math.inf
            if not all(math.isfinite(value) and 0 <= value <= most for value in curve):
                raise ValueError(f"{name} holds a number that is none")

    def _asdict(self) -> dict[str, tuple[float, ...]]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @property
    def n_epochs(self) -> int:
        """E."""
        return len(self.accuracy)

    def to_json(self) -> dict[str, list[float]]:
        """Plain JSON values; those that are empty are left out."""
        return {name: [round(value, _DIGITS) for value in curve] for name, curve in self._asdict().items() if curve}

    @classmethod
    def of_log(cls, lines: Iterable[Mapping[str, Any]]) -> TrainingCurves:
        """The curves in the lines of a run's log, one an epoch."""
        kept = list(lines)
        names = [name for name in cls.__dataclass_fields__ if all(name in line for line in kept)]
        return cls(**{name: tuple(float(line[name]) for line in kept) for name in names if kept})

    @classmethod
    def of_training(cls, training: Mapping[str, Any]) -> TrainingCurves | None:
        """The curves that a checkpoint's header holds; None where it holds none, or what cannot be such curves."""
        told = training.get(CURVES)
        if not isinstance(told, Mapping):
            return None
        curves = {name: told.get(name, ()) for name in cls.__dataclass_fields__}
        if not all(isinstance(curve, list | tuple) and len(curve) <= MOST_EPOCHS for curve in curves.values()):
            return None
        try:
            made = cls(**{name: tuple(float(value) for value in curve) for name, curve in curves.items()})
        except (TypeError, ValueError, OverflowError):
            return None
        return made if made.n_epochs else None
