"""Inspect: one clip under one checkpoint, its attention on the moving body and along time."""

from collections.abc import Callable, Hashable, Set
from functools import partial
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

from sta_lstm import figures
from sta_lstm.evidence.maps.kinds import KINDS
from sta_lstm.evidence.maps.needs import usual_maps
from sta_lstm.evidence.trust import ATTENTION, TrustCounts
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.prediction.files import prediction_bytes
from sta_lstm.skeletons import Clip
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.movement import panel as movement
from sta_lstm.ui.movement.field import MEASURES
from sta_lstm.ui.panels import conversion, maps, part_lists, parts, recording, views, what_if
from sta_lstm.ui.panels.edit_field import EDIT
from sta_lstm.ui.panels.explain_field import EXPLAIN
from sta_lstm.ui.panels.part_field import PART, cut_as_asked, remember_part
from sta_lstm.ui.panels.player_fields import PLAYER_FIELDS
from sta_lstm.ui.pickers.checkpoint_files import CHECKPOINT, pick_checkpoint, read_checkpoint
from sta_lstm.ui.pickers.clip_files import CLIP, pick_clip
from sta_lstm.ui.pickers.files import Source
from sta_lstm.ui.session.address import Address
from sta_lstm.ui.session.drawn import drawn
from sta_lstm.ui.session.kept import in_turn
from sta_lstm.ui.session.predictions import Inference, infer
from sta_lstm.ui.session.usage import measured
from sta_lstm.ui.text import escaped, file_name, probability_text
from sta_lstm.words import counted

INSPECT = Address("inspect", (CLIP, PART, CHECKPOINT, EXPLAIN, *PLAYER_FIELDS, MEASURES, EDIT))
_HINT = "If you have its file, add it under “Maps of your own”, and the joints show it."


def sidebar() -> tuple[Source | None, Source | None]:
    """The two choices."""
    with st.sidebar:
        return pick_clip(), pick_checkpoint()


def facts(clip: Clip, checkpoint: Checkpoint | None, answer: Inference | None) -> None:
    """What was opened, and where the model ran."""
    persons = counted(clip.n_shown, "person")
    lines = [f"Clip: {counted(clip.n_frames, 'frame')} · {clip.fps:g} fps · {persons} · {escaped(clip.layout.name)}"]
    if checkpoint is not None:
        lines.append(f"Model: {checkpoint.variant} · {len(checkpoint.class_names)} classes")
        trust = TrustCounts.from_json(checkpoint.accuracy.get(ATTENTION))
        if trust is not None:
            lines.append(f"Its attention: {trust.short}")
    if answer is not None:
        lines.append(f"Run: {escaped(answer.prediction.provenance.device)} · {answer.seconds * 1000:.0f} ms")
    st.sidebar.caption("  \n".join(lines))


def heading(answer: Inference, clip: Clip) -> None:
    """The answer in one line, whether it is known to be right, and whether its attention can be believed."""
    prediction = answer.prediction
    order = prediction.probabilities.argsort()[::-1]
    first, second = (int(c) for c in order[:2])
    st.title(escaped(prediction.class_names[first].capitalize()), anchor=False)
    line = (
        f"is what {escaped(prediction.checkpoint)} says, {probability_text(prediction.probabilities[first])} · "
        f"runner-up {escaped(prediction.class_names[second])}, {probability_text(prediction.probabilities[second])}"
    )
    if clip.label is not None:
        line += f" · {views.verdict(prediction)}"
    st.caption(line)
    views.trust(answer.verdict, answer.untested)


@st.fragment
@measured
def player_and_moment(asked: what_if.Asked, key: str, of: parts.Parts, moving: movement.Movement) -> None:
    """The player, beside it what it stands on, and beneath it what if; a pause or a scrub reruns this part alone."""
    with in_turn():
        _player_and_moment(asked, key, of, moving)


def _player_and_moment(asked: what_if.Asked, key: str, of: parts.Parts, moving: movement.Movement) -> None:
    dark = views.is_dark()
    edited = what_if.edited(asked)
    answer = edited or asked.answer
    payload = parts.on_timeline(of, answer.payload)
    left, right = st.columns([2.8, 1], gap="medium")
    with left:
        patch = what_if.patch_for(payload)
        state = views.player(payload, INSPECT, patch=patch, hint=_HINT, movement=moving.told(payload))
        part_lists.panel(of, state)
    with right:
        whose = " of the edited clip" if edited else ", for all at once" if of.windows else ""
        st.header(f"Prediction{whose}", anchor=False)
        bars = drawn(answer.key, figures.probability_bars, answer.prediction, top=4, dark=dark)
        views.chart(bars, key="probabilities", of=[answer.prediction])
        if answer.prediction.maps[0].learned:
            frame = state.frame
            st.header("Joints over the clip" if frame is None else f"Joints at frame {frame}", anchor=False)
            bars = drawn(answer.key, figures.joint_ranking, answer.prediction, frame=frame, top=8, dark=dark)
            views.chart(bars, key="joints", of=[answer.prediction])
        st.header("Save and share", anchor=False)
        downloads(answer, f"{key}-edited" if edited else key)
    movement.panel(moving, is_edited=edited is not None)
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
    clip_source, checkpoint_source = sidebar()
    if clip_source is None or checkpoint_source is None:
        return
    cut_as_asked(request, clip_source)
    recorded = recording.read_recording(clip_source)
    checkpoint = run_or_show_error(lambda: read_checkpoint(checkpoint_source))
    if recorded is None:
        return
    clip = recorded
    INSPECT.update(request, {CLIP: [clip_source], CHECKPOINT: [checkpoint_source]}, clip.n_frames)
    remember_part(INSPECT, clip_source)
    answer = None
    if checkpoint is not None:
        adapted = conversion.adapt_or_offer(clip_source.cache_key, clip, checkpoint)
        clip = adapted.clip
        if not adapted.is_pending:
            answer = run_or_show_error(
                lambda: infer(adapted.key, checkpoint_source.cache_key, adapted.clip, checkpoint)
            )
    facts(clip, checkpoint, answer)
    moving = movement.Movement(clip_source.cache_key, recorded, clip, INSPECT)
    if answer is None or checkpoint is None:
        of = parts.parts_of(clip_source, clip)
        lanes, beneath = partial(parts.on_timeline, of), partial(part_lists.panel, of)
        views.body_alone(clip, INSPECT, lanes=lanes, beneath=beneath, movement=moving.told)
        movement.panel(moving)
        recording.panel(clip_source, recorded)
        return
    keys = (adapted.key, checkpoint_source.cache_key)
    of = parts.parts_of(clip_source, clip, checkpoint, clip_key=keys[0], checkpoint_key=keys[1])
    if of.windows is None:
        heading(answer, clip)
    else:
        parts.heading(of.windows, checkpoint, answer.prediction)
    above = st.container()  # what the player shows is known once the maps are, which stand beneath it
    answer = maps.add_known(answer, checkpoint, keys, INSPECT)
    answer = maps.add_own(answer)
    with above:
        asked = what_if.Asked(answer, checkpoint, "-".join(keys), INSPECT)
        player_and_moment(asked, f"{clip_source.key}-{checkpoint_source.key}", of, moving)
    recording.panel(clip_source, recorded, clip)
    views.first_words()
    details(answer, {*usual_maps(checkpoint), *INSPECT.shown[EXPLAIN]})
