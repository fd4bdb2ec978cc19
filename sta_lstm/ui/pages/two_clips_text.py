"""The words of the page of two clips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from sta_lstm.comparison.alignment import Alignment, Kind
from sta_lstm.comparison.clips import ClipPair
from sta_lstm.comparison.measures import MEASURES
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip
from sta_lstm.ui.pages.clip_pairs import ChosenClip
from sta_lstm.ui.pages.compare_text import measure_text
from sta_lstm.ui.panels.heading import label_chip
from sta_lstm.ui.panels.views import clip_facts
from sta_lstm.ui.text import escaped, table_cell
from sta_lstm.words import counted, person_letter

#: How each alignment is made.
ALIGNMENT_HINTS: dict[Kind, str] = {
    "dtw": "Frames are matched where the poses are most alike, and neither clip ever goes back. A frame is held for "
    "a while where its clip was the faster one; for a long while, where the other clip shows something that this one "
    "does not have. Place, heading and size of the bodies make no difference.",
    "relative": "Frames are matched that lie at the same share of each clip.",
    "time": "Frames are matched that come equally long after the start; the shorter clip then waits on its last frame.",
}

#: The same as a methods section has it.
_ALIGNED: dict[Kind, str] = {
    "dtw": "frames were matched by pose, with dynamic time warping of the bodies without their place, heading and size",
    "relative": "frames were matched that lie at the same share of each recording",
    "time": "frames were matched that come equally long after the start",
}

#: What a person sees of each, in a sentence.
_PLAYED: dict[Kind, str] = {
    "dtw": "Like poses are shown together: the faster clip waits for the slower one.",
    "relative": "Both begin and end together, whatever time each took.",
    "time": "Both play at their own speed; the shorter one waits at its end.",
}

#: The measures of agreement that mean the same for two clips as for two models.
_MEASURES = {
    "alpha_divergence": "0 bits: matched frames have the same attention; 1 bit: they share no joint.",
    "joint_overlap": "Of the five joints that each clip attends to most, the share that is the same.",
    "beta_spearman": "1: matched frames are ranked alike; 0: one ranking says nothing about the other.",
    "keyframe_overlap": "Of the keyframes of both, the share that has a partner within 0.1 s of the common clock.",
}


def facts(one: ChosenClip, prediction: Prediction | None) -> str:
    """What a clip is, and how the answer stands to its own label, in one line of Markdown."""
    chip = "" if prediction is None else label_chip(prediction)
    return f"{escaped(one.name)}: {clip_facts(one.clip)}{f' · {chip}' if chip else ''}"


def step_text(found: Alignment, names: Sequence[str], step: int | None) -> str:
    """How the two play beside each other, and which recorded frames the player shows where it stands, as Markdown."""
    first, second = (escaped(name) for name in names)
    if step is None:
        return f"{_PLAYED[found.kind]} Pause to read which frames are shown."
    step = min(step, found.n_steps - 1)
    return (
        f"Frame **{found.first[step]}** of {first} beside frame **{found.second[step]}** of {second}: their poses are "
        f"{found.distance[step]:.2f} {found.unit} apart."
    )


def distance_text(found: Alignment, clip: Clip, names: Sequence[str]) -> str:
    """How well the clips fit each other on this clock, in words."""
    unit = f"{found.unit} (from {' to '.join(clip.layout.torso)})" if found.unit == "trunk lengths" else found.unit
    held = [
        f"{escaped(name)} is held on one frame for up to {counted(stand, 'step')}"
        for name, stand in zip(names, found.longest_stand(), strict=True)
        if stand > 1
    ]
    sentences = [f"On average, joints are {found.mean_distance:.2f} {escaped(unit)} apart.", "; ".join(held)]
    return " ".join(sentences) + ("." if held else "")


def moments_frame(found: ClipPair) -> pd.DataFrame:
    """`ClipPair.moments` with headings for people."""
    first, second = map(table_cell, found.comparison.names)
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
    first, second = map(table_cell, found.comparison.names)
    table = found.joints().head(most)
    if found.comparison.has_several_persons:
        table = table.assign(person=[person_letter(m) for m in table["person"]])
    else:
        table = table.drop(columns="person")
    return (
        table.assign(joint=table["joint"].map(table_cell))
        .rename(
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
        )
        .round(2)
    )


def agreement(found: ClipPair) -> Iterator[tuple[str, str]]:
    """The measures of agreement, as Markdown, each with a sentence on how to read it."""
    each = found.comparison.pairs[0]
    for measure in MEASURES:
        if measure.name in _MEASURES:
            yield measure_text(measure, each.figures, each.random, None), _MEASURES[measure.name]


def settings(aligned: Alignment) -> list[str]:
    """How the two were brought onto one clock, in sentences for a methods section."""
    return [f"To compare the two, {_ALIGNED[aligned.kind]}", *aligned.notes]
