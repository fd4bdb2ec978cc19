"""What a checkpoint says of a clip, kept for one session."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from sta_lstm.evidence.verdict import judge
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.features import FeatureRecipe, Features, clip_features
from sta_lstm.model.fitting import check_fit
from sta_lstm.player import player_payload
from sta_lstm.prediction.maps import FrameCurve, JointMap
from sta_lstm.prediction.predict import predict
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.verdict import Verdict
from sta_lstm.skeletons import Clip


@dataclass(frozen=True)
class Inference:
    """A prediction with what the page shows of it.

    Attributes:
        prediction: what the model said.
        payload: what the player is told.
        seconds: how long the model and its features took.
    """

    prediction: Prediction
    payload: dict[str, Any]
    seconds: float


@st.cache_resource(max_entries=16, scope="session", show_spinner="Running the model …")
def infer(clip_key: str, checkpoint_key: str, _clip: Clip, _checkpoint: Checkpoint) -> Inference:
    """What the checkpoint says of the clip, kept for this session under the keys of the two.

    Raises:
        MismatchError: they do not fit each other.
    """
    prediction, seconds = timed_prediction(clip_key, checkpoint_key, _clip, _checkpoint)
    return Inference(prediction, player_payload([prediction]), seconds)


@st.cache_resource(max_entries=4, scope="session", show_spinner=False)
def with_maps(
    inference_key: str, map_keys: tuple[str, ...], _inference: Inference, _maps: Sequence[JointMap | FrameCurve]
) -> Inference:
    """The same with further maps and curves, kept for this session under the keys of the inference and of the maps.

    Raises:
        PredictionError: two maps have one name, or one that the model's own has.
    """
    prediction = _inference.prediction.with_maps(*(each for each in _maps if isinstance(each, JointMap)))
    prediction = prediction.with_curves(*(each for each in _maps if isinstance(each, FrameCurve)))
    return Inference(prediction, player_payload([prediction]), _inference.seconds)


@st.cache_resource(max_entries=32, scope="session", show_spinner=False)
def timed_prediction(
    clip_key: str, checkpoint_key: str, _clip: Clip, _checkpoint: Checkpoint
) -> tuple[Prediction, float]:
    """The prediction of the checkpoint for the clip, and the seconds that it took, kept for this session.

    Raises:
        MismatchError: they do not fit each other.
    """
    check_fit(_clip, _checkpoint.reads, name=_checkpoint.name)
    start = time.perf_counter()
    features = features_of(clip_key, _checkpoint, _clip)
    prediction = predict(_checkpoint, _clip, features=features)
    return prediction, time.perf_counter() - start


@st.cache_resource(max_entries=32, scope="session", show_spinner=False)
def judged(clip_key: str, checkpoint_key: str, _checkpoint: Checkpoint, _prediction: Prediction) -> Verdict:
    """Whether the attention of the prediction can be believed, kept for this session under the keys of both."""
    return judge(_checkpoint, _prediction, features=features_of(clip_key, _checkpoint, _prediction.clip))


def features_of(clip_key: str, checkpoint: Checkpoint, clip: Clip) -> Features:
    """What the checkpoint reads of the clip, which has to fit it, kept for this session under the clip's key."""
    return _features(clip_key, checkpoint.recipe, checkpoint.reads.most, clip)


@st.cache_resource(max_entries=8, scope="session", show_spinner=False)
def _features(clip_key: str, recipe: FeatureRecipe, n_persons: int, _clip: Clip) -> Features:
    """Models of one recipe read the same."""
    return clip_features(_clip, recipe, n_persons=n_persons)
