"""What may be a key, and that numbers which all lie in one place of a dict are keys in no reader."""

import pickle

import numpy as np
import pytest
from fuzz.growing_keys import KEYS, alphapose, coco, pickled_keys, put_aside

from sta_lstm.errors import ClipError
from sta_lstm.formats import load_clip
from sta_lstm.formats.arrays.pickled import MAX_CALLS, unpickled
from sta_lstm.formats.rules.keys import MOST, is_key, is_whole_key


@pytest.mark.parametrize("value", ["", "a", "\ud800", 0, -1, MOST - 1, 1 - MOST, 0.5, -3.0, 1e17])
def test_keys(value):
    assert is_key(value)
    assert is_whole_key(value) is isinstance(value, int)


@pytest.mark.parametrize(
    "value", [MOST, -MOST, 2**61 - 1, 1e300, float("nan"), float("-inf"), True, None, (1, 2), b"a", [], 1j]
)
def test_no_keys(value):
    assert not is_key(value)
    assert not is_whole_key(value)


def test_no_two_whole_keys_lie_in_one_place():
    random = np.random.default_rng(0)
    numbers = [int(n) for n in random.integers(1 - MOST, MOST, 5000)]
    assert len({hash(number) for number in numbers}) == len(set(numbers))


HOSTILE = ("colliding", "colliding, below zero", "huge", "decimal")


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("build", [coco, alphapose], ids=["COCO", "AlphaPose"])
def test_pictures_of_such_numbers_are_refused(build, kind):
    name, data = build(KEYS[kind](20))
    with pytest.raises(ClipError, match=r"'image_id' is .*; expected a text, or a number below 2[*][*]60"):
        load_clip(data, name)


@pytest.mark.parametrize("kind", HOSTILE)
def test_pickles_of_such_numbers_are_refused(kind):
    with pytest.raises(ClipError, match=r"has a dict with a key that is a number beyond 2[*][*]60"):
        load_clip(pickled_keys(KEYS[kind](20))[1], "a.pkl")


def test_pickles_put_nothing_aside_under_such_numbers():
    with pytest.raises(ClipError, match=r"under a number beyond 2[*][*]60"):
        unpickled(put_aside(KEYS["colliding"](20))[1], "a.pkl")


@pytest.mark.parametrize("item", [np.float32(1), np.zeros(2)])
def test_a_pickle_of_very_many_small_arrays_is_refused(item):
    with pytest.raises(ClipError, match=f"holds over {MAX_CALLS:,} arrays"):
        unpickled(pickle.dumps([item.copy() for _ in range(MAX_CALLS + 10)], 5), "a.pkl")
