"""Many removals in batches give what the network says of each edited input by itself."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from made import small_clip, tiny_checkpoint

from sta_lstm.evidence.removal import logits as removal
from sta_lstm.evidence.removal.cells import groups
from sta_lstm.evidence.removal.fills import interpolation, mean_pose
from sta_lstm.evidence.removal.logits import logits_without
from sta_lstm.model.features import FeatureRecipe, clip_features
from sta_lstm.model.run import run

CHECKPOINT = tiny_checkpoint(recipe=FeatureRecipe(velocities=True))
FEATURES = clip_features(small_clip(30, 2), CHECKPOINT.recipe, n_persons=2)
JOINTS = [group.cells for group in groups(FEATURES, CHECKPOINT.layout, "joint")]


def alone(fill):
    """The logits of each edited input, asked for one by one."""
    edited = [replace(FEATURES, x=fill(FEATURES, cells[None])[0]) for cells in JOINTS]
    return np.stack([next(run(CHECKPOINT, [each])).logits.numpy() for each in edited])


@pytest.mark.parametrize("fill", [mean_pose, interpolation])
@pytest.mark.parametrize("numbers", [1, 4 * FEATURES.x.numel(), 2**25])
def test_batches_say_what_each_re_run_says(monkeypatch, fill, numbers):
    monkeypatch.setattr(removal, "MAX_NUMBERS", numbers)
    found = logits_without(CHECKPOINT, FEATURES, iter(JOINTS), fill)
    assert found.dtype == np.float32
    assert found == pytest.approx(alone(fill), abs=1e-5)


def test_taking_nothing_changes_nothing_and_no_removal_is_no_answer():
    whole = next(run(CHECKPOINT, [FEATURES])).logits.numpy()
    assert logits_without(CHECKPOINT, FEATURES, [torch.zeros_like(FEATURES.mask)])[0] == pytest.approx(whole, abs=1e-6)
    assert logits_without(CHECKPOINT, FEATURES, []).shape == (0, 3)


def test_no_more_is_filled_at_once_than_memory_is_to_hold(monkeypatch):
    monkeypatch.setattr(removal, "MAX_NUMBERS", 7 * FEATURES.x.numel())
    seen = []

    def watched(features, cells):
        seen.append(len(cells))
        return mean_pose(features, cells)

    logits_without(CHECKPOINT, FEATURES, JOINTS, watched)
    assert (max(seen), sum(seen)) == (7, len(JOINTS))
