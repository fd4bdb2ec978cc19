"""What Compare shows beneath its player: the joints of a pair first, then when and where the models differ."""

from __future__ import annotations

from functools import partial
from itertools import combinations

import streamlit as st

from sta_lstm import figures
from sta_lstm.comparison.comparison import Comparison, Pair
from sta_lstm.comparison.measures import MEASURES, Measure
from sta_lstm.figures.curves import beta_curves
from sta_lstm.ui.pages import compare_text
from sta_lstm.ui.pages.compared_models import ComparedModel
from sta_lstm.ui.panels import share, views
from sta_lstm.ui.panels.charts import Charts
from sta_lstm.ui.text import escaped, title_line
from sta_lstm.words import counted

#: In the session: what is chosen.
CHOSEN_PAIR, CHOSEN_SCALE, CHOSEN_MEASURE = "compare-pair", "compare-scale", "compare-measure"
_TABS = "compare-tabs"
SHARED, OWN = "Shared scale", "Own scale"


def _pairs(models: list[ComparedModel]) -> dict[tuple[str, str], Pair]:
    """Every two by the keys of their sources, as places among the models."""
    return {(models[i].source.key, models[j].source.key): (i, j) for i, j in combinations(range(len(models)), 2)}


def chosen_pair(models: list[ComparedModel]) -> Pair:
    """The two that are chosen beneath the player; the first two, where none are."""
    return _pairs(models).get(st.session_state.get(CHOSEN_PAIR, ("", "")), (0, 1))


def chosen_measure() -> Measure:
    """The measure that is chosen for all pairs."""
    chosen: Measure = st.session_state.get(CHOSEN_MEASURE, MEASURES[0])
    return chosen


def choose_pair(models: list[ComparedModel]) -> Pair:
    """The two that are compared in detail, as places among the models."""
    pairs = _pairs(models)
    if st.session_state.get(CHOSEN_PAIR) not in pairs:
        st.session_state[CHOSEN_PAIR] = next(iter(pairs))
    titles = {keys: title_line(f"{models[i].name} and {models[j].name}") for keys, (i, j) in pairs.items()}
    chosen = st.selectbox("Pair to look at", list(pairs), format_func=lambda keys: titles[keys], key=CHOSEN_PAIR)
    return pairs[chosen]


def prints(found: Comparison, pair: Pair) -> dict[str, share.Print]:
    """The figures of the page, for print."""
    chart = share.chart_print
    return {
        "Joints that differ": chart(figures.joint_differences, found, pair=pair, top=8),
        "Attention to frames": chart(beta_curves, found, own_scale=st.session_state.get(CHOSEN_SCALE) == OWN),
        "Where they differ, joint by frame": chart(figures.alpha_difference, found, pair=pair),
        "How far apart they look": chart(figures.divergence_curve, found, pairs=(pair,)),
        "When they differ": chart(figures.beta_difference, found, pair=pair),
        "Agreement of all pairs": chart(figures.agreement_heatmap, found, measure=chosen_measure().name),
    }


def tables(found: Comparison, pair: Pair) -> list[share.Table]:
    """The numbers of the page."""
    of = found.predictions
    return [
        share.csv_table("Agreement, CSV", "agreement", found.table, of),
        share.csv_table("Joints, CSV", "joints", partial(found.joints, pair), of),
    ]


def settings(found: Comparison, what: str = "most attention") -> list[str]:
    """How the models were compared, in sentences; ``what`` is what the compared joints have."""
    near = f"{counted(found.tolerance, 'frame')} apart"
    return [
        f"They were compared by the {found.top} joints with the {what}, and by keyframes at most {near}",
        *(f"Left out of the comparison: {each}" for each in found.left_out),
    ]


def joints(found: Comparison, charts: Charts, models: list[ComparedModel]) -> Pair:
    """What one of two uses and the other does not; which two is chosen here, for all that is beneath as well."""
    left, right = st.columns([2, 1], gap="medium", vertical_alignment="bottom")
    left.header("Joints that one uses and the other does not", anchor=False)
    with right:
        pair = choose_pair(models)
    left, right = st.columns([2, 1], gap="medium")
    with left:
        charts.draw(figures.joint_differences, found, key="joints", pair=pair, top=8)
    with right:
        for name, side in compare_text.sides(found, pair):
            st.markdown(f"**{escaped(name)}** alone")
            st.markdown(compare_text.joint_list(found, pair, side, most=4))
    what = "Share of what the score loses" if models[0].is_occluded else "Attention over the clip"
    st.caption(
        f"{what}, times an equal share: right of the dashed line a joint gets more than that. The "
        "longer the bar between the two marks, the more the models differ. A click on a row marks its joint."
    )
    return pair


def details(found: Comparison, charts: Charts, pair: Pair, *, is_occluded: bool) -> None:
    """When and where they differ, and all figures: one part at a time, drawn once it is opened.

    By occlusion there is one number a joint and one an eighth of the time, and nothing to tell from frame to frame.
    """
    if is_occluded:
        st.caption(
            "Compared by occlusion: where a measure says α or β, the shares of what is lost stand in their place."
        )
        measures(found, charts, pair)
        return
    views.tabs(
        {
            "When they differ": partial(over_time, found, charts, pair),
            "Where they differ: Δα": partial(joint_by_frame, found, charts, pair),
            "When they looked: β": partial(curves, found, charts),
            "All measures": partial(measures, found, charts, pair),
        },
        key=_TABS,
    )


def over_time(found: Comparison, charts: Charts, pair: Pair) -> None:
    """How far apart the two are in each frame, in joints and in weight."""
    st.header("How far apart they look, frame by frame", anchor=False)
    st.caption(compare_text.divergence_text(found, pair))
    charts.draw(figures.divergence_curve, found, key="divergence", pairs=(pair,))
    first, second = (escaped(found.names[i]) for i in pair)
    st.header("Which frames they weigh differently: Δβ", anchor=False)
    st.caption(f"Weight of each frame under {second} minus that under {first}, times an equal share.")
    charts.draw(figures.beta_difference, found, key="delta-beta", pair=pair)


def joint_by_frame(found: Comparison, charts: Charts, pair: Pair) -> None:
    """Where the two differ in each frame."""
    st.caption(f"{compare_text.steps_text(found, pair)} One row is a joint.")
    charts.draw(figures.alpha_difference, found, key="delta-alpha", pair=pair)


def curves(found: Comparison, charts: Charts) -> None:
    """β of all models on one axis."""
    left, right = st.columns([2.8, 1], vertical_alignment="bottom")
    left.caption(
        "Diamonds are keyframes, the moments that a model weighs most. A grey band marks where every model that has "
        "keyframes has one."
    )
    right.radio("Scale of β", [SHARED, OWN], key=CHOSEN_SCALE, horizontal=True)
    charts.draw(beta_curves, found, key="curves", own_scale=st.session_state.get(CHOSEN_SCALE) == OWN)


def measures(found: Comparison, charts: Charts, pair: Pair) -> None:
    """Every measure with its baselines: of the pair, and of all pairs where there are several."""
    agreement(found, pair)
    if len(found.pairs) > 1:
        all_pairs(found, charts)


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


def all_pairs(found: Comparison, charts: Charts) -> None:
    """The same figures for every two."""
    st.header("All pairs", anchor=False)
    st.dataframe(compare_text.agreement_frame(found), hide_index=True, width="stretch")
    left, right = st.columns([1, 1], gap="medium")
    with right:
        measure = st.selectbox("Measure", MEASURES, format_func=lambda each: title_line(each.title), key=CHOSEN_MEASURE)
        st.caption(compare_text.colours_text(measure))
    with left:
        charts.draw(figures.agreement_heatmap, found, key="every-two", measure=measure.name)


def left_out(found: Comparison) -> None:
    """What the models do not share."""
    views.sentences("Left out of the comparison", found.left_out)
    inferred = compare_text.inferred_text(found)
    if inferred:
        st.caption(inferred)
