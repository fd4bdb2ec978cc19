"""Pickles that are read without running them: what is read equals what was written; code, bombs and damage do not."""

import pickle
import pickletools
import struct
import tracemalloc

import numpy as np
import pytest

from sta_lstm.errors import ClipError
from sta_lstm.formats.arrays import pickled
from sta_lstm.formats.arrays.pickled import unpickled
from sta_lstm.formats.arrays.pickled_array import PickledArray
from sta_lstm.formats.load import MAX_BYTES

pytestmark = pytest.mark.filterwarnings("error")
PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


class Code:
    """An object whose unpickling would run code."""

    def __reduce__(self):
        return (eval, ("1 / 0",))


class Child(np.ndarray):
    """An array whose unpickling would import this module."""


def plain(value):
    """The value with its arrays in place."""
    if isinstance(value, PickledArray):
        return value.values
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return type(value)(plain(each) for each in value) if isinstance(value, list | tuple) else value


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", ">f4", "i1", "u1", ">i2", "i4", "i8", "u8", "?"])
def test_arrays_are_those_that_were_written(protocol, dtype):
    array = np.arange(24).reshape(2, 3, 4).astype(dtype)
    for each in (array, np.asfortranarray(array), array[:, ::2], array[:0], array[0, 0, 0, None], np.array(7, dtype)):
        read = plain(unpickled(pickle.dumps(each, protocol), "x"))
        assert read.dtype == each.dtype
        assert np.array_equal(read, each)
        assert read.shape == each.shape


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_plain_values_are_those_that_were_written(protocol):
    shared = ["x", 1]
    value = {
        "numbers": [0, -1, 255, 65_536, 2**31, -(2**80), 1.5, float("inf"), True, False, None],
        "texts": ["", "a", "é ☃ \n", "long" * 100],
        "tuples": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), ((1,), [2])],
        "shared": [shared, shared, {}],
        "scalars": [np.float32(0.5), np.int64(-3)],
        3: {1.5: {None: [[]]}},
    }
    assert plain(unpickled(pickle.dumps(value, protocol), "x")) == value


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize(
    ("value", "says"),
    [
        (Code(), "it names '(__builtin__|builtins)[.]eval'"),
        ({"keypoint": [1, {"a": Code()}]}, "it names '(__builtin__|builtins)[.]eval'"),
        (print, "it names '(__builtin__|builtins)[.]print'"),
        (np.array(["text"]), "it has an array of 'U4', which are no numbers"),
        (np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]), "it has an array of 'V12', which are no numbers"),
        (np.zeros(3).view(Child), "it (names|uses)"),
        ({(1, 2): 3}, "it has a dict with a key that is a tuple"),
        ({1, 2}, "it (names|uses)"),
        (1 + 2j, "it names '(__builtin__|builtins)[.]complex'"),
    ],
    ids=range(9),
)
def test_anything_else_is_refused(protocol, value, says):
    with pytest.raises(ClipError, match=says) as caught:
        unpickled(pickle.dumps(value, protocol), "x.pkl")
    sentence = str(caught.value)
    assert sentence.startswith("'x.pkl' is a Python pickle, which is never opened, because it can run code: it ")
    assert sentence.endswith(
        "Only numbers, texts, lists, dicts and NumPy arrays are read from a pickle: save those alone."
    )


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_array_of_objects_is_a_list_of_plain_values(protocol):
    array = np.empty((3, 1), dtype=object)
    array[:, 0] = [{"a": [1]}, None, 2.5]
    found = unpickled(pickle.dumps({"x": array, "y": np.array(array, dtype=object)}, protocol), "x")["x"]
    assert found.values is None
    assert found.items == [{"a": [1]}, None, 2.5]
    with pytest.raises(ClipError, match=r"it names '(__builtin__|builtins)[.]eval'"):
        unpickled(pickle.dumps(np.array([Code()], dtype=object), protocol), "x.pkl")


def short(text):
    return b"\x8c" + bytes([len(text)]) + text


RECONSTRUCT = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85C\x01b\x87R"
TYPE = b"cnumpy\ndtype\n" + short(b"f8") + b"\x89\x88\x87R"


def array(shape, raw=b"C\x08" + bytes(8), kind=TYPE, fortran=b"\x89"):
    return RECONSTRUCT + b"(K\x01" + shape + kind + fortran + raw + b"tb."


def long(number):
    digits = number.to_bytes(number.bit_length() // 8 + 1, "little", signed=True)
    return b"\x8b" + struct.pack("<i", len(digits)) + digits


#: A tuple in a tuple in a tuple: 2⁹⁹ times ().
NESTED = b")" + b"2\x86" * 99
HOSTILE = [
    (b"cos\nsystem\n(S'echo'\ntR.", "it names 'os.system'"),
    (b"\x80\x04" + short(b"os") + short(b"system") + b"\x93" + short(b"echo") + b"\x85R.", "it names 'os.system'"),
    (b"(S'echo'\nios\nsystem\n.", "it uses the instruction INST"),
    (b"\x80\x02cnumpy\nndarray\n)\x81.", "it uses the instruction NEWOBJ"),
    (b"cnumpy\nndarray\n(K\xfft\x85R.", "it makes an object by itself"),
    (b"c_codecs\nencode\nX\x01\x00\x00\x00aX\x03\x00\x00\x00zip\x86R.", "it encodes a text in a way of its own"),
    (b"\x80\x04]K\x01b.", "it changes a list"),
    (b"\x80\x05\x97.", "it uses the instruction NEXT_BUFFER"),
    (b"\x80\x02Pabc\n.", "it uses the instruction PERSID"),
    (b"\x82\x01.", "it uses the instruction EXT1"),
    (b"}" + NESTED + b"K\x01s.", "it has a dict with a key that is a tuple"),
    (array(NESTED), "an array's shape is none"),
    (array(b"K\x02K\x03\x86"), r"an array of shape \(2, 3\) does not fit its 8 bytes"),
    (array(b"J\xff\xff\xff\xff\x85"), "an array's shape is none"),
    (array(long(2**400_000) + long(2**400_000) + b"\x86"), "an array's shape is none"),
    (array(b"K\x01\x85", kind=NESTED), "an array has no type or no shape"),
    (array(b"K\x01\x85", raw=NESTED), "expected bytes, found a tuple"),
    (array(b"K\x01\x85", raw=b"]"), "it has an array of Python objects"),
    (b"cnumpy\ndtype\n" + NESTED + b"\x85R.", "an array's type is not text"),
    (
        b"cnumpy\ndtype\n" + short(b"f8") + b"\x85R(K\x03" + NESTED + b"NNNJ\xff\xff\xff\xfftb.",
        "it has an array of records",
    ),
    (b"\x8e" + struct.pack("<Q", 2**62) + b"abc.", "is damaged or cut short"),
    (b"r\xff\xff\xff\xff.", "is damaged or cut short"),
    (b"h\x05.", "is damaged or cut short"),
    (b"0.", "is damaged or cut short"),
    (b"t.", "is damaged or cut short"),
    (b".", "is damaged or cut short"),
    (b"", "is damaged or cut short"),
    (b"L" + b"9" * 100_000 + b"\n.", "is damaged or cut short"),
    (b"F" + b"x" * 10_000_000 + b"\n.", "is damaged or cut short"),
    (b"]K\x01K\x02s.", "expected a dict to fill"),
    (b"}(K\x01u.", "is damaged or cut short"),
    (b"c__builtin__\nbytes\nJ\xff\xff\xff\x7f\x85R.", "it makes an object by itself"),
]


@pytest.mark.parametrize(("data", "says"), HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_programs_are_refused_at_once(data, says):
    tracemalloc.start()
    with pytest.raises(ClipError, match=says) as caught:
        unpickled(data, "x.pkl")
    assert tracemalloc.get_traced_memory()[1] < 200 * 2**20
    tracemalloc.stop()
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_program_has_an_end(monkeypatch):
    monkeypatch.setattr(pickled, "MAX_INSTRUCTIONS", 1000)
    assert unpickled(b"N" * 999 + b".", "x") is None
    with pytest.raises(ClipError, match="it has over 1,000 instructions; save fewer recordings in one file"):
        unpickled(b"N" * 1000 + b".", "x")


def test_a_memo_of_a_memo_is_no_bomb():
    """Two lists that hold the one before twice, sixty times over: cheap, because nothing is copied."""
    data = (
        b"]q\x00" + b"".join(b"](h" + bytes([i]) + b"h" + bytes([i]) + b"eq" + bytes([i + 1]) for i in range(60)) + b"."
    )
    value = unpickled(data, "x")
    assert value[0] is value[1]


def test_one_text_as_the_bytes_of_many_arrays_is_refused():
    text = b"X" + struct.pack("<I", 10_000_000) + b"a" * 10_000_000 + b"q\x000c_codecs\nencode\nq\x010"
    data = text + b"h\x01h\x00X\x06\x00\x00\x00latin1\x86R0" * 1000 + b"N."
    tracemalloc.start()
    with pytest.raises(ClipError, match="it unpacks to far more bytes than it has"):
        unpickled(data, "x")
    assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
    tracemalloc.stop()


@pytest.mark.parametrize("protocol", [0, 2, 4, 5])
def test_accidents_give_a_value_or_a_sentence(protocol):
    value = [{"frame_dir": "a", "keypoint": np.arange(24.0).reshape(2, 3, 4), "label": 1, "n": np.int64(3)}]
    sound = pickle.dumps(value, protocol)
    random = np.random.default_rng(9)
    outcomes = set()
    for _ in range(400):
        damaged = bytearray(sound)
        for _ in range(int(random.integers(1, 4))):
            damaged[int(random.integers(len(damaged)))] = int(random.integers(256))
        end = int(random.integers(len(damaged) // 2, 3 * len(damaged)))
        try:
            unpickled(bytes(damaged[:end]), "x")
        except ClipError as error:
            assert "\n" not in str(error)  # noqa: PT017
            outcomes.add("refused")
        else:
            outcomes.add("read")
    assert outcomes == {"read", "refused"}


@pytest.mark.parametrize("protocol", [2, 4, 5])
@pytest.mark.parametrize("is_deep", [True, False])
def test_the_largest_file_of_short_recordings_has_few_enough_instructions(protocol, is_deep):
    """Its instructions and bytes follow from those of 50 recordings more, of two and a half seconds each."""

    def measured(n_clips):
        clips = [
            {"frame_dir": f"S001C001P001R001A{n:06d}", "label": n, "total_frames": 75, **arrays()}
            for n in range(n_clips)
        ]
        split = {part: [f"{clip['frame_dir']}" for clip in clips] for part in ("xsub_train", "xview_train")}
        data = pickle.dumps({"split": split, "annotations": clips}, protocol)
        return np.array([sum(1 for _ in pickletools.genops(data)), len(data)])

    def arrays():
        if is_deep:
            return {"keypoint": np.full((1, 75, 25, 3), 0.5, np.float16)}
        flat, score = np.full((1, 75, 17, 2), 0.5, np.float16), np.full((1, 75, 17), 0.5, np.float16)
        return {"keypoint": flat, "keypoint_score": score, "img_shape": (1080, 1920), "original_shape": (1080, 1920)}

    more_instructions, more_bytes = measured(100) - measured(50)
    assert more_instructions / more_bytes * MAX_BYTES < pickled.MAX_INSTRUCTIONS
