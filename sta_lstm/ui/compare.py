"""The models that a page compares: each is run by itself and joins the others as soon as it is ready."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from sta_lstm.comparison.comparison import Comparison, Pair
from sta_lstm.comparison.measures import MEASURES, Figures, Measure
from sta_lstm.comparison.models import compare, seed_family
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.player import player_payload
from sta_lstm.prediction.persons import among_all
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip
from sta_lstm.ui import conversion, sources
from sta_lstm.ui.errors import tried
from sta_lstm.ui.text import plain, probability_text
from sta_lstm.words import listed, person_letter

#: For so long the page waits for models that were never run before it shows those that are ready.
_PATIENCE_S = 2.0
_TRIED = "compare-tried"  # name of a set of cache keys in the session's state
_MOST_TRIED = 500


@dataclass(frozen=True, eq=False)
class Model:
    """One checkpoint's part in the comparison.

    Attributes:
        name: what the page calls it; no other model there has the same.
        source: where it came from.
        checkpoint: the checkpoint.
        prediction: its answer, on the clip with all its persons.
        seconds: how long the model and its features took.
        clip_key: tells the clip that it read, as it was or converted, apart from all others.
    """

    name: str
    source: sources.Source
    checkpoint: Checkpoint
    prediction: Prediction
    seconds: float
    clip_key: str

    def probability(self, label: str) -> float | None:
        """The probability that it gives a class; None where it does not know the class."""
        names = self.prediction.class_names
        return float(self.prediction.probabilities[names.index(label)]) if label in names else None


def run_models(
    clip_source: sources.Source, clip: Clip, chosen: Sequence[sources.Source]
) -> tuple[list[Model], dict[str, sources.Source]]:
    """Ask each checkpoint about the clip; one that fails is named with the reason, and the others go on.

    Where the clip does not fit, its conversion is offered, once for all checkpoints of the same joints.

    Returns:
        The models that are ready, in the order of the choice, and by their names the sources of those for which the
        page does not wait: run them with `run_next` once the others are shown.
    """
    begun = time.perf_counter()
    models: list[Model] = []
    waiting: dict[str, sources.Source] = {}
    offers: dict[str, conversion.Brought] = {}
    for source, name in zip(chosen, _names(chosen), strict=True):
        late = time.perf_counter() - begun > _PATIENCE_S
        if late and not _was_tried(source, clip_source.cache_key):
            waiting[name] = source
            continue
        found = tried(partial(_brought, clip_source, clip, source))
        if found is None or found[1].waits:
            _remember(source, clip_source.cache_key)
        if found is None:
            continue
        checkpoint, brought = found
        offers[name] = brought
        if brought.waits:
            continue
        if late and not _was_tried(source, brought.key):
            waiting[name] = source
            continue
        model = tried(partial(_model, source, checkpoint, brought, name))
        _remember(source, clip_source.cache_key, brought.key)
        if model is not None:
            models.append(model)
    conversion.say_all(offers)
    return models, waiting


def run_next(clip_source: sources.Source, clip: Clip, source: sources.Source) -> None:
    """Run a model that was never run, and show the page anew with it; to be called last."""
    clip_keys = [clip_source.cache_key]
    try:
        checkpoint, brought = _brought(clip_source, clip, source)
        clip_keys.append(brought.key)
        if not brought.waits:
            _model(source, checkpoint, brought, "")
    except Exception as error:
        # The page says it in its place when it asks again; Streamlit's own exceptions end this run.
        if type(error).__module__.startswith("streamlit"):
            raise
    _remember(source, *clip_keys)
    st.rerun()


def comparison(models: Sequence[Model]) -> Comparison:
    """What the models agree on, kept for this session.

    Raises:
        MismatchError: they have nothing in common.
    """
    return _comparison(_keys(models), models)


def payload(models: Sequence[Model]) -> dict[str, Any]:
    """What the player is told: a pane for each model, kept for this session."""
    return _payload(_keys(models), models)


def shown_clip(clip: Clip, models: Sequence[Model]) -> Clip:
    """``clip`` with notes on all that was done to it for one model or another."""
    notes = dict.fromkeys([*clip.notes, *(note for model in models for note in model.prediction.clip.notes)])
    return clip if len(notes) == len(clip.notes) else replace(clip, notes=tuple(notes))


def inferred_text(found: Comparison) -> str:
    """Which of the joints that are compared no sensor saw, in a sentence; empty where there are none."""
    inferred = {joint for prediction in found.predictions for joint in prediction.clip.inferred}
    joints = [joint for joint in found.common.joints if joint in inferred]
    if not joints:
        return ""
    return f"Compared all the same, though inferred for one model or another: {plain(', '.join(joints), most=1000)}."


def twins(models: Sequence[Model]) -> list[tuple[str, str]]:
    """The names of models that are the same file twice: of each such model, and of the first that it equals."""
    first: dict[str, str] = {}
    return [
        (first[model.checkpoint.revision], model.name)
        for model in models
        if first.setdefault(model.checkpoint.revision, model.name) != model.name
    ]


def label_text(models: Sequence[Model], label: str) -> str:
    """What the clip's own label is, and who of the models could say it, as Markdown."""
    without = [model.name for model in models if label not in model.prediction.class_names]
    if not without:
        return f"the clip is labelled {plain(label)}"
    if len(without) < len(models):
        whose = listed([plain(name) for name in without])
        return f"the clip is labelled {plain(label)}, which is none of the classes of {whose}"
    return f"the clip’s own label, {plain(label)}, is none of the classes that are known here"


def card(model: Model, first: Model) -> str:
    """What a model says, and how that differs from what the first says, as Markdown."""
    own, label = model.prediction.label, first.prediction.label
    there, here = first.probability(label), model.probability(label)
    lines = [f"**{plain(model.name)}** · {model.checkpoint.config.variant}"]
    lines.append(f"{plain(own)}, {probability_text(model.prediction.probabilities.max())}")
    if model is first:
        lines.append("the others are held against it")
    elif there is None or here is None:
        lines.append(f"has no class {plain(label)}")
    else:
        lines.append(f"{_number(here - there, signed=True)} for {plain(label)}")
    return "  \n".join(lines)


def sides(found: Comparison, pair: Pair) -> list[tuple[str, str]]:
    """The names of two models, each with what the tables of `Comparison` call it."""
    return [(found.names[pair[0]], "first"), (found.names[pair[1]], "second")]


def joint_list(found: Comparison, pair: Pair, side: str, *, most: int = 6) -> str:
    """The joints that one of two models uses and the other does not, those of the greatest difference first.

    Args:
        found: the comparison.
        pair: the two.
        side: which of them, ``"first"`` or ``"second"``.
        most: how many are named.

    Returns:
        A list in Markdown.
    """
    other = {"first": "second", "second": "first"}[side]
    table = found.joints(pair)
    rows = table[table["used_by"] == side].to_dict("records")
    whose = [f"{person_letter(row['person'])} " if found.has_several_persons else "" for row in rows]
    lines = [
        f"- {letter}{plain(row['joint'])}: {row[side]:.1f}× against {row[other]:.1f}×"
        for letter, row in zip(whose[:most], rows[:most], strict=True)
    ]
    if len(rows) > most:
        lines.append(f"- and {len(rows) - most} more")
    return "\n".join(lines) or "No joint."


def measure_text(measure: Measure, figures: Figures, random: Figures, seeds: Figures | None) -> str:
    """One figure of agreement with its baselines, as Markdown; they are of no use where it has no value."""
    if getattr(figures, measure.name) is None:
        return f"{measure.title}: **no value**"
    baselines = [f"two random maps: {_value(measure, random)}"]
    if seeds is not None:
        baselines.append(f"two seeds of one model: {_value(measure, seeds)}")
    return f"{measure.title}: **{_value(measure, figures)}**  \n{' · '.join(baselines)}"


def divergence_text(found: Comparison, pair: Pair) -> str:
    """How to read the divergence of α frame by frame, and its mean, as Markdown."""
    between = found.pair(pair)
    mean, random = between.figures.alpha_divergence, between.random.alpha_divergence
    reading = (
        "Jensen–Shannon divergence of α: at 0 bits both look at the same joints, as much at each; at 1 bit at no joint "
        "in common. Above the dashed line they differ more than two maps that have nothing to do with each other."
    )
    if mean is None or random is None:
        return reading
    return f"{reading} Mean over the clip: **{_number(mean)} bits**; of two unrelated maps, {_number(random)}."


def agreement_frame(found: Comparison) -> pd.DataFrame:
    """The table of all pairs with the titles of the measures, to be shown."""
    titles = {measure.name: measure.title for measure in MEASURES}
    return found.table()[["first", "second", *titles]].rename(columns=titles).round(2)


def _value(measure: Measure, figures: Figures) -> str:
    value = getattr(figures, measure.name)
    return "no value" if value is None else _number(value)


def _number(value: float, *, signed: bool = False) -> str:
    text = f"{value:+.2f}" if signed else f"{value:.2f}"
    return text.replace("-", "−")


def _brought(clip_source: sources.Source, clip: Clip, source: sources.Source) -> tuple[Checkpoint, conversion.Brought]:
    checkpoint = sources.read_checkpoint(source)
    return checkpoint, conversion.bring(clip_source.cache_key, clip, checkpoint)


def _model(source: sources.Source, checkpoint: Checkpoint, brought: conversion.Brought, name: str) -> Model:
    prediction, seconds = sources.timed_prediction(brought.key, source.cache_key, brought.clip, checkpoint)
    if brought.kept is not None:
        prediction = among_all(prediction, brought.with_all_persons(), brought.kept)
    return Model(name, source, checkpoint, prediction, seconds, brought.key)


def _names(chosen: Sequence[sources.Source]) -> list[str]:
    """A short name for each: that of the sample, or of the file; of files of one name, a number tells them apart."""
    short = [source.sample or Path(source.name).stem for source in chosen]
    seen: Counter[str] = Counter()
    names = []
    for name in short:
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _keys(models: Sequence[Model]) -> tuple[str, ...]:
    return tuple(part for model in models for part in (model.name, model.clip_key, model.source.cache_key))


def _was_tried(source: sources.Source, clip_key: str) -> bool:
    return (clip_key, source.cache_key) in st.session_state.get(_TRIED, ())


def _remember(source: sources.Source, *clip_keys: str) -> None:
    tried_before: set[tuple[str, str]] = st.session_state.setdefault(_TRIED, set())
    if len(tried_before) >= _MOST_TRIED:
        tried_before.clear()
    tried_before.update((clip_key, source.cache_key) for clip_key in clip_keys)


@st.cache_resource(max_entries=8, scope="session", show_spinner=False)
def _comparison(keys: tuple[str, ...], _models: Sequence[Model]) -> Comparison:
    return compare(
        [model.prediction for model in _models],
        names=[model.name for model in _models],
        families=[seed_family(model.checkpoint) for model in _models],
    )


@st.cache_resource(max_entries=8, scope="session", show_spinner=False)
def _payload(keys: tuple[str, ...], _models: Sequence[Model]) -> dict[str, Any]:
    return player_payload([model.prediction for model in _models], titles=[model.name for model in _models])
