"""The answer itself: how probable each class is."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from sta_lstm.figures.style import MAX_TICK_CHARACTERS, SMALL_PX, VALUES_PX, palette, plain, shares, styled
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.words import probability_text


def probability_bars(prediction: Prediction, *, top: int = 8, dark: bool = False) -> go.Figure:
    """The most probable classes as bars, the predicted one in the accent colour; what is left over as one bar.

    Args:
        prediction: what to draw.
        top: at most so many classes.
        dark: for a dark page.
    """
    colours = palette(dark=dark)
    order = np.argsort(-prediction.logits, kind="stable")[: max(1, top)]
    names = [prediction.class_names[int(i)] for i in order]
    values = prediction.probabilities[order].astype(np.float64).tolist()
    n_left = len(prediction.class_names) - len(names)
    if n_left:
        names.append(f"{n_left} other class{'es' if n_left > 1 else ''}")
        values.append(max(0.0, 1 - sum(values)))
    places = list(range(len(names)))
    figure = go.Figure(
        go.Bar(
            x=values,
            y=places,
            orientation="h",
            marker={"color": [colours.accent, *[colours.muted] * (len(names) - 1)], "cornerradius": 3},
            text=[probability_text(value) for value in values],
            textposition="outside",
            textfont={"color": colours.text},
            cliponaxis=False,
            customdata=[plain(name) for name in names],
            hovertemplate="<b>%{customdata}</b><br>%{text}<extra></extra>",
        )
    )
    return styled(
        figure,
        dark=dark,
        height_px=26 * len(names) + 56,
        margin={"l": 8, "r": VALUES_PX, "t": 8, "b": 44},
        xaxis={"title": {"text": "probability"}, "range": [0, 1], **shares(0, 0.5, 1)},
        yaxis={
            "tickvals": places,
            "ticktext": [plain(name, most=MAX_TICK_CHARACTERS) for name in names],
            "range": [len(names) - 0.5, -0.5],
            "showgrid": False,
            "tickfont": {"size": SMALL_PX, "color": colours.text},
        },
    )
