"""MSR-Action3D text: the real samples, and damaged files."""

import numpy as np
import pytest
from made import person

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.load import format_of
from sta_lstm.skeletons import bone_lengths

pytestmark = pytest.mark.filterwarnings("error")
NAME = "a08_s01_e02_skeleton3D.txt"


def msr_file(n_frames=3, change=None, end="\n"):
    """Frames of one body that sways, as the bytes of a file; ``change`` maps a line's index to other text."""
    joints = np.random.default_rng(2).uniform((-0.4, -0.9, 2.4), (0.4, 0.7, 2.8), size=(20, 3))
    lines = [f"{x + 0.01 * t:.6f} {y:.6f} {z:.6f} 1.000000" for t in range(n_frames) for x, y, z in joints]
    for at, text in (change or {}).items():
        lines[at] = text
    return (end.join(lines) + end).encode()


REAL = [
    ("a01_s01_e01_skeleton3D.txt", 54, 54, "high arm wave"),
    ("a06_s03_e02_skeleton3D.txt", 37, 37, "high throw"),
    ("a20_s02_e01_skeleton3D.txt", 56, 24, "pick up and throw"),
]


@pytest.mark.parametrize(("file", "n_frames", "n_present", "label"), REAL)
def test_the_real_samples(data_folder, file, n_frames, n_present, label):
    clip = load_clip(data_folder / "msraction3d" / file)
    assert (clip.n_frames, clip.present.sum(), clip.label) == (n_frames, n_present, label)
    assert (clip.layout.name, clip.up_axis, clip.fps, clip.n_persons) == ("msr-20", "y", 15.0, 1)
    assert (f"{n_frames - n_present} poses were all zeros" in " ".join(clip.notes)) == (n_present < n_frames)
    at = dict(zip(clip.layout.joints, np.median(clip.positions[clip.present], axis=0), strict=True))
    assert at["head"][1] > at["spine base"][1] > at["left foot"][1]
    assert 1.2 < at["head"][1] - min(at["left foot"][1], at["right foot"][1]) < 1.9


def test_the_tracker_keeps_a_bodys_proportions(data_folder):
    """The proof of the order of the joints."""
    lengths = bone_lengths(load_clip(data_folder / "msraction3d" / REAL[0][0]))
    assert np.median(np.std(lengths, axis=0) / np.median(lengths, axis=0)) < 0.02


def test_the_recording_of_zeros_says_that_it_shows_nobody(data_folder):
    with pytest.raises(
        ClipError,
        match=r"'a13_s09_e02.*': all joints are zero or missing in every one of its 38 frames, so no frame shows",
    ):
        load_clip(data_folder / "msraction3d" / "a13_s09_e02_skeleton3D.txt")


def test_its_numbers_are_kept_to_the_last_bit(data_folder):
    path = data_folder / "msraction3d" / REAL[0][0]
    expected = np.loadtxt(path).reshape(-1, 1, 20, 4)[..., :3].astype(np.float32)
    assert np.array_equal(load_clip(path).positions, expected)


@pytest.mark.parametrize(
    ("name", "label"),
    [("walk.txt", None), ("a08_s01_e02.txt", "draw tick"), ("A08_S01_E02", None), ("a77_s01_e02.txt", "a77")],
)
def test_the_name_tells_the_action_and_the_content_the_format(name, label):
    data = b"".join(b"%.3f %.3f %.3f 1.0\n" % tuple(joint) for joint in person("msr-20", 3).reshape(-1, 3))
    clip = load_clip(data, name)
    assert (clip.label, clip.name, clip.n_frames) == (label, name, 3)
    assert [note[:38] for note in clip.notes] == ([] if label else ["By the width of its lines alone this w"])


@pytest.mark.parametrize("end", ["\n", "\r\n", " \n", "\t\r\n"])
def test_line_ends_and_a_byte_order_mark_change_nothing(end, same):
    same(load_clip(msr_file(), NAME), load_clip(b"\xef\xbb\xbf" + msr_file(end=end) + b"\n \n", NAME))


def test_joints_without_confidence_are_kept_and_counted():
    lines = msr_file().decode().split("\n")
    clip = load_clip(msr_file(change={3: lines[3].replace("1.000000", "0.000000")}), NAME)
    assert clip.notes == ("The sensor's confidence is 0 for 1 of 60 joints; they were kept as recorded.",)
    assert np.array_equal(clip.positions, load_clip(msr_file(), NAME).positions)


BAD = [
    (
        msr_file(2)[:-1200],
        r"has 1\d lines, 0 frames of 20 joints and 1\d lines more\. The file is cut short|expected 4",
    ),
    (msr_file(2).rsplit(b"\n", 3)[0], r"has 38 lines, 1 frames of 20 joints and 18 lines more\. The file is cut short"),
    (msr_file(3).rsplit(b" ", 2)[0], r"line 60: expected 4 numbers, found 2"),
    (msr_file(change={40: "1 2 3 x"}), r"line 41, value 4: expected a number, found 'x'"),
    (msr_file(change={40: "1,5 2,0 3,1 1,0"}), r"line 41, value 1: expected a number, found '1,5'"),
    (msr_file(change={40: "0.3 1e30 2 1"}), r"frame 2, person 0: the joint 'left shoulder' is too far away"),
    (msr_file().replace(b".", b""), r"the body is .* m tall if these are metres\. They may be pixels"),
    (b"0 0 0 0\n" * 40, r"all joints are zero or missing in every one of its 2 frames"),
    (b"1 1 1 1\n" * 40, r"every joint lies in one point in all frames"),
    (b"0.1 0.2 0.3 1\n" * 2_000_001, r"has over 2,000,000 lines"),
    (b"\x00" * 500, r"is binary"),
    (b"a letter\n", r"line 1: expected 4 numbers, found 2"),
]


@pytest.mark.parametrize(("data", "says"), BAD, ids=range(len(BAD)))
def test_bad_input(data, says):
    with pytest.raises(ClipError, match=says) as caught:
        load_clip(data, NAME)
    assert NAME in str(caught.value)


def test_a_joint_that_is_missing_is_filled():
    clip = load_clip(msr_file(change={20: "nan nan nan 0"}), NAME)
    assert np.allclose(clip.positions, load_clip(msr_file(), NAME).positions, atol=1e-5)
    assert any(note.startswith("1 joint was missing in 1 of 3 frames") for note in clip.notes)


@pytest.mark.parametrize("data", [b"1 2 3\n" * 40, b"1 2 3 4\n" * 40, b"0.1 0.2 0.3 0.5\n" * 19, b"1 1 1 one\n" * 40])
def test_other_tables_are_not_taken_for_it(data):
    with pytest.raises(ClipError, match="is not a skeleton recording that can be read"):
        format_of(data, "table.txt")


def test_cut_anywhere_it_is_refused_or_a_shorter_clip():
    data = msr_file(2)
    for end in range(1, len(data), 7):
        try:
            clip = load_clip(data[:end], NAME)
        except ClipError as error:
            assert NAME in str(error)  # noqa: PT017
        else:
            assert clip.n_frames in (1, 2)
