"""C3D: the same points in every form in which they are written, whose they are, and headers that lie."""

import numpy as np
import pytest
from formats.mocap.mocap_files import DEC, INTEL, MIPS, c3d_file

from sta_lstm.errors import ClipError, JointsError
from sta_lstm.formats import load_clip, recordings
from sta_lstm.formats.mocap.c3d_file import parse_c3d
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.skeletons import LAYOUTS
from sta_lstm.skeletons.convert import converted

#: Height above the floor and distance from the middle, in millimetres, of some of the Plug-in Gait's markers.
GAIT = {
    **{f"{side}{name}": (x * sign, z) for side, sign in (("L", 1), ("R", -1)) for name, x, z in (
        ("FHD", 80, 1700), ("BHD", 80, 1690), ("SHO", 200, 1450), ("ELB", 260, 1150), ("WRA", 280, 900),
        ("ASI", 130, 1000), ("PSI", 60, 1010), ("KNE", 120, 520), ("ANK", 110, 90), ("HEE", 100, 50), ("TOE", 110, 40),
    )},
    "C7": (0, 1480),
    "CLAV": (0, 1400),
}  # fmt: skip


def gait(n_frames=5, shift=0.0):
    """T × P × 3 millimetres, z up; markers of a foot lie before those of the trunk."""
    still = np.array([[x + shift, -100.0 if "TOE" in name else 0.0, z] for name, (x, z) in GAIT.items()])
    return np.repeat(still[None], n_frames, axis=0) + np.arange(n_frames)[:, None, None]


@pytest.mark.parametrize("kind", [INTEL, DEC, MIPS])
@pytest.mark.parametrize("scale", [-0.1, 0.1])
def test_every_form_gives_the_same_points(kind, scale):
    points = gait()
    points[2, 3] = np.nan
    file = parse_c3d(c3d_file(points, list(GAIT), kind=kind, scale=scale), "a.c3d")
    assert np.allclose(file.points, points, atol=0.051, equal_nan=True)
    assert file.fps == 100
    assert file.texts("POINT:LABELS") == tuple(GAIT)


def test_markers_get_readable_names_unit_rate_and_axis():
    points = gait()
    points[2, 3] = np.nan
    clip = load_clip(c3d_file(points, list(GAIT)), "walk.c3d")
    assert (clip.n_frames, clip.n_joints, clip.fps, clip.up_axis) == (5, 24, 100.0, "z")
    assert {"left knee", "right front of pelvis", "base of neck", "left heel", "left foot"} <= set(clip.layout.joints)
    assert ("left front of pelvis", "right front of pelvis") in clip.layout.mirror_pairs
    places = clip.positions[0, 0, clip.layout.index("left knee")].tolist()
    assert places == pytest.approx([0.12, 0, 0.52], abs=1e-4)
    assert any("1 joint was missing in 1 of 5 frames" in note for note in clip.notes)
    assert any("Markers lie on the skin" in note and "LKNE (left knee)" in note for note in clip.notes)
    assert recordings(c3d_file(points, list(GAIT)), "x")[0].format == "C3D"


def test_markers_are_points_and_bones_join_those_alone_that_are_called_as_joints():
    clip = load_clip(c3d_file(gait(), list(GAIT)), "walk.c3d")
    joints = {joint for layout in LAYOUTS.values() for joint in layout.joints}
    assert {joint for bone in clip.layout.bones for joint in bone} <= joints
    assert ("left knee", "left ankle") in clip.layout.bones
    assert clip.layout.title == "walk.c3d, 24 points"
    assert any("they are shown as points, as markers are" in note for note in clip.notes)
    assert not any("guessed" in note for note in clip.notes)


def test_markers_become_joints_of_other_layouts():
    points, labels = gait(), list(GAIT)
    for side in "LR":  # the other marker of the wrist
        labels.append(f"{side}WRB")
        points = np.concatenate([points, points[:, [labels.index(f"{side}WRA")]] + (0, 40, 0)], axis=1)
    clip = converted(load_clip(c3d_file(points, labels), "walk.c3d"), LAYOUTS["ntu-25"])
    place = {joint: clip.positions[0, 0, j] for j, joint in enumerate(clip.layout.joints)}
    assert place["left hip"] == pytest.approx([0.0932, 0.043, 0.933], abs=0.01)
    assert place["right hip"] == pytest.approx([-0.0932, 0.043, 0.933], abs=0.01)
    assert place["left wrist"] == pytest.approx([0.28, 0.02, 0.9], abs=1e-3)
    assert 1.6 < place["head"][2] < 1.75
    assert place["spine base"] == pytest.approx((place["left hip"] + place["right hip"]) / 2, abs=1e-5)


@pytest.mark.parametrize(("units", "metres"), [("mm", 0.001), ("m", 1.0), ("cm", 0.01)])
def test_the_unit_is_the_files(units, metres):
    clip = load_clip(c3d_file(gait() * 0.001 / metres, list(GAIT), units=units), "a.c3d")
    assert clip.positions[0, 0, 0].tolist() == pytest.approx([0.08, 0, 1.7], abs=1e-4)


def test_without_a_unit_the_body_tells_it():
    clip = load_clip(c3d_file(gait(), list(GAIT), units=None), "a.c3d")
    assert any("taken for millimetres" in note for note in clip.notes)


def test_the_axis_is_the_screens_or_z_and_doubted_where_bodies_lie():
    turned = gait()[..., [0, 2, 1]]
    clip = load_clip(c3d_file(turned, list(GAIT), up="+Y"), "a.c3d")
    assert clip.up_axis == "y"
    lying = load_clip(c3d_file(turned, list(GAIT), up=None), "a.c3d")
    assert lying.up_axis == "z"
    assert any("z was taken" in note and "say that y points up" in note for note in lying.notes)
    assert load_clip(c3d_file(turned, list(GAIT), up=None), "a.c3d", options=ReadOptions(up_axis="y")).up_axis == "y"


def test_other_subjects_angles_and_nameless_markers_are_left_out():
    box = np.zeros((5, 3, 3)) + (9000, 0, 500) + np.arange(3)[:, None] * 50
    extra = np.ones((5, 4, 3)) * 33
    points = np.concatenate([box, gait(), extra], axis=1)
    labels = ["box:a", "box:b", "box:c", *(f"Ann:{name}" for name in GAIT), "Ann:LKneeAngles", "*12", "U_3", "Ann:Odd"]
    clip = load_clip(c3d_file(points, labels, more=[("ANGLES", ["Ann:Odd"])]), "a.c3d")
    assert clip.n_joints == 24
    notes = " ".join(clip.notes)
    assert "other subjects than the body were left out: box (3)" in notes
    assert "2 points that are no places of markers" in notes
    assert "Ann:LKneeAngles, Ann:Odd" in notes
    assert "2 markers without a name" in notes
    plain = load_clip(c3d_file(gait(), list(GAIT)), "a.c3d")
    assert np.array_equal(clip.positions, plain.positions)


def test_subjects_with_the_same_markers_are_persons():
    points = np.concatenate([gait(), gait(shift=900)], axis=1)
    clip = load_clip(c3d_file(points, [f"{who}:{name}" for who in ("A", "B") for name in GAIT]), "two.c3d")
    assert clip.n_persons == 2
    assert np.allclose(clip.positions[:, 1] - clip.positions[:, 0], (0.9, 0, 0), atol=1e-4)


def test_markers_that_are_called_as_joints_are_a_known_layout():
    joints = LAYOUTS["coco-17"].joints
    body = np.random.default_rng(0).uniform(0, 1600, size=(3, 17, 3)) + 1
    clip = load_clip(c3d_file(body, [joint.title().replace(" ", "") for joint in joints]), "a.c3d")
    assert clip.layout.name == "coco-17"


def test_markers_with_numbers_for_names_are_asked_about():
    points = np.random.default_rng(0).uniform(1, 1600, size=(3, 17, 3))
    data = c3d_file(points, [f"M{number:03}" for number in range(17)])
    with pytest.raises(JointsError, match="numbers for names, which do not tell where on the body they are"):
        load_clip(data, "a.c3d")
    assert load_clip(data, "a.c3d", options=ReadOptions(layout=LAYOUTS["coco-17"])).layout.name == "coco-17"
    some = {f"M{number:03}": joint for number, joint in enumerate(LAYOUTS["coco-17"].joints)}
    assert load_clip(data, "a.c3d", options=ReadOptions(joints=some)).layout.name == "coco-17"


SOUND = c3d_file(gait(), list(GAIT))


def changed(at, new):
    return SOUND[:at] + new + SOUND[at + len(new) :]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (SOUND[:700], "is no C3D file, or is cut short"),
        (SOUND[:-40], "5 frames are announced, and 4 follow"),
        (changed(0, b"\xc8"), "its parameters should begin behind its end"),
        (changed(515, b"\x10"), "its processor is of the kind 16"),
        (changed(2, b"\x00\x00"), "0 points a frame|no places|is no C3D"),
        (changed(8, b"\xfe\xff"), "frames are announced"),
        (changed(16, b"\x00\x00"), "frames are announced, and 0 follow"),
        (changed(16, b"\xff\xff"), "frames are announced, and 0 follow"),
    ],
)
def test_headers_that_lie_are_refused(data, message):
    with pytest.raises(ClipError, match=message):
        load_clip(data, "a.c3d")


def test_parameters_larger_than_the_file_are_refused():
    at = SOUND.index(b"LABELS") + 6
    with pytest.raises(ClipError, match=r"larger than the file|not whole"):
        load_clip(changed(at + 3, bytes([3, 255, 255, 255])), "a.c3d")


def test_real_take(data_folder):
    clip = load_clip(data_folder / "field" / "markers.c3d")
    assert (clip.positions.shape, clip.fps, clip.up_axis) == ((580, 1, 43, 3), 100.0, "z")
    assert any("boite (8)" in note for note in clip.notes)
    assert clip.layout.bones == ()
    # The same take as Vicon Nexus exports it to text: a marker's first place, in millimetres.
    place = clip.positions[0, 0, clip.layout.index("right front of pelvis")]
    assert place.tolist() == pytest.approx([0.66712, 0.305799, 0.175209], abs=1e-5)
