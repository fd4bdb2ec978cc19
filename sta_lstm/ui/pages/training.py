"""Over training: one clip under one network at several moments of its training; a slider moves through the epochs."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from sta_lstm import figures
from sta_lstm.comparison.history import History
from sta_lstm.evidence.record import TrackRecord
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.prediction.answer import answer_title
from sta_lstm.prediction.labels import answer_heading
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.windows import is_long
from sta_lstm.skeletons import Clip
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.lessons import guess
from sta_lstm.ui.lessons.guess import GUESS
from sta_lstm.ui.pages import training_curves, training_epochs
from sta_lstm.ui.panels import conversion, moment, recording, share, stage, views
from sta_lstm.ui.panels.charts import Charts
from sta_lstm.ui.panels.heading import first_words, label_chip, show_standing, standing_of, welcome
from sta_lstm.ui.panels.player import PlayerState
from sta_lstm.ui.panels.player_fields import PLAYER_FIELDS
from sta_lstm.ui.parts import lists, parts
from sta_lstm.ui.parts.field import PART, cut_as_asked, remember_part
from sta_lstm.ui.pickers import runs
from sta_lstm.ui.pickers.clip_files import CLIP, pick_clip
from sta_lstm.ui.pickers.runs import RUN
from sta_lstm.ui.session.address import Address, Request
from sta_lstm.ui.session.kept import in_turn, kept
from sta_lstm.ui.session.keys import Offered
from sta_lstm.ui.session.link import ValueField, whole_number
from sta_lstm.ui.session.predictions import payload_of
from sta_lstm.ui.session.usage import measured
from sta_lstm.ui.text import escaped, probability_text
from sta_lstm.words import counted, percent_text

#: The epoch whose snapshot is shown; None for the last one, which the page opens on.
EPOCH = ValueField[int | None](
    key="epoch",
    default=None,
    of=RUN,
    lasts="files",
    parse=lambda word, link: whole_number(word) if link[RUN] else None,
    format=str,
)
TRAINING = Address("training", (CLIP, PART, RUN, EPOCH, GUESS, *PLAYER_FIELDS))


def follow(request: Request | None, found: History) -> None:
    """Show the epoch that an address asks for; at first, and where there is none such, the last."""
    asked = None if request is None else request.link[EPOCH]
    if asked is not None and asked not in found.epochs:
        st.info(f"The address asks for epoch {asked}, but there is no snapshot of it here.", icon=":material/link_off:")
    chosen = st.session_state.get(training_epochs.SLIDER) if request is None else asked
    # Set anew in each run: a slider whose epochs have become more, since the training goes on, would forget it.
    st.session_state[training_epochs.SLIDER] = chosen if chosen in found.epochs else found.epochs[-1]


def heading(found: History, run: runs.Run, checkpoint: Checkpoint) -> None:
    """The last answer, since when it is given, whether it is right, and how far to trust who gives it."""
    line = f"is what {escaped(run.title)} says after {counted(found.epochs[-1], 'epoch')} of training"
    if found.settled != found.epochs[-1]:
        line += f", and in every snapshot from epoch {found.settled} on"
    chip = label_chip(found.last)
    with st.container(gap="xxsmall", key="heading"):
        st.title(escaped(answer_title(found.last)), anchor=False)
        st.caption(f"{line} · {chip}" if chip else line)
        show_standing(standing_of(found.last, checkpoint))
        first_words()
        welcome()


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


def snapshot_text(found: History, place: int, checkpoint: Checkpoint) -> str:
    """What one of the snapshots says, how good it is by its ``checkpoint`` and how selective, as Markdown."""
    prediction = found.predictions[place]
    parts = [f"says {escaped(prediction.label)}, {probability_text(prediction.probabilities.max())}"]
    label = found.true_class
    if label is not None and label != prediction.label:
        known = prediction.probabilities[prediction.class_names.index(label)]
        parts.append(f"the clip’s label {escaped(label)}, {probability_text(known)}")
    if found.accuracy[place] is not None:
        record = TrackRecord.of(checkpoint)
        parts.append(f"right on {record.percent} of {escaped(record.unseen)}")
    shares = (
        ("α", prediction.maps[0].learned, found.alpha_entropy[place]),
        ("β", prediction.curves[0].learned, found.beta_entropy[place]),
    )
    entropies = [f"{name} {percent_text(share)}" for name, learned, share in shares if learned and share >= 0]
    if entropies:
        parts.append(f"entropy of {', '.join(entropies)} of what an even spread has")
    which = f"Epoch {found.epochs[place]}{', the last,' if place == len(found.epochs) - 1 else ''}"
    return " ".join(filter(None, (f"**{which}**", label_chip(prediction), " · ".join(parts))))


@measured
def over_training(found: History, checkpoints: Sequence[Checkpoint], charts: Charts, *, plays: bool) -> None:
    """The slider with all that it moves; frame, camera and loop stay as they are.

    Args:
        found: the clip under the snapshots of the training.
        checkpoints: the snapshots.
        charts: what its figures share.
        plays: as `training_epochs.step` takes it.
    """
    with in_turn():
        _over_training(found, checkpoints, charts, plays=plays)


def _over_training(found: History, checkpoints: Sequence[Checkpoint], charts: Charts, *, plays: bool) -> None:
    if len(found.epochs) > 1:
        training_epochs.step(found, plays=plays)
    place = training_epochs.choose_epoch(found)
    epoch, prediction = found.epochs[place], found.predictions[place]
    TRAINING.remember({EPOCH: None if place == len(found.epochs) - 1 else epoch})
    st.caption(snapshot_text(found, place, checkpoints[place]))
    keys = (*charts.keys, Offered(str(epoch)))
    left, right = st.columns([2.8, 1], gap="medium")
    with left:
        payload = run_or_show_error(lambda: _payload(keys, epoch, prediction, checkpoints[place]))
        state = PlayerState()
        if payload is not None:
            cursors = {"epoch": place}
            state = views.player(payload, TRAINING, cursors=cursors, on_choice=partial(training_epochs.go_to, found))
    with right:
        moment.panel(keys, prediction, state, of=f" at epoch {epoch}")
        share_epoch(found, checkpoints, place, payload)


@kept()
def _payload(keys: tuple[str, ...], epoch: int, _prediction: Prediction, _checkpoint: Checkpoint) -> dict[str, Any]:
    return payload_of(_prediction, _checkpoint, f"epoch {epoch}")


def share_epoch(
    found: History, checkpoints: Sequence[Checkpoint], place: int, payload: Mapping[str, Any] | None
) -> None:
    """What is shown, to save and to share: the epoch in that place, and what all of them have to tell."""
    epoch, prediction, last = found.epochs[place], found.predictions[place], found.last
    attends: dict[str, tuple[Callable[..., go.Figure], bool]] = {
        "Attention to joints over training": (figures.joint_history, last.maps[0].learned),
        "Attention to frames over training": (figures.beta_history, last.curves[0].learned),
    }
    share.save_and_share(
        share.Shown(
            TRAINING,
            title=f"{answer_heading(prediction)} · epoch {epoch}",
            stem=f"{Path(found.clip.name).stem or 'clip'}-epoch-{epoch}",
            payload=payload,
            answers=[(prediction, checkpoints[place])],
            prints={
                "Probabilities over training": share.chart_print(figures.probability_history, found),
                "Entropy over training": share.chart_print(figures.entropy_history, found),
                **{name: share.chart_print(draw, found) for name, (draw, learned) in attends.items() if learned},
                **training_curves.prints(checkpoints[-1]),
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


def curves(found: History, charts: Charts) -> None:
    """What changes from snapshot to snapshot, as lines."""
    left, right = st.columns(2, gap="large")
    with left:
        st.header("What it says", anchor=False)
        st.caption(
            "The probability of some classes for this clip. A class that rises and stays was learned; the dotted line "
            "shows how often the snapshot is right on unseen clips. An epoch chosen by that line would be judged by "
            "the clips that helped to choose it."
        )
        charts.draw(figures.probability_history, found, key="probability-history")
    with right:
        st.header("How selective it is", anchor=False)
        st.caption(
            "Entropy as a share of that of attention which is spread evenly. At "
            f"{percent_text(1)} all joints, or all frames, count alike; the "
            "lower, the fewer of them hold the attention. The scale does not begin at zero."
        )
        charts.draw(figures.entropy_history, found, key="entropy-history")


def maps(found: History, charts: Charts) -> None:
    """Where and when it looked, an epoch beside the other."""
    st.header("Where it looked: α over the clip", anchor=False)
    if found.last.maps[0].learned:
        st.caption(
            "One column a snapshot, one row a joint: the last snapshot's favourite is on top. Violet joints got more "
            "than an equal share, grey less; the first five ranks are written in where there is room. A row that turns "
            "violet early was found early; ranks that change late say that the training had not yet settled on a "
            "joint. One training is one habit: another seed may settle on other joints."
        )
        charts.draw(figures.joint_history, found, key="joint-history")
    else:
        st.caption("This model tells no spatial attention: every joint weighs the same in all epochs.")
    st.header("When it looked: β", anchor=False)
    if found.last.curves[0].learned:
        st.caption(
            "One row a snapshot, the first on top; one column a frame. Violet frames weigh more than an equal share. A "
            "violet column from some row downwards is a moment that the network learned to wait for."
        )
        charts.draw(figures.beta_history, found, key="beta-history")
    else:
        st.caption("This model tells no temporal attention: every frame weighs the same in all epochs.")


def facts(clip: Clip, found: History | None) -> None:
    """What was opened."""
    persons = counted(clip.n_shown, "person")
    lines = [f"Clip: {counted(clip.n_frames, 'frame')} · {clip.fps:g} fps · {persons} · {escaped(clip.layout.title)}"]
    if found is not None:
        lines.append(f"Run: {counted(len(found.epochs), 'snapshot')} · {len(found.last.class_names)} classes")
    st.sidebar.caption("  \n".join(lines))


def page() -> None:
    """From the two choices to everything shown."""
    request = TRAINING.requested()
    room = stage.room("training")
    with st.sidebar:
        guess.toggle(request)
        clip_source, run = pick_clip(), runs.pick_run(room.remarks)
    if clip_source is None or run is None:
        return
    guess.look_at(clip_source)
    with room.remarks:
        cut_as_asked(request, clip_source)
        recorded = recording.read_recording(clip_source, room.release)
        if recorded is None:
            return
        TRAINING.update(request, {CLIP: [clip_source], RUN: [run]}, recorded.n_frames)
        guess.remember(TRAINING)
        remember_part(TRAINING, clip_source)
        if guess.holds_back(clip_source):
            room.release()
            TRAINING.keep()
            return
        snapshots, clip, found = runs.read_run(run, room.remarks), recorded, None
        if snapshots:
            adapted = conversion.adapt_or_offer(clip_source.cache_key, recorded, snapshots[-1].checkpoint)
            clip = adapted.clip
            if is_long(snapshots[-1].checkpoint, adapted.clip):
                parts.instead("How an answer came about is told")
            elif not adapted.is_pending:
                found = run_or_show_error(lambda: runs.run_history(adapted.key, run.key, adapted.clip, snapshots))
    facts(clip, found)
    if found is None:
        room.release(body_alone=True)
        with room.stage:
            of = parts.parts_of(clip_source, clip)
            views.body_alone(clip, TRAINING, lanes=partial(parts.on_timeline, of), beneath=partial(lists.panel, of))
        recording.panel(clip_source, recorded)
        return
    checkpoints = tuple(each.checkpoint for each in snapshots)
    revisions = Offered(" ".join(each.revision for each in checkpoints))  # say nothing of a visitor
    charts = Charts((adapted.key, run.key, revisions), [found.last])
    with room.remarks:
        follow(request, found)
        remarks(found, run)
    with room.head:
        heading(found, run, checkpoints[-1])
    with room.stage:
        plays = bool(st.session_state.get(training_epochs.PLAYS, False))
        st.fragment(over_training, run_every=training_epochs.SECONDS_AN_EPOCH if plays else None)(
            found, checkpoints, charts, plays=plays
        )
    curves(found, charts)
    maps(found, charts)
    training_curves.how_it_went(checkpoints[-1], charts)
    recording.panel(clip_source, recorded, clip)
