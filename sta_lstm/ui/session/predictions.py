"""What a checkpoint says of a clip, kept under the keys of the two."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sta_lstm.errors import CheckpointError, SettingsError
from sta_lstm.evidence.record import standing
from sta_lstm.evidence.verdict import judge
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.features import FeatureRecipe, Features, clip_features
from sta_lstm.model.fitting import check_fit
from sta_lstm.player import player_payload
from sta_lstm.prediction.maps import FrameCurve, JointMap
from sta_lstm.prediction.predict import predict
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.verdict import Verdict
from sta_lstm.prediction.windows import in_windows
from sta_lstm.skeletons import Clip
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.keys import Offered, is_offered


@dataclass(frozen=True)
class Inference:
    """A prediction with what the page shows of it.

    Attributes:
        key: tells it apart from all others: keys of clip and checkpoint, and of what was done to them.
        prediction: what the model said; its verdict says whether its attention can be believed.
        payload: what the player is told.
        untested: why nobody could look whether the attention can be believed, where it was asked for.
    """

    key: tuple[str, ...]
    prediction: Prediction
    payload: dict[str, Any]
    untested: str = ""

    @property
    def verdict(self) -> Verdict | None:
        """Whether the attention can be believed; None where nobody looked, as for an edited clip."""
        return self.prediction.verdict


@kept("Running the model …")
def infer(clip_key: str, checkpoint_key: str, _clip: Clip, _checkpoint: Checkpoint) -> Inference:
    """What the checkpoint says of the clip, and whether its attention can be believed.

    A recording that is too long to be one action is read in windows, and nobody looks whether attention to all of it
    can be believed.

    Raises:
        MismatchError: they do not fit each other.
    """
    prediction, _ = timed_prediction(clip_key, checkpoint_key, _clip, _checkpoint)
    untested = ""
    if prediction.windows is not None:
        return Inference((clip_key, checkpoint_key), prediction, payload_of(prediction, _checkpoint))
    try:
        features = features_of(clip_key, checkpoint_key, _checkpoint, _clip)
        prediction = prediction.with_verdict(judge(_checkpoint, prediction, features=features))
    except (SettingsError, CheckpointError) as error:  # too long or too large to be asked so often, or gives no numbers
        untested = str(error)
    return Inference((clip_key, checkpoint_key), prediction, payload_of(prediction, _checkpoint), untested)


def payload_of(prediction: Prediction, checkpoint: Checkpoint, title: str | None = None) -> dict[str, Any]:
    """What the player is told of one answer: a pane, with how far to trust it."""
    titles = None if title is None else [title]
    return player_payload([prediction], titles=titles, cautions=[cautions_of(prediction, checkpoint)])


def cautions_of(prediction: Prediction, checkpoint: Checkpoint | None) -> tuple[str, ...]:
    """Why to trust an answer less than others of ``checkpoint``; nothing where a file alone tells the answer."""
    if checkpoint is None:
        return ()
    return standing(checkpoint, prediction.clip, is_in_windows=prediction.windows is not None).cautions


@kept()
def with_maps(
    inference_key: tuple[str, ...],
    map_keys: tuple[str, ...],
    _inference: Inference,
    _maps: Sequence[JointMap | FrameCurve],
) -> Inference:
    """The same with further maps and curves, kept under the keys of the inference and of the maps.

    Raises:
        PredictionError: two maps have one name, or one that the model's own has.
    """
    prediction = _inference.prediction.with_maps(*(each for each in _maps if isinstance(each, JointMap)))
    prediction = prediction.with_curves(*(each for each in _maps if isinstance(each, FrameCurve)))
    key = (*inference_key, *map_keys)
    payload = player_payload([prediction], cautions=[_inference.payload["panes"][0]["cautions"]])
    return replace(_inference, key=key, prediction=prediction, payload=payload)


@kept()
def timed_prediction(
    clip_key: str, checkpoint_key: str, _clip: Clip, _checkpoint: Checkpoint
) -> tuple[Prediction, float]:
    """The prediction of the checkpoint for the clip, in windows where that is long, and the seconds that it took.

    Raises:
        MismatchError: they do not fit each other, or there are too many windows.
        SettingsError: so many windows would take too long.
    """
    start = time.perf_counter()
    prediction = in_windows(_checkpoint, at_once(clip_key, checkpoint_key, _clip, _checkpoint))
    return prediction, time.perf_counter() - start


@kept()
def at_once(clip_key: str, checkpoint_key: str, _clip: Clip, _checkpoint: Checkpoint) -> Prediction:
    """The same of all of the clip, however long it is: for what is worked out beside it, and never to be shown.

    Raises:
        MismatchError: they do not fit each other.
    """
    check_fit(_clip, _checkpoint.reads, name=_checkpoint.name)
    return predict(_checkpoint, _clip, features=features_of(clip_key, checkpoint_key, _checkpoint, _clip))


def features_of(clip_key: str, checkpoint_key: str, checkpoint: Checkpoint, clip: Clip) -> Features:
    """What the checkpoint reads of the clip, which has to fit it; checkpoints of one recipe read the same."""
    whose = Offered("") if is_offered(checkpoint_key) else ""
    return _features(clip_key, whose, checkpoint.recipe, checkpoint.reads.most, clip)


@kept()
def _features(clip_key: str, reader_key: str, recipe: FeatureRecipe, n_persons: int, _clip: Clip) -> Features:
    return clip_features(_clip, recipe, n_persons=n_persons)
