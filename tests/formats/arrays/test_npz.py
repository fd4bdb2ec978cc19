"""The NumPy archive: what others may leave out, and what a hostile archive cannot do."""

import io
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.arrays.npz import sniff_npz, write_npz


def npz(**arrays):
    """What NumPy itself writes."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def archive(**members):
    """A zip archive of raw members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(f"{name}.npy", data)
    return buffer.getvalue()


def npy(header, data=b"", version=(1, 0)):
    """A raw .npy file with a header as given."""
    text = header.encode("latin-1") + b"\n"
    size = struct.pack("<H" if version == (1, 0) else "<I", len(text))
    return b"\x93NUMPY" + bytes(version) + size + text + data


BODY = np.random.default_rng(1).normal(size=(5, 2, 15, 3))
SOUND = {"positions": BODY, "fps": 25, "layout": "sbu-15"}


def test_three_arrays_are_enough():
    clip = load_clip(npz(**SOUND), "mine.npz")
    assert np.array_equal(clip.positions, BODY.astype(np.float32))
    assert (clip.fps, clip.layout.name, clip.up_axis, clip.name, clip.label) == (25.0, "sbu-15", "y", "mine.npz", None)
    assert clip.present.all()


@pytest.mark.parametrize("dtype", ["float16", "float64", ">f4", "longdouble"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_any_floats_in_any_order(dtype, order):
    body = np.asarray(BODY, dtype=dtype, order=order)
    clip = load_clip(npz(**{**SOUND, "positions": body}), "mine.npz")
    assert np.array_equal(clip.positions, body.astype(np.float32))


def test_without_presence_a_body_of_nothing_is_absent():
    body = BODY.copy()
    body[1, 0], body[2:4, 1] = 0.0, np.nan
    clip = load_clip(npz(**{**SOUND, "positions": body}), "mine.npz")
    assert np.argwhere(~clip.present).tolist() == [[1, 0], [2, 1], [3, 1]]
    assert "3 poses were all zeros or all NaN" in clip.notes[0]


def test_present_body_of_nothing_is_absent_too():
    body = BODY.copy()
    body[1, 0] = np.nan
    clip = load_clip(npz(**{**SOUND, "positions": body, "present": np.ones((5, 2), dtype=bool)}), "mine.npz")
    assert not clip.present[1, 0]
    assert "1 pose was all zeros" in clip.notes[0]


def _spoilt(joint=(2, 1, 4), value=np.nan):
    body = BODY.copy()
    body[joint] = value
    return body


class _Code:
    """Unpickling this would write a file."""

    def __reduce__(self):
        return (open, ("/tmp/sta-lstm-was-unpickled", "w"))


@pytest.mark.parametrize(
    ("arrays", "says"),
    [
        ({"fps": 25}, "lacks the arrays positions, layout; it holds fps. A clip's .npz has positions, fps, layout"),
        ({"x": 1, "y": 2}, "lacks the arrays positions, fps, layout; it holds x, y"),
        ({**SOUND, "positions": BODY[:, 0]}, "positions are float64 of shape (5, 15, 3); expected numbers, frames"),
        ({**SOUND, "positions": BODY.astype(str)}, "positions are <U32 of shape"),
        ({**SOUND, "positions": BODY + 0j}, "positions are complex128"),
        ({**SOUND, "positions": BODY[:, :, :14]}, "shape 5 × 2 × 14 × 3; expected frames × persons × 15 joints"),
        ({**SOUND, "positions": BODY[..., :2]}, "shape 5 × 2 × 15 × 2; expected frames × persons × 15 joints"),
        ({**SOUND, "positions": BODY[:0]}, "has no frames"),
        ({**SOUND, "positions": BODY[:, :0]}, "has 0 persons"),
        ({**SOUND, "positions": np.ones((3, 9, 15, 3))}, "has 9 persons; at most 8"),
        (
            {**SOUND, "positions": np.zeros((200_001, 1, 15, 3), "i1")},
            "has 200,001 frames; at most 200,000 are read",
        ),
        ({**SOUND, "positions": np.zeros((5, 1, 15, 3))}, "shows no body in any of its 5 frames"),
        ({**SOUND, "positions": np.full((5, 1, 15, 3), np.nan)}, "shows no body in any of its 5 frames"),
        ({**SOUND, "positions": _spoilt()}, "frame 2, person 1: the joint 'left elbow' is not a number"),
        ({**SOUND, "positions": _spoilt(value=1e300)}, "frame 2, person 1: the joint 'left elbow' is not a number"),
        ({**SOUND, "positions": BODY * 5000}, "is too far away"),
        ({**SOUND, "present": np.ones((4, 2), bool)}, "says who is present in shape (4, 2); expected (5, 2)"),
        ({**SOUND, "present": np.ones((5, 2))}, "present is float64; expected true or false"),
        ({**SOUND, "fps": 0.0}, "has 0.0 frames a second"),
        ({**SOUND, "fps": np.nan}, "has nan frames a second"),
        ({**SOUND, "fps": "thirty"}, "fps is <U6 of shape (); expected one number"),
        ({**SOUND, "fps": [30, 30]}, "fps is int64 of shape (2,); expected one number"),
        ({**SOUND, "layout": "sbu-16"}, "there is no layout 'sbu-16'; known layouts: ntu-25, sbu-15"),
        ({**SOUND, "layout": 15}, "layout is int64 of shape (); expected one text"),
        ({**SOUND, "layout": '{"name": "mine"}'}, "a layout's JSON lacks or garbles a field"),
        ({**SOUND, "layout": '{"name": '}, "the layout is not valid JSON"),
        ({**SOUND, "layout": '{"name": ' + "[" * 100_000}, "the layout is not valid JSON"),
        ({**SOUND, "layout": "{" + " " * 300_000}, "its JSON has 300,001 characters"),
        ({**SOUND, "up_axis": "up"}, "has the up axis 'up'; expected x, y or z"),
        ({**SOUND, "name": 5}, "name is int64"),
        ({**SOUND, "notes": "one"}, "notes are <U3 of shape ()"),
        ({**SOUND, "sta_lstm_clip": 2}, "is a clip of version 2; this program reads up to 1. Update it"),
        ({**SOUND, "label": np.array(_Code())}, "holds Python objects or records (object), which are never opened"),
        ({**SOUND, "positions": np.array([BODY, None], dtype=object)}, "holds Python objects or records"),
        ({**SOUND, "fps": np.array((30,), dtype=[("a", "f4")])}, "holds Python objects or records"),
        ({**SOUND, "x": np.zeros(300_000)}, "the array x unpacks to 2,400,128 bytes; at most 2,097,152 are read"),
        ({f"a{i}": 0 for i in range(100)}, "holds 100 files; a clip's .npz has fewer than ten"),
    ],
)
def test_wrong_arrays(arrays, says, tmp_path):
    with pytest.raises(ClipError) as caught:
        load_clip(npz(**arrays), "mine.npz")
    assert says in str(caught.value)
    assert "'mine.npz'" in str(caught.value)
    assert len(str(caught.value)) < 700


HUGE = "{'descr': '<f4', 'fortran_order': False, 'shape': (20000, 8, 512, 3), }"


@pytest.mark.parametrize(
    ("member", "says"),
    [
        (b"", "the array positions is damaged"),
        (b"PICKLE" * 20, "the array positions is damaged"),
        (npy("{'descr': '<f4'}"), "the array positions is damaged"),
        (npy("__import__('os').system('true')"), "the array positions is damaged"),
        (npy("(" * 5000), "the array positions is damaged"),
        (npy("{" + " " * 50_000, version=(2, 0)), "the array positions is damaged"),
        (npy(HUGE), "claims shape (20000, 8, 512, 3), which does not fit its 0 bytes"),
        (npy(HUGE.replace("20000", "-1")), "claims shape (-1, 8, 512, 3)"),
        (npy(HUGE.replace("20000", "9" * 30)), "which does not fit its 0 bytes"),
        (
            npy("{'descr': '|O', 'fortran_order': False, 'shape': (), }", b"cos\nsystem\n(S'true'\ntR."),
            "Python objects",
        ),
        (npy("{'descr': '<U0', 'fortran_order': False, 'shape': (99999999999,), }"), "positions are <U1 of shape (0,)"),
    ],
)
def test_hostile_array(member, says):
    sound = {name: npy_of(value) for name, value in SOUND.items()}
    with pytest.raises(ClipError) as caught:
        load_clip(archive(**{**sound, "positions": member}), "mine.npz")
    assert says in str(caught.value)


def npy_of(value):
    buffer = io.BytesIO()
    np.save(buffer, np.asarray(value))
    return buffer.getvalue()


def test_zip_bomb_is_refused_unopened():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file, file.open("positions.npy", "w") as member:
        for _ in range(250):
            member.write(bytes(1024**2))
    assert len(bomb.getvalue()) < 1024**2
    tracemalloc.start()
    with pytest.raises(
        ClipError, match=r"the array positions unpacks to 262,144,000 bytes; at most 192,004,096 are read"
    ):
        load_clip(bomb.getvalue(), "mine.npz")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * 1024**2


def test_size_that_an_archive_understates_bounds_what_is_read():
    bomb = archive(positions=bytes(50 * 1024**2))
    entry = bomb.rindex(b"PK\x01\x02")
    lying = bomb[: entry + 24] + struct.pack("<I", 1000) + bomb[entry + 28 :]
    tracemalloc.start()
    with pytest.raises(ClipError, match=r"'mine\.npz' is damaged or cut short"):
        load_clip(lying, "mine.npz")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * 1024**2


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compression_whose_output_cannot_be_bounded(method):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        file.writestr("positions.npy", bytes(1024**2))
    with pytest.raises(ClipError, match="the array positions is compressed in a way that NumPy does not use"):
        load_clip(buffer.getvalue(), "mine.npz")


def test_truncation_anywhere_is_told(small_clip):
    whole = write_npz(small_clip())
    for cut in np.linspace(200, len(whole) - 1, 100, dtype=int):
        with pytest.raises(ClipError, match=r"'cut\.npz' is damaged or cut short"):
            load_clip(whole[:cut], "cut.npz")


def test_encrypted_archive(small_clip):
    whole = bytearray(write_npz(small_clip()))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = whole.find(signature)
        while at >= 0:
            whole[at + offset] |= 1
            at = whole.find(signature, at + 1)
    with pytest.raises(ClipError, match="is locked with a password"):
        load_clip(bytes(whole), "mine.npz")


def test_an_archive_that_begins_with_such_a_file_is_none_itself(small_clip):
    content = write_npz(small_clip())
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.npz", content)
    assert sniff_npz(content)
    assert b"positions.npy" in buffer.getvalue()[:300]
    assert not sniff_npz(buffer.getvalue())
