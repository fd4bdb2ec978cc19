"""What is no body: rotations, angles, labels and features, of any layout; and no real or made-up recording is."""

import numpy as np
import pytest

from sta_lstm.formats import load_clip
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons import LAYOUTS, Clip
from sta_lstm.skeletons.convert import converted
from sta_lstm.skeletons.layouts import BODIES
from sta_lstm.skeletons.quality.plausible import apartness, why_no_body

CLIPS = [load_clip(path) for path in sample_clips()]
FRAMES = np.arange(120)[:, None, None]


def numbers(kind, n_joints, rng):
    """T × J × 3 numbers that are no positions."""
    shape = (1, n_joints, 3)
    if kind == "angles":
        return rng.uniform(-90, 90, (120, n_joints, 3))
    if kind == "velocities":
        return rng.normal(0, 0.3, (120, n_joints, 3))
    if kind == "rotations":
        return rng.normal(0, 0.1, shape) + 0.6 * np.sin(0.2 * FRAMES * rng.random(shape) + 6 * rng.random(shape))
    return (rng.random((120, n_joints, 3)) < 0.1) * 1.0


def clip_of(values, layout):
    present = np.ones((*values.shape[:1], 1), dtype=bool)
    return Clip(values[:, None].astype("f4"), 30.0, layout, layout.up_axis, present, "numbers")


@pytest.mark.parametrize("kind", ["angles", "velocities", "rotations", "labels"])
@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda layout: layout.name)
def test_other_numbers_are_no_body(layout, kind):
    rng = np.random.default_rng(7)
    for _ in range(5):
        assert why_no_body(clip_of(numbers(kind, layout.n_joints, rng), layout), names_joints=True)


@pytest.mark.parametrize("layout", BODIES.values(), ids=lambda layout: layout.name)
def test_most_constant_numbers_are_no_body(layout):
    rng = np.random.default_rng(3)
    still = [clip_of(np.repeat(rng.normal(0, 1, (1, layout.n_joints, 3)), 5, 0), layout) for _ in range(20)]
    assert sum(why_no_body(clip, names_joints=False) == "" for clip in still) <= 2


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.name)
def test_samples_are_bodies_in_every_layout(clip):
    assert why_no_body(clip, names_joints=False) == ""
    for layout in BODIES.values():
        other = converted(clip, layout)
        assert why_no_body(other, names_joints=False) == ""
        assert apartness(other.positions, layout) < 0.65


def test_a_body_with_one_lost_arm_is_a_body():
    clip = CLIPS[0]
    positions = clip.positions.copy()
    lost = [
        j for j, joint in enumerate(clip.layout.joints) if joint.startswith(("left elbow", "left wrist", "left hand"))
    ]
    positions[:, :, lost] += np.random.default_rng(0).normal(0, 0.5, positions[:, :, lost].shape).astype("f4")
    other = Clip(positions, clip.fps, clip.layout, clip.up_axis, clip.present, "lost")
    assert why_no_body(other, names_joints=False) == ""


def test_scale_and_turn_change_nothing():
    clip = CLIPS[0]
    other = Clip(clip.positions[..., [2, 0, 1]] * 3, clip.fps, clip.layout, clip.up_axis, clip.present, "other")
    assert apartness(other.positions, clip.layout) == pytest.approx(apartness(clip.positions, clip.layout), abs=1e-6)
