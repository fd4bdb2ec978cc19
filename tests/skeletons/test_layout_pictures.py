"""Every layout drawn over a real recording: a wrong order of joints shows at once, to the eye and to these sums."""

import numpy as np
import pytest

from sta_lstm.formats import load_clip
from sta_lstm.skeletons import LAYOUTS, Clip, bone_lengths
from sta_lstm.skeletons.estimator_layouts import ESTIMATOR_LAYOUTS
from sta_lstm.skeletons.layouts import BODIES


def ntu(folder):
    return load_clip(folder / "ntu" / "S001C001P001R001A001.skeleton")


def sbu(folder):
    return load_clip(folder / "sbu" / "s01s02" / "05" / "001" / "skeleton_pos.txt")


def utkinect(folder):
    return load_clip(folder / "utkinect" / "joints_s01_e01.txt")


def northwestern_ucla(folder):
    return load_clip(folder / "nw-ucla" / "a01_s01_e00_v01.json")


def utd_mhad(folder):
    return load_clip(folder / "utd-mhad" / "a1_s1_t1_skeleton.mat")


def msr(folder):
    return load_clip(folder / "msraction3d" / "a01_s01_e01_skeleton3D.txt")


def _single(positions, layout, name):
    """A recording of one body that is always there, 30 frames a second."""
    present = np.ones((len(positions), 1), dtype=bool)
    return Clip(positions[:, None], 30.0, LAYOUTS[layout], "y", present, name)


# How much a bone's length may vary within a recording (interquartile range by median, the median over the bones).
# Kinect v1 without smoothing is the worst; MSR's and SBU's trackers keep a body's proportions.
RECORDINGS = [(ntu, 0.15), (sbu, 0.04), (utkinect, 0.25), (northwestern_ucla, 0.25), (utd_mhad, 0.05), (msr, 0.02)]


@pytest.fixture(params=RECORDINGS, ids=lambda recording: recording[0].__name__)
def recording(request, data_folder):
    read, spread = request.param
    return read(data_folder), spread


def test_every_layout_has_a_recording(data_folder):
    """Every layout of a data set; those of pose estimators have no recording in the folder."""
    names = {name for name, layout in BODIES.items() if layout not in ESTIMATOR_LAYOUTS}
    assert {read(data_folder).layout.name for read, _ in RECORDINGS} == names


def test_body_stands_upright(recording):
    clip, _ = recording
    height = {joint: np.median(clip.positions[:, :, j, 1]) for j, joint in enumerate(clip.layout.joints)}
    pelvis = np.mean([height["left hip"], height["right hip"]])
    for side in ("left", "right"):
        assert height["head"] > height[f"{side} shoulder"] > pelvis > height[f"{side} knee"] > height[f"{side} foot"]
    assert 1.0 < height["head"] - min(height["left foot"], height["right foot"]) < 2.1


def test_left_is_on_the_left(recording):
    """A body's left × up points ahead, where knees and toes point too. In a mirror it would point behind."""
    clip, _ = recording
    at = {joint: clip.positions[:, :, j] for j, joint in enumerate(clip.layout.joints)}
    ahead = np.cross(at["left shoulder"] - at["right shoulder"], (0.0, 1.0, 0.0))
    if "left ankle" in at:
        forward = at["left foot"] - at["left ankle"] + at["right foot"] - at["right ankle"]
    else:  # SBU's two persons face each other
        forward = (at["torso"][:, ::-1] - at["torso"]) * (1.0, 0.0, 1.0)
    assert ((ahead * forward).sum(-1) > 0).mean() > 0.8


def test_bones_keep_their_length(recording):
    clip, limit = recording
    lengths = bone_lengths(clip)
    spread = np.subtract(*np.nanpercentile(lengths, (75, 25), axis=0)) / np.nanmedian(lengths, axis=0)
    assert np.nanmedian(spread) < limit
    assert np.nanmedian(lengths, axis=0).max() < 0.65, "no human bone is as long"


def test_left_and_right_limbs_are_as_long(recording):
    clip, _ = recording
    lengths = dict(zip(clip.layout.bones, np.nanmedian(bone_lengths(clip), axis=(0, 1)), strict=True))
    pairs = {bone: tuple(joint.replace("left", "right") for joint in bone) for bone in lengths if "left" in bone[1]}
    ratios = [lengths[left] / lengths[right] for left, right in pairs.items()]
    assert np.median(np.abs(np.log(ratios))) < 0.2


@pytest.mark.parametrize("read", [utkinect, northwestern_ucla, utd_mhad, msr], ids=lambda read: read.__name__)
def test_another_order_of_the_same_joints_does_not_fit(read, data_folder):
    clip = read(data_folder)
    right = np.nanmedian(bone_lengths(clip), axis=(0, 1)).sum()
    for layout in LAYOUTS.values():
        if layout.n_joints == 20 and layout is not clip.layout:
            wrong = _single(clip.positions[:, 0], layout.name, "wrong")
            assert np.nanmedian(bone_lengths(wrong), axis=(0, 1)).sum() > 1.2 * right, layout.name


def test_picture(recording, tmp_path):
    """Look at these after a change of a layout: ``pytest --basetemp=pictures tests/skeletons``."""
    clip, _ = recording
    file = tmp_path / f"{clip.layout.name}-{clip.name.replace('/', '-')}.png"
    points = draw(clip, clip.n_frames // 2, file)
    assert points == clip.n_joints * clip.n_persons * 2
    assert file.stat().st_size > 10_000


def draw(clip, frame, file):
    """Draw a frame from ahead and from the side, left joints blue, right ones red; return how many were drawn."""
    from matplotlib.figure import Figure

    colour = {"left": "tab:blue", "right": "tab:red", "middle": "black"}
    figure = Figure(figsize=(15, 9), layout="constrained")
    n_points = 0
    for axes, across in zip(figure.subplots(1, 2), (0, 2), strict=True):
        for joints in clip.positions[frame][clip.present[frame]]:
            for parent, child in clip.layout.bone_indices:
                axes.plot(joints[[parent, child], across], joints[[parent, child], 1], color="silver", zorder=1)
            for joint, side, place in zip(clip.layout.joints, clip.layout.sides, joints, strict=True):
                axes.scatter(place[across], place[1], color=colour[side], zorder=2)
                axes.annotate(joint, (place[across], place[1]), fontsize=7)
                n_points += 1
        axes.set(aspect="equal", xlabel=f"{'xyz'[across]} in metres", ylabel="y in metres")
    figure.suptitle(f"{clip.layout.title}: {clip.name}, frame {frame}")
    figure.savefig(file)
    return n_points
