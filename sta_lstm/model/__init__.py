"""Networks, what they read, their files, and asking them.

`load_checkpoint` opens a `Checkpoint`; `clip_features` makes of a clip what its network reads; `run` in the module of
that name asks it, in batches and with gradients if wanted. `register` adds an `Architecture` of your own, of the
classes in `networks`. Other modules of this room may move.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sta_lstm.model.architectures import Architecture, Quantity, find_architecture, register
    from sta_lstm.model.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
    from sta_lstm.model.features import FeatureRecipe, Features, clip_features
    from sta_lstm.model.fitting import Advice, MisfitError, find_misfit, fitted
    from sta_lstm.model.reads import Reads

# Looked up at first use: torch alone takes a second.
_HOMES = {
    "Advice": "fitting",
    "Architecture": "architectures",
    "Checkpoint": "checkpoint",
    "FeatureRecipe": "features",
    "Features": "features",
    "MisfitError": "fitting",
    "Quantity": "architectures",
    "Reads": "reads",
    "clip_features": "features",
    "find_architecture": "architectures",
    "find_misfit": "fitting",
    "fitted": "fitting",
    "load_checkpoint": "checkpoint",
    "register": "architectures",
    "save_checkpoint": "checkpoint",
}

__all__ = [
    "Advice",
    "Architecture",
    "Checkpoint",
    "FeatureRecipe",
    "Features",
    "MisfitError",
    "Quantity",
    "Reads",
    "clip_features",
    "find_architecture",
    "find_misfit",
    "fitted",
    "load_checkpoint",
    "register",
    "save_checkpoint",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
