"""Files that nobody wrote: drawn by hypothesis from the grammar of each family of formats, mostly right."""

import io
import json
import pickle
import struct

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from fuzz.cases import Case
from fuzz.sample import zipped
from hypothesis import strategies as st

_KEYS = [
    "people",
    "pose_keypoints_2d",
    "keypoints",
    "image_id",
    "annotations",
    "images",
    "skeletons",
    "data",
    "frame_index",
    "skeleton",
    "pose",
    "score",
    "label",
    "landmarks",
    "worldLandmarks",
    "pose_world_landmarks",
    "frames",
    "fps",
    "width",
    "height",
    "x",
    "y",
    "z",
    "visibility",
    "version",
    "id",
    "landmark",
    "1.jpg",
]
_TREE_NAMES = ("a_keypoints.json", "alphapose-results.json", "pose_landmarks.json", "a.json")
_LINE_NAMES = [
    "a.skeleton",
    "skeleton_pos.txt",
    "a.bvh",
    "a.csv",
    "a.tsv",
    "a_skeleton3D.txt",
    "joints_s01_e01.txt",
    "a.txt",
]
_SIGNATURES = (b"", b"PK\x03\x04", b"\x93NUMPY\x01\x00", b"\x80\x04", b"\x80\x02", b"PAR1")
_SIGNATURES += (b"MATLAB 5.0 MAT-file".ljust(124) + b"\x00\x01IM",)

numbers = st.integers(-3, 40) | st.floats(-3, 3) | st.floats() | st.sampled_from((1e308, 10**30, -1e-310, 1920, 1e6))
values = st.recursive(
    numbers | st.none() | st.booleans() | st.text(max_size=5),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.sampled_from(_KEYS), parts, min_size=1, max_size=4),
    max_leaves=8,
)


def mostly(right):
    """``right``, and one time in eight anything."""
    return st.one_of(*[right] * 7, values)


def many(parts):
    return mostly(st.lists(parts, min_size=1, max_size=3))


def thing(**parts):
    """An object with these keys, and perhaps another."""
    other = st.dictionaries(st.sampled_from(_KEYS), values, max_size=1)
    return mostly(st.builds(lambda right, more: more | right, st.fixed_dictionaries(parts), other))


def row(length, scale=100.0):
    """So many numbers that differ, and perhaps one that is odd."""

    def numbered(first, at, odd):
        found = [round(scale * (first + i * 0.37) % (3 * scale), 3) for i in range(length)]
        return found if odd is None else [*found[: at % length], odd, *found[at % length + 1 :]]

    return mostly(st.builds(numbered, st.floats(0, 1), st.integers(0, 99), st.none() | numbers))


def points(n_joints):
    """A body as a list of points: objects or rows."""
    names = ("x", "y", "z", "visibility")
    return row(4 * n_joints, 1.0).map(
        lambda flat: (
            [dict(zip(names, flat[i : i + 4], strict=False)) for i in range(0, len(flat), 4)]
            if isinstance(flat, list) and flat and flat[0] != 0
            else flat
        )
    )


def as_json(value):
    return json.dumps(value).encode()


_people = thing(people=many(thing(pose_keypoints_2d=row(75)) | thing(pose_keypoints_3d=row(100), person_id=values)))
_result = thing(image_id=st.sampled_from(("0.jpg", "1.jpg", "x", 3)), keypoints=row(51) | row(78), score=values)
_annotations = thing(
    images=many(thing(id=numbers, file_name=st.just("a_1.jpg"), width=numbers, height=numbers)),
    annotations=many(thing(image_id=numbers, id=numbers, keypoints=row(51))),
)
_landmarks = many(thing(pose_world_landmarks=points(33)) | thing(landmarks=many(points(33)), timestamp=numbers))
_kinetics = thing(
    data=many(thing(frame_index=numbers, skeleton=many(thing(pose=row(36), score=row(18))))), label=values
)
_trees = st.builds(
    lambda value, name: Case("JSON", name, as_json(value)),
    st.one_of(
        _people, many(_result), _annotations, _landmarks, thing(frames=_landmarks, fps=values), _kinetics, values
    ),
    st.sampled_from(_TREE_NAMES),
)
_archives = st.builds(
    lambda frames: Case(
        "archives", "a.zip", zipped({f"a_{t}_keypoints.json": as_json(frame) for t, frame in enumerate(frames)})
    ),
    st.lists(_people, max_size=4),
)

_words = st.one_of(
    numbers.map(str),
    st.sampled_from(
        ("nan", "1,5", "", "a", "OFFSET", "JOINT a", "ROOT b", "{", "}", "CHANNELS 3 Xrotation", "End Site")
    ),
    st.sampled_from(("HIERARCHY", "MOTION", "Frames: 2", "Frame Time: .04", "25", "# fps: 30", "# sta-lstm clip 1")),
    st.text(st.characters(codec="utf-8"), max_size=4),
)
_marks = st.sampled_from((" ", ",", ";", "\t", "  ", "|"))


def _lines(table, mark, end, name):
    return Case("text", name, end.join(mark.join(map(str, line)) for line in table).encode("utf-8", "replace"))


_texts = st.builds(
    _lines,
    st.lists(st.lists(_words, max_size=6) | row(91).filter(lambda value: isinstance(value, list)), max_size=12),
    _marks,
    st.sampled_from(("\n", "\r\n", "\r")),
    st.sampled_from(_LINE_NAMES),
)
_roles = st.sampled_from(
    ["frame", "time", "timestamp", "person", "joint", "label", "x", "y", "z", "confidence", "t_ms"]
)
_of_joints = st.builds(
    "{}{}_{}".format,
    st.sampled_from(("", "p1_")),
    st.sampled_from(("nose", "left_knee", "head", "spine_base")),
    st.sampled_from("xyz"),
)
_columns = st.lists(_roles | _of_joints | st.text(max_size=5), min_size=1, max_size=9, unique=True)
_cells = numbers.map(str) | st.sampled_from(("", "nose", "head", "0", "1", "2024-01-01 10:00:00", '"', "1:02", "nan"))


@st.composite
def _tables(draw):
    if draw(st.booleans()):
        names = [
            "frame",
            *(f"{joint}_{axis}" for joint in ("nose", "left_knee", "right_knee", "head") for axis in "xyz"),
        ]
        body = [[t, *draw(row(12, 1.0).filter(lambda value: isinstance(value, list)))] for t in range(4)]
    else:
        names = draw(_columns)
        body = draw(st.lists(st.lists(_cells, min_size=len(names), max_size=len(names)), max_size=8))
    return _lines([names, *body], draw(_marks), "\n", "a.csv")


@st.composite
def _parquets(draw):
    kinds = ((1.0, 2.0, None), (0, 1, 2), ("nose", "head", "0"), (None,) * 3, (True,) * 3, (float("inf"),) * 3)
    names = [name.encode("utf-8", "replace").decode() for name in draw(_columns)]
    columns = {name: pa.array(draw(st.sampled_from(kinds))) for name in names}
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return Case("Parquet", "a.parquet", buffer.getvalue())


@st.composite
def arrays(draw):
    """Arrays of any type, of a recording's shape or none."""
    sizes = st.sampled_from((0, 1, 2, 3, 4, 17, 25, 33))
    shape = draw(st.sampled_from(((4, 33, 3), (1, 4, 26, 2), (3, 4, 33))) | st.lists(sizes, max_size=4).map(tuple))
    kind = np.dtype(draw(st.sampled_from(("<f8", "<f4", "<f2", ">f4", "<i4", "|u1", "|b1", "<i8", "<c16", "<U2"))))
    array = np.random.default_rng(draw(st.integers(0, 9))).normal(size=shape)
    with np.errstate(all="ignore"):
        if kind.kind == "f":
            array = array * draw(st.sampled_from((1.0, 1000.0, 1e30, np.inf, np.nan, 0.0)))
        return array.astype(kind)


def _npy(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def _with_header(shape, kind, order, body):
    text = f"{{'descr': {kind!r}, 'fortran_order': {order!r}, 'shape': {shape!r}}}\n".encode("utf-8", "replace")
    return Case("NumPy", "a.npy", b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text) % 2**16) + text + body)


_array_names = [
    "positions",
    "fps",
    "layout",
    "present",
    "up_axis",
    "name",
    "label",
    "notes",
    "inferred",
    "keypoints",
    "a",
]
_texts_in_arrays = st.sampled_from(("ntu-25", "sbu-15", "{}", '{"name": 1}', "y", "")).map(np.array)
_archives_of_arrays = st.builds(
    lambda members: Case("NumPy", "a.npz", zipped({f"{name}.npy": _npy(array) for name, array in members.items()})),
    st.dictionaries(
        st.sampled_from(_array_names),
        arrays() | _texts_in_arrays | numbers.map(float).map(np.array),
        min_size=1,
        max_size=5,
    ),
)
_headers = st.builds(
    _with_header,
    st.lists(st.integers(-2, 40) | st.sampled_from((2**31, 2**63, 2**64, 10**30)), max_size=6).map(tuple) | values,
    st.sampled_from(("<f8", "|O", "<U0", "|V0", "<M8", ">f2", "<f16", 8, None, [("a", "<f8")], "<f4,<f4", "")),
    st.booleans() | st.none() | st.integers(),
    st.binary(max_size=60),
)

_annotation = st.fixed_dictionaries(
    {"frame_dir": mostly(st.text(max_size=5)), "keypoint": mostly(arrays()), "total_frames": mostly(st.integers(0, 9))},
    optional={"keypoint_score": arrays(), "label": values, "img_shape": values},
)
_pickles = st.builds(
    lambda value, protocol: Case("pickles", "a.pkl", pickle.dumps(value, protocol)),
    many(_annotation) | st.fixed_dictionaries({"split": values, "annotations": many(_annotation)}),
    st.integers(0, 5),
)
_bytes = st.builds(
    lambda signature, body, name: Case("bytes", name, signature + body),
    st.sampled_from(_SIGNATURES),
    st.binary(max_size=300),
    st.sampled_from((*_LINE_NAMES, *_TREE_NAMES, "a.npz", "a.npy", "a.pkl", "a.mat", "a.parquet", "a")),
)

#: A strategy of cases for each family of formats.
FAMILIES = {
    "JSON": _trees,
    "archives": _archives,
    "text": _texts,
    "tables": _tables(),
    "Parquet": _parquets(),
    "NumPy": arrays().map(lambda array: Case("NumPy", "a.npy", _npy(array))) | _headers | _archives_of_arrays,
    "pickles": _pickles,
    "bytes": _bytes,
}
