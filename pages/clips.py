"""Two clips: one checkpoint on both, their frames aligned, their attention on one clock."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from sta_lstm import figures
from sta_lstm.comparison.alignment import Alignment, Kind
from sta_lstm.comparison.clips import PAIR, ClipPair
from sta_lstm.figures.clips import linked_betas, warping_path
from sta_lstm.figures.curves import beta_curves
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.ui import clips, recording, sources, views
from sta_lstm.ui.address import CLIPS, Wish
from sta_lstm.ui.clips import Chosen
from sta_lstm.ui.errors import tried
from sta_lstm.ui.look import enter_through_the_front_door
from sta_lstm.ui.text import plain

ALIGNED = "clips-aligned"


def sidebar() -> tuple[sources.Source | None, sources.Source | None, sources.Source | None]:
    """The three choices."""
    with st.sidebar:
        return sources.pick_clip(), sources.pick_second_clip(), sources.pick_checkpoint()


def follow(wish: Wish | None) -> None:
    """Choose above the player what an address asks for."""
    if wish is not None or ALIGNED not in st.session_state:
        told = None if wish is None else wish.link.alignment
        st.session_state[ALIGNED] = told if told in clips.TITLES else next(iter(clips.TITLES))


def heading(both: Sequence[Chosen], predictions: Sequence[Prediction | None]) -> None:
    """What the checkpoint says of the two, in one line, and what they are."""
    labels = [prediction.label for prediction in predictions if prediction is not None]
    if len(labels) < 2:
        title = " and ".join(one.name for one in both)
    elif labels[0] == labels[1]:
        title = f"Both are “{labels[0]}”"
    else:
        title = f"“{labels[0]}” and “{labels[1]}”"
    st.title(plain(title), anchor=False)
    st.caption("  \n".join(clips.facts(one) for one in both))
    if both[0].clip is both[1].clip:
        st.info("This is one clip twice, so that each frame belongs to itself.", icon=":material/info:")


def cards(both: Sequence[Chosen], predictions: Sequence[Prediction]) -> None:
    """The answers side by side, in the order of the panes."""
    others = (predictions[1], predictions[0])
    for column, one, prediction, other in zip(st.columns(2), both, predictions, others, strict=True):
        column.markdown(clips.card(one, prediction, other))


@st.fragment
def player_and_downloads(
    payload: dict[str, Any], both: Sequence[Chosen], aligned: Alignment | None, found: ClipPair | None
) -> None:
    """Two panes on one clock; a pause or a scrub reruns this part alone."""
    state = views.player(payload, CLIPS)
    names = [one.name for one in both]
    if aligned is not None:
        st.markdown(clips.where(aligned, names, state.frame))
        st.caption("A frame that stands for several steps adds its evidence once, at the first of them.")
    stem = "-and-".join(names)
    with st.container(horizontal=True, gap="small"):
        views.page_download(payload, title=f"{names[0]} and {names[1]}", file_name=f"{stem}.html")
        if found is not None:
            views.table_download("Steps, CSV", found.steps, f"{stem}-steps.csv")
        CLIPS.copy_link()


def aligned_by(aligned: Alignment, both: Sequence[Chosen]) -> None:
    """The alignment, drawn, with what was left out."""
    names = (both[0].name, both[1].name)
    st.header("Which frames belong together", anchor=False)
    st.caption(clips.READINGS[aligned.kind])
    st.markdown(clips.distance_text(aligned, both[0].clip, names))
    st.caption(
        "Each point is a pair of poses: violet where they are alike. The line is the way of the common clock. Where it "
        "runs level or upright, one clip stands while the other moves on."
    )
    views.chart(warping_path(aligned, names, dark=views.is_dark()), key="path")
    views.sentences("Notes on this alignment", aligned.notes)


def weights(found: ClipPair, stem: str) -> None:
    """β of both, with links, on one axis, and where it differs."""
    dark = views.is_dark()
    st.header("When it looked: β", anchor=False)
    st.caption(
        "Each clip over its own time, back to back. Lines join frames that belong together; strong ones begin at a "
        "keyframe (◆). Links from peak to peak say that the same moment counted in both."
    )
    views.chart(linked_betas(found, dark=dark), key="links")
    st.caption(
        "The same on the common clock, whose steps count as frames here. A grey band stands where both clips have a "
        "keyframe."
    )
    views.chart(beta_curves(found.comparison, dark=dark), key="curves")
    first, second = (plain(name) for name in found.comparison.names)
    st.header("When the two differ: Δβ", anchor=False)
    st.caption(f"Weight in {second} less that in {first}, in multiples of uniform, at each step of the common clock.")
    views.chart(figures.beta_difference(found.comparison, PAIR, dark=dark), key="delta-beta")
    moments = clips.moments_frame(found)
    if moments.empty:
        st.markdown("β differs at no moment more than at the others.")
    else:
        st.markdown("The moments that differ most:")
        st.dataframe(moments, hide_index=True, width="stretch")
        views.table_download("Moments, CSV", found.moments, f"{stem}-moments.csv")


def joints(found: ClipPair, stem: str) -> None:
    """Where α differs."""
    st.header("Where the two differ: Δα", anchor=False)
    if not found.predictions[0].maps[0].learned:
        st.caption("This model has no spatial attention: every joint weighs the same in both clips.")
        return
    first, second = (plain(name) for name in found.comparison.names)
    st.caption(
        f"Attention in {second} less that in {first}, in multiples of uniform: one row a joint, one column a step of "
        "the common clock, at which both show frames that belong together."
    )
    views.chart(figures.alpha_difference(found.comparison, PAIR, dark=views.is_dark()), key="delta-alpha")
    st.markdown("The joints that differ most, each at its moment:")
    st.dataframe(clips.joints_frame(found), hide_index=True, width="stretch")
    views.table_download("Joints, CSV", found.joints, f"{stem}-joints.csv")


def agreement(found: ClipPair) -> None:
    """How far the attention is the same, beside what two unrelated maps would give."""
    st.header("How far the attention is the same", anchor=False)
    for column, (text, reading) in zip(st.columns(4, gap="medium"), clips.agreement(found), strict=True):
        column.markdown(text)
        column.caption(reading)
    for sentence in found.comparison.left_out:
        st.caption(f"Left out: {plain(sentence, most=1000)}")


def recordings(both: Sequence[Chosen]) -> None:
    """All about the two files, folded away."""
    for one in clips.each_once(both):
        recording.panel(one.source, one.recorded, one.clip, name=one.name)


def answers(
    both: Sequence[Chosen], checkpoint: Checkpoint | None, checkpoint_source: sources.Source
) -> list[Prediction | None]:
    """What the checkpoint says of each clip; None, and the reason said, where it does not fit."""
    found: list[Prediction | None] = []
    for one in both:
        answer = None
        if checkpoint is not None and not one.brought.waits:
            ask = partial(sources.timed_prediction, one.brought.key, checkpoint_source.cache_key, one.clip, checkpoint)
            answer = tried(ask)
        found.append(None if answer is None else answer[0])
    return found


def choose_alignment() -> Kind:
    """How the two are aligned."""
    chosen: Kind = st.radio(
        "Align the clips", list(clips.TITLES), format_func=lambda kind: clips.TITLES[kind], key=ALIGNED, horizontal=True
    )
    return chosen


def show(
    both: Sequence[Chosen],
    checkpoint: Checkpoint | None,
    checkpoint_source: sources.Source,
    aligned: Alignment | None,
) -> None:
    """Everything that can be shown of the two."""
    predictions = answers(both, checkpoint, checkpoint_source)
    heading(both, predictions)
    kind = None if aligned is None else choose_alignment()
    if kind is not None:
        clips.follow_alignment(CLIPS, both, kind)
    key = checkpoint_source.cache_key
    first, second = predictions
    found = None
    if first is not None and second is not None:
        cards(both, [first, second])
        if kind is not None:
            found = tried(lambda: clips.pair(both, kind, key, [first, second]))
    player_and_downloads(clips.payload(both, kind, key, predictions), both, aligned, found)
    recordings(both)
    if aligned is not None:
        aligned_by(aligned, both)
    if found is not None:
        stem = "-and-".join(one.name for one in both)
        weights(found, stem)
        joints(found, stem)
        agreement(found)


def page() -> None:
    """From three choices to everything shown."""
    wish = CLIPS.wish()
    chosen = sidebar()
    first_source, second_source, checkpoint_source = chosen
    if first_source is None or second_source is None or checkpoint_source is None:
        return
    read = clips.read_both(first_source, second_source)
    follow(wish)
    if len(read) < 2:
        for source, clip in read:
            CLIPS.settle(wish, first_source, [checkpoint_source], clip.n_frames, second_source)
            views.body_alone(clip, CLIPS)
            recording.panel(source, clip)
        return
    checkpoint = tried(lambda: sources.read_checkpoint(checkpoint_source))
    both = clips.bring_both(read, checkpoint)
    aligned = tried(lambda: clips.alignment(both, st.session_state[ALIGNED]))
    n_steps = max(one.clip.n_frames for one in both) if aligned is None else aligned.n_steps
    CLIPS.settle(wish, first_source, [checkpoint_source], n_steps, second_source)
    show(both, checkpoint, checkpoint_source, aligned)


enter_through_the_front_door()
page()
