"""Whatever bytes come, in whatever name: a clip, or one sentence that names the file and says what to do."""

import gzip
import io
import pickle
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest
from fuzz.judge import fault_of
from made import sbu_persons

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.arrays.npz import write_npz
from sta_lstm.formats.bvh.write import write_bvh
from sta_lstm.formats.datasets.ntu import write_ntu
from sta_lstm.formats.tables.own_csv import write_table
from sta_lstm.skeletons import Clip

pytestmark = pytest.mark.filterwarnings("error")

INSTEAD = "Choose the recording itself, or save its joints as CSV"


class Code:
    """An object whose unpickling would run code."""

    def __reduce__(self):
        return (pytest.fail, ("a pickle was opened",))


def zipped(name, data):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


NOISE = np.random.default_rng(0).bytes(5000)
SAFETENSORS = struct.pack("<Q", 60) + b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}      ' + bytes(4)
BVH = b"HIERARCHY\nROOT Hips\n{\n\tOFFSET 0 0 0\n}\n"

CASES = [
    ("empty.skeleton", b"", "is empty. Copy or download it again"),
    ("blank.csv", b" \r\n\t\n" * 9, "is empty. Copy or download it again"),
    ("mark.skeleton", b"\xef\xbb\xbf", "is empty. Copy or download it again"),
    ("noise.bin", NOISE, f"looks like binary data of another program. {INSTEAD}"),
    ("noise.skeleton", NOISE, "is binary"),
    ("noise.csv", NOISE.replace(b"\x00", b"\x01"), "is binary, or text in another encoding than UTF-8 (byte 0x"),
    ("zeros.skeleton", bytes(5000), "is binary (a zero byte at position 0); expected text. Choose the recording"),
    ("utf-16.csv", "# sta-lstm clip 1\n".encode("utf-16"), "is text in UTF-16; expected UTF-8. Save it again as UTF-8"),
    (
        "latin.csv",
        "# sta-lstm clip 1\n# name: Zoë\n".encode("latin-1"),
        "another encoding than UTF-8 (byte 0xeb at pos",
    ),
    (
        "essay.txt",
        b"It was a dark and stormy night.\n" * 50,
        "looks like text that begins “It was a dark and stormy night. It was…”",
    ),
    ("page.skeleton", b"<!DOCTYPE html><html>\nNot found\n", "is a web page (HTML), not the file"),
    ("walk.bvh", BVH, "ends after line 5, where MOTION and the frames should follow: it is cut short"),
    ("numbers.txt", b"1 2 3\n4 5 6\n", INSTEAD),
    ("model.pkl", pickle.dumps(Code()), "is a Python pickle, which is never opened, because it can run code"),
    ("model.skeleton", pickle.dumps(Code()), "is a Python pickle, which is never opened, because it can run code"),
    ("model.npz", pickle.dumps(Code(), protocol=0), "it should be a zip archive, but cannot be unpacked"),
    ("model.csv", pickle.dumps(Code(), protocol=0), "which columns hold the joints is not recognised"),
    (
        "model.pt",
        zipped("archive/data.pkl", pickle.dumps(Code())),
        "is a zip archive. Unpack it, and choose one recording",
    ),
    ("clips.zip", zipped("walk.skeleton", b"1\n0\n"), "is a zip archive. Unpack it, and choose one recording"),
    ("clips.npz", zipped("walk.skeleton", b"1\n0\n"), "is a zip archive. Unpack it"),
    ("nothing.zip", b"PK\x05\x06" + bytes(18), "is a zip archive with nothing in it"),
    ("model.safetensors", SAFETENSORS, "is a file of weights (safetensors). Choose it as a checkpoint"),
    ("model.onnx", b"\x08\x09:\x02\x0a\x00", "is a model (ONNX). Choose it as a checkpoint"),
    ("walk.skeleton.gz", gzip.compress(b"1\n0\n", mtime=0), "is compressed with gzip. Unpack it first"),
    ("walk.npy", b"\x93NUMPY\x01\x00v\x00", "is damaged; its header cannot be read"),
    ("walk.mat", b"MATLAB 5.0 MAT-file", "is a MATLAB file"),
    ("walk.h5", b"\x89HDF\r\n\x1a\n", "is an HDF5 file"),
    ("walk.png", b"\x89PNG\r\n\x1a\n", "is a picture"),
    (
        "one-number.skeleton",
        b"103\r\n",
        "ends after line 1, where the number of bodies in frame 1 of 103 should follow",
    ),
    ("no-body", b"3\n0\n0\n0\n", "shows no body in any of its 3 frames"),
    (
        "two-hours",
        b"216000\n" + b"0\n" * 216_000,
        "announces 216,000 frames (120 minutes); at most 200,000 are read. Export",
    ),
    ("a" * 3000, b"spam", INSTEAD),
    ("<script>alert(1)</script>.csv", b"spam", "which columns hold the joints is not recognised"),
]


@pytest.mark.parametrize(("name", "data", "says"), CASES, ids=[case[0][:30] for case in CASES])
def test_one_sentence_names_the_file_and_helps(name, data, says):
    with pytest.raises(ClipError) as caught:
        load_clip(data, name)
    sentence = str(caught.value)
    assert not fault_of(sentence, name)
    assert says in sentence
    assert f"'{name}'" in sentence
    assert sentence.endswith((".", ")."))


@pytest.mark.parametrize("name", ["walk.skeleton", "walk.csv", "walk.npz", "skeleton_pos.txt"])
def test_the_same_from_disk(tmp_path, name):
    (tmp_path / name).write_bytes(NOISE)
    with pytest.raises(ClipError, match=f"{name}' "):
        load_clip(tmp_path / name)


def test_single_frame_is_a_clip(small_clip, sbu_file):
    one = small_clip(n_frames=1, notes=())
    for data in (write_npz(one), write_table(one), write_ntu(one), sbu_file(sbu_persons(1))):
        clip = load_clip(data)
        assert clip.n_frames == 1
        assert clip.present.all()


@pytest.mark.slow
def test_an_hour_in_every_format_costs_no_gigabytes(sbu_file, sbu_numbers):
    """An hour at 30 frames a second, 108,000 frames."""
    row = b"0,0,head,1,1,1\n"
    table = b"# sta-lstm clip 1\n# layout: sbu-15\n# fps: 30\nframe,person,joint,x,y,z\n"
    hours = {
        "hour.skeleton": b"20000\n" + b"0\n" * 108_000,
        "skeleton_pos.txt": sbu_file(sbu_numbers[:1]) * 108_000,
        "hour.csv": table + row * 999_999 + row.replace(b"0", b"107999", 1),
    }
    for name, data in hours.items():
        tracemalloc.start()
        with pytest.raises(ClipError, match=f"'{name}'"):
            load_clip(data, name)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 500 * 1024**2, name


@pytest.mark.slow
def test_pathological_lines_cost_no_gigabytes():
    header = b"frame,person,joint,x,y,z\n"
    hostile = {
        "lines.skeleton": b"7\n1\n" + b"\n" * 30_000_000 + b"1",
        "commas.csv": b"# sta-lstm clip 1\n# layout: sbu-15\n# fps: 1\n" + header + b"," * 30_000_000,
        "columns.csv": b"# layout: sbu-15\n# fps: 1\n" + b"x," * 10_000_000,
        "header.csv": b"# sta-lstm clip 1\n" + b"# fps: 1\n" * 3_000_000,
        "quotes.csv": b"# layout: sbu-15\n# fps: 1\n" + header + b'"' + b"a" * 30_000_000,
        "sparse.csv": b"# layout: sbu-15\n# fps: 1\n# frames: 20000\n# persons: 8\n" + header + b"0,0,head,1,1,1",
        "skeleton_pos.txt": b"1" + b",1" * 30_000_000,
        "digits.skeleton": b"1" * 30_000_000,
    }
    for name, data in hostile.items():
        tracemalloc.start()
        with pytest.raises(ClipError, match=f"'{name}'"):
            load_clip(data, name)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 1024**3, (name, peak)


# Mutations -----------------------------------------------------------------------------------------------------------

TOKENS = (
    b"nan",
    b"inf",
    b"-",
    b"1e999",
    b"0",
    b"\n",
    b"\r",
    b",",
    b" ",
    b'"',
    b"#",
    b"99999999999999999999",
    b"\x00",
    b"\xff",
)


def mutated(data, random):
    """``data`` with one to four small accidents."""
    data = bytearray(data)
    for _ in range(random.integers(1, 5)):
        at, to = sorted(random.integers(0, len(data) + 1, size=2))
        to = min(to, at + int(random.integers(1, 200)))
        accident = random.integers(7)
        if accident == 0:
            del data[at:to]
        elif accident == 1:
            data[at:at] = data[at:to]
        elif accident == 2:
            data[at : at + 1] = TOKENS[random.integers(len(TOKENS))]
        elif accident == 3:
            data[at:to] = random.bytes(to - at)
        elif accident == 4:
            del data[at:]
        elif accident == 5:
            digits = [i for i in range(at, to) if chr(data[i]).isdigit()]
            for i in digits:
                data[i] = random.integers(48, 58)
        else:
            data[at : at + 1] = bytes([random.integers(256)])
    return bytes(data)


def survives(data, name, random, times):
    outcomes = set()
    for _ in range(times):
        damaged = mutated(data, random)
        try:
            clip = load_clip(damaged, name)
        except ClipError as error:
            assert "\n" not in str(error)  # noqa: PT017
            outcomes.add("refused")
        else:
            assert isinstance(clip, Clip)
            assert np.isfinite(clip.positions).all()
            outcomes.add("read")
    return outcomes


@pytest.mark.parametrize("name", ["walk.skeleton", "walk.npz", "walk.csv", "walk.bvh", "skeleton_pos.txt"])
def test_accidents_to_a_small_file(name, small_clip, sbu_file, sbu_numbers):
    clip = small_clip(n_frames=6)
    sound = {
        "walk.skeleton": write_ntu(clip),
        "walk.npz": write_npz(clip),
        "walk.csv": write_table(clip),
        "walk.bvh": write_bvh(clip),
        "skeleton_pos.txt": sbu_file(sbu_numbers[:6]),
    }
    outcomes = survives(sound[name], name, np.random.default_rng(11), times=400)
    assert "refused" in outcomes
    assert name == "walk.npz" or "read" in outcomes


def test_accidents_to_the_beginning_of_a_table(small_clip):
    layout = small_clip("sbu-15").layout.to_json() | {"name": "mine"}
    clip = small_clip(type(small_clip().layout).from_json(layout), n_frames=1)
    text = write_table(clip)
    random = np.random.default_rng(12)
    for _ in range(300):
        damaged = mutated(text[:1500], random) + text[1500:]
        try:
            load_clip(damaged, "walk.csv")
        except ClipError as error:
            assert "walk.csv" in str(error)  # noqa: PT017


def test_accidents_to_real_files(data_folder):
    random = np.random.default_rng(13)
    for file in (
        data_folder / "ntu" / "S003C001P015R001A034.skeleton",
        data_folder / "sbu/s01s02/01/001/skeleton_pos.txt",
        data_folder / "msraction3d" / "a06_s03_e02_skeleton3D.txt",
        data_folder / "nw-ucla" / "a12_s06_e04_v03.json",
    ):
        assert survives(file.read_bytes(), file.name, random, times=60) == {"read", "refused"}
