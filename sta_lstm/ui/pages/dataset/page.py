"""Data set: every clip under every checkpoint, as ``sta-lstm attend`` left them; from a number to a clip to see."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from sta_lstm.evidence.attended import slices
from sta_lstm.evidence.attended.slices import Accuracy, Confusion, Model, Slice
from sta_lstm.evidence.attended.table import Attended, open_attended
from sta_lstm.figures import confusion_heatmap
from sta_lstm.samples import folder_state
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.lessons import guess
from sta_lstm.ui.pages.dataset import attention, clips
from sta_lstm.ui.pages.dataset.fields import DATA, DATASET, choose_slice, n_chosen, pick_data, pick_model, set_cell
from sta_lstm.ui.panels import views
from sta_lstm.ui.pickers.files import FOLDER_SECONDS
from sta_lstm.ui.session.drawn import drawn
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.keys import Offered, short_hash
from sta_lstm.ui.text import escaped
from sta_lstm.words import counted, percent_text, spread_text

_MOST_MODELS = 40  # of the table of accuracies
_HOW = (
    "`sta-lstm attend DATA --checkpoint C --out FOLDER` asks checkpoints about every clip of a data set, and `sta-lstm "
    "app --attended FOLDER --clips DATA --checkpoints RUNS` shows here what they said."
)
_CELLS = "True classes are rows, answers columns; violet is right. Click a cell to list its clips."


def page() -> None:
    """From a folder to a sentence, a matrix, the clips of a cell, and where the model looked."""
    request = DATASET.requested()
    guess.look_at()
    with st.sidebar:
        offer = pick_data()
    if offer is None:
        st.title("There are no attended clips here", anchor=False)
        st.markdown(_HOW)
        return
    DATASET.update(request, {DATA: [offer]}, 1)
    if guess.holds_back():
        return
    key = Offered(f"{offer.key}:{_state(str(offer.path))}")
    table = run_or_show_error(lambda: _open(key, offer.path))
    if table is None:
        st.title("These clips cannot be shown", anchor=False)
        st.markdown(_HOW)
        DATASET.keep()
        return
    models = slices.models_of(table)
    if not models:
        st.title("No clip could be asked about", anchor=False)
        _remarks(table)
        DATASET.keep()
        return
    with st.sidebar:
        model = pick_model(models)
    head = st.container(gap="xxsmall", key="heading")
    words = slices.choices(table, model.revisions)
    part = choose_slice(model, words, table)
    found, accuracy = slices.confusion(table, part), slices.accuracy(table, model, part)
    with head:
        _heading(table, model, part, found, accuracy)
    left, right = st.columns([1, 1.15], gap="large")
    with left:
        _confusion(key, part, found)
        _checkpoints(table, models, part)
    with right:
        clips.show(table, part)
    run_or_show_error(lambda: attention.show(table, model, part, key))
    DATASET.keep()
    DATASET.copy_link()


@st.cache_data(ttl=FOLDER_SECONDS, show_spinner=False)
def _state(folder: str) -> str:
    return folder_state(Path(folder))


@kept("Reading the clips …")
def _open(key: str, _folder: Path) -> Attended:
    return open_attended(_folder)


def said_of(model: str, accuracy: Accuracy, found: Confusion) -> str:
    """How often a model is right, and what it errs in most, in one sentence."""
    if not accuracy.n:
        return f"No clip here has a label to hold {model} to"
    noun = "clip" if accuracy.spread is None else "answer"
    said = f"{model} is right on {percent_text(accuracy.share)} of {counted(accuracy.n, noun)}"
    worst = found.worst
    if worst is None:
        return f"{model} is right on all of {counted(accuracy.n, noun)}" if accuracy.n > 1 else said
    label, other, times = worst
    n_wrong = accuracy.n - accuracy.right
    if times == 1:
        return f"{said}; once, it takes {label} for {other}" if n_wrong == 1 else f"{said}; it makes no mistake twice"
    return f"{said}; it takes {label} for {other} most often"


def _heading(table: Attended, model: Model, part: Slice, found: Confusion, accuracy: Accuracy) -> None:
    """The sentence, and of which clips it is true."""
    st.title(escaped(said_of(model.name, accuracy, found)), anchor=False)
    n_clips, n_subjects = slices.sizes(table, model.revisions)
    parts = [
        escaped(str(table.about.get("dataset", ""))),
        counted(n_clips, "clip"),
        counted(n_subjects, "subject") if n_subjects else "",
        _unjudged(accuracy.n_unjudged, "clip" if accuracy.spread is None else "answer"),
        _seen(part),
        ""
        if accuracy.spread is None
        else f"{spread_text(accuracy.mean, accuracy.spread)} over {accuracy.n_networks} checkpoints",
    ]
    st.caption(" · ".join(filter(None, parts)))
    _remarks(table)


def _unjudged(number: int, noun: str) -> str:
    """How many answers are neither right nor wrong."""
    are = "is" if number == 1 else "are"
    return f"{counted(number, noun)} without a label that it knows {are} not counted" if number else ""


def _seen(part: Slice) -> str:
    return {
        "test": "those that it was not trained on",
        "train": "those that it was trained on",
        "val": "those that chose its settings",
    }.get(part.split or "", "")


def _remarks(table: Attended) -> None:
    """What is not in the table, and why."""
    for sentence in table.left_out[:3]:
        st.warning(escaped(f"A file is left out: {sentence}", most=500), icon=":material/warning:")
    unread = slices.unread(table)
    if unread:
        first = unread[0]
        told = f"{counted(len(unread), 'answer')} could not be had, such as that to {first['clip']}: {first['reason']}"
        st.caption(escaped(told, most=400))


def _confusion(key: str, part: Slice, found: Confusion) -> None:
    st.header("What is taken for what", anchor=False)
    if not found.class_names:
        st.caption("No clip of these has a label and an answer.")
        return
    st.caption(_CELLS)
    chart = f"dataset-confusion-{n_chosen()}"
    keys = (key, Offered(short_hash(repr(part))))
    figure = drawn(
        keys,
        confusion_heatmap,
        found.counts,
        found.class_names,
        picked=(part.label, part.predicted),
        dark=views.is_dark(),
    )

    def pick() -> None:
        points = st.session_state[chart]["selection"]["points"]
        if points:
            i, j = points[0]["customdata"][:2]
            set_cell(found.class_names[int(i)], found.class_names[int(j)])
        else:
            set_cell(None, None)

    views.chart(figure, key=chart, on_pick=pick)


def _checkpoints(table: Attended, models: tuple[Model, ...], part: Slice) -> None:
    """How often each checkpoint is right on clips of the slice."""
    if len(models) < 2:
        return
    st.header("Who is right how often", anchor=False)
    lines = ["| checkpoint | right | of |", "| --- | ---: | ---: |"]
    for model in models[:_MOST_MODELS]:
        found = slices.accuracy(table, model, part)
        right = percent_text(found.share, 1) if found.n else "–"
        if found.spread is not None:
            right = spread_text(found.mean, found.spread)
        lines.append(f"| {escaped(model.name, most=60)} | {right} | {found.n:,} |")
    with st.container(key="pairs"):
        st.markdown("\n".join(lines))
