"""Figures that are drawn once: Plotly checks every word of a figure, which takes longer than all else of a page."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import plotly.graph_objects as go

from sta_lstm.ui.session.kept import kept


class DrawnFigure(go.Figure):  # type: ignore[misc]  # Plotly names no types
    """A figure that was checked when it was drawn, as it is sent to a browser; it can be shown, and not be changed."""

    def __init__(self, written: dict[str, Any]) -> None:
        # Not Plotly's own beginning, which would check all of it again.
        self._written = written

    def to_dict(self) -> dict[str, Any]:
        """What is sent."""
        return self._written


def drawn(keys: tuple[str, ...], draw: Callable[..., go.Figure], *results: Any, **asked: Hashable) -> DrawnFigure:
    """The figure that ``draw`` makes of ``results``, kept under the keys of those and what else was asked for.

    Args:
        keys: tell the results apart from all others.
        draw: a function of `sta_lstm.figures`.
        results: what it draws.
        asked: how it is to draw them.
    """
    how = tuple(sorted(asked.items()))
    return DrawnFigure(_written(keys, f"{draw.__module__}.{draw.__qualname__}", how, lambda: draw(*results, **asked)))


@kept()
def _written(
    keys: tuple[str, ...], name: str, how: tuple[tuple[str, Hashable], ...], _draw: Callable[[], go.Figure]
) -> dict[str, Any]:
    written: dict[str, Any] = _draw().to_dict()
    return written
