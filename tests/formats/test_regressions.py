"""Every file that ever broke a reader, as small as it got: now a clip, or one sentence that helps.

The fuzz found them (``make fuzz``); whoever mends a reader adds the input here.
"""

import io
import json
import struct
import zipfile

import numpy as np
import pytest
from made import person

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.formats.tables.parquet import PARQUET
from sta_lstm.skeletons import LAYOUTS, Clip

pytestmark = pytest.mark.filterwarnings("error")


def npy(array, header=None):
    """An array as a file; ``header`` is put in the place of NumPy's."""
    buffer = io.BytesIO()
    np.save(buffer, array)
    data = buffer.getvalue()
    if header is None:
        return data
    text = header.encode() + b"\n"
    return data[:8] + struct.pack("<H", len(text)) + text + data[10 + int.from_bytes(data[8:10], "little") :]


def body(n_joints):
    """Two frames of a body."""
    return np.random.default_rng(0).uniform(-0.8, 0.8, size=(2, n_joints, 3))


def squeezed(name, data, method):
    """One file in an archive, the middle of what it was packed to damaged."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr(zipfile.ZipInfo(name), data, method)
    damaged = bytearray(buffer.getvalue())
    damaged[60:80] = b"\xff" * 20
    return bytes(damaged)


def nameless_member():
    """Two frames of OpenPose, and a member without a name."""
    values = [value for x, y in person("openpose-25", 1)[0, :, :2] for value in (300 + 100 * x, 400 - 100 * y, 0.9)]
    frame = json.dumps({"people": [{"pose_keypoints_2d": values}]})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("a_0_keypoints.json", "", "a_1_keypoints.json"):
            archive.writestr(zipfile.ZipInfo(name), frame)
    return buffer.getvalue()


def bvh(offset):
    """Two joints that turn; one lies in the other's ``offset``."""
    lines = ["HIERARCHY", "ROOT a", "{", "OFFSET 0 0 0", "CHANNELS 1 Xrotation", "JOINT b", "{", f"OFFSET 0 {offset} 0"]
    lines += ["CHANNELS 1 Xrotation", "}", "}", "MOTION", "Frames: 1", "Frame Time: .04", "0 0"]
    return "\n".join(lines).encode()


def own_parquet():
    """A table of ours, whose clip has another name than the file."""
    layout = LAYOUTS["sbu-15"]
    return PARQUET.write(Clip(body(15)[:, None], 30.0, layout, "y", np.ones((2, 1), bool), "mine"))


def mmpose(names):
    """A person of 17 keypoints, and what they are called."""
    person = {"keypoints": [[number, 10 * number] for number in range(17)], "keypoint_scores": [1.0] * 17}
    meta = {"keypoint_id2name": names}
    return json.dumps({"meta_info": meta, "instance_info": [{"frame_id": 0, "instances": [person]}]}).encode()


#: What broke: the file, what its owner said of it, and what the message says; None where it is a clip.
CASES = {
    "an archive with a member that has no name": ("a.zip", nameless_member(), ReadOptions(), None),
    "an overflow where up is looked for": (
        *(
            "a.npy",
            npy(np.full((2, 33, 3), 1e200) * [[[1], [-1], *[[0.5]] * 31]]),
            ReadOptions(),
            "no positions of a body",
        ),
    ),
    "an overflow where SBU's numbers are turned to metres": (
        *("skeleton_pos.txt", b"1," + b",".join([b".5", b".6", b"1e308"] * 30), ReadOptions(), "is not a number"),
    ),
    "bodies so large that the middle of two sizes is beyond all numbers": (
        *("a.npy", npy(np.full((2, 33, 3), 1e308) * np.linspace(0, 1, 33)[:, None]), ReadOptions(), "a.npy"),
    ),
    "a unit by hand, and a clip with so long a name that the sentence had no end": (
        "a.csv",
        b"# sta-lstm clip 1\n# layout: sbu-15\n# fps: 30\n# name: "
        + b"mine:" * 80
        + b"\nframe,person,joint,x,y,z\n"
        + b"".join(f"0,0,{joint},{i},1,2\n".encode() for i, joint in enumerate(LAYOUTS["sbu-15"].joints)),
        *(ReadOptions(metres_per_unit=1e6), "'a.csv' cannot be read in that way: clip 'mine:mine"),
    ),
    "frame numbers of SBU's that are infinite": (
        *("skeleton_pos.txt", b"\n".join([b",".join([b"1e999"] * 91)] * 2), ReadOptions(), "is not a number"),
    ),
    "an array packed as no NumPy packs it, and damaged": (
        *("a.npz", squeezed("keypoints.npy", npy(body(33)), zipfile.ZIP_LZMA), ReadOptions(), "compressed in a way"),
    ),
    "an overflow where bones are guessed": (
        *("a.csv", b"frame,nose_x,nose_y,nose_z,tail_x,tail_y,tail_z\n0,0,1,2,3,4,-56e216\n", ReadOptions(), None),
    ),
    "an overflow where a trunk is looked for": ("a.bvh", bvh("1e200"), ReadOptions(), None),
    "a unit by hand that throws a clip with a name of its own beyond all bounds": (
        "a.csv",
        b"# sta-lstm clip 1\n# layout: sbu-15\n# fps: 30\n# name: mine\nframe,person,joint,x,y,z\n"
        + b"".join(f"0,0,{joint},{i},1,2\n".encode() for i, joint in enumerate(LAYOUTS["sbu-15"].joints)),
        *(ReadOptions(metres_per_unit=1e6), "'a.csv' cannot be read in that way: clip 'mine', frame 0"),
    ),
    "a long table of ours whose only fault is far down": (
        "a.csv",
        b"# sta-lstm clip 1\n# layout: sbu-15\n# fps: 30\nframe,person,joint,x,y,z\n"
        + b"".join(b"%d,0,head,1,2,3\n" % t for t in range(45_000))
        + b"45000,0,head,1,2,far\n",
        *(ReadOptions(), "'a.csv', line 45005, column z: expected metres, found 'far'"),
    ),
    "the same in a Parquet file, whose reader knows the unit by itself": (
        *("a.parquet", own_parquet(), ReadOptions(metres_per_unit=1e6)),
        "'a.parquet' cannot be read in that way: clip 'mine', frame 0",
    ),
    "a keypoint of MMPose's whose name is none": (
        "a.json",
        mmpose(names={"0": "nose", "1": {"a": 1}, **{str(number): f"joint {number}" for number in range(2, 17)}}),
        *(ReadOptions(), None),
    ),
    "landmarks of MediaPipe's so far away that the middle of the hips is beyond all numbers": (
        *("a.json", json.dumps([[{"x": 1.5e308, "y": i, "z": 0, "visibility": 1} for i in range(33)]]).encode()),
        *(ReadOptions(), None),
    ),
    "a table of ours that lacks so many joints that their names were a message's whole length": (
        "a.csv",
        b"# sta-lstm clip 1\n# layout: ntu-25\n# fps: 30\nframe,person,joint,x,y,z\n0,0,head,1,2,3\n0,0,neck,1,2,2\n",
        *(
            ReadOptions(),
            "has 2 of 25 joints; missing: spine base, spine mid, left shoulder, ",
        ),
    ),
    "an array that Python 2 wrote": (
        *(
            "a.npy",
            npy(person("mediapipe-33", 2), "{'descr': '<f8', 'fortran_order': False, 'shape': (2L, 33L, 3L)}"),
            ReadOptions(),
            None,
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_it_is_a_clip_or_one_sentence(case):
    name, data, options, says = case
    if says is None:
        assert np.isfinite(load_clip(data, name, options=options).positions).all()
        return
    with pytest.raises(ClipError) as caught:
        load_clip(data, name, options=options)
    sentence = str(caught.value)
    assert says in sentence
    assert f"'{name}'" in sentence
    assert sentence.isprintable()
    assert len(sentence) < 600
