"""Compare: one clip under two to four checkpoints, their attention on one clock."""

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
from sta_lstm.ui import compare, recording, sources, views
from sta_lstm.ui.address import COMPARE, Wish
from sta_lstm.ui.compare import Model
from sta_lstm.ui.errors import tried
from sta_lstm.ui.look import enter_through_the_front_door
from sta_lstm.ui.text import plain
from sta_lstm.words import counted

PAIR, SCALE, MEASURE = "compare-pair", "compare-scale", "compare-measure"
SHARED, OWN = "Shared scale", "Own scale"
ALL = {2: "Both", 3: "All three", 4: "All four"}


def sidebar() -> tuple[sources.Source | None, list[sources.Source]]:
    """The choices."""
    with st.sidebar:
        return sources.pick_clip(), sources.pick_checkpoints(COMPARE.most)


def follow(wish: Wish | None, chosen: list[sources.Source]) -> None:
    """Choose beneath the player what an address asks for."""
    if wish is not None or SCALE not in st.session_state:
        st.session_state[SCALE] = SHARED
    if wish is not None:
        st.session_state[SCALE] = OWN if wish.link.own_scale else SHARED
        if wish.link.pair is not None and max(wish.link.pair) < len(chosen):
            st.session_state[PAIR] = tuple(chosen[place].key for place in wish.link.pair)


def heading(models: list[Model], clip: Clip) -> None:
    """What they say, in one line, and what the clip is."""
    labels = list(dict.fromkeys(model.prediction.label for model in models))
    if len(labels) > 1:
        title = f"{' or '.join(labels)}?".capitalize()
    elif len(models) > 1:
        title = f"{ALL[len(models)]} say “{labels[0]}”"
    else:
        title = labels[0].capitalize()
    st.title(plain(title), anchor=False)
    persons = counted(int(clip.present.any(0).sum()), "person")
    line = f"{plain(clip.name)} · {counted(clip.n_frames, 'frame')} · {clip.fps:g} fps · {persons}"
    if clip.label is not None:
        line += f" · {compare.label_text(models, clip.label)}"
    st.caption(line)


def remarks(models: list[Model], chosen: Sequence[sources.Source]) -> None:
    """What is to be known before one compares."""
    if len(chosen) == 1:
        st.info("This is one checkpoint. Choose another in the side bar to compare it with.", icon=":material/info:")
    for first, second in compare.twins(models):
        st.info(
            f"{plain(second)} and {plain(first)} are the same file, so they agree in everything.",
            icon=":material/info:",
        )


def cards(models: list[Model]) -> None:
    """The predictions side by side, in the order of the panes, with the change against the first."""
    for column, model in zip(st.columns(len(models), gap="small"), models, strict=True):
        column.markdown(compare.card(model, models[0]))


@st.fragment
def player_and_downloads(payload: dict[str, Any], models: list[Model], clip: Clip, found: Comparison | None) -> None:
    """One player with a pane a model; a pause or a scrub reruns this part alone."""
    views.player(payload, COMPARE)
    stem = Path(clip.name).stem or "clip"
    with st.container(horizontal=True, gap="small"):
        title = f"{clip.name}: {', '.join(model.name for model in models)}"
        views.page_download(payload, title=title, file_name=f"{stem}-compared.html")
        if found is not None:
            views.table_download("Agreement, CSV", found.table, f"{stem}-agreement.csv")
        COMPARE.copy_link()


def curves(found: Comparison) -> None:
    """β of all models on one axis."""
    left, right = st.columns([2.8, 1], vertical_alignment="bottom")
    left.header("When they looked: β", anchor=False)
    right.radio("Scale of β", [SHARED, OWN], key=SCALE, horizontal=True, label_visibility="collapsed")
    st.caption("Diamonds are keyframes. A grey band stands where all models that have keyframes have one.")
    own = st.session_state.get(SCALE) == OWN
    views.chart(beta_curves(found, own_scale=own, dark=views.is_dark()), key="curves")


def differences(found: Comparison, pair: Pair) -> None:
    """Where and when the two differ."""
    dark = views.is_dark()
    first, second = (plain(found.names[i]) for i in pair)
    st.header("Where they differ: Δα", anchor=False)
    st.caption(f"Attention of {second} less that of {first}, in multiples of uniform: one row a joint.")
    views.chart(figures.alpha_difference(found, pair, dark=dark), key="delta-alpha")
    st.header("How far apart they look, frame by frame", anchor=False)
    st.caption(compare.divergence_text(found, pair))
    views.chart(figures.divergence_curve(found, [pair], dark=dark), key="divergence")
    st.header("When they differ: Δβ", anchor=False)
    st.caption(f"Weight of each frame under {second} less that under {first}, in multiples of uniform.")
    views.chart(figures.beta_difference(found, pair, dark=dark), key="delta-beta")


def choose_pair(models: list[Model]) -> Pair:
    """The two that are compared in detail, as places among the models."""
    pairs = {(models[i].source.key, models[j].source.key): (i, j) for i, j in combinations(range(len(models)), 2)}
    if st.session_state.get(PAIR) not in pairs:
        st.session_state[PAIR] = next(iter(pairs))
    titles = {keys: f"{models[i].name} and {models[j].name}" for keys, (i, j) in pairs.items()}
    chosen = st.selectbox("Two in detail", list(pairs), format_func=lambda keys: titles[keys], key=PAIR)
    return pairs[chosen]


def joints(found: Comparison, pair: Pair, stem: str) -> None:
    """What one of the two uses and the other does not."""
    st.header("Joints that one uses and the other does not", anchor=False)
    st.caption(
        "Attention over the clip in multiples of uniform: right of the dashed line, above 1×, a joint gets more than "
        "an equal share. The longer the bar between the two marks, the more the models differ; the longest stand first."
    )
    views.chart(figures.joint_differences(found, pair, dark=views.is_dark()), key="joints")
    for column, (name, side) in zip(st.columns(2), compare.sides(found, pair), strict=True):
        column.markdown(f"**{plain(name)}** alone")
        column.markdown(compare.joint_list(found, pair, side))
    views.table_download("Joints, CSV", partial(found.joints, pair), f"{stem}-joints.csv")


def agreement(found: Comparison, pair: Pair) -> None:
    """Every measure of the two with its baselines, and how to read it."""
    between, seeds = found.pair(pair), found.two_seeds(pair)
    first, second = (plain(found.names[i]) for i in pair)
    st.header(f"How far {first} and {second} agree", anchor=False)
    if between.both_know is not None:
        st.markdown(f"From **frame {between.both_know}** on, each says what it says in the end.")
    for start in range(0, len(MEASURES), 3):
        for column, measure in zip(st.columns(3, gap="small"), MEASURES[start : start + 3], strict=True):
            column.markdown(compare.measure_text(measure, between.figures, between.random, seeds))
            column.caption(plain(measure.reading))
    for note in between.notes:
        st.caption(plain(note))


def all_pairs(found: Comparison) -> None:
    """The same figures for every two, where there are more than two."""
    if len(found.pairs) == 1:
        return
    st.header("Every two", anchor=False)
    measure = st.selectbox("Measure", MEASURES, format_func=lambda each: each.title, key=MEASURE)
    st.caption(f"The deeper a field, the more alike are the two models of its row and column. {plain(measure.reading)}")
    views.chart(figures.agreement_heatmap(found, measure.name, dark=views.is_dark()), key="every-two")
    st.dataframe(compare.agreement_frame(found), hide_index=True, width="stretch")


def left_out(found: Comparison) -> None:
    """What the models do not share."""
    views.sentences("Left out of the comparison", found.left_out)
    inferred = compare.inferred_text(found)
    if inferred:
        st.caption(inferred)


def details(found: Comparison, models: list[Model], stem: str) -> None:
    """Everything beneath the player."""
    left_out(found)
    curves(found)
    pair = choose_pair(models)
    differences(found, pair)
    joints(found, pair, stem)
    agreement(found, pair)
    all_pairs(found)


def remember(chosen: list[sources.Source], models: list[Model]) -> None:
    """Tell the address what is chosen beneath the player."""
    keys = [source.key for source in chosen]
    opened = tuple(model.source.key for model in models[:2])
    pair = st.session_state.get(PAIR, opened)
    told = pair != opened and set(pair) <= set(keys)
    COMPARE.remember_comparison(
        (keys.index(pair[0]), keys.index(pair[1])) if told else None,
        own_scale=st.session_state.get(SCALE) == OWN,
    )


def show(
    models: list[Model],
    waiting: Sequence[str],
    clip_source: sources.Source,
    clip: Clip,
    chosen: Sequence[sources.Source],
) -> None:
    """The models that are ready, and how many are not."""
    heading(models, clip)
    remarks(models, chosen)
    if waiting:
        done = f"{len(models)} of {len(models) + len(waiting)} are ready"
        st.progress(len(models) / (len(models) + len(waiting)), f"Running {plain(waiting[0])}: {done} …")
    cards(models)
    found = tried(lambda: compare.comparison(models)) if len(models) > 1 else None
    player_and_downloads(compare.payload(models), models, clip, found)
    recording.panel(clip_source, clip, compare.shown_clip(clip, models))
    if found is not None:
        details(found, models, Path(clip.name).stem or "clip")


def page() -> None:
    """From the choices to everything shown."""
    wish = COMPARE.wish()
    clip_source, chosen = sidebar()
    if clip_source is None:
        return
    clip = recording.read(clip_source)
    if clip is None:
        return
    COMPARE.settle(wish, clip_source, chosen, clip.n_frames)
    follow(wish, chosen)
    models, waiting = compare.run_models(clip_source, clip, chosen)
    if models:
        remember(chosen, models)
        show(models, list(waiting), clip_source, clip, chosen)
    else:
        if not chosen:
            st.info("Choose two checkpoints or more in the side bar to see them side by side.", icon=":material/info:")
        views.body_alone(clip, COMPARE)
        recording.panel(clip_source, clip)
    if waiting:
        compare.run_next(clip_source, clip, next(iter(waiting.values())))


enter_through_the_front_door()
page()
