"""Over training: one clip under one network at several moments of its training; a slider moves through the epochs."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from sta_lstm import figures
from sta_lstm.comparison.history import History
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.player import player_payload
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.panels import conversion, moment, recording, share, stage, views
from sta_lstm.ui.panels.heading import label_chip, show_shown
from sta_lstm.ui.panels.player import Choice, PlayerState
from sta_lstm.ui.panels.player_fields import PLAYER_FIELDS
from sta_lstm.ui.pickers import runs
from sta_lstm.ui.pickers.clip_files import CLIP, pick_clip
from sta_lstm.ui.pickers.runs import RUN
from sta_lstm.ui.session.address import Address, Request
from sta_lstm.ui.session.drawn import drawn
from sta_lstm.ui.session.kept import in_turn, kept
from sta_lstm.ui.session.keys import Offered
from sta_lstm.ui.session.link import ValueField, whole_number
from sta_lstm.ui.session.usage import measured
from sta_lstm.ui.text import escaped, probability_text
from sta_lstm.words import counted

#: In the session: the epoch that is chosen, whether the epochs play, and when the last step of that was made.
_SLIDER, _PLAYS, _STEPPED = "training-epoch", "training-plays", "training-stepped"
#: So long an epoch is shown while they play.
_SECONDS_AN_EPOCH = 1.6
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


@dataclass(frozen=True, eq=False)
class Shown:
    """A clip under the snapshots of a training.

    Attributes:
        found: what they say of it.
        checkpoints: the snapshots.
        keys: tell it apart from all others.
    """

    found: History
    checkpoints: tuple[Checkpoint, ...]
    keys: tuple[str, ...]

    def chart(self, draw: Callable[..., go.Figure], *, key: str) -> None:
        """A figure of it, kept."""
        views.chart(drawn(self.keys, draw, self.found, dark=views.is_dark()), key=key, of=[self.found.last])


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
    st.title(escaped(found.last.label.capitalize()), anchor=False)
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
    """The slider, and the button that moves it by itself; the place of the epoch among the snapshots."""
    if len(found.epochs) == 1:
        return 0
    plays, last = st.session_state.get(_PLAYS, False), found.epochs[-1]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.button(
            "Pause the epochs" if plays else "Play the epochs",
            icon=":material/pause:" if plays else ":material/play_arrow:",
            key="training-play",
            on_click=partial(_play, found, plays=not plays),
        )
        with st.container(width="stretch"):
            epoch = st.select_slider(
                "Epochs of training",
                found.epochs,
                key=_SLIDER,
                on_change=_pause,
                help=(
                    "0 is the untrained network. Click the slider, and the arrow keys go from snapshot to snapshot; so "
                    f"does a click in a figure below. Play goes to epoch {last} by itself."
                ),
            )
    return found.epochs.index(epoch)


def _play(found: History, *, plays: bool) -> None:
    """Begin to go through the epochs, from the first where the last one is shown; or stop."""
    st.session_state[_PLAYS] = plays
    if plays and st.session_state[_SLIDER] == found.epochs[-1]:
        st.session_state[_SLIDER] = found.epochs[0]
        st.session_state[_STEPPED] = time.monotonic()


def _pause() -> None:
    st.session_state[_PLAYS] = False


def _step(found: History, *, plays: bool) -> None:
    """While the epochs play, show the next one, once the one before was seen; at the last, stop.

    Args:
        found: the epochs.
        plays: whether the browser asks for the next one by itself: the whole page tells it to, and not to.
    """
    wanted = st.session_state.get(_PLAYS, False)
    if wanted != plays:
        st.rerun()
    if not wanted or time.monotonic() - st.session_state.get(_STEPPED, 0.0) < _SECONDS_AN_EPOCH / 2:
        return
    place = min(found.epochs.index(st.session_state[_SLIDER]) + 1, len(found.epochs) - 1)
    st.session_state[_SLIDER], st.session_state[_STEPPED] = found.epochs[place], time.monotonic()
    if place == len(found.epochs) - 1:
        _pause()
        st.rerun()


def _go_to(found: History, choice: Choice) -> None:
    """Show the epoch that was clicked in a figure."""
    if choice.cursor == "epoch" and choice.place < len(found.epochs):
        st.session_state[_SLIDER] = found.epochs[choice.place]
        _pause()


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


@measured
def over_training(shown: Shown, *, plays: bool) -> None:
    """The slider with all that it moves; frame, camera and loop stay as they are.

    Args:
        shown: the training.
        plays: as `_step` takes it.
    """
    with in_turn():
        _over_training(shown, plays=plays)


def _over_training(shown: Shown, *, plays: bool) -> None:
    found = shown.found
    if len(found.epochs) > 1:
        _step(found, plays=plays)
    place = choose_epoch(found)
    epoch, prediction = found.epochs[place], found.predictions[place]
    TRAINING.remember({EPOCH: None if place == len(found.epochs) - 1 else epoch})
    st.caption(snapshot_text(found, place))
    keys = (*shown.keys, Offered(str(epoch)))
    left, right = st.columns([2.8, 1], gap="medium")
    with left:
        payload = run_or_show_error(lambda: _payload(keys, epoch, prediction))
        state = PlayerState()
        if payload is not None:
            cursors = {"epoch": place}
            state = views.player(payload, TRAINING, cursors=cursors, on_choice=partial(_go_to, found))
    with right:
        moment.panel(keys, prediction, state, of=f" at epoch {epoch}")
        share_epoch(shown, place, payload)


@kept()
def _payload(keys: tuple[str, ...], epoch: int, _prediction: Prediction) -> dict[str, Any]:
    return player_payload([_prediction], titles=[f"epoch {epoch}"])


def share_epoch(shown: Shown, place: int, payload: Mapping[str, Any] | None) -> None:
    """What is shown, to save and to share: the epoch in that place, and what all of them have to tell."""
    found, epoch, prediction = shown.found, shown.found.epochs[place], shown.found.predictions[place]
    last = found.last
    attends: dict[str, tuple[Callable[..., go.Figure], bool]] = {
        "Attention to joints over training": (figures.joint_history, last.maps[0].learned),
        "Attention to frames over training": (figures.beta_history, last.curves[0].learned),
    }
    share.save_and_share(
        share.Shown(
            TRAINING,
            title=f"{found.clip.name}: {last.checkpoint}, epoch {epoch}",
            stem=f"{Path(found.clip.name).stem or 'clip'}-epoch-{epoch}",
            payload=payload,
            answers=[(prediction, shown.checkpoints[place])],
            prints={
                "Probabilities over training": share.chart_print(figures.probability_history, found),
                "Entropy over training": share.chart_print(figures.entropy_history, found),
                **{name: share.chart_print(draw, found) for name, (draw, learned) in attends.items() if learned},
                **share.answer_prints(prediction),
            },
            tables=[
                share.csv_table("Epochs, CSV", "epochs", lambda: found.traced(found.table())),
                share.csv_table("Joints, CSV", "joints-by-epoch", lambda: found.traced(found.joint_table())),
                share.csv_table("Frames, CSV", "frames-by-epoch", lambda: found.traced(found.frame_table())),
                *share.answer_tables(prediction),
            ],
            settings=[f"What is shown is the network after {counted(epoch, 'epoch')} of {found.epochs[-1]}"],
        )
    )


def curves(shown: Shown) -> None:
    """What changes from snapshot to snapshot, as lines."""
    left, right = st.columns(2, gap="large")
    with left:
        st.header("What it says", anchor=False)
        st.caption(
            "The probability of some classes for this clip. A class that rises and stays was learned; the dotted line "
            "shows how often the snapshot is right on unseen clips. An epoch chosen by that line would be judged by "
            "the clips that helped to choose it."
        )
        shown.chart(figures.probability_history, key="probability-history")
    with right:
        st.header("How selective it is", anchor=False)
        st.caption(
            "Entropy as a share of that of uniform attention. At 100 % all joints, or all frames, count alike; the "
            "lower, the fewer of them hold the attention. The scale does not begin at zero."
        )
        shown.chart(figures.entropy_history, key="entropy-history")


def maps(shown: Shown) -> None:
    """Where and when it looked, an epoch beside the other."""
    st.header("Where it looked: α over the clip", anchor=False)
    if shown.found.last.maps[0].learned:
        st.caption(
            "One column a snapshot, one row a joint: the last snapshot's favourite is on top. Violet joints got more "
            "than an equal share, grey less; the first five ranks are written in where there is room. A row that turns "
            "violet early was found early; ranks that change late say that the training had not yet settled on a "
            "joint. One training is one habit: another seed may settle on other joints."
        )
        shown.chart(figures.joint_history, key="joint-history")
    else:
        st.caption("This model has no spatial attention: every joint weighs the same in all epochs.")
    st.header("When it looked: β", anchor=False)
    if shown.found.last.curves[0].learned:
        st.caption(
            "One row a snapshot, the first on top; one column a frame. Violet frames weigh more than an equal share. A "
            "violet column from some row downwards is a moment that the network learned to wait for."
        )
        shown.chart(figures.beta_history, key="beta-history")
    else:
        st.caption("This model has no temporal attention: every frame weighs the same in all epochs.")


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
    notices, head, above = stage.frame("training")
    with st.sidebar:
        clip_source, run = pick_clip(), runs.pick_run(notices)
    if clip_source is None or run is None:
        return
    with notices:
        recorded = recording.read_recording(clip_source)
        if recorded is None:
            return
        TRAINING.update(request, {CLIP: [clip_source], RUN: [run]}, recorded.n_frames)
        snapshots, clip, found = runs.read_run(run, notices), recorded, None
        if snapshots:
            adapted = conversion.adapt_or_offer(clip_source.cache_key, recorded, snapshots[-1].checkpoint)
            clip = adapted.clip
            if not adapted.is_pending:
                found = run_or_show_error(lambda: runs.run_history(adapted.key, run.key, adapted.clip, snapshots))
    facts(clip, found)
    if found is None:
        with above:
            views.body_alone(clip, TRAINING)
        recording.panel(clip_source, recorded)
        return
    checkpoints = tuple(each.checkpoint for each in snapshots)
    shown = Shown(found, checkpoints, (adapted.key, run.key, Offered(" ".join(each.revision for each in checkpoints))))
    with notices:
        follow(request, found)
        remarks(found, run)
    with head:
        heading(found, run)
    with above:
        plays = bool(st.session_state.get(_PLAYS, False))
        st.fragment(over_training, run_every=_SECONDS_AN_EPOCH if plays else None)(shown, plays=plays)
    curves(shown)
    maps(shown)
    recording.panel(clip_source, recorded, clip)
