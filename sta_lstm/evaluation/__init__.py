"""How well a checkpoint does on labelled clips, and how concentrated its attention is.

`evaluate` gives an `Evaluation` of clips, `evaluate_inputs` of features that are there; `map_entropy` and
`curve_entropy` are the entropies that it states. Other modules of this room may move.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sta_lstm.evaluation.entropy import curve_entropy, map_entropy
    from sta_lstm.evaluation.evaluation import ClipResult, Evaluation, evaluate, evaluate_inputs

# Looked up at first use: torch alone takes a second.
_HOMES = {
    "ClipResult": "evaluation",
    "Evaluation": "evaluation",
    "curve_entropy": "entropy",
    "evaluate": "evaluation",
    "evaluate_inputs": "evaluation",
    "map_entropy": "entropy",
}

__all__ = [
    "ClipResult",
    "Evaluation",
    "curve_entropy",
    "evaluate",
    "evaluate_inputs",
    "map_entropy",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
