"""Spatio-temporal attention on skeletons: load a clip and a checkpoint, and see why the model said so.

Example:
    >>> import sta_lstm
    >>> clip = sta_lstm.load_clip("walk.skeleton")  # doctest: +SKIP
    >>> checkpoint = sta_lstm.load_checkpoint("demo-sta.safetensors")  # doctest: +SKIP
    >>> sta_lstm.predict(checkpoint, clip).label  # doctest: +SKIP
    'wave right'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sta_lstm.comparison.comparison import Comparison
    from sta_lstm.comparison.models import compare
    from sta_lstm.errors import StaLstmError
    from sta_lstm.evidence.maps.explain import explain
    from sta_lstm.formats import load_clip, save_clip
    from sta_lstm.model.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
    from sta_lstm.prediction.predict import predict
    from sta_lstm.prediction.prediction import Prediction
    from sta_lstm.skeletons import Clip, SkeletonLayout

# Looked up at first use, so that importing the package costs nothing: torch alone takes a second.
_HOMES = {
    "Checkpoint": "sta_lstm.model.checkpoint",
    "Clip": "sta_lstm.skeletons",
    "Comparison": "sta_lstm.comparison.comparison",
    "Prediction": "sta_lstm.prediction.prediction",
    "SkeletonLayout": "sta_lstm.skeletons",
    "StaLstmError": "sta_lstm.errors",
    "compare": "sta_lstm.comparison.models",
    "explain": "sta_lstm.evidence.maps.explain",
    "load_checkpoint": "sta_lstm.model.checkpoint",
    "load_clip": "sta_lstm.formats",
    "predict": "sta_lstm.prediction.predict",
    "save_checkpoint": "sta_lstm.model.checkpoint",
    "save_clip": "sta_lstm.formats",
}

__all__ = [
    "Checkpoint",
    "Clip",
    "Comparison",
    "Prediction",
    "SkeletonLayout",
    "StaLstmError",
    "compare",
    "explain",
    "load_checkpoint",
    "load_clip",
    "predict",
    "save_checkpoint",
    "save_clip",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sta_lstm' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
