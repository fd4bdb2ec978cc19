"""What stands beside a player: the answer in bars, and the joints at the moment at which the body stands."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from sta_lstm import figures
from sta_lstm.figures.style import says
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.ui.panels import views
from sta_lstm.ui.panels.player import PlayerState
from sta_lstm.ui.session.drawn import drawn

#: Classes and joints that are told: so many that the panel is about as high as a player with its lanes beside it.
_CLASSES, _JOINTS = 6, 20


def panel(
    keys: tuple[str, ...],
    prediction: Prediction,
    state: PlayerState,
    *,
    of: str = "",
    is_hidden: bool = False,
    is_in_windows: bool = False,
) -> None:
    """The probabilities, and beneath them the joints that weigh most: at the frame shown, or over the clip in motion.

    Args:
        keys: tell the prediction apart from all others.
        prediction: what is shown.
        state: of the player.
        of: what of, to follow the title.
        is_hidden: whether the answer is kept back, and with it the names of pictures, which clips are called by.
        is_in_windows: whether the clip is long, and read in windows: the answer to all of it at once is no answer.
    """
    named = [] if is_hidden else [prediction]
    dark = views.is_dark()
    if not is_in_windows:
        st.header(f"Prediction{of}", anchor=False)
        bars = drawn(keys, _no_bars if is_hidden else figures.probability_bars, prediction, top=_CLASSES, dark=dark)
        views.chart(bars, key="probabilities", of=named)
    if not prediction.maps[0].learned:
        return
    frame = state.moment
    with st.container(key="moment"):  # steps back as one while the body is at another moment: `host/charts.js`
        st.header("Joints over the clip" if frame is None else f"Joints at frame {frame}", anchor=False)
        bars = drawn(keys, figures.joint_ranking, prediction, frame=frame, top=_JOINTS, dark=dark)
        views.chart(bars, key="joints", of=named)


def _no_bars(prediction: Prediction, *, top: int, dark: bool) -> go.Figure:
    """What stands in the place of `sta_lstm.figures.probability_bars`, and is as high."""
    told = figures.probability_bars(prediction, top=top, dark=dark)
    return says("They come with the answer.", dark=dark, height_px=int(told.layout.height))
