"""What stands beside a player: the answer in bars, and the joints at the moment at which the body stands."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from sta_lstm import figures
from sta_lstm.evidence.maps.attention import product_map
from sta_lstm.figures.style import says
from sta_lstm.prediction.maps import PLAYER_MAPS
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.ui.panels import views
from sta_lstm.ui.panels.bars import bars_html, height_px
from sta_lstm.ui.panels.player import PlayerState
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.text import escaped

#: Classes and joints that are told: so many that the panel is about as high as a player with its lanes beside it.
_CLASSES, _JOINTS = 6, 27
#: Letters of a map's title in a heading.
_TITLE = 60


def panel(
    keys: tuple[str, ...],
    prediction: Prediction,
    state: PlayerState,
    *,
    of: str = "",
    is_hidden: bool = False,
    is_in_windows: bool = False,
) -> None:
    """The probabilities, and beneath them the joints that have most of the map that the player shows.

    They are those at the frame at which the body stands, or over the clip while it is in motion.

    Args:
        keys: tell the prediction apart from all others.
        prediction: what is shown in full: that of the pane which is outlined.
        state: of the player.
        of: what of, to follow the title.
        is_hidden: whether the answer is kept back.
        is_in_windows: whether the clip is long, and read in windows: the answer to all of it at once is no answer.
    """
    dark = views.is_dark()
    if not is_in_windows:
        st.header(f"Prediction{of}", anchor=False)
        with st.container(key="probabilities"):
            st.html(_probabilities(keys, is_hidden, dark, prediction))
    wanted = (state.view or "").rpartition(" ")[0] or prediction.maps[0].name
    told = _with_map(prediction, wanted)
    shown = next((each for each in told.maps if each.name == wanted), told.maps[0])
    if shown.relative and not shown.learned:
        return
    frame = state.moment
    when = "over the clip" if frame is None else f"at frame {frame}"
    what = "" if wanted == told.maps[0].name else f": {escaped(shown.title, most=_TITLE)}"
    with st.container(key="moment"):  # steps back as one while the body is at another moment: `host/charts.js`
        st.header(f"Joints {when}{of}{what}", anchor=False)
        with st.container(key="joints"):
            st.html(_joints(keys, frame, shown.name, dark, told))


def _with_map(prediction: Prediction, name: str) -> Prediction:
    """The answer, with the map that the player makes of it by itself if that is the one of this name."""
    relative = prediction.maps[0].relative and prediction.curves[0].relative
    if name != PLAYER_MAPS[0] or not relative or any(each.name == name for each in prediction.maps):
        return prediction
    return prediction.with_maps(product_map(prediction))


@kept()
def _probabilities(keys: tuple[str, ...], is_hidden: bool, dark: bool, _prediction: Prediction) -> str:
    draw = _no_bars if is_hidden else figures.probability_bars
    return bars_html(draw(_prediction, top=_CLASSES, dark=dark))


@kept()
def _joints(keys: tuple[str, ...], frame: int | None, map_name: str, dark: bool, _prediction: Prediction) -> str:
    return bars_html(figures.joint_ranking(_prediction, frame=frame, map_name=map_name, top=_JOINTS, dark=dark))


def _no_bars(prediction: Prediction, *, top: int, dark: bool) -> go.Figure:
    """What stands in the place of `sta_lstm.figures.probability_bars`, and is as high."""
    told = figures.probability_bars(prediction, top=top, dark=dark)
    return says("The probabilities come with the answer.", dark=dark, height_px=height_px(len(told.data[0].y)))
