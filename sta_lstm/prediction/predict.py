"""Ask a checkpoint about a clip, and bring its answer back to the clip's own frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from torch import Tensor

from sta_lstm.arrays import Bools, Float32s
from sta_lstm.errors import MismatchError
from sta_lstm.limits import TOGETHER
from sta_lstm.model.architectures import Quantity
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.devices import device_title
from sta_lstm.model.effort import check_answer
from sta_lstm.model.features import FeatureRecipe, Features, clip_features
from sta_lstm.model.fitting import check_fit
from sta_lstm.model.forecasts import foretold
from sta_lstm.model.learned import unlike
from sta_lstm.model.networks.network import Output
from sta_lstm.model.run import run
from sta_lstm.prediction.keyframes import keyframes
from sta_lstm.prediction.maps import FrameCurve, JointMap, uniform_alpha, uniform_beta
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.provenance import Provenance
from sta_lstm.prediction.scores import Scores
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.quality.doubts import doubts_of, notes_of


def predict(checkpoint: Checkpoint, clip: Clip, *, features: Features | None = None) -> Prediction:
    """What ``checkpoint`` says of ``clip``, and where it looked.

    Where the feature recipe resamples, each frame of the clip gets its share of the model frames around it: β and
    the contributions β_t z_t are spread with their sums kept, so that Σ_t β_t z_t is still the logits; α is a weighted
    mean.

    Args:
        checkpoint: the model.
        clip: the recording.
        features: what `clip_features` made of this clip for a checkpoint that reads the same, by the same recipe, if
            somebody has it already; that the clip fits is then taken for granted.

    Raises:
        MismatchError: the clip's layout or number of persons is not the checkpoint's, or it is too long for a network
            of so many classes or weights.
    """
    checkpoint = checkpoint.of_layout(clip.layout)
    check_answer(checkpoint, clip.name, clip.n_frames, _n_read(checkpoint, clip))
    if features is None:
        check_fit(clip, checkpoint.reads, name=checkpoint.name)
        features = clip_features(clip, checkpoint.recipe, n_persons=checkpoint.reads.most)
    return _prediction(checkpoint, clip, features, next(run(checkpoint, [features])))


def predict_all(checkpoints: Sequence[Checkpoint], clip: Clip) -> list[Prediction]:
    """What each of several checkpoints says of ``clip``: the same as `predict` of each, in less time.

    Those of one recipe share their features. Every network is started before the first answer is waited for, so that a
    GPU is never idle between them. They are not merged into one network: on a CPU that takes longer than one
    after the other, as ``tests/benchmarks/bench_compare.py`` measures.

    Raises:
        MismatchError: the clip's layout or number of persons is not that of one of the checkpoints, or it is too long
            for so many results, or for one of the networks.
    """
    checkpoints = [each.of_layout(clip.layout) for each in checkpoints]
    for checkpoint in checkpoints:
        check_answer(checkpoint, clip.name, clip.n_frames, _n_read(checkpoint, clip))
    check_together(clip, max((len(each.class_names) for each in checkpoints), default=0), len(checkpoints))
    made: dict[tuple[FeatureRecipe, int], Features] = {}
    started = []
    for checkpoint in checkpoints:
        check_fit(clip, checkpoint.reads, name=checkpoint.name)
        key = (checkpoint.recipe, checkpoint.reads.most)
        if key not in made:
            made[key] = clip_features(clip, checkpoint.recipe, n_persons=checkpoint.reads.most)
        started.append((checkpoint, made[key], next(run(checkpoint, [made[key]]))))
    return [_prediction(checkpoint, clip, features, output) for checkpoint, features, output in started]


def predict_each(checkpoint: Checkpoint, clips: Sequence[Clip]) -> Iterator[Prediction]:
    """What ``checkpoint`` says of each of several clips, which are read together: as `predict` of each, in less time.

    Raises:
        MismatchError: a clip does not fit the checkpoint, or is too long for a network of so many classes or weights.
    """
    features = []
    layouts = {clip.layout.joints: clip.layout for clip in clips}
    by_layout = {joints: checkpoint.of_layout(layout) for joints, layout in layouts.items()}
    for clip in clips:
        check_answer(by_layout[clip.layout.joints], clip.name, clip.n_frames, _n_read(checkpoint, clip))
        check_fit(clip, checkpoint.reads, name=checkpoint.name)
        features.append(clip_features(clip, checkpoint.recipe, n_persons=checkpoint.reads.most))
    # Those of about one length together: the others of a batch are padded to the longest.
    order = sorted(range(len(clips)), key=lambda place: len(features[place].x))
    outputs: dict[int, Output] = {}
    for joints, own in by_layout.items():
        places = [place for place in order if clips[place].layout.joints == joints]
        outputs |= zip(places, run(own, [features[place] for place in places]), strict=True)
    for place, clip in enumerate(clips):
        yield _prediction(by_layout[clip.layout.joints], clip, features[place], outputs.pop(place))


def check_together(clip: Clip, n_classes: int, n_results: int) -> None:
    """Refuse so many results of one clip that their maps and scores would fill the memory.

    Raises:
        MismatchError: they would pass `sta_lstm.limits.TOGETHER`.
    """
    TOGETHER.check(
        f"{n_results} results of clip '{clip.name}'",
        (clip.n_frames, "frames"),
        (clip.n_persons * clip.n_joints + n_classes, "joints and classes"),
        (n_results, "results"),
        advice="Keep a part of at most {} frames, or ask for fewer results.",
        error=MismatchError,
    )


def _n_read(checkpoint: Checkpoint, clip: Clip) -> int:
    return checkpoint.recipe.resample or clip.n_frames


def _prediction(checkpoint: Checkpoint, clip: Clip, features: Features, output: Output) -> Prediction:
    """The network's output on the clip's own frames and persons."""
    output = output.float()
    architecture, learned = checkpoint.architecture, checkpoint.config.learned
    read = _read(features, clip)
    maps = [
        JointMap(**kind._asdict(), values=own_joints(features, values, clip, kind.relative), learned=name in learned)
        for name, kind, values in _said(architecture.maps, output.maps)
    ]
    curves = [
        FrameCurve(**kind._asdict(), values=own_curve(features, values, kind.relative), learned=name in learned)
        for name, kind, values in _said(architecture.curves, output.curves)
    ]
    scores = None
    if output.frame_scores is not None and curves and curves[0].relative:
        z, beta = output.frame_scores.cpu().numpy(), output.curves[curves[0].name].cpu().numpy()
        scores = _own_scores(features, beta, z, curves[0].values)
    weighs = bool(curves) and curves[0].relative and curves[0].learned
    return Prediction(
        clip=clip,
        maps=tuple(maps) or (uniform_alpha(clip, read),),
        curves=tuple(curves) or (uniform_beta(read),),
        read=read,
        scores=Scores(checkpoint.class_names, output.logits.cpu().numpy(), scores),
        keyframes=keyframes(curves[0].values) if weighs else (),
        provenance=provenance_of(checkpoint, clip),
        ahead=foretold(checkpoint, clip, features),
        links=None if output.links is None else _own_links(features, output.links.cpu().numpy(), clip),
    )


def provenance_of(checkpoint: Checkpoint, clip: Clip | None = None) -> Provenance:
    """Where an answer of this checkpoint comes from, and of what: notes on the clip, doubts, how new its kind is."""
    return Provenance(
        checkpoint=checkpoint.name,
        revision=checkpoint.revision,
        recipe=_recipe_name(checkpoint),
        device=device_title(checkpoint.device) + " (onnxruntime)" * checkpoint.network.only_answers,
        changes=() if clip is None else notes_of(clip),
        doubts=() if clip is None else doubts_of(clip),
        unlike=() if clip is None else unlike(checkpoint.training, clip),
    )


def _said(kinds: Sequence[Quantity], values: Mapping[str, Tensor]) -> list[tuple[str, Quantity, Float32s]]:
    """What the architecture promises and the network gave, in the architecture's order."""
    return [(kind.name, kind, values[kind.name].cpu().numpy()) for kind in kinds]


def _recipe_name(checkpoint: Checkpoint) -> str:
    recipe = checkpoint.training.get("recipe")
    name = recipe.get("name") if isinstance(recipe, Mapping) else recipe
    return name if isinstance(name, str) else ""


def _read(features: Features, clip: Clip) -> Bools:
    """Who was read in each of the clip's own frames (T × M)."""
    shown = features.mask.numpy().reshape(len(features.mask), -1, clip.n_joints)[:, : len(features.persons), 0]
    own = np.zeros((clip.n_frames, clip.n_persons), dtype=np.float32)
    own[:, list(features.persons)] = features.frames.average(shown.astype(np.float32))
    own[~clip.present] = 0.0
    return np.asarray(clip.present & (own.sum(1, keepdims=True) > 0))


def own_curve(features: Features, values: Float32s, is_shared: bool) -> Float32s:
    """A curve (T) on the clip's own frames: weights of frames with their sum kept, others as means."""
    return features.frames.spread(values) if is_shared else features.frames.average(values)


def _own_scores(features: Features, beta: Float32s, z: Float32s, own_beta: Float32s) -> Float32s:
    """Z (T × L) on the clip's own frames, with Σ_t β_t z_t unchanged."""
    contributions = features.frames.spread(beta[:, None] * z)
    weighs = own_beta > 0
    own = features.frames.average(z)  # where β is zero, any z gives the same sum
    own[weighs] = contributions[weighs] / own_beta[weighs, None]
    return own


def _own_links(features: Features, values: Float32s, clip: Clip) -> Float32s:
    """What joints attend to (K × K) as M × J × M × J of the clip's own persons."""
    M, J, read = len(values) // clip.n_joints, clip.n_joints, list(features.persons)
    own = np.zeros((clip.n_persons, J, clip.n_persons, J), dtype=np.float32)
    own[np.ix_(read, range(J), read, range(J))] = values.reshape(M, J, M, J)[: len(read), :, : len(read)]
    return own


def own_joints(features: Features, values: Float32s, clip: Clip, is_shared: bool) -> Float32s:
    """A map (T × M × J) on the clip's own frames and persons; 0 for who is absent."""
    by_person = values.reshape(len(values), -1, clip.n_joints)[:, : len(features.persons)]
    own = np.zeros((clip.n_frames, clip.n_persons, clip.n_joints), dtype=np.float32)
    own[:, list(features.persons)] = features.frames.average(by_person)
    own[~clip.present] = 0.0
    if not is_shared:
        return own
    total = own.sum((1, 2), keepdims=True)
    # A resampled frame mixes its neighbours: where one showed a person who is absent here, the rest is scaled up.
    return np.asarray(np.divide(own, total, out=np.zeros_like(own), where=total > 0))
