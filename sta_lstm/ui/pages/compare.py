"""Compare: one clip under two to four checkpoints, their attention on one clock."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from sta_lstm.comparison import headline
from sta_lstm.comparison.comparison import Comparison, Pair
from sta_lstm.prediction.answer import answer_name, answer_title
from sta_lstm.prediction.labels import checks_text
from sta_lstm.skeletons import Clip
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.lessons import guess
from sta_lstm.ui.lessons.guess import GUESS
from sta_lstm.ui.lessons.tour import TOUR, remember_stop
from sta_lstm.ui.pages import compare_details, compare_text, compared_models
from sta_lstm.ui.pages.compare_details import CHOSEN_MEASURE, CHOSEN_PAIR, CHOSEN_SCALE, OWN, SHARED
from sta_lstm.ui.pages.compare_measure import BY, CHOSEN_BY, OCCLUDED, OCCLUDED_METHOD, measured_alike
from sta_lstm.ui.pages.compared_models import ComparedModel
from sta_lstm.ui.panels import heading, recording, share, stage, views
from sta_lstm.ui.panels.charts import Charts
from sta_lstm.ui.panels.player_fields import PLAYER_FIELDS
from sta_lstm.ui.panels.stage import Room
from sta_lstm.ui.parts import lists, parts
from sta_lstm.ui.parts.field import PART, cut_as_asked, remember_part
from sta_lstm.ui.pickers.checkpoint_files import CHECKPOINTS, pick_checkpoints
from sta_lstm.ui.pickers.clip_files import CLIP, pick_clip
from sta_lstm.ui.pickers.files import Source
from sta_lstm.ui.session.address import Address, Request
from sta_lstm.ui.session.link import MAX_NAMES, Link, ValueField
from sta_lstm.ui.session.usage import measured
from sta_lstm.ui.text import escaped

_PAIR_WORD = re.compile(rf"([1-{MAX_NAMES}])-([1-{MAX_NAMES}])", re.ASCII)


def _parse_pair(word: str, link: Link) -> Pair | None:
    """The two, counted from 1 in the address; it is of no use where not all checkpoints of the address are known."""
    match = _PAIR_WORD.fullmatch(word)
    if match is None or CHECKPOINTS.key in link.refused:
        return None
    first, second = int(match[1]) - 1, int(match[2]) - 1
    return (first, second) if first < second < len(link[CHECKPOINTS]) else None


#: The two that are compared in detail, as places among the checkpoints from 0; None for those that the page opens on.
PAIR = ValueField[Pair | None](
    key="pair",
    default=None,
    lasts="files",
    parse=_parse_pair,
    format=lambda pair: None if pair is None else f"{pair[0] + 1}-{pair[1] + 1}",
)
#: Whether β of each model is drawn on a scale of its own.
OWN_SCALE = ValueField[bool](
    key="scale",
    default=False,
    parse=lambda word, link: True if word == "own" else None,
    format=lambda own: "own" if own else None,
)
COMPARE = Address("compare", (CLIP, PART, CHECKPOINTS, GUESS, *PLAYER_FIELDS, PAIR, OWN_SCALE, BY, TOUR))


def sidebar(request: Request | None) -> tuple[Source | None, list[Source]]:
    """The choices."""
    with st.sidebar:
        guess.toggle(request)
        return pick_clip(), pick_checkpoints(MAX_NAMES)


def follow(request: Request | None, chosen: list[Source]) -> None:
    """Choose beneath the player what an address asks for."""
    if request is not None or CHOSEN_SCALE not in st.session_state:
        st.session_state[CHOSEN_SCALE] = SHARED
    for key in (CHOSEN_SCALE, CHOSEN_MEASURE):
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]  # else Streamlit forgets it while its tab is closed
    if request is not None:
        st.session_state[CHOSEN_BY] = request.link[BY]
        pair = request.link[PAIR]
        st.session_state[CHOSEN_SCALE] = OWN if request.link[OWN_SCALE] else SHARED
        if pair is not None and max(pair) < len(chosen):
            st.session_state[CHOSEN_PAIR] = tuple(chosen[place].key for place in pair)


def title(models: Sequence[ComparedModel], found: Comparison | None) -> tuple[str, str]:
    """What the models say; when they looked and where stands in it, or in words of its own where it would be long."""
    if found is not None:
        return headline.title(found)
    return _saying(models), ""


def _saying(models: Sequence[ComparedModel]) -> str:
    predictions = [model.prediction for model in models]
    if len(predictions) == 1:
        return answer_title(predictions[0])
    if compared_models.in_windows(models):
        said = [answer_name(each) for each in predictions]
        return (
            headline.saying(said) if len(set(said)) == 1 else f"What {len(said)} models say, one action after another"
        )
    return headline.saying([each.label for each in predictions])


def head(models: list[ComparedModel], clip: Clip, found: Comparison | None) -> None:
    """What they say, when they looked and where, in one line; what the clip is; and what every two have in common."""
    facts = [escaped(clip.name), views.clip_facts(clip)]
    with st.container(gap="xxsmall", key="heading"):
        long = compared_models.in_windows(models)
        if len(models) == 1:
            heading.show_answer(models[0].prediction, models[0].checkpoint)
        else:
            told, rest = title(models, found)
            st.title(escaped(told), anchor=False)
            if rest:
                # In place of the clip's length and persons, which the side bar tells as well.
                facts = [f"**{escaped(rest, most=1000)}**", escaped(clip.name)]
            if long:
                if each := compare_text.said_by_each(models):
                    st.markdown(each)
                first = next(iter(long.values())).prediction
                why = heading.why_in_windows(
                    first, {name: model.checkpoint for name, model in long.items() if model.checkpoint is not None}
                )
                st.caption(escaped(why, most=1000))
            else:
                facts.append(compare_text.label_text(models))
        heading.show_standings(
            {model.name: heading.standing_of(model.prediction, model.checkpoint) for model in models},
            lead=" · ".join(fact for fact in facts if fact),
        )
        if models[0].is_occluded:
            st.caption(OCCLUDED)
    if found is not None:
        st.container(key="pairs").markdown(compare_text.pair_rows(found))
    elif long and len(models) > 1:
        parts.instead("How far models agree is measured")


def remarks(models: list[ComparedModel], chosen: Sequence[Source]) -> None:
    """What is to be known before one compares."""
    if len(chosen) == 1:
        st.info("This is one checkpoint. Choose another in the side bar to compare it with.", icon=":material/info:")
    for first, second in compare_text.duplicates(models):
        st.info(
            f"{escaped(second)} and {escaped(first)} are the same file, so they agree in everything.",
            icon=":material/info:",
        )


@st.fragment
@measured
def player_and_share(
    payload: dict[str, Any] | None,
    models: list[ComparedModel],
    clip: Clip,
    found: Comparison | None,
    of: parts.Parts,
) -> None:
    """One player with a pane a model, beneath it parts of a recording; a pause or a scrub reruns this part alone."""
    parts.begin_anew(of)
    if payload is not None and of.are_known:
        payload = parts.on_timeline(of, payload)
        lists.panel(of, views.player(payload, COMPARE))
    elif payload is not None:
        views.player(payload, COMPARE)
    answers = {model.name: model.prediction for model in models}
    told = (*title(models, found), checks_text(answers), clip.name, ", ".join(answers))
    share.save_and_share(
        share.Shown(
            COMPARE,
            title=" · ".join(filter(None, told)),
            stem=f"{Path(clip.name).stem or 'clip'}-compared",
            payload=payload,
            answers=[(model.prediction, model.checkpoint) for model in models],
            **_compared(models, found),
        )
    )


def _compared(models: list[ComparedModel], found: Comparison | None) -> dict[str, Any]:
    """Figures, tables and settings of a comparison; where there is none, the figures of each model."""
    if found is None and len(models) > 1:
        return {
            "prints": {
                f"{model.name}: {name}": made
                for model in models
                for name, made in share.answer_prints(model.prediction).items()
            }
        }
    if found is None:
        first = models[0].prediction
        return {"prints": share.answer_prints(first), "tables": share.answer_tables(first)}
    pair = compare_details.chosen_pair(models)
    return {
        "prints": compare_details.prints(found, pair),
        "tables": compare_details.tables(found, pair),
        "settings": [
            *compare_details.settings(
                found, "largest share of what is lost" if models[0].is_occluded else "most attention"
            ),
            *([OCCLUDED_METHOD] if models[0].is_occluded else []),
        ],
    }


def remember(chosen: list[Source], models: list[ComparedModel]) -> None:
    """Tell the address what is chosen beneath the player."""
    keys = [source.key for source in chosen]
    opened = tuple(model.source.key for model in models[:2])
    pair = st.session_state.get(CHOSEN_PAIR, opened)
    told = pair != opened and set(pair) <= set(keys)
    places = (keys.index(pair[0]), keys.index(pair[1])) if told and COMPARE.is_complete else None
    COMPARE.remember({PAIR: places, OWN_SCALE: st.session_state.get(CHOSEN_SCALE) == OWN})


def show(
    models: list[ComparedModel],
    waiting: Sequence[str],
    clip_source: Source,
    clip: Clip,
    chosen: Sequence[Source],
    room: Room,
) -> None:
    """The models that are ready, and how many are not."""
    found = None
    if len(models) > 1 and not compared_models.in_windows(models):
        found = run_or_show_error(lambda: compared_models.comparison(models))
    with room.head:
        head(models, clip, found)
    with room.remarks:
        remarks(models, chosen)
        if waiting:
            done = f"{len(models)} of {len(models) + len(waiting)} are ready"
            st.progress(len(models) / (len(models) + len(waiting)), f"Running {escaped(waiting[0])}: {done} …")
    with room.stage:
        payload = run_or_show_error(lambda: compared_models.payload(models))
        of = parts.parts_of(clip_source, clip, {model.name: model.prediction for model in models})
        player_and_share(payload, models, clip, found, of)
    shown_clip = compared_models.shown_clip(clip, models)
    if found is None:
        recording.panel(clip_source, clip, shown_clip)
        return
    charts = Charts(compared_models.keys(models), found.predictions)
    pair = compare_details.joints(found, charts, models)
    compare_details.left_out(found)
    recording.panel(clip_source, clip, shown_clip)
    compare_details.details(found, charts, pair, is_occluded=models[0].is_occluded)


def page() -> None:
    """From the choices to everything shown."""
    request, room = COMPARE.requested(), stage.room("compare")
    clip_source, chosen = sidebar(request)
    if clip_source is None:
        return
    guess.look_at(clip_source)
    with room.remarks:
        cut_as_asked(request, clip_source)
        clip = recording.read_recording(clip_source, room.release)
        if clip is None:
            return
        COMPARE.update(request, {CLIP: [clip_source], CHECKPOINTS: chosen}, clip.n_frames)
        guess.remember(COMPARE)
        remember_part(COMPARE, clip_source)
        remember_stop(COMPARE)
        if guess.holds_back(clip_source):
            room.release()
            COMPARE.keep()
            return
        follow(request, chosen)
        models, waiting = compared_models.run_models(clip_source, clip, chosen)
        if not chosen:
            st.info("Choose two checkpoints or more in the side bar to see them side by side.", icon=":material/info:")
        models = measured_alike(models, COMPARE)
    if models:
        remember(chosen, models)
        show(models, list(waiting), clip_source, clip, chosen, room)
    else:
        if not waiting:
            room.release(body_alone=True)
        with room.stage:
            views.body_alone(clip, COMPARE)
        recording.panel(clip_source, clip)
    if waiting:
        compared_models.run_next(clip_source, clip, next(iter(waiting.values())))
