"""Which reader a file gets, what a path may be, and how clips are saved."""

import io
import json
import os
import pickle
import zipfile
from string import ascii_letters

import numpy as np
import pytest
import scipy.io
from formats.mocap.mocap_files import acclaim, c3d_file, mvnx_file, standing
from made import person, sbu_persons

from sta_lstm.errors import ClipError
from sta_lstm.formats import built_in_formats, load, load_clip, save_clip
from sta_lstm.formats.arrays.npz import write_npz
from sta_lstm.formats.datasets.ntu import write_ntu
from sta_lstm.formats.load import format_of
from sta_lstm.formats.tables.own_csv import write_table
from sta_lstm.formats.tables.parquet import write_parquet
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons import LAYOUTS

BVH = b"""HIERARCHY
ROOT base
{
OFFSET 0 0 0
CHANNELS 3 Xposition Yposition Zposition
End Site
{
OFFSET 0 1 0
}
}
MOTION
Frames: 12
Frame Time: 0.04
"""


def mat_file(array):
    buffer = io.BytesIO()
    scipy.io.savemat(buffer, {"d_skel": array})
    return buffer.getvalue()


def kinetics_file(poses):
    frames = [
        {"frame_index": t, "skeleton": [{"pose": pose, "score": [1] * 18}]} for t, pose in enumerate(poses.tolist())
    ]
    return json.dumps({"data": frames}).encode()


def openpose_archive(frames):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, values in enumerate(frames.tolist()):
            text = json.dumps({"version": 1.3, "people": [{"pose_keypoints_2d": values}]})
            archive.writestr(f"walk_{number:012d}_keypoints.json", text)
    return buffer.getvalue()


def npy(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def moving_body():
    """T × 25 × 3 of a sample clip."""
    clip = load_clip(next(path for path in sample_clips() if path.stem == "wave-right-hand"))
    return clip.positions[:, 0]


@pytest.fixture
def files(small_clip, sbu_file, sbu_numbers):
    """One sound file in each format, by the format's name."""
    numbers = sbu_numbers.reshape(12, 90)
    return {
        "NTU RGB+D": write_ntu(small_clip()),
        "SBU Kinect Interaction": sbu_file(sbu_persons(12)),
        "sta-lstm NumPy archive": write_npz(small_clip()),
        "OpenPose JSON": openpose_archive(numbers[:, :75] * 100),
        "AlphaPose and COCO JSON": json.dumps(
            [
                {"image_id": f"{frame}.jpg", "category_id": 1, "keypoints": values, "score": 2.5}
                for frame, values in enumerate((numbers[:, :51] * 100).tolist())
            ]
        ).encode(),
        "MediaPipe Pose JSON": json.dumps(
            [
                [{"x": x, "y": y, "z": 0.0, "visibility": 0.9} for x, y in zip(values, values[33:], strict=False)]
                for values in [[*row, *row][:66] for row in (numbers[:, :45] * 100).tolist()]
            ]
        ).encode(),
        "NumPy array": npy(person("mediapipe-33", 12)),
        "BVH motion capture": BVH + b"0 0 0\n" * 12,
        "ASF/AMC motion capture": acclaim(12),
        "MVNX (Xsens)": mvnx_file([standing(12)]),
        "C3D": c3d_file(numbers.reshape(12, 30, 3) * 1000, [f"{letter} mark" for letter in ascii_letters[:30]]),
        "Parquet": write_parquet(small_clip()),
        "table of joints": b"frame,head_x,head_y,neck_x,neck_y\n" + b"".join(b"%d,1,3,1,2\n" % t for t in range(12)),
        "TRC marker tracks": b"PathFileType\t4\nDataRate\tNumFrames\tUnits\n30\t12\tm\n"
        + b"Frame#\tTime\thead\t\t\tneck\n\t\tX1\n"
        + b"".join(b"%d\t%.3f\t0\t1.7\t0\t0\t1.4\t0.1\n" % (t, t / 30) for t in range(12)),
        "table without header": b"".join(
            b"%.6f " * 75 % tuple(pose.ravel()) + b"\n" for pose in moving_body()[:12].astype(float)
        ),
        "sta-lstm table": write_table(small_clip()),
        "UTKinect-Action3D": b"".join(
            b"%d " % (4 * t) + b"%.3f " * 60 % (*row[:60],) + b"\n"
            for t, row in enumerate(person("kinect-20", 12).reshape(12, 60))
        ),
        "MATLAB array (UTD-MHAD)": mat_file(numbers[:, :60].reshape(12, 20, 3).transpose(1, 2, 0)),
        "Northwestern-UCLA": json.dumps({"skeletons": numbers[:, :60].reshape(12, 20, 3).tolist()}).encode(),
        "Kinetics-Skeleton": kinetics_file(numbers[:, :36]),
        "MMPose JSON": json.dumps(
            {
                "instance_info": [
                    {"frame_id": t, "instances": [{"keypoints": pose, "keypoint_scores": [0.9] * 17}]}
                    for t, pose in enumerate(numbers[:, :34].reshape(12, 17, 2).tolist())
                ]
            }
        ).encode(),
        "points in JSON": json.dumps(
            [dict(zip(LAYOUTS["coco-17"].joints, pose, strict=True)) for pose in person("coco-17", 12).tolist()]
        ).encode(),
        "PYSKL annotations": pickle.dumps([{"keypoint": numbers[None, :, :34].reshape(1, 12, 17, 2)}]),
        "pickled arrays": pickle.dumps({"joints": person("mediapipe-33", 12)}),
        "MSR-Action3D": b"".join(b"%.3f %.3f %.3f 0.5\n" % tuple(row) for row in person("msr-20", 12).reshape(-1, 3)),
    }


def test_every_format_is_tried_here(files):
    assert set(files) == {clip_format.name for clip_format in built_in_formats()}
    assert all(clip_format.description.endswith(".") for clip_format in built_in_formats())


@pytest.mark.parametrize("name", ["clip", "clip.csv", "clip.skeleton", "clip.NPZ", "skeleton_pos.txt", "a.pdf", "é ☃"])
def test_signature_outweighs_the_name(files, name):
    for expected, data in files.items():
        if expected == "table without header" and name == "skeleton_pos.txt":
            continue  # of numbers alone the name of a data set's files says more
        assert format_of(data, name).name == expected
        assert load_clip(data, name).n_frames == 12


def test_no_signature_fits_two_formats(files):
    for data in files.values():
        assert sum(clip_format.sniff(data[:4096]) for clip_format in built_in_formats()) == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [("A.SKELETON", "NTU RGB+D"), ("x/skeleton_pos.txt", "SBU Kinect Interaction"), ("a.csv", "table of joints")],
)
def test_without_signature_the_name_decides(name, expected):
    assert format_of(b"spam, spam\n", name).name == expected


def test_byte_order_mark_and_line_ends_do_not_hide_a_signature(files, same):
    for name in ("NTU RGB+D", "SBU Kinect Interaction", "sta-lstm table"):
        plain = load_clip(files[name], "a")
        unix = files[name].replace(b"\r\n", b"\n")
        for data in (unix, unix.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + unix, unix + b"\n \n\n"):
            same(plain, load_clip(data, "a"))


def test_path_may_be_text_or_path(files, tmp_path, same):
    path = tmp_path / "walk.skeleton"
    path.write_bytes(files["NTU RGB+D"])
    same(load_clip(path), load_clip(str(path)))
    assert load_clip(path).name == "walk.skeleton"
    assert load_clip(path, "S001C001P001R001A023").label == "hand waving"


def test_missing_file(tmp_path):
    with pytest.raises(ClipError, match=r"there is no file '.*walk\.skeleton'"):
        load_clip(tmp_path / "walk.skeleton")


def test_folder(tmp_path):
    with pytest.raises(ClipError, match="is a folder; choose one recording in it"):
        load_clip(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "walk.csv")
    with pytest.raises(ClipError, match="is not an ordinary file"):
        load_clip(tmp_path / "walk.csv")


def test_unreadable_path(tmp_path):
    for path in (f"{tmp_path}/a\x00b", f"{tmp_path}/{'a' * 5000}"):
        with pytest.raises(ClipError, match=r"cannot read|there is no file"):
            load_clip(path)


def test_refused_permission(files, tmp_path, monkeypatch):
    path = tmp_path / "walk.skeleton"
    path.write_bytes(files["NTU RGB+D"])

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(ClipError, match=r"cannot read 'walk\.skeleton': Permission denied"):
        load_clip(path)


def test_too_large_file_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "walk.skeleton"
    with path.open("wb") as file:
        file.truncate(load.MAX_BYTES + 1)
    monkeypatch.setattr("pathlib.Path.open", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(ClipError, match=r"'walk\.skeleton' has 128 MiB; at most 128 MiB are read\. Cut"):
        load_clip(path)


def test_too_many_bytes(monkeypatch):
    monkeypatch.setattr(load, "MAX_BYTES", 1000)
    with pytest.raises(ClipError, match="'clip' has 0 MiB; at most"):
        load_clip(b"1" * 1001)


@pytest.mark.parametrize("name", ["walk", "walk.txt", "walk.skeleton.zip", "skeleton_pos.txt"])
def test_save_needs_a_suffix_that_is_written(small_clip, tmp_path, name):
    with pytest.raises(ClipError, match=r"must end in one of \.skeleton, \.npz, .*\.csv"):
        save_clip(small_clip(), tmp_path / name)
    assert not (tmp_path / name).exists()


def test_save_says_why_the_disk_refused(small_clip, tmp_path):
    with pytest.raises(ClipError, match=r"cannot write '.*gone.*walk\.npz': there is no folder"):
        save_clip(small_clip(), tmp_path / "gone" / "walk.npz")


def test_loaded_clip_cannot_be_changed(files):
    for data in files.values():
        clip = load_clip(data)
        with pytest.raises(ValueError, match="read-only"):
            clip.positions[0] = 0
        assert clip.positions.dtype == np.float32
