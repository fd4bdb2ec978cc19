"""Two to eight models on one clip: do they look at the same joints, at the same frames, and say the same?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.arrays import Int64s
from sta_lstm.comparison.agreement import settled
from sta_lstm.comparison.comparison import Comparison
from sta_lstm.comparison.ground import Common, common_ground
from sta_lstm.comparison.pairs import Side, pair_agreement, running_answers
from sta_lstm.errors import SettingsError
from sta_lstm.prediction.maps import multiples_of_mean
from sta_lstm.prediction.predict import check_together
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.summary import clip_mean

if TYPE_CHECKING:
    from sta_lstm.model.checkpoint import Checkpoint

__all__ = ["MAX_MODELS", "Comparison", "compare", "seed_family"]

MAX_MODELS = 8
#: Keyframes that are no farther apart are the same one, in seconds, unless a number of frames is given.
_TOLERANCE_S = 0.1


def compare(
    predictions: Sequence[Prediction],
    *,
    names: Sequence[str] | None = None,
    families: Sequence[str | None] | None = None,
    top: int = 5,
    tolerance: int | None = None,
) -> Comparison:
    """What 2 to 8 models say of one clip, side by side, and how far every two of them agree.

    Everything is measured on what all of them share: joints by name, persons whom all read, classes by name. Attention
    is shared out anew over these joints. What is left out is said in `Comparison.left_out`.

    Args:
        predictions: N results for the same clip, which may have been converted to several layouts.
        names: what to call the models; the checkpoints' names if left out, numbered where they are the same.
        families: for each model what it is a seed of (see `seed_family`), or None. Two models of one family give the
            baseline of two seeds.
        top: how many of a model's most attended joints are compared with the other's.
        tolerance: frames by which two keyframes may differ and still be the same; a tenth of a second, at least one
            frame, if left out.

    Raises:
        SettingsError: fewer than 2 predictions or more than 8; as many names or families as predictions are needed,
            and names must differ; or ``top`` or ``tolerance`` is out of range.
        MismatchError: the predictions are of different clips, or share no joint or no person; or they are so large that
            they cannot be held together.
    """
    names = _own_names(predictions) if names is None else tuple(names)
    families = (None,) * len(predictions) if families is None else tuple(families)
    _check(len(predictions), names, families, top, tolerance)
    if tolerance is None:
        tolerance = max(1, round(_TOLERANCE_S * predictions[0].clip.fps))
    check_together(predictions[0].clip, max(len(each.class_names) for each in predictions), len(predictions))
    common = common_ground(predictions, names)
    sides = [_side(i, predictions[i], names[i], common) for i in range(len(predictions))]
    return Comparison(
        predictions=tuple(predictions),
        names=names,
        families=families,
        common=common,
        pairs=tuple(
            pair_agreement((i, j), sides[i], sides[j], common, top=top, tolerance=tolerance)
            for i, j in combinations(range(len(sides)), 2)
        ),
        alpha=_stacked(side.alpha for side in sides),
        beta=_stacked(side.beta for side in sides),
        joint_attention=_stacked(side.joint_attention for side in sides),
        running_labels=_stacked(side.running_labels for side in sides),
        settled=tuple(side.settled for side in sides),
        probabilities=_stacked(side.probabilities for side in sides),
        top=top,
        tolerance=tolerance,
    )


def seed_family(checkpoint: Checkpoint) -> str | None:
    """What ``checkpoint`` is a seed of: the same text for those that differ in nothing but their seed.

    That is variant and size of the network, classes, recipe, data, fold, epoch and the clips that trained. None where
    the checkpoint does not say its seed or its recipe.
    """
    training = checkpoint.training
    if "seed" not in training or "recipe" not in training:
        return None
    same = {
        key: training.get(key) for key in ("recipe", "data", "dataset", "protocol", "fold", "epoch", "train_sources")
    }
    same |= {"config": asdict(checkpoint.config), "classes": checkpoint.class_names, "joints": checkpoint.layout.joints}
    digest = hashlib.sha256(json.dumps(same, sort_keys=True, default=str).encode("ascii")).hexdigest()
    return f"{checkpoint.variant} {digest[:12]}"


def _own_names(predictions: Sequence[Prediction]) -> tuple[str, ...]:
    """The checkpoints' names; a second one of the same name is called ``name (2)``."""
    names: list[str] = []
    for prediction in predictions:
        name, number = prediction.checkpoint, 1
        while name in names:
            number += 1
            name = f"{prediction.checkpoint} ({number})"
        names.append(name)
    return tuple(names)


def _check(
    n_models: int, names: Sequence[str], families: Sequence[str | None], top: int, tolerance: int | None
) -> None:
    if not 2 <= n_models <= MAX_MODELS:
        raise SettingsError(f"2 to {MAX_MODELS} models are compared at a time; got {n_models}.")
    for what, given in (("names", names), ("families", families)):
        if len(given) != n_models:
            raise SettingsError(f"{n_models} models are compared, with {len(given)} {what}; give each its own.")
    if len(set(names)) < n_models:
        raise SettingsError(f"models are compared by name, and two are called the same: {', '.join(names)}.")
    if top < 1 or (tolerance is not None and tolerance < 0):
        raise SettingsError(f"comparing: expected top ≥ 1 and tolerance ≥ 0; got {top} and {tolerance}.")


def _side(index: int, prediction: Prediction, name: str, common: Common) -> Side:
    alpha = common.alpha(index, prediction)
    running_labels = _running_labels(prediction, common)
    return Side(
        prediction=prediction,
        name=name,
        alpha=alpha,
        beta=multiples_of_mean(prediction.beta, common.frames).astype(np.float32),
        joint_attention=clip_mean(alpha, common.read, prediction.beta).astype(np.float32),
        running_labels=running_labels,
        probabilities=common.probabilities(prediction),
        settled=settled(running_labels),
    )


def _running_labels(prediction: Prediction, common: Common) -> Int64s:
    """T, classes as indices into ``common.any_class``, -1 before the first frame with weight."""
    places = {name: place for place, name in enumerate(common.any_class)}
    codes = np.array([places[name] for name in prediction.class_names])
    answers = running_answers(prediction)
    return np.where(answers >= 0, codes[answers], -1).astype(np.int64)


def _stacked(arrays: Iterable[NDArray[Any]]) -> NDArray[Any]:
    """One read-only array, a model a row."""
    stacked = np.stack(list(arrays))
    stacked.setflags(write=False)
    return stacked
