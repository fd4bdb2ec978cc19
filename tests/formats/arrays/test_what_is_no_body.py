"""Rotations, labels and features are never bodies: told by names of arrays, by their first numbers, by their looks."""

import pickle

import numpy as np
import pytest
from formats.arrays.array_files import npy, npz

from sta_lstm.errors import ClipError, JointsError
from sta_lstm.formats import load_clip, recordings
from sta_lstm.formats.arrays.looks import is_labels, is_like_a_body
from sta_lstm.formats.arrays.names import is_body_model, likeliest_first, no_positions
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons import LAYOUTS
from sta_lstm.skeletons.convert import converted
from sta_lstm.skeletons.layouts import BODIES
from sta_lstm.skeletons.quality.plausible import apartness

ROTATED = r"rotations of a body model, not positions .*Save the positions of the joints \(frames × joints × 3\)"


@pytest.fixture(scope="module")
def sample():
    """A sample clip in the joints of any layout: T × J × 3."""
    clip = load_clip(next(path for path in sample_clips() if path.stem == "wave-right-hand"))
    return lambda layout: converted(clip, LAYOUTS[layout]).positions[:, 0].astype(np.float64)


def turning(n_numbers, n_frames=40, seed=0):
    """Axis angles that change smoothly, as of a body model."""
    random = np.random.default_rng(seed)
    times = np.linspace(0, 6, n_frames)[:, None]
    swings = np.sin(times * random.uniform(0.5, 2, n_numbers) + random.uniform(0, 6, n_numbers))
    return random.normal(size=n_numbers) * 0.2 + swings * random.uniform(0, 0.5, n_numbers)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        *((key, "rotations") for key in ("root_orient", "pose_body", "pose_hand", "fullpose", "body_pose")),
        *((key, "rotations") for key in ("global_orient", "thetas", "rotations", "quats", "rot6d", "smpl_poses")),
        *((key, "rotations") for key in ("jointRotations", "joint_angles", "left_hand_pose", "Quaternion", "pose_aa")),
        *((key, "labels") for key in ("y_train", "y_test", "Y_val", "y", "labels", "label", "targets", "one_hot")),
        *((key, "labels") for key in ("joint_labels", "actions", "subject_id")),
        *((key, "features") for key in ("features", "x_vel", "betas", "trans", "joint_velocity", "motionFeats")),
        *((key, "scores") for key in ("keypoint_score", "confidence", "visibility", "mask")),
        *((key, None) for key in ("positions", "poses", "pose", "x_train", "X", "keypoints", "joints_3d", "S", "part")),
        *((key, None) for key in ("target_joints", "pose_keypoints_2d", "smpl_joints", "poses_3d", "arr_0")),
    ],
)
def test_what_a_name_says(key, kind):
    assert no_positions(key) == kind


def test_poses_beside_what_belongs_to_a_body_model_are_rotations():
    for beside in ("betas", "trans", "gender", "dmpls", "root_orient", "smpl_scaling"):
        assert no_positions("poses", of_a_model=is_body_model(("poses", beside))) == "rotations"
    assert no_positions("poses", of_a_model=is_body_model(("poses", "fps", "scores"))) is None


def test_those_in_space_come_before_those_in_a_picture():
    keys = ("part", "keypoints_2d", "S", "joints", "positions_3d", "pose2d")
    assert likeliest_first(keys) == ("positions_3d", "joints", "S", "part", "keypoints_2d", "pose2d")


AMASS = {"trans": np.zeros((40, 3)), "betas": np.zeros(16), "gender": np.array("neutral"), "mocap_framerate": 120.0}


@pytest.mark.parametrize("width", [63, 66, 69, 72, 132, 144, 156, 165])
def test_an_archive_of_rotations_is_refused(width):
    for arrays in ({"poses": turning(width), **AMASS}, {"root_orient": turning(3), "pose_body": turning(width)}):
        with pytest.raises(ClipError, match=ROTATED) as caught:
            load_clip(npz(**arrays), "walk.npz")
        assert not isinstance(caught.value, JointsError), "there is nothing to choose"
        (listed,) = recordings(npz(**arrays), "walk.npz")
        assert "rotations of a body model" in listed.reason


def test_a_shape_that_fits_changes_nothing():
    for joints in (15, 22, 24, 25):
        arrays = {"body_pose": turning(joints * 3).reshape(-1, joints, 3), "betas": np.zeros(10)}
        for options in (ReadOptions(), ReadOptions(layout=next(x for x in BODIES.values() if x.n_joints == joints))):
            with pytest.raises(ClipError, match=ROTATED):
                load_clip(npz(**arrays), "walk.npz", options=options)


def test_positions_beside_rotations_are_read(sample):
    arrays = {"poses": turning(156), **AMASS, "joints": sample("smpl-22")}
    clip = load_clip(npz(**arrays), "walk.npz")
    assert (clip.layout.name, clip.fps) == ("smpl-22", 120.0)
    assert np.allclose(clip.positions[:, 0], sample("smpl-22"), atol=1e-6)


def test_a_pickle_of_rotations_is_refused():
    data = pickle.dumps({"smpl_poses": turning(72), "smpl_trans": np.zeros((40, 3)), "smpl_scaling": np.ones(1)})
    with pytest.raises(ClipError, match=ROTATED):
        load_clip(data, "dance.pkl")


@pytest.mark.parametrize("width", [66, 72, 78, 132, 156])
@pytest.mark.parametrize("seed", range(3))
def test_rows_that_look_like_no_body_are_refused_without_a_name(width, seed):
    rows = turning(width, seed=seed)
    for data, name in ((npy(rows), "a.npy"), (npy(np.tile(rows[:1], (9, 1))), "still.npy"), (npz(arr_0=rows), "a.npz")):
        with pytest.raises(ClipError, match=r"they are no body: .*likely rotations, angles or features") as caught:
            load_clip(data, name)
        assert not isinstance(caught.value, JointsError)


def test_rows_of_one_reading_are_read_and_said(sample):
    clip = load_clip(npy(sample("mediapipe-33").reshape(-1, 99)), "walk.npy")
    assert clip.layout.name == "mediapipe-33"
    assert clip.notes[0] == (
        "The joints have no names in rows of 99 numbers; they were taken for those of 'mediapipe-33', because of their "
        "number alone."
    )


@pytest.mark.parametrize(
    ("layout", "others"), [("smpl-22", {"smpl-22"}), ("ntu-25", {"ntu-25", "openpose-25"}), ("smpl-24", {"smpl-24"})]
)
def test_rows_of_several_readings_are_asked_about(sample, layout, others):
    body = sample(layout)
    data = npy(body.reshape(len(body), -1))
    with pytest.raises(JointsError, match=r"numbers a frame .* does not say whose they are") as caught:
        load_clip(data, "walk.npy")
    assert layout in caught.value.fitting
    assert set(caught.value.fitting) <= others
    clip = load_clip(data, "walk.npy", options=ReadOptions(layout=LAYOUTS[layout]))
    assert np.allclose(clip.positions[:, 0], body, atol=1e-6)


def test_a_number_of_joints_is_said_too(sample):
    clip = load_clip(npy(sample("smpl-24")), "walk.npy")
    assert clip.notes[0] == (
        "The joints have no names; they were taken for those of 'smpl-24', because of their number alone."
    )
    chosen = load_clip(npy(sample("smpl-24")), "walk.npy", options=ReadOptions(layout=LAYOUTS["smpl-24"]))
    assert chosen.notes[0] != clip.notes[0]


def test_real_joints_of_a_body_model(data_folder):
    path = data_folder / "field" / "smpl22_170x22x3.npy"
    clip = load_clip(path)
    assert (clip.layout.name, clip.n_frames, clip.n_persons, clip.up_axis) == ("smpl-22", 170, 1, "y")
    assert "taken for metres" in " ".join(clip.notes)
    there = converted(clip, LAYOUTS["ntu-25"])
    place = {joint: np.median(there.positions[:, 0, j], axis=0) for j, joint in enumerate(there.layout.joints)}
    assert place["head"][1] > place["neck"][1] > place["spine shoulder"][1] > place["left shoulder"][1]
    assert place["spine base"][1] < clip.positions[:, 0, 0, 1].mean(), "the pelvis lies above the hips"


@pytest.mark.parametrize(
    "array",
    [np.eye(60)[:9], np.eye(45, dtype=np.int64), np.eye(66, dtype=np.float32)[[3, 3, 4]], np.tile([3, 1], (40, 33))],
)
def test_labels_are_never_bodies_whatever_they_are_called(array):
    assert is_labels(array.shape, array.reshape(-1))
    for data, name in ((npy(array), "a.npy"), (npz(positions=array), "a.npz"), (npz(arr_0=array), "a.npz")):
        with pytest.raises(ClipError, match="labels"):
            load_clip(data, name)


def test_pixels_in_whole_numbers_are_no_labels(sample):
    pixels = (sample("coco-17")[..., :2] * (300, -300) + (960, 700)).astype(np.int64)
    assert not is_labels((len(pixels), 34), pixels.reshape(-1))
    assert not is_labels((3, 150), np.zeros(450))


@pytest.mark.parametrize("layout", BODIES.values(), ids=BODIES)
def test_a_body_looks_like_one_and_what_is_none_does_not(sample, layout):
    body = sample(layout.name)[:, None]
    assert apartness(body, layout) < 0.6
    assert apartness(body[..., :2], layout) < 0.6
    assert apartness(body * 1000 + 5, layout) == pytest.approx(apartness(body, layout))
    for seed in range(3):
        rows = turning(layout.n_joints * 3, seed=seed).reshape(-1, 1, layout.n_joints, 3)
        assert not is_like_a_body(rows, layout)
        assert not is_like_a_body(rows[:1], layout)
    assert not is_like_a_body(np.zeros_like(body), layout)
    assert not is_like_a_body(np.full_like(body, np.nan), layout)


def test_a_hand_is_asked_about_and_has_its_size():
    hand = np.random.default_rng(1).normal(size=(21, 3)) * 0.03 + np.zeros((9, 1, 1))
    with pytest.raises(JointsError, match="has 21 joints, but does not name them") as caught:
        load_clip(npy(hand), "hand.npy")
    assert caught.value.fitting == ("hand-21",)
    layout = LAYOUTS["hand-21"]
    hand[:, layout.index("wrist")], hand[:, layout.index("middle finger tip")] = 0, (0, 0.18, 0)
    for unit in (1, 100, 1000):
        clip = load_clip(npy(hand * unit), "hand.npy", options=ReadOptions(layout=layout))
        tip = clip.positions[:, 0, layout.index("middle finger tip")]
        assert np.allclose(np.linalg.norm(tip, axis=-1), 0.18, atol=1e-4)
