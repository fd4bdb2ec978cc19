"""The models that a page compares: each is run by itself and joins the others as soon as it is ready."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from sta_lstm.attention.compare import compare, seed_family
from sta_lstm.attention.comparison import Comparison, Pair
from sta_lstm.attention.measures import MEASURES, Figures, Measure
from sta_lstm.attention.prediction import Prediction
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.player import player_payload
from sta_lstm.skeletons import Clip
from sta_lstm.ui import sources
from sta_lstm.ui.errors import tried
from sta_lstm.ui.text import plain
from sta_lstm.words import person_letter

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
        prediction: its answer.
        seconds: how long the model and its features took.
    """

    name: str
    source: sources.Source
    checkpoint: Checkpoint
    prediction: Prediction
    seconds: float

    def probability(self, label: str) -> float | None:
        """The probability that it gives a class; None where it does not know the class."""
        names = self.prediction.class_names
        return float(self.prediction.probabilities[names.index(label)]) if label in names else None


def run_models(
    clip_source: sources.Source, clip: Clip, chosen: Sequence[sources.Source]
) -> tuple[list[Model], list[str]]:
    """Ask each checkpoint about the clip; one that fails is named with the reason, and the others go on.

    Returns:
        The models that are ready, in the order of the choice, and the names of those for which the page does not wait:
        run them with `run_next` once the others are shown.
    """
    begun = time.perf_counter()
    models, waiting = [], []
    for source, name in zip(chosen, _names(chosen), strict=True):
        known = _key(clip_source, source) in st.session_state.setdefault(_TRIED, set())
        if not known and time.perf_counter() - begun > _PATIENCE_S:
            waiting.append(name)
            continue
        model = tried(partial(_model, clip_source, clip, source, name))
        _remember(clip_source, source)
        if model is not None:
            models.append(model)
    return models, waiting


def run_next(clip_source: sources.Source, clip: Clip, chosen: Sequence[sources.Source]) -> None:
    """Run the first model that was never run, and show the page anew with it; to be called last."""
    source = next(one for one in chosen if _key(clip_source, one) not in st.session_state[_TRIED])
    try:
        _model(clip_source, clip, source, "")
    except Exception as error:
        # The page says it in its place when it asks again; Streamlit's own exceptions end this run.
        if type(error).__module__.startswith("streamlit"):
            raise
    _remember(clip_source, source)
    st.rerun()


def comparison(models: Sequence[Model], clip_source: sources.Source) -> Comparison:
    """What the models agree on, kept for this session.

    Raises:
        MismatchError: they have nothing in common.
    """
    return _comparison(_keys(models, clip_source), models)


def payload(models: Sequence[Model], clip_source: sources.Source) -> dict[str, Any]:
    """What the player is told: a pane for each model, kept for this session."""
    return _payload(_keys(models, clip_source), models)


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
        whose = " and ".join(plain(name) for name in without)
        return f"the clip is labelled {plain(label)}, which is none of the classes of {whose}"
    return f"the clip’s own label, {plain(label)}, is none of the classes that are known here"


def card(model: Model, first: Model) -> str:
    """What a model says, and how that differs from what the first says, as Markdown."""
    own, label = model.prediction.label, first.prediction.label
    there, here = first.probability(label), model.probability(label)
    lines = [f"**{plain(model.name)}** · {model.checkpoint.config.variant}"]
    lines.append(f"{plain(own)}, p = {model.probability(own):.2f}")
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


def _model(clip_source: sources.Source, clip: Clip, source: sources.Source, name: str) -> Model:
    checkpoint = sources.read_checkpoint(source)
    prediction, seconds = sources.timed_prediction(clip_source.cache_key, source.cache_key, clip, checkpoint)
    return Model(name, source, checkpoint, prediction, seconds)


def _names(chosen: Sequence[sources.Source]) -> list[str]:
    """A short name for each: that of the sample, or of the file; of files of one name, a number tells them apart."""
    short = [source.sample or Path(source.name).stem for source in chosen]
    seen: Counter[str] = Counter()
    names = []
    for name in short:
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _key(clip_source: sources.Source, source: sources.Source) -> tuple[str, str]:
    return clip_source.cache_key, source.cache_key


def _keys(models: Sequence[Model], clip_source: sources.Source) -> tuple[str, ...]:
    return (clip_source.cache_key, *(part for model in models for part in (model.name, model.source.cache_key)))


def _remember(clip_source: sources.Source, source: sources.Source) -> None:
    tried_before: set[tuple[str, str]] = st.session_state[_TRIED]
    if len(tried_before) >= _MOST_TRIED:
        tried_before.clear()
    tried_before.add(_key(clip_source, source))


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
