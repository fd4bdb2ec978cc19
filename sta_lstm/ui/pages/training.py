"""Over training: one clip under one network at several moments of its training; a slider moves through the epochs."""

from pathlib import Path

import streamlit as st

from sta_lstm import figures
from sta_lstm.comparison.history import History
from sta_lstm.player import player_payload
from sta_lstm.prediction.answer import answer_title
from sta_lstm.skeletons import Clip
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.panels import conversion, recording, views
from sta_lstm.ui.panels.heading import label_chip, show_shown
from sta_lstm.ui.panels.player import PlayerState
from sta_lstm.ui.panels.player_fields import PLAYER_FIELDS
from sta_lstm.ui.pickers import runs
from sta_lstm.ui.pickers.clip_files import CLIP, pick_clip
from sta_lstm.ui.pickers.runs import RUN
from sta_lstm.ui.session.address import Address, Request
from sta_lstm.ui.session.link import ValueField, whole_number
from sta_lstm.ui.session.usage import measured
from sta_lstm.ui.text import escaped, probability_text
from sta_lstm.words import counted

_SLIDER = "training-epoch"  # in the session: the epoch that is chosen
#: The epoch whose snapshot is shown; None for the last one, which the page opens on.
EPOCH = ValueField[int | None](
    key="epoch",
    default=None,
    of=RUN,
    lasts="files",
    parse=lambda word, link: whole_number(word) if link[RUN] else None,
    format=str,
)
TRAINING = Address("training", (CLIP, RUN, EPOCH, *PLAYER_FIELDS))


def follow(request: Request | None, found: History) -> None:
    """Show the epoch that an address asks for; at first, and where there is none such, the last."""
    asked = None if request is None else request.link[EPOCH]
    if asked is not None and asked not in found.epochs:
        st.info(f"The address asks for epoch {asked}, but there is no snapshot of it here.", icon=":material/link_off:")
    chosen = st.session_state.get(_SLIDER) if request is None else asked
    # Set anew in each run: a slider whose epochs have become more, since the training goes on, would forget it.
    st.session_state[_SLIDER] = chosen if chosen in found.epochs else found.epochs[-1]


def heading(found: History, run: runs.Run) -> None:
    """The last answer, since when it is given, and what the clip is."""
    st.title(escaped(answer_title(found.last)), anchor=False)
    line = f"is what {escaped(run.title)} says after {counted(found.epochs[-1], 'epoch')} of training"
    if len(found.epochs) > 1:
        line += f", and in every snapshot from epoch {found.settled} on"
    chip = label_chip(found.last)
    st.caption(f"{chip} {line}" if chip else line)
    show_shown(found.last)


def remarks(found: History, run: runs.Run) -> None:
    """What one should know about the snapshots."""
    if len(found.epochs) == 1:
        st.info(
            f"There is one snapshot, of epoch {found.epochs[0]}. Train with --keep-every N to have more to compare.",
            icon=":material/info:",
        )
    if run.n_files > len(run.files):
        st.info(
            f"{len(run.files)} of {run.n_files:,} snapshots are shown, spread evenly over the training.",
            icon=":material/info:",
        )


def choose_epoch(found: History) -> int:
    """The slider; its place among the snapshots."""
    if len(found.epochs) == 1:
        return 0
    epoch = st.select_slider(
        "Epochs of training",
        found.epochs,
        key=_SLIDER,
        help="0 is the untrained network. Click the slider, and the arrow keys go from snapshot to snapshot.",
    )
    return found.epochs.index(epoch)


def snapshot_text(found: History, place: int) -> str:
    """What one of the snapshots says, how good it is and how selective, as Markdown."""
    prediction, accuracy = found.predictions[place], found.accuracy[place]
    parts = [f"says {escaped(prediction.label)}, {probability_text(prediction.probabilities.max())}"]
    label = found.true_class
    if label is not None and label != prediction.label:
        known = prediction.probabilities[prediction.class_names.index(label)]
        parts.append(f"the clip’s label {escaped(label)}, {probability_text(known)}")
    if accuracy is not None:
        parts.append(f"right on {accuracy:.0%} of unseen clips")
    shares = (
        ("α", prediction.maps[0].learned, found.alpha_entropy),
        ("β", prediction.curves[0].learned, found.beta_entropy),
    )
    entropies = [f"{name} {values[place]:.0%}" for name, learned, values in shares if learned and values[place] >= 0]
    if entropies:
        parts.append(f"entropy of {', '.join(entropies)} of uniform")
    return f"**Epoch {found.epochs[place]}** {' · '.join(parts)}"


@st.fragment
@measured
def over_training(found: History) -> None:
    """The slider with all that it moves; frame, camera and loop stay as they are."""
    place = choose_epoch(found)
    epoch, prediction = found.epochs[place], found.predictions[place]
    TRAINING.remember({EPOCH: None if place == len(found.epochs) - 1 else epoch})
    st.caption(snapshot_text(found, place))
    dark = views.is_dark()
    left, right = st.columns([2.8, 1], gap="medium")
    with left:
        payload = run_or_show_error(lambda: player_payload([prediction], titles=[f"epoch {epoch}"]))
        state = PlayerState() if payload is None else views.player(payload, TRAINING)
    with right:
        st.header(f"Prediction at epoch {epoch}", anchor=False)
        views.chart(figures.probability_bars(prediction, top=4, dark=dark), key="probabilities", of=[prediction])
        if prediction.maps[0].learned:
            frame = state.frame
            st.header("Joints over the clip" if frame is None else f"Joints at frame {frame}", anchor=False)
            views.chart(figures.joint_ranking(prediction, frame=frame, top=8, dark=dark), key="joints", of=[prediction])
        TRAINING.copy_link()


def curves(found: History) -> None:
    """What changes from snapshot to snapshot, as lines."""
    dark = views.is_dark()
    left, right = st.columns(2, gap="large")
    with left:
        st.header("What it says", anchor=False)
        st.caption(
            "The probability of some classes for this clip. A class that rises and stays was learned; the dotted line "
            "shows how often the snapshot is right on unseen clips. An epoch chosen by that line would be judged by "
            "the clips that helped to choose it."
        )
        views.chart(figures.probability_history(found, dark=dark), key="probability-history", of=[found.last])
    with right:
        st.header("How selective it is", anchor=False)
        st.caption(
            "Entropy as a share of that of uniform attention. At 100 % all joints, or all frames, count alike; the "
            "lower, the fewer of them hold the attention. The scale does not begin at zero."
        )
        views.chart(figures.entropy_history(found, dark=dark), key="entropy-history", of=[found.last])


def maps(found: History) -> None:
    """Where and when it looked, an epoch beside the other."""
    dark = views.is_dark()
    st.header("Where it looked: α over the clip", anchor=False)
    if found.last.maps[0].learned:
        st.caption(
            "One column a snapshot, one row a joint: the last snapshot's favourite is on top. Violet joints got more "
            "than an equal share, grey less; the first five ranks are written in where there is room. A row that turns "
            "violet early was found early; ranks that change late say that the training had not yet settled on a "
            "joint. One training is one habit: another seed may settle on other joints."
        )
        views.chart(figures.joint_history(found, dark=dark), key="joint-history", of=[found.last])
    else:
        st.caption("This model has no spatial attention: every joint weighs the same in all epochs.")
    st.header("When it looked: β", anchor=False)
    if found.last.curves[0].learned:
        st.caption(
            "One row a snapshot, the first on top; one column a frame. Violet frames weigh more than an equal share. A "
            "violet column from some row downwards is a moment that the network learned to wait for."
        )
        views.chart(figures.beta_history(found, dark=dark), key="beta-history", of=[found.last])
    else:
        st.caption("This model has no temporal attention: every frame weighs the same in all epochs.")


def downloads(found: History) -> None:
    """The figures as tables."""
    stem = Path(found.clip.name).stem or "clip"
    with st.container(horizontal=True, gap="small"):
        views.table_download("Epochs, CSV", lambda: found.traced(found.table()), f"{stem}-epochs.csv")
        views.table_download("Joints, CSV", lambda: found.traced(found.joint_table()), f"{stem}-joints-by-epoch.csv")
        views.table_download("Frames, CSV", lambda: found.traced(found.frame_table()), f"{stem}-frames-by-epoch.csv")


def facts(clip: Clip, found: History | None) -> None:
    """What was opened."""
    persons = counted(clip.n_shown, "person")
    lines = [f"Clip: {counted(clip.n_frames, 'frame')} · {clip.fps:g} fps · {persons} · {escaped(clip.layout.name)}"]
    if found is not None:
        lines.append(f"Run: {counted(len(found.epochs), 'snapshot')} · {len(found.last.class_names)} classes")
    st.sidebar.caption("  \n".join(lines))


def page() -> None:
    """From the two choices to everything shown."""
    request = TRAINING.requested()
    warnings_area = st.container()
    with st.sidebar:
        clip_source, run = pick_clip(), runs.pick_run(warnings_area)
    if clip_source is None or run is None:
        return
    recorded = recording.read_recording(clip_source)
    if recorded is None:
        return
    TRAINING.update(request, {CLIP: [clip_source], RUN: [run]}, recorded.n_frames)
    snapshots, clip, found = runs.read_run(run, warnings_area), recorded, None
    if snapshots:
        adapted = conversion.adapt_or_offer(clip_source.cache_key, recorded, snapshots[-1].checkpoint)
        clip = adapted.clip
        if not adapted.is_pending:
            found = run_or_show_error(lambda: runs.run_history(adapted.key, run.key, adapted.clip, snapshots))
    facts(clip, found)
    if found is None:
        views.body_alone(clip, TRAINING)
        recording.panel(clip_source, recorded)
        return
    follow(request, found)
    heading(found, run)
    remarks(found, run)
    over_training(found)
    curves(found)
    maps(found)
    downloads(found)
    recording.panel(clip_source, recorded, clip)
