"""Accidents to Python pickles."""

import contextlib
import pickle
import pickletools
import warnings
from functools import cache

from fuzz.mutate_values import changed

_PROGRAMS = (
    b"cos\nsystem\n(S'true'\ntR.",
    b"\x80\x04\x8c\x08builtins\x8c\x04eval\x93\x8c\x011\x85R.",
    b"\x80\x04" + b"]" + b"\x94" * 50 + b".",
    b"\x80\x04" + b"(" * 5000 + b"l" * 5000 + b".",
)
_INSTRUCTIONS = (
    b"R",
    b"b",
    b"0",
    b"1",
    b"2",
    b"(",
    b"t",
    b"l",
    b"d",
    b"a",
    b"e",
    b"s",
    b"u",
    b"h\x00",
    b"\x94",
    b"\x93",
)
_INSTRUCTIONS += (
    b"K\x01",
    b"N",
    b"Q",
    b"\x82\x01",
    b"i__main__\nx\n",
    b"\x85",
    b"\x86",
    b"\x8a\xff",
    b"X\xff\xff\xff\x7f",
)


def pickle_changed(random, data):
    """A pickle of other values, with an instruction too many, or a program that must not be run."""
    chance = random.random()
    if chance < 0.05:
        return random.choice(_PROGRAMS)
    if chance < 0.55:
        with contextlib.suppress(Exception):
            places = [place for _, _, place in pickletools.genops(data)]
            at, to = sorted(random.choice(places) for _ in range(2))
            odd = random.choice(
                (*_INSTRUCTIONS, data[at : at + 40], data[at:to][:400], *(program[2:-1] for program in _PROGRAMS))
            )
            return data[:at] + odd * random.choice((1, 1, 2, 200)) + data[random.choice((at, at, to)) :]
        return data
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return pickle.dumps(changed(random, _sound_value(data)), random.randrange(6))
    except Exception:  # a value that no pickle holds
        return data


@cache
def _sound_pickles():
    from fuzz.seeds import seeds

    return {seed.data for seed in seeds() if seed.data.startswith(b"\x80")}


def _sound_value(data):
    """What is in one of our own pickles: others are never run here either."""
    if data not in _sound_pickles():
        raise ValueError("not ours")
    return pickle.loads(data)
