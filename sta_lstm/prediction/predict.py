"""Ask a checkpoint about a clip, and bring its answer back to the clip's own frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from sta_lstm.arrays import Float32s
from sta_lstm.errors import MismatchError
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.devices import device_title
from sta_lstm.model.features import FeatureRecipe, Features, clip_features
from sta_lstm.model.network import NetworkOutput
from sta_lstm.prediction.keyframes import keyframes
from sta_lstm.prediction.maps import alpha_map, beta_curve
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.provenance import Provenance
from sta_lstm.prediction.scores import Scores
from sta_lstm.skeletons import Clip


def predict(checkpoint: Checkpoint, clip: Clip, *, features: Features | None = None) -> Prediction:
    """What ``checkpoint`` says of ``clip``, and where it looked.

    Where the feature recipe resamples, each frame of the clip gets its share of the model frames around it: β and
    the contributions β_t z_t are spread with their sums kept, so that Σ_t β_t z_t is still the logits; α is a weighted
    mean.

    Args:
        checkpoint: the model.
        clip: the recording.
        features: what `clip_features` made of this clip for a checkpoint of the same recipe and number of persons, if
            somebody has it already.

    Raises:
        MismatchError: the clip's layout or number of persons is not the checkpoint's.
    """
    _check_fit(checkpoint, clip)
    if features is None:
        features = clip_features(clip, checkpoint.recipe, n_persons=checkpoint.config.n_persons)
    return _prediction(checkpoint, clip, features, _output(checkpoint, features))


def predict_all(checkpoints: Sequence[Checkpoint], clip: Clip) -> list[Prediction]:
    """What each of several checkpoints says of ``clip``: the same as `predict` of each, in less time.

    Those of one recipe share their features. Every network is started before the first answer is waited for, so that a
    GPU is never idle between them. They are not merged into one network: on a CPU that takes longer than one
    after the other, as ``tests/benchmarks/bench_compare.py`` measures.

    Raises:
        MismatchError: the clip's layout or number of persons is not that of one of the checkpoints.
    """
    made: dict[tuple[FeatureRecipe, int], Features] = {}
    started = []
    for checkpoint in checkpoints:
        _check_fit(checkpoint, clip)
        key = (checkpoint.recipe, checkpoint.config.n_persons)
        if key not in made:
            made[key] = clip_features(clip, checkpoint.recipe, n_persons=checkpoint.config.n_persons)
        started.append((checkpoint, made[key], _output(checkpoint, made[key])))
    return [_prediction(checkpoint, clip, features, output) for checkpoint, features, output in started]


def _output(checkpoint: Checkpoint, features: Features) -> NetworkOutput:
    """What the network says of the features; on a GPU it may be still at work."""
    x = torch.from_numpy(features.x)[None].to(checkpoint.device)
    mask = torch.from_numpy(features.mask)[None].to(checkpoint.device)
    with torch.inference_mode():
        output: NetworkOutput = checkpoint.network(x, mask)
    return output


def _check_fit(checkpoint: Checkpoint, clip: Clip) -> None:
    misfit = checkpoint.misfit(clip)
    if misfit is not None:
        raise MismatchError(misfit)


def _prediction(checkpoint: Checkpoint, clip: Clip, features: Features, output: NetworkOutput) -> Prediction:
    """The network's output on the clip's own frames and persons."""
    logits, alpha, beta, scores = (values[0].float().cpu().numpy() for values in output)
    own_beta, own_scores = _own_frames(features, beta, scores)
    own_alpha, read = _own_joints(features, alpha, clip)
    return Prediction(
        clip=clip,
        maps=(alpha_map(own_alpha, learned=checkpoint.config.spatial),),
        curves=(beta_curve(own_beta, learned=checkpoint.config.temporal),),
        read=read,
        scores=Scores(checkpoint.class_names, logits, own_scores),
        keyframes=keyframes(own_beta) if checkpoint.config.temporal else (),
        provenance=Provenance(
            checkpoint=checkpoint.name,
            revision=checkpoint.revision,
            recipe=_recipe_name(checkpoint),
            device=device_title(checkpoint.device),
            changes=clip.notes,
        ),
    )


def _recipe_name(checkpoint: Checkpoint) -> str:
    recipe = checkpoint.training.get("recipe")
    name = recipe.get("name") if isinstance(recipe, Mapping) else recipe
    return name if isinstance(name, str) else ""


def _own_frames(features: Features, beta: Float32s, scores: Float32s) -> tuple[Float32s, Float32s]:
    """β (T) and z (T × L) on the clip's own frames, with Σ_t β_t z_t unchanged."""
    own_beta = features.frames.spread(beta)
    contributions = features.frames.spread(beta[:, None] * scores)
    weighs = own_beta > 0
    own_scores = features.frames.average(scores)  # where β is zero, any z gives the same sum
    own_scores[weighs] = contributions[weighs] / own_beta[weighs, None]
    return own_beta, own_scores


def _own_joints(features: Features, alpha: Float32s, clip: Clip) -> tuple[Float32s, NDArray[np.bool_]]:
    """α (T × M × J) on the clip's own frames and persons, and who was read in each frame (T × M)."""
    by_person = alpha.reshape(len(alpha), -1, clip.n_joints)[:, : len(features.persons)]
    own = np.zeros((clip.n_frames, clip.n_persons, clip.n_joints), dtype=np.float32)
    own[:, list(features.persons)] = features.frames.average(by_person)
    own[~clip.present] = 0.0
    total = own.sum((1, 2), keepdims=True)
    # A resampled frame mixes its neighbours: where one showed a person who is absent here, the rest is scaled up.
    own = np.divide(own, total, out=np.zeros_like(own), where=total > 0)
    return own, clip.present & (total[:, :, 0] > 0)
