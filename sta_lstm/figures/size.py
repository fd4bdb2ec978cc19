"""What a figure weighs on its way to a browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go

#: Bytes of a number written out, and of what stands around a text or a list.
_NUMBER, _AROUND = 8, 4


def figure_bytes(figure: go.Figure) -> int:
    """About how many bytes ``figure`` is as JSON: numbers of arrays as base64, everything else as text."""
    return _bytes(figure.to_dict())


def _bytes(value: Any) -> int:
    if isinstance(value, np.ndarray):
        return _bytes(value.tolist()) if value.dtype == object else value.nbytes * 4 // 3
    if isinstance(value, str):
        return len(value) + _AROUND
    if isinstance(value, Mapping):
        return sum(len(str(key)) + _AROUND + _bytes(each) for key, each in value.items())
    if isinstance(value, list | tuple):
        return _AROUND + sum(map(_bytes, value))
    return _NUMBER
