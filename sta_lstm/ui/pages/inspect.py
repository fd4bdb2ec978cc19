"""Inspect: one clip under one checkpoint, its attention on the moving body and along time."""

from collections.abc import Mapping, Set
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from sta_lstm import figures
from sta_lstm.evidence.maps.kinds import KINDS
from sta_lstm.evidence.maps.needs import usual_maps
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.prediction.labels import checks_text
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.lessons import guess
from sta_lstm.ui.lessons.guess import GUESS
from sta_lstm.ui.lessons.tour import TOUR, remember_stop
from sta_lstm.ui.movement import panel as movement
from sta_lstm.ui.movement.field import MEASURES
from sta_lstm.ui.pages import explained_clip
from sta_lstm.ui.panels import (
    conversion,
    heading,
    maps,
    moment,
    recording,
    share,
    stage,
    views,
)
from sta_lstm.ui.panels.charts import Charts
from sta_lstm.ui.panels.edits import what_if
from sta_lstm.ui.panels.edits.field import EDIT
from sta_lstm.ui.panels.explain_field import EXPLAIN
from sta_lstm.ui.panels.player_fields import EVIDENCE_FOR, PLAYER_FIELDS
from sta_lstm.ui.parts import lists, parts
from sta_lstm.ui.parts.field import PART, cut_as_asked, remember_part
from sta_lstm.ui.pickers.checkpoint_files import CHECKPOINT, pick_checkpoint, read_checkpoint
from sta_lstm.ui.pickers.clip_files import CLIP, pick_clip
from sta_lstm.ui.pickers.explained_files import is_explained_source
from sta_lstm.ui.pickers.files import Source
from sta_lstm.ui.session.address import Address, Request
from sta_lstm.ui.session.edits import Edits
from sta_lstm.ui.session.kept import in_turn
from sta_lstm.ui.session.predictions import Inference, infer
from sta_lstm.ui.session.usage import measured
from sta_lstm.ui.text import escaped
from sta_lstm.words import counted

INSPECT = Address("inspect", (CLIP, PART, CHECKPOINT, EXPLAIN, *PLAYER_FIELDS, MEASURES, EDIT, GUESS, TOUR))
_FIGURES = "figures-for-a-paper"  # in the session: whether they are unfolded
_HINT = "If you have its file, add it under “Maps of your own”, and the joints show it."


def facts(clip: Clip, checkpoint: Checkpoint | None, answer: Inference | None) -> None:
    """What was opened, and where the model ran."""
    bodies = f"{counted(clip.n_shown, 'person')} · {escaped(clip.layout.title)}"
    lines = [f"Clip: {counted(clip.n_frames, 'frame')} · {clip.fps:g} fps · {bodies}"]
    if checkpoint is not None:
        lines.append(f"Model: {checkpoint.variant} · {len(checkpoint.class_names)} classes")
    if answer is not None:
        lines.append(f"Run on: {escaped(answer.prediction.provenance.device)}")
    st.sidebar.caption("  \n".join(lines))


@st.fragment
@measured
def player_and_moment(
    asked: what_if.Asked, of: parts.Parts, moving: movement.Movement, question: guess.Question, headed: Edits
) -> None:
    """The player, beside it what it stands on, and beneath it what if; a pause or a scrub reruns this part alone."""
    with in_turn():
        _player_and_moment(asked, of, moving, question, headed)


def _player_and_moment(
    asked: what_if.Asked, of: parts.Parts, moving: movement.Movement, question: guess.Question, headed: Edits
) -> None:
    edited = what_if.edited(asked)
    if asked.history.current != headed:
        st.rerun()  # the title says what the edit does
    answer = edited or asked.answer
    payload = parts.on_timeline(of, answer.payload)
    hidden = question.is_hidden
    if hidden:
        payload = guess.withheld(payload)
    left, right = st.columns([2.8, 1], gap="medium")
    with left:
        shown, patch = INSPECT.shown[EVIDENCE_FOR], what_if.patch_for(payload)
        state = views.player(payload, INSPECT, patch=patch, hint=_HINT, movement=moving.told(payload))
        guess.obey(question, state)
        if not hidden:
            lists.panel(of, state)
        if INSPECT.shown[EVIDENCE_FOR] != shown and st.session_state.get(_FIGURES):
            st.rerun()  # a figure further down follows the class that was chosen in the player
    with right:
        chosen, whose = what_if.chosen(asked, edited, payload, state)
        in_windows = chosen.prediction.windows is not None
        moment.panel(chosen.key, chosen.prediction, state, of=whose, is_hidden=hidden, is_in_windows=in_windows)
        if hidden:  # all but the body tells the answer
            share.save_and_share(share.Shown(INSPECT, title="Guess first", stem="guess", payload=payload))
        else:
            share_answer(asked, edited, payload)
    if not hidden:
        movement.panel(moving, is_edited=edited is not None)
        if answer.prediction.windows is None:
            what_if.panel(asked, edited, state)
        else:
            parts.instead("What an edit does to the answer is asked")


def share_answer(asked: what_if.Asked, edited: Inference | None, payload: Mapping[str, Any]) -> None:
    """Everything shown, to save and to share; of an edited clip, what was done to it stands in it."""
    recorded, prediction = asked.answer.prediction, (edited or asked.answer).prediction
    clip = prediction.clip
    stem = f"{Path(clip.name).stem or 'clip'}{'' if edited is None else '-edited'}"
    title = heading.title_with_edit(recorded, None if edited is None else prediction)
    told = (title, checks_text({"": recorded}), clip.name, prediction.checkpoint)
    share.save_and_share(
        share.Shown(
            INSPECT,
            title=" · ".join(filter(None, told)),
            stem=f"{stem}-{prediction.checkpoint}",
            payload=payload,
            answers=[(prediction, asked.checkpoint)],
            prints={**share.answer_prints(prediction), **_prints(prediction)},
            tables=share.answer_tables(prediction),
        )
    )


def _prints(prediction: Prediction) -> dict[str, share.Print]:
    """The figures of one answer that this page has beside those of all pages; none of a long recording."""
    if prediction.windows is not None:
        return {}
    chart = share.chart_print
    answered = {"Probabilities": chart(figures.probability_bars, prediction, top=4)}
    if not prediction.has_frame_scores:
        return answered
    return {
        **answered,
        "Answer so far": chart(figures.running_prediction, prediction),
        "What each frame added": chart(figures.evidence_bars, prediction, class_name=_evidence_for(prediction)),
    }


def _evidence_for(prediction: Prediction) -> str:
    """The class whose evidence is shown: that chosen in the player, or the answer."""
    wanted = INSPECT.shown[EVIDENCE_FOR]
    return wanted if wanted in prediction.class_names else prediction.label


@st.fragment
@measured
def figures_for_a_paper(answer: Inference, known: Set[str]) -> None:
    """What the player shows, as figures that stand still; drawn once somebody opens them.

    Args:
        answer: what is drawn.
        known: names of maps that are from no file of the visitor's.
    """
    with st.expander("Figures for a paper", icon=":material/image:", key=_FIGURES, on_change="rerun") as unfolded:
        if unfolded.open:
            with in_turn():
                _figures(answer, known)


def _figures(answer: Inference, known: Set[str]) -> None:
    prediction = answer.prediction

    charts = Charts(answer.key, [prediction])
    st.caption("The lanes of the player as figures: a click goes to that moment, the camera above one saves it as SVG.")
    st.header("Where it looked: α", anchor=False)
    if prediction.maps[0].learned:
        st.caption(
            "One row per joint, one column per frame. Violet is more than an equal share of attention, grey is less."
        )
        charts.draw(figures.map_heatmap, prediction, key="alpha")
    else:
        st.caption("This model tells no spatial attention: every joint weighs the same.")
    for own in prediction.maps[1:]:
        st.header(escaped(own.title), anchor=False)
        what = KINDS[own.name].what if own.name in known else "A map from your own file."
        st.caption(f"{what} One row per joint, one column per frame.")
        charts.draw(figures.map_heatmap, prediction, key=f"map-{own.name}", map_name=own.name)
    if prediction.windows is not None or not prediction.has_frame_scores:
        return
    left, right = st.columns(2, gap="large")
    with left:
        st.header("When it decided", anchor=False)
        st.caption("The probability of each class from the frames seen so far.")
        charts.draw(figures.running_prediction, prediction, key="running")
    with right:
        name = _evidence_for(prediction)
        st.header("What each frame added: β·z", anchor=False)
        st.caption(f"For {escaped(str(name))}, the class that is chosen in the player’s lane “evidence”.")
        charts.draw(figures.evidence_bars, prediction, key="evidence", class_name=name)


def _showed_explained(
    request: Request | None, room: stage.Room, clip_source: Source, source: Source, clip: Clip | None
) -> bool:
    """Show the page of an explained clip, if one was chosen; those who guess are shown nothing of it."""
    if clip is None or not is_explained_source(source):
        return False
    INSPECT.update(request, {CLIP: [clip_source], CHECKPOINT: [source]}, clip.n_frames)
    guess.remember(INSPECT)
    remember_part(INSPECT, clip_source)
    if guess.holds_back(clip_source):
        room.release()
        INSPECT.keep()
    else:
        facts(clip, None, None)
        explained_clip.show(room, INSPECT, clip_source, source, clip)
    return True


def page() -> None:
    """From two choices to everything shown."""
    request = INSPECT.requested()
    room = stage.room("inspect")
    with st.sidebar:
        guess.toggle(request)
        clip_source = pick_clip()
    guess.look_at(clip_source)
    with room.remarks:
        cut_as_asked(request, clip_source)
        recorded = None if clip_source is None else recording.read_recording(clip_source, room.release)
    with st.sidebar:
        checkpoint_source = pick_checkpoint(recorded)
    if (
        clip_source is None
        or checkpoint_source is None
        or _showed_explained(request, room, clip_source, checkpoint_source, recorded)
    ):
        return
    with room.remarks:
        checkpoint = run_or_show_error(lambda: read_checkpoint(checkpoint_source))
        if recorded is None:
            return
        clip = recorded
        INSPECT.update(request, {CLIP: [clip_source], CHECKPOINT: [checkpoint_source]}, clip.n_frames)
        guess.remember(INSPECT)
        remember_stop(INSPECT)
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
        room.release(body_alone=True)
        if guess.Question(clip_source.key).is_hidden:
            with room.stage:
                views.body_alone(clip, INSPECT, lanes=guess.withheld, called=guess.CALLED)
            return
        of = parts.parts_of(clip_source, clip)
        lanes, beneath = partial(parts.on_timeline, of), partial(lists.panel, of)
        with room.stage:
            views.body_alone(clip, INSPECT, lanes=lanes, beneath=beneath, movement=moving.told)
        movement.panel(moving)
        recording.panel(clip_source, recorded)
        return
    keys = (adapted.key, checkpoint_source.cache_key)
    of = parts.parts_of(clip_source, clip, {checkpoint.name: answer.prediction})
    question = guess.Question(clip_source.key, checkpoint_source.key)
    hidden = question.is_hidden
    answer = maps.add_known(answer, checkpoint, keys, INSPECT)
    answer = maps.add_own(answer)
    asked = what_if.Asked(answer, checkpoint, "-".join(keys), INSPECT)
    with room.head:
        heading.show(answer, checkpoint, is_hidden=hidden, edited=what_if.prediction(asked))
        if INSPECT.shown[GUESS]:
            guess.row(question, answer.prediction)
    with room.stage:
        player_and_moment(asked, of, moving, question, asked.history.current)
    if hidden:  # what stands further down tells the answer, or what the recording is called
        return
    recording.panel(clip_source, recorded, clip)
    figures_for_a_paper(answer, {*usual_maps(checkpoint), *INSPECT.shown[EXPLAIN]})
