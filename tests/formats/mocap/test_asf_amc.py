"""ASF and AMC: forward kinematics against another implementation, what belongs to what, and what can be wrong."""

import numpy as np
import pytest
from formats.mocap.mocap_files import BONES, acclaim, amc_file, angles, asf_file, naive, zipped

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip, recordings
from sta_lstm.formats.mocap.amc import parse_amc
from sta_lstm.formats.mocap.asf import parse_asf
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.skeletons import LAYOUTS, bone_lengths, conversion
from sta_lstm.skeletons.synonyms import common_names

UNIT = 0.0254 / 0.45


def test_joints_are_where_matrices_put_the_ends_of_bones():
    numbers = angles(5)
    skeleton = parse_asf(asf_file(), "a.asf")
    found = parse_amc(amc_file(numbers), skeleton, "a.amc").positions
    joints = [node.name for node in skeleton.skeleton]
    parents = {name: parent for name, parent, *_ in BONES}
    for frame in range(5):
        ends = naive(numbers, frame)
        for at, joint in enumerate(joints):
            # A joint is where its bone begins, which is where the bone above ends.
            place = ends[joint.removesuffix(" end")] if joint.endswith(" end") else ends[parents.get(joint, "root")]
            assert np.allclose(found[frame, at], place, atol=1e-9), (frame, joint)


def test_a_clip_in_metres_y_up():
    clip = load_clip(acclaim(), "walk.zip")
    assert (clip.n_frames, clip.n_persons, clip.fps, clip.up_axis) == (6, 1, 120.0, "y")
    assert clip.positions[0, 0, 0].tolist() == pytest.approx([0, 16 * UNIT, 0])
    assert ("lfemur", "rfemur") in clip.layout.mirror_pairs
    names = common_names(clip.layout)
    assert {"left hip", "left knee", "right shoulder", "spine base", "skull base", "head top"} <= set(names)
    assert np.ptp(bone_lengths(clip), axis=0).max() < 1e-6
    assert any("120 frames a second, as CMU recorded, were assumed" in note for note in clip.notes)
    assert load_clip(acclaim(), "a", options=ReadOptions(fps=60)).fps == 60
    doubled = load_clip(acclaim(), "a", options=ReadOptions(metres_per_unit=2 * UNIT))
    assert np.allclose(doubled.positions, 2 * clip.positions, atol=1e-5)


def test_radians_and_rates_of_the_header():
    numbers = angles(3)
    turned = {name: values.copy() for name, values in numbers.items()}
    for name, values in turned.items():
        values[:, 3 if name == "root" else 0 :] = np.radians(values[:, 3 if name == "root" else 0 :])
    said = amc_file(turned, (":FULLY-SPECIFIED", ":RADIANS", ":SAMPLES-PER-SECOND 60"))
    clip = load_clip(zipped({"a.asf": asf_file(), "a.amc": said}), "a.zip")
    plain = load_clip(zipped({"a.asf": asf_file(), "a.amc": amc_file(numbers)}), "a.zip")
    assert np.allclose(clip.positions, plain.positions, atol=1e-5)
    assert clip.fps == 60


def test_a_unit_that_makes_no_body_is_not_believed():
    clip = load_clip(zipped({"a.asf": asf_file(length="4500"), "a.amc": amc_file(angles())}), "a.zip")
    assert any("does not say its unit" in note for note in clip.notes)


def test_a_skeleton_is_found_beside_its_motion(tmp_path):
    (tmp_path / "07.asf").write_bytes(asf_file())
    (tmp_path / "08.ASF").write_bytes(asf_file(BONES[:9]))
    for name in ("07_01.amc", "07_02.amc", "08_01.AMC"):
        bones = BONES[:9] if name.startswith("08") else BONES
        (tmp_path / name).write_bytes(amc_file(angles(4, bones)))
    assert load_clip(tmp_path / "07_01.amc").n_joints == 19
    assert load_clip(tmp_path / "08_01.AMC").n_joints == 13
    found = recordings(tmp_path)
    assert [each.name for each in found] == ["07_01.amc", "07_02.amc", "08_01.AMC"]
    assert [each.load().n_joints for each in found] == [19, 19, 13]
    assert recordings(tmp_path / "07_01.amc")[0].load().n_frames == 4
    packed = zipped({f"s/{path.name}": path.read_bytes() for path in tmp_path.iterdir()})
    assert [each.load().n_frames for each in recordings(packed, "all.zip")] == [4, 4, 4]


def test_several_motions_in_an_archive_are_chosen_by_name():
    data = zipped(
        {
            "s/07.asf": asf_file(),
            "s/07_01.amc": amc_file(angles(3)),
            "s/07_02.amc": amc_file(angles(5)),
            "read.me": b"x",
        }
    )
    first, second = recordings(data, "all.zip")
    assert (first.load().n_frames, second.load().n_frames) == (3, 5)
    assert any("holds 2 motions; this is the first" in note for note in load_clip(data, "all.zip").notes)
    with pytest.raises(ClipError, match="holds no motion 'x'; it holds 2: s/07_01"):
        load_clip(data, "all.zip", options=ReadOptions(entry="x"))


def test_the_archive_among_other_recordings(tmp_path):
    data = zipped({"a.txt": b"hello", "07_01.amc": amc_file(angles(3)), "07.asf": asf_file()})
    readable = [each for each in recordings(data, "mixed.zip") if not each.reason]
    assert [each.name for each in readable] == ["07_01.amc"]
    assert readable[0].load().n_frames == 3


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (
            amc_file(angles()),
            "07_01.amc",
            "cannot be read without that skeleton .* in one zip archive, or keep",
        ),
        (asf_file(), "07.asf", "a skeleton without motion .* its motions are .amc files"),
        (zipped({"07.asf": asf_file()}), "a.zip", "holds a skeleton .* and no motion"),
        (zipped({"07_01.amc": amc_file(angles())}), "a.zip", "none of its files is certain to be the skeleton"),
    ],
)
def test_one_without_the_other_is_told_what_to_bring(data, name, message):
    with pytest.raises(ClipError, match=message):
        load_clip(data, name)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"dof rx ry rz", b"dof rx ry ra", "expected some of rx, ry, rz"),
        (b"direction 0.6 -0.8 0.0", b"direction 0.6 -0.8", "expected 3 numbers for the direction of 'lhipjoint'"),
        (b"length 7.6", b"length long", "expected 1 number for the length of 'lfemur'"),
        (b"    name lfemur\n", b"", "a bone ends that has no name"),
        (b"axis 0 0 20 XYZ", b"axis 0 0 20 XYY", "expected an order of axes such as XYZ"),
        (b"lfemur ltibia", b"lfemur shin", "'shin' is not among the bones"),
        (b"lfemur ltibia", b"lfemur lhipjoint", "'lhipjoint' hangs on two bones"),
        (b"    lfemur ltibia", b"    elsewhere ltibia", "bones hang on 'elsewhere'"),
        (b":hierarchy", b":hierarch", "no whole ASF skeleton: it lacks :hierarchy"),
    ],
)
def test_what_is_wrong_in_a_skeleton_is_named(old, new, message):
    damaged = asf_file().replace(old, new, 1)
    assert damaged != asf_file()
    with pytest.raises(ClipError, match=message):
        load_clip(zipped({"07.asf": damaged, "07_01.amc": amc_file(angles())}), "a.zip")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace(b"\nltibia ", b"\nshin ", 1), "expected a bone of the skeleton .* found 'shin'"),
        (lambda text: text.replace(b"\n2\n", b"\nlhipjoint 1\n2\n", 1), "a bone of the skeleton that turns, found"),
        (lambda text: text.replace(b"\n2\n", b"\n", 1), "'root' stands twice in a frame"),
        (lambda text: text.replace(b"\nlradius", b"\n#lradius", 1), "expected a bone of the skeleton|missing from an"),
        (lambda text: text.rpartition(b"\n3\n")[0] + b"\n3\nroot 0 0 0 0 0 0\n", "the last of its 3 frames lacks"),
        (lambda text: text.replace(b"ltibia ", b"ltibia 5 ", 1), "expected 1 numbers, found 2"),
        (lambda text: b"#!OML:ASF\n:FULLY-SPECIFIED\n", "ends after its header"),
        (lambda text: text.replace(b":DEGREES\n1\n", b":DEGREES\n", 1), "expected the number of the first frame"),
    ],
)
def test_what_is_wrong_in_a_motion_is_named(change, message):
    with pytest.raises(ClipError, match=message):
        load_clip(zipped({"07.asf": asf_file(), "07_01.amc": change(amc_file(angles(3)))}), "a.zip")


def test_names_by_hand_rename_joints_and_leave_some_out():
    plain = load_clip(acclaim(), "a.zip")
    options = ReadOptions(joints={"LRadius": "left elbow", "head end": "", "nowhere": "nose"})
    clip = load_clip(acclaim(), "a.zip", options=options)
    assert clip.n_joints == plain.n_joints - 1
    assert "left elbow" in clip.layout.joints
    assert "lradius" not in clip.layout.joints
    assert ("lhumerus", "left elbow") in clip.layout.bones
    assert any("1 were named by hand, and 1 to be none" in note for note in clip.notes)
    everything = dict.fromkeys(plain.layout.joints, "")
    with pytest.raises(ClipError, match="all of its 19 joints were said to be no joints"):
        load_clip(acclaim(), "a.zip", options=ReadOptions(joints=everything))


def test_real_motions_are_bodies_of_the_same_limbs_as_the_database_in_bvh(data_folder):
    clip = load_clip(data_folder / "cmu" / "02_01.amc")
    assert (clip.positions.shape, clip.fps, clip.up_axis) == ((343, 1, 38, 3), 120.0, "y")
    assert np.ptp(bone_lengths(clip), axis=0).max() < 1e-6
    other = load_clip(data_folder / "bvh" / "01_01.bvh")
    assert other.n_joints == clip.n_joints
    names, others = common_names(clip.layout), common_names(other.layout)
    limbs = [("left hip", "left knee"), ("right knee", "right ankle"), ("right shoulder", "right elbow")]
    limbs += [("left elbow", "left wrist"), ("left ankle", "left foot"), ("spine base", "left hip")]

    def length(each, called, limb):
        start, end = (each.positions[:, 0, called.index(joint)] for joint in limb)
        return np.linalg.norm(end - start, axis=-1).mean()

    for limb in limbs:
        # Two persons, so their limbs are alike within a tenth.
        assert length(clip, names, limb) == pytest.approx(length(other, others, limb), rel=0.1)
    for layout in ("ntu-25", "kinect-20", "sbu-15", "coco-17", "h36m-17"):
        assert not conversion(clip.layout, LAYOUTS[layout]).impossible
    assert [each.name for each in recordings(data_folder / "cmu")] == [f"02_0{n}.amc" for n in (1, 3, 4, 5, 6)]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("bone", ["root", "lfemur", "head"])
@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_an_angle_beyond_all_numbers_is_no_angle(bone, value):
    numbers = angles()
    numbers[bone][2, -1] = value
    clip = load_clip(zipped({"01.asf": asf_file(), "01_01.amc": amc_file(numbers)}), "01.zip")
    assert np.isfinite(clip.positions).all()
    assert any("missing in 1 of 6 frames" in note for note in clip.notes)
