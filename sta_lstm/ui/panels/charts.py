"""Figures of results: each drawn once, each picture named after the results that it comes from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sta_lstm.prediction.prediction import Prediction
from sta_lstm.ui.panels import views
from sta_lstm.ui.session.drawn import drawn

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True, eq=False)
class Charts:
    """What charts of the same results share.

    Attributes:
        keys: tell the results apart from all others.
        of: the results, whose names stand in those of pictures.
    """

    keys: tuple[str, ...]
    of: Sequence[Prediction]

    def draw(self, figure: Callable[..., go.Figure], *results: Any, key: str, **asked: Hashable) -> None:
        """The figure of ``results``, drawn once for each thing that is asked for.

        Args:
            figure: a function of `sta_lstm.figures`.
            results: what it draws.
            key: of the chart on the page.
            asked: how it is to draw them.
        """
        made = drawn(self.keys, figure, *results, dark=views.is_dark(), **asked)
        views.chart(made, key=key, of=self.of)
