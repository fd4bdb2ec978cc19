"""Clips written as BVH: rigid bodies come back as they were, whatever their layout; what sensors' bodies lose."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sta_lstm.errors import ClipError
from sta_lstm.formats import built_in_formats, load_clip, save_clip
from sta_lstm.formats.bvh.bvh import read_bvh
from sta_lstm.formats.bvh.write import tree_of, write_bvh
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.skeletons import LAYOUTS, Clip, SkeletonLayout, bone_lengths, y_up

METRES = ReadOptions(metres_per_unit=1.0)
#: Metres: six decimals in the file, added up along the longest chain of bones.
EXACT = 2e-6


def rotation(axis, angle):
    """By Rodrigues' formula."""
    x, y, z = axis / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def rigid_clip(layout, n_frames=6, n_persons=1, seed=0, **fields):
    """Bodies whose bones keep their lengths, and whose joints are turned at random."""
    random = np.random.default_rng(seed)
    tree = tree_of(layout)
    positions = np.zeros((n_frames, n_persons, layout.n_joints, 3))
    for person in range(n_persons):
        offsets = random.uniform(-0.3, 0.3, size=(layout.n_joints, 3))
        for frame in positions[:, person]:
            turned = {-1: np.eye(3)}
            for joint in tree.order:
                upper = tree.parent[joint]
                frame[joint] = frame[upper] + turned[upper] @ offsets[joint] if upper >= 0 else random.normal(size=3)
                turned[joint] = turned[upper] @ rotation(random.normal(size=3), random.uniform(-3, 3))
    values = {"fps": 30.0, "up_axis": "y", "present": np.ones((n_frames, n_persons)), "name": "a.bvh", **fields}
    return Clip(positions=positions, layout=layout, **values)


def layout_of(parents):
    """A layout of joints j0, j1 …; ``parents`` are those of j1 and on."""
    joints = tuple(f"j{number}" for number in range(len(parents) + 1))
    return SkeletonLayout(
        name="own",
        title="Own",
        joints=joints,
        bones=tuple((joints[parent], joint) for parent, joint in zip(parents, joints[1:], strict=True)),
        mirror_pairs=(),
        root="j0",
        torso=("j0", joints[-1]),
        up_axis="y",
        source="A test.",
    )


def largest_difference(clip, again):
    """Metres between the same joints of two clips, the largest in all frames."""
    columns = [again.layout.index(joint) for joint in clip.layout.joints]
    return float(np.abs(again.positions[:, :, columns] - y_up(clip)).max())


@pytest.mark.parametrize("name", [name for name, layout in LAYOUTS.items() if tree_of(layout)])
def test_every_layout_that_is_a_tree_comes_back(name):
    clip = rigid_clip(LAYOUTS[name], n_persons=2)
    again = load_clip(write_bvh(clip), "a.bvh", options=ReadOptions(metres_per_unit=1.0, layout=clip.layout))
    assert again.layout == clip.layout
    assert (again.fps, again.n_persons) == (30.0, 2)
    assert largest_difference(clip, again) < EXACT
    # Without a word, a known layout is found; orders of the same joints are one to a BVH file.
    found = load_clip(write_bvh(clip), "a.bvh", options=METRES)
    assert set(found.layout.joints) == set(clip.layout.joints)
    assert found.layout.name in LAYOUTS
    assert largest_difference(clip, found) < EXACT


@given(
    parents=st.integers(1, 9).flatmap(lambda n: st.tuples(*(st.integers(0, k) for k in range(n)))),
    seed=st.integers(0, 99),
)
@settings(max_examples=40)
def test_any_tree_comes_back(parents, seed):
    clip = rigid_clip(layout_of(parents), seed=seed)
    again = read_bvh(write_bvh(clip), "a", METRES)
    assert set(again.layout.joints) == set(clip.layout.joints)
    assert largest_difference(clip, again) < EXACT


def test_real_bvh_comes_back(data_folder, tmp_path):
    clip = load_clip(data_folder / "bvh" / "01_01.bvh")
    save_clip(clip, tmp_path / "again.bvh")
    again = load_clip(tmp_path / "again.bvh")
    assert again.layout == clip.layout
    assert again.fps == clip.fps
    assert "taken for metres" in again.notes[0]
    assert largest_difference(clip, again) < EXACT


def test_others_read_what_is_written(data_folder, tmp_path):
    pybvh = pytest.importorskip("pybvh")
    for file in ("bvh/01_01.bvh", "ntu/S001C001P001R001A001.skeleton"):
        clip = load_clip(data_folder / file)
        save_clip(clip, tmp_path / "a.bvh")
        theirs = pybvh.read_bvh_file(tmp_path / "a.bvh", world_up="+y")
        ours = read_bvh((tmp_path / "a.bvh").read_bytes(), "a", METRES)
        place = {name.replace("_", " "): theirs.node_positions()[:, at] for name, at in theirs.node_index.items()}
        for j, joint in enumerate(ours.layout.joints):
            name = f"EndSite{joint.removesuffix(' end')}" if joint.endswith(" end") else joint
            assert np.abs(place[name] - ours.positions[:, 0, j]).max() < 1e-6, joint


@pytest.mark.parametrize(
    ("file", "mean", "most"),
    [
        ("ntu/S001C001P001R001A001.skeleton", 0.02, 0.12),
        ("ntu/S001C003P008R002A058.skeleton", 0.025, 0.12),
        ("ntu/S003C001P015R001A034.skeleton", 0.02, 0.12),
        ("sbu/s01s02/01/001/skeleton_pos.txt", 0.01, 0.13),
    ],
)
def test_what_bodies_of_sensors_lose(data_folder, file, mean, most):
    clip = load_clip(data_folder / file)
    again = load_clip(write_bvh(clip), "a.bvh")
    assert again.layout == clip.layout
    away = np.linalg.norm(again.positions - clip.positions, axis=-1)
    assert away.mean() < mean
    assert away.max() < most
    # Each bone has its mean length in every frame, and the root is where it was.
    assert np.allclose(bone_lengths(again), bone_lengths(clip).mean(axis=0), atol=1e-5)
    assert away[:, :, clip.layout.index(clip.layout.root)].max() < EXACT


@pytest.mark.parametrize("angles", [(90, 90, 90), (30, -90, 50), (180, 180, 180), (-179.9999, 89.99999, 0)])
def test_turns_at_the_edges_of_the_angles(angles):
    layout = layout_of((0, 0, 1, 1))
    turns = [rotation(np.eye(3)[axis], np.radians(angle)) for axis, angle in zip((2, 0, 1), angles, strict=True)]
    own = turns[0] @ turns[1] @ turns[2]
    rest = np.array([(0, 0, 0), (0, 0.5, 0), (0.3, 0, 0), (0.1, 0.4, 0), (0, 0.2, 0.5)])
    positions = np.stack([rest, rest @ own.T, rest])
    positions[1, 3:] = positions[1, 1] + (rest[3:] - rest[1]) @ (own @ own).T
    clip = Clip(positions[:, None], 25.0, layout, "y", np.ones((3, 1)), "a")
    assert largest_difference(clip, read_bvh(write_bvh(clip), "a", METRES)) < EXACT


def test_bones_without_length_come_back():
    clip = rigid_clip(layout_of((0, 1, 2, 2)))
    positions = clip.positions.copy()
    positions[:, :, 2:] -= positions[:, :, [2]] - positions[:, :, [1]]  # j2 lies on j1
    clip = Clip(positions, 25.0, clip.layout, "y", clip.present, "a")
    assert largest_difference(clip, read_bvh(write_bvh(clip), "a", METRES)) < EXACT


def test_y_is_up_in_what_is_written():
    clip = rigid_clip(LAYOUTS["kinect-20"], up_axis="z")
    assert largest_difference(clip, read_bvh(write_bvh(clip), "a", METRES)) < EXACT


def test_absent_persons_stand_still():
    present = np.ones((6, 3), dtype=bool)
    present[:2, 1] = present[4, 1] = False
    present[:, 0] = False
    clip = rigid_clip(LAYOUTS["sbu-15"], n_persons=3, present=present)
    again = read_bvh(write_bvh(clip), "a", METRES)
    assert again.n_persons == 2
    assert again.present.all()
    assert np.abs(again.positions[:, 0] - clip.positions[[2, 2, 2, 3, 3, 5], 1]).max() < EXACT
    assert np.abs(again.positions[:, 1] - clip.positions[:, 2]).max() < EXACT


def test_ends_of_limbs_are_end_sites_again():
    joints = ("Hips", "Spine One", "Spine One end", "Leg", "Leg end", "Leg end 2", "Tail")
    bones = (
        ("Hips", "Spine One"),
        ("Spine One", "Spine One end"),
        ("Hips", "Leg"),
        ("Leg", "Leg end"),
        ("Leg", "Leg end 2"),
        ("Hips", "Tail"),
    )
    layout = SkeletonLayout("own", "Own", joints, bones, (), "Hips", ("Hips", "Spine One"), "y", "A test.")
    clip = rigid_clip(layout)
    written = write_bvh(clip)
    assert written.count(b"End Site") == 4
    again = read_bvh(written, "a", METRES)
    assert again.layout.joints == ("Hips", "Spine_One", "Spine_One end", "Leg", "Leg end", "Leg end 2", "Tail")
    assert np.abs(again.positions - clip.positions).max() < EXACT


@pytest.mark.parametrize(
    ("bones", "n_joints"),
    [(((0, 1), (1, 2), (2, 0)), 3), (((0, 1), (2, 3)), 4), (((0, 1), (1, 2), (2, 0), (3, 4)), 5), (((0, 1),), 3)],
    ids=["ring", "two pieces", "ring beside a piece", "loose joint"],
)
def test_layouts_without_a_tree_are_refused(bones, n_joints):
    joints = tuple(f"j{number}" for number in range(n_joints))
    pairs = tuple((joints[one], joints[other]) for one, other in bones)
    layout = SkeletonLayout("own", "Own", joints, pairs, (), "j0", ("j0", "j1"), "y", "A test.")
    clip = Clip(np.random.default_rng(0).normal(size=(2, 1, n_joints, 3)), 30.0, layout, "y", np.ones((2, 1)), "walk")
    with pytest.raises(ClipError, match="clip 'walk' has the layout 'own', whose bones do not make one tree") as caught:
        write_bvh(clip)
    assert "Save it as .npz or .csv" in str(caught.value)


@pytest.mark.parametrize("fps", [0.5, 15, 23.976, 29.97, 30, 120, 1000])
def test_rates_come_back(fps):
    assert read_bvh(write_bvh(rigid_clip(LAYOUTS["sbu-15"], n_frames=2, fps=fps)), "a").fps == fps


def test_formats_say_what_they_lose():
    written = {clip_format.name: clip_format.loss for clip_format in built_in_formats() if clip_format.write}
    assert written["sta-lstm NumPy archive"] == written["sta-lstm table"] == ""
    assert "one length a bone" in written["BVH motion capture"]
    assert "the label" in written["NTU RGB+D"]
    assert all(not loss or loss.endswith(".") for loss in written.values())
