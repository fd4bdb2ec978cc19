"""What the player is told: the one place that knows the JavaScript's field names."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sta_lstm.arrays import Bools, Float32s
from sta_lstm.errors import SettingsError
from sta_lstm.prediction.maps import JointMap, check_kinds
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.scene.limbs import limbs_of
from sta_lstm.skeletons import Clip, SkeletonLayout, y_up
from sta_lstm.skeletons.quality import quality

#: The form of the payload. ``assets/core/payload.js`` reads this one and shows a sentence for any other.
PAYLOAD_VERSION = 1
MAX_PANES = 8


def player_payload(
    shown: Sequence[Prediction | Clip],
    *,
    titles: Sequence[str] | None = None,
    recorded: Sequence[Sequence[int]] | None = None,
) -> dict[str, Any]:
    """Everything that the player draws, as plain JSON values; one pane for each prediction, or for a clip by itself.

    Arrays travel as base64 of little-endian float32 (masks: one byte each). Only what cannot be derived is sent: the
    player works out contributions β_t z_t, the leading class and the camera by itself. A clip that several panes show
    is sent once.

    Args:
        shown: 1 to 8 results, or clips to be seen without a model.
        titles: a caption for each pane; none leaves captions to the player, which then names the checkpoints where
            there are several.
        recorded: for each pane, which frame of the recording each of its frames is; captions then say so. None where
            the player's own count is the recording's.

    Returns:
        ``version``, ``revision`` (changes with the content alone), ``clips`` and ``panes``.

    Raises:
        SettingsError: nothing to show, more than 8, or another number of titles or of recorded frames.
        PredictionError: a map differs from its namesake in another pane in title, unit or sign.
    """
    if not 1 <= len(shown) <= MAX_PANES:
        raise SettingsError(f"the player shows 1 to {MAX_PANES} results at a time; it was given {len(shown)}.")
    if titles is not None and len(titles) != len(shown):
        raise SettingsError(f"the player was given {len(titles)} titles for {len(shown)} results; give each its own.")
    check_kinds([one.maps for one in shown if isinstance(one, Prediction)])
    if recorded is not None:
        _check_recorded(shown, recorded)
    clips: list[Clip] = []
    clocks: list[Sequence[int] | None] = []
    panes = []
    for p, one in enumerate(shown):
        clip = one if isinstance(one, Clip) else one.clip
        if not any(known is clip for known in clips):
            clips.append(clip)
            clocks.append(None if recorded is None else recorded[p])
        pane: dict[str, Any] = {
            "clip": next(i for i, known in enumerate(clips) if known is clip),
            "title": None if titles is None else str(titles[p]),
            "model": None if isinstance(one, Clip) else _model(one),
        }
        if isinstance(one, Prediction) and one.maps[1:]:
            pane["maps"] = [_map(given) for given in one.maps[1:]]
        if recorded is not None:
            pane["recorded"] = [int(frame) for frame in recorded[p]]  # T
        panes.append(pane)
    content = {"clips": [_clip(clip, clock) for clip, clock in zip(clips, clocks, strict=True)], "panes": panes}
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return {"version": PAYLOAD_VERSION, "revision": digest[:16], **content}


def _check_recorded(shown: Sequence[Prediction | Clip], recorded: Sequence[Sequence[int]]) -> None:
    expected = [(one if isinstance(one, Clip) else one.clip).n_frames for one in shown]
    came = [len(frames) for frames in recorded]
    if came != expected:
        raise SettingsError(f"the player shows panes of {expected} frames, with recorded frames for {came} of them.")


def _map(given: JointMap) -> dict[str, Any]:
    return {
        "name": given.name,
        "title": given.title,
        "unit": given.unit,
        "signed": given.signed,
        "values": _packed(given.values),  # T × M × J
    }


def _clip(clip: Clip, recorded: Sequence[int] | None) -> dict[str, Any]:
    return {
        "name": clip.name,
        "fps": clip.fps,
        "frames": clip.n_frames,
        "persons": clip.n_persons,
        "layout": _layout(clip.layout),
        "positions": _packed(y_up(clip)),  # T × M × J × 3, metres, y up
        "present": _packed_mask(clip.present),  # T × M
        "inferred": sorted(clip.layout.index(joint) for joint in clip.inferred),  # columns of joints no sensor saw
        "doubts": _doubts(clip, recorded),
    }


def _doubts(clip: Clip, recorded: Sequence[int] | None) -> list[dict[str, Any]]:
    """What is odd about the recording, where the player shows it: a frame that a clock lets stand is not odd."""
    frames = np.arange(clip.n_frames) if recorded is None else np.asarray(recorded)
    starts = np.unique(frames, return_index=True)[1]
    ends = np.append(starts[1:], clip.n_frames) - 1
    if len(starts) < clip.n_frames:
        clip = replace(clip, positions=clip.positions[starts], present=clip.present[starts])
    return [
        {"text": finding.sentence, "frames": [[int(starts[a]), int(ends[b])] for a, b in finding.frames]}
        for finding in quality(clip)
        if finding.frames
    ]


def _layout(layout: SkeletonLayout) -> dict[str, Any]:
    return {
        "name": layout.name,
        "joints": list(layout.joints),
        "bones": [list(bone) for bone in layout.bone_indices],
        "sides": "".join({"left": "L", "right": "R", "middle": "M"}[side] for side in layout.sides),
        "limbs": [{"name": limb.name, "joints": list(limb.joints)} for limb in limbs_of(layout)],
    }


def _model(prediction: Prediction) -> dict[str, Any]:
    return {
        "checkpoint": prediction.checkpoint,
        "classes": list(prediction.class_names),
        "predicted": int(np.argmax(prediction.logits)),
        "probabilities": [round(float(p), 6) if np.isfinite(p) else None for p in prediction.probabilities],
        "spatial": prediction.maps[0].learned,
        "temporal": prediction.curves[0].learned,
        "read": _packed_mask(prediction.read),  # T × M; uniform α is 1 / (J · persons read in the frame)
        # α ÷ uniform, T × M × J; a model without spatial attention has 1 wherever it read, which needs no sending.
        "alpha": _packed(prediction.relative_alpha) if prediction.maps[0].learned else None,
        "beta": _packed(prediction.beta),  # T
        "scores": _packed(prediction.frame_scores),  # T × L
        "keyframes": [int(t) for t in prediction.keyframes],  # the highest first
    }


def _packed(values: Float32s) -> str:
    return base64.b64encode(np.ascontiguousarray(values, dtype="<f4").tobytes()).decode("ascii")


def _packed_mask(values: Bools) -> str:
    return base64.b64encode(np.ascontiguousarray(values, dtype=np.uint8).tobytes()).decode("ascii")
