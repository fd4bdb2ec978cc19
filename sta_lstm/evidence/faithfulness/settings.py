"""How rankings are tested."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.faithfulness.curves import TOP_SHARE
from sta_lstm.evidence.faithfulness.further import check_further
from sta_lstm.evidence.removal.cells import GRAINS, Grain


@dataclass(frozen=True)
class Settings:
    """How rankings are tested.

    Attributes:
        grains: what is removed at once.
        steps: most steps of a curve: beyond, groups are removed several at a time.
        share: of a clip's cells: those at the top of a ranking.
        shake_cm: farthest displacement of prediction gaps, centimetres.
        sensor_cm: standard deviation of a sensor's noise, centimetres.
        seed: of random orders, noise, permutations and random layers.
        rankings: maps and curves of ``sta_lstm.evidence.maps.KINDS`` that rank beside attention, motion energy and
            random, such as ``"integrated-gradients"``; see `rankers.further`.

    Raises:
        SettingsError: a value is unknown or out of range, or this machine lacks what a ranking needs.
    """

    grains: tuple[Grain, ...] = ("joint", "limb", "frame", "limb × window")
    steps: int = 16
    share: float = TOP_SHARE
    shake_cm: float = 5.0
    sensor_cm: float = 1.0
    seed: int = 0
    rankings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_further(self.rankings)
        unknown = [str(each)[:40] for each in self.grains if each not in GRAINS]
        if unknown or not self.grains:
            raise SettingsError(f"nothing is removed by {', '.join(unknown) or 'no grain'}; choose of {GRAINS}.")
        if self.steps < 1:
            raise SettingsError(f"a curve of {self.steps} steps; expected 1 or more.")
        if not 0 < self.share < 1:
            raise SettingsError(f"the top {self.share:g} of the cells; expected a share between 0 and 1.")
        for name in ("shake_cm", "sensor_cm"):
            value = getattr(self, name)
            if not (np.isfinite(value) and value > 0):
                raise SettingsError(f"{name} is {value:g}; expected centimetres above 0.")

    def to_json(self) -> dict[str, Any]:
        """The settings as plain JSON values."""
        return {**asdict(self), "rankings": list(self.rankings), "grains": list(self.grains)}
