"""BVH files: forward kinematics against two other implementations, what hierarchies bring, and what can be wrong."""

import numpy as np
import pytest
from formats.bvh.bvh_files import BODY, ENDS, file_of, files, hierarchy_of, naive, positions_of, still
from hypothesis import given, settings

from sta_lstm.formats import load_clip
from sta_lstm.formats.bvh.bvh import CMU_UNIT, read_bvh
from sta_lstm.formats.rules.units import body_height
from sta_lstm.skeletons import bone_lengths


@given(text=files())
@settings(max_examples=80)
def test_any_hierarchy_is_where_matrices_put_it(text):
    assert np.abs(positions_of(text.encode())[:, 0] - naive(text)).max() < 1e-12


@pytest.mark.parametrize("order", ["XYZ", "XZY", "YXZ", "YZX", "ZXY", "ZYX"])
def test_first_channel_turns_the_axes_of_the_next(order):
    # The second turn is about an axis that the first has already turned.
    joints = [("a", None, (0, 0, 0)), ("b", "a", (1, 2, 3))]
    text = file_of(
        [[90, 0, 0], [90, 90, 0], [10, 20, 30]],
        hierarchy_of(joints, {}, {"a": tuple(f"{axis}rotation" for axis in order), "b": ()}),
    ).decode()
    assert np.allclose(positions_of(text.encode())[:, 0], naive(text), atol=1e-14)


def test_real_file_is_where_pybvh_puts_it(data_folder):
    pybvh = pytest.importorskip("pybvh")
    file = data_folder / "bvh" / "01_01.bvh"
    theirs = pybvh.read_bvh_file(file, world_up="+y").node_positions()
    ours = positions_of(file.read_bytes())[:, 0]
    assert ours.shape == theirs.shape == (2752, 38, 3)
    assert np.abs(ours - theirs).max() / body_height(theirs) < 1e-12
    clip = load_clip(file)  # float32 metres
    assert np.abs(clip.positions[:, 0] - theirs * CMU_UNIT).max() / (body_height(theirs) * CMU_UNIT) < 1e-6


def test_real_file(data_folder):
    clip = load_clip(data_folder / "bvh" / "01_01.bvh")
    assert clip.positions.shape == (2752, 1, 38, 3)
    assert (clip.fps, clip.up_axis, clip.name) == (120.0, "y", "01_01.bvh")
    assert (clip.layout.root, clip.layout.torso) == ("Hips", ("Hips", "Neck"))
    assert len(clip.layout.mirror_pairs) == 15
    assert clip.layout.sides.count("middle") == 8
    assert "CMU database" in clip.notes[0]
    lengths = bone_lengths(clip)
    assert np.ptp(lengths, axis=0).max() < 1e-6  # float32, up to 2 m from the origin
    exact = positions_of((data_folder / "bvh" / "01_01.bvh").read_bytes())[:, 0]
    parents, children = np.array(clip.layout.bone_indices).T
    assert np.ptp(np.linalg.norm(exact[:, children] - exact[:, parents], axis=-1), axis=0).max() < 1e-13
    assert 1.2 < body_height(clip.positions) < 1.9


# What a hierarchy brings.


def test_a_still_body_stands_as_its_offsets_say():
    clip = read_bvh(file_of(still()), "a.bvh")
    place = {joint: clip.positions[0, 0, j].tolist() for j, joint in enumerate(clip.layout.joints)}
    assert place["Hips"] == pytest.approx([0, 0.9, 0])
    assert place["Head end"] == pytest.approx([0, 1.7, 0])
    assert place["LeftArm end"] == pytest.approx([0.7, 1.4, 0])
    assert clip.fps == 25
    assert clip.layout.mirror_pairs == (
        ("LeftArm", "RightArm"),
        ("LeftArm end", "RightArm end"),
        ("LeftLeg", "RightLeg"),
    )
    assert clip.layout.torso == ("Hips", "Spine")


def test_the_layout_is_named_by_its_structure():
    one, other = read_bvh(file_of(still()), "a"), read_bvh(file_of(still(5, y=1.0)), "b")
    assert one.layout == other.layout
    longer = [*BODY, ("Tail", "Hips", (0, 0, -0.1))]
    assert read_bvh(file_of(still(2, 8), hierarchy_of(longer)), "c").layout.name != one.layout.name


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("LeftArm", "RightArm"),
        ("mixamorig:LeftArm", "mixamorig:RightArm"),
        ("left_arm", "right_arm"),
        ("ARM_LEFT", "ARM_RIGHT"),
        ("LHipJoint", "RHipJoint"),
        ("lShldr", "rShldr"),
        ("arm.L", "arm.R"),
        ("arm_l", "arm_r"),
        ("handL", "handR"),
        ("Bip01 L Hand", "Bip01 R Hand"),
        ("b_l_arm", "b_r_arm"),
        ("L_Foot", "R_Foot"),
        ("left hand", "right hand"),
    ],
)
def test_sides_are_found_by_name(left, right):
    names = {"LeftArm": left, "RightArm": right}
    joints = [(names.get(name, name), parent, offset) for name, parent, offset in BODY]
    ends = {names.get(name, name): offset for name, offset in ENDS.items()}
    layout = read_bvh(file_of(still(), hierarchy_of(joints, ends)), "a").layout
    assert (left, right) in layout.mirror_pairs
    assert (f"{left} end", f"{right} end") in layout.mirror_pairs


def test_names_that_only_look_sided_are_in_the_middle():
    joints = [("Hips", None, (0, 1, 0)), ("LowerBack", "Hips", (0, 0.4, 0)), ("RowerBack", "Hips", (0, 0.5, 0.1))]
    assert read_bvh(file_of(still(2, 3), hierarchy_of(joints, {})), "a").layout.mirror_pairs == ()


@pytest.mark.parametrize(
    ("names", "upper"),
    [
        (("Hips", "Spine", "Chest", "Neck", "Head"), "Neck"),
        (("Hips", "Spine", "Spine1", "Spine2", "Head"), "Spine2"),
        (("pelvis", "a", "b", "c", "d"), "c"),
    ],
)
def test_trunk_is_found_by_name_or_structure(names, upper):
    joints = [(name, names[at - 1] if at else None, (0, 0.3, 0)) for at, name in enumerate(names)]
    assert read_bvh(file_of(still(2, 5), hierarchy_of(joints, {})), "a").layout.torso == (names[0], upper)
