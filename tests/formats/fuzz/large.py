"""Sound files near the limits of each reader, from which the fuzz starts now and then: they have to be quick, too.

Each is made when it is drawn, and not kept: together they would fill the memory.
"""

import io
import json
import pickle

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from fuzz import large_pose
from fuzz.sample import PERIOD, poses, repeated
from fuzz.seeds import Seed, wide_names
from mocap.mocap_files import amc_file, angles, asf_file, c3d_file, mvnx_file, standing
from mocap.mocap_files import zipped as acclaim_of

from sta_lstm.formats.arrays.npz import NPZ
from sta_lstm.formats.datasets.ntu import NTU
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.formats.tables.own_csv import TABLE
from sta_lstm.formats.tables.parquet import PARQUET
from sta_lstm.skeletons import LAYOUTS, MAX_FRAMES, Clip


def clip(layout, n_frames=MAX_FRAMES, n_persons=1):
    """A clip of ``n_persons`` who stand beside each other."""
    places = poses(layout, n_frames)[:, None] + np.arange(n_persons)[None, :, None, None] * (0.8, 0, 0)
    return Clip(
        positions=places.astype(np.float32),
        present=np.ones(places.shape[:2], dtype=bool),
        fps=30.0,
        layout=LAYOUTS[layout],
        up_axis="y",
        name="long",
        label=None,
        notes=(),
    )


def ntu():
    yield "two.skeleton", NTU.write(clip("ntu-25", n_persons=2))


def sbu():
    both = np.concatenate([poses("sbu-15", PERIOD), poses("sbu-15", PERIOD) + 0.4], axis=1)
    normalised = (both * 1000 - (1280, 960, 0)) / (-2560, -1920, 10000 / 7.8125)
    rows = [",".join(map(str, row)) for row in normalised.reshape(PERIOD, -1).round(5).tolist()]
    yield "skeleton_pos.txt", "".join(f"{t + 1},{rows[t % PERIOD]}\r\n" for t in range(MAX_FRAMES)).encode()


def npz():
    yield "eight.npz", NPZ.write(clip("ntu-25", n_persons=8))
    buffer = io.BytesIO()
    np.savez_compressed(buffer, keypoints=np.zeros((MAX_FRAMES, 8, 26, 3)) + poses("halpe-26")[:, None])
    yield "foreign.npz", buffer.getvalue(), ReadOptions(layout=LAYOUTS["halpe-26"])
    buffer = io.BytesIO()
    x = np.zeros((1_000, 300, 150), dtype=np.float32)
    x[:, :100, :75] = poses("ntu-25", 100).reshape(100, 75)
    np.savez_compressed(buffer, x_train=x, y_train=np.eye(60)[np.arange(1_000) % 60])
    yield "splits.npz", buffer.getvalue(), ReadOptions(entry="train 999")


def numpy_array():
    buffer = io.BytesIO()
    np.save(buffer, np.stack([poses("mediapipe-33")] * 3, axis=1))
    yield "c.npy", buffer.getvalue()


def bvh():
    yield "many.bvh", bvh_of(100, MAX_FRAMES)
    yield "wide.bvh", bvh_of(400, 5_000)


def bvh_of(n_joints, n_frames):
    """A chain of so many joints, three rotations each."""
    lines = ["HIERARCHY", "ROOT j0", "{", "OFFSET 0 0 0"]
    lines += ["CHANNELS 6 Xposition Yposition Zposition Zrotation Yrotation Xrotation"]
    for joint in range(1, n_joints):
        lines += [f"JOINT j{joint}", "{", "OFFSET 0 1 0.5", "CHANNELS 3 Zrotation Yrotation Xrotation"]
    lines += ["}"] * n_joints
    lines += ["MOTION", f"Frames: {n_frames}", "Frame Time: 0.033333"]
    angles = np.random.default_rng(1).uniform(-90, 90, size=(PERIOD, 3 * n_joints + 3)).round(6)
    rows = [" ".join(map(str, row)) for row in angles.tolist()]
    return "\n".join(lines).encode() + b"\n" + repeated(rows, "\n", n_frames)


def asf_amc():
    numbers = {name: values[np.arange(MAX_FRAMES) % PERIOD] for name, values in angles(PERIOD).items()}
    yield "long.zip", acclaim_of({"07.asf": asf_file(), "07_01.amc": amc_file(numbers)})


def mvnx():
    yield "long.mvnx", mvnx_file([standing(MAX_FRAMES)])


def c3d():
    points = poses("ntu-25")[:, None] * 1000 + np.arange(4)[None, :, None, None] * (800, 0, 0) + 1
    labels = [f"{person}:{joint}" for person in "ABCD" for joint in LAYOUTS["ntu-25"].joints]
    # Whole numbers: floats are written one after the other.
    yield "long.c3d", c3d_file(points.reshape(MAX_FRAMES, -1, 3), labels, scale=0.1)


def parquet():
    yield "own.parquet", PARQUET.write(clip("ntu-25", n_persons=3))
    flat = poses("sbu-15").reshape(MAX_FRAMES, -1)
    names = [f"p{person}_{name}" for person in range(8) for name in wide_names()]
    columns = {name: flat[:, i % flat.shape[1]].astype(np.float32) for i, name in enumerate(names)}
    buffer = io.BytesIO()
    pq.write_table(pa.table({"timestamp": np.arange(MAX_FRAMES) / 25, **columns}), buffer, compression="zstd")
    yield "wide.parquet", buffer.getvalue()


def own_table():
    yield "own.csv", TABLE.write(clip("ntu-25", n_persons=3))


def table_of_joints():
    rows = [",".join(map(str, row * 8)) for row in poses("sbu-15", PERIOD).reshape(PERIOD, -1).tolist()]
    names = [f"p{person}_{name}" for person in range(8) for name in wide_names()]
    yield "wide.csv", ",".join(names).encode() + b"\n" + repeated(rows, "\n")
    joints = LAYOUTS["ntu-25"].joints
    places = [[",".join(map(str, place)) for place in pose] for pose in poses("ntu-25", PERIOD).tolist()]
    lines = (
        f"{t},{person},{joint},{place}\n"
        for t in range(MAX_FRAMES)
        for person in range(3)
        for joint, place in zip(joints, places[t % PERIOD], strict=True)
    )
    yield "long.csv", b"frame,person,joint,x,y,z\n" + "".join(lines).encode()


def trc():
    names = LAYOUTS["ntu-25"].joints
    rows = ["\t".join(map(str, row)) for row in poses("ntu-25", PERIOD).reshape(PERIOD, -1).tolist()]
    header = f"PathFileType\t4\nDataRate\tNumFrames\tUnits\n30\t{MAX_FRAMES}\tm\nFrame#\tTime"
    header += "".join(f"\t{name}\t\t" for name in names) + "\n\t\tX1\n\n"
    yield "long.trc", (header + "".join(f"{t}\t{t / 30}\t{rows[t % PERIOD]}\n" for t in range(MAX_FRAMES))).encode()


def bare():
    rows = [" ".join(map(str, row)) for row in poses("ntu-25", PERIOD).reshape(PERIOD, -1).tolist()]
    yield "0002-L.txt", repeated([f"{row} {row}" for row in rows], "\n")


def msr():
    bodies = poses("msr-20", PERIOD).tolist()
    rows = ["\r\n".join(" ".join(map(str, (*joint, 1))) for joint in pose) for pose in bodies]
    yield "a08_s01_e02_skeleton3D.txt", repeated(rows, "\r\n")


def utkinect():
    rows = [" ".join(map(str, row)) for row in poses("kinect-20", PERIOD).reshape(PERIOD, -1).tolist()]
    yield "joints_s01_e02.txt", "".join(f"{10 + t} {rows[t % PERIOD]}\n" for t in range(MAX_FRAMES)).encode()


def mat():
    import scipy.io

    for name, compressed in (("a27_s4_t2_skeleton.mat", True), ("plain_a1_s1_t1_skeleton.mat", False)):
        buffer = io.BytesIO()
        scipy.io.savemat(buffer, {"d_skel": poses("utd-mhad-20").transpose(1, 2, 0)}, do_compression=compressed)
        yield name, buffer.getvalue()


def nwucla():
    frames = [json.dumps(pose) for pose in poses("kinect-20", PERIOD).tolist()]
    yield "a03_s01_e00_v01.json", b'{"file_name": "a", "label": 3, "skeletons": [' + repeated(frames, ",")[:-1] + b"]}"


def pickled_arrays():
    many = {f"S{n}": {"Walking": poses("smpl-22", 400)} for n in range(500)}
    yield "many.pkl", pickle.dumps(many, 4)
    yield "long.pkl", pickle.dumps({"keypoints3d": poses("mediapipe-33"), "fps": 60}, 2)


#: Builders by the format's name, as in `fuzz.seeds.BUILDERS`.
LARGE = {
    "NTU RGB+D": ntu,
    "SBU Kinect Interaction": sbu,
    "sta-lstm NumPy archive": npz,
    "NumPy array": numpy_array,
    "OpenPose JSON": large_pose.openpose,
    "AlphaPose and COCO JSON": large_pose.alphapose,
    "MediaPipe Pose JSON": large_pose.mediapipe,
    "MMPose JSON": large_pose.mmpose,
    "BVH motion capture": bvh,
    "ASF/AMC motion capture": asf_amc,
    "MVNX (Xsens)": mvnx,
    "C3D": c3d,
    "Parquet": parquet,
    "sta-lstm table": own_table,
    "table of joints": table_of_joints,
    "TRC marker tracks": trc,
    "table without header": bare,
    "MSR-Action3D": msr,
    "UTKinect-Action3D": utkinect,
    "MATLAB array (UTD-MHAD)": mat,
    "Northwestern-UCLA": nwucla,
    "Kinetics-Skeleton": large_pose.stgcn,
    "PYSKL annotations": large_pose.pyskl,
    "pickled arrays": pickled_arrays,
    "points in JSON": large_pose.points,
}


def large_seeds(random):
    """Those of one format, made one after the other."""
    name = random.choice(list(LARGE))
    for built in LARGE[name]():
        yield Seed(name, *built)
