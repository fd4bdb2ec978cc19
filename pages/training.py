"""Over training: one clip under one network at several moments of its training; a slider moves through the epochs."""

from pathlib import Path

import streamlit as st

from sta_lstm import figures
from sta_lstm.comparison.history import History
from sta_lstm.player import player_payload
from sta_lstm.skeletons import Clip
from sta_lstm.ui import conversion, recording, runs, sources, views
from sta_lstm.ui.address import TRAINING, Wish
from sta_lstm.ui.errors import tried
from sta_lstm.ui.look import enter_through_the_front_door
from sta_lstm.ui.text import plain
from sta_lstm.words import counted

EPOCH = "training-epoch"


def follow(wish: Wish | None, found: History) -> None:
    """Stand on the epoch that an address asks for; at first, and where there is none such, on the last."""
    asked = None if wish is None else wish.link.epoch
    if asked is not None and asked not in found.epochs:
        st.info(f"The address asks for epoch {asked}, of which there is no snapshot here.", icon=":material/link_off:")
    stands = st.session_state.get(EPOCH) if wish is None else asked
    # Said anew in each run: a slider whose epochs have become more, since the training goes on, would forget it.
    st.session_state[EPOCH] = stands if stands in found.epochs else found.epochs[-1]


def heading(found: History, run: runs.Run) -> None:
    """The last answer, since when it is given, and what the clip is."""
    st.title(plain(found.last.label.capitalize()), anchor=False)
    said = f"is what {plain(run.title)} says after {counted(found.epochs[-1], 'epoch')} of training"
    if len(found.epochs) > 1:
        said += f", and in every snapshot from epoch {found.settled} on"
    if found.clip.label is not None:
        said += f" · {views.verdict(found.last)}"
    st.caption(said)


def remarks(found: History, run: runs.Run) -> None:
    """What is to be known of the snapshots."""
    if len(found.epochs) == 1:
        st.info(
            f"There is one snapshot, of epoch {found.epochs[0]}. Train with --keep-every N to have more to compare.",
            icon=":material/info:",
        )
    if run.n_files > len(run.files):
        st.info(f"Of {run.n_files:,} snapshots {len(run.files)} are shown, evenly.", icon=":material/info:")


def choose_epoch(found: History) -> int:
    """The slider; its place among the snapshots."""
    if len(found.epochs) == 1:
        return 0
    epoch = st.select_slider(
        "Epochs of training",
        found.epochs,
        key=EPOCH,
        help="0 is the untrained network. Click the slider, and the arrow keys go from snapshot to snapshot.",
    )
    return found.epochs.index(epoch)


@st.fragment
def over_training(found: History) -> None:
    """The slider with all that it moves; frame, camera and loop stay as they are."""
    place = choose_epoch(found)
    epoch, prediction = found.epochs[place], found.predictions[place]
    TRAINING.remember_epoch(None if place == len(found.epochs) - 1 else epoch)
    st.caption(runs.in_words(found, place))
    dark = views.is_dark()
    left, right = st.columns([2.8, 1], gap="medium")
    with left:
        state = views.player(player_payload([prediction], titles=[f"epoch {epoch}"]), TRAINING)
    with right:
        st.header(f"Prediction at epoch {epoch}", anchor=False)
        views.chart(figures.probability_bars(prediction, top=4, dark=dark), key="probabilities")
        if prediction.maps[0].learned:
            frame = state.frame
            st.header("Joints over the clip" if frame is None else f"Joints at frame {frame}", anchor=False)
            views.chart(figures.joint_ranking(prediction, frame=frame, top=8, dark=dark), key="joints")
        TRAINING.copy_link()


def curves(found: History) -> None:
    """What changes from snapshot to snapshot, as lines."""
    dark = views.is_dark()
    left, right = st.columns(2, gap="large")
    with left:
        st.header("What it says", anchor=False)
        st.caption(
            "The probability of some classes for this clip. A class that rises and stays was learned; the dotted line "
            "tells how often the snapshot is right on clips that it has not seen. An epoch chosen by that line would "
            "be judged by clips that had a say in it."
        )
        views.chart(figures.probability_history(found, dark=dark), key="probability-history")
    with right:
        st.header("How selective it is", anchor=False)
        st.caption(
            "Entropy as a share of that of uniform attention. At 100 % all joints, or all frames, count alike; the "
            "lower, the fewer of them hold the attention. The scale does not begin at zero."
        )
        views.chart(figures.entropy_history(found, dark=dark), key="entropy-history")


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
        views.chart(figures.joint_history(found, dark=dark), key="joint-history")
    else:
        st.caption("This model has no spatial attention: every joint weighs the same in all epochs.")
    st.header("When it looked: β", anchor=False)
    if found.last.curves[0].learned:
        st.caption(
            "One row a snapshot, the first on top; one column a frame. Violet frames weigh more than an equal share. A "
            "violet column from some row downwards is a moment that the network learned to wait for."
        )
        views.chart(figures.beta_history(found, dark=dark), key="beta-history")
    else:
        st.caption("This model has no temporal attention: every frame weighs the same in all epochs.")


def downloads(found: History) -> None:
    """The figures as tables."""
    stem = Path(found.clip.name).stem or "clip"
    with st.container(horizontal=True, gap="small"):
        views.table_download("Epochs, CSV", found.table, f"{stem}-epochs.csv")
        views.table_download("Joints, CSV", found.joint_table, f"{stem}-joints-by-epoch.csv")
        views.table_download("Frames, CSV", found.frame_table, f"{stem}-frames-by-epoch.csv")


def facts(clip: Clip, found: History | None) -> None:
    """What was opened."""
    persons = counted(int(clip.present.any(0).sum()), "person")
    lines = [f"Clip: {counted(clip.n_frames, 'frame')} · {clip.fps:g} fps · {persons} · {plain(clip.layout.name)}"]
    if found is not None:
        lines.append(f"Run: {counted(len(found.epochs), 'snapshot')} · {len(found.last.class_names)} classes")
    st.sidebar.caption("  \n".join(lines))


def page() -> None:
    """From the two choices to everything shown."""
    wish = TRAINING.wish()
    complaints = st.container()
    with st.sidebar:
        clip_source, run = sources.pick_clip(), runs.pick_run(complaints)
    if clip_source is None or run is None:
        return
    recorded = recording.read(clip_source)
    if recorded is None:
        return
    TRAINING.settle(wish, clip_source, [], recorded.n_frames, run=run)
    snapshots, clip, found = runs.read_run(run, complaints), recorded, None
    if snapshots:
        brought = conversion.brought(clip_source.cache_key, recorded, snapshots[-1].checkpoint)
        clip = brought.clip
        if not brought.waits:
            found = tried(lambda: runs.run_history(brought.key, brought.clip, snapshots))
    facts(clip, found)
    if found is None:
        views.body_alone(clip, TRAINING)
        recording.panel(clip_source, recorded)
        return
    follow(wish, found)
    heading(found, run)
    remarks(found, run)
    over_training(found)
    curves(found)
    maps(found)
    downloads(found)
    recording.panel(clip_source, recorded, clip)
    views.first_words()


enter_through_the_front_door()
page()
