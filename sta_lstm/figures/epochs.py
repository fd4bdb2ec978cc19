"""How a training went, epoch by epoch, on the clips that trained and on those set aside."""

from __future__ import annotations

import plotly.graph_objects as go

from sta_lstm.evaluation.curves import TrainingCurves
from sta_lstm.figures.style import hover_shares, legend_below, palette, shares, styled

_HEIGHT_PX = 280
_TRAINING, _ASIDE = "clips that train, as they are augmented", "clips set aside for validation"
#: A line through fewer epochs has marks, or one epoch would show nothing.
_FEW = 3


def accuracy_curves(curves: TrainingCurves, *, dark: bool = False) -> go.Figure:
    """Accuracy after each epoch.

    Args:
        curves: what to draw.
        dark: for a dark page.
    """
    figure = _lines(curves.accuracy, curves.validation_accuracy, dark=dark, in_shares=True)
    axis = {"title": {"text": "named rightly"}, "range": [0, 1.03], **shares(0, 0.2, 0.4, 0.6, 0.8, 1)}
    return _laid_out(figure, axis, dark=dark)


def loss_curves(curves: TrainingCurves, *, dark: bool = False) -> go.Figure:
    """Cross-entropy after each epoch, in nats.

    Args:
        curves: what to draw.
        dark: for a dark page.
    """
    figure = _lines(curves.cross_entropy, curves.validation_cross_entropy, dark=dark, in_shares=False)
    return _laid_out(figure, {"title": {"text": "cross-entropy, nats"}, "rangemode": "tozero"}, dark=dark)


def _lines(training: tuple[float, ...], aside: tuple[float, ...], *, dark: bool, in_shares: bool) -> go.Figure:
    colours, figure = palette(dark=dark), go.Figure()
    drawn = ((_TRAINING, training, colours.muted, "dot"), (_ASIDE, aside, colours.accent, "solid"))
    for name, values, colour, dash in drawn:
        if values:
            figure.add_trace(
                go.Scatter(
                    x=list(range(1, len(values) + 1)),
                    y=values,
                    mode="lines" if len(values) >= _FEW else "lines+markers",
                    line={"color": colour, "width": 2, "dash": dash},
                    name=name,
                    customdata=hover_shares(values) if in_shares else [f"{value:.3f}" for value in values],
                    hovertemplate="%{customdata}",
                )
            )
    return figure


def _laid_out(figure: go.Figure, axis: dict[str, object], *, dark: bool) -> go.Figure:
    return styled(
        figure,
        dark=dark,
        height_px=_HEIGHT_PX,
        margin={"l": 8, "r": 14, "t": 8, "b": 84},
        showlegend=True,
        legend=legend_below(palette(dark=dark)),
        hovermode="x unified",
        yaxis=axis,
        xaxis={"title": {"text": "epoch of training"}, "showgrid": False},
    )
