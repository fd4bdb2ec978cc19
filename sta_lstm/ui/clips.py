"""Two clips on a page: read, aligned, asked of one checkpoint, and brought onto one clock, each step kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from sta_lstm.comparison.alignment import Alignment, Kind, align
from sta_lstm.comparison.clips import ClipPair, compare_clips
from sta_lstm.comparison.clock import clip_on_clock, on_clock
from sta_lstm.comparison.measures import MEASURES
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.player import player_payload
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip
from sta_lstm.ui import conversion, recording, sources
from sta_lstm.ui.address import Address
from sta_lstm.ui.compare import measure_text
from sta_lstm.ui.conversion import Brought
from sta_lstm.ui.text import plain, probability_text
from sta_lstm.ui.views import verdict
from sta_lstm.words import counted, person_letter

#: What each alignment is called, in the order in which they are offered.
TITLES: dict[Kind, str] = {
    "dtw": "by pose (dynamic time warping)",
    "relative": "by share of the clip",
    "time": "by time",
}
READINGS: dict[Kind, str] = {
    "dtw": "Frames belong together where the poses are most alike, and neither clip ever goes back. A frame stands for "
    "a while where its clip was the faster one; for a long while, where the other clip shows something that this one "
    "does not have. Place, heading and size of the bodies make no difference.",
    "relative": "Frames belong together that lie at the same share of either clip.",
    "time": "Frames belong together that come so long after the start; the shorter clip then waits on its last frame.",
}
#: The figures of agreement that mean the same for two clips as for two models.
_MEASURES = {
    "alpha_divergence": "0 bits: frames that belong together have the same attention; 1 bit: they share no joint.",
    "joint_overlap": "Of the five joints attended to most over either clip, the share that is the same.",
    "beta_spearman": "1: frames that belong together are ranked alike; 0: one ranking says nothing of the other.",
    "keyframe_overlap": "Of the keyframes of both, the share that has a partner within 0.1 s of the common clock.",
}


@dataclass(frozen=True, eq=False)
class Chosen:
    """One of the two clips.

    Attributes:
        name: what the page calls it; the other one has another name.
        source: where it came from.
        recorded: what was read from there.
        brought: the recording as the checkpoint reads it, or on its way there.
    """

    name: str
    source: sources.Source
    recorded: Clip
    brought: Brought

    @property
    def clip(self) -> Clip:
        """What is shown and aligned: the recording, or what it was converted to."""
        return self.brought.clip


def short_names(chosen: Sequence[sources.Source]) -> list[str]:
    """The samples' names, or those of the files; a second one of the same name is told apart by a number."""
    first, second = (source.sample or Path(source.name).stem for source in chosen)
    return [first, second if second != first else f"{second} (2)"]


def read_both(first: sources.Source, second: sources.Source) -> list[tuple[sources.Source, Clip]]:
    """The clips with their sources, as far as they can be read; for the others it is said why not."""
    read = {source.key: (source, recording.read(source)) for source in {first.key: first, second.key: second}.values()}
    chosen = [read[source.key] for source in (first, second)]
    return [(source, clip) for source, clip in chosen if clip is not None]


def bring_both(read: Sequence[tuple[sources.Source, Clip]], checkpoint: Checkpoint | None) -> list[Chosen]:
    """The clips as the checkpoint reads them; where one does not fit, an offer to change that, or what was done.

    Args:
        read: both clips with their sources.
        checkpoint: what is to read them; None leaves them as they are.
    """
    both: list[Chosen] = []
    for name, (source, clip) in zip(short_names([source for source, _ in read]), read, strict=True):
        if both and both[0].source.key == source.key:
            brought = both[0].brought  # the offer stands on the page
        elif checkpoint is None:
            brought = Brought(clip, source.cache_key)
        else:
            brought = conversion.brought(source.cache_key, clip, checkpoint, clip_name=name)
        both.append(Chosen(name, source, clip, brought))
    return both


def each_once(both: Sequence[Chosen]) -> list[Chosen]:
    """The two, or the one where they are the same recording."""
    return list({one.source.key: one for one in reversed(both)}.values())[::-1]


def alignment(both: Sequence[Chosen], kind: Kind) -> Alignment:
    """The common clock of two clips, kept for this session.

    Raises:
        MismatchError: they share no joint or no person.
    """
    return _alignment(_keys(both), kind, both)


def pair(both: Sequence[Chosen], kind: Kind, checkpoint_key: str, predictions: Sequence[Prediction]) -> ClipPair:
    """What the checkpoint says of both, kept for this session.

    Raises:
        MismatchError: no person was read in both.
    """
    return _pair((*_keys(both), checkpoint_key), kind, both, predictions)


def payload(
    both: Sequence[Chosen], kind: Kind | None, checkpoint_key: str, predictions: Sequence[Prediction | None]
) -> dict[str, Any]:
    """What the player is told: a pane a clip, kept for this session.

    Args:
        both: the clips.
        kind: how they are aligned; None shows both from their first frames on.
        checkpoint_key: of the source of the checkpoint.
        predictions: its answers; None for a clip that it does not fit, which is shown by itself.
    """
    there = "".join("-" if prediction is None else "+" for prediction in predictions)
    return _payload((*_keys(both), checkpoint_key, there), kind, both, predictions)


def follow_alignment(address: Address, both: Sequence[Chosen], kind: Kind) -> None:
    """Tell the address how the clips are aligned; where that is new, the player goes on at the frame of the first clip.

    To be called once the address was settled.
    """
    shown = address.shown
    before: Kind = _kind(shown.alignment)
    if before == kind:
        return
    frame = None
    if shown.frame is not None:
        old, new = alignment(both, before), alignment(both, kind)
        frame = int(np.searchsorted(new.first, old.first[min(shown.frame, old.n_steps - 1)]))
    address.realign(kind, frame)


def _kind(word: str | None) -> Kind:
    """The alignment that an address tells."""
    return next((kind for kind in TITLES if kind == word), next(iter(TITLES)))


def facts(one: Chosen) -> str:
    """What a clip is, in one line of Markdown."""
    clip = one.clip
    persons = counted(int(clip.present.any(0).sum()), "person")
    return f"{plain(one.name)}: {counted(clip.n_frames, 'frame')} · {clip.fps:g} fps · {persons}"


def card(one: Chosen, prediction: Prediction, other: Prediction) -> str:
    """What the checkpoint says of a clip, and how probable it holds the other clip's label, as Markdown."""
    known = "" if one.clip.label is None else f" · {verdict(prediction)}"
    lines = [
        f"**{plain(one.name)}**",
        f"{plain(prediction.label)}, {probability_text(prediction.probabilities.max())}{known}",
    ]
    if other.label != prediction.label:
        there = float(prediction.probabilities[prediction.class_names.index(other.label)])
        lines.append(f"{plain(other.label)}, {probability_text(there)}")
    return "  \n".join(lines)


def where(found: Alignment, names: Sequence[str], step: int | None) -> str:
    """Which recorded frames the player shows, as Markdown."""
    first, second = (plain(name) for name in names)
    if step is None:
        return (
            f"The player counts the {counted(found.n_steps, 'step')} of the common clock, {found.fps:.3g} a second. "
            "Pause it to read which recorded frames it shows."
        )
    step = min(step, found.n_steps - 1)
    return (
        f"Step **{step}** of the common clock shows frame **{found.first[step]}** of {first} and frame "
        f"**{found.second[step]}** of {second}; the poses are {found.distance[step]:.2f} {found.unit} apart."
    )


def distance_text(found: Alignment, clip: Clip, names: Sequence[str]) -> str:
    """How well the clips fit each other on this clock, in words."""
    unit = f"{found.unit} (from {' to '.join(clip.layout.torso)})" if found.unit == "trunk lengths" else found.unit
    stands = [
        f"{plain(name)} stands on one frame for up to {counted(stand, 'step')}"
        for name, stand in zip(names, found.longest_stand(), strict=True)
        if stand > 1
    ]
    sentences = [f"On the mean, joints are {found.mean_distance:.2f} {plain(unit)} apart.", "; ".join(stands)]
    return " ".join(sentences) + ("." if stands else "")


def moments_frame(found: ClipPair) -> pd.DataFrame:
    """`ClipPair.moments` with headings for people."""
    first, second = found.comparison.names
    return (
        found.moments()
        .drop(columns="time_s")
        .rename(
            columns={
                "step": "Step",
                "frame_first": f"Frame of {first}",
                "frame_second": f"Frame of {second}",
                "beta_first": f"β, {first}",
                "beta_second": f"β, {second}",
                "difference": "Δβ",
            }
        )
        .round(2)
    )


def joints_frame(found: ClipPair, *, most: int = 8) -> pd.DataFrame:
    """The first rows of `ClipPair.joints` with headings for people."""
    first, second = found.comparison.names
    table = found.joints().head(most)
    if found.comparison.has_several_persons:
        table = table.assign(person=[person_letter(m) for m in table["person"]])
    else:
        table = table.drop(columns="person")
    return table.rename(
        columns={
            "person": "Person",
            "joint": "Joint",
            "step": "Step",
            "frame_first": f"Frame of {first}",
            "frame_second": f"Frame of {second}",
            "alpha_first": f"α, {first}",
            "alpha_second": f"α, {second}",
            "difference": "Δα",
        }
    ).round(2)


def agreement(found: ClipPair) -> Iterator[tuple[str, str]]:
    """Figures of agreement, as Markdown, each with a sentence on how to read it."""
    each = found.comparison.pairs[0]
    for measure in MEASURES:
        if measure.name in _MEASURES:
            yield measure_text(measure, each.figures, each.random, None), _MEASURES[measure.name]


def _keys(both: Sequence[Chosen]) -> tuple[str, ...]:
    return tuple(part for one in both for part in (one.name, one.brought.key))


@st.cache_resource(max_entries=12, scope="session", show_spinner="Aligning the clips …")
def _alignment(keys: tuple[str, ...], kind: Kind, _both: Sequence[Chosen]) -> Alignment:
    return align(_both[0].clip, _both[1].clip, kind)


@st.cache_resource(max_entries=6, scope="session", show_spinner=False)
def _pair(keys: tuple[str, ...], kind: Kind, _both: Sequence[Chosen], _predictions: Sequence[Prediction]) -> ClipPair:
    return compare_clips(_predictions[0], _predictions[1], alignment(_both, kind), names=[one.name for one in _both])


@st.cache_resource(max_entries=6, scope="session", show_spinner=False)
def _payload(
    keys: tuple[str, ...], kind: Kind | None, _both: Sequence[Chosen], _predictions: Sequence[Prediction | None]
) -> dict[str, Any]:
    shown: list[Prediction | Clip] = [
        one.clip if prediction is None else prediction for one, prediction in zip(_both, _predictions, strict=True)
    ]
    recorded = None
    if kind is not None:
        found = alignment(_both, kind)
        recorded = [found.first.tolist(), found.second.tolist()]
        shown = [
            on_clock(each, frames, found.fps)
            if isinstance(each, Prediction)
            else clip_on_clock(each, frames, found.fps)
            for each, frames in zip(shown, (found.first, found.second), strict=True)
        ]
    return player_payload(shown, titles=[one.name for one in _both], recorded=recorded)
