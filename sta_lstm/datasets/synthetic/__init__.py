"""Planted motions: human-looking clips of which it is known which joints carry the action, and when."""

from sta_lstm.datasets.synthetic.generate import (
    SAMPLE_SEEDS,
    TEST_SEEDS,
    TRAIN_SEEDS,
    PlantedClip,
    planted_clip,
    planted_set,
    planted_twin,
)
from sta_lstm.datasets.synthetic.kinds import KINDS, Kind
from sta_lstm.datasets.synthetic.roles import ACTIONS, Action, Role
from sta_lstm.skeletons.energy import motion_energy

__all__ = [
    "ACTIONS",
    "KINDS",
    "SAMPLE_SEEDS",
    "TEST_SEEDS",
    "TRAIN_SEEDS",
    "Action",
    "Kind",
    "PlantedClip",
    "Role",
    "motion_energy",
    "planted_clip",
    "planted_set",
    "planted_twin",
]
