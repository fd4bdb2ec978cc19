"""What tables hold beside positions, and in which forms times and joints come: left out, read, refused, and said."""

from pathlib import Path

import numpy as np
import pytest
from formats.tables.foreign_tables import SBU, bodies, load, long_table, wide_table

from sta_lstm.errors import ClipError, ColumnsError
from sta_lstm.formats import ReadOptions, load_clip
from sta_lstm.skeletons import LAYOUTS

CASES = Path(__file__).parents[1] / "cases"
NAMES = tuple(joint.replace(" ", "_") for joint in SBU.joints)
START = "2024-05-31T23:59:59.{:03d}"


def beside(column, marks):
    """The wide table with further columns of each joint."""
    header, *rows = wide_table(bodies()).split("\n")
    more = [column.format(joint=joint, mark=mark) for joint in NAMES for mark in marks]
    return "\n".join((",".join((header, *more)), *(row + ",0.5" * len(more) for row in rows)))


@pytest.mark.parametrize(
    ("column", "marks", "what"),
    [
        ("{joint}_{mark}", ("qx", "qy", "qz", "qw"), "rotations"),
        ("{joint}.quat.{mark}", "xyzw", "rotations"),
        ("{joint}_rot_{mark}", "xyz", "rotations"),
        ("{joint}_Rotation{mark}", "XYZ", "rotations"),
        ("{joint}_{mark}", ("rx", "ry", "rz"), "rotations"),
        ("{mark}_{joint}", ("vx", "vy", "vz"), "velocities"),
        ("{joint}_vel_{mark}", "xyz", "velocities"),
        ("{joint}.{mark}_velocity", "xyz", "velocities"),
        ("{joint}{mark}", ("VelX", "VelY"), "velocities"),
        ("{joint}_{mark}", ("velx", "vely"), "velocities"),
        ("{joint}_{mark}", ("ax", "ay", "az"), "accelerations"),
        ("{joint}_{mark}_std", "xyz", "spreads or errors"),
        ("{joint}_{mark}_err", "xyz", "spreads or errors"),
        ("{joint}_angle{mark}", ("", "_deg"), "angles"),
        ("{joint}_q_{mark}", "xyz", "other values"),
        ("v_{joint}_{mark}", "xyz", "other values"),
        ("{joint}_raw_{mark}", "xyz", "other values"),
    ],
)
def test_columns_that_are_no_positions_are_left_out_and_said(column, marks, what):
    clip = load(beside(column, marks))
    assert clip.layout == SBU
    assert np.array_equal(clip.positions, np.float32(bodies()))
    n_columns = len(marks) * 15
    assert any(f"{n_columns} columns are no positions but {what}, and left out: " in note for note in clip.notes)


@pytest.mark.parametrize(("column", "marks"), [("{joint}_{mark}", ("px", "py", "pz")), ("{joint}_{mark}", ("u", "v"))])
def test_columns_that_are_not_understood_are_left_out_and_said(column, marks):
    clip = load(beside(column, marks))
    assert np.array_equal(clip.positions, np.float32(bodies()))
    assert any("about no joint, as far as the names tell, and left out" in note for note in clip.notes)


@pytest.mark.parametrize("letter", ["p", "t"])
def test_letters_that_say_a_place(letter):
    assert np.array_equal(load(wide_table(bodies(), "{joint}_" + letter + "{axis}")).positions, np.float32(bodies()))


@pytest.mark.parametrize(
    ("header", "what"),
    [
        ("time,left_knee_angle,right_knee_angle,left_hip_angle", "angles"),
        ("time,hip_flexion_r,knee_angle_r,ankle_angle_r,pelvis_tilt", "angles"),
        ("t,ax,ay,az,gx,gy,gz", "accelerations"),
        ("time,acc_x,acc_y,acc_z,gyro_x,gyro_y", "accelerations"),
        ("time,hip_rot_x,hip_rot_y,hip_rot_z,knee_rot_x,knee_rot_y,knee_rot_z", "rotations"),
        ("frame,hip_qw,hip_qx,hip_qy,hip_qz", "rotations"),
        ("frame,hip_vel_x,hip_vel_y,knee_vel_x,knee_vel_y", "velocities"),
    ],
)
def test_tables_of_something_else_are_refused_by_name(header, what):
    row = ",".join("1" * len(header.split(",")))
    with pytest.raises(ClipError, match=f"holds {what} .*, not positions of joints") as caught:
        load_clip(f"{header}\n{row}\n{row}\n".encode(), "sensor.csv")
    assert not isinstance(caught.value, ColumnsError)


def test_letters_may_be_joints():
    assert load("frame,ax,ay,bx,by,cx,cy\n0,1,2,3,4,5,9\n1,1,2,3,4,5,8\n").layout.joints == ("a", "b", "c")


@pytest.mark.parametrize(
    ("first", "clock", "fps", "unit"),
    [
        ("time", lambda t: str(637_134_696_000_000_000 + t * 333_333), 30, "ticks of 100 ns"),
        ("RelativeTime", lambda t: str(t * 333_333), 30, "ticks of 100 ns"),
        ("time_ticks", lambda t: str(t * 400_000), 25, "ticks of 100 ns"),
        ("FILETIME timestamp", lambda t: str(t), None, ""),
        ("timestamp", lambda t: str(133_000_000_000_000_000 + t * 200_000), 50, "ticks of 100 ns"),
        ("timestamp", lambda t: str(1_700_000_000_000_000_000 + t * 10_000_000), 100, "nanoseconds"),
        ("timestamp", lambda t: str(1_700_000_000_000_000 + t * 333_333), 3, "microseconds"),
        ("timestamp", lambda t: str(1_700_000_000_000 + t * 40), 25, "milliseconds"),
        ("unix time", lambda t: f"{1_700_000_000 + t / 60:.6f}", 60, "seconds"),
        ("time", lambda t: f"0:00:{t / 30:09.6f}", 30, "seconds"),
        ("time", lambda t: f"00:{t / 25:06.3f}", 25, "seconds"),
        ("time", lambda t: f"1:02:{t / 25:06.3f}".replace(".", ","), 25, "seconds"),
        ("time", lambda t: f"11:02:03:{t * 40:03d} PM", 25, "seconds"),
        ("time", lambda t: ("23:59:59." if t < 5 else "0:00:00.") + f"{(500 + 100 * t) % 1000:03d}", 10, "seconds"),
        ("time", lambda t: START.format(40 * t) + "Z", 25, "seconds"),
        ("time", lambda t: START.format(40 * t) + "+02:00", 25, "seconds"),
        ("Date Time", lambda t: f"2024-05-31 12:00:00.{40 * t:03d}", 25, "seconds"),
        ("Date Time", lambda t: f"31/05/2024 12:00:00.{40 * t:03d}", 25, "seconds"),
        ("utc", lambda t: f"2024-05-31T12:00:00.{40 * t:03d}0000Z", 25, "seconds"),
    ],
)
def test_times_in_any_form(first, clock, fps, unit):
    header, *rows = wide_table(bodies(n_frames=10), first=first, clock=clock).split("\n")
    mark = ";" if any("," in row.split(",")[0] for row in rows) or "," in clock(0) else ","
    table = wide_table(bodies(n_frames=10), first=first, clock=clock, mark=mark)
    clip = load(table)
    assert clip.fps == (fps or 30)
    assert np.array_equal(clip.positions, np.float32(bodies(n_frames=10)))
    assert header
    assert not unit or any(f"column of times, in {unit}." in note for note in clip.notes)


def test_a_time_of_day_that_is_missing_is_named():
    table = wide_table(bodies(), first="time", clock=lambda t: "" if t == 2 else f"0:00:0{t}.5")
    with pytest.raises(ClipError, match="line 4: the time is missing"):
        load(table)


@pytest.mark.parametrize(
    "cell",
    [
        '"[{0}, {1}, {2}]"',
        "({0}, {1}, {2})",
        "[{0} {1}  {2}]",
        "\"{{'x': {0}, 'y': {1}, 'z': {2}}}\"",
        "{{x={0};y={1};z={2}}}",
    ],
)
def test_a_joint_in_a_cell(cell):
    rows = [[str(t), *(cell.format(*place) for place in pose)] for t, pose in enumerate(bodies()[:, 0])]
    text = "\n".join(",".join(row) for row in [["frame", *NAMES], *rows])
    clip = load_clip(text.encode(), "walk.csv")
    assert clip.layout == SBU
    assert np.array_equal(clip.positions, np.float32(bodies()))
    gap = text.replace(cell.format(*bodies()[2, 0, 5]), "")
    assert any("1 joint was missing in 1 of 6 frames" in note for note in load(gap).notes)


def test_a_place_in_a_cell_of_the_long_form():
    rows = [f'{t},{joint},"{bodies()[t, 0, j].tolist()}"' for t in range(6) for j, joint in enumerate(SBU.joints)]
    clip = load("\n".join(("frame,joint,position", *rows)))
    assert np.array_equal(clip.positions, np.float32(bodies()))


def test_lists_of_other_lengths_are_named_by_line():
    rows = [["0", *("[1,2,3]",) * 15], ["1", *("[1,2,3]",) * 14, "[1,2]"]]
    with pytest.raises(ClipError, match="line 3: expected 3 numbers in each list"):
        load("\n".join(",".join(row) for row in [["frame", *NAMES], *rows]))


def test_an_empty_column_of_persons_is_one_person():
    header, *rows = wide_table(bodies()).split("\n")
    text = "\n".join(("track," + header, *("," + row for row in rows)))
    clip = load(text)
    assert np.array_equal(clip.positions, np.float32(bodies()))
    assert "Its column of persons is empty, so all rows were taken for one person's." in clip.notes
    some = "\n".join(("track," + header, *("ann," + row for row in rows), "," + rows[0]))
    assert np.array_equal(load(some).positions, np.float32(bodies()))
    assert "1 of 7 rows name no person, and were left out." in load(some).notes


def scored(score, n_frames=6):
    names = ",".join(f"{joint}_{part}" for joint in NAMES for part in ("x", "y", "z", "score"))
    table = np.concatenate((bodies(n_frames), np.full((n_frames, 1, 15, 1), score[0])), axis=-1)
    table[2, 0, 5] = (50.0, 50.0, 50.0, score[1])
    return "\n".join((names, *(",".join(map(str, pose.ravel())) for pose in table)))


@pytest.mark.parametrize(
    ("score", "said", "is_lost"),
    [
        ((0.9, 0.01), {}, True),
        ((0.9, 0.2), {}, False),
        ((0.9, 0.2), {"confidence": 0.3}, True),
        ((0.9, 0.01), {"confidence": 0.005}, False),
        ((90, 5), {}, True),
        ((90, 15), {}, False),
        ((2, 0), {}, True),
        ((2, 1), {}, False),
    ],
)
def test_sightings_that_are_hardly_sure_are_missing(score, said, is_lost):
    clip = load(scored(score), **said)
    between = np.allclose(clip.positions[2, 0, 5], bodies()[[1, 3], 0, 5].mean(axis=0), atol=1e-5)
    assert between == is_lost
    assert any("1 joint counts as missing, because the" in note for note in clip.notes) == is_lost


def test_a_joint_at_the_origin_now_and_then_is_missing_and_one_that_is_always_there_is_not():
    places = bodies()
    places[2, 0, 0] = 0.0
    clip = load(wide_table(places))
    assert np.allclose(clip.positions[2, 0, 0], bodies()[[1, 3], 0, 0].mean(axis=0), atol=1e-5)
    centred = bodies() - bodies()[:, :, 2:3]
    assert np.allclose(load(wide_table(centred)).positions, centred, atol=1e-6)


def test_joints_by_the_names_that_their_owner_gives():
    table = wide_table(bodies()).replace("torso", "Middle").replace("left_hand", "LHandy")
    said = {"Middle": "torso", "LHandy": "left hand"}
    assert load(table, joints=said).layout == SBU
    header, *rows = table.split("\n")
    ball = "\n".join((header + ",Ball_x,Ball_y,Ball_z", *(row + ",9,9,9" for row in rows)))
    clip = load(ball, joints={**said, "Ball": ""})
    assert clip.layout == SBU
    assert np.array_equal(clip.positions, np.float32(bodies()))
    long = long_table(bodies(), joint=lambda joint: f"my {joint}")
    assert load(long, joints={f"my {joint}": joint for joint in SBU.joints}).layout == SBU
    with pytest.raises(ClipError, match="no joints of the body"):
        load(table, joints=dict.fromkeys((*SBU.joints, *said), ""))


def mediapipe(scale=(1.0, 1.0), shift=(0.0, 0.0), sign=1):
    """33 landmarks of a body that stands, x and y parts of a picture, z a guess."""
    layout = LAYOUTS["mediapipe-33"]
    heights = {"hip": 0.5, "knee": 0.7, "ankle": 0.9, "heel": 0.92, "foot": 0.93, "shoulder": 0.25, "elbow": 0.38}
    pose = [
        (0.5 + (0.1 if "left" in joint else -0.1), heights.get(joint.split()[-1], 0.15), 0.3) for joint in layout.joints
    ]
    return np.array([pose] * 4) * (*scale, 1.0) * (1, sign, 1) + (*shift, 0.0)


def landmarks(table, name="landmark_{}_{}"):
    names = ",".join(name.format(j, axis) for j in range(33) for axis in "xyz")
    return "\n".join((names, *(",".join(f"{value:.4f}" for value in pose.ravel()) for pose in table)))


def test_landmarks_of_a_picture_are_said_to_be_of_one():
    clip = load(landmarks(mediapipe()))
    assert clip.layout.name == "mediapipe-33"
    assert not clip.positions[..., 2].any()
    assert clip.positions[0, 0, 0, 1] > clip.positions[0, 0, 27, 1] + 1
    notes = " ".join(clip.notes)
    assert "z is its guess, and was left out" in notes
    assert "bodies look right only if it was square" in notes


def test_landmarks_in_space_stay_in_space():
    metres = load(landmarks(mediapipe(shift=(-0.5, -0.5))))
    assert np.allclose(metres.positions[..., 2] / metres.positions[..., 27:28, 1], 0.3 / 0.4, atol=1e-3)
    assert metres.positions[0, 0, 0, 1] > metres.positions[0, 0, 27, 1]
    assert not any("parts of a picture" in note for note in metres.notes)
    assert any("MediaPipe's world landmarks" in note for note in metres.notes)
    upright = load(landmarks(mediapipe(sign=-1, shift=(0, 1.0))))
    assert not any("parts of a picture" in note for note in upright.notes)


@pytest.mark.parametrize(
    ("file", "fps", "says"),
    [
        ("17_position_and_quaternion.csv", 30, "68 columns are no positions but rotations, and left out: nose_qx"),
        ("19_a_ball_beside.csv", 30, "ball"),
        ("20_ticks_100ns.csv", 30, "column of times, in ticks of 100 ns"),
        ("22_hms_time.csv", 30, "column of times, in seconds"),
        (
            "23_low_likelihood.csv",
            30,
            "3 joints count as missing, because the estimator was less sure of them than 0.1 (of 1)",
        ),
        ("25_unique_bodyparts.csv", 30, "Body parts of no individual ('single' in the table) were left out: corner"),
        ("33_motion_capture_preamble.csv", 120, "lengths are in millimetres"),
        ("34_tracks.trc", 60, "lengths are in metres"),
    ],
)
def test_cases(file, fps, says):
    clip = load_clip(CASES / file)
    assert (clip.layout.name, clip.n_persons, clip.n_frames, clip.fps) == ("coco-17", 1, 12, fps)
    assert any(says in note for note in clip.notes)
    heights = clip.positions[..., 1]
    assert 1.4 < float(heights.max() - heights.min()) < 1.75


def test_the_threshold_of_likelihood_can_be_changed():
    believed = load_clip(CASES / "23_low_likelihood.csv", options=ReadOptions(confidence=0.0))
    kept = load_clip(CASES / "23_low_likelihood.csv")
    wrist = kept.layout.index("left wrist")
    assert np.ptp(believed.positions[:, 0, wrist], axis=0).max() > 3 > np.ptp(kept.positions[:, 0, wrist], axis=0).max()
