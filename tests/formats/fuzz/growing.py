"""Files that grow: of n and of 2 n of the same thing, whatever a stranger may choose the number of.

A reader that takes four times as long for the second is one that a small file can hold up for hours.
"""

import io
import pickle
import zipfile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from fuzz.cases import Case
from fuzz.growing_keys import JOINTS, KEYS, MODULUS, OF_KEYS
from fuzz.large import bvh_of, clip
from fuzz.sample import body, poses, text, zipped
from mocap.mocap_files import acclaim, c3d_file, mvnx_file, standing

from sta_lstm.formats.arrays.npz import NPZ
from sta_lstm.formats.datasets.ntu import NTU
from sta_lstm.formats.tables.own_csv import TABLE
from sta_lstm.skeletons import LAYOUTS


def repeated_titles(n):
    each = {"frame_dir": "a", "keypoint": np.zeros((1, 2, 17, 2)), "total_frames": 2}
    return "titles.pkl", pickle.dumps([dict(each) for _ in range(n)], 4)


def poses_beside_others(n):
    """Arrays called ``pose …``, which a body model's would be too."""
    return "poses.pkl", pickle.dumps({f"pose {k}": body("smpl-22")[:1] for k in range(n)}, 4)


def shared_arrays(n):
    """One array under many keys, and in a long list."""
    shared = np.zeros((500, 32, 3))
    flat = np.asfortranarray(np.ones((3000, 4)))
    keyed = {f"a{k}": shared for k in range(n)} | {f"b{k}": flat for k in range(n)}
    return "shared.pkl", pickle.dumps({**keyed, "list": [np.ones((1000, 3))] + [flat] * n}, 4)


def listed_poses(n):
    return "list.pkl", pickle.dumps({"poses3d": list(poses("smpl-22", n))}, 4)


def frames_of_one_title(n):
    """OpenPose's frames in an archive whose recordings would all be called alike."""
    marks = ("_", "-", ".", " ")
    between = ["".join(marks[k >> 2 * i & 3] for i in range(8)) for k in range(n)]
    frame = text({"people": []})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for each in between:
            for t in range(2):
                archive.writestr(zipfile.ZipInfo(f"a{each}{t}_keypoints.json"), frame)
    return "titles.zip", buffer.getvalue()


def motions_and_skeletons(n):
    """Motions in an archive beside as many skeletons, none of which is theirs for certain."""
    return "acclaim.zip", zipped(
        {f"b/{k}.txt": b"" for k in range(n)}
        | {f"a/x{k}.asf": b":version 1" for k in range(n // 2)}
        | {f"a/y{k}.amc": b":FULLY-SPECIFIED\n1\n" for k in range(n // 2)}
    )


def crowd(n):
    """Persons in few pictures, in JSON of points."""
    named = [[dict(zip(JOINTS, pose, strict=True)) for pose in poses("coco-17", n // 10).tolist()]] * 10
    return "crowd.json", text([{"bodies": each} for each in named])


def names_of_points(n):
    rows = {f"point {k}": [1.0, 2.0, 3.0] for k in range(n)}
    return "names.json", text([rows, rows])


def deep_lists(n):
    return "deep.json", b'{"frames": ' + b"[" * n + b"]" * n + b"}"


def joints_over_time(n):
    series = {joint: [[1.0, k / n, 2.0] for k in range(n)] for joint in JOINTS}
    return "series.json", text(series)


def mediapipe(n):
    points = [{"x": x, "y": y, "z": z, "visibility": 0.9} for x, y, z in body("mediapipe-33")[0].tolist()]
    return "pose_landmarks.json", text({str(t): {"pose_world_landmarks": points} for t in range(n)})


def stgcn(n):
    person = {"pose": [0.5, 0.4] * 18, "score": [0.9] * 18}
    return "k.json", text({"data": [{"frame_index": t, "skeleton": [person]} for t in range(n)], "label": "a"})


def one_id(n):
    """Bodies of NTU's all under one number, six of them in each frame."""
    joints = [f"{x} {y} {z} 0 0 0 0 0 0 0 0 2" for x, y, z in body("ntu-25")[0].tolist()]
    frame = ["6", *["1 0 0 0 0 0 0 0 0 2", "25", *joints] * 6]
    return "ids.skeleton", "\n".join([str(n), *frame * n]).encode() + b"\n"


def bodies_of_ids(n):
    """A body of another number in every frame."""
    data = NTU.write(clip("ntu-25", n)).split(b"\n")
    for t in range(n):
        data[2 + t * 28] = b"%d 0 0 0 0 0 0 0 0 2" % (t * MODULUS)
    return "ids.skeleton", b"\n".join(data)


def rows_of_joints(n, *, person=lambda t: 0, joint=lambda t, name: name):
    rows = (
        f"{t},{person(t)},{joint(t, name)},{x},{y},{z}\n"
        for t, pose in enumerate(poses("sbu-15", n).tolist())
        for name, (x, y, z) in zip(LAYOUTS["sbu-15"].joints, pose, strict=True)
    )
    return "long.csv", b"frame,person,joint,x,y,z\n" + "".join(rows).encode()


def ids_without_frames(n):
    """A row a pose, of another person each: no frame is told."""
    names = ",".join(f"{joint.replace(' ', '_')}_{axis}" for joint in LAYOUTS["sbu-15"].joints for axis in "xyz")
    rows = (f"{t},{','.join(map(str, pose))}\n" for t, pose in enumerate(poses("sbu-15", n).reshape(n, -1).tolist()))
    return "ids.csv", f"person,{names}\n".encode() + "".join(rows).encode()


def wide(n):
    """n columns, and few rows."""
    names = ",".join(f"p{k // 15}_{LAYOUTS['sbu-15'].joints[k % 15].replace(' ', '_')}_x" for k in range(n))
    return "wide.csv", (names + "\n" + (",".join(["1.5"] * n) + "\n") * 4).encode()


def columns_of_parquet(n):
    buffer = io.BytesIO()
    pq.write_table(pa.table({f"column {k}": [1.0, 2.0] for k in range(n)}), buffer)
    return "wide.parquet", buffer.getvalue()


def notes_of_a_table(n):
    head, _, rows = TABLE.write(clip("sbu-15", 3)).partition(b"\n")
    return "notes.csv", head + b"\n" + b"".join(b"# note: %d\n" % k for k in range(n)) + rows


def markers(n):
    names = [f"M{k}" for k in range(n)]
    head = "PathFileType\t4\nDataRate\tNumFrames\tUnits\n30\t2\tm\nFrame#\tTime\t"
    head += "".join(f"{each}\t\t\t" for each in names) + "\n\n"
    return "wide.trc", (head + ("1\t0\t" + "\t".join(["1.5"] * 3 * n) + "\n") * 2).encode()


def subjects(n):
    points = np.ones((2, n, 3)) + np.arange(n)[None, :, None]
    return "subjects.c3d", c3d_file(points[:, :250], [f"s{k}:m{k}" for k in range(250)], more=[
        (f"LABELS{part}", [f"x{part}.{k}" for k in range(200)]) for part in range(2, 2 + n // 250)
    ])  # fmt: skip


def deep_bvh(n):
    """Blocks within blocks, more than there may be joints."""
    joints = "".join(f"JOINT j{k}\n{{\nOFFSET 0 1 0\nCHANNELS 1 Xrotation\n" for k in range(n))
    return "deep.bvh", f"HIERARCHY\nROOT r\n{{\nOFFSET 0 0 0\nCHANNELS 1 Xrotation\n{joints}".encode()


def names_of_bvh(n):
    """Joints that are all called alike."""
    return "names.bvh", bvh_of(n, 2).replace(b"JOINT j", b"JOINT j #")


def offsets_of_bvh(n):
    block = "OFFSET 0 0 0\n" * n
    return "offsets.bvh", f"HIERARCHY\nROOT r\n{{\n{block}CHANNELS 1 Xrotation\n}}\nMOTION\n".encode()


def mvnx_elements(n):
    return "deep.mvnx", mvnx_file([standing(3)]).replace(
        b"</mvnx>", b"<a>" + b"".join(b'<b c%d="1"/>' % k for k in range(n)) + b"</a></mvnx>"
    )


def mvnx_attributes(n):
    return "wide.mvnx", mvnx_file([standing(3)]).replace(
        b"</mvnx>", b"<a " + b" ".join(b'c%d="1"' % k for k in range(n)) + b"/></mvnx>"
    )


def own_notes(n):
    positions, notes = clip("sbu-15", 4).positions, np.array([f"note {k}" for k in range(n)])
    buffer = io.BytesIO()
    np.savez(buffer, positions=positions, fps=30.0, layout="sbu-15", notes=notes)
    return "notes.npz", buffer.getvalue()


#: What grows otherwise, and how many of it take a hundredth of a second or more.
GROWING = {
    "titles": (repeated_titles, 1500),
    "poses beside others": (poses_beside_others, 700),
    "shared arrays": (shared_arrays, 1500),
    "listed poses": (listed_poses, 2000),
    "frames of one title": (frames_of_one_title, 600),
    "motions and skeletons": (motions_and_skeletons, 600),
    "crowd": (crowd, 600),
    "names of points": (names_of_points, 10_000),
    "deep lists": (deep_lists, 100_000),
    "joints over time": (joints_over_time, 2000),
    "MediaPipe": (mediapipe, 200),
    "Kinetics-Skeleton": (stgcn, 1000),
    "one ID": (one_id, 100),
    "IDs that never repeat, NTU": (bodies_of_ids, 400),
    "rows": (rows_of_joints, 2000),
    "IDs that never repeat": (lambda n: rows_of_joints(n, person=lambda t: t), 2000),
    "joints that never repeat": (lambda n: rows_of_joints(n, joint=lambda t, name: f"{name} {t}"), 2000),
    "IDs without frames": (ids_without_frames, 2000),
    "wide": (wide, 700),
    "Parquet": (columns_of_parquet, 1500),
    "notes of a table": (notes_of_a_table, 20_000),
    "markers": (markers, 700),
    "C3D": (subjects, 2500),
    "deep BVH": (deep_bvh, 5000),
    "names of BVH": (names_of_bvh, 200),
    "offsets of BVH": (offsets_of_bvh, 10_000),
    "BVH": (lambda n: ("frames.bvh", bvh_of(20, n)), 2000),
    "elements": (mvnx_elements, 20_000),
    "attributes": (mvnx_attributes, 5000),
    "MVNX": (lambda n: ("frames.mvnx", mvnx_file([standing(n)])), 300),
    "Acclaim": (lambda n: ("frames.zip", acclaim(n)), 200),
    "NTU": (lambda n: ("frames.skeleton", NTU.write(clip("ntu-25", n))), 200),
    "own table": (lambda n: ("frames.csv", TABLE.write(clip("sbu-15", n))), 800),
    "own archive": (lambda n: ("frames.npz", NPZ.write(clip("sbu-15", n))), 4000),
    "own notes": (own_notes, 5000),
}


def growing():
    """(what, a function from n to name and bytes, n) of everything that grows."""
    for what, (build, n) in OF_KEYS.items():
        for kind, keys in KEYS.items():
            yield f"{what}, keys {kind}", lambda n, build=build, keys=keys: build(keys(n)), n
    for what, (build, n) in GROWING.items():
        yield what, build, n


def grown(random):
    """One of them, five times as large at most, to be read within the bounds of all files."""
    _, build, n = random.choice(list(growing()))
    return Case("what grows", *build(n * random.choice((1, 2, 5))), is_large=True)
