"""What a network says of a clip of which something was taken: exact re-runs, many in one batch.

Letters: B removals, T' frames that the network reads, K joints of all persons, L classes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from sta_lstm.arrays import Float32s
from sta_lstm.evidence.fills import Fill, mean_pose
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.features import Features
from sta_lstm.model.run import run

#: Removals that are filled at once: what bounds memory.
AT_ONCE = 64


def logits_without(
    checkpoint: Checkpoint, features: Features, removed: Iterable[Tensor], fill: Fill = mean_pose
) -> Float32s:
    """The logits (B × L) of the clip without each of B sets of cells.

    Args:
        checkpoint: whose network is asked.
        features: what it reads of the whole clip.
        removed: B sets, each T' × K.
        fill: what takes the place of the cells.
    """
    rest = list(removed)
    if not rest:
        return np.zeros((0, len(checkpoint.class_names)), np.float32)
    found = []
    for first in range(0, len(rest), AT_ONCE):
        cells = torch.stack([each.to(torch.bool) for each in rest[first : first + AT_ONCE]])
        edited = [replace(features, x=x) for x in fill(features, cells)]
        found += [output.logits.float().cpu().numpy() for output in run(checkpoint, edited, batch=AT_ONCE)]
    return np.stack(found)
