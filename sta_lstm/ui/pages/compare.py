"""Compare: one clip under two to four checkpoints, their attention on one clock."""

import re
from collections.abc import Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import streamlit as st

from sta_lstm import figures
from sta_lstm.comparison.comparison import Comparison, Pair
from sta_lstm.comparison.measures import MEASURES
from sta_lstm.figures.curves import beta_curves
from sta_lstm.skeletons import Clip
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.lessons.tour import TOUR, remember_stop
from sta_lstm.ui.pages import compare_text, compared_models
from sta_lstm.ui.pages.compared_models import ComparedModel
from sta_lstm.ui.panels import recording, views
from sta_lstm.ui.panels.player_fields import PLAYER_FIELDS
from sta_lstm.ui.pickers.checkpoint_files import CHECKPOINTS, pick_checkpoints
from sta_lstm.ui.pickers.clip_files import CLIP, pick_clip
from sta_lstm.ui.pickers.files import Source
from sta_lstm.ui.session.address import Address, Request
from sta_lstm.ui.session.link import MAX_NAMES, Link, ValueField
from sta_lstm.ui.session.usage import measured
from sta_lstm.ui.text import escaped, title_line

_PAIR, _SCALE, _MEASURE = "compare-pair", "compare-scale", "compare-measure"  # in the session: what is chosen
SHARED, OWN = "Shared scale", "Own scale"
ALL = {2: "Both", 3: "All three", 4: "All four"}
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
COMPARE = Address("compare", (CLIP, CHECKPOINTS, *PLAYER_FIELDS, PAIR, OWN_SCALE, TOUR))


def sidebar() -> tuple[Source | None, list[Source]]:
    """The choices."""
    with st.sidebar:
        return pick_clip(), pick_checkpoints(MAX_NAMES)


def follow(request: Request | None, chosen: list[Source]) -> None:
    """Choose beneath the player what an address asks for."""
    if request is not None or _SCALE not in st.session_state:
        st.session_state[_SCALE] = SHARED
    if request is not None:
        pair = request.link[PAIR]
        st.session_state[_SCALE] = OWN if request.link[OWN_SCALE] else SHARED
        if pair is not None and max(pair) < len(chosen):
            st.session_state[_PAIR] = tuple(chosen[place].key for place in pair)


def heading(models: list[ComparedModel], clip: Clip) -> None:
    """What they say, in one line, and what the clip is."""
    labels = list(dict.fromkeys(model.prediction.label for model in models))
    if len(labels) > 1:
        title = f"{' or '.join(labels)}?".capitalize()
    elif len(models) > 1:
        title = f"{ALL[len(models)]} say “{labels[0]}”"
    else:
        title = labels[0].capitalize()
    st.title(escaped(title), anchor=False)
    line = f"{escaped(clip.name)} · {views.clip_facts(clip)}"
    if clip.label is not None:
        line += f" · {compare_text.label_text(models, clip.label)}"
    st.caption(line)


def remarks(models: list[ComparedModel], chosen: Sequence[Source]) -> None:
    """What is to be known before one compares."""
    if len(chosen) == 1:
        st.info("This is one checkpoint. Choose another in the side bar to compare it with.", icon=":material/info:")
    for first, second in compare_text.duplicates(models):
        st.info(
            f"{escaped(second)} and {escaped(first)} are the same file, so they agree in everything.",
            icon=":material/info:",
        )


def cards(models: list[ComparedModel]) -> None:
    """The predictions side by side, in the order of the panes, with the change against the first."""
    for column, model in zip(st.columns(len(models), gap="small"), models, strict=True):
        column.markdown(compare_text.card(model, models[0]))


@st.fragment
@measured
def player_and_downloads(
    payload: dict[str, Any] | None, models: list[ComparedModel], clip: Clip, found: Comparison | None
) -> None:
    """One player with a pane a model; a pause or a scrub reruns this part alone."""
    if payload is not None:
        views.player(payload, COMPARE)
    stem = Path(clip.name).stem or "clip"
    with st.container(horizontal=True, gap="small"):
        title = f"{clip.name}: {', '.join(model.name for model in models)}"
        if payload is not None:
            views.page_download(payload, title=title, file_name=f"{stem}-compared.html")
        if found is not None:
            views.table_download("Agreement, CSV", found.table, f"{stem}-agreement.csv", found.predictions)
        COMPARE.copy_link()


def curves(found: Comparison) -> None:
    """β of all models on one axis."""
    left, right = st.columns([2.8, 1], vertical_alignment="bottom")
    left.header("When they looked: β", anchor=False)
    right.radio("Scale of β", [SHARED, OWN], key=_SCALE, horizontal=True, label_visibility="collapsed")
    st.caption("Diamonds are keyframes. A grey band marks where every model that has keyframes has one.")
    own = st.session_state.get(_SCALE) == OWN
    views.chart(beta_curves(found, own_scale=own, dark=views.is_dark()), key="curves", of=found.predictions)


def differences(found: Comparison, pair: Pair) -> None:
    """Where and when the two differ."""
    dark = views.is_dark()
    first, second = (escaped(found.names[i]) for i in pair)
    st.header("Where they differ: Δα", anchor=False)
    st.caption(f"Attention of {second} minus that of {first}, in multiples of uniform: one row a joint.")
    views.chart(figures.alpha_difference(found, pair, dark=dark), key="delta-alpha", of=found.predictions)
    st.header("How far apart they look, frame by frame", anchor=False)
    st.caption(compare_text.divergence_text(found, pair))
    views.chart(figures.divergence_curve(found, [pair], dark=dark), key="divergence", of=found.predictions)
    st.header("When they differ: Δβ", anchor=False)
    st.caption(f"Weight of each frame under {second} minus that under {first}, in multiples of uniform.")
    views.chart(figures.beta_difference(found, pair, dark=dark), key="delta-beta", of=found.predictions)


def choose_pair(models: list[ComparedModel]) -> Pair:
    """The two that are compared in detail, as places among the models."""
    pairs = {(models[i].source.key, models[j].source.key): (i, j) for i, j in combinations(range(len(models)), 2)}
    if st.session_state.get(_PAIR) not in pairs:
        st.session_state[_PAIR] = next(iter(pairs))
    titles = {keys: title_line(f"{models[i].name} and {models[j].name}") for keys, (i, j) in pairs.items()}
    chosen = st.selectbox("Pair to look at", list(pairs), format_func=lambda keys: titles[keys], key=_PAIR)
    return pairs[chosen]


def joints(found: Comparison, pair: Pair, stem: str) -> None:
    """What one of the two uses and the other does not."""
    st.header("Joints that one uses and the other does not", anchor=False)
    st.caption(
        "Attention over the clip in multiples of uniform: right of the dashed line, above 1×, a joint gets more than "
        "an equal share. The longer the bar between the two marks, the more the models differ; the longest stand first."
    )
    views.chart(figures.joint_differences(found, pair, dark=views.is_dark()), key="joints", of=found.predictions)
    for column, (name, side) in zip(st.columns(2), compare_text.sides(found, pair), strict=True):
        column.markdown(f"**{escaped(name)}** alone")
        column.markdown(compare_text.joint_list(found, pair, side))
    views.table_download("Joints, CSV", partial(found.joints, pair), f"{stem}-joints.csv", found.predictions)


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


def all_pairs(found: Comparison) -> None:
    """The same figures for every two, where there are more than two."""
    if len(found.pairs) == 1:
        return
    st.header("All pairs", anchor=False)
    measure = st.selectbox("Measure", MEASURES, format_func=lambda each: title_line(each.title), key=_MEASURE)
    st.caption(
        f"The stronger the colour, the more alike the two models of its row and column. {escaped(measure.reading)}"
    )
    views.chart(
        figures.agreement_heatmap(found, measure.name, dark=views.is_dark()), key="every-two", of=found.predictions
    )
    st.dataframe(compare_text.agreement_frame(found), hide_index=True, width="stretch")


def left_out(found: Comparison) -> None:
    """What the models do not share."""
    views.sentences("Left out of the comparison", found.left_out)
    inferred = compare_text.inferred_text(found)
    if inferred:
        st.caption(inferred)


def details(found: Comparison, models: list[ComparedModel], stem: str) -> None:
    """Everything beneath the player."""
    left_out(found)
    curves(found)
    pair = choose_pair(models)
    differences(found, pair)
    joints(found, pair, stem)
    agreement(found, pair)
    all_pairs(found)


def remember(chosen: list[Source], models: list[ComparedModel]) -> None:
    """Tell the address what is chosen beneath the player."""
    keys = [source.key for source in chosen]
    opened = tuple(model.source.key for model in models[:2])
    pair = st.session_state.get(_PAIR, opened)
    told = pair != opened and set(pair) <= set(keys)
    places = (keys.index(pair[0]), keys.index(pair[1])) if told and COMPARE.is_complete else None
    COMPARE.remember({PAIR: places, OWN_SCALE: st.session_state.get(_SCALE) == OWN})


def show(
    models: list[ComparedModel],
    waiting: Sequence[str],
    clip_source: Source,
    clip: Clip,
    chosen: Sequence[Source],
) -> None:
    """The models that are ready, and how many are not."""
    heading(models, clip)
    remarks(models, chosen)
    if waiting:
        done = f"{len(models)} of {len(models) + len(waiting)} are ready"
        st.progress(len(models) / (len(models) + len(waiting)), f"Running {escaped(waiting[0])}: {done} …")
    cards(models)
    found = run_or_show_error(lambda: compared_models.comparison(models)) if len(models) > 1 else None
    payload = run_or_show_error(lambda: compared_models.payload(models))
    player_and_downloads(payload, models, clip, found)
    recording.panel(clip_source, clip, compared_models.shown_clip(clip, models))
    if found is not None:
        details(found, models, Path(clip.name).stem or "clip")


def page() -> None:
    """From the choices to everything shown."""
    request = COMPARE.requested()
    clip_source, chosen = sidebar()
    if clip_source is None:
        return
    clip = recording.read_recording(clip_source)
    if clip is None:
        return
    COMPARE.update(request, {CLIP: [clip_source], CHECKPOINTS: chosen}, clip.n_frames)
    remember_stop(COMPARE)
    follow(request, chosen)
    models, waiting = compared_models.run_models(clip_source, clip, chosen)
    if models:
        remember(chosen, models)
        show(models, list(waiting), clip_source, clip, chosen)
    else:
        if not chosen:
            st.info("Choose two checkpoints or more in the side bar to see them side by side.", icon=":material/info:")
        views.body_alone(clip, COMPARE)
        recording.panel(clip_source, clip)
    if waiting:
        compared_models.run_next(clip_source, clip, next(iter(waiting.values())))
