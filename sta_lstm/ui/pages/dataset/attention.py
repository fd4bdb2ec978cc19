"""Where the model looked, class by class: on a body, as a matrix, and over a clip's own time."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from sta_lstm.evidence.attended.looking import Looking, Over, looking
from sta_lstm.evidence.attended.slices import Model, Slice
from sta_lstm.evidence.attended.table import Attended
from sta_lstm.figures.attended.joints import class_body, class_joint_heatmap, strongest
from sta_lstm.figures.attended.phases import class_phase_heatmap, phase_curve
from sta_lstm.ui.pages.dataset.fields import DATASET, OVER, SPREAD, key_of
from sta_lstm.ui.panels import views
from sta_lstm.ui.session.drawn import drawn
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.keys import Offered
from sta_lstm.ui.text import escaped
from sta_lstm.words import capital, counted, listed, person_letter

_NAMES: dict[Over, str] = {"subjects": "Subjects", "networks": "Checkpoints"}
_HELP = (
    "The spread is the standard deviation between the means of subjects, or of checkpoints that were trained alike: "
    "choose several together in the side bar."
)


def show(table: Attended, model: Model, part: Slice, table_key: str) -> None:
    """Both attentions by true class, of the clips of a slice whatever its class and answer."""
    asked = replace(part, label=None, predicted=None)
    over, spread = _pick(table)
    found = _looking(Offered(table_key), model, asked, over, table)
    keys = (Offered(table_key), Offered(repr((model, asked, over))))
    chosen = part.label if part.label in found.class_names else None
    st.header("Where it looked: α", anchor=False)
    if not np.isfinite(found.joints[-1]).any():
        st.caption(_no_joints(found, model))
    else:
        _joints(keys, table, model, found, chosen, spread=spread)
    st.header("When it looked: β", anchor=False)
    if not np.isfinite(found.phases[-1]).any():
        st.caption("This model tells no temporal attention of these clips: every frame weighs the same.")
        return
    draw = partial(drawn, keys, dark=views.is_dark())
    n, groups = int(found.n_clips[_place(found, chosen)]), int(found.n_groups[_place(found, chosen)])
    st.caption(
        f"From the first frame of each clip to its last, in {found.phases.shape[1]} parts; {_whose(chosen)}, "
        f"{counted(n, 'clip')}, {_band(found, groups)}."
    )
    left, right = st.columns(2, gap="large")
    with left:
        views.chart(draw(phase_curve, found, class_name=chosen), key="dataset-phases")
    with right:
        views.chart(draw(class_phase_heatmap, found, spread=spread), key="dataset-class-phases")


@kept()
def _looking(table_key: str, model: Model, part: Slice, over: Over, _table: Attended) -> Looking:
    return looking(_table, model, part, over)


def _pick(table: Attended) -> tuple[Over, bool]:
    """Between whom the spread is taken, and whether it is drawn in the place of the mean."""
    for field, usual in ((OVER, "subjects"), (SPREAD, "mean")):
        if key_of(field) not in st.session_state:
            st.session_state[key_of(field)] = DATASET.shown[field] or usual
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        shown = st.segmented_control(
            "Show", ["mean", "spread"], format_func=str.capitalize, key=key_of(SPREAD), required=True
        )
        over = st.segmented_control(
            "Spread between", list(_NAMES), format_func=_NAMES.__getitem__, key=key_of(OVER), required=True, help=_HELP
        )
    kept_over: Over = "networks" if over == "networks" else "subjects"
    DATASET.remember({OVER: None if kept_over == "subjects" else kept_over})
    DATASET.remember({SPREAD: "spread" if shown == "spread" else None})
    return kept_over, shown == "spread"


def _joints(
    keys: tuple[str, ...], table: Attended, model: Model, found: Looking, chosen: str | None, *, spread: bool
) -> None:
    draw = partial(drawn, keys, dark=views.is_dark())
    pose = table.about.get("poses", {}).get(model.layout)
    top = strongest(found, model, class_name=chosen)
    several = found.joints.shape[1] > 1
    named = [f"{joint}{f' of {person_letter(m)}' if several else ''} ({value:.1f}×)" for m, joint, value in top]
    most = f"most of it on {listed(named)}" if named else "no joint with more than an equal share"
    n_clips = int(found.n_clips[-1])
    of = "" if found.n_of_layout == n_clips else f" {found.n_of_layout:,} of {n_clips:,} clips have these joints."
    st.caption(f"{capital(_whose(chosen))}, {escaped(most, most=300)}. Frames are weighted by β.{of}")
    left, right = st.columns([1, 1.5], gap="large") if _fits(pose, model) else (None, st.container())
    if left is not None and pose is not None:
        with left:
            views.chart(draw(class_body, found, model, pose, class_name=chosen), key="dataset-body")
    with right:
        if spread and not np.isfinite(found.joints_spread).any():
            st.caption(f"There is no spread between {found.over}: it takes two at least.")
        else:
            views.chart(draw(class_joint_heatmap, found, model, spread=spread), key="dataset-joints")


def _fits(pose: object, model: Model) -> bool:
    """Whether it is a body of that layout: it stands in a file."""
    try:
        points = np.asarray(pose, dtype=np.float64)
    except (TypeError, ValueError):
        return False
    return points.shape == (len(model.joints), 2) and bool(np.isfinite(points).all())


def _no_joints(found: Looking, model: Model) -> str:
    """Why there is no attention to joints to show."""
    if not found.n_of_layout and found.n_clips[-1]:
        return (
            f"These clips have other joints than those of {escaped(model.layout)}: α is shown of the model’s own alone."
        )
    return "This model tells no spatial attention of these clips: every joint weighs the same."


def _place(found: Looking, chosen: str | None) -> int:
    return found.class_names.index(chosen) if chosen in found.class_names else len(found.class_names)


def _whose(chosen: str | None) -> str:
    return "all classes together" if chosen is None else f"class {escaped(chosen)}"


def _band(found: Looking, groups: int) -> str:
    if groups < 2:
        return f"no spread between {found.over}, of which there are not two"
    noun = "subject" if found.over == "subjects" else "checkpoint"
    return f"in a band of one standard deviation between {counted(groups, noun)}"
