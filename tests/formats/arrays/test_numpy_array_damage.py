"""NumPy arrays that are damaged, or are not those of a recording."""

import tracemalloc
from functools import partial

import numpy as np
import pytest
from formats.arrays.array_files import npy, npz

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.arrays.numpy_array import read_npy, sniff_npy
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.skeletons import LAYOUTS

ROTATIONS = np.random.default_rng(2).normal(size=(40, 156)) * 0.3


class Code:
    """An object whose unpickling would run code."""

    def __reduce__(self):
        return (eval, ("1 / 0",))


BODY = np.random.default_rng(1).normal(size=(5, 33, 3))


def header(text):
    head = text.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head


BAD = [
    (
        "a length is true",
        header("{'descr': '<f8', 'fortran_order': False, 'shape': (True, 33, 3), }"),
        "claims shape (True, 33, 3); expected whole numbers",
    ),
    ("cut short", npy(BODY)[:-8], "claims shape (5, 33, 3), which does not fit its 3,952 bytes"),
    ("no header", b"\x93NUMPY\x01\x00v\x00", "is damaged; its header cannot be read"),
    ("code", header("__import__('os').system('true')"), "is damaged; its header cannot be read"),
    ("deep", header("(" * 5000), "is damaged; its header cannot be read"),
    ("version 9", b"\x93NUMPY\x09\x09" + npy(BODY)[8:], "is damaged; its header cannot be read"),
    ("objects", npy(np.array([{"a": 1}], dtype=object), allow_pickle=True), "holds no array of positions"),
    (
        "code",
        npy(np.array([Code()], dtype=object), allow_pickle=True),
        "never opened, because it can run code",
    ),
    ("records", npy(np.zeros(3, dtype=[("a", "f4")])), "holds Python objects or records"),
    ("texts", npy(np.array(["a", "b"])), "is an array of <U1 of shape 2, no numbers. Expected frames × joints × 3"),
    ("true and false", npy(BODY > 0), "is an array of bool of shape 5 × 33 × 3"),
    ("complex", npy(BODY + 0j), "is an array of complex128"),
    ("a number", npy(np.array(1.0)), "is an array of shape (), in which no axes can be those of a layout's"),
    ("a row", npy(np.ones(75)), "is an array of shape 75, in which no axes can be those of"),
    (
        "23 joints",
        npy(np.ones((5, 23, 3))),
        "those of a layout's joints (15, 17, 18, 20, 21, 22, 24, 25, 26, 33). Expected frames",
    ),
    ("no frames", npy(BODY[:0]), "0 × 33 × 3"),
    ("nine persons", npy(np.ones((4, 10, 9, 33, 3))), "no axes can be"),
    ("hours", npy(np.zeros((200_001, 33, 3), "i1")), "has 200,001 frames; at most 200,000 are read"),
    ("labels", npy(np.eye(66)), "holds labels (zeros and ones, or a few whole numbers), not positions"),
    ("rotations", npy(ROTATIONS), "They are likely rotations, angles or features. Save the positions of the joints"),
    ("zeros", npy(np.zeros((5, 33, 3))), "so no frame shows a body"),
    ("zeros in a picture", npy(np.zeros((5, 33, 2))), "no joint of any body is seen in any frame"),
    ("nothing", npy(np.full((5, 33, 3), np.nan)), "so no frame shows a body"),
    ("infinite", npy(np.where(BODY > 2, np.inf, BODY)), "is not a number"),
    ("one point", npy(np.ones((5, 33, 3))), "every joint lies in one point"),
    (
        "a lying shape",
        header("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999, 33, 3)}"),
        "does not fit",
    ),
    (
        "a negative shape",
        header("{'descr': '<f8', 'fortran_order': False, 'shape': (-5, 33, 3)}"),
        "(-5, 33, 3), which",
    ),
]


@pytest.mark.parametrize(("data", "says"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_one_sentence_says_what_is_wrong(refuses, data, says):
    assert sniff_npy(data[:4096])
    refuses(lambda: load_clip(data, "walk.npy"), says, "'walk.npy'")


def test_a_layout_that_does_not_fit_is_said():
    with pytest.raises(ClipError, match="no axes can be those of the 25 joints of 'ntu-25'"):
        load_clip(npy(BODY), "walk.npy", options=ReadOptions(layout=LAYOUTS["ntu-25"]))


def test_small_values_of_a_huge_array_are_not_widened():
    data = npy(np.zeros((21_000, 8, 33, 3), "i1").repeat(2, axis=0))
    tracemalloc.start()
    with pytest.raises(ClipError, match=r"has 42,000 frames × 8 persons × 33 joints"):
        read_npy(data, "walk.npy")
    assert tracemalloc.get_traced_memory()[1] < 16 * 1024**2
    tracemalloc.stop()


def test_accidents_to_a_file(endures):
    random = np.random.default_rng(3)
    for data in (npy(BODY), npz(a=BODY)):
        for _ in range(300):
            damaged = bytearray(data)
            for at in random.integers(0, min(len(data), 400), size=2):
                damaged[at] = random.integers(256)
            endures(partial(load_clip, bytes(damaged), "walk.npy"), "walk.npy")
