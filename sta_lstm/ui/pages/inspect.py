"""Inspect: one clip under one checkpoint, its attention on the moving body and along time."""

from collections.abc import Callable, Hashable, Set
from functools import partial
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

from sta_lstm import figures
from sta_lstm.evidence.maps.kinds import KINDS
from sta_lstm.evidence.maps.needs import usual_maps
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.prediction.files import prediction_bytes
from sta_lstm.skeletons import Clip
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.panels import conversion, heading, maps, recording, views, what_if
from sta_lstm.ui.panels.edit_field import EDIT
from sta_lstm.ui.panels.explain_field import EXPLAIN
from sta_lstm.ui.panels.player_fields import PLAYER_FIELDS
from sta_lstm.ui.pickers.checkpoint_files import CHECKPOINT, pick_checkpoint, read_checkpoint
from sta_lstm.ui.pickers.clip_files import CLIP, pick_clip
from sta_lstm.ui.session.address import Address
from sta_lstm.ui.session.drawn import drawn
from sta_lstm.ui.session.kept import in_turn
from sta_lstm.ui.session.predictions import Inference, infer
from sta_lstm.ui.session.usage import measured
from sta_lstm.ui.text import escaped, file_name
from sta_lstm.words import counted

INSPECT = Address("inspect", (CLIP, CHECKPOINT, EXPLAIN, *PLAYER_FIELDS, EDIT))
_HINT = "If you have its file, add it under “Maps of your own”, and the joints show it."


def facts(clip: Clip, checkpoint: Checkpoint | None, answer: Inference | None) -> None:
    """What was opened, and where the model ran."""
    bodies = f"{counted(clip.n_shown, 'person')} · {counted(clip.n_joints, 'joint')} ({escaped(clip.layout.name)})"
    lines = [f"Clip: {counted(clip.n_frames, 'frame')} · {clip.fps:g} fps · {bodies}"]
    if checkpoint is not None:
        lines.append(f"Model: {checkpoint.variant} · {len(checkpoint.class_names)} classes")
    if answer is not None:
        lines.append(f"Run on: {escaped(answer.prediction.provenance.device)}")
    st.sidebar.caption("  \n".join(lines))


@st.fragment
@measured
def player_and_moment(asked: what_if.Asked, key: str) -> None:
    """The player, beside it what it stands on, and beneath it what if; a pause or a scrub reruns this part alone."""
    with in_turn():
        _player_and_moment(asked, key)


def _player_and_moment(asked: what_if.Asked, key: str) -> None:
    dark = views.is_dark()
    edited = what_if.edited(asked)
    answer = edited or asked.answer
    left, right = st.columns([2.8, 1], gap="medium")
    with left:
        state = views.player(answer.payload, INSPECT, patch=what_if.patch_for(answer.payload), hint=_HINT)
    with right:
        of = " of the edited clip" if edited else ""
        st.header(f"Prediction{of}", anchor=False)
        bars = drawn(answer.key, figures.probability_bars, answer.prediction, top=4, dark=dark)
        views.chart(bars, key="probabilities", of=[answer.prediction])
        if answer.prediction.maps[0].learned:
            frame = state.frame
            st.header("Joints over the clip" if frame is None else f"Joints at frame {frame}", anchor=False)
            bars = drawn(answer.key, figures.joint_ranking, answer.prediction, frame=frame, top=8, dark=dark)
            views.chart(bars, key="joints", of=[answer.prediction])
        st.header("Save and share", anchor=False)
        downloads(answer, f"{key}-edited" if edited else key)
    what_if.panel(asked, edited, state)


def downloads(answer: Inference, key: str) -> None:
    """Everything shown, as files, and as an address; of an edited clip, what was done to it stands in them."""
    stem = Path(answer.prediction.clip.name).stem or "clip"
    stem += "-edited" if key.endswith("-edited") else ""
    with st.container(horizontal=True, gap="small"):
        for suffix, mime in ((".csv", "text/csv"), (".npz", "application/octet-stream")):
            st.download_button(
                suffix[1:].upper(),
                data=partial(prediction_bytes, answer.prediction, suffix),
                file_name=file_name(f"{stem}-{answer.prediction.checkpoint}{suffix}"),
                mime=mime,
                on_click="ignore",
                key=f"download-{suffix}-{key}",
            )
        INSPECT.copy_link()


def details(answer: Inference, known: Set[str]) -> None:
    """The figures that stand still; ``known`` are names of maps that are from no file of the visitor's."""
    prediction, dark = answer.prediction, views.is_dark()

    def chart(draw: Callable[..., go.Figure], *, key: str, **asked: Hashable) -> None:
        views.chart(drawn(answer.key, draw, prediction, dark=dark, **asked), key=key, of=[prediction])

    st.header("Where it looked: α", anchor=False)
    if prediction.maps[0].learned:
        st.caption(
            "One row per joint, one column per frame. Violet is more than an equal share of attention, grey is less."
        )
        chart(figures.map_heatmap, key="alpha")
    else:
        st.caption("This model has no spatial attention: every joint weighs the same.")
    for own in prediction.maps[1:]:
        st.header(escaped(own.title), anchor=False)
        what = KINDS[own.name].what if own.name in known else "A map from your own file."
        st.caption(f"{what} One row per joint, one column per frame.")
        chart(figures.map_heatmap, key=f"map-{own.name}", map_name=own.name)
    left, right = st.columns(2, gap="large")
    with left:
        st.header("When it decided", anchor=False)
        st.caption("The probability of each class from the frames seen so far.")
        chart(figures.running_prediction, key="running")
    with right:
        st.header("What each frame added: β·z", anchor=False)
        predicted = int(prediction.logits.argmax())
        # Another answer is another question: the choice begins anew at the class that was predicted.
        key = f"evidence-class-{predicted}"
        name = views.choose_class("Evidence for", prediction, key=key)
        chart(figures.evidence_bars, key="evidence", class_name=name)


def page() -> None:
    """From two choices to everything shown."""
    request = INSPECT.requested()
    with st.sidebar:
        clip_source = pick_clip()
    recorded = None if clip_source is None else recording.read_recording(clip_source)
    with st.sidebar:
        checkpoint_source = pick_checkpoint(recorded)
    if clip_source is None or checkpoint_source is None:
        return
    checkpoint = run_or_show_error(lambda: read_checkpoint(checkpoint_source))
    if recorded is None:
        return
    clip = recorded
    INSPECT.update(request, {CLIP: [clip_source], CHECKPOINT: [checkpoint_source]}, clip.n_frames)
    answer = None
    if checkpoint is not None:
        adapted = conversion.adapt_or_offer(clip_source.cache_key, clip, checkpoint)
        clip = adapted.clip
        if not adapted.is_pending:
            answer = run_or_show_error(
                lambda: infer(adapted.key, checkpoint_source.cache_key, adapted.clip, checkpoint)
            )
    facts(clip, checkpoint, answer)
    if answer is None or checkpoint is None:
        views.body_alone(clip, INSPECT)
        recording.panel(clip_source, recorded)
        return
    heading.show(answer, checkpoint, is_planted=clip_source.is_made_up)
    above = st.container()  # what the player shows is known once the maps are, which stand beneath it
    keys = (adapted.key, checkpoint_source.cache_key)
    answer = maps.add_known(answer, checkpoint, keys, INSPECT)
    answer = maps.add_own(answer)
    with above:
        asked = what_if.Asked(answer, checkpoint, "-".join(keys), INSPECT)
        player_and_moment(asked, f"{clip_source.key}-{checkpoint_source.key}")
    recording.panel(clip_source, recorded, clip)
    details(answer, {*usual_maps(checkpoint), *INSPECT.shown[EXPLAIN]})
