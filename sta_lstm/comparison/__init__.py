"""How answers differ: of models, of clips, of seeds, over a training, over a data set.

`compare` takes what several models say of one clip, `compare_clips` what one model says of two that `align` has put on
one clock; both give a `Comparison`. `Survey` collects comparisons over many clips, and the module `history` follows one
clip through a training. Other modules of this room may move.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sta_lstm.comparison.alignment import Alignment, align
    from sta_lstm.comparison.clips import ClipPair, compare_clips
    from sta_lstm.comparison.comparison import Comparison
    from sta_lstm.comparison.measures import MEASURES, Measure
    from sta_lstm.comparison.models import compare, seed_family
    from sta_lstm.comparison.survey import Survey

# Looked up at first use: whoever reads the names of the measures needs no SciPy.
_HOMES = {
    "MEASURES": "measures",
    "Alignment": "alignment",
    "ClipPair": "clips",
    "Comparison": "comparison",
    "Measure": "measures",
    "Survey": "survey",
    "align": "alignment",
    "compare": "models",
    "compare_clips": "clips",
    "seed_family": "models",
}

__all__ = [
    "MEASURES",
    "Alignment",
    "ClipPair",
    "Comparison",
    "Measure",
    "Survey",
    "align",
    "compare",
    "compare_clips",
    "seed_family",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sta_lstm.comparison' has no attribute {name!r}")
    return getattr(importlib.import_module(f"sta_lstm.comparison.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
