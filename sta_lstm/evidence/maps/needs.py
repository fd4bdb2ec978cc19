"""What a checkpoint and a clip can give: which maps, and of the others why not."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

import numpy as np

from sta_lstm.evidence.maps.kinds import KINDS, MapKind, Need
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.prediction.prediction import Prediction


def unmet(checkpoint: Checkpoint, prediction: Prediction) -> dict[Need, str]:
    """Each need of maps that is not met, and why, as a sentence with what to do.

    Args:
        checkpoint: the model.
        prediction: what it says of the clip.
    """
    spatial = prediction.maps[0].relative and prediction.maps[0].learned
    temporal = prediction.curves[0].relative and prediction.curves[0].learned
    where = f"checkpoint '{checkpoint.name}' ({checkpoint.variant})"
    others = "Ask another checkpoint, or for a map that needs no attention: ablation-limb, …"
    faults: dict[Need, str] = {}
    if not spatial:
        faults["spatial attention"] = f"{where} learned no attention to joints. {others}"
    if not spatial and not temporal:
        faults["attention"] = f"{where} learned no attention: all would have one share. {others}"
    if not checkpoint.others:
        faults["committee"] = (
            f"{where} holds one network, which has nobody to agree with. Train others from other seeds and join them: "
            "sta-lstm committee."
        )
    if prediction.windows is not None:
        faults["one answer"] = (
            f"clip '{prediction.clip.name}' is too long to be one action, and there is no answer to all of it. Run the "
            "model on a part of it."
        )
    elif not prediction.has_frame_scores:
        faults["frame scores"] = f"the scores of {where} are no sum over frames."
    if not checkpoint.network.last_layer[0]:
        faults["layer"] = (
            f"{where} names no layer that gives numbers for every frame and joint. Name one: layer='blocks.3'."
        )
    if np.count_nonzero(prediction.read.any(1)) < 2:
        faults["two frames"] = (
            f"clip '{prediction.clip.name}' shows a body in one frame alone, and that frame is its own mean pose. Take "
            "a clip of two frames or more."
        )
    if checkpoint.network.only_answers:
        faults["gradients"] = (
            f"{where} is an ONNX file, through which no gradients flow. Ask for a map that holds parts still: "
            "ablation-limb, …"
        )
    if not find_spec("captum"):
        faults["captum"] = "captum is not installed: pip install 'sta-lstm[explain]'."
    return faults


def why_not(kind: MapKind, faults: Mapping[Need, str]) -> str:
    """Why there is no such map, as a sentence, by what `unmet` says; empty where there is one."""
    needs: tuple[Need, ...] = (*kind.needs, *(("one answer",) if kind.of_class else ()))
    return next((f"{kind.name}: {faults[need]}" for need in needs if need in faults), "")


def occlusion_fault(checkpoint: Checkpoint, prediction: Prediction) -> str:
    """Why it cannot be asked what the answer loses while parts of the clip stand still; empty where it can."""
    return why_not(KINDS["ablation-joint"], unmet(checkpoint, prediction))


def known_maps(checkpoint: Checkpoint, prediction: Prediction) -> tuple[MapKind, ...]:
    """The maps and curves that `explain` can put beside the attention of ``prediction``, in the order of the table."""
    faults = unmet(checkpoint, prediction)
    return tuple(kind for kind in KINDS.values() if not why_not(kind, faults))


def usual_maps(checkpoint: Checkpoint) -> tuple[str, ...]:
    """Names of the maps that are shown without being asked for: a committee tells how far it agrees on α."""
    return ("alpha-agreement",) if checkpoint.others and "alpha" in checkpoint.config.learned else ()
