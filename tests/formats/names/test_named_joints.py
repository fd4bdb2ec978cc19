"""From names to layouts: numbers, prefixes, what stands beside a body, and what its owner says."""

from pathlib import Path

import numpy as np
import pytest

from sta_lstm.errors import ClipError, JointsError
from sta_lstm.formats import load_clip
from sta_lstm.formats.names.named_joints import layout_of_names
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.skeletons import LAYOUTS

CASES = Path(__file__).parents[1] / "cases"
COCO, NTU = LAYOUTS["coco-17"].joints, LAYOUTS["ntu-25"].joints


def found(names, options=None):
    """The layout's name, the names of its columns in its order, and the notes."""
    poses = np.random.default_rng(0).normal(size=(4, 1, len(names), 3))
    layout, columns, notes = layout_of_names(names, poses, options or ReadOptions(), "a.csv")
    return layout, [names[column] for column in columns], notes


@pytest.mark.parametrize(
    "name",
    [
        f"{before}{{}}"
        for before in ("L", "kp", "kp_", "lm", "p", "j", "pose_", "landmark_", "keypoint", "R", "", "POSE.")
    ]
    + [f"{before}{{}}" for before in ("body25_", "point ", "joint ", "l ")]
    + ["Landmark[{}]", "{:02}"],
)
@pytest.mark.parametrize("first", [0, 1])
def test_numbers_behind_any_word_are_a_layouts_joints_in_order(name, first):
    names = [name.format(number + first) for number in range(33)]
    shuffled = [names[at] for at in np.random.default_rng(1).permutation(33)]
    layout, columns, notes = found(shuffled)
    assert layout.name == "mediapipe-33"
    assert columns == names
    assert notes == ("The joints are numbered; they were taken for those of 'mediapipe-33', in order.",)


def test_numbers_beside_a_ball_and_beside_face_and_hands():
    pose = [f"pose_{number}" for number in range(33)]
    layout, columns, notes = found(["ball", *pose])
    assert (layout.name, columns) == ("mediapipe-33", pose)
    assert notes[1] == "1 point, no joint of the layout, was left out: ball."
    hands = [f"{hand}_hand_{number}" for hand in ("left", "right") for number in range(21)]
    layout, columns, notes = found([*pose, *hands])
    assert (layout.name, columns) == ("mediapipe-33", pose)
    assert "42 points" in notes[1]
    layout, columns, _ = found([f"x{number}" for number in range(501)])
    assert (layout.name, len(columns)) == ("mediapipe-33", 33)


def test_numbers_that_do_not_tell_a_layout_are_asked_about():
    with pytest.raises(JointsError, match="several layouts have so many"):
        found([f"kp{number}" for number in range(25)])
    layout, *_ = found([f"kp{number}" for number in range(25)], ReadOptions(layout=LAYOUTS["ntu-25"]))
    assert layout.name == "ntu-25"
    with pytest.raises(JointsError, match="numbered 11 to 32; expected all numbers from 0 or 1"):
        found([f"landmark_{number}" for number in range(11, 33)])
    with pytest.raises(JointsError, match="called 'marker' and a number, which does not tell what joints they are"):
        found([f"Marker{number:02}" for number in range(1, 34)])


@pytest.mark.parametrize("layout", ["coco-17", "ntu-25", "sbu-15", "mediapipe-33", "halpe-26", "h36m-17", "coco-18"])
@pytest.mark.parametrize(
    "change",
    [
        lambda joint: f"body_{joint.replace(' ', '_')}",
        lambda joint: f"PoseLandmark.{joint.upper().replace(' ', '_')}",
        lambda joint: f"Skeleton 001:{joint.title().replace(' ', '')}",
        lambda joint: f"player1/{joint}",
        lambda joint: f"{joint.replace(' ', '-')}-joint",
        lambda joint: joint.replace("left ", "l ").replace("right ", "r ").replace(" ", "_"),
        lambda joint: joint.replace("left ", "L").replace("right ", "R"),
        lambda joint: joint.replace("left ", "l").replace("right ", "r").replace(" ", ""),
        lambda joint: f"{joint[5:]}.L" if joint.startswith("left ") else joint.replace("right ", "R."),
        lambda joint: "".join(part.title() for part in joint.split()),
        lambda joint: joint.replace(" ", ""),
    ],
)
def test_however_all_names_are_written_it_is_the_same_layout(layout, change):
    joints = LAYOUTS[layout].joints
    order = np.random.default_rng(2).permutation(len(joints))
    names = [change(joints[at]) for at in order]
    same, columns, notes = found(names)
    assert same.joints == joints or set(same.joints) == set(joints)
    assert columns == [change(joint) for joint in same.joints]
    assert notes == ()


@pytest.mark.parametrize("layout", ["coco-17", "ntu-25", "openpose-25", "kinect-20"])
@pytest.mark.parametrize(
    "more",
    [
        ["ball"],
        ["CentreOfMass"],
        ["COM", "racket"],
        [f"box {corner}" for corner in "abcdefgh"],
        ["head marker"],
        ["xyz"],
    ],
)
def test_what_stands_beside_a_body_costs_no_layout(layout, more):
    joints = LAYOUTS[layout].joints
    same, columns, notes = found([*more, *joints])
    assert same.joints == joints
    assert columns == list(joints)
    assert all(each in notes[0] for each in more)


def test_one_joint_of_the_body_more_costs_no_layout_but_many_do():
    layout, columns, notes = found([*COCO, "neck"])
    assert (layout.name, columns) == ("coco-17", list(COCO))
    assert notes == ("1 point, no joint of the layout, was left out: neck.",)
    fingers = [f"{side} hand finger {number}" for side in ("left", "right") for number in range(5)]
    assert found([*COCO, *fingers])[0].name == "table-27"


def test_fingers_are_joints_and_hang_together_and_points_of_nobody_do_not():
    fingers = [f"{side} hand {finger} {part}" for side in ("left", "right") for finger in "abcde" for part in range(4)]
    layout, _, notes = found([*COCO, *fingers])
    assert len(layout.bones) == layout.n_joints - 1  # one tree
    assert any("were guessed" in note for note in notes)
    layout, _, notes = found(["left wing", "right wing", "beak", "crest", "fan"])
    assert layout.bones == ()
    assert "Most of its 5 points are called after no joint of a body" in notes[0]


def test_of_two_layouts_the_larger_is_taken_and_part_of_one_stays_its_own():
    assert found([*NTU, "ball"])[0].name == "ntu-25"
    assert found([*LAYOUTS["kinect-20"].joints, "ball"])[0].name == "kinect-20"
    # All but four of NTU's joints: those of Kinect v1 are among them, but lie elsewhere.
    assert found([joint for joint in NTU if "tip" not in joint])[0].name == "table-23"
    assert found([joint for joint in COCO if joint != "left ear"])[0].name == "table-16"


def test_things_are_no_joints_of_a_layout_of_ones_own_either():
    layout, columns, notes = found([*COCO[:12], "ball", "left racket", "RBall"])
    assert "ball" not in layout.joints
    assert columns == [*COCO[:12], "RBall"]
    assert "2 points, no joints of the layout, were left out: ball, left racket." in notes
    assert "right foot" in layout.joints


def test_a_layout_that_is_named_decides_and_leaves_the_rest_out():
    layout, *_ = found([*NTU], ReadOptions(layout=LAYOUTS["kinect-20"]))
    assert layout.name == "kinect-20"
    with pytest.raises(ClipError, match="does not have the joints of 'ntu-25': it lacks spine base"):
        found([*COCO], ReadOptions(layout=LAYOUTS["ntu-25"]))


def test_names_by_hand_come_first():
    odd = {f"sensor {joint[::-1]}": joint for joint in COCO}
    layout, columns, notes = found(list(odd), ReadOptions(joints={**odd, "nobody": "nose"}))
    assert layout.name == "coco-17"
    assert [odd[column] for column in columns] == list(COCO)
    assert notes == ("Of 17 joints, 17 were named by hand.",)


def test_names_by_hand_are_found_without_capitals_and_punctuation():
    names = [*COCO[:16], "r ank"]
    assert found(names, ReadOptions(joints={"R_Ank": "right ankle"}))[0].name == "coco-17"


def test_names_by_hand_leave_joints_out_and_may_be_anything():
    layout, _, notes = found([*COCO, "thing", "hat"], ReadOptions(joints={"thing": "", "hat": "head top"}))
    assert layout.name == "coco-17"
    assert "1 were named by hand, and 1 to be none" in notes[0]
    layout, *_ = found(["a", "b", "c", "d", "e"], ReadOptions(joints={"a": "my own joint", "b": "left knee"}))
    assert layout.joints[:2] == ("my own joint", "left knee")
    with pytest.raises(ClipError, match="'a' and 'b' were both said to be 'nose'"):
        found(["a", "b", "c"], ReadOptions(joints={"a": "nose", "b": "nose"}))
    with pytest.raises(ClipError, match="all of its 2 joints were said to be no joints"):
        found(["a", "b"], ReadOptions(joints={"a": "", "b": ""}))


def test_a_name_by_hand_is_what_it_is_in_a_rig_too():
    # Beside bones, a shoulder would be the collar bone.
    names = ["Hips", "LeftArm", "LeftForeArm", "LeftHand", "LeftUpLeg", "thing"]
    layout, *_ = found(names, ReadOptions(joints={"thing": "left clavicle"}))
    assert layout.joints == ("spine base", "left shoulder", "left elbow", "left wrist", "left hip", "left clavicle")


@pytest.mark.parametrize("case", ["13_prefix_L0.csv", "14_prefix_pose_0.csv"])
def test_cases_13_and_14_are_mediapipe(case):
    clip = load_clip(CASES / case)
    assert clip.layout.name == "mediapipe-33"


def test_case_16_is_coco_and_stands():
    clip = load_clip(CASES / "16_prefix_body_z_up.csv")
    assert (clip.layout.name, clip.up_axis) == ("coco-17", "z")
    nose, ankle = (clip.layout.index(joint) for joint in ("nose", "left ankle"))
    assert (clip.positions[:, 0, nose, 2] - clip.positions[:, 0, ankle, 2] > 1.4).all()


def test_case_19_a_ball_is_no_joint():
    clip = load_clip(CASES / "19_a_ball_beside.csv")
    assert clip.layout.name == "coco-17"
    assert np.ptp(clip.positions[0, 0, :, 1]) == pytest.approx(1.58, abs=0.01)
    assert "1 point, no joint of the layout, was left out: ball." in clip.notes
