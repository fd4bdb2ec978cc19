"""Sound small files of every format, from which the fuzz starts: a sample clip, as others would write it.

A format that is written brings its own seed; one that is only read needs a builder in `BUILDERS`, or the test
``test_every_format_has_a_seed`` fails. Real recordings join where there is a folder of them; none is kept.
"""

import io
import pickle
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from fuzz import pose_seeds
from fuzz.sample import N_FRAMES, body, picture, sample, text, zipped
from fuzz.table_seeds import bare, captures, lines, trc
from mocap.mocap_files import DEC, INTEL, MIPS, acclaim, c3d_file, mvnx_file, standing

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.load import format_of
from sta_lstm.formats.registry import built_in_formats
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.skeletons import LAYOUTS

#: What the archive of several files counts as.
COLLECTION = "several recordings"


@dataclass(frozen=True)
class Seed:
    """A sound file: its format's name, its own, its bytes, and what its owner must say of it."""

    format: str
    name: str
    data: bytes
    options: ReadOptions = AS_STORED


def sbu():
    both = np.concatenate([sample("sbu-15").positions, sample("sbu-15").positions + np.float32(0.4)], axis=1)
    normalised = (both * 1000 - (1280, 960, 0)) / (-2560, -1920, 10000 / 7.8125)
    rows = ([t + 1, *frame.ravel().round(5).tolist()] for t, frame in enumerate(normalised))
    yield "skeleton_pos.txt", lines(rows, ",")


def numpy_array():
    for name, array in {"c": body("mediapipe-33"), "fortran": np.asfortranarray(body("mediapipe-33"))}.items():
        buffer = io.BytesIO()
        np.save(buffer, array)
        yield f"{name}.npy", buffer.getvalue()
    buffer = io.BytesIO()
    np.save(buffer, np.stack([body("ntu-25").transpose(2, 0, 1)[..., None]] * 2))
    yield "many.npy", buffer.getvalue(), ReadOptions(layout=LAYOUTS["ntu-25"], entry="1")
    buffer = io.BytesIO()
    np.savez_compressed(buffer, keypoints=picture("halpe-26"), fps=25, label="walk")
    yield "foreign.npz", buffer.getvalue(), ReadOptions(layout=LAYOUTS["halpe-26"])
    buffer = io.BytesIO()
    rows = body("ntu-25").reshape(N_FRAMES, 75)
    x = np.zeros((2, N_FRAMES + 2, 150), dtype=np.float32)
    x[:, :N_FRAMES, :75] = rows
    np.savez(buffer, x_train=x, y_train=np.eye(60)[:2], x_test=x, y_test=np.arange(2))
    yield "splits.npz", buffer.getvalue(), ReadOptions(entry="test 1")
    buffer = io.BytesIO()
    np.save(buffer, {"skel_body0": body("ntu-25"), "nbodys": [1]}, allow_pickle=True)
    yield "S001C001P001R001A001.skeleton.npy", buffer.getvalue()


def pickled_arrays():
    yield "dance.pkl", pickle.dumps({"keypoints3d": body("mediapipe-33"), "fps": 60}, 4)
    many = {"S1": {"Walking": body("smpl-22"), "Eating": body("smpl-22")}}
    yield "many.pkl", pickle.dumps(many, 2), ReadOptions(entry="S1/Eating")


def asf_amc():
    yield "07.zip", acclaim(N_FRAMES)


def mvnx():
    yield "take.mvnx", mvnx_file([standing(N_FRAMES)])


def c3d():
    points, labels = body("ntu-25") * 1000 + 1, [joint.title() for joint in LAYOUTS["ntu-25"].joints]
    for kind, scale in ((INTEL, -0.1), (DEC, 0.1), (MIPS, -0.1)):
        yield f"{kind}.c3d", c3d_file(points, labels, kind=kind, scale=scale)


def table_of_joints():
    joints = LAYOUTS["sbu-15"].joints
    rows = [
        (t, 0, joint, *place)
        for t, pose in enumerate(body("sbu-15").tolist())
        for joint, place in zip(joints, pose, strict=True)
    ]
    header = ("frame", "person", "joint", "x", "y", "z")
    yield "long.csv", lines([header, *rows], ",", "\n")
    comma = [[str(value).replace(".", ",") for value in row] for row in rows]
    yield "comma.csv", lines([("Frame Number", *header[1:]), *comma], ";")
    yield "wide.tsv", lines([("time (s)", *wide_names()), *wide_rows()], "\t")
    yield from captures(body("sbu-15"))


def wide_names():
    return [f"{joint.replace(' ', '_')}_{axis}" for joint in LAYOUTS["sbu-15"].joints for axis in "xyz"]


def wide_rows():
    return [(t / 25, *pose.ravel().tolist()) for t, pose in enumerate(body("sbu-15"))]


def parquet():
    columns = zip(("timestamp", *wide_names()), zip(*wide_rows(), strict=True), strict=True)
    buffer = io.BytesIO()
    pq.write_table(pa.table(dict(columns)), buffer)
    yield "wide.parquet", buffer.getvalue()


def msr():
    rows = ((*joint, 1) for pose in body("msr-20").tolist() for joint in pose)
    yield "a08_s01_e02_skeleton3D.txt", lines(rows)


def utkinect():
    yield "joints_s01_e02.txt", lines([10 + 2 * t, *pose.ravel().tolist()] for t, pose in enumerate(body("kinect-20")))


def mat():
    import scipy.io

    for name, compressed in (("a27_s4_t2_skeleton.mat", True), ("plain_a1_s1_t1_skeleton.mat", False)):
        buffer = io.BytesIO()
        array = body("utd-mhad-20").transpose(1, 2, 0)
        scipy.io.savemat(buffer, {"d_skel": array, "about": "mine"}, do_compression=compressed)
        yield name, buffer.getvalue()
    buffer = io.BytesIO()
    scipy.io.savemat(buffer, {"positions": body("mediapipe-33").astype(np.float32), "s": {"a": 1.0}})
    yield "any.mat", buffer.getvalue()


def nwucla():
    content = {"file_name": "a03_s01_e00_v01", "skeletons": body("kinect-20").tolist(), "label": 3}
    yield "a03_s01_e00_v01.json", text(content)


#: For each format that is not written, and for further forms of those that are: generators of (name, bytes[, reading]).
BUILDERS = {
    "SBU Kinect Interaction": sbu,
    "NumPy array": numpy_array,
    "OpenPose JSON": pose_seeds.openpose,
    "AlphaPose and COCO JSON": pose_seeds.alphapose,
    "MediaPipe Pose JSON": pose_seeds.mediapipe,
    "MMPose JSON": pose_seeds.mmpose,
    "ASF/AMC motion capture": asf_amc,
    "MVNX (Xsens)": mvnx,
    "C3D": c3d,
    "table of joints": table_of_joints,
    "TRC marker tracks": lambda: trc(body("sbu-15")),
    "table without header": lambda: bare(body("ntu-25")),
    "Parquet": parquet,
    "MSR-Action3D": msr,
    "UTKinect-Action3D": utkinect,
    "MATLAB array (UTD-MHAD)": mat,
    "Northwestern-UCLA": nwucla,
    "Kinetics-Skeleton": pose_seeds.stgcn,
    "PYSKL annotations": pose_seeds.pyskl,
    "pickled arrays": pickled_arrays,
    "points in JSON": pose_seeds.points,
}


def collection(files):
    """Some of the files in one archive, as people send them."""
    chosen = {f"day one/{seed.name}": seed.data for seed in files if seed.name.endswith((".skeleton", ".csv", ".npz"))}
    return Seed(COLLECTION, "clips.zip", zipped(chosen))


@cache
def seeds():
    """Every seed that is built in code; the last is an archive of others, which is no recording but a list of them."""
    found = []
    for clip_format in built_in_formats():
        if clip_format.write is not None:
            found.append(Seed(clip_format.name, f"own{clip_format.endings[0]}", clip_format.write(sample())))
        found += [Seed(clip_format.name, *built) for built in BUILDERS.get(clip_format.name, tuple)()]
    return (*found, collection(found))


def real_seeds(folder):
    """The smallest real recording of each format below ``folder``."""
    found = {}
    for path in sorted(Path(folder).rglob("*.*"), key=lambda path: path.stat().st_size):
        data = path.read_bytes()
        try:
            clip_format = format_of(data, path.name)
            if clip_format.name not in found:
                load_clip(data, path.name)
                found[clip_format.name] = Seed(clip_format.name, path.name, data)
        except ClipError:
            continue
    return tuple(found.values())
