"""Groups of cells: each cell where somebody is lies in exactly one of a grain, and no other cell in any."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from made import small_clip

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.removal.cells import GRAINS, N_WINDOWS, groups, window_edges
from sta_lstm.model.features import FeatureRecipe, clip_features
from sta_lstm.scene.limbs import body_parts
from sta_lstm.skeletons.layouts import NTU_25


def gappy():
    """A clip of three columns of persons: the first never comes, the last is away for a while."""
    present = np.ones((20, 3), bool)
    present[:, 0] = False
    present[5:9, 2] = False
    return small_clip(present=present)


@pytest.fixture(params=[None, 12])
def features(request):
    return clip_features(gappy(), FeatureRecipe(resample=request.param), n_persons=3)


@pytest.mark.parametrize("grain", GRAINS)
def test_every_cell_where_somebody_is_lies_in_exactly_one_group(features, grain):
    found = groups(features, NTU_25, grain)
    counts = torch.stack([group.cells for group in found]).int().sum(0)
    assert torch.equal(counts, features.mask.int())
    assert all(group.grain == grain and group.cells.any() for group in found)


def test_how_many_there_are_of_each(features):
    parts, frames = len(body_parts(NTU_25)), len(features.mask)
    counts = {grain: len(groups(features, NTU_25, grain)) for grain in GRAINS}
    assert counts.pop("limb × window") <= 2 * parts * N_WINDOWS
    assert counts == {"joint": 50, "limb": 2 * parts, "person": 2, "frame": frames, "window": N_WINDOWS}


def test_a_group_names_what_it_is_in_the_clips_own_columns(features):
    joint = groups(features, NTU_25, "joint")[25 + 7]
    assert (joint.person, joint.joints, joint.part) == (2, (7,), "")
    limb = groups(features, NTU_25, "limb")[0]
    assert (limb.person, limb.part) == (1, body_parts(NTU_25)[0].name)
    assert limb.joints == body_parts(NTU_25)[0].joints
    frame = groups(features, NTU_25, "frame")[4]
    assert (frame.person, frame.joints, frame.frames) == (None, (), (4, 5))


@pytest.mark.parametrize("n_frames", [1, 3, 8, 9, 100])
def test_windows_tile_the_clip_and_are_as_equal_as_can_be(n_frames):
    edges = window_edges(n_frames)
    assert len(edges) == min(n_frames, N_WINDOWS)
    assert (edges[0][0], edges[-1][1]) == (0, n_frames)
    assert all(end == start for (_, end), (start, _) in pairwise(edges))
    lengths = [end - start for start, end in edges]
    assert max(lengths) - min(lengths) <= 1


def test_an_unknown_grain_is_refused(features):
    with pytest.raises(SettingsError, match="cannot be grouped by 'finger'; expected one of joint, limb"):
        groups(features, NTU_25, "finger")
