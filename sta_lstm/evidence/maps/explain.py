"""Ask a checkpoint, or any torch model, about a clip, and put the maps and curves that are named beside its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Unpack

import numpy as np

from sta_lstm.arrays import Float32s
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.maps.ablation import frame_drops, joint_drops
from sta_lstm.evidence.maps.attention import alpha_beta, alpha_displacement, chance, contributions, speed
from sta_lstm.evidence.maps.committee import alpha_agreement, alpha_beta_agreement, alpha_beta_mean, alpha_mean
from sta_lstm.evidence.maps.gradients import gradient_input, integrated_gradients
from sta_lstm.evidence.maps.kinds import MapKind, kind_named
from sta_lstm.evidence.maps.layers import cam, grad_cam
from sta_lstm.evidence.maps.needs import unmet, why_not
from sta_lstm.evidence.maps.question import Question, target_of
from sta_lstm.evidence.removal.fills import Fill, fills
from sta_lstm.model.any_torch.model import Reading, TorchModel, as_checkpoint
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.features import Features, clip_features
from sta_lstm.model.fitting import check_fit
from sta_lstm.prediction.maps import FrameCurve, JointMap
from sta_lstm.prediction.predict import predict
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip

USUAL_FILL = "mean pose"

_MAKERS: Mapping[str, Callable[[Question], Float32s]] = {
    "alpha-beta": alpha_beta,
    "alpha-displacement": alpha_displacement,
    "alpha-mean": alpha_mean,
    "alpha-agreement": alpha_agreement,
    "alpha-beta-mean": alpha_beta_mean,
    "alpha-beta-agreement": alpha_beta_agreement,
    "ablation-joint": partial(joint_drops, grain="joint"),
    "ablation-limb": partial(joint_drops, grain="limb"),
    "ablation-person": partial(joint_drops, grain="person"),
    "ablation-frame": frame_drops,
    "ablation-limb-window": partial(joint_drops, grain="limb × window"),
    "gradient-input": gradient_input,
    "integrated-gradients": integrated_gradients,
    "cam": cam,
    "grad-cam": grad_cam,
    "contributions": contributions,
    "motion-energy": speed,
    "random": chance,
}


def explain(
    model: Checkpoint | TorchModel,
    clip: Clip,
    names: Sequence[str],
    *,
    class_name: str | None = None,
    versus: str | None = None,
    fill: str | Fill = USUAL_FILL,
    seed: int = 0,
    layer: str = "",
    layer_form: str = "(NM)CTV",
    prediction: Prediction | None = None,
    features: Features | None = None,
    **reading: Unpack[Reading],
) -> Prediction:
    """What ``model`` says of ``clip``, with further maps and curves behind its α and β.

    Where a map is about a score, that is o_y - mean_c o_c, the logit of the class above the mean of all classes; with
    ``versus`` it is o_a - o_b, which asks "why A and not B". Contributions alone are of the logit itself. A map of
    another class than the answer, or of another fill, has a name of its own, so that two can stand beside each other.

    Args:
        model: a checkpoint; or any torch model, a `torch.nn.Module` or a function from clips to logits.
        clip: the recording.
        names: of `KINDS` (``sta_lstm.evidence.maps.KINDS``), each once: ``"alpha-beta"``, ``"ablation-limb"``, …
        class_name: whose score is explained; the answer's, if left out.
        versus: the class that it is held against.
        fill: what takes the place of what an ablation takes: ``"mean pose"``, ``"interpolation"``, or a function.
        seed: of the random map.
        layer: name of the module that ``"cam"`` and ``"grad-cam"`` look into, "blocks.3"; a checkpoint's own last, if
            left out.
        layer_form: in which it gives its numbers, in letters as ``form``; T may be fewer frames than the model reads.
        prediction: what ``model`` says of ``clip``, if somebody has it already.
        features: what it reads of the clip, likewise.
        reading: of a torch model alone, how it reads clips: ``form="NCTVM"`` and whatever else
            `sta_lstm.as_checkpoint` takes. Whoever asks often makes the checkpoint once.

    Raises:
        MismatchError: the clip does not fit the checkpoint.
        SettingsError: a name, a class or a fill is not known, a name comes twice, a class is held against itself, or
            the checkpoint, the clip or this machine lacks what a map needs, or a torch model does not read the clip in
            the form that is told; the message says which.

    Example:
        >>> shown = sta_lstm.explain(network, clip, ["ablation-joint", "grad-cam"], form="NCTVM", layer="layer10")
        >>> shown.to_html("shown.html")
    """
    checkpoint = _checkpoint(model, clip, reading).of_layout(clip.layout)
    kinds = [kind_named(name) for name in _listed(names)]
    if features is None:
        check_fit(clip, checkpoint.reads, name=checkpoint.name)
        features = clip_features(clip, checkpoint.recipe, n_persons=checkpoint.reads.most)
    if prediction is None:
        prediction = predict(checkpoint, clip, features=features)
    answer = int(np.argmax(prediction.logits))
    asked = Question(
        checkpoint=checkpoint,
        clip=clip,
        features=features,
        prediction=prediction,
        target=target_of(checkpoint.class_names, answer, class_name, versus),
        fill=_fill(fill, clip.n_joints),
        fill_name=_fill_name(fill),
        seed=seed,
        layer=(layer, layer_form) if layer else checkpoint.network.last_layer,
    )
    faults = unmet(checkpoint, prediction)
    if layer:
        faults.pop("layer", None)
    for kind in kinds:
        if fault := why_not(kind, faults):
            raise SettingsError(fault)
    maps = [JointMap(**_words(kind, asked)) for kind in kinds if not kind.is_curve]
    curves = [FrameCurve(**_words(kind, asked)) for kind in kinds if kind.is_curve]
    return prediction.with_maps(*maps).with_curves(*curves)


def _checkpoint(model: Checkpoint | TorchModel, clip: Clip, reading: Reading) -> Checkpoint:
    """The checkpoint that ``model`` is, or is made into."""
    if not isinstance(model, Checkpoint):
        if "form" not in reading:
            raise SettingsError(
                "how the model takes clips is not told. Give its axes in letters: form='NCTVM' for clips × features × "
                "frames × joints × persons."
            )
        return as_checkpoint(model, clip, **reading)
    if reading:
        raise SettingsError(f"a checkpoint says itself how it reads clips. Leave out {', '.join(sorted(reading))}.")
    return model


def _listed(names: Sequence[str]) -> list[str]:
    if isinstance(names, str) or not isinstance(names, Sequence):
        raise SettingsError(f"names of maps are a list, such as ['alpha-beta']; got {str(names)[:40]!r}.")
    twice = [name for i, name in enumerate(names) if name in names[:i]]
    if twice:
        raise SettingsError(f"the map {str(twice[0])[:40]!r} is asked for twice; name each once.")
    return list(names)


def _words(kind: MapKind, asked: Question) -> dict[str, Any]:
    return {
        "name": asked.name_of(kind),
        "title": asked.title_of(kind),
        "unit": kind.unit,
        "signed": kind.signed,
        "relative": kind.relative,
        "learned": kind.relative,
        "says": kind.says,
        "values": _MAKERS[kind.name](asked),
    }


def _fill(fill: str | Fill, n_joints: int) -> Fill:
    if callable(fill):
        return fill
    known = fills(n_joints)
    if fill not in known:
        raise SettingsError(f"there is no fill {str(fill)[:40]!r}; expected one of {', '.join(known)}, or a function.")
    return known[fill]


def _fill_name(fill: str | Fill) -> str:
    """Empty for the usual fill, which needs no mention."""
    if isinstance(fill, str):
        return "" if fill == USUAL_FILL else fill
    return getattr(fill, "__name__", "") or "a fill of one's own"
