"""UTKinect joint files by themselves: whole sessions, and damaged files. Actions: ``tests/datasets``."""

import numpy as np
import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.datasets.utkinect import on_the_clock, read_recording
from sta_lstm.formats.load import format_of
from sta_lstm.skeletons import bone_lengths

pytestmark = pytest.mark.filterwarnings("error")
NAME = "joints_s01_e02.txt"
JOINTS = np.random.default_rng(11).uniform((-0.4, -0.9, 2.0), (0.4, 0.7, 2.6), size=(20, 3))


def line(frame, at=0.0):
    """A line of a joint file: a frame number, and a body whose first joint lies at x = ``at``."""
    joints = JOINTS.copy()
    joints[0, 0] = float(at)
    return f"{frame}  " + " ".join(f" {x:.6g}" for x in joints.ravel()) + " \n"


def joint_file(frames):
    """Lines by frame number; x of the first joint counts them."""
    return "".join(line(frame, at) for at, frame in enumerate(frames)).encode()


def test_every_session_is_a_clip(data_folder):
    clips = [load_clip(path) for path in sorted((data_folder / "utkinect").glob("joints_*.txt"))]
    assert len(clips) == 20
    assert {(clip.layout.name, clip.fps, clip.up_axis, clip.n_persons, clip.label) for clip in clips} == {
        ("kinect-20", 15.0, "y", 1, None)
    }
    assert (clips[0].name, clips[0].n_frames) == ("joints_s01_e01.txt", (2290 - 190) // 4 + 1)
    for clip in clips:
        assert clip.present.all()
        assert any("straight lines" in note for note in clip.notes)
    thigh = clips[0].layout.bones.index(("left hip", "left knee"))
    assert 0.3 < np.median([np.median(bone_lengths(clip)[:, 0, thigh]) for clip in clips]) < 0.5


def test_frames_are_equally_spaced_and_the_first_of_two_is_kept():
    clip = load_clip(joint_file([10, 12, 12, 14, 22, 26]), NAME)
    assert clip.positions[:, 0, 0, 0].astype(float).round(3).tolist() == [0, 3, 3.5, 4, 5]
    assert clip.notes == (
        "1 frame was written more than once; the first of each is kept.",
        "Frame numbers step by 2 to 8; frames 4 numbers apart, 15 a second, are filled in between them along straight "
        "lines.",
    )


def test_steps_of_four_are_left_alone():
    clip = load_clip(joint_file(range(100, 140, 4)), NAME)
    assert clip.positions[:, 0, 0, 0].tolist() == list(range(10))
    assert clip.notes == ()


def test_a_recording_is_read_line_by_line():
    numbers, positions = read_recording(line(4, 0.5) + line(4, 0.6) + line(9), "joints.txt")
    assert numbers.tolist() == [4, 4, 9]
    assert positions.shape == (3, 20, 3)
    assert positions[:, 0, 0].tolist() == [0.5, 0.6, 0.0]


def test_a_joint_that_is_missing_is_filled_and_one_never_seen_is_inferred():
    clip = load_clip((line(0, 0) + line(4, "nan") + line(8, 2)).encode(), NAME)
    assert clip.positions[:, 0, 0, 0].tolist() == [0, 1, 2]
    assert clip.notes[0].startswith("1 joint was missing in 1 of 3 frames")
    never = load_clip((line(0, "nan") + line(4, "nan")).encode(), NAME)
    assert never.inferred == ("spine base",)
    assert never.notes == ("Never seen: spine base; placed where the nearest joint along the bones is.",)


def test_an_action_has_a_name_and_a_label():
    numbers, positions = read_recording(line(4) + line(8), "joints.txt")
    clip = on_the_clock(numbers, positions, name="s01_e01 walk", label="walk")
    assert (clip.name, clip.label, clip.n_frames) == ("s01_e01 walk", "walk", 2)


@pytest.mark.parametrize("name", ["walk.csv", "JOINTS_S01_E02.TXT", "walk"])
def test_its_content_is_known_under_any_name(name):
    assert format_of(joint_file([2, 4]), name).name == "UTKinect-Action3D"
    assert format_of(b"\xef\xbb\xbf" + joint_file([2, 4]).replace(b"\n", b"\r\n"), name).name == "UTKinect-Action3D"


BAD = [
    *(
        (line(1) + line(frame), "line 2: expected a frame number, a whole one")
        for frame in ("1.5", "-2", "nan", "1e30")
    ),
    (line(1) + line(2)[:-80], r"line 2: expected 61 numbers, found \d+\. The file is cut short"),
    (line(1) + line(2).replace("2   0 ", "2   zero ", 1), "line 2, value 2: expected a number, found 'zero'"),
    (line(1).replace(".", ","), r"line 1, value 3: expected a number, found '-0,1"),
    (line(1, 1e300), "frame 0, person 0: the joint 'spine base' is"),
    (line(1) + line(999_999_999), r"has 250,000,000 frames; at most 200,000"),
    ("7" + " 0" * 60, "shows no body in any of its 1 frames"),
    ("7" + " 1" * 60, "every joint lies in one point"),
    ("10 1.0 2.0\n", "line 1: expected 61 numbers, found 3"),
]


@pytest.mark.parametrize(("text", "says"), BAD, ids=range(len(BAD)))
def test_bad_input(text, says):
    with pytest.raises(ClipError, match=says) as caught:
        load_clip(text.encode(), NAME)
    assert NAME in str(caught.value)
