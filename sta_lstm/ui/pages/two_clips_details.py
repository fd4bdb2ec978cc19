"""What the page of two clips shows beneath its player: how far the attention is the same, when and where it differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from sta_lstm import figures
from sta_lstm.comparison.alignment import Alignment
from sta_lstm.comparison.clips import PAIR, ClipPair
from sta_lstm.figures.clips import linked_betas, warping_path
from sta_lstm.figures.curves import beta_curves
from sta_lstm.ui.pages import compare_text, two_clips_text
from sta_lstm.ui.pages.clip_pairs import ChosenClip
from sta_lstm.ui.panels import views
from sta_lstm.ui.panels.charts import Charts
from sta_lstm.ui.text import escaped


def details(found: ClipPair | None, aligned: Alignment, both: Sequence[ChosenClip], charts: Charts) -> None:
    """When and where the two differ, and how they were aligned: one part at a time, drawn once it is opened."""
    parts: dict[str, Callable[[], None]] = {}
    if found is not None:
        parts |= {
            "When it looked: β": partial(weights, found, charts),
            "When the two differ: Δβ": partial(moments, found, charts),
            "Where the two differ: Δα": partial(joints, found, charts),
        }
    views.tabs({**parts, "Which frames belong together": partial(aligned_by, aligned, both, charts)}, key="clips-tabs")


def aligned_by(aligned: Alignment, both: Sequence[ChosenClip], charts: Charts) -> None:
    """The alignment, drawn, with what was left out."""
    names = (both[0].name, both[1].name)
    st.caption(two_clips_text.ALIGNMENT_HINTS[aligned.kind])
    st.markdown(two_clips_text.distance_text(aligned, both[0].clip, names))
    st.caption(
        "Each point is a pair of poses: violet where they are alike. The line is the path of the common clock. Where "
        "it runs horizontally or vertically, one clip is held while the other moves on."
    )
    charts.draw(warping_path, aligned, key="path", names=names)
    views.sentences("Notes on this alignment", aligned.notes)


def weights(found: ClipPair, charts: Charts) -> None:
    """β of both, with links, and on one axis."""
    st.caption(
        "Each clip over its own time, back to back. Lines join matched frames; strong ones begin at a "
        "keyframe (◆), a moment that the model weighs most. Lines from peak to peak mean that the same moment counted "
        "in both."
    )
    charts.draw(linked_betas, found, key="links")
    st.caption(
        "The same on the common clock, whose steps count as frames here. A grey band marks where both clips have a "
        "keyframe."
    )
    charts.draw(beta_curves, found.comparison, key="curves")


def moments(found: ClipPair, charts: Charts) -> None:
    """Where β differs."""
    first, second = (escaped(name) for name in found.comparison.names)
    st.caption(f"Weight in {second} minus that in {first}, times an equal share, at each step of the common clock.")
    charts.draw(figures.beta_difference, found.comparison, key="delta-beta", pair=PAIR)
    table = two_clips_text.moments_frame(found)
    if table.empty:
        st.markdown("At no moment does β differ more than at the others.")
    else:
        st.markdown("The moments that differ most, β in times an equal share:")
        _show_multiples(table)


def joints(found: ClipPair, charts: Charts) -> None:
    """Where α differs."""
    if not found.predictions[0].maps[0].learned:
        st.caption("This model tells no spatial attention: every joint weighs the same in both clips.")
        return
    st.caption(
        f"{compare_text.steps_text(found.comparison, PAIR)} One row is a joint, one column a step of the common clock, "
        "at which both show matched frames."
    )
    charts.draw(figures.alpha_difference, found.comparison, key="delta-alpha", pair=PAIR)
    st.markdown("The joints that differ most, each at its moment, α in times an equal share:")
    _show_multiples(two_clips_text.joints_frame(found))


def _show_multiples(table: pd.DataFrame) -> None:
    """A table whose numbers with a point are multiples of an equal share, or differences of such."""
    names = [name for name in map(str, table) if pd.api.types.is_float_dtype(table[name])]
    differences = [name for name in names if name.startswith("Δ")]
    columns = {name: st.column_config.NumberColumn(format="%.1f×") for name in names if name not in differences}
    st.dataframe(views.signed(table, differences, "×"), hide_index=True, width="stretch", column_config=columns)


def agreement(found: ClipPair) -> None:
    """How far the attention is the same, beside what two unrelated maps would give."""
    st.header("How far the attention is the same", anchor=False)
    for column, (text, reading) in zip(st.columns(4, gap="medium"), two_clips_text.agreement(found), strict=True):
        column.markdown(text)
        column.caption(reading)
    for sentence in found.comparison.left_out:
        st.caption(f"Left out: {escaped(sentence, most=1000)}")
