"""What shows that a recording is mirrored: the same for a body that stands, lies, turns or is scaled."""

from dataclasses import replace

import numpy as np
import pytest

from sta_lstm.formats import load_clip
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons import layout_named
from sta_lstm.skeletons.convert import converted
from sta_lstm.skeletons.quality.handedness import mirror_cues
from sta_lstm.skeletons.quality.repair import repaired
from sta_lstm.skeletons.quality.turning import in_a_mirror

CLIPS = [load_clip(path) for path in sample_clips()]
NTU = [clip for clip in CLIPS if clip.layout.name == "ntu-25"]


def turned(clip, seed):
    """The clip after any rotation about the origin."""
    q, r = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    q *= np.sign(np.diag(r))
    q[:, 0] *= np.sign(np.linalg.det(q))
    return replace(clip, positions=(clip.positions.astype(float) @ q.T).astype(np.float32))


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.name)
def test_samples_are_not_mirrored(clip):
    assert mirror_cues(clip) == ()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("clip", NTU, ids=lambda clip: clip.name)
def test_a_mirrored_clip_is_told_however_it_is_turned(clip, seed):
    assert mirror_cues(turned(clip, seed)) == ()
    assert "toes lie behind the ankles" in mirror_cues(turned(replace(clip, positions=in_a_mirror(clip)), seed))


@pytest.mark.parametrize("axis", range(3))
def test_any_negated_axis_mirrors(axis):
    positions = NTU[0].positions.copy()
    positions[..., axis] *= -1
    assert mirror_cues(replace(NTU[0], positions=positions))


def test_exchanged_names_of_left_and_right_are_told_as_well():
    clip = NTU[0]
    assert mirror_cues(replace(clip, positions=clip.positions[:, :, list(clip.layout.mirror_indices)]))


@pytest.mark.parametrize("layout", ["coco-17", "openpose-25", "mediapipe-33", "kinect-20", "h36m-17"])
def test_inferred_joints_say_nothing_and_no_layout_is_told_wrongly(layout):
    assert mirror_cues(converted(NTU[0], layout_named(layout))) == ()


def test_the_repair_takes_it_away_and_is_said():
    mirrored = replace(NTU[0], positions=in_a_mirror(NTU[0]))
    mended = repaired(mirrored, ["mirror"])
    assert mirror_cues(mended) == ()
    assert np.array_equal(mended.positions, NTU[0].positions)
    assert mended.notes[-1] == "Repaired: the recording was mirrored, because its axes were left-handed."


def test_a_flat_clip_says_nothing():
    flat = NTU[0].positions * np.float32([1, 1, 0])
    assert mirror_cues(replace(NTU[0], positions=flat)) == ()
