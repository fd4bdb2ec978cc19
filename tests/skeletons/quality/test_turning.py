"""Turning over and levelling: rotations, said, that find what was turned before."""

from dataclasses import replace

import numpy as np
import pytest
from made import leaning, pitch

from sta_lstm.datasets import open_dataset
from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons import bone_lengths
from sta_lstm.skeletons.quality.findings import quality
from sta_lstm.skeletons.quality.repair import repaired
from sta_lstm.skeletons.quality.turning import levelled, tilt, turned_over

CLIP = next(clip for clip in map(load_clip, sample_clips()) if clip.layout.name == "ntu-25")


@pytest.mark.parametrize("degrees", [-30, -15, 12, 25, 35])
def test_a_tilt_is_found_said_and_taken_away(degrees):
    own, (found, _) = tilt(CLIP)[0], tilt(leaning(CLIP, degrees))
    assert found == pytest.approx(abs(degrees), abs=own + 1.5)
    level = levelled(leaning(CLIP, degrees))
    assert tilt(level)[0] < 0.01
    assert level.notes[-1].startswith(f"Everything was turned by {found:.0f}°, so that whoever stands is upright")
    assert np.allclose(bone_lengths(level), bone_lengths(CLIP), atol=1e-5, equal_nan=True)


def test_a_tilt_is_a_finding_with_a_repair():
    (finding,) = [each for each in quality(leaning(CLIP, 20)) if each.kind == "tilt"]
    assert finding.repair == "level"
    assert not [each for each in quality(repaired(leaning(CLIP, 20), ["level"])) if each.kind == "tilt"]
    assert not [each for each in quality(CLIP) if each.kind == "tilt"]


def test_whoever_never_stands_cannot_be_levelled():
    lying = replace(CLIP, positions=CLIP.positions[..., [1, 2, 0]])
    with pytest.raises(ClipError, match="shows nobody who stands with straight legs"):
        levelled(lying)
    assert repaired(lying, ["level"]) is lying


def bending(clip, degrees, frames):
    """The clip in which whatever is above the hips is bent forward at them, in some frames."""
    turn = pitch(degrees)
    legs = [
        i for i, name in enumerate(clip.layout.joints) if any(part in name for part in ("hip", "knee", "ankle", "foot"))
    ]
    trunk = [i for i in range(clip.layout.n_joints) if i not in legs]
    hips = [clip.layout.index(f"{side} hip") for side in ("left", "right")]
    positions = clip.positions.astype(float)
    for frame in frames:
        for person in range(clip.n_persons):
            pose = positions[frame, person]
            pose[trunk] = (pose[trunk] - pose[hips].mean(axis=0)) @ turn.T + pose[hips].mean(axis=0)
    return replace(clip, positions=positions.astype(np.float32))


@pytest.mark.parametrize("degrees", [15, 30, 60])
@pytest.mark.parametrize("share", [0.3, 0.6, 1.0])
def test_whoever_bends_does_not_tilt_the_world(degrees, share):
    bent = bending(CLIP, degrees, np.arange(int(share * CLIP.n_frames)))
    assert not [each for each in quality(bent) if each.kind == "tilt"]
    tilted = quality(bending(leaning(CLIP, 20), degrees, np.arange(int(0.3 * CLIP.n_frames))))
    assert [each.kind for each in tilted if each.kind == "tilt"] == ["tilt"]  # and where the world is, that is found


def test_whoever_sits_down_or_picks_up_before_a_camera_does_not_tilt_the_world(data_folder):
    """Of 199 parts of UTKinect, whose camera looked down by 9 degrees, 69 were said to lean, of people who bend."""
    parts = open_dataset(data_folder / "utkinect").clips
    tilted = [each.label for each in parts if any(found.kind == "tilt" for found in quality(each.load()))]
    assert len(tilted) <= 0.07 * len(parts), tilted


@pytest.mark.parametrize("up_axis", ["x", "y", "z"])
def test_turning_over_is_a_rotation_and_twice_nothing(up_axis):
    over = turned_over(CLIP.positions, up_axis)
    assert np.array_equal(turned_over(over, up_axis), CLIP.positions + 0)
    along = "xyz".index(up_axis)
    assert np.array_equal(over[..., along], -CLIP.positions[..., along] + 0)
    signs = [over[0, 0, 0, i] * CLIP.positions[0, 0, 0, i] for i in range(3)]
    assert sum(sign < 0 for sign in signs) == 2


def test_a_body_on_its_head_is_found_and_turned_over():
    over = replace(CLIP, positions=turned_over(CLIP.positions, CLIP.up_axis))
    (finding,) = [each for each in quality(over) if each.kind == "axis"]
    assert finding.repair == "turn over"
    assert "stands on the head" in finding.sentence
    assert np.array_equal(repaired(over, ["turn over"]).positions, CLIP.positions + 0)


@pytest.mark.filterwarnings("error")
def test_a_body_folded_onto_its_ankles_does_not_stand():
    """Its legs are straight, and from its ankles to its shoulders there is no way."""
    clip = leaning(CLIP, 0)
    joints = [clip.layout.index(f"{side} {part}") for part in ("ankle", "shoulder") for side in ("left", "right")]
    positions = clip.positions.copy()
    positions[:, :, joints[2:]] = positions[:, :, joints[:2]]
    assert tilt(replace(clip, positions=positions)) is None
