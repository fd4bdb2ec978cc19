"""SBU Kinect Interaction files: the whole data set, and damaged files."""

from collections import Counter

import numpy as np
import pytest
from made import sbu_persons

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.datasets.sbu import read_sbu
from sta_lstm.skeletons import bone_lengths


@pytest.fixture(scope="module")
def sbu_clips(data_folder):
    return [load_clip(file) for file in sorted((data_folder / "sbu").glob("*/*/*/skeleton_pos.txt"))]


def test_every_clip_loads(sbu_clips):
    assert len(sbu_clips) == 282
    assert sum(clip.n_frames for clip in sbu_clips) == 6822
    assert {(clip.n_persons, clip.n_joints, clip.fps, clip.up_axis) for clip in sbu_clips} == {(2, 15, 15.0, "y")}
    assert all(clip.present.all() for clip in sbu_clips)
    assert all(clip.notes == () for clip in sbu_clips)


def test_folders_name_the_clip_and_its_action(sbu_clips):
    assert len({clip.name for clip in sbu_clips}) == 282
    assert sbu_clips[0].name == "s01s02/01/001"
    assert Counter(clip.label for clip in sbu_clips) == {
        "approaching": 42,
        "departing": 43,
        "kicking": 40,
        "pushing": 41,
        "shaking hands": 18,
        "hugging": 21,
        "exchanging object": 39,
        "punching": 38,
    }


def test_limbs_stay_within_sensor_noise(sbu_clips):
    for clip in sbu_clips:
        lengths = bone_lengths(clip)
        middle = np.median(lengths, axis=0)
        spread = np.subtract(*np.percentile(lengths, (75, 25), axis=0)) / middle
        assert np.median(spread) < 0.04, clip.name


def test_thighs_are_as_long_near_the_sensor_as_far_from_it(sbu_clips):
    """The proof of the unit: a length in pixels would grow with the distance."""
    thigh = sbu_clips[0].layout.bones.index(("left hip", "left knee"))
    lengths = np.concatenate([bone_lengths(clip)[..., thigh].ravel() for clip in sbu_clips])
    metres_away = np.concatenate([clip.positions[:, :, 2, 2].ravel() for clip in sbu_clips])
    power = np.polyfit(np.log(metres_away), np.log(lengths), 1)[0]
    assert abs(power) < 0.1
    assert 0.40 < np.median(lengths) < 0.46


def test_persons_face_each_other(sbu_clips):
    """The proof of the axes' handedness: in a mirror they would turn their backs."""
    facing = []
    for clip in sbu_clips:
        index = clip.layout.index
        left, right = clip.positions[:, :, index("left shoulder")], clip.positions[:, :, index("right shoulder")]
        ahead = np.cross(left - right, (0.0, 1.0, 0.0))
        torso = clip.positions[:, :, index("torso")]
        facing.append(((ahead * (torso[:, ::-1] - torso)).sum(-1) > 0).ravel())
    assert np.concatenate(facing).mean() > 0.9


def test_movements_fit_the_labels(sbu_clips):
    """Approaching shrinks the distance of the torsos, departing lets it grow; in a hug they are nearest."""
    change, nearest = {}, {}
    for clip in sbu_clips:
        torso = clip.positions[:, :, 2]
        metres = np.linalg.norm(torso[:, 0] - torso[:, 1], axis=-1)
        change.setdefault(clip.label, []).append(metres[-1] - metres[0])
        nearest.setdefault(clip.label, []).append(metres.min())
    assert np.median(change["approaching"]) < -0.3
    assert np.median(change["departing"]) > 0.3
    assert min(nearest, key=lambda label: np.median(nearest[label])) == "hugging"


def test_numbers_become_metres(sbu_numbers, sbu_file):
    numbers = sbu_numbers.copy()
    numbers[0, 1, 4] = (0.25, 0.75, 1.5625)
    clip = load_clip(sbu_file(numbers), "skeleton_pos.txt")
    assert clip.positions[0, 1, 4] == pytest.approx((0.64, -0.48, 2.0), abs=1e-6)
    assert (clip.name, clip.label) == ("skeleton_pos.txt", None)


@pytest.mark.parametrize(
    ("name", "clip_name", "label"),
    [
        ("s01s02/03/001/skeleton_pos.txt", "s01s02/03/001", "kicking"),
        ("archive\\s01s02\\08\\002\\skeleton_pos.txt", "archive/s01s02/08/002", "punching"),
        ("s01s02/09/001/skeleton_pos.txt", "s01s02/09/001", None),
        ("mine/03/001/skeleton_pos.txt", "mine/03/001", None),
    ],
)
def test_label_needs_the_data_sets_own_folders(sbu_numbers, sbu_file, name, clip_name, label):
    clip = read_sbu(sbu_file(sbu_numbers), name)
    assert (clip.name, clip.label) == (clip_name, label)


def test_relative_path_still_carries_the_folders(sbu_file, tmp_path, monkeypatch):
    folder = tmp_path / "s01s02" / "05" / "003"
    folder.mkdir(parents=True)
    (folder / "skeleton_pos.txt").write_bytes(sbu_file(sbu_persons(12)))
    monkeypatch.chdir(folder)
    clip = load_clip("skeleton_pos.txt")
    assert (clip.name, clip.label) == ("s01s02/05/003", "shaking hands")
    assert load_clip("skeleton_pos.txt", "mine").name == "mine"


def test_lost_person_counts_as_absent(sbu_numbers, sbu_file):
    numbers = sbu_numbers.copy()
    numbers[2:5, 1] = 0.0
    numbers[6, 0] = np.nan
    clip = load_clip(sbu_file(numbers), "skeleton_pos.txt")
    assert np.argwhere(~clip.present).tolist() == [[2, 1], [3, 1], [4, 1], [6, 0]]
    assert clip.notes == ("4 poses were all zeros or all NaN; the body counts as absent there.",)


def test_gaps_in_frame_numbers_are_noted(sbu_numbers, sbu_file):
    data = sbu_file(sbu_numbers[:6]) + sbu_file(sbu_numbers[6:], first=20)
    assert load_clip(data, "skeleton_pos.txt").notes == (
        "Frame numbers jump 1 times; the lines are taken as equally spaced frames.",
    )


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda lines: [*lines[:4], lines[4][:300], *lines[5:]], "line 5: expected 91 numbers, found"),
        (lambda lines: [*lines[:4], "", *lines[4:]], "line 5: expected 91 numbers, found 1"),
        (lambda lines: [*lines[:4], lines[4] + ",1"], "line 5: expected 91 numbers, found 92"),
        (lambda lines: [lines[0], "2,spam" + lines[1][lines[1].index(",", 3) :]], "line 2, value 2: expected a number"),
        (
            lambda lines: [lines[0], "2,nan" + lines[1][lines[1].index(",", 3) :]],
            "frame 1, person 0: the joint 'head' is",
        ),
        (lambda lines: [",".join(line.split(",")[:46]) for line in lines], "line 1: expected 91 numbers, found 46"),
        (lambda lines: [line.replace(",", ";") for line in lines], "line 1: expected 91 numbers, found 1"),
    ],
)
def test_damaged_line_is_named(sbu_numbers, sbu_file, damage, says):
    lines = sbu_file(sbu_numbers).decode().split("\r\n")[:-1]
    with pytest.raises(ClipError) as caught:
        load_clip("\n".join(damage(lines)).encode(), "s01s02/01/001/skeleton_pos.txt")
    assert says in str(caught.value)
    assert "s01s02/01/001" in str(caught.value)


def test_hour_long_recording_is_refused(sbu_numbers, sbu_file):
    line = sbu_file(sbu_numbers[:1])
    with pytest.raises(
        ClipError, match=r"'skeleton_pos\.txt' has 54,000 frames \(60 minutes\), too many to be shown at once"
    ):
        load_clip(line * 54_000, "skeleton_pos.txt")
