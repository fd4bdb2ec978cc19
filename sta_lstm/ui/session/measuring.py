"""How much memory a result takes."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

import numpy as np

#: They hold nothing further, so that there is no need to look into them.
_LEAVES = frozenset({str, bytes, bytearray, int, float, complex, bool, type(None), np.float32, np.float64, np.int64})
#: Of a list of more numbers or texts, each counts as often as it is in it: that is quickly done.
_LONG = 100
#: They belong to the program, whatever refers to them.
_PROGRAM = (type, ModuleType, BuiltinFunctionType)


def bytes_of(result: object, *, most: int = sys.maxsize) -> int:
    """Bytes that ``result`` and all that it refers to take, each object once; the program itself does not count.

    A view counts as the array behind it, which it keeps alive, and a tensor as its storage.

    Args:
        result: arrays, tensors, texts, dataclasses, containers, networks, functions with what they have bound.
        most: where it takes more, measuring ends, and something above ``most`` comes back.
    """
    seen: set[int] = set()
    total, left = 0, [result]
    while left and total <= most:
        one = left.pop()
        if id(one) in seen or isinstance(one, _PROGRAM):
            continue
        seen.add(id(one))
        if type(one).__module__.startswith("torch") and hasattr(one, "untyped_storage"):
            total += _storage(one, seen)
            continue
        total += sys.getsizeof(one)
        if isinstance(one, (np.ndarray, memoryview)):
            left += _behind(one)
        elif isinstance(one, FunctionType):
            left += one.__closure__ or ()
        elif type(one) not in _LEAVES:
            below = gc.get_referents(one)
            if isinstance(one, dict):
                below += one  # of keys that are texts, the collector knows nothing
            if len(below) > _LONG and _LEAVES.issuperset(map(type, below)):
                total += sum(map(sys.getsizeof, below))
            else:
                left += below
    return total


def _behind(view: np.ndarray[Any, Any] | memoryview) -> Iterable[object]:
    """Whose memory it shows, and the objects in it where it holds objects."""
    if isinstance(view, memoryview):
        return (view.obj,)
    return (view.base, view.tolist() if view.dtype.hasobject else None)


def _storage(tensor: Any, seen: set[int]) -> int:
    """Bytes of a tensor's memory, which several may share."""
    storage = tensor.untyped_storage()
    place = storage.data_ptr()
    if place in seen:
        return 0
    seen.add(place)
    return int(storage.nbytes())
