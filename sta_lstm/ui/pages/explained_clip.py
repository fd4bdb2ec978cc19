"""Inspect, where what was chosen is no model but what one said of the clip, in arrays that some program computed."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from sta_lstm import figures
from sta_lstm.player import player_payload
from sta_lstm.prediction.answer import answer_title
from sta_lstm.prediction.labels import checks_text
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.quality.doubts import notes_of
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.panels import heading, maps, moment, recording, share, views
from sta_lstm.ui.panels.stage import Room
from sta_lstm.ui.parts import lists, parts
from sta_lstm.ui.pickers.explained_files import read_explained_source
from sta_lstm.ui.pickers.files import Source
from sta_lstm.ui.session.address import Address
from sta_lstm.ui.session.kept import in_turn, kept
from sta_lstm.ui.session.predictions import Inference
from sta_lstm.ui.session.usage import measured
from sta_lstm.ui.text import escaped

#: What is true of all of them, beneath the title.
NO_MODEL = (
    "The file holds what a model said of this clip, and no model that could be asked: whether it is true cannot be "
    "checked here, nor what the model would say of the clip edited."
)
_OTHER_CLIP = " It may belong to another clip: choose that one, or another file."


def explained_answer(source: Source, clip_key: str, clip: Clip) -> Inference | None:
    """What the file says of the clip, ready to be shown; None where it does not go with it, which is said."""
    prediction = run_or_show_error(lambda: read_explained_source(source, clip_key, clip))
    return None if prediction is None else _shown((clip_key, source.cache_key), prediction)


def title(prediction: Prediction) -> str:
    """The answer, where the file tells one; else whose maps these are, and of which clip."""
    if prediction.scores is not None:
        return answer_title(prediction)
    return f"{prediction.checkpoint} on {prediction.clip.name}"


def show(room: Room, address: Address, clip_source: Source, source: Source, clip: Clip) -> None:
    """The whole page beneath the lists.

    Args:
        room: the upper part of the page.
        address: of the page, updated.
        clip_source: where the clip comes from.
        source: the explained clip.
        clip: what it is about.
    """
    with room.remarks:
        answer = explained_answer(source, clip_source.cache_key, clip)
    if answer is None:
        room.release(body_alone=True)
        with room.stage:
            views.body_alone(clip, address)
        return
    answer = maps.add_own(answer)
    prediction = answer.prediction
    with room.head, st.container(gap="xxsmall", key="heading-lines"):
        if prediction.scores is None:
            st.title(escaped(title(prediction)), anchor=False)
            st.caption(f"{escaped(source.name)} · no classes are told")
        else:
            heading.show_answer(prediction, None)
        st.caption(NO_MODEL)
        heading.welcome()
    with room.stage:
        _player(answer, address, parts.parts_of(clip_source, clip))
    recorded = set(notes_of(clip))
    views.sentences("Assumed of the arrays", [each for each in prediction.provenance.changes if each not in recorded])
    recording.panel(clip_source, clip)


@st.fragment
@measured
def _player(answer: Inference, address: Address, of: parts.Parts) -> None:
    with in_turn():
        payload, prediction = parts.on_timeline(of, answer.payload), answer.prediction
        left, right = st.columns([2.8, 1], gap="medium")
        with left:
            state = views.player(payload, address)
            lists.panel(of, state)
        with right:
            moment.panel(answer.key, prediction, state, is_in_windows=prediction.scores is None)
            _share(address, prediction, payload)


def _share(address: Address, prediction: Prediction, payload: dict[str, object]) -> None:
    told = [title(prediction), "" if prediction.scores is None else checks_text({"": prediction})]
    probabilities = (
        {}
        if prediction.scores is None
        else {"Probabilities": share.chart_print(figures.probability_bars, prediction, top=4)}
    )
    stem = Path(prediction.clip.name).stem or "clip"
    share.save_and_share(
        share.Shown(
            address,
            title=" · ".join(filter(None, (*told, prediction.clip.name, prediction.checkpoint))),
            stem=f"{stem}-{prediction.checkpoint}",
            payload=payload,
            answers=[(prediction, None)],
            prints={**share.answer_prints(prediction), **probabilities},
            tables=share.answer_tables(prediction),
        )
    )


@kept()
def _shown(keys: tuple[str, str], _prediction: Prediction) -> Inference:
    return Inference(keys, _prediction, player_payload([_prediction]), NO_MODEL)
