"""What a network says of a clip of which something was taken: exact re-runs, many in one batch.

Letters: B removals, T' frames that the network reads, K joints of all persons, L classes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

import numpy as np
import torch
from torch import Tensor

from sta_lstm.arrays import Float32s
from sta_lstm.evidence.removal.fills import Fill, mean_pose
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.features import Features
from sta_lstm.model.run import run

#: Most removals that are filled and run at once, and most numbers that they may have in all: what bounds memory.
AT_ONCE = 64
MAX_NUMBERS = 2**25


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
    at_once = max(1, min(AT_ONCE, MAX_NUMBERS // features.x.numel()))
    rest, found = iter(removed), [np.zeros((0, len(checkpoint.class_names)), np.float32)]
    while some := list(islice(rest, at_once)):
        cells = torch.stack([each.to(torch.bool) for each in some])
        edited = [replace(features, x=x) for x in fill(features, cells)]
        outputs = list(run(checkpoint, edited, batch=at_once))
        found.append(torch.stack([output.logits for output in outputs]).float().cpu().numpy())
    return np.concatenate(found)
