"""What Compare shows beneath its player: the joints of a pair first, then when and where the models differ."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from sta_lstm import figures
from sta_lstm.comparison.comparison import Comparison, Pair
from sta_lstm.comparison.measures import MEASURES
from sta_lstm.figures.curves import beta_curves
from sta_lstm.ui.pages import compare_text
from sta_lstm.ui.pages.compared_models import ComparedModel
from sta_lstm.ui.panels import views
from sta_lstm.ui.session.drawn import drawn
from sta_lstm.ui.text import escaped, title_line

CHOSEN_PAIR, CHOSEN_SCALE, _MEASURE = (
    "compare-pair",
    "compare-scale",
    "compare-measure",
)  # in the session: what is chosen
SHARED, OWN = "Shared scale", "Own scale"


@dataclass(frozen=True, eq=False)
class Details:
    """A comparison with all that its figures need.

    Attributes:
        found: the comparison.
        keys: tell it apart from all others.
        stem: begins the names of its files.
    """

    found: Comparison
    keys: tuple[str, ...]
    stem: str

    def chart(self, draw: Callable[..., go.Figure], *, key: str, **asked: Hashable) -> None:
        """A figure of the comparison, drawn once for each thing that is asked for."""
        figure = drawn(self.keys, draw, self.found, dark=views.is_dark(), **asked)
        views.chart(figure, key=key, of=self.found.predictions)

    def download(self, label: str, table: Callable[[], Any], what: str) -> None:
        """A table of the comparison as a file."""
        views.table_download(label, table, f"{self.stem}-{what}.csv", self.found.predictions)


def choose_pair(models: list[ComparedModel]) -> Pair:
    """The two that are compared in detail, as places among the models."""
    pairs = {(models[i].source.key, models[j].source.key): (i, j) for i, j in combinations(range(len(models)), 2)}
    if st.session_state.get(CHOSEN_PAIR) not in pairs:
        st.session_state[CHOSEN_PAIR] = next(iter(pairs))
    titles = {keys: title_line(f"{models[i].name} and {models[j].name}") for keys, (i, j) in pairs.items()}
    chosen = st.selectbox("Pair to look at", list(pairs), format_func=lambda keys: titles[keys], key=CHOSEN_PAIR)
    return pairs[chosen]


def joints(details: Details, models: list[ComparedModel]) -> Pair:
    """What one of two uses and the other does not; which two is chosen here, for all that is beneath as well."""
    found = details.found
    left, right = st.columns([2, 1], gap="large", vertical_alignment="bottom")
    left.header("Joints that one uses and the other does not", anchor=False)
    with right:
        pair = choose_pair(models)
    left, right = st.columns([2, 1], gap="large")
    with left:
        details.chart(figures.joint_differences, key="joints", pair=pair, top=8)
    with right:
        for name, side in compare_text.sides(found, pair):
            st.markdown(f"**{escaped(name)}** alone")
            st.markdown(compare_text.joint_list(found, pair, side, most=4))
        details.download("Joints, CSV", partial(found.joints, pair), "joints")
    st.caption(
        "Attention over the clip, times an equal share: right of the dashed line a joint gets more than that. The "
        "longer the bar between the two marks, the more the models differ."
    )
    return pair


def curves(details: Details) -> None:
    """β of all models on one axis."""
    left, right = st.columns([2.8, 1], vertical_alignment="bottom")
    left.header("When they looked: β", anchor=False)
    right.radio("Scale of β", [SHARED, OWN], key=CHOSEN_SCALE, horizontal=True, label_visibility="collapsed")
    st.caption(
        "Diamonds are keyframes, the moments that a model weighs most. A grey band marks where every model that has "
        "keyframes has one."
    )
    details.chart(beta_curves, key="curves", own_scale=st.session_state.get(CHOSEN_SCALE) == OWN)


def differences(details: Details, pair: Pair) -> None:
    """Where and when the two differ."""
    first, second = (escaped(details.found.names[i]) for i in pair)
    st.header("Where they differ: Δα", anchor=False)
    st.caption(f"Attention of {second} minus that of {first}, times an equal share: one row a joint.")
    details.chart(figures.alpha_difference, key="delta-alpha", pair=pair)
    st.header("How far apart they look, frame by frame", anchor=False)
    st.caption(compare_text.divergence_text(details.found, pair))
    details.chart(figures.divergence_curve, key="divergence", pairs=(pair,))
    st.header("When they differ: Δβ", anchor=False)
    st.caption(f"Weight of each frame under {second} minus that under {first}, times an equal share.")
    details.chart(figures.beta_difference, key="delta-beta", pair=pair)


def measures(details: Details, pair: Pair) -> None:
    """Every measure with its baselines, folded away: of the pair, and of all pairs where there are several."""
    found = details.found
    with st.expander("All measures", icon=":material/table_chart:"):
        agreement(found, pair)
        if len(found.pairs) > 1:
            all_pairs(details)


def agreement(found: Comparison, pair: Pair) -> None:
    """Every measure of the two with its baselines, and how to read it."""
    between, seeds = found.pair(pair), found.two_seeds(pair)
    first, second = (escaped(found.names[i]) for i in pair)
    st.header(f"How far {first} and {second} agree", anchor=False)
    if between.both_know is not None:
        st.markdown(f"From **frame {between.both_know}** on, each already gives its final answer.")
    for start in range(0, len(MEASURES), 3):
        for column, measure in zip(st.columns(3, gap="small"), MEASURES[start : start + 3], strict=True):
            column.markdown(compare_text.measure_text(measure, between.figures, between.random, seeds))
            column.caption(escaped(measure.reading))
    for note in between.notes:
        st.caption(escaped(note))


def all_pairs(details: Details) -> None:
    """The same figures for every two."""
    st.header("All pairs", anchor=False)
    st.dataframe(compare_text.agreement_frame(details.found), hide_index=True, width="stretch")
    left, right = st.columns([1, 1], gap="large")
    with right:
        measure = st.selectbox("Measure", MEASURES, format_func=lambda each: title_line(each.title), key=_MEASURE)
        st.caption(compare_text.colours_text(measure))
    with left:
        details.chart(figures.agreement_heatmap, key="every-two", measure=measure.name)


def left_out(found: Comparison) -> None:
    """What the models do not share."""
    views.sentences("Left out of the comparison", found.left_out)
    inferred = compare_text.inferred_text(found)
    if inferred:
        st.caption(inferred)
