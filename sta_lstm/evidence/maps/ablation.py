"""What the score loses without a joint, a part of the body, a person, a frame: exact re-runs, many in one batch."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from sta_lstm.arrays import Float32s
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.maps.own import curve, means
from sta_lstm.evidence.maps.question import Question
from sta_lstm.evidence.removal.cells import Grain, Group, groups
from sta_lstm.evidence.removal.logits import logits_without
from sta_lstm.model.effort import check_reruns

#: Frames that are read in all the re-runs of one map: some minutes on two cores.
MAX_FRAMES_READ = 2_000_000


def drops(asked: Question, grain: Grain) -> tuple[tuple[Group, ...], Float32s]:
    """All groups of one grain, and for each how far the score falls without it.

    Raises:
        SettingsError: the clip is too long for a re-run for every frame, or for every group.
    """
    T = len(asked.features.mask)
    if grain == "frame" and T * T > MAX_FRAMES_READ:
        raise SettingsError(
            f"clip '{asked.clip.name}' has {T:,} frames, and leaving out each in turn reads {T * T:,}; at most "
            f"{MAX_FRAMES_READ:,} are read. Cut the clip to {int(MAX_FRAMES_READ**0.5):,} frames, or ask for stretches "
            "of time: ablation-limb-window."
        )
    found = groups(asked.features, asked.clip.layout, grain)
    check_reruns(asked.checkpoint, f"clip '{asked.clip.name}'", T, len(found))
    without = logits_without(asked.checkpoint, asked.features, (group.cells for group in found), asked.fill)
    return found, asked.target.score(asked.prediction.logits) - asked.target.score(without)


def joint_drops(asked: Question, grain: Grain) -> Float32s:
    """T × M × J: at every cell the drop of the score without the group that it belongs to."""
    found, drop = drops(asked, grain)
    values = torch.full(asked.features.mask.shape, torch.nan)
    for group, value in zip(found, drop.tolist(), strict=True):
        values[group.cells] = value
    return means(asked, values.numpy())


def frame_drops(asked: Question) -> Float32s:
    """T: the drop of the score without each frame."""
    _, drop = drops(asked, "frame")
    somebody: Tensor = asked.features.mask.any(1)
    values = np.zeros(len(somebody), np.float32)
    values[somebody.numpy()] = drop
    return curve(asked, values)
