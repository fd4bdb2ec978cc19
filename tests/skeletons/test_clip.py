"""A clip: its rules, and the laws of what is derived from it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sta_lstm.errors import ClipError
from sta_lstm.skeletons import LAYOUTS, MAX_FRAMES_READ, Clip, bone_lengths, mirrored, y_up

SBU = LAYOUTS["sbu-15"]


def clip_of(positions, **fields):
    present = fields.pop("present", np.ones(np.shape(positions)[:2], dtype=bool))
    values = {"fps": 15.0, "layout": SBU, "up_axis": "y", "name": "walk", **fields}
    return Clip(positions=positions, present=present, **values)


def body(n_frames=4, n_persons=2, seed=0, layout=SBU):
    return np.random.default_rng(seed).normal(size=(n_frames, n_persons, layout.n_joints, 3))


@st.composite
def clips(draw):
    layout = draw(st.sampled_from(sorted(LAYOUTS.values(), key=lambda layout: layout.name)))
    shape = (draw(st.integers(1, 4)), draw(st.integers(1, 3)))
    present = draw(arrays.arrays(np.bool_, shape))
    present[0, 0] = True
    positions = body(*shape, seed=draw(st.integers(0, 999)), layout=layout)
    return clip_of(positions, present=present, layout=layout, up_axis=draw(st.sampled_from("xyz")))


def test_values_are_float32_and_cannot_change():
    source = body()
    clip = clip_of(source)
    source[:] = 0
    assert clip.positions.dtype == np.float32
    assert clip.positions.any()
    with pytest.raises(ValueError, match="read-only"):
        clip.positions[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        clip.present[0] = False
    with pytest.raises(AttributeError):
        clip.fps = 1.0


def test_sizes_have_names():
    clip = clip_of(body(6, 2), fps=15)
    assert (clip.n_frames, clip.n_persons, clip.n_joints, clip.seconds) == (6, 2, 15, 0.4)
    assert clip.renamed("run").name == "run"
    assert np.array_equal(clip.renamed("run").positions, clip.positions)


def test_absent_persons_are_zero_whatever_stood_there():
    positions = body()
    positions[1, 0] = np.nan
    present = np.ones((4, 2), dtype=bool)
    present[1, 0] = False
    clip = clip_of(positions, present=present)
    assert not clip.positions[1, 0].any()


def spoilt(index, value):
    positions = body()
    positions[index] = value
    return positions


@pytest.mark.parametrize(
    ("positions", "fields", "says"),
    [
        (body()[0], {}, "has positions of shape 2 × 15 × 3; expected frames × persons × 15 joints ('sbu-15') × 3"),
        (body()[..., :2], {}, "has positions of shape 4 × 2 × 15 × 2"),
        (body()[:, :, :14], {}, "has positions of shape 4 × 2 × 14 × 3"),
        (np.float32(1), {"present": [[True]]}, "has positions of shape a single number"),
        (body()[:0], {}, "has no frames; a clip needs at least one"),
        (np.zeros((MAX_FRAMES_READ + 1, 1, 15, 3)), {}, "has 200,001 frames; at most 200,000 are read. Export"),
        (body(1, 9), {}, "has 9 persons; expected 1 to 8"),
        (body()[:, :0], {}, "has 0 persons"),
        (body(), {"present": np.ones((4, 1))}, "says who is present in shape (4, 1); expected (4, 2)"),
        (body(), {"present": np.zeros((4, 2))}, "shows no body in any of its 4 frames"),
        (body(), {"up_axis": "up"}, "has the up axis 'up'; expected x, y or z"),
        (body(), {"fps": 0}, "has 0 frames a second; expected a number from 0 to 1000"),
        (body(), {"fps": float("nan")}, "has nan frames a second"),
        (body(), {"fps": "30"}, "has '30' frames a second"),
        (body(), {"fps": 1e6}, "has 1000000.0 frames a second"),
        (spoilt((2, 1, 4, 1), np.nan), {}, "frame 2, person 1: the joint 'left elbow' is not a number"),
        (
            spoilt((2, 1, 4), np.inf),
            {},
            "frame 2, person 1: the joint 'left elbow' is not a number (inf, inf, inf); 1 such",
        ),
        (spoilt((2, 1, 4, 0), 1577.0), {}, "the joint 'left elbow' is too far away (1577"),
        (np.ones((4, 2, 15, 3)), {}, "every joint lies in one point in all frames; the recording holds no body"),
    ],
)
def test_wrong_values_are_refused(positions, fields, says):
    with pytest.raises(ClipError) as caught:
        clip_of(positions, **fields)
    assert says in str(caught.value)
    assert "clip 'walk'" in str(caught.value)


@given(clip=clips())
def test_mirrored_twice_is_the_same_clip(clip):
    twice = mirrored(mirrored(clip))
    assert np.array_equal(twice.positions, clip.positions)
    assert np.array_equal(twice.present, clip.present)


@given(clip=clips())
def test_mirror_keeps_heights_and_bones_and_turns_the_hand(clip):
    image = mirrored(clip)
    order = list(clip.layout.mirror_indices)
    up = "xyz".index(clip.up_axis)
    assert np.array_equal(image.positions[..., up], clip.positions[:, :, order, up])
    bones = clip.layout.bones
    swap = [bones.index(tuple(clip.layout.joints[order[clip.layout.index(j)]] for j in bone)) for bone in bones]
    assert np.allclose(bone_lengths(image), bone_lengths(clip)[..., swap], atol=1e-6, equal_nan=True)
    joints = clip.positions[0, 0].astype(float)
    reflected = image.positions[0, 0][order].astype(float)
    volume, reflected_volume = (np.linalg.det(points[:3] - points[3]) for points in (joints, reflected))
    assert reflected_volume == pytest.approx(-volume, rel=1e-4, abs=1e-6)


@given(clip=clips())
def test_y_up_turns_and_never_mirrors(clip):
    turned = y_up(clip)
    assert np.array_equal(turned[..., 1], clip.positions[..., "xyz".index(clip.up_axis)])
    one, other = clip.positions[0, 0].astype(float), turned[0, 0].astype(float)
    distances = [np.linalg.norm(points[:, None] - points[None], axis=-1) for points in (one, other)]
    assert np.allclose(*distances)
    volume, turned_volume = (np.linalg.det(points[:3] - points[3]) for points in (one, other))
    assert turned_volume == pytest.approx(volume, rel=1e-6, abs=1e-9)


@given(clip=clips())
def test_y_up_of_a_y_up_clip_changes_nothing(clip):
    turned = y_up(clip)
    again = Clip(turned, clip.fps, clip.layout, "y", clip.present, clip.name)
    assert np.array_equal(y_up(again), turned)


def test_bone_lengths_are_distances_of_its_ends():
    clip = clip_of(body(), present=[[True, True], [True, False], [True, True], [True, True]])
    lengths = bone_lengths(clip)
    assert lengths.shape == (4, 2, 14)
    assert np.isnan(lengths[1, 1]).all()
    parent, child = clip.layout.bone_indices[3]
    expected = np.linalg.norm(clip.positions[2, 0, parent] - clip.positions[2, 0, child])
    assert lengths[2, 0, 3] == pytest.approx(expected)
