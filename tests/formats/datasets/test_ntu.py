"""NTU RGB+D files: real ones, written ones, and who is followed as whom."""

import numpy as np
import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip, save_clip
from sta_lstm.formats.datasets.ntu import ntu_label, read_ntu, write_ntu
from sta_lstm.formats.datasets.ntu_actions import NTU_ACTIONS
from sta_lstm.skeletons import bone_lengths


@pytest.mark.parametrize(
    ("name", "n_frames", "n_persons", "label"),
    [
        ("S001C001P001R001A001", 103, 1, "drink water"),
        ("S003C001P015R001A034", 71, 1, "rub two hands together"),
        ("S001C003P008R002A058", 70, 2, "shaking hands"),
    ],
)
def test_real_files(data_folder, name, n_frames, n_persons, label):
    clip = load_clip(data_folder / "ntu" / f"{name}.skeleton")
    assert clip.positions.shape == (n_frames, n_persons, 25, 3)
    assert clip.present.all()
    assert (clip.fps, clip.up_axis, clip.label) == (30.0, "y", label)
    assert clip.name == f"{name}.skeleton"
    assert clip.notes == ()


def test_every_real_file_keeps_its_limbs(data_folder):
    files = sorted((data_folder / "ntu").glob("*.skeleton"))
    assert len(files) == 3
    for file in files:
        lengths = bone_lengths(load_clip(file))
        middle = np.nanmedian(lengths, axis=0)
        spread = np.subtract(*np.nanpercentile(lengths, (75, 25), axis=0)) / middle
        assert np.median(spread) < 0.15, file.name
        assert middle.max() < 0.5, file.name


def test_first_joint_is_the_number_in_the_file(data_folder):
    clip = load_clip(data_folder / "ntu" / "S001C001P001R001A001.skeleton")
    assert clip.positions[0, 0, 0].tolist() == np.float32([0.2181153, 0.1725972, 3.785547]).tolist()


def test_two_bodies_face_each_other(data_folder):
    clip = load_clip(data_folder / "ntu" / "S001C003P008R002A058.skeleton")
    index = clip.layout.index
    left, right = clip.positions[:, :, index("left shoulder")], clip.positions[:, :, index("right shoulder")]
    ahead = np.cross(left - right, (0.0, 1.0, 0.0))
    to_other = clip.positions[:, ::-1, 0] - clip.positions[:, :, 0]
    assert np.median((ahead * to_other).sum(-1), axis=0).min() > 0


def test_written_file_reads_back_exactly(data_folder, same, tmp_path):
    for file in sorted((data_folder / "ntu").glob("*.skeleton")):
        clip = load_clip(file)
        save_clip(clip, tmp_path / file.name)
        same(clip, load_clip(tmp_path / file.name))


def test_absent_persons_are_written_as_no_body(small_clip, same):
    clip = small_clip()
    written = write_ntu(clip)
    assert written.splitlines()[0] == b"12"
    same(clip, read_ntu(written, "small"), but={"label", "notes"})


@pytest.mark.parametrize(
    ("fields", "says"), [({"layout": "sbu-15"}, "'sbu-15'"), ({"fps": 25.0}, "25 frames a second")]
)
def test_what_the_format_cannot_hold_is_refused(small_clip, fields, says):
    with pytest.raises(ClipError, match=says) as caught:
        write_ntu(small_clip(**fields))
    assert ".npz or .csv" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("S003C001P015R001A034.skeleton", "rub two hands together"),
        ("copy of S018C001P008R001A120 (2).skeleton", "finger-guessing game"),
        ("S003C001P015R001A999.skeleton", "A999"),
        ("walk.skeleton", None),
    ],
)
def test_label_comes_from_the_name(name, label):
    assert ntu_label(name) == label


def test_action_list_is_complete():
    assert sorted(NTU_ACTIONS) == list(range(1, 121))
    known = {
        1: "drink water",
        10: "clapping",
        43: "falling down",
        50: "punch or slap other person",
        61: "put on headphone",
    }
    known |= {80: "squat down", 99: "running on the spot", 103: "yawn", 112: "high-five", 116: "follow other person"}
    assert {number: NTU_ACTIONS[number] for number in known} == known


def test_the_root_of_a_centred_body_stays(small_clip, same):
    clip = small_clip()
    centred = clip.positions - clip.positions[:, :, :1]
    again = read_ntu(write_ntu(small_clip().__class__(**{**vars(clip), "positions": centred})), "small")
    assert np.array_equal(again.positions[:, 0], centred[:, 0])


# Who is who ----------------------------------------------------------------------------------------------------------


def test_bodies_are_followed_by_id_whatever_their_order(pose, ntu_file):
    frames = [[("7", pose(x=-1)), ("9", pose(x=1))][:: 1 if t % 2 == 0 else -1] for t in range(20)]
    clip = read_ntu(ntu_file(frames), "a.skeleton")
    assert np.allclose(clip.positions[:, 0, 0, 0], -1)
    assert np.allclose(clip.positions[:, 1, 0, 0], 1)
    assert clip.notes == ()


def test_body_that_comes_and_goes_is_one_person(pose, ntu_file):
    frames = [[("7", pose())] if t % 10 < 6 else [] for t in range(40)]
    clip = read_ntu(ntu_file(frames), "a.skeleton")
    assert clip.n_persons == 1
    assert clip.present[:, 0].tolist() == [t % 10 < 6 for t in range(40)]
    assert not clip.positions[~clip.present].any()


def test_frames_without_bodies_stay(pose, ntu_file):
    clip = read_ntu(ntu_file([[]] * 4 + [[("7", pose())]] * 3 + [[]] * 2), "a.skeleton")
    assert clip.n_frames == 9
    assert clip.present[:, 0].tolist() == [False] * 4 + [True] * 3 + [False] * 2


def test_second_body_under_the_same_id_is_another_person(pose, ntu_file):
    clip = read_ntu(ntu_file([[("7", pose(x=-1)), ("7", pose(x=1))]] * 12), "a.skeleton")
    assert clip.n_persons == 2
    assert "stands twice" in clip.notes[0]


def test_new_id_in_the_same_place_goes_on_as_the_same_person(pose, ntu_file):
    frames = [[("7", pose())]] * 20 + [[]] * 3 + [[("8", pose(x=0.1))]] * 20
    clip = read_ntu(ntu_file(frames), "a.skeleton")
    assert clip.n_persons == 1
    assert clip.present[:, 0].sum() == 40
    assert "under another ID once; joined" in clip.notes[0]


@pytest.mark.parametrize(("gap", "step"), [(3, 1.5), (40, 0.1)], ids=["too far", "too late"])
def test_new_id_elsewhere_is_another_person(pose, ntu_file, gap, step):
    frames = [[("7", pose())]] * 20 + [[]] * gap + [[("8", pose(x=step))]] * 20
    assert read_ntu(ntu_file(frames), "a.skeleton").n_persons == 2


def test_chain_of_new_ids_is_one_person(pose, ntu_file):
    frames = [[(str(t // 4), pose(x=t / 100))] for t in range(40)]
    clip = read_ntu(ntu_file(frames), "a.skeleton")
    assert clip.n_persons == 1
    assert "9 times" in clip.notes[0]


def test_nearest_continuation_wins(pose, ntu_file):
    frames = [[("a", pose(x=0)), ("b", pose(x=0.4))]] * 15 + [[("c", pose(x=0.38)), ("d", pose(x=0.02))]] * 15
    clip = read_ntu(ntu_file(frames), "a.skeleton")
    assert clip.n_persons == 2
    assert np.abs(np.diff(clip.positions[:, :, 0, 0], axis=0)).max() < 0.05


def test_two_most_active_of_three_are_kept_in_order_of_appearance(pose, ntu_file):
    frames = [
        [
            ("chair", pose(x=-2, sway=0.001 * (t % 2))),
            ("a", pose(x=0, sway=0.1 * np.sin(t))),
            ("b", pose(x=2, sway=t / 30)),
        ]
        for t in range(30)
    ]
    clip = read_ntu(ntu_file(frames), "a.skeleton")
    assert np.allclose(clip.positions[0, :, 0, 0], (0, 2))
    assert clip.notes == ("3 bodies in all; the 2 that move most were kept.",)


def test_one_glitch_does_not_make_a_chair_active(pose, ntu_file):
    frames = [
        [
            ("chair", pose(x=-2, sway=3.0 if t == 15 else 0.0)),
            ("a", pose(x=0, sway=0.2 * np.sin(t))),
            ("b", pose(x=2, sway=0.2 * np.cos(t))),
        ]
        for t in range(60)
    ]
    assert np.allclose(read_ntu(ntu_file(frames), "a.skeleton").positions[0, :, 0, 0], (0, 2))


def test_flicker_beside_a_person_is_dropped(pose, ntu_file):
    frames = [[("a", pose())] + ([("ghost", pose(x=2, sway=t))] if 5 <= t < 10 else []) for t in range(40)]
    clip = read_ntu(ntu_file(frames), "a.skeleton")
    assert clip.n_persons == 1
    assert clip.notes == ("1 body seen in fewer than 11 frames dropped as a tracking error.",)


def test_short_recording_keeps_its_short_bodies(pose, ntu_file):
    clip = read_ntu(ntu_file([[("a", pose()), ("b", pose(x=1))]]), "a.skeleton")
    assert clip.positions.shape == (1, 2, 25, 3)


@pytest.mark.parametrize("value", [0.0, np.nan])
def test_body_of_nothing_counts_as_absent(pose, ntu_file, value):
    frames = [[("a", pose() if t % 4 else np.full((25, 3), value))] for t in range(12)]
    clip = read_ntu(ntu_file(frames), "a.skeleton")
    assert clip.present[:, 0].tolist() == [t % 4 > 0 for t in range(12)]
    assert clip.notes == ("3 poses were all zeros or all NaN; the body counts as absent there.",)
