"""The models that a page compares: each is run by itself and joins the others as soon as it is ready."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from sta_lstm.comparison.comparison import Comparison
from sta_lstm.comparison.models import compare, seed_family
from sta_lstm.errors import PredictionError, SettingsError
from sta_lstm.evidence.occlusion import by_occlusion
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.player import player_payload
from sta_lstm.prediction.persons import with_all_persons
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.panels import conversion
from sta_lstm.ui.pickers.checkpoint_files import read_checkpoint
from sta_lstm.ui.pickers.explained_files import is_explained_source, read_explained_source
from sta_lstm.ui.pickers.files import Source
from sta_lstm.ui.session._streamlit import is_control_flow
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.keys import Offered, is_offered
from sta_lstm.ui.session.predictions import cautions_of, timed_prediction

#: For so long the page waits for models that were never run before it shows those that are ready.
_WAIT_S = 2.0
_ATTEMPTED = "compare-attempted"  # name of a set of cache keys in the session's state
_MOST_ATTEMPTED = 500


@dataclass(frozen=True, eq=False)
class ComparedModel:
    """One checkpoint's part in the comparison.

    Attributes:
        name: what the page calls it; no other model there has the same.
        source: where it came from.
        checkpoint: the checkpoint; None of an explained clip, which holds no model.
        prediction: its answer, on the clip with all its persons.
        clip_key: tells the clip that it read, as it was or converted, apart from all others.
        is_occluded: whether its attention gave way to what its answer cannot do without (`by_occlusion`).
    """

    name: str
    source: Source
    checkpoint: Checkpoint | None
    prediction: Prediction
    clip_key: str
    is_occluded: bool = False

    @property
    def attends(self) -> bool:
        """Whether it learned attention of any kind, or a file tells one."""
        return self.prediction.maps[0].learned or self.prediction.curves[0].learned


def run_models(
    clip_source: Source, clip: Clip, chosen: Sequence[Source]
) -> tuple[list[ComparedModel], dict[str, Source]]:
    """Run each checkpoint on the clip; one that fails is named with the reason, and the others go on.

    Where the clip does not fit, its conversion is offered, once for all checkpoints of the same joints.

    Returns:
        The models that are ready, in the order of the choice, and by their names the sources of those for which the
        page does not wait: run them with `run_next` once the others are shown.
    """
    begun = time.perf_counter()
    models: list[ComparedModel] = []
    waiting: dict[str, Source] = {}
    offers: dict[str, conversion.AdaptedClip] = {}
    for source, name in zip(chosen, _short_names(chosen), strict=True):
        if is_explained_source(source):
            told = run_or_show_error(partial(_told, clip_source, clip, source, name))
            models += [] if told is None else [told]
            continue
        late = time.perf_counter() - begun > _WAIT_S
        if late and not _was_attempted(source, clip_source.cache_key):
            waiting[name] = source
            continue
        found = run_or_show_error(partial(_adapted, clip_source, clip, source))
        if found is None or found[1].is_pending:
            _note_attempt(source, clip_source.cache_key)
        if found is None:
            continue
        checkpoint, adapted = found
        offers[name] = adapted
        if adapted.is_pending:
            continue
        if late and not _was_attempted(source, adapted.key):
            waiting[name] = source
            continue
        model = run_or_show_error(partial(_model, source, checkpoint, adapted, name))
        _note_attempt(source, clip_source.cache_key, adapted.key)
        if model is not None:
            models.append(model)
    conversion.show_offers(offers)
    return models, waiting


def run_next(clip_source: Source, clip: Clip, source: Source) -> None:
    """Run a model that was never run, and show the page anew with it; to be called last."""
    clip_keys = [clip_source.cache_key]
    try:
        checkpoint, adapted = _adapted(clip_source, clip, source)
        clip_keys.append(adapted.key)
        if not adapted.is_pending:
            _model(source, checkpoint, adapted, "")
    except Exception as error:
        # The page says it in its place when it asks again; Streamlit's own exceptions end this run.
        if is_control_flow(error):
            raise
    _note_attempt(source, *clip_keys)
    st.rerun()


def comparison(models: Sequence[ComparedModel]) -> Comparison:
    """What the models agree on, kept for this session.

    Raises:
        MismatchError: they have nothing in common.
    """
    return _comparison(keys(models), models)


def payload(models: Sequence[ComparedModel]) -> dict[str, Any]:
    """What the player is told: a pane for each model, kept for this session."""
    return _payload(keys(models), models)


def in_windows(models: Sequence[ComparedModel]) -> dict[str, ComparedModel]:
    """Those that read the recording in windows, by their names: they have no answer to all of it to be compared."""
    return {model.name: model for model in models if model.prediction.windows is not None}


def occluded(models: Sequence[ComparedModel]) -> list[ComparedModel]:
    """The models with what their answers cannot do without in place of their attention: one measure for all.

    What cannot be asked is left out, and named with the reason.
    """
    found = [run_or_show_error(partial(_occluded_model, model)) for model in models]
    return [model for model in found if model is not None]


def _occluded_model(model: ComparedModel) -> ComparedModel:
    if model.checkpoint is None:
        raise SettingsError(
            f"'{model.name}' holds no model that could be asked, so it is compared by attention alone. Compare by "
            "attention, or take it out of the list."
        )
    prediction = _occluded((model.clip_key, model.source.cache_key), model)
    return replace(model, prediction=prediction, is_occluded=True)


def keys(models: Sequence[ComparedModel]) -> tuple[str, ...]:
    """Of the models and of what the page calls them; the name of what the server offers is nobody's own."""
    found: list[str] = []
    for model in models:
        name = Offered(model.name) if is_offered(model.source.cache_key) else model.name
        found += [name, model.clip_key, model.source.cache_key, Offered("occlusion" if model.is_occluded else "")]
    return tuple(found)


def shown_clip(clip: Clip, models: Sequence[ComparedModel]) -> Clip:
    """``clip`` with notes on all that was done to it for one model or another."""
    notes = dict.fromkeys([*clip.notes, *(note for model in models for note in model.prediction.clip.notes)])
    return clip if len(notes) == len(clip.notes) else replace(clip, notes=tuple(notes))


def _adapted(clip_source: Source, clip: Clip, source: Source) -> tuple[Checkpoint, conversion.AdaptedClip]:
    checkpoint = read_checkpoint(source)
    return checkpoint, conversion.adapt(clip_source.cache_key, clip, checkpoint)


def _model(source: Source, checkpoint: Checkpoint, adapted: conversion.AdaptedClip, name: str) -> ComparedModel:
    prediction, _ = timed_prediction(adapted.key, source.cache_key, adapted.clip, checkpoint)
    if adapted.kept is not None:
        prediction = with_all_persons(prediction, adapted.with_all_persons(), adapted.kept)
    return ComparedModel(name, source, checkpoint, prediction, adapted.key)


def _told(clip_source: Source, clip: Clip, source: Source, name: str) -> ComparedModel:
    """What an explained clip says, beside what models say."""
    prediction = read_explained_source(source, clip_source.cache_key, clip)
    if prediction.scores is None or not prediction.maps[0].relative:
        lacks = "probabilities of classes" if prediction.scores is None else "attention (alpha)"
        raise PredictionError(
            f"'{source.name}' tells no {lacks}, so it cannot be compared with an answer. Save it with that, or open it "
            "on Inspect."
        )
    return ComparedModel(name, source, None, prediction, clip_source.cache_key)


def _short_names(chosen: Sequence[Source]) -> list[str]:
    """A short name for each: that of the sample, or of the file; of files of one name, a number tells them apart."""
    short = [source.sample or Path(source.name).stem for source in chosen]
    seen: Counter[str] = Counter()
    names = []
    for name in short:
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _was_attempted(source: Source, clip_key: str) -> bool:
    return (clip_key, source.cache_key) in st.session_state.get(_ATTEMPTED, ())


def _note_attempt(source: Source, *clip_keys: str) -> None:
    attempted: set[tuple[str, str]] = st.session_state.setdefault(_ATTEMPTED, set())
    if len(attempted) >= _MOST_ATTEMPTED:
        attempted.clear()
    attempted.update((clip_key, source.cache_key) for clip_key in clip_keys)


@kept("Asking the models again …")
def _occluded(keys: tuple[str, str], _model: ComparedModel) -> Prediction:
    if _model.checkpoint is None:
        raise ValueError("there is nobody to ask")
    return by_occlusion(_model.checkpoint, _model.prediction)


@kept()
def _comparison(keys: tuple[str, ...], _models: Sequence[ComparedModel]) -> Comparison:
    return compare(
        [model.prediction for model in _models],
        names=[model.name for model in _models],
        families=[None if model.checkpoint is None else seed_family(model.checkpoint) for model in _models],
    )


@kept()
def _payload(keys: tuple[str, ...], _models: Sequence[ComparedModel]) -> dict[str, Any]:
    return player_payload(
        [model.prediction for model in _models],
        titles=[model.name for model in _models],
        cautions=[cautions_of(model.prediction, model.checkpoint) for model in _models],
    )
